import { afterEach, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const AB = { strategy: "ab-test", cohort: "header X-Beta = 1" };
const SOON = { "scale-down-delay": "1s" };
const answer = async (path = "/", headers: Record<string, string> = {}) =>
  (await (await fetch(world.url() + path, { headers })).text()).trim();
const beta = () => answer("/", { "x-beta": "1" });

/** The rules of the listener without the default one, as `priority: conditions → weights`. */
async function rules(): Promise<string[]> {
  const { Rules } = await world.elb("DescribeRules", { ListenerArn: world.listeners[0] });
  return (Rules as Params[])
    .filter(({ IsDefault }) => !IsDefault)
    .map(({ Priority, Conditions }) => `${Priority}: ${(Conditions as Params[]).map(({ Field }) => Field).join("+")}`);
}

test("an A/B test sends its cohort to green and everyone else to blue, until promote", async () => {
  world = await createWorld();
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const insiders = startTraffic(world.url(), { connections: 2, rate: 100, headers: { "x-beta": "1" } });
  await world.step("deploy", { strategy: "ab-test", "image-id": world.images.v2.id });
  expect(await beta()).toBe("v1");

  const shift = await world.step("shift", AB);
  expect(shift.outputs).toMatchObject({ phase: "shifting", weight: "100", changed: "true", "next-step": "promote" });
  expect(shift.summary).toContain("with header X-Beta = 1; everyone else is on blue");
  expect(await world.weights()).toBe("a=100 b=0");
  await until("the cohort to reach green", async () => (await beta()) === "v2");
  expect(await answer()).toBe("v1");
  const since = world.aws.calls.length;
  expect((await world.step("shift", AB)).outputs.changed).toBe("false");
  expect(world.aws.mutations(since)).toEqual([]);

  const promote = await world.step("promote", AB);
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(await rules()).toEqual([]);
  await until("everyone to reach green", async () => (await answer()) === "v2");
  expect((await world.step("teardown", { ...AB, ...SOON })).outputs.phase).toBe("idle");
  expect((await insiders.stop()).failed).toBe(0);
  expect((await traffic.stop()).failed).toBe(0);
});

test("rollback finds the cohort's rule without being told of it, and takes everyone back to blue", async () => {
  world = await createWorld({ listeners: 2 });
  await world.step("deploy", { strategy: "ab-test", "image-id": world.images.v2.id });
  const half = await world.step("shift", { ...AB, weight: "50" });
  expect(half.outputs).toMatchObject({ phase: "shifting", weight: "50" });
  const more = await world.step("shift", { ...AB, weight: "80" });
  expect(more.outputs).toMatchObject({ weight: "80", "previous-weight": "50", changed: "true" });
  expect((await world.step("status")).outputs).toMatchObject({ phase: "shifting", weight: "80" });
  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await rules()).toEqual([]);
  await until("the cohort back on blue", async () => (await beta()) === "v1");
  expect((await world.step("rollback")).outputs.changed).toBe("false");
});

test("a shift of a cohort that is cut off while its rule is made leaves nobody behind", async () => {
  world = await createWorld();
  await world.step("deploy", { strategy: "ab-test", "image-id": world.images.v2.id });
  const cancel = new AbortController();
  world.aws.faults.add({ action: "CreateRule", times: 1, effect: { kind: "late", ms: 0 } });
  world.aws.hooks.onCall = ({ action }) => action === "CreateRule" && cancel.abort();
  const shift = await world.step("shift", AB, { cancel: cancel.signal });
  world.aws.hooks.onCall = undefined;
  expect(shift.conclusion).toBe("cancelled");
  expect(shift.post).toMatchObject({ exitCode: 0 });
  await until("the cohort on blue", async () => (await beta()) === "v1");
  world.aws.faults.add({ action: "CreateRule", times: 1, effect: { kind: "drop-after" } });
  expect((await world.step("shift", AB)).outputs).toMatchObject({ phase: "shifting", weight: "100" });
  expect(await rules()).toHaveLength(1);
});

