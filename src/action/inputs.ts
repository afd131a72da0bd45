import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { readDigest } from "../delivery/digest.ts";
import { parseDuration } from "../delivery/duration.ts";
import type { InputMistake } from "../delivery/errors.ts";
import { inputError } from "../delivery/errors.ts";
import type { Alerts } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { FAIL_ON, PLATFORMS, STEPS, STRATEGIES } from "../delivery/vocabulary.ts";
import type { Ec2Settings, Revision } from "../platforms/ec2/settings.ts";
import { judgeGroups, judgeRoutes, judgeTargetGroups } from "../platforms/ec2/settings.ts";
import type { InputName } from "./input-rules.ts";
import { INPUT_NAMES, ruleOf } from "./input-rules.ts";

/** What the action was told, judged as a whole before anything else is loaded. */
export interface Inputs {
  step: Step;
  strategy: "blue-green";
  dryRun: boolean;
  expectedState: string | undefined;
  timeoutMs: number;
  alerts: Alerts;
  platform: "ec2";
  ec2: Ec2Settings;
}

/** Inputs as text, by name; empty ones are absent. */
export type RawInputs = ReadonlyMap<InputName, string>;

/** What the parser needs of the world around it. */
export interface InputContext {
  /** AWS_REGION, or AWS_DEFAULT_REGION. */
  region: string | undefined;
  /** GITHUB_WORKSPACE: files are read from below it. */
  workspace: string;
}

const DEFAULT_TIMEOUT = "15m";
const DEFAULT_SCALE_DOWN_DELAY = "60s";
const DEFAULT_EXPIRES_AFTER = "1d";
/** A job on a hosted runner ends after six hours (GitHub docs, usage limits). */
const MAX_TIMEOUT_MS = 6 * 3_600_000;
/** User data before base64 (EC2 user guide, instance user data). */
const MAX_USER_DATA_BYTES = 16_384;

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
  const mistakes: InputMistake[] = [];
  const step = oneOf(given, "step", STEPS, mistakes);
  if (step === undefined) throw inputError(mistakes);
  mistakes.push(...misplaced(given, step));
  const values: RawInputs = new Map([...config, ...given]);

  requireOneOf(values, "platform", PLATFORMS, mistakes);
  const strategy = values.has("strategy") ? oneOf(values, "strategy", STRATEGIES, mistakes) : "blue-green";
  const timeoutMs = duration(values, "timeout", DEFAULT_TIMEOUT, mistakes);
  if (timeoutMs > MAX_TIMEOUT_MS || timeoutMs < 1_000) {
    mistakes.push({
      input: "timeout",
      given: text(values, "timeout"),
      problem: "must lie between 1s and 6h.",
      example: "timeout: 15m",
    });
  }
  const inputs: Omit<Inputs, "ec2"> = {
    step,
    platform: "ec2",
    strategy: strategy ?? "blue-green",
    dryRun: boolean(values, "dry-run", mistakes),
    expectedState: values.get("expected-state"),
    timeoutMs,
    alerts: alertsOf(values, mistakes),
  };
  const ec2 = ec2Of(values, step, context, mistakes);
  if (mistakes.length > 0) throw inputError(mistakes);
  // Whether it is a digest at all is known before anything is called; what it says is compared later.
  if (inputs.expectedState !== undefined) readDigest(inputs.expectedState);
  return { ...inputs, ec2 };
}

function misplaced(given: RawInputs, step: Step): InputMistake[] {
  return [...given].flatMap(([input, value]) => {
    const { steps } = ruleOf(input);
    if (steps.includes(step)) return [];
    const only = `it belongs to ${steps.join(", ")}. A config file may hold it for all steps.`;
    return [{ input, given: value, problem: `is of no use to the step ${step}: ${only}` }];
  });
}

function alertsOf(values: RawInputs, mistakes: InputMistake[]): Alerts {
  const failOn = list(values, "fail-on").flatMap((word) => {
    const known = FAIL_ON.find((candidate) => candidate === word);
    if (known !== undefined) return [known];
    mistakes.push({
      input: "fail-on",
      given: word,
      problem: `must be of ${FAIL_ON.join(", ")}.`,
      example: "fail-on: stale, degraded",
    });
    return [];
  });
  if (failOn.includes("drift") && !values.has("expected-state")) {
    mistakes.push({
      input: "fail-on",
      given: "drift",
      problem: "needs `expected-state`: drift is the difference to a state digest.",
    });
  }
  return { failOn, expiresAfterMs: duration(values, "expires-after", DEFAULT_EXPIRES_AFTER, mistakes) };
}

function ec2Of(values: RawInputs, step: Step, context: InputContext, mistakes: InputMistake[]): Ec2Settings {
  const region = context.region ?? "";
  if (region === "") {
    mistakes.push({
      input: "AWS_REGION",
      problem: "is not set in this job: put aws-actions/configure-aws-credentials with `aws-region` before this step.",
      example: "aws-region: eu-west-1",
    });
  }
  const [listeners, targetGroups, groups] = (["listeners", "target-groups", "auto-scaling-groups"] as const).map(
    (name) => {
      const items = list(values, name);
      if (items.length === 0)
        mistakes.push({ input: name, problem: "is required for the platform ec2.", example: EXAMPLES[name] });
      return items;
    },
  );
  const { routes, mistakes: routeMistakes } = judgeRoutes(listeners ?? [], region);
  mistakes.push(...(region === "" ? [] : routeMistakes));
  if (region !== "" && targetGroups !== undefined && targetGroups.length > 0)
    mistakes.push(...judgeTargetGroups(targetGroups, region));
  if (groups !== undefined && groups.length > 0) mistakes.push(...judgeGroups(groups));
  const [first = "", second] = groups ?? [];
  return {
    region,
    routes,
    targetGroups: [targetGroups?.[0] ?? "", targetGroups?.[1] ?? ""],
    fleet: second === undefined ? { kind: "cloned", name: first } : { kind: "paired", groups: [first, second] },
    scaleDownDelayMs: duration(values, "scale-down-delay", DEFAULT_SCALE_DOWN_DELAY, mistakes),
    revision: step === "deploy" ? revisionOf(values, context, mistakes) : undefined,
    desiredCapacity: step === "deploy" ? desiredCapacityOf(values, mistakes) : undefined,
  };
}

