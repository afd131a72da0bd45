import { afterEach, expect, test } from "vitest";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** What goes wrong during a rollout on one target group that both sides share. */

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const isMutation = (action: string) => !/^(Describe|Get|List|Assume)/.test(action);

function attached(): string[] {
  const groups = [...world.aws.autoScaling.groups.values()];
  return groups.filter(({ targetGroupArns }) => targetGroupArns.includes(world.blueTg)).map(({ name }) => name);
}

/** The states of a group's targets. */
function targetsOf(name: string): string[] {
  const own = new Set(world.group(name)?.instances.map(({ instance }) => instance.id));
  return [...world.aws.elb.group(world.blueTg).targets.values()].flatMap(({ id, state }) =>
    own.has(id) ? [state] : [],
  );
}

test.each<[string, WorldOptions, string]>([
  ["paired", { fleet: "paired" }, "shop-b"],
  ["cloned", { fleet: "cloned" }, "shop-v001"],
])("a runner that dies at each change, one after the other, loses nothing: %s", async (_name, options, green) => {
  world = await createWorld({ ...options, shared: true, deregistrationDelay: 5 });
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const insist = async (step: string, more: Record<string, string> = {}) => {
    for (let nth = 1; nth < 16; nth += 1) {
      const kill = new AbortController();
      let changes = 0;
      // Dead as soon as the nth call arrives: it takes effect, nobody reads the answer.
      world.aws.hooks.onCall = ({ action }) => {
        if (isMutation(action)) changes += 1;
        if (changes === nth) kill.abort();
      };
      const result = await world.step(step, more, { kill: kill.signal });
      world.aws.hooks.onCall = undefined;
      if (!kill.signal.aborted) return result;
    }
    throw new Error(`${step} never got through`);
  };
  expect((await insist("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  const shift = await insist("shift", { strategy: "canary", weight: "50" });
  expect(shift.outputs).toMatchObject({ phase: "shifting", weight: "50" });
  expect((await insist("promote")).outputs.phase).toBe("promoted");
  expect((await insist("rollback")).outputs.phase).toBe("rolled-back");
  expect((await insist("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect((await insist("promote")).outputs.phase).toBe("promoted");
  expect((await insist("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.group(world.blue)?.desired ?? 0).toBe(0);
  expect(world.group(green)).toMatchObject({ min: 0, desired: 2 });
  expect([...(world.group(green)?.tags.keys() ?? [])].filter((key) => key.endsWith("rollout"))).toEqual([]);
  expect(attached()).toEqual([green]);
  expect((await traffic.stop()).failed).toBe(0);
});

test("answers that are lost after the change was made do no harm", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  for (const action of ["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"]) {
    world.aws.faults.add({ action, times: 1, effect: { kind: "drop-after" } });
  }
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(attached()).toEqual(["shop-b"]);
});

test("a green whose application answers nothing gets no traffic, and is taken out again", async () => {
  world = await createWorld({ shared: true });
  const broken = world.aws.ec2.registerImage({ app: "broken", version: "v2", bootSeconds: 1 });
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  await world.step("deploy", { "image-id": broken.id });
  const promote = await world.step("promote", { timeout: "8s" });
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { verdict: "fail", weight: "0" } });
  expect(promote.log.text).toContain("healthy targets in shop-a");
  expect(promote.post?.log.text).toContain("Leaving no half-done step behind");
  expect(attached()).toEqual(["shop-a"]);
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ weight: "0", blue: "shop-a" });
  expect((await traffic.stop()).failed).toBe(0);
});

test.each(["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"])(
  "a promote that is cancelled at %s is undone afterwards, also when the call takes effect late",
  async (action) => {
    world = await createWorld({ shared: true, deregistrationDelay: 5 });
    await world.step("deploy", { "image-id": world.images.v2.id });
    const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
    const cancel = new AbortController();
    world.aws.faults.add({ action, times: 1, effect: { kind: "late", ms: 1_000 } });
    world.aws.hooks.onCall = (call) => call.action === action && cancel.abort();
    const promote = await world.step("promote", {}, { cancel: cancel.signal });
    world.aws.hooks.onCall = undefined;
    expect(promote.conclusion).toBe("cancelled");
    expect(promote.post).toMatchObject({ exitCode: 0 });
    expect(attached()).toEqual(["shop-a"]);
    expect(targetsOf("shop-a")).toEqual(["healthy", "healthy"]);
    expect((await traffic.stop()).failed).toBe(0);
    expect((await world.step("promote")).outputs.phase).toBe("promoted");
  },
);

test("a cancelled rollback is finished, not undone", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  const cancel = new AbortController();
  world.aws.hooks.onCall = ({ action }) => action === "AttachLoadBalancerTargetGroups" && cancel.abort();
  const rollback = await world.step("rollback", {}, { cancel: cancel.signal });
  world.aws.hooks.onCall = undefined;
  expect(rollback.conclusion).toBe("cancelled");
  expect(attached()).toEqual(["shop-a"]);
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
});

test("200 requests in flight when blue is detached are all answered", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 120 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const slow = Array.from({ length: 200 }, () => fetch(`${world.url()}/?delay=4000`).then((answer) => answer.text()));
  const inFlight = () =>
    [...world.aws.elb.group(world.blueTg).targets.values()].reduce((sum, target) => sum + target.inFlight.size, 0);
  await until("200 requests on blue", () => inFlight() === 200);
  const promote = world.step("promote");
  await until("blue to drain", () => targetsOf("shop-a").includes("draining"));
  expect(new Set(await Promise.all(slow))).toEqual(new Set(["v1\n"]));
  expect((await promote).outputs.phase).toBe("promoted");
  expect(world.group("shop-a")?.instances).toHaveLength(2);
});

test("a network load balancer gives new connections to whoever is attached, and none is refused", async () => {
  world = await createWorld({ shared: true, type: "network", deregistrationDelay: 5 });
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
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
  await until("green's answers", () => seen.has("v2"));
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  going = false;
  await Promise.all(clients);
  expect(failed).toBe(0);
});
