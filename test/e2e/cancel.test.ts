import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import type { Effect } from "../aws/faults.ts";
import { structures } from "../aws/params.ts";
import type { StepResult } from "../runner/runner.ts";
import { remember } from "./restore.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** Draws what is not tried exhaustively; printed, so that a failure can be had again. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Of the calls that only read, one in so many is tried; of those that change something, and of the waits, one in so many. */
const [READS, CHANGES] = process.env.EVERY_CALL === undefined ? [40, 3] : [1, 1];
/** How many steps are tried on one and the same state that was left behind. */
const MOST_CONTINUED = process.env.EVERY_CALL === undefined ? 1 : 4;

const CANARY = { strategy: "canary" };
/** Blue before the rollout. */
const BEFORE = { min: 1, desired: 2, max: 4 };

/** The steps as a user runs them. */
const STEPS = {
  deploy: ({ images }: World) => ({ step: "deploy", "image-id": images.v2.id }),
  shift: () => ({ step: "shift", weight: "50", "bake-time": "1s" }),
  cohort: () => ({ step: "shift", strategy: "ab-test", cohort: "header X-Beta = 1", weight: "40", "bake-time": "1s" }),
  promote: () => ({ step: "promote" }),
  rollback: () => ({ step: "rollback" }),
  teardown: () => ({ step: "teardown", "scale-down-delay": "2s" }),
} as const satisfies Record<string, (world: World) => Record<string, string>>;
type Name = keyof typeof STEPS;

/** States of a rollout, each made from the one before. */
const STATES = ["idle", "deployed", "shifted", "promoted", "rolled back"] as const;
type State = (typeof STATES)[number];
const LEADS: Readonly<Record<State, Name | undefined>> = {
  idle: undefined,
  deployed: "deploy",
  shifted: "shift",
  promoted: "promote",
  "rolled back": "rollback",
};

/** The steps that are cut off, and where they begin. After a rollback green goes, after a promote blue. */
const CUT: readonly [cut: Name, from: State][] = [
  ["deploy", "idle"],
  ["shift", "deployed"],
  ["cohort", "deployed"],
  ["promote", "shifted"],
  ["rollback", "promoted"],
  ["teardown", "rolled back"],
  ["teardown", "promoted"],
];
const CONTINUATIONS = ["shift", "promote", "rollback", "teardown"] as const satisfies Name[];
/** Where a way ends when the rollout is over: nothing is left to go back to, or to roll out. */
const [GONE, ALREADY] = ["has been torn down", "it serves already"];
/** A refusal may send to another step first, and that one to another. */
const MOST_HOPS = 5;

/** Milliseconds from SIGINT to SIGTERM and on to the kill: the runner's own, and an impatient one's. */
const GRACES: readonly (readonly [number, number])[] = [
  [7_500, 2_500],
  [40, 7_500],
  [40, 40],
];
/** What becomes of the call that is under way when the signal comes. */
const FATES: readonly (Effect | undefined)[] = [
  undefined,
  { kind: "delay", ms: 300 },
  { kind: "drop-before" },
  { kind: "drop-after" },
];

function run(world: World, name: Name, more: Parameters<World["step"]>[2] = {}): Promise<StepResult> {
  const { step, ...inputs } = STEPS[name](world);
  return world.step(step, { ...CANARY, ...inputs }, more);
}

const isMutation = (action: string) => !/^(Describe|Get|List|Assume)/.test(action);

/** Small and repeatable (mulberry32): 0 ≤ x < 1. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A moment at which a step is cut off: with its nth call, or with the nth line that tells of a wait. */
interface Moment {
  at: "call" | "wait";
  nth: number;
  action: string;
}

interface Trial {
  moment: Moment;
  fate: Effect | undefined;
  grace: readonly [number, number];
}

/** Runs a step undisturbed, and lists its calls and the waits that it tells of. */
async function momentsOf(world: World, name: Name): Promise<Moment[]> {
  const since = world.aws.calls.length;
  let waits = 0;
  const result = await run(world, name, {
    onLine: (line) => {
      if (line.startsWith("…")) waits += 1;
    },
  });
  expect(result.conclusion, `${name}, undisturbed`).toBe("success");
  const calls = world.aws.calls
    .slice(since)
    .map(({ action }, index): Moment => ({ at: "call", nth: index + 1, action }));
  return [
    ...calls,
    ...Array.from({ length: waits }, (_, index): Moment => ({ at: "wait", nth: index + 1, action: "wait" })),
  ];
}

