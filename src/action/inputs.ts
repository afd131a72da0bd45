import { readDigest } from "../delivery/digest.ts";
import { formatDuration } from "../delivery/duration.ts";
import type { InputMistake } from "../delivery/errors.ts";
import { inputError } from "../delivery/errors.ts";
import type { Alerts } from "../delivery/plan.ts";
import type { Ramp } from "../delivery/ramp.ts";
import { AT_ONCE, DEFAULT_RAMPS, parseRamp } from "../delivery/ramp.ts";
import type { PlatformName, Step, Strategy } from "../delivery/vocabulary.ts";
import { FAIL_ON, PLATFORMS, STEPS, STRATEGIES } from "../delivery/vocabulary.ts";
import type { ApiGatewaySettings } from "../platforms/api-gateway/settings.ts";
import type { Ec2Settings, SharedSettings } from "../platforms/ec2/settings.ts";
import type { NginxSettings } from "../platforms/nginx/settings.ts";
import { INPUT_NAMES, ruleOf } from "./input-rules.ts";
import { readApiGateway } from "./inputs-api-gateway.ts";
import { readEc2 } from "./inputs-ec2.ts";
import { readNginx } from "./inputs-nginx.ts";
import type { InputContext, RawInputs } from "./reading.ts";
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
export type Target =
  | { platform: "ec2"; settings: Ec2Settings | SharedSettings }
  | { platform: "api-gateway"; settings: ApiGatewaySettings }
  | { platform: "nginx"; settings: NginxSettings };

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
  const usual = platform === "api-gateway" ? "canary" : "blue-green";
  const strategy = reader.has("strategy") ? reader.oneOf("strategy", STRATEGIES) : usual;
  const ramp = rampOf(reader, strategy ?? usual, given.has("ramp") || step === "deploy" || step === "shift");
  const bakeMs = step === "shift" ? bakeTimeOf(reader, ramp) : 0;
  const inputs = {
    step,
    strategy: strategy ?? usual,
    weight: weightOf(reader, step, strategy),
    ramp,
    bakeMs,
    dryRun: reader.boolean("dry-run"),
    replace: reader.boolean("replace"),
    expectedState: reader.text("expected-state"),
    timeoutMs: timeoutOf(reader, bakeMs),
    alerts: alertsOf(reader, step),
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
  if (platform !== "api-gateway") {
    if (step === "deploy" && reader.has("weight")) {
      reader.wrong("weight", `is of no use to the step deploy on the platform ${platform}: it belongs to shift.`);
    }
    if (strategy === "all-at-once") {
      reader.wrong("strategy", `is not for the platform ${platform}.`, "strategy: blue-green");
    }
  }
  switch (platform) {
    case "api-gateway":
      return { platform, settings: readApiGateway(reader, step, strategy, context) };
    case "ec2":
      if (step === "setup") reader.wrong("step", "is for the platform nginx alone.", "step: deploy", step);
      return { platform, settings: readEc2(reader, step, strategy, context) };
    case "nginx":
      return { platform, settings: readNginx(reader, step, strategy, context) };
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
    const { platforms, elsewhere } = ruleOf(input);
    if (platforms === undefined || platform === undefined || platforms.includes(platform)) return [];
    const why = elsewhere?.[platform] ?? `it is for ${platforms.join(", ")}`;
    return [{ input, given: value, problem: `is of no use to the platform ${platform}: ${why}.` }];
  });
  return [...ofStep, ...ofPlatform];
}

/** @param climbing whether the step has a use for rungs; a config file may hold them for the others. */
function rampOf(reader: InputReader, strategy: Strategy, climbing: boolean): Ramp {
  const standard = parseRamp(DEFAULT_RAMPS[strategy]) ?? AT_ONCE;
  const given = reader.text("ramp");
  if (given === undefined) return standard;
  const example = strategy === "linear" ? "ramp: Linear10PercentEvery1Minute" : "ramp: 10,50,100";
  const ramp = parseRamp(given);
  if (ramp === undefined) {
    reader.wrong("ramp", "is not a ladder of rising weights that ends with 100, nor a CodeDeploy name.", example);
  } else if (isAtOnce(strategy) && ramp.rungs.length > 1 && climbing) {
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
  return strategy === "all-at-once" || strategy === "blue-green" || strategy === "red-black";
}

function bakeTimeOf(reader: InputReader, ramp: Ramp): number {
  const ms = reader.has("bake-time") ? reader.duration("bake-time", "5m") : (ramp.bakeMs ?? 0);
  if (ms < MAX_TIMEOUT_MS) return ms;
  reader.wrong("bake-time", "must be shorter than 6h, which is as long as a job may take.", "bake-time: 5m");
  return 0;
}

function timeoutOf(reader: InputReader, bakeMs: number): number {
  if (!reader.has("timeout")) return Math.min(reader.duration("timeout", DEFAULT_TIMEOUT) + bakeMs, MAX_TIMEOUT_MS);
  const ms = reader.duration("timeout", DEFAULT_TIMEOUT);
  if (ms > MAX_TIMEOUT_MS || ms < 1_000) reader.wrong("timeout", "must lie between 1s and 6h.", "timeout: 15m");
  else if (bakeMs >= ms)
    reader.wrong("timeout", `leaves no room for the bake time of ${formatDuration(bakeMs)}.`, "timeout: 1h");
  return ms;
}

function alertsOf(reader: InputReader, step: Step): Alerts {
  // A config file may hold what only status needs.
  const expiresAfterMs = reader.duration("expires-after", DEFAULT_EXPIRES_AFTER);
  if (step !== "status") return { failOn: [], expiresAfterMs };
  const failOn = reader.list("fail-on").flatMap((word) => {
    const known = FAIL_ON.find((candidate) => candidate === word);
    if (known !== undefined) return [known];
    reader.wrong("fail-on", `must be of ${FAIL_ON.join(", ")}.`, "fail-on: stale, degraded", word);
    return [];
  });
  if (failOn.includes("drift") && !reader.has("expected-state")) {
    reader.wrong("fail-on", "needs `expected-state`: drift is the difference to a state digest.", undefined, "drift");
  }
  return { failOn, expiresAfterMs };
}
