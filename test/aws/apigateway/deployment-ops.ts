import type { Params } from "../contract.ts";
import { required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, texts, truth } from "../protocol/rest.ts";
import { page } from "./api-ops.ts";
import { badRequest } from "./errors.ts";
import type { Deployment, RestApi, Stage } from "./model.ts";
import { patched, readPatch } from "./patch.ts";
import { newStage, readCanary } from "./stage.ts";
import type { Gateway } from "./store.ts";
import { byId, newId } from "./store.ts";
import { readVariables } from "./variables.ts";

const INVALID = "Invalid deployment content specified.";

/** Deployments: snapshots of the API's resources. */
export function deploymentOperations(gateway: Gateway): Record<string, RestOperation> {
  const one = (params: Params) => gateway.deployment(required(params, "restApiId"), required(params, "deploymentId"));
  return {
    CreateDeployment: {
      http: "POST /restapis/{restApiId}/deployments",
      status: 201,
      run: (params) => describe(createDeployment(gateway, gateway.api(required(params, "restApiId")), params)),
    },
    GetDeployments: {
      http: "GET /restapis/{restApiId}/deployments",
      status: 200,
      run: (params) => page(byId(gateway.api(required(params, "restApiId")).deployments.values()), params, describe),
    },
    GetDeployment: {
      http: "GET /restapis/{restApiId}/deployments/{deploymentId}",
      status: 200,
      run(params) {
        const deployment = one(params);
        const withSummary = list(params, "embed").includes("apisummary");
        return { ...describe(deployment), apiSummary: withSummary ? summary(deployment) : undefined };
      },
    },
    UpdateDeployment: {
      http: "PATCH /restapis/{restApiId}/deployments/{deploymentId}",
      status: 200,
      run(params) {
        const deployment = one(params);
        const operations = readPatch(params, "updateDeploymentInput");
        const { description } = deployment;
        Object.assign(deployment, patched({ description }, operations, { fields: { description: "text" } }));
        return describe(deployment);
      },
    },
    DeleteDeployment: {
      http: "DELETE /restapis/{restApiId}/deployments/{deploymentId}",
      status: 202,
      run(params) {
        const { id } = one(params);
        const api = gateway.api(required(params, "restApiId"));
        const used = [...api.stages.values()].some(
          ({ deploymentId, canary }) => deploymentId === id || canary?.deploymentId === id,
        );
        if (used) throw badRequest("Active stages pointing to this deployment must be moved or deleted");
        api.deployments.delete(id);
        return undefined;
      },
    },
  };
}

/** Recorded from AWS but for: a deployment without canary on a stage with one (serverless/serverless#11518). */
function createDeployment(gateway: Gateway, api: RestApi, params: Params): Deployment {
  const stageName = text(params, "stageName");
  const stage = api.stages.get(stageName ?? "");
  const canary = structure(params, "canarySettings");
  if (canary !== undefined) {
    if (stageName === undefined || stageName === "") {
      throw badRequest(
        `${INVALID}Non null and non empty stageName must be provided for canary deployment. ` +
          `Provided value is ${stageName ?? "null"}`,
      );
    }
    if (stage === undefined) {
      throw badRequest(
        `${INVALID}Stage ${stageName} must already be created before making a canary release deployment`,
      );
    }
  } else if (stage?.canary !== undefined) {
    throw badRequest(
      `Non canary deployment not supported on stage ${stageName} because Canary is enabled. ` +
        "Provide CanarySettings in deploymentInput.",
    );
  }
  const deployment = snapshot(gateway, api, text(params, "description"));
  const settings = canary === undefined ? undefined : readCanary(canary, deployment.id);
  const variables = texts(params, "variables");
  const changed = stage === undefined ? undefined : { ...stage };
  if (changed !== undefined) {
    if (settings === undefined) changed.deploymentId = deployment.id;
    else changed.canary = settings;
    // That given variables replace the stage's, of a canary deployment too, is the behaviour of localstack; unrecorded.
    if (variables !== undefined) changed.variables = readVariables(variables);
    describeAgain(changed, params);
    changed.lastUpdatedDate = gateway.now();
  }
  const made =
    stage === undefined && stageName !== undefined && stageName !== ""
      ? newStage(
          gateway,
          api,
          params,
          { deploymentId: deployment.id, description: text(params, "stageDescription") },
          deployment.id,
        )
      : undefined;
  api.deployments.set(deployment.id, deployment);
  if (stage !== undefined) Object.assign(stage, changed);
  if (made !== undefined) api.stages.set(made.name, made);
  return deployment;
}

function describeAgain(stage: Stage, params: Params): void {
  stage.description = text(params, "stageDescription") ?? stage.description;
  stage.cacheClusterEnabled = truth(params, "cacheClusterEnabled") ?? stage.cacheClusterEnabled;
  stage.cacheClusterSize = text(params, "cacheClusterSize") ?? stage.cacheClusterSize;
  stage.tracingEnabled = truth(params, "tracingEnabled") ?? stage.tracingEnabled;
}

/** Messages: getmoto/moto#9466, hashicorp/terraform-provider-aws#21210. */
function snapshot(gateway: Gateway, api: RestApi, description: string | undefined): Deployment {
  const resources = [...api.resources.values()].filter(({ methods }) => methods.size > 0);
  if (resources.length === 0) throw badRequest("The REST API doesn't contain any methods");
  for (const { methods } of resources) {
    for (const { methodIntegration } of methods.values()) {
      if (methodIntegration === undefined) throw badRequest("No integration defined for method");
    }
  }
  const { policy, binaryMediaTypes, minimumCompressionSize } = api;
  const settings = { policy, binaryMediaTypes, minimumCompressionSize, authorizers: [...api.authorizers.values()] };
  return { id: newId(6), description, createdDate: gateway.now(), resources: structuredClone(resources), ...settings };
}

function describe({ id, description, createdDate }: Deployment): Params {
  return { id, description, createdDate };
}

function summary({ resources }: Deployment): Params {
  const methods = ({ methods }: Deployment["resources"][number]): Params =>
    Object.fromEntries(
      [...methods].map(([verb, { authorizationType, apiKeyRequired }]) => [
        verb,
        { authorizationType, apiKeyRequired },
      ]),
    );
  return Object.fromEntries(resources.map((resource) => [resource.path, methods(resource)]));
}
