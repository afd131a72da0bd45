import type { Inputs } from "../../src/action/inputs.ts";
import type { GatesTold, StepResult } from "../../src/action/outputs.ts";
import type { Place } from "../../src/action/place.ts";
import { LogReporter } from "../../src/action/report.ts";
import { digest } from "../../src/delivery/digest.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import type { GateLook, Gates } from "../../src/engine/gates.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import { runStep } from "../../src/engine/run.ts";
import { gateLookOf } from "../../src/gates/gate-look.ts";
import type { Look } from "../../src/gates/judge.ts";
import { judge } from "../../src/gates/judge.ts";
import { measuredOf } from "../../src/gates/measured.ts";
import { verdictText } from "../../src/gates/render.ts";
import { platformIn, SharedWorld } from "../unit/ec2-runs.ts";
import type { Given } from "../unit/fixtures.ts";
import { EC2, parse } from "../unit/fixtures.ts";
import { START } from "../unit/gates-rollout.ts";
import type { World } from "../unit/world.ts";
import { ARNS, later, ROUTES, timePasses } from "../unit/world.ts";

/** Steps of the product's own engine and planner in a world in memory, and what a person is shown of them. */

export const PLACE: Place = {
  server: "https://github.com",
  repository: "octo/shop",
  runUrl: "https://github.com/octo/shop/actions/runs/20",
  workflow: "deliver.yml",
};

export const MINUTE = 60_000;

/** Gates that say what a look of given counts says. */
export class CountedGates implements Gates, GatesTold {
  readonly onFailure = "rollback";
  readonly onInconclusive = "fail";
  readonly maxBakeMs = 0;
  readonly #look: Look;

  constructor(look: Look) {
    this.#look = look;
  }

  async begin() {
    return { mark: "a=0.05 src=cloudwatch", warnings: [] };
  }

  async look(): Promise<GateLook> {
    const { settings, changes } = this.#look;
    return { ...gateLookOf(judge(this.#look), { settings, delayMs: 0, changes }, []), ripeAt: 0 };
  }

  told(...[escaping, events = []]: Parameters<GatesTold["told"]>) {
    const { settings, changes } = this.#look;
    const sides = { green: "web-green", blue: "web-blue" };
    const provenance = { name: "CloudWatch", sides, queries: [], blindSpots: [] };
    return verdictText(judge(this.#look), { settings, provenance, changes, events }, escaping);
  }

  measured() {
    return measuredOf(judge(this.#look));
  }

  numbers() {
    return undefined;
  }

  close(): void {}
}

export interface Asked {
  more?: Given;
  /** What is counted; undefined: nobody judges. */
  counted?: Look;
  /** The state that the step was approved for. */
  approved?: string;
  /** What somebody else does so many milliseconds after the step has begun. */
  meanwhile?: { after: number; by: (world: World) => World };
}

const INPUTS: Given = { config: ".github/delivery.yml", service: "shop" };
const CONFIG: Given = { ...EC2, listeners: ROUTES.join(), strategy: "canary" };
/** So long before the minute of the first shift the rollout begins. */
const LEAD = 20 * MINUTE - 4_000;

/** A rollout, step by step. */
export class Scene {
  #world: World;
  #run = 20;

  constructor(world: World) {
    this.#world = later(world, START - LEAD);
  }

  /** What `expected-state` would be now. */
  approval(): string {
    const inputs = parse({ ...INPUTS, step: "status" }, { config: CONFIG });
    return digest(platformIn(new SharedWorld(this.#world), inputs).view(this.#world.seen).facts);
  }

  change(by: (world: World) => World): void {
    this.#world = by(this.#world);
  }

  /** Connections end, cookies expire, metrics come in. */
  wait(ms: number): void {
    const at = this.#world.seen.at + ms;
    this.#world = later(timePasses(this.#world), at);
  }

  async step(step: string, { more = {}, counted, approved, meanwhile }: Asked = {}): Promise<StepResult> {
    const needed: Given = step === "deploy" ? { "image-id": "ami-0a1b2c3d4e5f60718" } : {};
    const inputs = parse({ ...INPUTS, ...needed, ...more, step }, { config: CONFIG });
    const shared = new SharedWorld(this.#world);
    const gates = counted === undefined ? undefined : new CountedGates(counted);
    const reporter = new LogReporter();
    const result: StepResult = { inputs, log: reporter.log, changed: false, error: undefined, gates };
    const stepped = run(shared, inputs, { id: this.#run++, reporter, gates, approved }).then(
      ({ changed }) => {
        result.changed = changed;
      },
      (error: unknown) => {
        if (!(error instanceof DeliveryError)) throw error;
        result.error = error;
        result.changed = reporter.log.touched;
      },
    );
    const meddled = meanwhile === undefined ? undefined : shared.clock.sleep(meanwhile.after);
    void meddled?.then(() => shared.change("somebody else", meanwhile?.by ?? ((world) => world)));
    await shared.clock.until(stepped.catch(() => undefined));
    await stepped;
    this.#world = later(shared.world, shared.clock.now());
    return result;
  }
}

interface Running {
  id: number;
  reporter: LogReporter;
  gates: CountedGates | undefined;
  approved: string | undefined;
}

function run(shared: SharedWorld, inputs: Inputs, { id, reporter, gates, approved }: Running) {
  const { clock } = shared;
  const journal = { begin() {}, end() {} };
  const tools = { clock, signal: new AbortController().signal, reporter, journal, gates };
  const intent: Intent = { ...inputs, rolloutId: `octo/shop/runs/${id}`, nonce: `n${id}`, now: clock.now() };
  const one = (asked: Intent) =>
    runStep(
      platformIn(shared, { ...inputs, step: asked.step }),
      asked,
      { dryRun: inputs.dryRun, expectedState: asked.step === inputs.step ? approved : undefined },
      tools,
    );
  return rollingBack(intent, inputs, tools, one);
}

/** Somebody sets green's weight by hand. */
export function weightsByHand(world: World, percent: number): World {
  const [blue, green] = ARNS;
  const routes = world.seen.routes.map((route) => ({
    ...route,
    actions: route.actions.map((action) =>
      action.Type !== "forward"
        ? action
        : {
            ...action,
            ForwardConfig: {
              ...action.ForwardConfig,
              TargetGroups: [
                { TargetGroupArn: blue, Weight: 100 - percent },
                { TargetGroupArn: green, Weight: percent },
              ],
            },
          },
    ),
  }));
  return { ...world, seen: { ...world.seen, routes } };
}

/** Somebody turns group stickiness on, or off. */
export function stickinessByHand(world: World, seconds: number): World {
  const stickiness = seconds === 0 ? { Enabled: false } : { Enabled: true, DurationSeconds: seconds };
  const routes = world.seen.routes.map((route) => ({
    ...route,
    actions: route.actions.map((action) =>
      action.Type !== "forward"
        ? action
        : { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroupStickinessConfig: stickiness } },
    ),
  }));
  return { ...world, seen: { ...world.seen, routes } };
}
