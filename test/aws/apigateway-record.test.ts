import type { CanarySettings, PatchOperation } from "@aws-sdk/client-api-gateway";
import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  GetStageCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateIntegrationResponseCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import recorded from "./apigateway/recorded.json" with { type: "json" };
import { clients, refusal } from "./apigateway/testing.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Replays the calls of localstack's snapshot tests, and holds every answer against what the real AWS said to them. */

let aws: LocalAws;
beforeAll(async () => {
  aws = await startAws({ apiGateway: { throttle: false } });
});
afterAll(() => aws.close());

const DEFAULT = { statusCode: 200, message: "default deployment" };
const WITH_VARIABLES = {
  variable: "$stageVariables.testVar",
  nonExistingDefault: "$stageVariables.noStageVar",
  nonOverridden: "$stageVariables.defaultVar",
  isCanary: "$context.isCanaryRequest",
};

type Answers = Record<string, { status?: number; [member: string]: unknown }>;

async function replay(scenario: keyof typeof recorded.scenarios, template: object = DEFAULT) {
  const { gateway } = clients(aws);
  const answers: Answers = recorded.scenarios[scenario].answers;
  const open = new Set(Object.keys(answers));
  /** Identifiers of this world by their names in the record. */
  const names = new Map<string, string>();
  const { id: restApiId = "", rootResourceId: resourceId = "" } = await gateway.send(
    new CreateRestApiCommand({ name: scenario }),
  );
  const method = { restApiId, resourceId, httpMethod: "GET" };
  await gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  await gateway.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  await gateway.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
  await gateway.send(
    new PutIntegrationResponseCommand({
      ...method,
      statusCode: "200",
      selectionPattern: "",
      responseTemplates: { "application/json": JSON.stringify(template) },
    }),
  );
  const named = (id: string | undefined, wanted: unknown): string | undefined => {
    if (id !== undefined && typeof wanted === "string" && !names.has(id) && ![...names.values()].includes(wanted)) {
      names.set(id, wanted);
    }
    return id === undefined ? undefined : (names.get(id) ?? id);
  };
  const recordOf = (step: string) => {
    open.delete(step);
    const answer = answers[step];
    if (answer === undefined) throw new Error(`The record has no ${step}`);
    return answer;
  };
  const stage = (
    step: string,
    { $metadata, canarySettings, deploymentId, createdDate, lastUpdatedDate, ...rest }: Awaited<ReturnType<typeof get>>,
  ) => {
    const { status, stage } = recordOf(step) as {
      status: number;
      stage: { deploymentId: string; canarySettings?: CanarySettings };
    };
    const base = named(deploymentId, stage.deploymentId);
    const seen: Record<string, unknown> = { ...rest, deploymentId: base };
    if (createdDate instanceof Date) seen.createdDate = "datetime";
    if (lastUpdatedDate instanceof Date) seen.lastUpdatedDate = "datetime";
    if (canarySettings !== undefined) {
      const canary = named(canarySettings.deploymentId, stage.canarySettings?.deploymentId);
      seen.canarySettings = { ...canarySettings, deploymentId: canary };
    }
    expect({ status: $metadata.httpStatusCode, ...seen }, step).toStrictEqual({
      status,
      ...recorded.everyStage,
      ...stage,
    });
  };
  const get = (stageName: string) => gateway.send(new GetStageCommand({ restApiId, stageName }));
  return {
    async deploy(step: string, input: Omit<CreateDeploymentCommand["input"], "restApiId"> = {}): Promise<string> {
      const answer = await gateway.send(new CreateDeploymentCommand({ restApiId, ...input }));
      const { status, deployment } = recordOf(step);
      const { $metadata, id, createdDate, ...rest } = answer;
      expect({ status: $metadata.httpStatusCode, deployment: named(id, deployment), rest }, step).toStrictEqual({
        status,
        deployment,
        rest: {},
      });
      expect(createdDate).toBeInstanceOf(Date);
      return id ?? "";
    },
    /** What the record does not show. */
    async quietly(input: Omit<CreateDeploymentCommand["input"], "restApiId">): Promise<string> {
      return (await gateway.send(new CreateDeploymentCommand({ restApiId, ...input }))).id ?? "";
    },
    create: async (step: string, input: Omit<CreateStageCommand["input"], "restApiId">) =>
      stage(step, await gateway.send(new CreateStageCommand({ restApiId, ...input }))),
    get: async (step: string, name: string) => stage(step, await get(name)),
    update: async (step: string, stageName: string, patchOperations: PatchOperation[]) =>
      stage(step, await gateway.send(new UpdateStageCommand({ restApiId, stageName, patchOperations }))),
    async refuses(
      step: string,
      command: { deploy?: object; create?: object; update?: PatchOperation[] },
      stageName = "dev",
    ): Promise<void> {
      const { deploy, create, update } = command;
      const sent =
        deploy !== undefined
          ? gateway.send(new CreateDeploymentCommand({ restApiId, ...deploy }))
          : create !== undefined
            ? gateway.send(new CreateStageCommand({ restApiId, deploymentId: "", stageName, ...create }))
            : gateway.send(new UpdateStageCommand({ restApiId, stageName, patchOperations: update }));
      expect(await refusal(sent), step).toStrictEqual(recordOf(step));
    },
    change: (response: object) =>
      gateway.send(
        new UpdateIntegrationResponseCommand({
          ...method,
          statusCode: "200",
          patchOperations: [
            { op: "replace", path: "/responseTemplates/application~1json", value: JSON.stringify(response) },
          ],
        }),
      ),
    async invoke(step: string, stageName: string): Promise<void> {
      const response = await fetch(`${aws.apiGateway.invokeUrl(restApiId, stageName)}/`);
      expect({ body: await response.json() }, step).toStrictEqual(recordOf(step));
    },
    /** Every answer of the record was asked for. */
    end: () => expect([...open]).toEqual([]),
  };
}