/** Runs a step, and cancels it as the runner does when the moment comes. */
async function cutOff(world: World, name: Name, { moment, fate, grace }: Trial) {
  const cancel = new AbortController();
  let [calls, waits] = [0, 0];
  if (moment.at === "call" && fate !== undefined)
    world.aws.faults.add({ after: moment.nth - 1, times: 1, effect: fate });
  world.aws.hooks.onCall = () => {
    calls += 1;
    if (moment.at === "call" && calls === moment.nth) cancel.abort();
  };
  const result = await run(world, name, {
    cancel: cancel.signal,
    cancelDelays: grace,
    onLine: (line) => {
      if (line.startsWith("…")) waits += 1;
      if (moment.at === "wait" && waits === moment.nth) cancel.abort();
    },
  });
  world.aws.hooks.onCall = undefined;
  world.aws.faults.clear();
  return { result, cut: cancel.signal.aborted };
}

/**
 * Runs a step until it is done, by way of the steps that its refusals name.
 *
 * @returns the way; its last entry tells why it ends elsewhere: blue is gone, or its revision serves already.
 */
async function reachEnd(
  world: World,
  wanted: Name,
  when: string,
): Promise<{ way: string[]; outputs: StepResult["outputs"] }> {
  const way: string[] = [];
  let next = wanted;
  while (way.length < MOST_HOPS) {
    way.push(next);
    const { conclusion, log, outputs } = await run(world, next);
    if (conclusion === "success" && next === wanted) return { way, outputs };
    if (conclusion === "success" && next === "deploy" && outputs.phase === "idle")
      return { way: [...way, ALREADY], outputs };
    const said = log.annotations
      .filter(({ level }) => level === "error")
      .map(({ message }) => message)
      .join("\n");
    const soFar = `${when}, then ${way.join(" → ")}: ${said}`;
    expect(said, soFar).not.toContain("mistake in the action");
    if (said.includes(GONE)) return { way: [...way, GONE], outputs };
    const named = /`(deploy|shift|promote|rollback|teardown)`/.exec(said)?.[1] as Name | undefined;
    if (conclusion !== "success") expect(named, soFar).toBeDefined();
    next = conclusion === "success" ? wanted : (named ?? wanted);
  }
  throw new Error(`${when}, then ${way.join(" → ")} does not end`);
}

/** The step's own promise is kept, from whatever state it started. */
async function expectEnd(
  world: World,
  name: Name,
  { way, outputs }: Awaited<ReturnType<typeof reachEnd>>,
  when: string,
) {
  const said = `${when}, then ${way.join(" → ")}`;
  if (way.at(-1) === GONE) {
    const blue = world.group(world.blue);
    expect(blue === undefined || blue.deleting, said).toBe(true);
    return;
  }
  const already = way.at(-1) === ALREADY;
  if (name === "shift" && !already) expect(outputs, said).toMatchObject({ phase: "shifting", weight: "50" });
  if (name === "promote" && !already) expect(outputs, said).toMatchObject({ phase: "promoted", weight: "100" });
  if (name === "rollback") expect(outputs.phase, said).toMatch(/^(rolled-back|idle)$/);
  if (name === "teardown") expect(outputs, said).toMatchObject({ phase: "idle", "rollout-id": "" });
  if (!already && (name === "shift" || name === "promote")) return;
  const serving = world.group(outputs.blue ?? "");
  expect(serving, said).toMatchObject(BEFORE);
  const weights = serving?.targetGroupArns[0] === world.blueTg ? /^a=[1-9]\d*( b=0)?$/ : /^a=0 b=[1-9]\d*$/;
  expect(await world.weights(), said).toMatch(weights);
}

/** What a cancelled step left behind, as far as it decides what can follow; when it came about is no part of it. */
async function stateOf(world: World): Promise<string> {
  const weights = await Promise.all(world.listeners.map((_arn, index) => world.weights(index)));
  const rules = await Promise.all(world.listeners.map((ListenerArn) => world.elb("DescribeRules", { ListenerArn })));
  const groups = [...world.aws.autoScaling.groups.values()].map(({ name, min, desired, max, tags, deleting }) => {
    // Who claimed it is no part of what follows.
    const own = [...tags.values()].filter(({ key }) => !key.endsWith(":claim"));
    const marks = own.map(({ key, value }) => `${key}=${value.replace(/\d{4}-.*/, "")}`);
    return [name, min, desired, max, deleting, ...marks.sort()].join(" ");
  });
  return [...weights, ...rules.map((answer) => structures(answer, "Rules").length), ...groups].join("; ");
}

