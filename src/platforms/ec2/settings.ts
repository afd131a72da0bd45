import type { InputMistake } from "../../delivery/errors.ts";
import type { ProbeTarget } from "../checks/probe.ts";
import type { SmokeTest } from "../checks/smoke.ts";
import type { ImageSource } from "./image/source.ts";
import type { Condition } from "./listeners/conditions.ts";

/** A listener or a listener rule whose forward action carries the two target groups. */
export interface RouteRef {
  arn: string;
  kind: "listener" | "rule";
  /** `app/my-lb/50dc6c495c0c9188`: the load balancer's part of the ARN. */
  loadBalancer: string;
  loadBalancerType: "application" | "network";
}

/** What green is to run: blue's launch template with only this changed. */
export type Revision =
  | { kind: "version"; version: number }
  | {
      kind: "template";
      /** Undefined keeps blue's; of an image that is yet to be made it becomes known on the way. */
      imageId: string | undefined;
      userData: string | undefined;
      userDataHash: string | undefined;
      /** Of what instance the image is made; undefined: it is there already. */
      source?: ImageSource | undefined;
    };

/** In place of the version that only a deploy knows: it inherits everything and is no image that could be asked for. */
export const ANY_REVISION: Revision = {
  kind: "template",
  imageId: undefined,
  userData: undefined,
  userDataHash: undefined,
};

/** The `ec2` inputs, judged. */
export interface Ec2Settings {
  region: string;
  routes: readonly RouteRef[];
  /** Names or ARNs of the two target groups, in the order given; the order has no meaning. */
  targetGroups: readonly [string, string];
  /** `paired`: two permanent groups. `cloned`: one name, from which each green is cloned. */
  fleet: { kind: "paired"; groups: readonly [string, string] } | { kind: "cloned"; name: string };
  /** Whose requests reach green before any user's; undefined: nobody's. */
  preview: Condition | undefined;
  /** The same by a listener of their own, instead of a rule; undefined: none. */
  testListener: RouteRef | undefined;
  /** Where testers reach the load balancer; undefined: not said. */
  url: string | undefined;
  /** What green is asked for before it gets any weight; undefined: nothing. */
  smoke: Omit<SmokeTest, "sent"> | undefined;
  /** How the share is looked at from outside after a switch; undefined: it is not. */
  probe: ProbeTarget | undefined;
  /** Whom an A/B test is about; undefined unless the strategy is `ab-test`. */
  cohort: Condition | undefined;
  /** Seconds of group stickiness that every switch sets, 0 for none; undefined keeps what the listeners have. */
  stickiness: number | undefined;
  /** How many percent fewer healthy targets than a share needs are accepted, 0–100. */
  maxCapacityDeficit: number;
  /** Milliseconds that a side must have been without weight before teardown touches it. */
  scaleDownDelayMs: number;
  /** Targets that belong to no group of the side may get their share of its requests. */
  allowForeignTargets: boolean;
  /** The group that leaves is scaled to 0 and stays; otherwise a teardown deletes it. */
  keepsGroups: boolean;
  /** How many launch template versions of ours a deploy leaves; undefined: all. */
  keepVersions: number | undefined;
  /** Given for `deploy` alone. */
  revision: Revision | undefined;
  desiredCapacity: number | undefined;
  /** Name or ARN of the target group that a rollback gives everything, where no rollout says which; undefined: not said. */
  to: string | undefined;
  /** A rollback ends what clients have open to green. */
  endConnections: boolean;
}

/**
 * The same with one target group that both sides share. What steers requests to one of two target groups is not among
 * them: there is nothing here that it could steer.
 */
export interface SharedSettings
  extends Omit<
    Ec2Settings,
    | "targetGroups"
    | "preview"
    | "testListener"
    | "url"
    | "smoke"
    | "probe"
    | "cohort"
    | "stickiness"
    | "to"
    | "endConnections"
  > {
  /** Its name or ARN. */
  targetGroup: string;
}

const ROUTE_ARN =
  /^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:listener(-rule)?\/(app|net)\/([A-Za-z0-9-]{1,32})\/([0-9a-f]+)\/[0-9a-f]+(?:\/[0-9a-f]+)?$/;
const TARGET_GROUP_ARN =
  /^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+$/;
const TARGET_GROUP_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;
/** Printable ASCII without a colon, at most 255 (Auto Scaling API Reference, CreateAutoScalingGroup). */
const GROUP_NAME = /^[\x21-\x39\x3b-\x7e](?:[\x20-\x39\x3b-\x7e]{0,253}[\x21-\x39\x3b-\x7e])?$/;

const EXAMPLE_LISTENER =
  "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";

