import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { askMany } from "../aws/lab.ts";
import { answering } from "../aws/lambda/testing.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { startGitHub } from "../github/server.ts";
import type { StepOptions } from "../runner/runner.ts";
import type { LambdaWorld } from "./world.ts";
import { createLambdaWorld } from "./world.ts";

let world: LambdaWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

/** What each door to the alias answers now, of so many requests. */
async function answers(count: number): Promise<Record<string, string[]>> {
  const asked = Object.entries(world.doors).map(async ([door, url]) => {
    const seen = (await askMany(url, count)).map(({ body }) => body);
    return [door, [...new Set(seen)].sort()] as const;
  });
  return Object.fromEntries(await Promise.all(asked));
}

const everywhere = (...versions: string[]) => ({ api: versions, url: versions, balancer: versions });

test("deploy, 10 %, 50 %, promote, rollback, deploy, promote, teardown: no request fails by the API, the function URL or the load balancer, and the alias is left as it was described", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 20 } });
  const { description } = world.alias();
  const github = await startGitHub({ token: TOKEN });
  onTestFinished(() => github.close());
  const told: StepOptions = { token: TOKEN, secrets: [TOKEN], env: github.env };
  const environment = { "deployment-environment": "production" };
  const traffic = Object.values(world.doors).map((url) => startTraffic(url, { connections: 2, rate: 40 }));
  const deploy = await world.step("deploy", { "zip-file": "v2.zip", ...environment }, told);
  expect(deploy.outputs, deploy.log.text).toMatchObject({ phase: "deployed", weight: "0", changed: "true" });
  expect(deploy.outputs).toMatchObject({ blue: "version 1", green: "version 2", "next-weight": "10" });
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
  expect(await answers(20)).toEqual(everywhere("v1"));

  const ten = await world.step("shift", environment, told);
  expect(ten.outputs, ten.log.text).toMatchObject({ phase: "shifting", weight: "10", "previous-weight": "0" });
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: { version: "2", weight: 0.1 } });
  const half = await world.step("shift");
  expect(half.outputs).toMatchObject({ phase: "shifting", weight: "50", "next-step": "promote" });
  expect(await answers(60)).toEqual(everywhere("v1", "v2"));

  const since = world.aws.calls.length;
  const promote = await world.step("promote", environment, told);
  expect(github.timeline()).toEqual([
    expect.stringMatching(/^production in_progress: deploy: sha256:\w+ comes up as green$/),
    "production in_progress: deploy: green has 0 %",
    "production in_progress: shift: green 0 % → 10 %",
    "production in_progress: shift: green has 10 %",
    "production in_progress: promote: green 50 % → 100 %",
    "production success: promote: green has 100 %",
  ]);
  expect(github.problems).toEqual([]);
  expect(promote.outputs, promote.log.text).toMatchObject({ phase: "promoted", weight: "100" });
  expect(world.aws.mutations(since).map(({ action }) => action)).toEqual(["UpdateAlias"]);
  expect(world.alias()).toMatchObject({ functionVersion: "2", additional: undefined });
  expect(await answers(20)).toEqual(everywhere("v2"));

  const rollback = await world.step("rollback");
  expect(rollback.outputs, rollback.log.text).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await answers(20)).toEqual(everywhere("v1"));
  const again = await world.step("deploy", { "zip-file": "v2.zip" });
  expect(again.outputs, again.log.text).toMatchObject({ phase: "deployed", green: "version 2" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs, teardown.log.text).toMatchObject({ phase: "idle", blue: "version 2" });
  expect(world.alias()).toMatchObject({ functionVersion: "2", additional: undefined, description });
  expect(world.tags()).toEqual({});
  for (const { answered, failed } of await Promise.all(traffic.map((each) => each.stop()))) {
    expect(failed).toBe(0);
    expect(answered).toBeGreaterThan(0);
  }
});

test("a container image goes the same way; one that the registry does not have leaves everything with blue", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 20 } });
  const { lambda } = world.aws;
  const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop";
  for (const name of ["v1", "v2"]) lambda.registerImage(`${registry}:${name}`, answering(name));
  lambda.registerImageFunction("boxed", `${registry}:v1`);
  const request = (action: string, params = {}) =>
    world.aws.request("lambda", action, { FunctionName: "boxed", ...params });
  await request("PublishVersion");
  await request("CreateAlias", { Name: "live", FunctionVersion: "1" });
  const boxed = { function: "boxed" };
  const alias = () => lambda.function("boxed").aliases.get("live");

  const deploy = await world.step("deploy", { ...boxed, "image-uri": `${registry}:v2` });
  expect(deploy.outputs, deploy.log.text).toMatchObject({ phase: "deployed", weight: "0", green: "version 2" });
  const promote = await world.step("promote", boxed);
  expect(promote.outputs, promote.log.text).toMatchObject({ phase: "promoted", weight: "100" });
  const { payload } = await lambda.invoke(`${world.arn.replace(/shop$/, "boxed")}:live`, "{}");
  expect(JSON.parse(payload)).toMatchObject({ body: "v2" });
  expect((await world.step("teardown", { ...boxed, ...SOON })).outputs.phase).toBe("idle");

  const lost = await world.step("deploy", { ...boxed, "image-uri": `${registry}:v3` });
  expect(lost.conclusion).toBe("failure");
  expect(lost.log.text).toContain(`Source image ${registry}:v3 does not exist. Provide a valid source image.`);
  expect(alias()).toMatchObject({ functionVersion: "2", additional: undefined });
  expect((await world.step("rollback", boxed)).conclusion).toBe("success");
  const teardown = await world.step("teardown", { ...boxed, ...SOON });
  expect(teardown.outputs, teardown.log.text).toMatchObject({ phase: "idle", blue: "version 2" });
  expect(alias()).toMatchObject({ functionVersion: "2", description: "" });
});