/** The way back to each state of a rollout, as if its last switch had been just now. */
async function statesOf(world: World): Promise<Map<State, () => Promise<void>>> {
  const states = new Map<State, () => Promise<void>>();
  for (const state of STATES) {
    const lead = LEADS[state];
    if (lead !== undefined) expect((await run(world, lead)).conclusion, lead).toBe("success");
    const restore = await remember(world);
    states.set(state, async () => {
      await restore();
      for (const { tags } of world.aws.autoScaling.groups.values()) {
        const tag = tags.get("progressive-delivery:switched");
        if (tag !== undefined) tag.value = tag.value.replace(/\/[^/]*/, `/${new Date().toISOString()}`);
      }
    });
  }
  return states;
}

/** What was tried so far in one world. */
class Log {
  cut = 0;
  undone = 0;
  continued = 0;
  /** The steps that are still to follow, by the state that was left behind. */
  readonly #left = new Map<string, Name[]>();
  readonly #drawn: <T>(from: readonly T[]) => T;

  constructor(drawn: <T>(from: readonly T[]) => T) {
    this.#drawn = drawn;
  }

  /** A step that has not followed yet on this state; undefined when enough have. */
  next(state: string): Name | undefined {
    const left = this.#left.get(state) ?? [...CONTINUATIONS];
    this.#left.set(state, left);
    if (left.length <= CONTINUATIONS.length - MOST_CONTINUED) return undefined;
    return left.splice(left.indexOf(this.#drawn(left)), 1)[0];
  }

  toString(): string {
    return `${this.cut} cancellations, ${this.undone} undone by post, ${this.continued} continued from ${this.#left.size} states`;
  }
}

/** One cancellation, and what follows. Returns whether the step had changed anything. */
async function attempt(world: World, name: Name, { moment, fate, grace }: Trial, log: Log): Promise<boolean> {
  const { at, nth, action } = moment;
  const when = `SEED=${seed}: ${name} cancelled at ${at} ${nth} (${action}, ${fate?.kind ?? "answered"}, ${grace.join()} ms)`;
  const since = world.aws.calls.length;
  const { result, cut } = await cutOff(world, name, { moment, fate, grace });
  expect(result.conclusion, when).toBe(cut ? "cancelled" : "success");
  // In the time that the runner gives it the step ends by itself.
  if (cut && grace === GRACES[0]) expect(result.exitCode, when).not.toBeNull();
  expect(result.post?.exitCode, `${when}\n${result.post?.log.text}`).toBe(0);
  log.cut += cut ? 1 : 0;
  log.undone += result.post?.log.text.includes("Leaving no half-done step behind") === true ? 1 : 0;
  const late = at === "call" && fate?.kind === "delay" ? world.aws.calls[since + nth - 1] : undefined;
  await until("the late call to take effect", () => late === undefined || late.endedAt > 0);
  if (!world.aws.calls.slice(since).some((call) => isMutation(call.action))) return false;
  const next = log.next(`${name} ${await stateOf(world)}`);
  if (next === undefined) return true;
  log.continued += 1;
  await expectEnd(world, next, await reachEnd(world, next, when), when);
  return true;
}

test.concurrent.for(["paired", "cloned"] as const)(
  "cancelled at any call or in any wait, every step leaves a state from which each other reaches its end: %s",
  { timeout: 2_400_000 },
  async (fleet, { onTestFinished }: TestContext) => {
    const group = { MinSize: BEFORE.min, MaxSize: BEFORE.max };
    const world = await createWorld({ fleet, timeScale: 40, listeners: 2, group, image: { shared: true } });
    onTestFinished(() => world.close());
    const random = randomFrom(seed);
    const drawn = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
    const states = await statesOf(world);
    const log = new Log(drawn);
    for (const [name, from] of CUT) {
      await states.get(from)?.();
      const moments = await momentsOf(world, name);
      await states.get(from)?.();
      for (const moment of moments) {
        const reads = moment.at === "call" && !isMutation(moment.action);
        if (random() >= 1 / (reads ? READS : CHANGES)) continue;
        const changed = await attempt(world, name, { moment, fate: drawn(FATES), grace: drawn(GRACES) }, log);
        if (changed) await states.get(from)?.();
      }
      expect(traffic.soFar().failed, `after ${name}, SEED=${seed}`).toBe(0);
    }
    console.log(`${fleet}: ${log} (SEED=${seed})`);
    expect((await traffic.stop()).failed).toBe(0);
  },
);