const CANARY_50 = { percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } };

test("stages are created, updated and lose their canary", async () => {
  const it = await replay("test_create_update_stages");
  const deploymentId = await it.deploy("create-deployment-1");
  await it.change({ statusCode: 200, message: "second deployment" });
  const second = await it.deploy("create-deployment-2");
  await it.create("create-stage", {
    stageName: "dev",
    deploymentId,
    description: "dev stage",
    variables: { testVar: "default" },
    canarySettings: { deploymentId: second, ...CANARY_50 },
  });
  await it.get("get-stage", "dev");
  await it.update("update-stage-canary-settings-overrides", "dev", [
    { op: "replace", path: "/canarySettings/stageVariableOverrides/testVar", value: "updated" },
  ]);
  await it.update("update-stage-remove-canary-settings", "dev", [{ op: "remove", path: "/canarySettings" }]);
  await it.get("get-stage-after-remove", "dev");
  it.end();
});

test("a canary deployment on a stage", async () => {
  const it = await replay("test_create_canary_deployment_with_stage");
  const deploymentId = await it.deploy("create-deployment");
  const variables = { testVar: "default" };
  await it.create("create-stage", { stageName: "dev", deploymentId, description: "dev stage", variables });
  await it.deploy("create-canary-deployment", { stageName: "dev", canarySettings: CANARY_50 });
  await it.get("get-stage", "dev");
  it.end();
});

test("a canary deployment on a stage that has a canary", async () => {
  const it = await replay("test_create_canary_deployment");
  const deploymentId = await it.deploy("create-deployment");
  const stage = { deploymentId, description: "dev stage", variables: { testVar: "default" } };
  const settings = (id: string, percentTraffic: number, testVar: string) => ({
    canarySettings: { deploymentId: id, percentTraffic, stageVariableOverrides: { testVar } },
  });
  await it.create("create-stage", { stageName: "dev1", ...stage, ...settings(deploymentId, 40, "canary1") });
  const canary = await it.deploy("create-canary-deployment", {
    stageName: "dev1",
    canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "canary2" } },
  });
  await it.get("get-stage-1", "dev1");
  await it.create("create-stage-2", { stageName: "dev2", ...stage, ...settings(canary, 60, "canary-overridden") });
  await it.refuses("bad-canary-deployment-id", {
    create: { stageName: "dev3", deploymentId, description: "dev stage", canarySettings: { deploymentId: "deploy" } },
  });
  it.end();
});

