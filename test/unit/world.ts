import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { parseSwitch } from "../../src/delivery/switch-record.ts";
import type { GroupConfig } from "../../src/platforms/ec2/clone/group-config.ts";
import type { RouteState } from "../../src/platforms/ec2/listeners/routes.ts";
import { canonicalActions } from "../../src/platforms/ec2/listeners/routes.ts";
import type { RuleInfo } from "../../src/platforms/ec2/listeners/rule-info.ts";
import { listenerOf } from "../../src/platforms/ec2/listeners/rule-info.ts";
import { parseRoute } from "../../src/platforms/ec2/settings.ts";
import type {
  Capacity,
  GroupState,
  InstanceState,
  Snapshot,
  TargetGroupState,
} from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { BALANCER, listenerArn, ruleArn, targetGroupArn } from "./fixtures.ts";

/**
 * A small world that the planner's changes act on, as a value: what AWS does to groups, target groups and listeners,
 * without time between cause and effect but for the waits that a plan makes itself.
 */
export interface World {
  /** What a step would observe now. */
  seen: Snapshot;
  /** Target groups whose targets do not get healthy. */
  sick: readonly string[];
  /** Versions of the one launch template: the next number, and which request made which (idempotency). */
  versions: { next: number; made: Readonly<Record<string, number>> };
  /** When each target group last lost the last of its weight; absent when it never had any. */
  weightLeft: Readonly<Record<string, number>>;
  /** How many instances were ever launched. */
  launched: number;
}

/** What AWS would answer with an error: a plan must never ask for it. */
export class Impossible extends Error {}

export const ARNS = [targetGroupArn("web-blue"), targetGroupArn("web-green")] as const;
export const ROUTES = [listenerArn(), ruleArn()] as const;
/** How long a side must have been without weight before it may go: `scale-down-delay` by default. */
export const HOLD_MS = 60_000;
const START = Date.parse("2026-01-02T03:04:05.000Z");

/** Goes along to a rule beside the one that has it; an OIDC login does not. */
const COGNITO: Action = {
  Type: "authenticate-cognito",
  Order: 1,
  AuthenticateCognitoConfig: {
    UserPoolArn: "arn:aws:cognito-idp:pool",
    UserPoolClientId: "shop",
    UserPoolDomain: "shop",
  },
};

const OIDC: Action = {
  Type: "authenticate-oidc",
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: "https://idp.example",
    AuthorizationEndpoint: "https://idp.example/authorize",
    TokenEndpoint: "https://idp.example/token",
    UserInfoEndpoint: "https://idp.example/me",
    ClientId: "shop",
  },
};

