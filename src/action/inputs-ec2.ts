import { createHash } from "node:crypto";
import type { Step, Strategy } from "../delivery/vocabulary.ts";
import type { Condition } from "../platforms/ec2/listeners/conditions.ts";
import { parseCondition } from "../platforms/ec2/listeners/conditions.ts";
import type { Ec2Settings, Revision, RouteRef, SharedSettings } from "../platforms/ec2/settings.ts";
import { judgeGroups, judgeRoutes, judgeTargetGroups } from "../platforms/ec2/settings.ts";
import { namesListener, readLooks, readTestListener } from "./inputs-looks.ts";
import type { InputContext, InputReader } from "./reading.ts";
import { requireRegion } from "./reading.ts";
import { readFromWorkspace } from "./workspace.ts";

const DEFAULT_SCALE_DOWN_DELAY = "60s";
/** User data before base64 (EC2 user guide, instance user data). */
const MAX_USER_DATA_BYTES = 16_384;

const EXAMPLES = {
  listeners:
    "listeners: arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
  "target-groups": "target-groups: web-blue, web-green",
  "auto-scaling-groups": "auto-scaling-groups: web-a, web-b",
} as const;

/** The inputs of the platform `ec2`; mistakes go to the reader. */
export function readEc2(
  reader: InputReader,
  step: Step,
  strategy: Strategy,
  context: InputContext,
): Ec2Settings | SharedSettings {
  const region = requireRegion(reader, context);
  const [listeners, targetGroups, groups] = [
    required(reader, "listeners"),
    required(reader, "target-groups"),
    required(reader, "auto-scaling-groups"),
  ];
  const { routes, mistakes } = judgeRoutes(listeners, region);
  if (region !== "") reader.mistakes.push(...mistakes);
  if (region !== "" && targetGroups.length > 0) reader.mistakes.push(...judgeTargetGroups(targetGroups, region));
  if (groups.length > 0) reader.mistakes.push(...judgeGroups(groups));
  // On a shared target group instances make the weight: any is as good, the nearest is taken.
  if (targetGroups.length !== 1) requireWholeWeights(reader);
  const [first = "", second] = groups;
  const common: Common = {
    region,
    routes,
    fleet: second === undefined ? { kind: "cloned", name: first } : { kind: "paired", groups: [first, second] },
    maxCapacityDeficit: reader.integer("max-capacity-deficit", [0, 100], 20) ?? 0,
    scaleDownDelayMs: reader.duration("scale-down-delay", DEFAULT_SCALE_DOWN_DELAY),
    revision: step === "deploy" ? revisionOf(reader, context) : undefined,
    desiredCapacity: step === "deploy" ? reader.integer("desired-capacity", [1, 9_999], 4) : undefined,
  };
  const [one = "", other] = targetGroups;
  if (targetGroups.length === 1) return sharedOf(reader, strategy, { ...common, targetGroup: one });
  const testListener = namesListener(reader) ? readTestListener(reader, routes, region) : undefined;
  const preview = namesListener(reader) ? undefined : conditionOf(reader, "preview", routes);
  const cohort = cohortOf(reader, step, strategy, routes);
  return {
    ...common,
    targetGroups: [one, other ?? ""],
    preview,
    testListener,
    ...readLooks(reader, step, { preview, cohort }),
    cohort,
    stickiness: stickinessOf(reader, strategy, routes),
    to: step === "rollback" ? reader.text("to") : undefined,
  };
}

function requireWholeWeights(reader: InputReader): void {
  const why = "has decimals; a load balancer's weights are whole percent on the platform ec2.";
  if (/\d\.\d/.test(reader.text("ramp") ?? "")) reader.wrong("ramp", why, "ramp: 10,50,100");
  if (reader.text("weight")?.includes(".") === true) reader.wrong("weight", why, "weight: 10");
}

type Common = Omit<SharedSettings, "targetGroup">;

/** What tells requests apart before they reach a target group; on a shared one that decides nothing. */
const NEEDS_TWO = {
  preview: "leads some requests to green's target group",
  "smoke-test": "asks green through its preview",
  url: "is where testers reach green through its preview",
  "probe-url": "judges a share that weights deal out",
  "probe-match": "tells by whom a probe was answered",
  cohort: "leads some requests to green's target group",
  stickiness: "keeps clients on a side's target group",
  to: "names the one of two target groups that gets everything",
} as const;

/** Refuses what only two target groups can have. */
function sharedOf(reader: InputReader, strategy: Strategy, settings: SharedSettings): SharedSettings {
  const why = (what: string) => `${what}, but \`target-groups\` names one that both sides share.`;
  for (const [input, what] of Object.entries(NEEDS_TWO) as [keyof typeof NEEDS_TWO, string][]) {
    if (reader.has(input)) reader.wrong(input, why(what), EXAMPLES["target-groups"]);
  }
  if (strategy === "ab-test") {
    reader.wrong("strategy", why("leads a cohort to green's target group"), "strategy: canary");
  }
  return settings;
}