test("an update that silently makes a canary", async () => {
  const it = await replay("test_create_canary_deployment_by_stage_update");
  const deploymentId = await it.deploy("create-deployment");
  const second = await it.deploy("create-deployment-2");
  const variables = { testVar: "default" };
  await it.create("create-stage", { stageName: "dev", deploymentId, description: "dev stage", variables });
  await it.update("update-stage-with-deployment", "dev", [
    { op: "replace", path: "/canarySettings/deploymentId", value: second },
  ]);
  await it.update("remove-stage-canary", "dev", [{ op: "remove", path: "/canarySettings" }]);
  await it.update("update-stage-with-percent", "dev", [
    { op: "replace", path: "/canarySettings/percentTraffic", value: "50" },
  ]);
  await it.get("get-stage", "dev");
  it.end();
});

test("canary deployments that are refused", async () => {
  const it = await replay("test_create_canary_deployment_validation");
  const canarySettings = CANARY_50;
  await it.refuses("create-canary-deployment-no-stage", { deploy: { canarySettings } });
  await it.refuses("create-canary-deployment-empty-stage", { deploy: { canarySettings, stageName: "" } });
  const stageName = "non-existing";
  await it.refuses("create-canary-deployment-non-existing-stage", { deploy: { canarySettings, stageName } });
  it.end();
});

test("updates of a stage that are refused", async () => {
  const it = await replay("test_update_stage_canary_deployment_validation");
  await it.quietly({ stageName: "dev" });
  await it.get("get-stage", "dev");
  await it.quietly({ stageName: "dev", canarySettings: CANARY_50 });
  await it.refuses("update-stage-canary-settings-remove-overrides", {
    update: [{ op: "remove", path: "/canarySettings/stageVariableOverrides" }],
  });
  await it.refuses("update-stage-canary-settings-bad-path", {
    update: [{ op: "remove", path: "/canarySettings/badPath" }],
  });
  await it.refuses("update-stage-canary-settings-bad-path-2", {
    update: [{ op: "replace", path: "/canarySettings", value: "test" }],
  });
  await it.refuses("update-stage-canary-settings-replace-bad-path", {
    update: [{ op: "replace", path: "/canarySettings/badPath", value: "badPath" }],
  });
  const other = await it.quietly({ stageName: "dev2" });
  await it.refuses(
    "update-stage-add-deployment",
    { update: [{ op: "add", path: "/canarySettings/deploymentId", value: other }] },
    "dev2",
  );
  await it.refuses(
    "update-stage-no-deployment",
    { update: [{ op: "replace", path: "/canarySettings/deploymentId", value: "deploy" }] },
    "dev2",
  );
  it.end();
});

test("promotion by copying", async () => {
  const it = await replay("test_update_stage_with_copy_ops");
  const deployment: PatchOperation = { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" };
  const variables: PatchOperation = { op: "copy", from: "/canarySettings/stageVariableOverrides", path: "/variables" };
  const none: PatchOperation = { op: "replace", value: "0.0", path: "/canarySettings/percentTraffic" };
  await it.deploy("deployment-1", { stageName: "dev", variables: { testVar: "test", testVar2: "test2" } });
  await it.refuses("copy-with-bad-statement", {
    update: [
      { op: "copy", path: "/canarySettings/stageVariableOverrides", from: "/variables" },
      { op: "copy", path: "/canarySettings/deploymentId", from: "/deploymentId" },
    ],
  });
  await it.refuses("copy-with-no-replace", { update: [variables, deployment] });
  await it.update("update-stage-with-copy", "dev", [none, deployment, variables]);
  await it.deploy("deployment-canary", {
    stageName: "dev",
    canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "override" } },
  });
  await it.get("get-stage", "dev");
  await it.update("update-stage-with-copy-2", "dev", [none, deployment, variables]);
  it.end();
});

test("what the base and the canary answer", async () => {
  const it = await replay("test_invoking_canary_deployment", { ...DEFAULT, ...WITH_VARIABLES });
  const variables = { testVar: "default", defaultVar: "default" };
  await it.deploy("create-deployment-1", { stageName: "dev", variables });
  await it.change({ statusCode: 200, message: "canary deployment", ...WITH_VARIABLES });
  await it.deploy("create-deployment-2", {
    stageName: "dev",
    canarySettings: { percentTraffic: 0, stageVariableOverrides: { testVar: "canary", noStageVar: "canary" } },
  });
  await it.invoke("response-deployment-1", "dev");
  await it.update("update-stage", "dev", [{ op: "replace", path: "/canarySettings/percentTraffic", value: "100.0" }]);
  await it.invoke("response-canary-deployment", "dev");
  it.end();
});
