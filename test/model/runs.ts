import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import type { Phase, Step } from "../../src/delivery/vocabulary.ts";
import { deployReplacing } from "../../src/engine/replace.ts";
import type { Outcome as Ended, RunOptions, RunTools } from "../../src/engine/run.ts";
import type { Case } from "./explore.ts";
import { Scheduler } from "./scheduler.ts";

/** Runs of the product's own engine in a modelled world, call by call, and what must hold however they interleave. */

export const START = 1_700_000_000_000;

export interface Run {
  step: Step;
  weight?: number;
  bakeMs?: number;
  /** A deploy's. */
  revision?: string;
  replace?: boolean;
  scaleDownDelayMs?: number;
}

export interface Outcome {
  /** The run's number. */
  run: number;
  step: Step;
  /** A run that was killed is not among the outcomes. */
  how: "done" | "failed";
  code: string | undefined;
  /** What its last look saw: its outputs. */
  phase: Phase | undefined;
}

/** I7: the phases in which a step may say that it has reached its goal. */
const FITTING: Partial<Record<Step, readonly Phase[]>> = {
  deploy: ["deployed", "shifting", "promoted", "idle"],
  shift: ["deployed", "shifting", "promoted"],
  promote: ["promoted", "idle"],
  rollback: ["rolled-back", "idle"],
  teardown: ["idle"],
};

/** What somebody else does with one call of their own. */
export type ForeignHand<W> = (world: W) => W;

/** A world that several runs share. */
export interface Held<W> {
  now: W;
}

/** What runs have come to, and the world in which they left it. */
export interface End<W> {
  held: Held<W>;
  outcomes: readonly Outcome[];
  hands: number;
  kills: number;
}

export type RunsStep = (
  intent: Intent,
  options: RunOptions,
  tools: RunTools,
) => Promise<Pick<Ended, "changed" | "before" | "after">>;

/** A platform in which whole runs are tried: its world, its calls, and what is wrong there. */
export interface Model<W> {
  strategy: Intent["strategy"];
  /** How one run of a step is made: by the engine, on a port all of whose calls go through the scheduler. */
  runner(held: Held<W>, scheduler: Scheduler, actor: number, run: Run): RunsStep;
  /** Anything that nobody's step may ever do, as sentences; looked at after every call. */
  faults(world: W): readonly string[];
  key(world: W): string;
  /** As `key`, but for who did it and when. */
  timeless(world: W): string;
  /** @param alone runs a step by itself from here on, and says why it failed. */
  judge(end: End<W>, alone: (run: Run) => Promise<string | undefined>): Promise<string[]>;
}

/** @param then `again`: a run that was killed is run once more, and has to end as if it had not been. */
export function caseOf<W extends object>(
  model: Model<W>,
  world: W,
  runs: readonly Run[],
  hands: readonly ForeignHand<W>[] = [],
  then: "way back" | "again" = "way back",
): Case {
  const held = { now: world };
  const scheduler = new Scheduler(START);
  const outcomes: Outcome[] = [];
  for (const [index, run] of runs.entries()) scheduler.start(() => work(model, held, scheduler, index, run, outcomes));
  for (const hand of hands) {
    scheduler.start((actor) =>
      scheduler.call(actor, "somebody else", () => {
        held.now = hand(held.now);
      }),
    );
  }
  const judge = async () => {
    if (then === "again") return judgeAgain(model, world, held, runs);
    const end = { held, outcomes, hands: hands.length, kills: scheduler.kills };
    const wrong = await model.judge(end, (run) => alone(model, held, run));
    return [...wrong, ...(hands.length > 0 ? [] : outcomes.flatMap(unfitting)), ...model.faults(held.now)];
  };
  return { scheduler, key: () => model.key(held.now), faults: () => [...model.faults(held.now)], judge };
}

function unfitting({ step, how, phase }: Outcome): string[] {
  if (how !== "done" || phase === undefined || FITTING[step]?.includes(phase) !== false) return [];
  return [`${step} succeeded in the phase ${phase}`];
}