const ATTACHED: GroupConfig = {
  policies: [
    { PolicyName: "cpu", PolicyType: "TargetTrackingScaling", PolicyARN: "web/cpu" },
    { PolicyName: "out", PolicyType: "StepScaling", PolicyARN: "web/out", Alarms: [{ AlarmName: "busy" }] },
  ],
  alarms: [{ name: "busy", metric: { AlarmName: "busy", AlarmActions: ["web/out"] }, tags: {} }],
  schedules: [],
  hooks: [],
  notifications: [{ TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops", NotificationType: "autoscaling:TEST" }],
  warmPool: undefined,
  metrics: ["GroupTotalInstances"],
  suspended: [],
};

export interface WorldOptions {
  fleet: "paired" | "cloned";
  capacity: Capacity;
  /** Instances that the idle group of a pair still has from before. */
  leftOver?: number;
  /** Instances are protected from scale-in, as some groups make all of theirs. */
  shielded?: boolean;
  /** Group stickiness of the routes in seconds; `endless` is on without a duration, as network load balancers have it. */
  sticky?: number | "endless";
  /** The login of one of the routes. */
  login?: "oidc" | "cognito";
}

/** Blue serves alone; a listener and a rule forward to it, each in another of the forms that the API has for it. */
export function idleWorld(options: WorldOptions): World {
  const { fleet, capacity, leftOver = 0, shielded = false, sticky = 0, login = "cognito" } = options;
  const [blueArn, greenArn] = ARNS;
  const TargetGroupStickinessConfig = stickiness(sticky);
  const config = { TargetGroups: [{ TargetGroupArn: blueArn }], TargetGroupStickinessConfig };
  const names = fleet === "paired" ? ["web-a", "web-b"] : ["web"];
  const routes = [
    route(ROUTES[0], [
      { Type: "forward", TargetGroupArn: blueArn, ...(sticky === 0 ? {} : { ForwardConfig: config }) },
    ]),
    route(ROUTES[1], [login === "oidc" ? OIDC : COGNITO, { Type: "forward", Order: 2, ForwardConfig: config }]),
  ];
  const empty: World = {
    seen: {
      at: START,
      routesAt: START,
      routes,
      targetGroups: [targetGroup("web-blue", blueArn), targetGroup("web-green", greenArn)],
      groups: names.map((name, index) => newGroup(name, ARNS[index] ?? blueArn, capacity.max, "1")),
      otherRoutes: {},
      rules: routes.filter(({ ref }) => ref.kind === "rule").map(foundRule),
      attachments: fleet === "cloned" ? { web: ATTACHED } : {},
      pools: {},
      imageState: "available",
      baking: {
        // It serves, and is taken out of service for as long as its image takes.
        instance: {
          ...{ state: "running", group: undefined, lifecycle: undefined },
          serving: {
            ...{ service: "in", registered: true, ports: [], reasons: [] },
            ...{ aside: undefined, others: 2, held: false },
          },
        },
        ...{ images: [], overrides: {}, failedLooks: 0 },
      },
      smoke: undefined,
      probe: undefined,
      testListener: undefined,
      waitingSince: undefined,
      failures: [],
      causes: [],
    },
    sick: [],
    versions: { next: 2, made: {} },
    weightLeft: {},
    launched: 0,
  };
  const serving = resize(empty, names[0] ?? "", capacity);
  const filled = leftOver === 0 ? serving : resize(serving, "web-b", { desired: leftOver });
  return shielded ? withGroups(filled, protect) : filled;
}

function stickiness(sticky: NonNullable<WorldOptions["sticky"]>) {
  if (sticky === 0) return { Enabled: false };
  return { Enabled: true, ...(sticky === "endless" ? {} : { DurationSeconds: sticky }) };
}

/** How long a client may still reach a side that lost its weight, in milliseconds: as long as a cookie leads there. */
export function holdOf({ routes }: Pick<Snapshot, "routes">): number {
  const configs = routes.flatMap(({ actions }) => actions.map(({ ForwardConfig }) => ForwardConfig));
  const sticky = configs.map((config) => config?.TargetGroupStickinessConfig).filter((each) => each?.Enabled === true);
  return Math.max(HOLD_MS, ...sticky.map((each) => (each?.DurationSeconds ?? 0) * 1_000));
}

export function newGroup(name: string, arn: string, max: number, version: string): GroupState {
  return {
    name,
    min: 0,
    max,
    desired: 0,
    template: { id: "lt-1", name: "web", version, mixed: false },
    instances: [],
    targetGroupArns: [arn],
    otherSources: [],
    tags: { Team: "shop" },
    suspended: [],
    deleting: false,
    raw: {
      AutoScalingGroupName: name,
      MinSize: 0,
      MaxSize: max,
      DesiredCapacity: 0,
      DefaultCooldown: 300,
      AvailabilityZones: ["eu-west-1a"],
      HealthCheckType: "ELB",
      CreatedTime: new Date(START),
    },
  };
}

/** One text per state that a planner could tell apart; times only as far as they still matter. */
export const keyOf = remembered(({ seen, sick, versions, weightLeft }: World): string => {
  const hold = holdOf(seen);
  const elapsed = (since: number) => seen.at - since >= hold;
  const groups = seen.groups.map((group) => {
    const switched = parseSwitch(group.tags[TAG.switched]);
    const { by, to, verified, at = 0 } = switched ?? {};
    return `${groupKey(group)} ${by} ${to} ${verified} ${switched !== undefined && elapsed(at)}`;
  });
  const attached = Object.entries(seen.attachments).map(([name, each]) => `${name} ${attachedKey(each)}`);
  const draining = seen.targetGroups.map(({ targets }) => targets.some(({ state }) => state === "draining"));
  const left = ARNS.map((arn) => elapsed(weightLeft[arn] ?? 0));
  const routes = seen.routes.map(({ actions }) => actionsKey(actions));
  const made = Object.entries(versions.made);
  const others = seen.rules.filter(({ arn }) => !ROUTES.some((named) => named === arn));
  const rules = others.map(({ arn, purpose, actions }) => `${arn} ${purpose} ${actionsKey(actions)}`);
  const images = (seen.baking?.images ?? []).map(({ id, state }) => `${id} ${state}`);
  const { service, aside } = seen.baking?.instance?.serving ?? {};
  const source = [`${service} ${aside !== undefined}`];
  return [rules.sort(), groups.sort(), attached.sort(), draining, left, routes, sick, made, images, source]
    .map((part) => part.join())
    .join(";");
});

const actionsKey = remembered(canonicalActions);
const attachedKey = remembered((attached: GroupConfig) => JSON.stringify(attached));
const groupKey = remembered(({ name, min, max, desired, template, instances, tags, deleting }: GroupState): string => {
  const { [TAG.switched]: _switched, [TAG.startedAt]: _start, [TAG.ending]: ending, ...rest } = tags;
  const serving = instances.filter(isServing).map((each) => `${each.templateVersion}${each.protected ? "!" : ""}`);
  const leaving = serving.length < instances.length;
  const marks = Object.entries(rest).map((entry) => entry.join("="));
  const ends = ending !== undefined;
  return [name, min, desired, max, template?.version, deleting, leaving, ends, serving.sort(), marks.sort()].join(" ");
});

/** The same answer for the same object, found only once. */
export function remembered<T extends object>(work: (object: T) => string): (object: T) => string {
  const answers = new WeakMap<T, string>();
  return (object) => {
    const answer = answers.get(object) ?? work(object);
    answers.set(object, answer);
    return answer;
  };
}

/** A target group's share of each route in percent; a lone one has all. Counted without the code under test. */
export function sharesOf(routes: readonly Pick<RouteState, "actions">[], arn: string): number[] {
  return routes.map(({ actions }) => {
    const forward = actions.find(({ Type }) => Type === "forward");
    const tuples = forward?.ForwardConfig?.TargetGroups ?? [];
    if (tuples.length < 2) return (tuples[0]?.TargetGroupArn ?? forward?.TargetGroupArn) === arn ? 100 : 0;
    return tuples.find((tuple) => tuple.TargetGroupArn === arn)?.Weight ?? 0;
  });
}

/** What goes on without us: terminating instances end, groups that are being deleted vanish, cookies expire. */
export function timePasses(world: World): World {
  const dead = world.seen.groups.filter(({ deleting }) => deleting).map(({ name }) => name);
  return later(ARNS.reduce(drained, dead.reduce(withoutGroup, world)), world.seen.at + holdOf(world.seen));
}

/** A scaling policy, or a person, changes a group's size within its limits. */
export function scaled(world: World, place: number, by: number): World {
  const group = world.seen.groups[place % world.seen.groups.length];
  if (group === undefined || group.deleting || group.desired === 0) return world;
  return resize(world, group.name, { desired: Math.min(group.max, Math.max(1, group.min, group.desired + by)) });
}

export function later(world: World, at: number): World {
  return { ...world, seen: { ...world.seen, at, routesAt: at } };
}

export function withHealth(world: World, arn: string, healthy: boolean): World {
  const others = world.sick.filter((each) => each !== arn);
  const state = healthy ? "healthy" : "unhealthy";
  const targets = targetsOf(world, arn).map((each) => (each.state === "draining" ? each : { ...each, state }));
  return { ...withTargets(world, arn, targets), sick: healthy ? others : [...others, arn].sort() };
}

export function drained(world: World, arn: string): World {
  const left = targetsOf(world, arn).filter(({ state }) => state !== "draining");
  return withGroups(withTargets(world, arn, left), (group) =>
    group.targetGroupArns.includes(arn) ? { ...group, instances: group.instances.filter(isServing) } : group,
  );
}

/** UpdateAutoScalingGroup: limits pull the desired size after them, and a size outside of them is an error. */
export function resize(world: World, name: string, capacity: Partial<Capacity>): World {
  const before = groupNamed(world, name);
  const { min = before.min, max = before.max } = capacity;
  const desired = capacity.desired ?? Math.min(Math.max(before.desired, min), max);
  if (min > max || desired < min || desired > max)
    throw new Impossible(`${name}: ${min}/${desired}/${max} is refused.`);
  return settleSize(
    withGroup(world, name, (group) => ({ ...group, min, max, desired })),
    name,
  );
}

/** Launches what is missing; what is too much and not protected begins to drain. */
export function settleSize(world: World, name: string): World {
  const { desired, instances, template, targetGroupArns } = groupNamed(world, name);
  const [arn = ""] = targetGroupArns;
  const serving = instances.filter(isServing);
  const surplus = Math.max(0, serving.length - desired);
  const leaving = new Set(
    serving
      .filter((each) => !each.protected)
      .slice(0, surplus)
      .map(({ id }) => id),
  );
  const launched = Array.from(
    { length: Math.max(0, desired - serving.length) },
    (_, index): InstanceState => ({
      id: `i-${world.launched + index}`,
      lifecycle: "InService",
      templateVersion: template?.version,
      protected: false,
    }),
  );
  if (leaving.size === 0 && launched.length === 0) return world;
  const kept = instances.map((each) => (leaving.has(each.id) ? { ...each, lifecycle: "Terminating" } : each));
  const next = withGroup(world, name, (group) => ({ ...group, instances: [...kept, ...launched] }));
  const state = world.sick.includes(arn) ? "unhealthy" : "healthy";
  const added = launched.map(({ id }) => ({ id, state, reason: undefined, description: undefined }));
  const targets = targetsOf(world, arn).map((each) => (leaving.has(each.id) ? { ...each, state: "draining" } : each));
  return { ...withTargets(next, arn, [...targets, ...added]), launched: world.launched + launched.length };
}

/** A group that can be changed: one that AWS is deleting cannot. */
export function groupNamed(world: World, name: string): GroupState {
  const found = world.seen.groups.find((group) => group.name === name);
  if (found === undefined) throw new Impossible(`There is no group ${name}.`);
  if (found.deleting) throw new Impossible(`${name} is being deleted.`);
  return found;
}

export function withGroup(world: World, name: string, change: (group: GroupState) => GroupState): World {
  groupNamed(world, name);
  return withGroups(world, (group) => (group.name === name ? change(group) : group));
}

export function withoutGroup(world: World, name: string): World {
  const { [name]: _gone, ...attachments } = world.seen.attachments;
  const groups = world.seen.groups.filter((group) => group.name !== name);
  return { ...world, seen: { ...world.seen, groups, attachments } };
}

export function isServing({ lifecycle }: InstanceState): boolean {
  return lifecycle === "InService";
}

function protect(group: GroupState): GroupState {
  return { ...group, instances: group.instances.map((each) => ({ ...each, protected: true })) };
}

function withGroups(world: World, change: (group: GroupState) => GroupState): World {
  return { ...world, seen: { ...world.seen, groups: world.seen.groups.map(change) } };
}

function targetsOf({ seen }: World, arn: string): TargetGroupState["targets"] {
  return seen.targetGroups.find((each) => each.arn === arn)?.targets ?? [];
}

function withTargets(world: World, arn: string, targets: TargetGroupState["targets"]): World {
  const replaced = (each: TargetGroupState) => (each.arn === arn ? { ...each, targets } : each);
  const [first, second] = world.seen.targetGroups;
  return { ...world, seen: { ...world.seen, targetGroups: [replaced(first), replaced(second)] } };
}

function route(arn: string, actions: Action[]): RouteState {
  const ref = parseRoute(arn);
  if (ref === undefined) throw new Error(`${arn} is no route`);
  return { ref, actions };
}

function foundRule({ ref, actions }: RouteState): RuleInfo {
  const conditions = [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop/*"] } }];
  const place = { arn: ref.arn, listenerArn: listenerOf(ref), priority: 10 };
  return { ...place, conditions, actions, transforms: [], purpose: undefined };
}

function targetGroup(name: string, arn: string): TargetGroupState {
  return { arn, name, loadBalancer: BALANCER, targets: [], sticky: false };
}
