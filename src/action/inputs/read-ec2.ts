import { createHash } from "node:crypto";
import { STRATEGY_TRAITS } from "../../delivery/strategies.ts";
import type { Step, Strategy } from "../../delivery/vocabulary.ts";
import type { ImageSource } from "../../platforms/ec2/image/source.ts";
import type { InPlaceSettings } from "../../platforms/ec2/in-place/settings.ts";
import type { Condition } from "../../platforms/ec2/listeners/conditions.ts";
import type { Ec2Settings, Revision, RouteRef, SharedSettings } from "../../platforms/ec2/settings.ts";
import { judgeGroups, judgeRoutes, judgeTargetGroups, parseRoute } from "../../platforms/ec2/settings.ts";
import type { SingleSettings } from "../../platforms/ec2/single/settings.ts";
import { readFromWorkspace } from "../workspace.ts";
import { accountMistakes } from "./arns.ts";
import type { EC2 } from "./ec2.ts";
import { mayRollBack } from "./gates.ts";
import { readChecks, readTestListener } from "./read-checks.ts";
import type { OwnCounts } from "./read-gates.ts";
import { readInPlace } from "./read-in-place.ts";
import { isReplacing, readSingle, refuseSingle } from "./read-single.ts";
import type { InputContext, InputReader } from "./reader.ts";
import { requireRegion } from "./region.ts";

const REQUIRED = "is required on the platform ec2";
/** User data before base64 (EC2 user guide, instance user data). */
const MAX_USER_DATA_BYTES = 16_384;

export type Ec2Reader = InputReader<typeof EC2>;
type Common = Omit<SharedSettings, "targetGroup">;

/** The settings of the platform `ec2`; mistakes go to the reader. */
export function readEc2(
  reader: Ec2Reader,
  step: Step,
  strategy: Strategy,
  context: InputContext,
): Ec2Settings | SharedSettings | SingleSettings | InPlaceSettings {
  const region = requireRegion(reader.mistakes, context);
  if (isReplacing(strategy)) {
    const deploys = step === "deploy";
    return readSingle(reader, strategy, {
      region,
      deploys,
      revision: deploys ? revisionOf(reader, context) : undefined,
    });
  }
  if (strategy === "in-place") return readInPlace(reader, step, region, context);
  refuseSingle(reader, strategy);
  const [listeners, targetGroups, groups] = [
    reader.require("listeners", REQUIRED) ?? [],
    reader.require("target-groups", REQUIRED) ?? [],
    reader.require("auto-scaling-groups", REQUIRED) ?? [],
  ];
  const { routes, mistakes } = judgeRoutes(listeners, region);
  if (region !== "") reader.mistakes.push(...mistakes);
  if (region !== "" && targetGroups.length > 0) reader.mistakes.push(...judgeTargetGroups(targetGroups, region));
  if (groups.length > 0) reader.mistakes.push(...judgeGroups(groups));
  if (region !== "") reader.mistakes.push(...accountMistakes({ listeners, "target-groups": targetGroups }, region));
  const [first = "", second] = groups;
  const common: Common = {
    region,
    routes,
    fleet: second === undefined ? { kind: "cloned", name: first } : { kind: "paired", groups: [first, second] },
    maxCapacityDeficit: reader.get("max-capacity-deficit"),
    scaleDownDelayMs: reader.get("scale-down-delay"),
    allowForeignTargets: reader.get("allow-foreign-targets"),
    keepsGroups: keepsGroups(reader, second !== undefined),
    keepVersions: step === "deploy" ? reader.get("keep-versions") : undefined,
    revision: step === "deploy" ? revisionOf(reader, context) : undefined,
    desiredCapacity: step === "deploy" ? reader.get("desired-capacity") : undefined,
  };
  const [one = "", other] = targetGroups;
  // On a shared target group instances make the weight: the nearest is taken.
  if (targetGroups.length !== 1) requireWholeWeights(reader);
  if (targetGroups.length === 1) return sharedOf(reader, strategy, { ...common, targetGroup: one });
  const shown = reader.get("preview");
  const testListener = shown?.by === "listener" ? readTestListener(reader, shown.arn, routes, region) : undefined;
  const preview = shown?.by === "rule" ? layer7(reader, "preview", shown.condition, routes) : undefined;
  const cohort = cohortOf(reader, step, strategy, routes);
  return {
    ...common,
    targetGroups: [one, other ?? ""],
    preview,
    testListener,
    ...readChecks(reader, step, { preview, cohort }),
    cohort,
    stickiness: stickinessOf(reader, strategy, routes),
    to: step === "rollback" ? reader.get("to") : undefined,
    endConnections: mayRollBack(step) && reader.get("end-connections"),
  };
}

