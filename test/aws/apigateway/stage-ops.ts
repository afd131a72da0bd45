import { required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { Raw } from "../protocol/rest.ts";
import { badRequest } from "./errors.ts";
import { exportApi } from "./openapi-export.ts";
import { readPatch } from "./patch.ts";
import { describeStage, newStage } from "./stage.ts";
import { patchStage } from "./stage-patch.ts";
import type { Gateway } from "./store.ts";

const STAGE = "/restapis/{restApiId}/stages/{stageName}";

/** Stages: what is served under which name, and to how much of the traffic. */
export function stageOperations(gateway: Gateway): Record<string, RestOperation> {
  return {
    CreateStage: {
      http: "POST /restapis/{restApiId}/stages",
      status: 201,
      run(params) {
        const api = gateway.api(required(params, "restApiId"));
        const stage = newStage(gateway, api, params, {
          deploymentId: text(params, "deploymentId") ?? "",
          description: text(params, "description"),
        });
        api.stages.set(stage.name, stage);
        return describeStage(stage);
      },
    },
    GetStages: {
      http: "GET /restapis/{restApiId}/stages",
      status: 200,
      run(params) {
        const deployment = text(params, "deploymentId");
        const stages = [...gateway.api(required(params, "restApiId")).stages.values()];
        const shown = stages.filter(({ deploymentId }) => deployment === undefined || deploymentId === deployment);
        return { item: shown.map(describeStage) };
      },
    },
    GetStage: {
      http: `GET ${STAGE}`,
      status: 200,
      run: (params) => describeStage(gateway.stage(required(params, "restApiId"), required(params, "stageName"))),
    },
    UpdateStage: {
      http: `PATCH ${STAGE}`,
      status: 200,
      run(params) {
        const api = gateway.api(required(params, "restApiId"));
        const stage = gateway.stage(api.id, required(params, "stageName"));
        const changed = patchStage(api, stage, readPatch(params, "updateStageInput"));
        Object.assign(stage, changed, { lastUpdatedDate: gateway.now() });
        return describeStage(stage);
      },
    },
    DeleteStage: {
      http: `DELETE ${STAGE}`,
      status: 202,
      run(params) {
        const api = gateway.api(required(params, "restApiId"));
        const { name } = gateway.stage(api.id, required(params, "stageName"));
        const domains = gateway.mappedBy(api.id, name);
        if (domains.length > 0) {
          throw badRequest(
            `Deleting stage ${name} failed. Please remove all base path mappings related to the stage in your domains: ${domains.join(", ")}`,
          );
        }
        api.stages.delete(name);
        return undefined;
      },
    },
    FlushStageCache: {
      http: `DELETE ${STAGE}/cache/data`,
      status: 202,
      run(params) {
        gateway.stage(required(params, "restApiId"), required(params, "stageName"));
        return undefined;
      },
    },
    GetExport: {
      http: `GET ${STAGE}/exports/{exportType}`,
      status: 200,
      headers: { accept: "accepts" },
      run(params) {
        const { body, type, extension } = exportApi(gateway, params);
        return new Raw(body, {
          "content-type": type,
          "content-disposition": `attachment; filename="${required(params, "stageName")}_${required(params, "exportType")}.${extension}"`,
        });
      },
    },
  };
}
