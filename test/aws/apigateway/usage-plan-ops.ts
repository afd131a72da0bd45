import type { Params } from "../contract.ts";
import { required, structures, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { page } from "./api-ops.ts";
import { notFound } from "./errors.ts";
import type { UsagePlan } from "./model.ts";
import type { Gateway } from "./store.ts";
import { byId, newId } from "./store.ts";

/** Usage plans: which keys are let in to which stages. Source: API Reference, UsagePlan. */
export function usagePlanOperations(gateway: Gateway): Record<string, RestOperation> {
  return {
    CreateUsagePlan: {
      http: "POST /usageplans",
      status: 201,
      run(params) {
        const apiStages = structures(params, "apiStages").map((one) => ({
          apiId: required(one, "apiId"),
          stage: required(one, "stage"),
        }));
        for (const { apiId, stage } of apiStages) gateway.stage(apiId, stage);
        const plan: UsagePlan = { id: newId(6), name: required(params, "name"), apiStages, keys: new Set() };
        gateway.usagePlans.set(plan.id, plan);
        return describe(plan);
      },
    },
    GetUsagePlans: {
      http: "GET /usageplans",
      status: 200,
      run: (params) => page(byId(gateway.usagePlans.values()), params, describe),
    },
    CreateApiKey: {
      http: "POST /apikeys",
      status: 201,
      run(params) {
        const key = { id: newId(10), value: text(params, "value") ?? newId(40), name: text(params, "name") };
        gateway.apiKeys.set(key.id, key.value);
        return { ...key, enabled: true };
      },
    },
    CreateUsagePlanKey: {
      http: "POST /usageplans/{usagePlanId}/keys",
      status: 201,
      run(params) {
        const plan = gateway.usagePlans.get(required(params, "usagePlanId"));
        const [id, type] = [required(params, "keyId"), required(params, "keyType")];
        const value = gateway.apiKeys.get(id);
        if (plan === undefined) throw notFound("Invalid Usage Plan ID specified");
        if (value === undefined) throw notFound("Invalid API Key identifier specified");
        plan.keys.add(value);
        return { id, type, value };
      },
    },
  };
}

/** Whether a key is one of a plan that has the stage (developer guide, "Usage plans and API keys for REST APIs"). */
export function letsIn(gateway: Gateway, key: string | undefined, apiId: string, stage: string): boolean {
  return [...gateway.usagePlans.values()].some(
    (plan) =>
      key !== undefined &&
      plan.keys.has(key) &&
      plan.apiStages.some((one) => one.apiId === apiId && one.stage === stage),
  );
}

function describe({ id, name, apiStages }: UsagePlan): Params {
  return { id, name, apiStages };
}
