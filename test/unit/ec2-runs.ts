import type { Inputs } from "../../src/action/inputs.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Applied, Change, Intent, WaitOf } from "../../src/delivery/plan.ts";
import type { Clock } from "../../src/engine/clock.ts";
import type { Look, Meter, Platform } from "../../src/engine/platform.ts";
import { runStep } from "../../src/engine/run.ts";
import type { Ec2Settings } from "../../src/platforms/ec2/settings.ts";
import type { Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { planStep } from "../../src/platforms/ec2/weighted/plan.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/ec2/weighted/undo.ts";
import { viewOf } from "../../src/platforms/ec2/weighted/view.ts";
import { progressOf } from "../../src/platforms/ec2/weighted/waits.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, parse } from "./fixtures.ts";
import { stagesOf } from "./model.ts";
import { healthOn } from "./reading.ts";
import type { World } from "./world.ts";
import { ARNS, drained, Impossible, later, sharesOf } from "./world.ts";

/** Runs of the real engine, with the real planner, at work on one world at once, in a time that only they let pass. */

/** Milliseconds that a look, and each call, takes. */
const CALL_MS = 150;

/** Time goes on when everybody sleeps, to whoever wakes first. */
class SharedClock implements Clock {
  #now: number;
  #sleepers: { at: number; wake: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#now + ms, wake }));
  }

  async until(done: Promise<unknown>): Promise<void> {
    let over = false;
    void done.finally(() => {
      over = true;
    });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return;
      this.#sleepers.sort((one, other) => one.at - other.at);
      const next = this.#sleepers.shift();
      if (next === undefined) continue;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}

/** What several runs share, and what was wrong with it at any moment. */
export class SharedWorld {
  world: World;
  readonly clock: SharedClock;
  readonly outages: string[] = [];
  /** The runs by their number, in the order in which they ended. */
  readonly order: number[] = [];

  constructor(world: World) {
    this.world = world;
    this.clock = new SharedClock(world.seen.at);
  }

  change(what: string, effect: (world: World) => World | undefined): void {
    this.world = effect(later(this.world, this.clock.now())) ?? this.world;
    const { seen } = this.world;
    for (const arn of ARNS) {
      const carries = sharesOf(seen.routes, arn).some((share) => share > 0);
      if (carries && healthOn(seen, arn) === 0) this.outages.push(`${what}: ${arn} serves without a healthy target`);
    }
  }
}

class WorldPlatform implements Platform<Snapshot, Ec2Change> {
  readonly #shared: SharedWorld;
  readonly #settings: Ec2Settings;
  #token = "";

  constructor(shared: SharedWorld, settings: Ec2Settings) {
    this.#shared = shared;
    this.#settings = settings;
  }

  async observe(): Promise<Snapshot> {
    await this.#shared.clock.sleep(CALL_MS);
    const now = this.#shared.clock.now();
    return { ...this.#shared.world.seen, at: now, routesAt: now };
  }

  plan(intent: Intent, seen: Snapshot) {
    return planStep(this.#settings, intent, seen);
  }

  async apply(change: Ec2Change): Promise<Snapshot | undefined> {
    if (change.kind === "create-template-version") this.#token = change.clientToken;
    for (const { effects } of stagesOf(change, this.#token)) {
      await this.#shared.clock.sleep(CALL_MS);
      for (const effect of effects) this.#try(change, effect);
    }
    return change.kind === "set-weights" ? this.observe() : undefined;
  }

  #try(change: Ec2Change, effect: (world: World) => World | undefined): void {
    try {
      this.#shared.change(change.summary, effect);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      throw new DeliveryError("platform", error.message, { noEffect: true });
    }
  }

  async refresh(wait: WaitOf<Ec2Change>, _seen: Snapshot, { since }: Look): Promise<Snapshot> {
    if (wait.kind === "wait-drained") this.#shared.change(wait.summary, (world) => drained(world, wait.targetGroupArn));
    return { ...(await this.observe()), waitingSince: since };
  }

  settled(wait: WaitOf<Ec2Change>, seen: Snapshot) {
    return progressOf(wait, seen);
  }

  view(seen: Snapshot) {
    return viewOf(this.#settings, seen);
  }

  meter(): Meter {
    return { by: "nothing", because: "This test platform counts nothing." };
  }

  undo(intent: Intent, seen: Snapshot) {
    return undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: Snapshot): undo is Applied<Ec2Change> {
    return acceptsUndo(undo, this.#settings, intent, seen);
  }

  close(): void {}
}

export interface Run {
  given: Given;
  /** Milliseconds after the others' beginning. */
  after: number;
  more?: Partial<Intent>;
}

/** @returns what each run came to: `success`, or the code of its failure. */
export async function runTogether(shared: SharedWorld, runs: readonly Run[]): Promise<string[]> {
  const { clock } = shared;
  const ended = runs.map(async ({ given, after, more }, index) => {
    await clock.sleep(after);
    const inputs = parse(given);
    const platform = platformIn(shared, inputs);
    const who = { rolloutId: `octo/shop/runs/${index + 20}`, nonce: `n${index + 20}` };
    const intent: Intent = { ...inputs, ...who, now: clock.now(), ...more };
    const quiet = { reporter: { report() {} }, journal: { begin() {}, end() {} } };
    const tools = { clock, signal: new AbortController().signal, ...quiet };
    try {
      await runStep(platform, intent, { dryRun: false, expectedState: undefined }, tools);
      return "success";
    } catch (error) {
      if (error instanceof DeliveryError && error.code !== "internal") return error.code;
      throw error;
    } finally {
      shared.order.push(index);
    }
  });
  const all = Promise.all(ended);
  await clock.until(all.catch(() => undefined));
  return all;
}

/** The platform that the inputs name, in a world. */
export function platformIn(shared: SharedWorld, inputs: Inputs): Platform<Snapshot, Ec2Change> {
  return new WorldPlatform(shared, ec2Of(inputs));
}
