import { readDigest } from "../delivery/digest.ts";
import type { InputMistake } from "../delivery/errors.ts";
import { inputError } from "../delivery/errors.ts";
import type { Alerts } from "../delivery/plan.ts";
import type { Ramp } from "../delivery/ramp.ts";
import { DEFAULT_RAMPS, parseRamp } from "../delivery/ramp.ts";
import type { PlatformName, Step, Strategy } from "../delivery/vocabulary.ts";
import { FAIL_ON, PLATFORMS, STEPS, STRATEGIES } from "../delivery/vocabulary.ts";
import type { Ec2Settings } from "../platforms/ec2/settings.ts";
import { INPUT_NAMES, ruleOf } from "./input-rules.ts";
import { readEc2 } from "./inputs-ec2.ts";
import type { RawInputs } from "./reading.ts";
import { InputReader } from "./reading.ts";

/** What the action was told, judged as a whole before anything else is loaded. */
export interface Inputs {
  step: Step;
  strategy: Strategy;
  dryRun: boolean;
  expectedState: string | undefined;
  timeoutMs: number;
  alerts: Alerts;
  /** Percent; undefined: the next rung of the ramp. */
  weight: number | undefined;
  ramp: Ramp;
  bakeMs: number;
  /** Whether a deploy gives up another rollout that is in progress. */
  replace: boolean;
  target: Target;
  /** As given and as the config file adds: for showing how another step is called. */
  values: RawInputs;
}

/** The platform with its settings. */
export type Target = { platform: "ec2"; settings: Ec2Settings };

/** What the parser needs of the world around it. */
export interface InputContext {
  /** AWS_REGION, or AWS_DEFAULT_REGION. */
  region: string | undefined;
  /** GITHUB_WORKSPACE: files are read from below it. */
  workspace: string;
}

const DEFAULT_TIMEOUT = "15m";
const DEFAULT_EXPIRES_AFTER = "1d";
/** A job on a hosted runner ends after six hours (GitHub docs, usage limits). */
const MAX_TIMEOUT_MS = 6 * 3_600_000;

/** Reads the workflow's inputs as the runner hands them over. */
export function readWorkflowInputs(getInput: (name: string) => string): RawInputs {
  return new Map(INPUT_NAMES.map((name) => [name, getInput(name).trim()] as const).filter(([, value]) => value !== ""));
}

/**
 * Judges all inputs and returns them typed.
 *
 * @param given the workflow's inputs.
 * @param config what the config file adds; the workflow's own win.
 * @throws DeliveryError `input` with every mistake, each naming the input, what was given, what is allowed, an example.
 */
export function parseInputs(given: RawInputs, config: RawInputs, context: InputContext): Inputs {
  const reader = new InputReader(new Map([...config, ...given]));
  const step = new InputReader(given, reader.mistakes).oneOf("step", STEPS);
  if (step === undefined) throw inputError(reader.mistakes);
  const platform = reader.oneOf("platform", PLATFORMS);
  reader.mistakes.push(...misplaced(given, config, step, platform));
  const strategy = reader.has("strategy") ? reader.oneOf("strategy", STRATEGIES) : "blue-green";
  const ramp = rampOf(reader, strategy ?? "blue-green");
  const inputs = {
    step,
    strategy: strategy ?? "blue-green",
    weight: weightOf(reader, step, strategy),
    ramp,
    bakeMs: reader.has("bake-time") ? reader.duration("bake-time", "5m") : (ramp.bakeMs ?? 0),
    dryRun: reader.boolean("dry-run"),
    replace: reader.boolean("replace"),
    expectedState: reader.text("expected-state"),
    timeoutMs: timeoutOf(reader),
    alerts: alertsOf(reader),
    values: reader.values,
  };
  if (inputs.replace && inputs.expectedState !== undefined) {
    reader.wrong(
      "replace",
      "contradicts `expected-state`: the state that was approved is gone once the other rollout is given up.",
    );
  }
  const target = platform === undefined ? undefined : targetOf(reader, platform, step, inputs.strategy, context);
  if (reader.mistakes.length > 0 || target === undefined) throw inputError(reader.mistakes);
  // Whether it is a digest at all is known before anything is called; what it says is compared later.
  if (inputs.expectedState !== undefined) readDigest(inputs.expectedState);
  return { ...inputs, target };
}

