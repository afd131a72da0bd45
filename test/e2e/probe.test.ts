import { afterEach, expect, test } from "vitest";
import { startProxy } from "./proxy.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
const marked = (path = "/", version = "v2") => ({
  "probe-url": world.url() + path,
  "probe-match": `header X-Version = ${version}`,
});

/** The lines of the log that tell of the look from outside. */
function looks({ log }: { log: { text: string } }): string[] {
  return log.text.split("\n").filter((line) => line.includes("Look from outside") || line.includes("a look from"));
}

test("after each switch of a canary, users see the share that was set", async () => {
  world = await createWorld();
  const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, ...marked(), weight: "30", "bake-time": "1s" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "30", phase: "shifting" } });
  const plan = JSON.parse(shift.outputs.plan ?? "[]") as string[];
  expect(plan.map((line) => line.split(" ")[0])).toEqual(["Set", "Look", "Bake", "Record"]);
  expect(plan[1]).toContain(
    `of 200 requests to ${world.url()}/, 39 to 82 have to be answered by green (header X-Version`,
  );
  // The bake begins when the share was seen, and not when the weights were set.
  expect(shift.log.text).toContain("seconds of bake time");
  expect(JSON.parse(shift.outputs.result ?? "{}")).toHaveProperty("look");
  expect(shift.summary).toMatch(/of 200 requests to \S+ reached green \(30 % is 39 to 82\)/);

  const promote = await world.step("promote", marked());
  expect(promote.summary).toContain("200 of 200 requests");
  const rollback = await world.step("rollback", { ...marked(), "probe-match": "body v2" });
  expect(rollback.summary).toContain("0 of 200 requests");
  expect(rollback.outputs.phase).toBe("rolled-back");
  expect((await traffic.stop()).failed).toBe(0);
});

test("a share that users do not see fails the step, with the figures, and keeps the weights", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, ...marked("/", "v3"), weight: "50", timeout: "6s" });
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "50", verdict: "fail", changed: "true" } });
  expect(shift.log.text).toContain("0 of 200 answers were green's; 50 % would be 77 to 123 of 200");
  expect(shift.log.text).toContain("`probe-match` (header X-Version = v3) fits no answer");
  expect(shift.post).toMatchObject({ exitCode: 0, log: { text: "" } });
  expect(await world.weights()).toBe("a=50 b=50");
});

test("a look that failed is repeated by the next shift, which stays on its rung and moves no traffic", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const both = await world.step("shift", {
    ...CANARY,
    ...marked(),
    "probe-match": "body v",
    weight: "50",
    timeout: "6s",
  });
  expect(both.log.text).toContain("fits every answer: do blue's answers show it too?");
  const since = world.aws.calls.length;
  const again = await world.step("shift", { ...CANARY, ...marked(), ramp: "50,100" });
  expect(again).toMatchObject({ conclusion: "success", outputs: { weight: "50" } });
  expect(looks(again).length).toBeGreaterThan(0);
  expect(world.aws.mutations(since).map(({ action }) => action)).toEqual(["CreateOrUpdateTags"]);
});

test("requests that fail count against the look, whatever the share", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const promote = await world.step("promote", { ...marked("/?status=503"), timeout: "5s" });
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { phase: "promoted", verdict: "fail" } });
  expect(promote.log.text).toMatch(/\d+ × a request answered 503/);
  const nobody = { "probe-url": "http://127.0.0.1:9/", "probe-match": "body v2", timeout: "5s" };
  const rollback = await world.step("rollback", nobody);
  expect(rollback).toMatchObject({ conclusion: "failure", outputs: { phase: "rolled-back" } });
  expect(rollback.log.text).toMatch(/a request failed: connect ECONNREFUSED/);
  expect(await world.weights()).toBe("a=100 b=0");
});

test("weights that the load balancer obeys only later are waited for", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  world.aws.elb.propagateAfter(100);
  const promote = await world.step("promote", marked());
  expect(promote).toMatchObject({ conclusion: "success", outputs: { phase: "promoted" } });
  expect(promote.log.text).toContain("0 of 200 answers were green's; 100 % would be 200 of 200");
  expect(promote.summary).toContain("200 of 200 requests");
});

test("requests of the probe carry no cookie, and are drawn anew under stickiness", async () => {
  world = await createWorld({ stickySeconds: 3_600 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, ...marked(), weight: "50" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "50" } });
});

test("the share of a cohort is asked for as one of the cohort", async () => {
  world = await createWorld();
  const AB = { strategy: "ab-test", cohort: "cookie beta = 1" };
  await world.step("deploy", { strategy: "ab-test", "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...AB, ...marked(), weight: "40" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "40" } });
  expect(looks(shift)[0]).toContain("requests with cookie beta = 1 to");
  const promote = await world.step("promote", { ...AB, ...marked() });
  expect(promote.summary).toContain("200 of 200 requests");
});

test("through a network load balancer, each request is a connection of its own", async () => {
  world = await createWorld({ type: "network" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, ...marked(), weight: "50" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "50" } });
});

test("a network load balancer that keeps clients by their address shows no share: refused before any change", async () => {
  world = await createWorld({ type: "network", stickySeconds: 60 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const since = world.aws.calls.length;
  const shift = await world.step("shift", { ...CANARY, ...marked(), weight: "50" });
  expect(shift.log.text).toContain("keeps each client on its side by its address");
  expect(world.aws.mutations(since)).toEqual([]);
  expect((await world.step("promote", marked())).outputs.phase).toBe("promoted");
});

test("the probe goes through the proxy that the job names", async () => {
  world = await createWorld();
  const proxy = await startProxy();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const site = world.url().replace("127.0.0.1", "localhost");
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" };
  const promote = await world.step("promote", { ...marked(), "probe-url": `${site}/` }, { env });
  proxy.close();
  expect(promote.outputs.phase).toBe("promoted");
  expect(promote.summary).toContain(`200 of 200 requests to \`${site}/\``);
  expect(proxy.forwarded.filter((url) => url.startsWith(site)).length).toBeGreaterThanOrEqual(200);
});

test("a step that was approved and is run again only looks, though the state has moved on by itself", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  const approved = { ...marked(), "expected-state": deploy.outputs["state-digest"] ?? "" };
  const first = await world.step("promote", { ...approved, ...marked("/", "v3"), timeout: "4s" });
  expect(first.conclusion).toBe("failure");
  const again = await world.step("promote", approved);
  expect(again).toMatchObject({ conclusion: "success", outputs: { phase: "promoted", changed: "false" } });
});