test("testers preview green before any user reaches it, and teardown removes their rule", async () => {
  world = await createWorld();
  const inputs = { "image-id": world.images.v2.id, preview: "query preview = green" };
  const foreign = {
    ListenerArn: world.listeners[0],
    Priority: 7,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/blog"] } }],
  };
  await world.elb("CreateRule", {
    ...foreign,
    Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200", MessageBody: "blog" } }],
  });
  const deploy = await world.step("deploy", inputs);
  expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0" });
  expect(await rules()).toEqual(["7: path-pattern", "8: query-string"]);
  await until("the preview", async () => (await answer("/?preview=green")) === "v2");
  expect(await answer()).toBe("v1");
  expect(await answer("/blog?preview=green")).toBe("blog");
  expect((await world.step("deploy", inputs)).outputs.changed).toBe("false");
  await world.step("promote");
  await world.step("rollback");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(await rules()).toEqual(["7: path-pattern"]);
});

test("the preview of a rule stays within that rule, right before it", async () => {
  world = await createWorld();
  const made = await world.elb("CreateRule", {
    ListenerArn: world.listeners[0],
    Priority: 10,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  await world.elb("ModifyListener", {
    ListenerArn: world.listeners[0],
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", MessageBody: "nothing" } }],
  });
  await world.healthy(world.blueTg, 2);
  const [rule] = made.Rules as Params[];
  const listeners = String(rule?.RuleArn);
  const deploy = await world.step("deploy", {
    listeners,
    "image-id": world.images.v2.id,
    preview: "cookie tester = 1",
  });
  expect(deploy.outputs.phase).toBe("deployed");
  expect(await rules()).toContain("1: path-pattern+http-header");
  const cookie = { cookie: "a=b; tester=1" };
  await until("the preview", async () => (await answer("/shop", cookie)) === "v2");
  expect(await answer("/shop")).toBe("v1");
  expect(await answer("/", cookie)).toBe("nothing");
});

test("no preview is made where there is no room for its rule, before anything is touched", async () => {
  world = await createWorld();
  const rule = {
    ListenerArn: world.listeners[0],
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/x"] } }],
  };
  await world.elb("CreateRule", {
    ...rule,
    Priority: 50_000,
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  const made = await world.elb("CreateRule", {
    ...rule,
    Priority: 1,
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  const [first] = made.Rules as Params[];
  const { Rules } = await world.elb("DescribeRules", { ListenerArn: world.listeners[0] });
  const all = [
    world.listeners[0],
    ...(Rules as Params[]).filter(({ IsDefault }) => !IsDefault).map(({ RuleArn }) => RuleArn),
  ];
  const since = world.aws.calls.length;
  const deploy = await world.step("deploy", {
    listeners: all.join("\n"),
    "image-id": world.images.v2.id,
    preview: "header X = 1",
  });
  expect(first).toBeDefined();
  expect(deploy.log.text).toContain("preview: there is no free priority");
  expect(world.aws.mutations(since)).toEqual([]);
});

test("a smoke test asks green as a tester would, and a green that fails it is not deployed", async () => {
  world = await createWorld();
  const inputs = { "image-id": world.images.v2.id, preview: "header X-Preview = green", url: world.url() };
  const failing = await world.step("deploy", { ...inputs, "smoke-test": "/, /cart?status=503" });
  expect(failing).toMatchObject({ conclusion: "failure", outputs: { weight: "0", verdict: "fail" } });
  expect(failing.log.text).toContain("Green fails its smoke test: 1 of 2 paths");
  expect(failing.log.text).toContain("/cart?status=503 answered 503");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");

  const passing = await world.step("deploy", { ...inputs, "smoke-test": "/, /moved?status=302" });
  expect(passing.outputs.phase).toBe("deployed");
  expect(passing.summary).toContain("Smoke test: /, /moved?status=302");
});
