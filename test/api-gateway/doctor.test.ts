import { afterEach, expect, test, vi } from "vitest";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** `status` while no rollout is on: what the next deploy would be refused for or warn of. */
let world: ApiWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const findingsOf = ({ outputs }: { outputs: Record<string, string | undefined> }) =>
  JSON.parse(outputs.result ?? "{}").findings as { kind: string; id?: string; message: string }[];

test("a file that would drop the resource policy is told before anybody deploys it", async () => {
  world = await createApiWorld();
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const patchOperations = [{ op: "replace", path: "/policy", value: policy }];
  await world.api.request("UpdateRestApi", { patchOperations });
  const integration = { type: "aws_proxy", httpMethod: "POST", uri: world.uri("nobody") };
  const paths = { "/math": { get: { responses: {}, "x-amazon-apigateway-integration": integration } } };
  world.write("api.json", JSON.stringify({ openapi: "3.0.1", info: { title: "shop", version: "2" }, paths }));
  const since = world.aws.calls.length;
  const status = await world.step("status", { openapi: "api.json" });
  expect(status.conclusion).toBe("success");
  const refused = findingsOf(status).filter(({ kind }) => kind === "refused");
  expect(refused.map(({ id }) => id).sort()).toEqual(["function-not-found", "policy-dropped"]);
  expect(status.summary).toContain("x-amazon-apigateway-policy");
  expect(world.aws.mutations(since)).toEqual([]);
  expect((await world.step("status", { openapi: "api.json", "fail-on": "blocked" })).conclusion).toBe("failure");
  // A job without a checkout judges what it can.
  expect((await world.step("status", { openapi: "gone.json" })).conclusion).toBe("success");
});

test("a function that is called as $LATEST is a warning, and a foreign canary a refusal", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("latest", "export const handler = async () => ({ body: '1' });");
  const status = await world.step("status", { integration: `${world.integration("latest")}:$LATEST` });
  expect(findingsOf(status).map(({ kind }) => kind)).toEqual(["warning", "unchecked"]);
  await world.api.request("CreateDeployment", { stageName: "prod", canarySettings: { percentTraffic: 5 } });
  const foreign = await world.step("status");
  expect(findingsOf(foreign)).toContainEqual(expect.objectContaining({ kind: "refused", id: "foreign-canary" }));
});

test("a reading that the role may not make is a finding, not a failure", async () => {
  world = await createApiWorld();
  const stages = [
    `arn:aws:apigateway:${world.aws.region}::/restapis/${world.api.id}/stages`,
    "stages/*",
    "deployments",
  ];
  const Resource = stages.map((one, index) => (index === 0 ? one : `${stages[0]?.replace(/stages$/, one)}`));
  const reader = world.aws.principal("reader", { Statement: { Effect: "Allow", Action: "apigateway:GET", Resource } });
  const status = await world.step("status", {}, { env: world.aws.env(reader) });
  expect(status.conclusion).toBe("success");
  expect(status.log.text).toContain("A deploy would be refused: AWS denied apigateway:GET (GetResources)");
});
