import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { remember } from "./restore.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

const CANARY = { strategy: "canary" };
const COHORT = { strategy: "ab-test", cohort: "header X-Beta = 1" };
const SOON = { "scale-down-delay": "1s" };
/** Blue before the rollout. */
const BEFORE = { min: 1, desired: 2, max: 4 };

interface Sizes {
  min: number;
  desired: number;
  max: number;
}

/** Comes about between a phase and the rollback. Resolves with what blue is to have after a rollback that restores it. */
type Disturbance = (world: World, blue: string) => Promise<Sizes>;

const DISTURBANCES = {
  "a policy scaled blue in as far as it may": async ({ scaling, group }: World, blue: string) => {
    const DesiredCapacity = Math.max(1, group(blue)?.min ?? 0);
    await scaling("SetDesiredCapacity", { AutoScalingGroupName: blue, DesiredCapacity });
    return BEFORE;
  },
  "somebody scaled blue in by hand": async ({ scaling }: World, blue: string) => {
    await scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: blue, MinSize: 0, DesiredCapacity: 1 });
    return BEFORE;
  },
  "a policy scaled blue out": async ({ scaling }: World, blue: string) => {
    await scaling("SetDesiredCapacity", { AutoScalingGroupName: blue, DesiredCapacity: 3 });
    // What serves is never scaled in.
    return { ...BEFORE, desired: 3 };
  },
  "somebody scaled blue out beyond its limit": async ({ scaling }: World, blue: string) => {
    await scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: blue, MaxSize: 6, DesiredCapacity: 5 });
    // The limit is theirs.
    return { ...BEFORE, desired: 5, max: 6 };
  },
} as const satisfies Record<string, Disturbance>;
type What = keyof typeof DISTURBANCES;

/** All on a pair; on a clone, whose blue is restored by the same plan, one of each direction. */
const TRIED: Readonly<Record<"paired" | "cloned", readonly What[]>> = {
  paired: Object.keys(DISTURBANCES) as What[],
  cloned: ["somebody scaled blue in by hand", "a policy scaled blue out"],
};

/** The phases of a rollout and how to get from each to the next, in an order that a rollout can take. */
const PHASES: readonly [name: string, phase: string, reach: (world: World) => Promise<unknown>][] = [
  ["deploying, cut off", "deploying", cutOff],
  ["deployed", "deployed", (world) => world.step("deploy", { "image-id": world.images.v2.id })],
  ["with a cohort on green", "shifting", (world) => world.step("shift", { ...COHORT, weight: "40" })],
  ["with a cohort that all reach green", "shifting", (world) => world.step("shift", COHORT)],
  [
    "shifting, first rung",
    "shifting",
    async (world) => {
      await world.step("rollback");
      await world.step("deploy", { "image-id": world.images.v2.id });
      await world.step("shift", { ...CANARY, weight: "10" });
    },
  ],
  ["shifting, middle rung", "shifting", (world) => world.step("shift", { ...CANARY, weight: "50" })],
  ["degraded: the listeners disagree", "degraded", disagree],
  ["promoted", "promoted", (world) => world.step("promote")],
  ["rolled back already", "rolled-back", (world) => world.step("rollback")],
  [
    "shifting, down from promoted",
    "shifting",
    async (world) => {
      await world.step("deploy", { "image-id": world.images.v2.id });
      await world.step("promote");
      await world.step("shift", { ...CANARY, weight: "90" });
    },
  ],
];

/** Killed with the call that holds blue at its size: green is marked, and has no instances yet. */
async function cutOff(world: World): Promise<void> {
  const kill = new AbortController();
  let updates = 0;
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "UpdateAutoScalingGroup") updates += 1;
    if (updates === (world.blue === "shop" ? 1 : 2)) kill.abort();
  };
  await world.step("deploy", { "image-id": world.images.v2.id }, { kill: kill.signal });
  world.aws.hooks.onCall = undefined;
}

/** Somebody else gives green half of the last listener. */
async function disagree({ elb, listeners, blueTg, greenTg }: World): Promise<void> {
  const TargetGroups = [blueTg, greenTg].map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: 30 + 40 * index }));
  const DefaultActions = [{ Type: "forward", ForwardConfig: { TargetGroups } }];
  await elb("ModifyListener", { ListenerArn: listeners.at(-1) ?? "", DefaultActions });
}

