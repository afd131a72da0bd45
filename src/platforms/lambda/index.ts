import { rehearse, unchecked, unreadable } from "../../delivery/findings.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Meter, Platform } from "../../engine/platform.ts";
import { FunctionWriter } from "./apply.ts";
import type { LambdaChange } from "./changes.ts";
import { FunctionReader } from "./functions.ts";
import { acceptsUndo, planStep, undoOf } from "./plan.ts";
import type { LambdaSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sidesOf } from "./standing.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

const UNASKED = unchecked(
  "The rights to change the function and its alias cannot be asked for without using them (docs/lambda.md lists all that a deploy needs).",
);

/** Two versions of a function behind one alias, which splits its calls. */
export function lambdaPlatform(
  settings: LambdaSettings,
  step: Step,
  clock: Clock,
  signal: AbortSignal,
): Platform<Snapshot, LambdaChange> {
  const reader = new FunctionReader(settings, clock, signal);
  const writer = new FunctionWriter(settings, reader, clock);
  const observe = () => reader.observe(step === "teardown" && settings.keepVersions !== undefined);
  return {
    observe,
    confirm: async (seen) => ({ ...seen, alias: await reader.alias(), at: clock.now() }),
    plan: (intent, seen) => planStep(settings, intent, seen),
    apply: (change, seen) => writer.apply(change, seen),
    async refresh(wait, seen, { number }) {
      if (wait.kind !== "smoke-test") return { ...(await observe()), looks: number };
      const failed = await reader.smoke(sidesOf(settings, seen).green ?? "", wait.call);
      return { ...seen, at: clock.now(), smoke: { tries: number, failed } };
    },
    settled: (wait, seen) => progressOf(settings, wait, seen),
    async diagnose(intent) {
      const plan = (seen: Snapshot) => planStep(settings, { ...intent, step: "deploy" }, seen);
      return [...(await observe().then((seen) => rehearse(() => plan(seen)), unreadable)), UNASKED];
    },
    view: (seen) => viewOf(settings, seen),
    meter: (seen) => meterOf(settings, seen),
    undo: (intent, seen) => undoOf(settings, intent, seen),
    accepts: (undo, intent, seen) => acceptsUndo(settings, intent, seen, undo),
    close: () => reader.close(),
  };
}

/** Lambda counts the calls through an alias by the version that ran. */
function meterOf(settings: LambdaSettings, seen: Snapshot): Meter {
  const { functionName, alias } = settings;
  const { blue, green } = sidesOf(settings, seen);
  if (green === undefined) return { by: "nothing", because: "There is no new version that could be called." };
  const timeoutMs = Math.max(...[blue, green].map((version) => seen.versions[version]?.timeoutMs ?? 0));
  const side = (version: string) => ({ functionName, alias, version });
  return { by: "functions", functions: { blue: side(blue), green: side(green) }, timeoutMs };
}
