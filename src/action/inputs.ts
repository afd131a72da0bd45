import { readDigest } from "../delivery/digest.ts";
import { inputError } from "../delivery/errors.ts";
import type { Alerts } from "../delivery/plan.ts";
import type { Ramp } from "../delivery/ramp.ts";
import { AT_ONCE, DEFAULT_RAMPS, parseRamp } from "../delivery/ramp.ts";
import { hasOneFleet, STRATEGY_TRAITS } from "../delivery/strategies.ts";
import type { PlatformName, Step, Strategy } from "../delivery/vocabulary.ts";
import type { GatesAsked } from "../gates/asked.ts";
import type { ApiGatewaySettings } from "../platforms/api-gateway/settings.ts";
import { sourceOf } from "../platforms/ec2/image/source.ts";
import type { InPlaceSettings } from "../platforms/ec2/in-place/settings.ts";
import type { Ec2Settings, SharedSettings } from "../platforms/ec2/settings.ts";
import type { SingleSettings } from "../platforms/ec2/single/settings.ts";
import type { LambdaSettings } from "../platforms/lambda/settings.ts";
import type { NginxSettings } from "../platforms/nginx/settings.ts";
import { COMMON } from "./inputs/common.ts";
import { misplaced } from "./inputs/misplaced.ts";
import { ownCountsOfApi, readApiGateway } from "./inputs/read-api-gateway.ts";
import { ownCountsOfEc2, readEc2 } from "./inputs/read-ec2.ts";
import type { Gated, GateReader } from "./inputs/read-gates.ts";
import { compares, readGates } from "./inputs/read-gates.ts";
import type { GitHubSettings } from "./inputs/read-github.ts";
import { readGitHub } from "./inputs/read-github.ts";
import { readLambda } from "./inputs/read-lambda.ts";
import { readNginx } from "./inputs/read-nginx.ts";
import type { InputContext, RawInputs } from "./inputs/reader.ts";
import { InputReader } from "./inputs/reader.ts";
import { suggestionFor } from "./inputs/suggest.ts";
import { INPUT_NAMES, isInputName, TABLE } from "./inputs/table.ts";
import { bakeOf, timeoutOf, withImage } from "./inputs/times.ts";

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
  /** How green is judged beside its health; undefined: not in this step. */
  gates: GatesAsked | undefined;
  /** Milliseconds since the epoch at which the credentials end; undefined: nobody told. */
  credentialsEnd: number | undefined;
  /** Whether a deploy gives up another rollout that is in progress. */
  replace: boolean;
  /** What GitHub is told, and what it tells of the job. */
  github: GitHubSettings;
  target: Target;
  /** As given and as the config file adds: for showing how another step is called. */
  values: RawInputs;
  /** What the workflow gave of them. */
  given: RawInputs;
}

/** The platform with its settings. */
export type Target =
  | { platform: "ec2"; settings: Ec2Settings | SharedSettings | SingleSettings | InPlaceSettings }
  | { platform: "api-gateway"; settings: ApiGatewaySettings }
  | { platform: "lambda"; settings: LambdaSettings }
  | { platform: "nginx"; settings: NginxSettings };

type Common = Omit<Inputs, "target" | "values" | "given">;

/** The steps that climb a ramp. The others do not fail on one: a rollback least of all. */
const CLIMBING: readonly Step[] = ["deploy", "shift", "promote", "rollout"];

/**
 * Reads the workflow's inputs as the runner hands them over.
 *
 * @param variables the names of the environment's variables: the runner makes one of every key of `with`, and of those
 * that the action does not have it only warns.
 * @throws DeliveryError `input` when a key is a misspelt input. What resembles none is not ours to judge: it may be of
 * an environment that somebody else made.
 */
export function readWorkflowInputs(
  getInput: (name: string) => string,
  variables: readonly string[] = Object.keys(process.env),
): RawInputs {
  const mistakes = variables.flatMap((variable) => {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase() ?? "";
    const meant = isInputName(name) ? undefined : suggestionFor(name, INPUT_NAMES);
    return meant === undefined ? [] : [{ input: name, problem: `is unknown: did you mean \`${meant}\`?` }];
  });
  if (mistakes.length > 0) throw inputError(mistakes);
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
  const values: RawInputs = new Map([...config, ...given]);
  const head = new InputReader(COMMON, values);
  const { mistakes } = head;
  const step = new InputReader(COMMON, given, mistakes).require("step");
  const platform = head.require("platform");
  if (step === undefined || platform === undefined) throw inputError(mistakes);
  mistakes.push(...misplaced(given, config, step, platform));
  const common = readFor(platform, step, values, mistakes, context);
  if (mistakes.length > 0) throw inputError(mistakes);
  // Whether it is a digest at all is known before anything is called; what it says is compared later.
  if (common.expectedState !== undefined) readDigest(common.expectedState);
  return { ...common, values, given };
}