function sizesOf(world: World, name: string): Sizes | undefined {
  const group = world.group(name);
  return group === undefined ? undefined : { min: group.min, desired: group.desired, max: group.max };
}

async function rulesLeft({ elb, listeners }: World): Promise<number> {
  const all = await Promise.all(listeners.map((ListenerArn) => elb("DescribeRules", { ListenerArn })));
  return all.flatMap(({ Rules }) => Rules as Params[]).filter(({ IsDefault }) => IsDefault !== true).length;
}

/** Blue has everything on every listener, exactly its old limits, and as many healthy targets as it wants. */
async function expectRestored(world: World, expected: Sizes, when: string): Promise<void> {
  for (const index of world.listeners.keys()) {
    expect(await world.weights(index), when).toMatch(/^a=[1-9]\d*( b=0)?$/);
  }
  expect(await rulesLeft(world), when).toBe(0);
  expect(sizesOf(world, world.blue), when).toEqual(expected);
  await until(`blue to be whole ${when}`, () => {
    const targets = [...world.aws.elb.group(world.blueTg).targets.values()];
    return targets.filter(({ state }) => state === "healthy").length === expected.desired;
  });
}

async function smallShop(fleet: "paired" | "cloned", { onTestFinished }: TestContext): Promise<World> {
  const group = { MinSize: BEFORE.min, MaxSize: BEFORE.max };
  const world = await createWorld({ fleet, timeScale: 40, listeners: 2, group, image: { shared: true } });
  onTestFinished(() => world.close());
  return world;
}

test.concurrent.for(["paired", "cloned"] as const)(
  "from every phase rollback restores blue's weight, capacity and limits exactly, whatever scaled it meanwhile: %s",
  { timeout: 600_000 },
  async (fleet, context) => {
    const world = await smallShop(fleet, context);
    const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
    const insiders = startTraffic(world.url(), { connections: 2, rate: 25, headers: { "x-beta": "1" } });
    for (const [name, phase, reach] of PHASES) {
      await reach(world);
      expect((await world.step("status")).outputs.phase, name).toBe(phase);
      const restore = await remember(world);
      for (const what of TRIED[fleet]) {
        const when = `${name}, ${what}`;
        const expected = await DISTURBANCES[what](world, world.blue);
        const rollback = await world.step("rollback");
        expect(rollback, when).toMatchObject({ conclusion: "success", outputs: { phase: "rolled-back", weight: "0" } });
        await expectRestored(world, expected, when);
        await restore();
      }
    }
    expect((await traffic.stop()).failed).toBe(0);
    expect((await insiders.stop()).failed).toBe(0);
  },
);

test.concurrent.for(["paired", "cloned"] as const)(
  "without a rollout, after a rollback and after teardown, rollback changes nothing and says what there is: %s",
  { timeout: 600_000 },
  async (fleet, context) => {
    const world = await smallShop(fleet, context);
    const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
    const expectNothing = async (says: string) => {
      const since = world.aws.calls.length;
      const rollback = await world.step("rollback");
      expect(rollback).toMatchObject({ conclusion: "success", outputs: { changed: "false" } });
      expect(rollback.log.text).toContain(says);
      expect(world.aws.mutations(since)).toEqual([]);
    };
    const setSize = (DesiredCapacity: number) =>
      world.scaling("SetDesiredCapacity", { AutoScalingGroupName: world.blue, DesiredCapacity });

    await setSize(1);
    await expectNothing(`No rollout is in progress; ${world.blue} has 100 % of the traffic.`);
    expect(sizesOf(world, world.blue)).toEqual({ ...BEFORE, desired: 1 });
    await setSize(2);
    await world.healthy(world.blueTg, 2);

    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("promote");
    await world.step("rollback");
    await expectNothing(`${world.blue} already has 100 % of the traffic.`);
    expect(sizesOf(world, world.blue)).toEqual(BEFORE);

    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("promote");
    const teardown = await world.step("teardown", SOON);
    expect(teardown.outputs.phase).toBe("idle");
    const green = teardown.outputs.blue ?? "";
    await expectNothing(`No rollout is in progress; ${green} has 100 % of the traffic.`);
    await expectNothing("To return to an earlier version, deploy it.");
    expect(await world.weights()).toBe("a=0 b=100");
    expect(sizesOf(world, green)).toEqual(BEFORE);
    expect((await traffic.stop()).failed).toBe(0);
  },
);
