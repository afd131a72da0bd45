import type { Finding } from "../../delivery/findings.ts";
import { rehearse, unchecked, unreadable } from "../../delivery/findings.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../delivery/plan.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../engine/platform.ts";
import { smokeProgress } from "../checks/smoke.ts";
import { FunctionWriter } from "./apply.ts";
import type { LambdaChange } from "./changes.ts";
import { FunctionReader } from "./functions.ts";
import { acceptsUndo, planStep, undoOf } from "./plan.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sidesOf, unreadyReasons } from "./standing.ts";
import { viewOf } from "./view.ts";

/** A reading may lag behind: code that is another is looked at so often before somebody else's hand is seen in it. */
const LOOKS_BEFORE_CONFLICT = 3;
const UNASKED = unchecked(
  "The rights to change the function and its alias cannot be asked for without using them (docs/lambda.md lists all that a deploy needs).",
);

/** Two versions of a function behind one alias, which splits its calls. */
export class LambdaPlatform implements Platform<Snapshot, LambdaChange> {
  readonly #settings: LambdaSettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #reader: FunctionReader;
  readonly #writer: FunctionWriter;

  constructor(settings: LambdaSettings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = clock;
    this.#reader = new FunctionReader(settings, signal);
    this.#writer = new FunctionWriter(settings, this.#reader, clock);
  }

  observe(): Promise<Snapshot> {
    const listed = this.#step === "teardown" && this.#settings.keepVersions !== undefined;
    return this.#reader.observe(() => this.#clock.now(), listed);
  }

  async confirm(seen: Snapshot): Promise<Snapshot> {
    return { ...seen, alias: await this.#reader.alias(), at: this.#clock.now() };
  }

  plan(intent: Intent, seen: Snapshot): Plan<LambdaChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Applied<LambdaChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  async refresh(wait: WaitOf<LambdaChange>, seen: Snapshot, { number: looks }: Look): Promise<Snapshot> {
    if (wait.kind === "smoke-test") {
      const { green = "" } = sidesOf(this.#settings, seen);
      const failed = await this.#reader.smoke(green, wait.call);
      return { ...seen, at: this.#clock.now(), smoke: { tries: looks, failed } };
    }
    return { ...(await this.observe()), looks };
  }

  settled(wait: WaitOf<LambdaChange>, seen: Snapshot): Progress {
    const { versions } = seen;
    if (wait.kind === "smoke-test") return smokeProgress(seen.smoke, 1);
    if (wait.kind === "wait-code") return this.#coded(seen);
    const { green, blue } = sidesOf(this.#settings, seen);
    const version = versions[green ?? ""];
    const beside = wait.provisioned ? versions[blue] : undefined;
    const reasons = version === undefined ? ["it is not found yet"] : unreadyReasons(version, beside);
    if (reasons.length === 0) return { state: "done" };
    if (version?.state === "Failed" || version?.provisioned?.failed !== undefined) {
      return { state: "impossible", because: `Version ${green} did not come up.`, reasons };
    }
    return { state: "waiting", for: "versions that can be called", have: 0, want: 1, reasons };
  }

  async diagnose(intent: Intent): Promise<Finding[]> {
    const settings = this.#settings;
    const found = await this.observe().then(
      (seen) => rehearse(() => planStep(settings, { ...intent, step: "deploy" }, seen)),
      unreadable,
    );
    return [...found, UNASKED];
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  /** Lambda counts the calls through an alias by the version that ran. */
  meter(seen: Snapshot): Meter {
    const { functionName, alias } = this.#settings;
    const { blue, green } = sidesOf(this.#settings, seen);
    if (green === undefined) return { by: "nothing", because: "There is no new version that could be called." };
    const timeoutMs = Math.max(...[blue, green].map((version) => seen.versions[version]?.timeoutMs ?? 0));
    const side = (version: string) => ({ functionName, alias, version });
    return { by: "functions", functions: { blue: side(blue), green: side(green) }, timeoutMs };
  }

  undo(intent: Intent, seen: Snapshot): Applied<LambdaChange> {
    return undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: Snapshot): undo is Applied<LambdaChange> {
    return acceptsUndo(this.#settings, intent, seen, undo);
  }

  close(): void {
    this.#reader.close();
  }

  #coded({ latest, looks = 0 }: Snapshot): Progress {
    const { source, functionName } = this.#settings;
    const wanted = source && revisionOf(source);
    if (latest.update === "Failed") {
      return { state: "impossible", because: `${functionName} could not take the code.`, reasons: [latest.reason] };
    }
    if (latest.update === "Successful" && latest.code === wanted && latest.state !== "Pending")
      return { state: "done" };
    if (latest.update === "Successful" && latest.code !== wanted && looks >= LOOKS_BEFORE_CONFLICT) {
      const { message: because } = refuse("code-changed", {
        function: functionName,
        found: latest.code,
        wanted: wanted ?? "",
      });
      return { state: "impossible", because, reasons: [] };
    }
    return {
      state: "waiting",
      for: "updates of the code",
      have: 0,
      want: 1,
      reasons: latest.reason === "" ? [] : [latest.reason],
    };
  }
}