function cohortOf(
  reader: InputReader,
  step: Step,
  strategy: Strategy,
  routes: readonly RouteRef[],
): Condition | undefined {
  const cohort = conditionOf(reader, "cohort", routes);
  if (strategy === "ab-test") {
    if (cohort === undefined && step === "shift" && !reader.has("cohort")) {
      reader.wrong(
        "cohort",
        "is required for the strategy ab-test: whose requests reach green?",
        "cohort: header X-Beta = 1",
      );
    }
    return cohort;
  }
  if (reader.has("cohort"))
    reader.wrong(
      "cohort",
      `is for the strategy ab-test; under ${strategy} the weight is everyone's.`,
      "strategy: ab-test",
    );
  return undefined;
}

function conditionOf(
  reader: InputReader,
  input: "preview" | "cohort",
  routes: readonly RouteRef[],
): Condition | undefined {
  const given = reader.text(input);
  if (given === undefined) return undefined;
  const condition = parseCondition(given);
  if (condition === undefined) {
    return reader.wrong(
      input,
      "is not a condition: `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE`, without wildcards, or `source CIDR`, a network with no bit set behind its prefix.",
      `${input}: header X-Beta = 1`,
    );
  }
  if (routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
    return reader.wrong(
      input,
      "needs an application load balancer: a network load balancer does not look into requests.",
    );
  }
  return condition;
}

/** Group stickiness lasts from a second to a week (ELBv2 API Reference, TargetGroupStickinessConfig). */
const MAX_STICKINESS_SECONDS = 604_800;

function stickinessOf(reader: InputReader, strategy: Strategy, routes: readonly RouteRef[]): number | undefined {
  const given = reader.text("stickiness");
  if (strategy === "red-black") {
    if (given !== undefined && given !== "off") {
      reader.wrong(
        "stickiness",
        "contradicts `strategy: red-black`, under which nobody stays on the old side.",
        "stickiness: off",
      );
    }
    return 0;
  }
  if (given === undefined) return undefined;
  const seconds = given === "off" ? 0 : reader.duration("stickiness", "1h") / 1_000;
  if (seconds > MAX_STICKINESS_SECONDS || (seconds === 0 && given !== "off")) {
    reader.wrong("stickiness", "must be off, or lie between 1s and 7d.", "stickiness: 1h");
  }
  if (seconds > 0 && routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
    reader.wrong(
      "stickiness",
      "has a duration, but a network load balancer's stickiness has none: give off, or leave it out.",
    );
  }
  return seconds;
}

function required(reader: InputReader, input: keyof typeof EXAMPLES): string[] {
  const items = reader.list(input);
  if (items.length === 0) reader.wrong(input, "is required for the platform ec2.", EXAMPLES[input]);
  return items;
}

function revisionOf(reader: InputReader, context: InputContext): Revision | undefined {
  const version = reader.text("launch-template-version");
  const imageId = reader.text("image-id");
  const file = reader.text("user-data-file");
  if (version !== undefined && (imageId !== undefined || file !== undefined)) {
    const other = imageId !== undefined ? "image-id" : "user-data-file";
    return reader.wrong(
      "launch-template-version",
      `contradicts \`${other}\`: a version that exists already has its image and user data. Give one or the other.`,
    );
  }
  if (version !== undefined) return versionOf(reader, version);
  if (imageId === undefined && file === undefined) {
    return reader.wrong(
      "image-id",
      "deploy needs to know what is new: give `image-id`, `user-data-file` or `launch-template-version`.",
      "image-id: ami-0abcdef1234567890",
    );
  }
  if (imageId !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(imageId)) {
    reader.wrong("image-id", "is not the id of an image.", "image-id: ami-0abcdef1234567890");
  }
  const userData = file === undefined ? undefined : readUserData(reader, file, context.workspace);
  const userDataHash = userData === undefined ? undefined : createHash("sha256").update(userData).digest("hex");
  return { kind: "template", imageId, userData: userData?.toString("base64"), userDataHash };
}

function versionOf(reader: InputReader, version: string): Revision | undefined {
  if (/^[1-9]\d{0,8}$/.test(version)) return { kind: "version", version: Number(version) };
  const named = version === "$Latest" || version === "$Default";
  const problem = named
    ? "moves: an instance that is replaced later would silently run something else. Give the version's number."
    : "is not the number of a launch template version.";
  return reader.wrong("launch-template-version", problem, "launch-template-version: 7");
}

function readUserData(reader: InputReader, file: string, workspace: string): Buffer | undefined {
  const content = readFromWorkspace(workspace, file, (bytes) => {
    if (bytes > MAX_USER_DATA_BYTES) return `has ${bytes} bytes; EC2 takes ${MAX_USER_DATA_BYTES} at most.`;
    return bytes === 0 ? "is empty." : undefined;
  });
  if (typeof content !== "string") return content;
  return reader.wrong("user-data-file", content, "user-data-file: deploy/user-data.sh");
}