async function work<W>(
  model: Model<W>,
  held: Held<W>,
  scheduler: Scheduler,
  actor: number,
  run: Run,
  outcomes: Outcome[],
  id = `runs/${actor + 1}`,
): Promise<void> {
  const { step, weight, bakeMs = 0, replace } = run;
  const clock = scheduler.clockOf(actor);
  const intent: Intent = {
    step,
    strategy: model.strategy,
    weight,
    ramp: { rungs: [100], bakeMs: undefined },
    bakeMs,
    rolloutId: id,
    nonce: `nonce-${id.replace("/", "-")}`,
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
    const runner = model.runner(held, scheduler, actor, run);
    let phase: Phase | undefined;
    const one = async (of: Intent) => {
      const ended = await runner(of, options, tools);
      const { before, after } = ended;
      const isOver = of.step === "teardown" && after.standing.rollout?.id !== before.standing.rollout?.id;
      // What another run has begun since is that run's to tell of.
      phase = isOver ? "idle" : after.phase;
      return ended;
    };
    await (replace === true ? deployReplacing(intent, options, tools.reporter, one) : one(intent));
    outcomes.push({ run: actor, step, how: "done", code: undefined, phase });
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code === "internal") throw error;
    outcomes.push({ run: actor, step, how: "failed", code: error.code, phase: undefined });
    throw error;
  }
}

/** The world after steps that nobody disturbs. */
export async function worldAfter<W>(model: Model<W>, world: W, ...runs: readonly Run[]): Promise<W> {
  const held = { now: world };
  for (const run of runs) {
    const failed = await alone(model, held, run, { id: "runs/0", at: START - 600_000 });
    if (failed !== undefined) throw new Error(`${run.step} does not lead there: ${failed}`);
  }
  return held.now;
}

/** @returns why the step failed; undefined when it did not. */
async function alone<W>(
  model: Model<W>,
  held: Held<W>,
  run: Run,
  { id, at } = { id: "runs/9", at: START + 600_000 },
): Promise<string | undefined> {
  const scheduler = new Scheduler(at);
  const outcomes: Outcome[] = [];
  scheduler.start(() => work(model, held, scheduler, 0, run, outcomes, id));
  await scheduler.quiet();
  for (let count = 0; !scheduler.isOver; count += 1) {
    const [choice] = scheduler.choices(0);
    if (choice === undefined || count > 1_000) return "it never ends";
    scheduler.take(choice);
    await scheduler.quiet();
  }
  if (outcomes[0]?.how === "done") return undefined;
  const error = scheduler.actors[0]?.error;
  return error instanceof DeliveryError ? [error.message, ...error.reasons].join(" ") : String(error);
}

/** I5: the same end state as that of an undisturbed run. */
async function judgeAgain<W extends object>(
  model: Model<W>,
  before: W,
  held: Held<W>,
  [run]: readonly Run[],
): Promise<string[]> {
  if (run === undefined) return [];
  const [how, one] = await undisturbed(model, before, run);
  const again = await alone(model, held, run);
  const other = model.timeless(held.now);
  const wrong = one === other ? [] : [`the second run ended with ${other} instead of ${one}`];
  if (how === undefined && again !== undefined) wrong.push(`the second run failed: ${again}`);
  return [...wrong, ...model.faults(held.now)];
}

type Undisturbed = Promise<[how: string | undefined, end: string]>;
/** By the world in which it begins: what all the ways of one case are held against. */
const ENDS = new WeakMap<object, Map<Run, Undisturbed>>();

function undisturbed<W extends object>(model: Model<W>, world: W, run: Run): Undisturbed {
  const those = ENDS.get(world) ?? new Map<Run, Undisturbed>();
  ENDS.set(world, those);
  const walk = async (): Undisturbed => {
    const held = { now: world };
    const how = await alone(model, held, run);
    return [how, model.timeless(held.now)];
  };
  const end = those.get(run) ?? walk();
  those.set(run, end);
  return end;
}