const EXAMPLES = {
  listeners:
    "listeners: arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
  "target-groups": "target-groups: web-blue, web-green",
  "auto-scaling-groups": "auto-scaling-groups: web-a, web-b",
} as const;

function revisionOf(values: RawInputs, context: InputContext, mistakes: InputMistake[]): Revision | undefined {
  const version = values.get("launch-template-version");
  const imageId = values.get("image-id");
  const file = values.get("user-data-file");
  if (version !== undefined && (imageId !== undefined || file !== undefined)) {
    const other = imageId !== undefined ? "image-id" : "user-data-file";
    mistakes.push({
      input: "launch-template-version",
      given: version,
      problem: `contradicts \`${other}\`: a version that exists already has its image and user data. Give one or the other.`,
    });
    return undefined;
  }
  if (version !== undefined) {
    if (/^[1-9]\d{0,8}$/.test(version)) return { kind: "version", version: Number(version) };
    const named = version === "$Latest" || version === "$Default";
    mistakes.push({
      input: "launch-template-version",
      given: version,
      problem: named
        ? "moves: an instance that is replaced later would silently run something else. Give the version's number."
        : "is not the number of a launch template version.",
      example: "launch-template-version: 7",
    });
    return undefined;
  }
  if (imageId === undefined && file === undefined) {
    mistakes.push({
      input: "image-id",
      problem: "deploy needs to know what is new: give `image-id`, `user-data-file` or `launch-template-version`.",
      example: "image-id: ami-0abcdef1234567890",
    });
    return undefined;
  }
  if (imageId !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(imageId)) {
    mistakes.push({
      input: "image-id",
      given: imageId,
      problem: "is not the id of an image.",
      example: "image-id: ami-0abcdef1234567890",
    });
  }
  const userData = file === undefined ? undefined : readUserData(file, context.workspace, mistakes);
  const userDataHash = userData === undefined ? undefined : createHash("sha256").update(userData).digest("hex");
  return { kind: "template", imageId, userData: userData?.toString("base64"), userDataHash };
}

function readUserData(file: string, workspace: string, mistakes: InputMistake[]): Buffer | undefined {
  const path = resolve(workspace, file);
  const inside = relative(workspace, path);
  const wrong = (problem: string) => {
    mistakes.push({ input: "user-data-file", given: file, problem, example: "user-data-file: deploy/user-data.sh" });
    return undefined;
  };
  if (inside.startsWith("..") || isAbsolute(inside)) return wrong("lies outside of the workspace.");
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile())
    return wrong("is not a file in the workspace: is actions/checkout missing?");
  if (stat.size > MAX_USER_DATA_BYTES)
    return wrong(`has ${stat.size} bytes; EC2 takes ${MAX_USER_DATA_BYTES} at most.`);
  if (stat.size === 0) return wrong("is empty.");
  return readFileSync(path);
}

function desiredCapacityOf(values: RawInputs, mistakes: InputMistake[]): number | undefined {
  const given = values.get("desired-capacity");
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  mistakes.push({
    input: "desired-capacity",
    given,
    problem: "is not a whole number from 1 to 9999.",
    example: "desired-capacity: 4",
  });
  return undefined;
}

function requireOneOf(values: RawInputs, input: InputName, allowed: readonly string[], mistakes: InputMistake[]): void {
  oneOf(values, input, allowed, mistakes);
}

function oneOf<T extends string>(
  values: RawInputs,
  input: InputName,
  allowed: readonly T[],
  mistakes: InputMistake[],
): T | undefined {
  const given = values.get(input);
  const known = allowed.find((candidate) => candidate === given);
  if (known !== undefined) return known;
  const problem = `must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}.`;
  mistakes.push({
    input,
    problem: given === undefined ? `is required; it ${problem}` : problem,
    example: `${input}: ${allowed[0]}`,
    ...optional(given),
  });
  return undefined;
}

function optional(given: string | undefined): { given?: string } {
  return given === undefined ? {} : { given };
}

function duration(values: RawInputs, input: InputName, fallback: string, mistakes: InputMistake[]): number {
  const given = values.get(input) ?? fallback;
  const ms = parseDuration(given);
  if (ms !== undefined) return ms;
  mistakes.push({
    input,
    given,
    problem: "is not a duration: whole numbers with units d, h, m, s.",
    example: `${input}: ${fallback}`,
  });
  return parseDuration(fallback) ?? 0;
}

function boolean(values: RawInputs, input: InputName, mistakes: InputMistake[]): boolean {
  const given = values.get(input) ?? "false";
  if (!["true", "false"].includes(given))
    mistakes.push({ input, given, problem: "must be true or false.", example: `${input}: true` });
  return given === "true";
}

function list(values: RawInputs, input: InputName): string[] {
  return (values.get(input) ?? "")
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function text(values: RawInputs, input: InputName): string {
  return values.get(input) ?? "";
}
