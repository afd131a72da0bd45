import type { Standing } from "../delivery/standing.ts";
import type { GatedMove } from "../engine/gates.ts";
import type { GatesAsked } from "./asked.ts";
import type { FixedGates } from "./marks.ts";
import { refuse } from "./refusals.ts";
import type { GateSettings } from "./settings.ts";
import { testsOf } from "./settings.ts";

/** Which gates a step has, of those that the inputs ask for. Pure. */

export interface GatesGiven {
  asked: Pick<GatesAsked, "compare" | "settings" | "alarms">;
  standing: Pick<Standing, "weight" | "audience">;
  move: GatedMove;
  /** What counts the requests; or why nothing does, as a sentence. */
  source: { comparable: boolean } | { because: string };
  /** What was fixed at the rollout's start; undefined: this step fixes it. */
  fixed: FixedGates | undefined;
}

/**
 * What the step judges by, and what to say of what it does not.
 *
 * @throws DeliveryError `cannot-compare`, `nothing-counts`.
 */
export function effectiveSettings(given: GatesGiven): { settings: GateSettings; warnings: readonly string[] } {
  const { asked, source, fixed } = given;
  const limits = limitsOf(asked.settings);
  if ("because" in source && limits.length > 0)
    throw refuse("nothing-counts", { gates: limits.join(" and "), because: source.because });
  if (fixed !== undefined) return { settings: goesOn(given, fixed), warnings: [] };
  const why = asked.compare === "off" ? undefined : whyNotCompared(given);
  if (why !== undefined && asked.compare === "on") throw refuse("cannot-compare", { because: why });
  const settings = { ...asked.settings, compare: asked.compare !== "off" && why === undefined };
  return {
    settings,
    warnings: [...(why === undefined ? [] : [onlySentence(asked, limits, why)]), ...unused(settings)],
  };
}

function onlySentence(asked: GatesGiven["asked"], limits: readonly string[], why: string): string {
  const left = [...(limits.length > 0 ? ["limits"] : []), ...(asked.alarms.length > 0 ? ["alarms"] : []), "health"];
  return `Green is not compared with blue, only ${inWords(left)} ${left.length === 1 ? "is" : "are"} judged. ${why}`;
}

/** What was given and judges nothing. */
function unused({ compare, latencyThresholdMs, maxSlowRate, clientErrors }: GateSettings): string[] {
  if (compare) return [];
  return [
    ...(latencyThresholdMs !== undefined && maxSlowRate === undefined
      ? ["`latency-threshold` judges nothing without a comparison: set `max-slow-rate` beside it."]
      : []),
    ...(clientErrors ? ["4xx are compared only, never held against a limit: `errors` counts 5xx here."] : []),
  ];
}

/** Within a rollout `auto` is what it was at the start. */
function goesOn({ asked, source }: GatesGiven, fixed: FixedGates): GateSettings {
  if ("because" in source && testsOf(fixed.settings).length > 0)
    throw refuse("nothing-counts", { gates: "The gates of this rollout", because: source.because });
  const compare = asked.compare === "auto" ? fixed.settings.compare : asked.compare === "on";
  return { ...asked.settings, compare };
}

/** Only random assignment in the same minutes makes two sides comparable. */
function whyNotCompared({ standing, move, source }: GatesGiven): string | undefined {
  if ("because" in source) return source.because;
  if (!source.comparable) return "Both sides share one target group, whose metrics do not tell them apart.";
  if (move.audience === "cohort" || standing.audience === "cohort")
    return "The users of an A/B test are picked, and their errors differ by nature.";
  const { weight = 0 } = standing;
  if (move.to === 100 && (weight === 0 || weight === 100))
    return "All the traffic goes to one side: there is no minute in which both serve.";
  return undefined;
}

/** The inputs that hold green's share against a limit. */
function limitsOf({ maxErrorRate, maxSlowRate }: GatesAsked["settings"]): string[] {
  return [
    ...(maxErrorRate === undefined ? [] : ["`max-error-rate`"]),
    ...(maxSlowRate === undefined ? [] : ["`max-slow-rate`"]),
  ];
}

function inWords(names: readonly string[]): string {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}
