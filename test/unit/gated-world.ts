import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import { parseRamp } from "../../src/delivery/ramp.ts";
import type { RolloutMemory } from "../../src/delivery/standing.ts";
import type { Step, Verdict } from "../../src/delivery/vocabulary.ts";
import type { Clock } from "../../src/engine/clock.ts";
import type { DeliveryEvent } from "../../src/engine/events.ts";
import type { GateLook, Gates, Opening } from "../../src/engine/gates.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import type { Outcome, RunTools } from "../../src/engine/run.ts";
import { runStep } from "../../src/engine/run.ts";
import type { Cloud } from "../model/cloud.ts";
import { cloudOf } from "../model/cloud.ts";
import { ModelPlatform } from "../model/model-platform.ts";
import { ManualClock } from "./memory.ts";

export const MINUTE = 60_000;
export const WET = { dryRun: false };

/** Gates that say at each moment what a script says. */
export class Scripted implements Gates {
  onFailure: Gates["onFailure"] = "rollback";
  onInconclusive: Gates["onInconclusive"] = "fail";
  maxBakeMs = 0;
  opening: () => Opening = () => ({ mark: "a=0.05 src=command", warnings: [] });
  says: (now: number, weight: number) => Partial<GateLook> & { verdict: Verdict } = () => ({ verdict: "pass" });
  readonly looks: { at: number; weight: number }[] = [];
  readonly #clock: Pick<Clock, "now">;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  async begin(): Promise<Opening> {
    return this.opening();
  }

  async look({ standing }: Parameters<Gates["look"]>[0]): Promise<GateLook> {
    const at = this.#clock.now();
    this.looks.push({ at, weight: standing.weight ?? -1 });
    const said = this.says(at, standing.weight ?? -1);
    return { because: `it is ${said.verdict}`, remedy: undefined, line: "gate", short: false, ripeAt: 0, ...said };
  }
}

/** Green is deployed and healthy at weight 0. */
function deployed(): Cloud {
  const cloud = cloudOf();
  const [blue, green] = cloud.groups;
  const rollout = { id: "octo/shop/runs/7", revision: "v2", startedAt: "2026-01-02T03:04:05.000Z", nonce: "n" };
  const tags = { rollout, template: "v2", before: 4 };
  return { ...cloud, groups: [blue, { ...green, runs: "v2", desired: 4, min: 4, tags }] };
}

/** Steps of the product's own engine and policy in a model cloud, judged by a script. */
export class GatedWorld {
  readonly clock = new ManualClock();
  readonly gates = new Scripted(this.clock);
  readonly events: DeliveryEvent[] = [];
  readonly held = { now: deployed() };
  /** Called with every call that a step makes, before it. */
  onCall: (label: string) => void = () => {};

  constructor() {
    this.clock.time = Date.parse("2026-01-02T14:00:00.000Z");
  }

  /** One step by itself. */
  readonly run = (intent: Intent): Promise<Outcome> =>
    runStep(this.platform(), intent, { dryRun: false, expectedState: undefined }, this.tools());

  /** One step, with the rollback that may follow. */
  step(name: Step, more: Partial<Intent> = {}): Promise<Outcome> {
    return rollingBack(this.intent(name, more), WET, this.tools(), this.run);
  }

  tools(): RunTools {
    const journal = { begin() {}, end() {} };
    const reporter = { report: (event: DeliveryEvent) => void this.events.push(event) };
    const { clock, gates } = this;
    return { clock, signal: new AbortController().signal, reporter, journal, gates };
  }

  platform(): ModelPlatform {
    const { clock, held } = this;
    const called = (label: string) => this.onCall(label);
    const scheduler = {
      get now() {
        return clock.now();
      },
      call: async <T>(_actor: number, label: string, effect: () => T) => {
        called(label);
        return effect();
      },
    };
    return new ModelPlatform(held, scheduler, 0, { revision: "v2", scaleDownDelayMs: 0 });
  }

  intent(step: Step, more: Partial<Intent> = {}): Intent {
    const ramp = parseRamp("10,50,100") ?? { rungs: [100], bakeMs: undefined };
    const times = { now: this.clock.now(), timeoutMs: 6 * 3_600_000, bakeMs: step === "promote" ? 0 : 10 * MINUTE };
    return { step, strategy: "canary", weight: undefined, ramp, ...times, rolloutId: "octo/shop/runs/8", ...more };
  }

  warnings(): string[] {
    return this.events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  }

  memory(): RolloutMemory | undefined {
    return this.held.now.groups[1].tags.last?.memory;
  }
}

/** The failure that a step must end with. */
export async function failureOf(attempt: Promise<unknown>): Promise<DeliveryError> {
  const found = await attempt.then(
    () => new Error("This should have failed, and did not."),
    (error: unknown) => error,
  );
  if (found instanceof DeliveryError) return found;
  throw found;
}
