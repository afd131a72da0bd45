import { functionArn } from "../../src/platforms/api-gateway/permission.ts";
import { Refused } from "./intercept.ts";

/** API Gateway and Lambda as far as a rollout calls them: one REST API, as a value that calls change. */
export interface ApiCloud {
  stages: Record<string, ApiStage>;
  deployments: { id: string; description: string; createdAt: number; uri: string }[];
  /** Where `GET /math` leads as the resources stand. */
  uri: string;
  /** The stage that the base path leads to; undefined for a canary. */
  mapping: string | undefined;
  /** The statements of each function's policy. */
  policies: Record<string, { Sid: string; source: string }[]>;
  made: number;
}

export interface ApiStage {
  deploymentId: string;
  variables: Record<string, string>;
  canary?: { deploymentId: string; percentTraffic: number; stageVariableOverrides: Record<string, string> };
  tags: Record<string, string>;
}

export const API = "a1b2c3d4e5";
export const MAPPING = { domain: "api.shop.test", basePath: "v1" };
const FUNCTIONS = "arn:aws:lambda:eu-west-1:111122223333:function";

export const functionOf = (version: string): string => `${FUNCTIONS}:${version}`;
export const uriOf = (version: string): string =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionOf(version)}/invocations`;

/** The members of the requests that the calls read. */
interface Input {
  stageName: string;
  resourceArn: string;
  tags: Record<string, string>;
  tagKeys: string[];
  deploymentId: string;
  description: string;
  patchOperations: Patch[];
  FunctionName: string;
  StatementId: string;
  SourceArn: string;
}

/** What each call does and answers, by the name of its command (API Gateway and Lambda API References). */
export const CALLS: Readonly<Record<string, (cloud: ApiCloud, input: Input, now: number) => unknown>> = {
  GetStages: ({ stages }) => ({ item: Object.keys(stages).map((name) => answerOf(stages, name)) }),
  GetStage: ({ stages }, { stageName }) => answerOf(stages, stageName),
  GetDeployments: ({ deployments }) => ({
    items: deployments.map(({ id, description, createdAt }) => ({ id, description, createdDate: new Date(createdAt) })),
  }),
  GetResources: ({ uri }) => ({
    items: [{ id: "math", path: "/math", resourceMethods: { GET: { methodIntegration: integrationOf(uri) } } }],
  }),
  GetExport: (cloud, { stageName }) => {
    const { uri } = deploymentOf(cloud, stageOf(cloud.stages, stageName).deploymentId);
    const get = { "x-amazon-apigateway-integration": integrationOf(uri) };
    return { body: Buffer.from(JSON.stringify({ openapi: "3.0.1", paths: { "/math": { get } } })) };
  },
  GetUsagePlans: () => ({ items: [] }),
  GetBasePathMapping: ({ mapping }) => ({ basePath: MAPPING.basePath, restApiId: API, stage: mapping }),
  GetBasePathMappings: ({ mapping }) => ({ items: [{ basePath: MAPPING.basePath, restApiId: API, stage: mapping }] }),
  UpdateBasePathMapping(cloud, { patchOperations }) {
    for (const { value } of patchOperations) cloud.mapping = value;
    return { basePath: MAPPING.basePath, restApiId: API, stage: cloud.mapping };
  },
  CreateDeployment(cloud, { description }, now) {
    cloud.made += 1;
    const id = `made${cloud.made}`;
    cloud.deployments.push({ id, description, createdAt: now + cloud.made, uri: cloud.uri });
    return { id };
  },
  DeleteDeployment(cloud, { deploymentId }) {
    deploymentOf(cloud, deploymentId);
    const used = Object.values(cloud.stages).flatMap((stage) => [stage.deploymentId, stage.canary?.deploymentId]);
    if (used.includes(deploymentId))
      throw new Refused(
        "BadRequestException",
        400,
        "Active stages pointing to this deployment must be moved or deleted",
      );
    cloud.deployments = cloud.deployments.filter(({ id }) => id !== deploymentId);
    return {};
  },
  TagResource({ stages }, { resourceArn, tags }) {
    Object.assign(stageOfArn(stages, resourceArn).tags, tags);
    return {};
  },
  UntagResource({ stages }, { resourceArn, tagKeys }) {
    for (const key of tagKeys) delete stageOfArn(stages, resourceArn).tags[key];
    return {};
  },
  UpdateStage(cloud, { stageName, patchOperations }) {
    const stage = stageOf(cloud.stages, stageName);
    const next = structuredClone(stage);
    for (const patch of patchOperations) patchStage(cloud, next, patch);
    cloud.stages[stageName] = next;
    return answerOf(cloud.stages, stageName);
  },
  UpdateIntegration(cloud, { patchOperations }) {
    for (const { value = "" } of patchOperations) cloud.uri = value;
    return integrationOf(cloud.uri);
  },
  GetPolicy({ policies }, { FunctionName }) {
    const statements = policies[FunctionName] ?? [];
    if (statements.length === 0) throw new Refused("ResourceNotFoundException", 404, "The resource has no policy");
    return { Policy: JSON.stringify({ Statement: statements.map(statementOf) }) };
  },
  GetFunctionConfiguration: () => ({}),
  AddPermission({ policies }, { FunctionName, StatementId, SourceArn }) {
    const statements = policies[FunctionName] ?? [];
    if (statements.some(({ Sid }) => Sid === StatementId))
      throw new Refused("ResourceConflictException", 409, "The statement id exists already");
    policies[FunctionName] = [...statements, { Sid: StatementId, source: SourceArn }];
    return {};
  },
  RemovePermission({ policies }, { FunctionName, StatementId }) {
    policies[FunctionName] = (policies[FunctionName] ?? []).filter(({ Sid }) => Sid !== StatementId);
    return {};
  },
};

interface Patch {
  op: string;
  path: string;
  value?: string;
}

/** One operation of a patch; whatever first names the canary makes it, at 0 %, of what the stage serves. */
function patchStage(cloud: ApiCloud, stage: ApiStage, { op, path, value = "" }: Patch): void {
  const [, first = "", member = "", name = ""] = path.split("/");
  if (op === "copy" && first === "variables") Object.assign(stage.variables, stage.canary?.stageVariableOverrides);
  else if (op === "copy") stage.deploymentId = stage.canary?.deploymentId ?? stage.deploymentId;
  else if (first === "deploymentId") stage.deploymentId = deploymentOf(cloud, value).id;
  else if (first === "variables" && op === "remove") delete stage.variables[member];
  else if (first === "variables") stage.variables[member] = value;
  else if (op === "remove" && member === "") delete stage.canary;
  else {
    stage.canary ??= { deploymentId: stage.deploymentId, percentTraffic: 0, stageVariableOverrides: {} };
    if (member === "deploymentId") stage.canary.deploymentId = deploymentOf(cloud, value).id;
    else if (member === "percentTraffic") stage.canary.percentTraffic = Number(value);
    else if (op === "remove") delete stage.canary.stageVariableOverrides[name];
    else stage.canary.stageVariableOverrides[name] = value;
  }
}

/** Whom users of a stage get, with what share of them; a share of 0 % is nobody's. */
export function servedBy(cloud: ApiCloud, name: string): { deploymentId: string; percent: number }[] {
  const { deploymentId, canary } = stageOf(cloud.stages, name);
  const share = canary?.percentTraffic ?? 0;
  const all = [{ deploymentId, percent: 100 - share }];
  if (canary !== undefined) all.push({ deploymentId: canary.deploymentId, percent: share });
  return all.filter(({ percent }) => percent > 0);
}

/** Why requests to a stage would fail: its deployment is gone, or the function does not let it in. */
export function outagesOf(cloud: ApiCloud, name: string): string[] {
  return servedBy(cloud, name).flatMap(({ deploymentId, percent }) => {
    const found = cloud.deployments.find(({ id }) => id === deploymentId);
    if (found === undefined) return [`${percent} % of ${name} get ${deploymentId}, which is gone`];
    const arn = functionArn(found.uri, {}) ?? "";
    const lets = (cloud.policies[arn] ?? []).some(
      ({ source }) => source.endsWith("/*") || source.includes(`/${name}/`),
    );
    return lets ? [] : [`${percent} % of ${name} get an error: ${arn} does not let it in`];
  });
}

export function stageOf(stages: ApiCloud["stages"], name: string): ApiStage {
  const stage = stages[name];
  if (stage === undefined) throw new Refused("NotFoundException", 404, `Invalid stage identifier ${name}`);
  return stage;
}

function stageOfArn(stages: ApiCloud["stages"], arn: string): ApiStage {
  return stageOf(stages, arn.slice(arn.lastIndexOf("/") + 1));
}

function deploymentOf({ deployments }: ApiCloud, id: string): ApiCloud["deployments"][number] {
  const found = deployments.find((deployment) => deployment.id === id);
  if (found === undefined) throw new Refused("NotFoundException", 404, `Invalid deployment identifier ${id}`);
  return found;
}

function answerOf(stages: ApiCloud["stages"], stageName: string) {
  const { deploymentId, variables, canary, tags } = structuredClone(stageOf(stages, stageName));
  return { stageName, deploymentId, variables, tags, ...(canary === undefined ? {} : { canarySettings: canary }) };
}

function integrationOf(uri: string) {
  return { type: "AWS_PROXY", httpMethod: "POST", uri };
}

function statementOf({ Sid, source }: { Sid: string; source: string }) {
  const Condition = { ArnLike: { "AWS:SourceArn": source } };
  const Principal = { Service: "apigateway.amazonaws.com" };
  return { Sid, Effect: "Allow", Principal, Action: "lambda:InvokeFunction", Condition };
}
