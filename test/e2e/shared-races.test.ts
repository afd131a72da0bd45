import { afterEach, expect, test } from "vitest";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** Two runs at once on one target group that both sides share. */

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
const run = (id: string) => ({ env: { GITHUB_RUN_ID: id } });

function attached(): string[] {
  const groups = [...world.aws.autoScaling.groups.values()];
  return groups.filter(({ targetGroupArns }) => targetGroupArns.includes(world.blueTg)).map(({ name }) => name);
}

const tagOf = (group: string, tag: string) => world.group(group)?.tags.get(`progressive-delivery:${tag}`)?.value;

test.each<[string, WorldOptions, string]>([
  ["paired", { fleet: "paired" }, "shop-b"],
  ["cloned", { fleet: "cloned" }, "shop-v001"],
])("a rollback wins over a teardown that waits, and nobody loses a request: %s", async (_name, options, green) => {
  world = await createWorld({ ...options, shared: true, deregistrationDelay: 5 });
  const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
  await world.step("deploy", { "image-id": world.images.v2.id }, run("1"));
  await world.step("promote", {}, run("2"));
  const teardown = world.step("teardown", { "scale-down-delay": "20s" }, run("3"));
  await until("the teardown to be noted", () => tagOf(green, "ending") !== undefined);
  const rollback = await world.step("rollback", {}, run("4"));
  expect(rollback).toMatchObject({ conclusion: "success", outputs: { phase: "rolled-back", weight: "0" } });
  const lost = await teardown;
  expect(lost.conclusion).toBe("failure");
  expect(JSON.parse(lost.outputs.result ?? "{}").error).toMatchObject({ code: "conflict" });
  expect(attached()).toEqual([world.blue]);
  expect(world.group(world.blue)).toMatchObject({ desired: 2 });
  expect((await traffic.stop()).failed).toBe(0);
});

test("of two deploys at once one wins, and the other names it and leaves nothing", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
  const both = await Promise.all([
    world.step("deploy", { "image-id": world.images.v2.id }, run("1")),
    world.step("deploy", { "image-id": v3.id }, run("2")),
  ]);
  const winners = both.filter(({ conclusion }) => conclusion === "success");
  const [loser] = both.filter(({ conclusion }) => conclusion === "failure");
  expect(winners).toHaveLength(1);
  expect(loser?.log.text).toMatch(/(now )?held by .*\/runs\/[12]/);
  await world.step("promote");
  const image = winners[0] === both[0] ? "v2" : "v3";
  await until("the winner to be served", async () => (await (await fetch(world.url())).text()) === `${image}\n`);
  expect(tagOf("shop-b", "revision")).toContain(image === "v2" ? world.images.v2.id : v3.id);
});

test("a shift that bakes sees the rollback of another run, and leaves its record alone", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.step("deploy", { "image-id": world.images.v2.id }, run("1"));
  const shift = world.step("shift", { ...CANARY, weight: "50", "bake-time": "15s" }, run("2"));
  await until("the weight", () => attached().length === 2);
  await world.healthy(world.blueTg, 4);
  const looks = () => world.aws.calls.filter(({ action }) => action === "DescribeTargetHealth").length;
  const before = looks();
  await until("the bake", () => looks() > before + 4);
  const rollback = await world.step("rollback", {}, run("3"));
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  const lost = await shift;
  expect(lost).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(lost.log.text).toContain("rollback by");
  expect(tagOf("shop-b", "switched")).toMatch(/^rollback\//);
  const promote = await world.step("promote");
  expect(promote.log.text).toContain("was rolled back");
  expect(attached()).toEqual(["shop-a"]);
});

test("promote and rollback at once never each take out one side: no request fails, and nobody succeeds beside his goal", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.step("deploy", { "image-id": world.images.v2.id }, run("1"));
  await world.step("shift", { ...CANARY, weight: "50" }, run("1"));
  const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
  const [promote, rollback] = await Promise.all([
    world.step("promote", {}, run("2")),
    world.step("rollback", {}, run("3")),
  ]);
  expect((await traffic.stop()).failed).toBe(0);
  expect([promote.conclusion, rollback.conclusion]).toContain("success");
  if (rollback.conclusion === "success") expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  if (promote.conclusion === "success") expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(attached()).not.toEqual([]);
});

test("after a promote another version is refused, and sent to teardown, never to the way back", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id }, run("1"));
  await world.step("promote", {}, run("2"));
  const deploy = await world.step("deploy", { "image-id": v3.id }, run("3"));
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "promoted", "next-step": "teardown" } });
  expect(deploy.log.text).toContain("`teardown`");
  expect(deploy.log.text).not.toContain("`rollback`");
  expect(attached()).toEqual(["shop-b"]);
});