/** What CloudWatch counts of the two sides. */
export function ownCountsOfEc2(reader: Ec2Reader): OwnCounts {
  const elsewhere = "`metrics: prometheus` or `metrics: command` may tell the sides apart";
  if (reader.get("listeners")?.some((arn) => parseRoute(arn)?.loadBalancerType === "network")) {
    const because = `CloudWatch counts no requests of a network load balancer's target groups; ${elsewhere}`;
    return { sides: "none", because };
  }
  const together = reader.get("target-groups")?.length === 1;
  if (!together && !STRATEGY_TRAITS[reader.get("strategy")].twoSides) {
    const because = `the machines are in several target groups, whose requests CloudWatch counts apart; ${elsewhere}`;
    return { sides: "none", because };
  }
  if (!together) return { sides: "apart" };
  const because = `both sides share one target group, whose requests CloudWatch counts together; ${elsewhere}`;
  return { sides: "together", because };
}

/** A permanent pair has no group to delete. */
function keepsGroups(reader: Ec2Reader, paired: boolean): boolean {
  if (paired && reader.has("on-teardown")) {
    const problem = "is for a fleet of one name: `auto-scaling-groups` names a permanent pair, whose groups both stay.";
    reader.fail("on-teardown", problem, { example: "none" });
  }
  return paired || reader.get("on-teardown") === "scale-to-zero";
}

function requireWholeWeights(reader: Ec2Reader): void {
  const problem = "has decimals: between two target groups, a load balancer's weights are whole percent.";
  const weights = { weight: [reader.get("weight") ?? 0], ramp: reader.get("ramp")?.rungs ?? [] };
  for (const input of ["weight", "ramp"] as const) {
    if (!weights[input].every(Number.isInteger)) reader.fail(input, problem);
  }
}

/** What tells requests apart before they reach a target group; on a shared one that decides nothing. */
const NEEDS_TWO = {
  preview: "routes some requests to green's target group",
  "smoke-test": "reaches green through its preview",
  url: "is where testers reach green through its preview",
  "probe-url": "judges a share that weights set",
  "probe-match": "tells by whom a probe was answered",
  cohort: "routes some requests to green's target group",
  stickiness: "keeps clients on a side's target group",
  to: "names the one of two target groups that gets everything",
  "end-connections": "ends what is open to green's own target group",
} as const;

/** Refuses what only two target groups can have. */
function sharedOf(reader: Ec2Reader, strategy: Strategy, settings: SharedSettings): SharedSettings {
  const why = (what: string) => `${what}, but \`target-groups\` names one that both sides share.`;
  const example = "target-groups: web-a, web-b";
  for (const [input, what] of Object.entries(NEEDS_TWO) as [keyof typeof NEEDS_TWO, string][]) {
    if (reader.has(input)) reader.fail(input, why(what), { example });
  }
  if (strategy === "ab-test") {
    reader.fail("strategy", why("routes a cohort to green's target group"), { example: "strategy: canary" });
  }
  return settings;
}

