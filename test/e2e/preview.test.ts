import { afterEach, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { structure, structures } from "../aws/params.ts";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, first, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const answer = async (url: string, headers: Record<string, string> = {}) =>
  (await (await fetch(url, { headers: { connection: "close", ...headers } })).text()).trim();

/** A world with one more listener, which leads to a target group. */
async function withTestListener(options: WorldOptions = {}, target = (made: World) => made.blueTg): Promise<string> {
  world = await createWorld(options);
  const made = await world.elb("CreateListener", {
    LoadBalancerArn: world.balancer,
    Port: 9_000,
    Protocol: options.type === "network" ? "TCP" : "HTTP",
    DefaultActions: [{ Type: "forward", TargetGroupArn: target(world) }],
  });
  return String(first(made, "Listeners").ListenerArn);
}

/** `a=0 b=100` of a listener's default action, or `a` of one that names a target group alone. */
async function leadsTo(listener: string): Promise<string> {
  const { DefaultActions } = first(await world.elb("DescribeListeners", { ListenerArns: [listener] }), "Listeners");
  const [action = {}] = DefaultActions as Params[];
  const name = (arn: unknown) => (arn === world.blueTg ? "a" : arn === world.greenTg ? "b" : "?");
  const tuples = structures(structure(action, "ForwardConfig") ?? {}, "TargetGroups");
  if (tuples.length < 2) return name(action.TargetGroupArn);
  return tuples.map(({ TargetGroupArn, Weight }) => `${name(TargetGroupArn)}=${Weight}`).join(" ");
}

function smokeOf(paths: string): Record<string, string> {
  return { "smoke-test": paths, url: world.url() };
}

test("a test listener shows testers green before any user reaches it, and whoever stays afterwards", async () => {
  const listener = await withTestListener();
  const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
  const test = world.aws.elb.url(listener);
  const inputs = { "image-id": world.images.v2.id, preview: `listener ${listener}`, url: `${test}/` };
  const deploy = await world.step("deploy", { ...inputs, "smoke-test": "/, /gone?status=404 = 404" });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0", "preview-url": `${test}/` });
  expect(deploy.summary).toContain(`requests to the test listener ${listener} reach green at any weight`);
  expect(await leadsTo(listener)).toBe("a=0 b=100");
  expect([await answer(test), await answer(world.url())]).toEqual(["v2", "v1"]);
  expect((await world.step("deploy", inputs)).outputs.changed).toBe("false");

  const promote = await world.step("promote", {
    ...smokeOf("/"),
    url: test,
    "expected-state": deploy.outputs["state-digest"] ?? "",
  });
  expect(promote.outputs).toMatchObject({ phase: "promoted", "preview-url": `${test}/` });
  expect(promote.summary).toContain("1. Smoke test: / on");
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  expect(await leadsTo(listener)).toBe("a=0 b=100");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs).toMatchObject({ phase: "idle", "preview-url": "" });
  expect(await leadsTo(listener)).toBe("a=100 b=0");
  await until("blue for testers", async () => (await answer(test)) === "v1");
  expect((await traffic.stop()).failed).toBe(0);
});

test("a promoted green keeps the test listener, and the next rollout takes it over", async () => {
  const listener = await withTestListener({ fleet: "cloned" });
  const preview = `listener ${listener}`;
  await world.step("deploy", { "image-id": world.images.v2.id, preview });
  await world.step("promote");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(await leadsTo(listener)).toBe("a=0 b=100");
  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
  const deploy = await world.step("deploy", { "image-id": v3.id, preview });
  expect(deploy.outputs.phase).toBe("deployed");
  await until("the new green", async () => (await answer(world.aws.elb.url(listener))) === "v3");
  expect(await answer(world.url())).toBe("v2");
});

test("a test listener of a network load balancer leads testers to green too", async () => {
  const listener = await withTestListener({ type: "network" });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, preview: `listener ${listener}` });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "preview-url": "" });
  await until("green", async () => (await answer(world.aws.elb.url(listener))) === "v2");
});

test("what else a test listener does stays as it is, also when the deploy is cut off in between", async () => {
  const listener = await withTestListener();
  const sticky = { Enabled: true, DurationSeconds: 60 };
  await world.elb("ModifyListener", {
    ListenerArn: listener,
    DefaultActions: [
      {
        Type: "forward",
        Order: 7,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: world.blueTg, Weight: 3 }],
          TargetGroupStickinessConfig: sticky,
        },
      },
    ],
  });
  const inputs = { "image-id": world.images.v2.id, preview: `listener ${listener}` };
  const cancel = new AbortController();
  // The first is of the users' listener, the second of the testers'.
  let modified = 0;
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "ModifyListener") modified += 1;
    if (modified === 2) cancel.abort();
  };
  expect((await world.step("deploy", inputs, { cancel: cancel.signal })).conclusion).toBe("cancelled");
  world.aws.hooks.onCall = undefined;
  expect((await world.step("deploy", inputs)).outputs.phase).toBe("deployed");
  const { DefaultActions } = first(await world.elb("DescribeListeners", { ListenerArns: [listener] }), "Listeners");
  const [action = {}] = DefaultActions as Params[];
  expect(action).toMatchObject({ Order: 7, ForwardConfig: { TargetGroupStickinessConfig: sticky } });
});

