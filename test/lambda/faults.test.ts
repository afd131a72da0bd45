import { afterEach, expect, test, vi } from "vitest";
import { answering } from "../aws/lambda/testing.ts";
import type { LambdaWorld } from "./world.ts";
import { createLambdaWorld } from "./world.ts";

let world: LambdaWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };

/** Somebody else's hand, right before the step's first call of this action. */
function meanwhile(action: string, change: () => Promise<unknown>): Promise<unknown> {
  let done: Promise<unknown> = Promise.resolve();
  world.aws.hooks.onCall = (call) => {
    if (call.action !== action) return;
    world.aws.hooks.onCall = undefined;
    done = change();
  };
  return done;
}

test("an alias that somebody else changes right before the call is left as it is, and a lost answer is none of that", async () => {
  world = await createLambdaWorld();
  const version = await world.publish(answering("v2"));
  await world.step("deploy", { "function-version": version });
  const routing = { AdditionalVersionWeights: { 2: 0.3 } };
  meanwhile("UpdateAlias", () => world.request("UpdateAlias", { Name: "live", RoutingConfig: routing }));
  const cut = await world.step("shift", { weight: "10" });
  expect(cut, cut.log.text).toMatchObject({ conclusion: "failure", outputs: { weight: "30", phase: "shifting" } });
  expect(JSON.parse(cut.outputs.result ?? "{}").error.code).toBe("conflict");
  expect(cut.log.text).toContain("serves version 1 and 30 % of version 2");

  // The first try took effect; the second one, of the same revision, is refused.
  world.aws.faults.add({ action: "UpdateAlias", times: 1, effect: { kind: "drop-after" } });
  const shift = await world.step("shift", { weight: "50" });
  expect(shift.outputs, shift.log.text).toMatchObject({ weight: "50", changed: "true" });
  world.aws.faults.add({ action: "UpdateFunctionCode", times: 1, effect: { kind: "drop-after" } });
  const replaced = await world.step("deploy", { "zip-file": "v3.zip", replace: "true", ...SOON });
  expect(replaced.outputs, replaced.log.text).toMatchObject({ phase: "deployed", weight: "0", green: "version 3" });
  expect((await world.step("rollback")).outputs.weight).toBe("0");
});

test("what cannot share an alias with blue is refused before anything is touched", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 20_000, publishSeconds: 20_000 } });
  const refusedFor = async (step: string, more: Record<string, string>) => {
    const since = world.aws.calls.length;
    const result = await world.step(step, more);
    expect(result, result.log.text).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
    expect(world.aws.mutations(since)).toEqual([]);
    return JSON.parse(result.outputs.result ?? "{}").error.id as string;
  };
  const zip = { "zip-file": "v2.zip" };
  world.aws.lambda.registerFunction("other", answering("v1"), { Role: "arn:aws:iam::111122223333:role/one" });
  const other = (action: string, more = {}) => world.aws.request("lambda", action, { FunctionName: "other", ...more });
  await other("PublishVersion");
  await other("CreateAlias", { Name: "live", FunctionVersion: "1" });
  await other("CreateAlias", { Name: "loose", FunctionVersion: "$LATEST" });
  const shop = { function: "other" };
  expect(await refusedFor("deploy", { ...shop, ...zip, alias: "loose" })).toBe("alias-of-latest");
  expect(await refusedFor("deploy", { ...shop, "function-version": "7" })).toBe("version-not-found");
  const uri = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v2";
  expect(await refusedFor("deploy", { ...shop, "image-uri": uri })).toBe("other-package");
  await other("UpdateFunctionConfiguration", { Role: "arn:aws:iam::111122223333:role/two" });
  expect(await refusedFor("deploy", { ...shop, ...zip })).toBe("function-busy");
  const found = await world.step("status", { ...shop, ...zip });
  expect(found.summary).toContain("an update is in progress");
});

test("weights that somebody else has set are no rollout: a rollback gives blue everything, and other versions, roles and queues are told apart", async () => {
  world = await createLambdaWorld({ lambda: { publishSeconds: 20_000 } });
  await world.publish(answering("v2"));
  const byHand = { AdditionalVersionWeights: { 2: 0.25 } };
  await world.request("UpdateAlias", { Name: "live", RoutingConfig: byHand });
  const deploy = await world.step("deploy", { "zip-file": "v3.zip" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { weight: "25", changed: "false" } });
  expect(deploy.log.text).toContain("version 2 has 25 % of the traffic, but no rollout is on record.");
  const rollback = await world.step("rollback");
  expect(rollback.outputs, rollback.log.text).toMatchObject({ phase: "idle", weight: "0", blue: "version 1" });

  await world.aws.request("lambda", "UpdateFunctionConfiguration", {
    FunctionName: "shop",
    SnapStart: { ApplyOn: "PublishedVersions" },
    DeadLetterConfig: { TargetArn: "arn:aws:sqs:eu-west-1:111122223333:dead" },
  });
  await world.request("PublishVersion");
  for (const [more, problem] of [
    [{ "function-version": "3" }, "its snapshot (SnapStart) is not taken yet"],
    [{ "zip-file": "v3.zip" }, "they have different dead-letter queues"],
  ] as const) {
    const refused = await world.step("deploy", { ...more });
    expect(refused).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
    expect(refused.log.text).toContain(problem);
  }
});