function cohortOf(
  reader: Ec2Reader,
  step: Step,
  strategy: Strategy,
  routes: readonly RouteRef[],
): Condition | undefined {
  if (!reader.has("cohort")) {
    if (strategy === "ab-test" && (step === "shift" || step === "rollout")) {
      reader.fail("cohort", "is required for the strategy ab-test: which requests are routed to green?");
    }
    return undefined;
  }
  if (strategy !== "ab-test") {
    const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
    return reader.fail("cohort", problem, { example: "strategy: ab-test" });
  }
  return layer7(reader, "cohort", reader.get("cohort"), routes);
}

/** A condition, where the load balancer looks into requests at all. */
function layer7(
  reader: Ec2Reader,
  input: "preview" | "cohort",
  condition: Condition | undefined,
  routes: readonly RouteRef[],
): Condition | undefined {
  if (condition === undefined || routes.every(({ loadBalancerType }) => loadBalancerType === "application")) {
    return condition;
  }
  const problem = "needs an application load balancer: a network load balancer does not look into requests.";
  return reader.fail(input, problem, { example: "none" });
}

function stickinessOf(reader: Ec2Reader, strategy: Strategy, routes: readonly RouteRef[]): number | undefined {
  const seconds = reader.get("stickiness");
  if (strategy === "red-black") {
    if (reader.has("stickiness") && seconds !== 0 && !reader.isWrong("stickiness")) {
      const problem = "contradicts `strategy: red-black`, under which nobody stays on the old side.";
      reader.fail("stickiness", problem, { example: "stickiness: off" });
    }
    return 0;
  }
  if (seconds !== undefined && seconds > 0 && routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
    const problem = "has a duration, but a network load balancer's stickiness has none: give off, or leave it out.";
    reader.fail("stickiness", problem, { example: "stickiness: off" });
  }
  return seconds;
}

function revisionOf(reader: Ec2Reader, context: InputContext): Revision | undefined {
  const [version, imageId] = [reader.get("launch-template-version"), reader.get("image-id")];
  const source = imageSourceOf(reader);
  const file = reader.get("user-data-file");
  if (reader.has("launch-template-version")) {
    const other = (["image-id", "source-instance", "user-data-file"] as const).find((input) => reader.has(input));
    if (other === undefined) return version === undefined ? undefined : { kind: "version", version };
    const problem = `contradicts \`${other}\`: a version that exists already has its image and user data. Give one or the other.`;
    return reader.fail("launch-template-version", problem, { example: "none" });
  }
  if (reader.has("source-instance") && reader.has("image-id")) {
    const problem = "contradicts `image-id`: the image is made of the instance. Give one or the other.";
    return reader.fail("source-instance", problem, { example: "none" });
  }
  if (!reader.has("image-id") && !reader.has("source-instance") && file === undefined) {
    return reader.fail(
      "image-id",
      "is not given, and nothing else that says what is new: set `image-id`, `source-instance`, `user-data-file` or `launch-template-version`.",
    );
  }
  const userData = file === undefined ? undefined : readUserData(reader, file, context.workspace);
  const userDataHash = userData === undefined ? undefined : createHash("sha256").update(userData).digest("hex");
  return { kind: "template", imageId, userData: userData?.toString("base64"), userDataHash, source };
}

function imageSourceOf(reader: Ec2Reader): ImageSource | undefined {
  const instanceId = reader.get("source-instance");
  if (instanceId === undefined) return undefined;
  const [noReboot, keep, timeoutMs] = [reader.get("no-reboot"), reader.get("keep-images"), reader.get("image-timeout")];
  return { instanceId, noReboot, keep, timeoutMs };
}

function readUserData(reader: Ec2Reader, file: string, workspace: string): Buffer | undefined {
  const content = readFromWorkspace(workspace, file, (bytes) => {
    if (bytes > MAX_USER_DATA_BYTES) return `has ${bytes} bytes; EC2 takes ${MAX_USER_DATA_BYTES} at most.`;
    return bytes === 0 ? "is empty." : undefined;
  });
  if (typeof content !== "string") return content;
  return reader.fail("user-data-file", content);
}