test("a listener that leads elsewhere is no test listener, and nothing is touched", async () => {
  const listener = await withTestListener();
  const other = await world.elb("CreateTargetGroup", { Name: "blog", Protocol: "HTTP", Port: 80 });
  await world.elb("ModifyListener", {
    ListenerArn: listener,
    DefaultActions: [{ Type: "forward", TargetGroupArn: first(other, "TargetGroups").TargetGroupArn }],
  });
  const since = world.aws.calls.length;
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, preview: `listener ${listener}` });
  expect(deploy.log.text).toContain(`preview: the listener ${listener} forwards to blog.`);
  const gone = listener.replace(/[0-9a-f]{16}$/, "0123456789abcdef");
  const none = await world.step("deploy", { "image-id": world.images.v2.id, preview: `listener ${gone}` });
  expect(none.log.text).toContain("preview: listener");
  expect(world.aws.mutations(since)).toEqual([]);
});

test("the smoke test runs once more before green's first weight, and a green that fails it gets none", async () => {
  world = await createWorld();
  const canary = { strategy: "canary", weight: "10" };
  const preview = "cookie tester = it's-me";
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, preview, ...smokeOf("/") });
  expect(deploy.outputs["preview-url"]).toBe(`${world.url()}/`);
  expect(deploy.summary).toContain(`curl -H 'cookie: tester=it'\\''s-me' '${world.url()}/'`);
  const since = world.aws.calls.length;
  const failed = await world.step("shift", { ...canary, ...smokeOf("/, /cart?status=503") });
  expect(failed).toMatchObject({ conclusion: "failure", outputs: { weight: "0", changed: "false", verdict: "fail" } });
  expect(failed.log.text).toContain("Green fails its smoke test: 1 of 2 paths");
  const promote = await world.step("promote", { ...smokeOf("/cart = 301"), timeout: "2s" });
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { weight: "0", changed: "false", verdict: "fail" } });
  expect(promote.log.text).toContain("/cart answered 200 instead of 301");
  expect(world.aws.mutations(since)).toEqual([]);
  const shift = await world.step("shift", { ...canary, ...smokeOf("/, /old?status=301 = 301") });
  expect(shift.outputs).toMatchObject({ weight: "10", "preview-url": `${world.url()}/` });
  const more = await world.step("shift", { ...canary, weight: "20", ...smokeOf("/cart?status=503") });
  expect(more).toMatchObject({ conclusion: "success", outputs: { weight: "20" } });
  expect((await world.step("status")).outputs["preview-url"]).toBe("");
});

test("a smoke test without a preview to go through is refused before any change", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const since = world.aws.calls.length;
  const promote = await world.step("promote", smokeOf("/"));
  expect(promote.log.text).toContain("smoke-test: there is no preview through which to ask green.");
  expect(world.aws.mutations(since)).toEqual([]);
});

test("a cookie is told from others that look like it", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id, preview: "cookie beta = 1", url: world.url() });
  const withCookie = (cookie: string) => answer(world.url(), { cookie });
  await until("the preview", async () => (await withCookie("beta=1")) === "v2");
  for (const cookie of ["a=b; beta=1", "beta=1; a=b", "a=b; beta=1; c=d"]) expect(await withCookie(cookie)).toBe("v2");
  for (const cookie of ["beta=10", "notbeta=1", "a=beta=1", "a=b; beta=10; c=d"])
    expect(await withCookie(cookie)).toBe("v1");
});

test("a rule that is too full for a cookie beside it is told, before any change", async () => {
  world = await createWorld();
  const made = await world.elb("CreateRule", {
    ListenerArn: world.listeners[0],
    Priority: 10,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop", "/cart"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  await world.elb("ModifyListener", {
    ListenerArn: world.listeners[0],
    DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", MessageBody: "nothing" } }],
  });
  const listeners = String(first(made, "Rules").RuleArn);
  const since = world.aws.calls.length;
  const inputs = { listeners, "image-id": world.images.v2.id };
  const deploy = await world.step("deploy", { ...inputs, preview: "cookie tester = 1" });
  expect(deploy.log.text).toContain("cookie tester = 1 have 6 condition values together, and ELB takes 5");
  expect(world.aws.mutations(since)).toEqual([]);
});
