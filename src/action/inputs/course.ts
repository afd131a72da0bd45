import type { Ramp } from "../../delivery/ramp.ts";
import { parseRamp } from "../../delivery/ramp.ts";
import { DEFAULT_STRATEGIES, STRATEGY_TRAITS, strategiesOf } from "../../delivery/strategies.ts";
import type { PlatformName, Step, Strategy } from "../../delivery/vocabulary.ts";
import { STEPS, STRATEGIES } from "../../delivery/vocabulary.ts";
import type { InputRow } from "./row.ts";
import type { InputType } from "./types.ts";
import { grammar } from "./types.ts";

/** The inputs about how traffic moves: every platform has them, but not with the same values. */
export type CourseRows = {
  strategy: InputRow<Strategy> & { fallback: string };
  weight: InputRow<number>;
  ramp: InputRow<Ramp>;
};

/**
 * How fine a platform's weights are: whole percent, or hundredths. On `ec2` that depends on the target groups: the
 * instances of a shared one make weights such as 33.33, and `next-weight` says them.
 */
type Grain = "whole but for a shared target group" | "hundredths";

interface Course {
  grain: Grain;
  weight: { steps: readonly Step[]; description: string };
  /** Why the platform cannot do the other strategies, as the end of a sentence. */
  why?: string;
}

const HOW: Readonly<Record<Strategy, string>> = {
  "blue-green": "`blue-green` moves all traffic at once, by `promote`",
  "red-black": "`red-black` does the same and ends stickiness with it",
  canary: "`canary` moves it in the rungs of `ramp`",
  linear: "`linear` moves it in even rungs",
  "ab-test": "`ab-test` moves a `cohort`",
  "all-at-once": "`all-at-once` replaces blue by `deploy`",
  rolling: "`rolling` replaces the machines of one group by `deploy`, batch by batch",
  "rolling-with-additional-batch": "`rolling-with-additional-batch` does the same and never has fewer than before",
  "in-place": "`in-place` changes them by `commands` instead, batch by batch",
};

export function courseRows(platform: PlatformName, { grain, weight, why }: Course): CourseRows {
  return {
    strategy: {
      kind: "setting",
      type: strategyOf(platform, why),
      steps: STEPS,
      fallback: DEFAULT_STRATEGIES[platform],
      description: `How green takes over. ${strategiesOf(platform)
        .map((strategy) => HOW[strategy])
        .join("; ")}.`,
      example: DEFAULT_STRATEGIES[platform] === "canary" ? "linear" : "canary",
    },
    weight: { kind: "argument", type: percentOf(grain), ...weight, example: "10" },
    ramp: {
      kind: "setting",
      type: rampOf(grain),
      steps: STEPS,
      description:
        "The ladder of weights, e.g. `10,50,100`, or a CodeDeploy name such as `Canary10Percent5Minutes`. Default of `canary` is `10,50,100`, of `linear` every 10 percent.",
      example: "5,25,100",
    },
  };
}

function strategyOf(platform: PlatformName, why: string | undefined): InputType<Strategy> {
  const words = strategiesOf(platform);
  const parse = (given: string) => words.find((strategy) => strategy === given);
  const supported = `it supports ${words.join(", ")}`;
  const problem = (given: string) => {
    // Why it is not, is known of a strategy with two sides alone: of anything else it would be untrue.
    const known = why !== undefined && STRATEGIES.some((one) => one === given && STRATEGY_TRAITS[one].twoSides);
    return `is not supported on the platform ${platform}: ${known ? `${why}; ` : ""}${supported}.`;
  };
  return { ...grammar(parse, problem, { enum: words }), words };
}

function percentOf(grain: Grain): InputType<number> {
  return grammar((given) => {
    const weight = /^\d{1,3}(?:\.\d{1,2})?$/.test(given) ? Number(given) : Number.NaN;
    return weight >= 0 && weight <= 100 ? weight : undefined;
  }, `is not a percentage from 0 to 100, ${GRAINS[grain]}.`);
}

const GRAINS: Readonly<Record<Grain, string>> = {
  "whole but for a shared target group": "in whole percent (with two decimals on a shared target group)",
  hundredths: "with at most two decimals",
};

function rampOf(grain: Grain): InputType<Ramp> {
  const ladder = `a ladder of rising weights that ends with 100, ${GRAINS[grain]}`;
  return grammar(parseRamp, `is neither ${ladder}, nor a CodeDeploy name.`);
}