/** Reads a listener's or a rule's ARN; undefined when it is neither. */
export function parseRoute(arn: string): (RouteRef & { region: string }) | undefined {
  const match = ROUTE_ARN.exec(arn);
  if (match === null) return undefined;
  const [, region = "", rule, type, name, id] = match;
  const ids = arn.slice(arn.indexOf(`/${type}/`)).split("/").length - 4;
  if (ids !== (rule === undefined ? 1 : 2)) return undefined;
  return {
    arn,
    region,
    kind: rule === undefined ? "listener" : "rule",
    loadBalancer: `${type}/${name}/${id}`,
    loadBalancerType: type === "net" ? "network" : "application",
  };
}

export function judgeRoutes(arns: readonly string[], region: string): { routes: RouteRef[]; mistakes: InputMistake[] } {
  const mistakes: InputMistake[] = [];
  const routes: RouteRef[] = [];
  for (const arn of arns) {
    const route = parseRoute(arn);
    if (route === undefined) {
      mistakes.push({
        input: "listeners",
        given: arn,
        problem: "is not the ARN of a listener or a listener rule of an application or network load balancer.",
        example: `listeners: ${EXAMPLE_LISTENER}`,
      });
    } else if (route.region !== region) {
      mistakes.push({ input: "listeners", given: arn, problem: `is in ${route.region}, but AWS_REGION is ${region}.` });
    } else routes.push(route);
  }
  const repeated = arns.find((arn, index) => arns.indexOf(arn) !== index);
  if (repeated !== undefined) mistakes.push({ input: "listeners", given: repeated, problem: "is given twice." });
  const balancers = new Set(routes.map((route) => route.loadBalancer));
  if (balancers.size > 1) {
    mistakes.push({
      input: "listeners",
      given: [...balancers].join(", "),
      problem: "are different load balancers: a target group belongs to one load balancer, so all must be of the same.",
    });
  }
  return { routes, mistakes };
}

export function judgeTargetGroups(names: readonly string[], region: string): InputMistake[] {
  const mistakes: InputMistake[] = [];
  const example = "target-groups: web-blue, web-green";
  if (names.length > 2) {
    mistakes.push({
      input: "target-groups",
      given: names.join(", "),
      problem: `must be two target groups (names or ARNs), one for each side, or one that both share; ${names.length} given.`,
      example,
    });
  } else if (names[0] === names[1]) {
    mistakes.push({
      input: "target-groups",
      given: names.join(", "),
      problem:
        "is the same target group twice: blue and green need one each, or no weight could tell them apart. Give it once to have them share it.",
      example,
    });
  }
  return [...mistakes, ...judgeTargetGroupNames(names, region)];
}

/** Whether each is the name or the ARN of a target group in this region. */
export function judgeTargetGroupNames(names: readonly string[], region: string): InputMistake[] {
  const mistakes: InputMistake[] = [];
  const example = "target-groups: web-blue, web-green";
  for (const name of names) {
    const arn = TARGET_GROUP_ARN.exec(name);
    if (arn === null && !TARGET_GROUP_NAME.test(name)) {
      mistakes.push({
        input: "target-groups",
        given: name,
        problem: "is neither the name (letters, digits, hyphens, at most 32) nor the ARN of a target group.",
        example,
      });
    } else if (arn !== null && arn[1] !== region) {
      mistakes.push({ input: "target-groups", given: name, problem: `is in ${arn[1]}, but AWS_REGION is ${region}.` });
    }
  }
  return mistakes;
}

export function judgeGroups(names: readonly string[]): InputMistake[] {
  const mistakes: InputMistake[] = [];
  const example = "auto-scaling-groups: web-a, web-b";
  if (names.length < 1 || names.length > 2) {
    mistakes.push({
      input: "auto-scaling-groups",
      given: names.join(", "),
      problem: "must be two groups (a permanent pair) or one (green is cloned from it).",
      example,
    });
  } else if (names.length === 2 && names[0] === names[1]) {
    mistakes.push({
      input: "auto-scaling-groups",
      given: names.join(", "),
      problem: "is the same group twice. Give one name to have green cloned from it.",
      example,
    });
  }
  for (const name of names) {
    if (GROUP_NAME.test(name)) continue;
    const problem = "is not the name of an Auto Scaling group (printable ASCII without colon, at most 255; no ARN).";
    mistakes.push({ input: "auto-scaling-groups", given: name, problem, example });
  }
  return mistakes;
}

/**
 * `image-id=ami-0abc user-data=sha256:0123456789ab`: what the revision tag holds and people read. Of an image that is
 * yet to be made, `source-instance=i-0abc`.
 */
export function describeRevision(revision: Revision): string {
  if (revision.kind === "version") return `launch-template-version=${revision.version}`;
  const parts: string[] = [];
  if (revision.imageId !== undefined) parts.push(`image-id=${revision.imageId}`);
  else if (revision.source !== undefined) parts.push(`source-instance=${revision.source.instanceId}`);
  if (revision.userDataHash !== undefined) parts.push(`user-data=sha256:${revision.userDataHash.slice(0, 12)}`);
  return parts.join(" ");
}