function readFor(
  platform: PlatformName,
  step: Step,
  values: RawInputs,
  mistakes: InputReader<typeof COMMON>["mistakes"],
  context: InputContext,
): Omit<Inputs, "values" | "given"> {
  switch (platform) {
    case "ec2": {
      const reader = new InputReader(TABLE.ec2, values, mistakes);
      const common = readCommon(reader, { step, platform, own: ownCountsOfEc2(reader) }, context);
      const settings = readEc2(reader, step, common.strategy, context);
      reader.readRest();
      const source = "commandTimeoutMs" in settings ? undefined : sourceOf(settings.revision);
      const imageMs = source?.timeoutMs ?? 0;
      return { ...common, timeoutMs: withImage(common.timeoutMs, imageMs, reader), target: { platform, settings } };
    }
    case "api-gateway": {
      const reader = new InputReader(TABLE["api-gateway"], values, mistakes);
      const common = readCommon(reader, { step, platform, own: ownCountsOfApi(reader) }, context);
      const settings = { ...readApiGateway(reader, step, common.strategy, context), ...countedBy(common.gates) };
      reader.readRest();
      return { ...common, target: { platform, settings } };
    }
    case "lambda": {
      const reader = new InputReader(TABLE.lambda, values, mistakes);
      const common = readCommon(reader, { step, platform, own: { sides: "apart" } }, context);
      const settings = readLambda(reader, step, context);
      reader.readRest();
      return { ...common, target: { platform, settings } };
    }
    case "nginx": {
      const reader = new InputReader(TABLE.nginx, values, mistakes);
      const common = readCommon(reader, { step, platform, own: { sides: "apart" } }, context);
      const settings = readNginx(reader, step, common.strategy, context);
      reader.readRest();
      return { ...common, target: { platform, settings } };
    }
  }
}

/** What of the API the gates need to know, for what they count by. */
function countedBy(gates: GatesAsked | undefined): Pick<ApiGatewaySettings, "gated" | "byFunctions"> {
  if (gates === undefined) return {};
  switch (gates.metrics?.by) {
    case undefined:
      return { gated: true };
    case "lambda":
      // A rollout that was begun with the stage's own metrics goes on with them.
      return { gated: true, byFunctions: true };
    case "prometheus":
    case "command":
      return {};
  }
}

function readCommon(
  reader: GateReader,
  about: Pick<Gated, "step" | "platform" | "own">,
  { region, credentialsEnd }: InputContext,
): Common {
  const { step, platform } = about;
  if (step === "setup" && platform !== "nginx") {
    const problem = `is not supported on the platform ${platform}: only nginx has it.`;
    reader.fail("step", problem, { example: "step: deploy" });
  }
  const strategy = reader.get("strategy");
  requireStep(reader, step, platform, strategy);
  const ramp = rampOf(reader, strategy, CLIMBING.includes(step));
  const bakeMs = bakeOf(reader, step, ramp);
  const judged: Gated = { ...about, strategy, bakeMs, region };
  const batches = hasOneFleet(platform, strategy) && (step === "deploy" || step === "rollback");
  // What is baked there is no weight: the deploy itself is over only with it.
  const staysMs = batches && step === "deploy" ? (reader.get("bake-time") ?? 0) : bakeMs;
  const gates = readGates(reader, judged);
  const expectedState = reader.get("expected-state");
  const replace = reader.get("replace");
  if (replace && expectedState !== undefined) {
    const problem =
      "contradicts `expected-state`: the state that was approved is gone once the other rollout is given up.";
    reader.fail("replace", problem, { example: "none" });
  }
  return {
    step,
    strategy,
    weight: reader.get("weight"),
    ramp,
    bakeMs,
    dryRun: reader.get("dry-run"),
    replace,
    expectedState,
    gates,
    // Of a machine of one's own AWS is asked for nothing but alarms.
    credentialsEnd: gates?.region === undefined ? undefined : (reader.get("credentials-expire-at") ?? credentialsEnd),
    timeoutMs: timeoutOf(reader, {
      ...{ step, platform, bakeMs: staysMs, gates, compared: compares(reader, judged), batches },
    }),
    alerts: alertsOf(reader, step),
    github: readGitHub(reader, step),
  };
}

/** The steps that lead from one fleet to the other; without a second one they have nothing to do. */
const BETWEEN_FLEETS: readonly Step[] = ["shift", "verify", "promote", "rollout"];

function requireStep(reader: GateReader, step: Step, platform: PlatformName, strategy: Strategy): void {
  if (reader.isWrong("strategy")) return;
  const { climbs } = STRATEGY_TRAITS[strategy];
  if (hasOneFleet(platform, strategy) && BETWEEN_FLEETS.includes(step)) {
    const problem = `is not supported by the strategy ${strategy}, under which \`deploy\` replaces the version by itself: use \`deploy\`, \`rollback\`, \`teardown\` or \`status\`.`;
    reader.fail("step", problem, { example: "step: deploy" });
  } else if (step === "shift" && !climbs) {
    const problem = `is not supported by the strategy ${strategy}, which moves all traffic at once: use \`promote\`, or \`strategy: canary\`.`;
    reader.fail("step", problem, { example: "none" });
  }
}

function rampOf(reader: GateReader, strategy: Strategy, climbing: boolean): Ramp {
  const standard = parseRamp(DEFAULT_RAMPS[strategy]) ?? AT_ONCE;
  const given = reader.get("ramp");
  if (given === undefined) return standard;
  if (climbing && given.rungs.length > 1 && !STRATEGY_TRAITS[strategy].climbs && !reader.isWrong("strategy")) {
    const problem = `has rungs, but the strategy ${strategy} moves all traffic at once: use canary or linear.`;
    return reader.fail("ramp", problem, { example: "strategy: canary" }) ?? standard;
  }
  return given;
}

function alertsOf(reader: GateReader, step: Step): Alerts {
  const [failOn, expiresAfterMs] = [reader.get("fail-on") ?? [], reader.get("expires-after")];
  if (step !== "status") return { failOn: [], expiresAfterMs };
  if (failOn.includes("drift") && !reader.has("expected-state")) {
    const problem = "needs `expected-state`: drift is the difference to a state digest.";
    reader.fail("fail-on", problem, { given: "drift", example: "none" });
  }
  return { failOn, expiresAfterMs };
}
