import { afterEach, expect, test } from "vitest";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

/** Teardown may follow at once: how long it waits has a test of its own. */
const SOON = { "scale-down-delay": "1s" };

test.each<[string, WorldOptions]>([
  ["a pair of groups", { fleet: "paired" }],
  ["a group from which green is cloned", { fleet: "cloned" }],
  ["several listeners that move together", { listeners: 3 }],
  ["group stickiness on the listener", { stickySeconds: 20 }],
  ["a forward action that names both target groups already", { referenced: true }],
])("a whole blue/green rollout loses no request: %s", async (_name, options) => {
  world = await createWorld(options);
  const traffic = startTraffic(world.url(), { connections: 8, rate: 400 });

  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
  expect(deploy).toMatchObject({ conclusion: "success", outputs: { phase: "deployed", changed: "true", weight: "0" } });
  expect(deploy.outputs).toMatchObject({
    "ready-to-promote": "true",
    "healthy-green": "2",
    verdict: "pass",
    "next-step": "promote",
  });
  expect(await world.weights()).toBe("a=100 b=0");

  const promote = await world.step("promote");
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100", "previous-weight": "0", changed: "true" });
  for (const index of world.listeners.keys()) expect(await world.weights(index)).toBe("a=0 b=100");
  const other = startTraffic(world.url(), { connections: 2, rate: 50 });
  await until("green's first requests", () => world.aws.elb.traffic(world.greenTg).requests > 50);

  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", changed: "true" });
  expect(await world.weights()).toBe("a=100 b=0");

  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs).toMatchObject({ phase: "idle", changed: "true", "rollout-id": "" });
  expect(world.group(world.blue)?.instances ?? []).toEqual([]);

  expect((await other.stop()).failed).toBe(0);
  const { answered, failed } = await traffic.stop();
  expect(failed).toBe(0);
  expect(answered).toBeGreaterThan(500);
});

test("green takes blue's capacity and limits over, and the next rollout goes the other way", async () => {
  world = await createWorld({ group: { MinSize: 1, MaxSize: 3 } });
  await world.step("deploy", { "image-id": world.images.v2.id });
  expect(world.group("shop-a")).toMatchObject({ min: 2, desired: 2, max: 3 });
  await world.step("promote");
  await world.step("teardown", SOON);
  expect(world.group("shop-b")).toMatchObject({ min: 1, desired: 2 });
  expect(world.group("shop-a")).toMatchObject({ min: 0, desired: 0 });

  const deploy = await world.step("deploy", { "launch-template-version": "1" });
  expect(deploy.outputs).toMatchObject({ blue: "shop-b", green: "shop-a", phase: "deployed" });
  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs).toMatchObject({ blue: "shop-a", phase: "idle" });
  await until("v1 to be served", async () => (await (await fetch(world.url())).text()) === "v1\n");
});

test("a rollout that is given up before it had traffic is torn down without waiting", async () => {
  world = await createWorld({ fleet: "cloned" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const teardown = await world.step("teardown", { timeout: "60s" });
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: "shop", green: "" });
  expect([...world.aws.autoScaling.groups.keys()]).toEqual(["shop"]);
  expect(world.group("shop")).toMatchObject({ min: 0, desired: 2 });
});