function targetOf(
  reader: InputReader,
  platform: PlatformName,
  step: Step,
  strategy: Strategy,
  context: InputContext,
): Target {
  switch (platform) {
    case "ec2":
      return { platform, settings: readEc2(reader, step, strategy, context) };
  }
}

function misplaced(
  given: RawInputs,
  config: RawInputs,
  step: Step,
  platform: PlatformName | undefined,
): InputMistake[] {
  const ofStep = [...given].flatMap(([input, value]) => {
    const { steps } = ruleOf(input);
    if (steps.includes(step)) return [];
    const only = `it belongs to ${steps.join(", ")}. A config file may hold it for all steps.`;
    return [{ input, given: value, problem: `is of no use to the step ${step}: ${only}` }];
  });
  const ofPlatform = [...config, ...given].flatMap(([input, value]) => {
    const { platforms } = ruleOf(input);
    if (platforms === undefined || platform === undefined || platforms.includes(platform)) return [];
    return [
      { input, given: value, problem: `is of no use to the platform ${platform}: it is for ${platforms.join(", ")}.` },
    ];
  });
  return [...ofStep, ...ofPlatform];
}

function rampOf(reader: InputReader, strategy: Strategy): Ramp {
  const standard = parseRamp(DEFAULT_RAMPS[strategy]) ?? { rungs: [100], bakeMs: undefined };
  const given = reader.text("ramp");
  if (given === undefined) return standard;
  const example = strategy === "linear" ? "ramp: Linear10PercentEvery1Minute" : "ramp: 10,50,100";
  const ramp = parseRamp(given);
  if (ramp === undefined) {
    reader.wrong("ramp", "is not a ladder of rising weights that ends with 100, nor a CodeDeploy name.", example);
  } else if (isAtOnce(strategy) && ramp.rungs.length > 1) {
    reader.wrong("ramp", `has rungs, but the strategy ${strategy} moves all at once: use canary or linear.`, example);
  }
  return ramp ?? standard;
}

function weightOf(reader: InputReader, step: Step, strategy: Strategy | undefined): number | undefined {
  if (step === "shift" && strategy !== undefined && isAtOnce(strategy)) {
    reader.wrong(
      "step",
      `is not for the strategy ${strategy}, which moves all at once: use \`promote\`, or \`strategy: canary\`.`,
    );
  }
  const given = reader.text("weight");
  if (given === undefined) return undefined;
  const weight = /^\d{1,3}(?:\.\d{1,2})?$/.test(given) ? Number(given) : Number.NaN;
  if (weight >= 0 && weight <= 100) return weight;
  return reader.wrong("weight", "is not a percentage from 0 to 100 with at most two decimals.", "weight: 10");
}

function isAtOnce(strategy: Strategy): boolean {
  return strategy === "blue-green" || strategy === "red-black";
}

function timeoutOf(reader: InputReader): number {
  const ms = reader.duration("timeout", DEFAULT_TIMEOUT);
  if (ms > MAX_TIMEOUT_MS || ms < 1_000) reader.wrong("timeout", "must lie between 1s and 6h.", "timeout: 15m");
  return ms;
}

function alertsOf(reader: InputReader): Alerts {
  const failOn = reader.list("fail-on").flatMap((word) => {
    const known = FAIL_ON.find((candidate) => candidate === word);
    if (known !== undefined) return [known];
    reader.wrong("fail-on", `must be of ${FAIL_ON.join(", ")}.`, "fail-on: stale, degraded", word);
    return [];
  });
  if (failOn.includes("drift") && !reader.has("expected-state")) {
    reader.wrong("fail-on", "needs `expected-state`: drift is the difference to a state digest.", undefined, "drift");
  }
  return { failOn, expiresAfterMs: reader.duration("expires-after", DEFAULT_EXPIRES_AFTER) };
}
