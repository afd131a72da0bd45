import { randomUUID } from "node:crypto";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { deployReplacing } from "../../src/engine/replace.ts";
import { runStep } from "../../src/engine/run.ts";
import type { Cloud } from "./cloud.ts";
import { cloudOf } from "./cloud.ts";
import type { Case } from "./explore.ts";
import type { Ask } from "./model-platform.ts";
import { greenOf, ModelPlatform, standingOf } from "./model-platform.ts";
import { quiet, Scheduler } from "./scheduler.ts";

/** Two runs of the product's own engine and policy in one model cloud, and what must hold however they interleave. */

const START = 1_700_000_000_000;

export interface Run {
  step: Step;
  ask?: Ask;
  weight?: number;
  replace?: boolean;
}

/** What somebody else does with one call of their own. */
export type ForeignHand = (cloud: Cloud) => Cloud;

export interface Outcome {
  step: Step;
  how: "done" | "failed" | "killed";
  code: string | undefined;
}

/** @param then `again`: a run that was killed is run once more, and has to end as if it had not been. */
export function caseOf(
  cloud: Cloud,
  runs: readonly Run[],
  hands: readonly ForeignHand[] = [],
  then: "way back" | "again" = "way back",
): Case {
  const world = { cloud };
  const scheduler = new Scheduler(START);
  const outcomes: Outcome[] = [];
  for (const [index, run] of runs.entries()) scheduler.start(() => work(world, scheduler, index, run, outcomes));
  for (const hand of hands) {
    scheduler.start((actor) =>
      scheduler.call(actor, "somebody else", () => {
        world.cloud = hand(world.cloud);
      }),
    );
  }
  return {
    scheduler,
    key: () => JSON.stringify(world.cloud),
    faults: () => [...world.cloud.faults],
    judge: () => (then === "again" ? judgeAgain(cloud, world, runs) : judge(world, outcomes, hands.length > 0)),
  };
}

async function work(
  world: { cloud: Cloud },
  scheduler: Scheduler,
  actor: number,
  { step, ask = {}, weight, replace }: Run,
  outcomes: Outcome[],
): Promise<void> {
  const platform = new ModelPlatform(world, scheduler, actor, ask);
  const clock = scheduler.clockOf(actor);
  const intent: Intent = {
    step,
    strategy: "canary",
    weight,
    ramp: { rungs: [100], bakeMs: undefined },
    bakeMs: ask.bakeMs ?? 0,
    rolloutId: `runs/${actor + 1}`,
    nonce: `nonce-${actor + 1}`,
    now: clock.now(),
    timeoutMs: 60_000,
    maxCapacityDeficit: 0,
  };
  const tools = {
    clock,
    signal: new AbortController().signal,
    reporter: { report: () => {} },
    journal: { begin: () => {}, end: () => {} },
  };
  try {
    const options = { dryRun: false, expectedState: undefined };
    const one = (of: Intent) => runStep(platform, of, options, tools);
    await (replace === true ? deployReplacing(intent, options, tools.reporter, one) : one(intent));
    outcomes.push({ step, how: "done", code: undefined });
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code === "internal") throw error;
    outcomes.push({ step, how: "failed", code: error.code });
    throw error;
  }
}

/** From wherever the runs left the world: nobody is led nowhere, two runs did not both win, and there is a way back. */
async function judge(world: { cloud: Cloud }, outcomes: readonly Outcome[], meddled: boolean): Promise<string[]> {
  const wrong: string[] = [];
  const won = outcomes.filter(({ step, how }) => step === "deploy" && how === "done");
  const { cloud } = world;
  const seen = { ...cloud, at: START, waitedSince: undefined };
  const standing = standingOf(seen);
  if (won.length > 0 && !meddled) {
    const green = cloud.groups[greenOf(seen)];
    if (standing.rollout !== undefined && standing.green.state === "ready" && green.runs !== standing.rollout.revision)
      wrong.push(`the label says ${standing.rollout.revision}, and ${green.runs} runs`);
  }
  if (standing.rollout === undefined) return wrong;
  // I4: rollback, run alone, gives blue everything at its old size while blue exists.
  const blue = standing.blue;
  const before = cloud.groups[greenOf(seen)].tags.before ?? 0;
  const after = await alone(world, { step: "rollback" });
  if (after !== undefined) return [...wrong, `rollback afterwards: ${after}`];
  const now = world.cloud.groups.find(({ name }) => name === blue.name);
  if (now === undefined || now.desired < before)
    wrong.push(`rollback left ${blue.name} with ${now?.desired} of ${before}`);
  const end = standingOf({ ...world.cloud, at: START, waitedSince: undefined });
  if (end.blue.name !== blue.name || end.weight !== 0) wrong.push(`rollback left green ${end.weight} %`);
  return [...wrong, ...world.cloud.faults];
}

/** @returns why the step failed; undefined when it did not. */
async function alone(world: { cloud: Cloud }, run: Run): Promise<string | undefined> {
  const scheduler = new Scheduler(START + 600_000);
  const outcomes: Outcome[] = [];
  scheduler.start(() => work(world, scheduler, 0, run, outcomes));
  await quiet();
  for (let count = 0; !scheduler.isOver; count += 1) {
    const [choice] = scheduler.choices(0);
    if (choice === undefined || count > 1_000) return "it never ends";
    scheduler.take(choice);
    await quiet();
  }
  return outcomes[0]?.how === "done" ? undefined : String((scheduler.actors[0]?.error as Error | undefined)?.message);
}

/** I5: the same end state as that of an undisturbed run. */
async function judgeAgain(before: Cloud, world: { cloud: Cloud }, [run]: readonly Run[]): Promise<string[]> {
  if (run === undefined) return [];
  const undisturbed = { cloud: before };
  const how = await alone(undisturbed, run);
  const again = await alone(world, run);
  const [one, other] = [undisturbed.cloud, world.cloud].map(timeless);
  const wrong = one === other ? [] : [`the second run ended with ${other} instead of ${one}`];
  if (how === undefined && again !== undefined) wrong.push(`the second run failed: ${again}`);
  return [...wrong, ...world.cloud.faults];
}

/** Who did what when differs between runs; what is there must not. */
function timeless(cloud: Cloud): string {
  const groups = cloud.groups.map(({ tags: { rollout, last, ...tags }, ...group }) => ({
    ...group,
    tags: { ...tags, revision: rollout?.revision, by: last?.by, to: last?.to, verified: last?.verified },
  }));
  return JSON.stringify({ weight: cloud.weight, groups });
}

/** The places from which pairs of steps begin. */
export function starts(): Record<string, Cloud> {
  const idle = cloudOf();
  const rollout = { id: "runs/0", revision: "v2", startedAt: "", nonce: randomUUID().slice(0, 4) };
  const [blue, green] = idle.groups;
  const up = { ...green, runs: "v2", desired: 4, min: 4 };
  const tags = { rollout, template: "v2", before: 4 };
  const last = (by: "shift" | "promote" | "rollback", to: number) => ({
    by,
    to,
    at: START - 60_000,
    verified: true,
    run: "runs/0",
  });
  const at = (weight: number, more: object): Cloud => ({
    ...idle,
    weight,
    groups: [
      { ...blue, min: 4 },
      { ...up, tags: { ...tags, held: 4, ...more } },
    ],
  });
  return {
    idle,
    deployed: { ...idle, groups: [blue, { ...up, tags }] },
    shifting: at(50, { last: last("shift", 50) }),
    promoted: at(100, { last: last("promote", 100) }),
    "rolled-back": at(0, { last: last("rollback", 0) }),
  };
}