test("a rolled-back rollout is torn down and the same image can be deployed again", async () => {
  world = await createWorld({ fleet: "cloned" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await world.step("rollback");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  const again = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(again.outputs).toMatchObject({ phase: "deployed", changed: "true" });
});

test("every step that is repeated says so and changes nothing", async () => {
  world = await createWorld();
  const twice = async (step: string, more: Record<string, string> = {}) => {
    await world.step(step, more);
    const since = world.aws.calls.length;
    const again = await world.step(step, more);
    expect(again.conclusion).toBe("success");
    expect(again.outputs.changed).toBe("false");
    expect(again.log.text).toContain("Nothing to do: ");
    expect(world.aws.mutations(since)).toEqual([]);
    return again;
  };
  await twice("deploy", { "image-id": world.images.v2.id });
  await twice("promote");
  await twice("rollback");
  await world.step("promote");
  await twice("teardown", SOON);
  await twice("deploy", { "image-id": world.images.v2.id });
  await twice("rollback");
});

test("dry-run shows the plan of every step and changes nothing", async () => {
  world = await createWorld();
  const dry = async (step: string, more: Record<string, string> = {}) => {
    const since = world.aws.calls.length;
    const result = await world.step(step, { ...more, "dry-run": "true" });
    expect(result).toMatchObject({ conclusion: "success", outputs: { changed: "false" } });
    expect(world.aws.mutations(since)).toEqual([]);
    expect(JSON.parse(result.outputs.plan ?? "")).not.toEqual([]);
    expect(result.summary).toContain("dry run");
  };
  await dry("deploy", { "image-id": world.images.v2.id });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await dry("promote");
  await world.step("promote");
  await dry("rollback");
  await dry("teardown", SOON);
});

test("a network load balancer switches new connections, and none is refused", async () => {
  world = await createWorld({ type: "network" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  let failed = 0;
  const seen = new Set<string>();
  let going = true;
  const clients = Array.from({ length: 4 }, async () => {
    while (going) {
      try {
        const answer = await fetch(world.url(), { headers: { connection: "close" } });
        seen.add((await answer.text()).trim());
      } catch {
        failed += 1;
      }
    }
  });
  await until("blue's answers", () => seen.has("v1"));
  const promote = await world.step("promote");
  expect(promote.outputs.phase).toBe("promoted");
  await until("green's answers", () => seen.has("v2"));
  await world.step("rollback");
  await world.step("promote");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  going = false;
  await Promise.all(clients);
  expect(failed).toBe(0);
});

test("a listener rule is switched and the rest of its listener stays as it is", async () => {
  world = await createWorld();
  const [listener = ""] = world.listeners;
  await world.elb("ModifyListener", {
    ListenerArn: listener,
    DefaultActions: [
      { Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", MessageBody: "no shop here" } },
    ],
  });
  const made = await world.elb("CreateRule", {
    ListenerArn: listener,
    Priority: 10,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop/*"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  const [rule] = made.Rules as { RuleArn: string }[];
  await world.healthy(world.blueTg, 2);
  const inputs = { listeners: rule?.RuleArn ?? "" };
  const deploy = await world.step("deploy", { ...inputs, "image-id": world.images.v2.id });
  expect(deploy.outputs.phase).toBe("deployed");
  await world.step("promote", inputs);
  await until(
    "the new version on the rule",
    async () => (await (await fetch(`${world.url()}/shop/1`)).text()) === "v2\n",
  );
  expect((await fetch(`${world.url()}/`)).status).toBe(404);
});

test("200 requests in flight when blue is torn down are all answered", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const slow = Array.from({ length: 200 }, () => fetch(`${world.url()}/?delay=12000`).then((answer) => answer.text()));
  const inFlight = () =>
    [...world.aws.elb.group(world.blueTg).targets.values()].reduce((sum, { inFlight }) => sum + inFlight.size, 0);
  await until("200 requests on blue", () => inFlight() === 200);
  await world.elb("ModifyTargetGroupAttributes", {
    TargetGroupArn: world.blueTg,
    Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: 400 }],
  });
  await world.step("promote");
  const teardown = world.step("teardown", SOON);
  await until("blue to drain", () =>
    [...world.aws.elb.group(world.blueTg).targets.values()].some(({ state }) => state === "draining"),
  );
  expect(inFlight()).toBeGreaterThan(0);
  expect(new Set(await Promise.all(slow))).toEqual(new Set(["v1\n"]));
  expect((await teardown).outputs.phase).toBe("idle");
});

test("teardown waits until no cookie leads to blue any more", async () => {
  world = await createWorld({ stickySeconds: 3 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const promote = await world.step("promote");
  expect(promote.log.annotations).toContainEqual({
    level: "warning",
    message: expect.stringContaining("Stickiness is on"),
  });
  const safeAt = Date.parse(promote.outputs["safe-teardown-at"] ?? "");
  const early = await world.step("teardown", { "scale-down-delay": "1h", timeout: "5s" });
  expect(early.conclusion).toBe("failure");
  expect(early.outputs.changed).toBe("false");
  expect(early.log.text).toContain("Teardown is not safe before");
  let emptiedAt = 0;
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "UpdateAutoScalingGroup" && emptiedAt === 0) emptiedAt = Date.now();
  };
  await world.step("teardown", SOON);
  expect(emptiedAt).toBeGreaterThanOrEqual(safeAt - 59_000);
  expect(emptiedAt - Date.parse(promote.outputs["safe-teardown-at"] ?? "") + 60_000).toBeGreaterThanOrEqual(3_000);
});
