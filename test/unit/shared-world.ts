import type { WaitOf } from "../../src/delivery/plan.ts";
import { isApplied } from "../../src/delivery/plan.ts";
import { CLAIM_WAIT_MS } from "../../src/engine/timing.ts";
import type { SwitchRecord, TemplateVersion } from "../../src/platforms/ec2/groups/changes.ts";
import { verifiedSwitch } from "../../src/platforms/ec2/groups/changes.ts";
import { templateTag } from "../../src/platforms/ec2/groups/marks.ts";
import { readSwitch, switchTags } from "../../src/platforms/ec2/groups/switch-tags.ts";
import { parseRoute } from "../../src/platforms/ec2/settings.ts";
import type { SharedChange } from "../../src/platforms/ec2/shared/changes.ts";
import type { SharedSnapshot } from "../../src/platforms/ec2/shared/snapshot.ts";
import { progressOf } from "../../src/platforms/ec2/shared/waits.ts";
import type { Capacity, GroupState, InstanceState, TargetState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { BALANCER, listenerArn } from "./fixtures.ts";
import { ATTACHED, NOTHING, SHARED_ARN } from "./shared-attached.ts";
import { HOLD_MS, Impossible, newGroup } from "./world.ts";

/**
 * A small world with one target group that two Auto Scaling groups share, as a value, and what AWS does in it when the
 * planner's changes are applied.
 */
export interface SharedWorld {
  seen: SharedSnapshot;
  /** Groups whose targets do not get healthy. */
  sick: readonly string[];
  versions: { next: number; made: Readonly<Record<string, number>> };
  /** When each group's last target lost its traffic; absent when none ever had any. */
  trafficLeft: Readonly<Record<string, number>>;
  launched: number;
  /** Groups that are being detached and still listed as attached, where AWS lists them until they have drained. */
  leaving: readonly string[] | undefined;
}

export interface SharedWorldOptions {
  fleet: "paired" | "cloned";
  capacity: Capacity;
  /** Instances are protected from scale-in from their launch. */
  shielded?: boolean;
  /** Whether the idle group of a pair is attached, which is harmless while it is empty. */
  bothAttached?: boolean;
  /** Whether a group that is being detached is listed as attached until it has drained. */
  lingering?: boolean;
}

/** One thing that happens; undefined: a wait that would never be over. */
export type SharedEffect = (world: SharedWorld) => SharedWorld | undefined;

export { SHARED_ARN };

const START = Date.parse("2026-01-02T03:04:05.000Z");

/** Blue serves alone. */
export function idleShared({
  fleet,
  capacity,
  shielded = false,
  bothAttached = false,
  lingering = false,
}: SharedWorldOptions): SharedWorld {
  const ref = parseRoute(listenerArn());
  if (ref === undefined) throw new Error("The listener is no route");
  const detached = (name: string): GroupState => {
    const made = newGroup(name, "", capacity.max, "1");
    return { ...made, raw: { ...made.raw, NewInstancesProtectedFromScaleIn: shielded } };
  };
  const names = fleet === "paired" ? ["web-a", "web-b"] : ["web"];
  const groups = names.map((name, index) => ({
    ...detached(name),
    targetGroupArns: index === 0 || bothAttached ? [SHARED_ARN] : [],
  }));
  const empty: SharedWorld = {
    seen: {
      at: START,
      routesAt: START,
      routes: [{ ref, actions: [{ Type: "forward", TargetGroupArn: SHARED_ARN }] }],
      pools: {},
      targetGroup: { arn: SHARED_ARN, name: "web", loadBalancer: BALANCER, targets: [], sticky: false },
      groups,
      attachments: fleet === "cloned" ? { web: ATTACHED } : {},
      otherwiseAttached: [],
      imageState: "available",
      waitingSince: undefined,
      failures: [],
    },
    sick: [],
    versions: { next: 2, made: {} },
    trafficLeft: {},
    launched: 0,
    leaving: lingering ? [] : undefined,
  };
  return settled(resize(empty, names[0] ?? "", capacity));
}

/** What AWS does for one change, call by call; a crash may come between any two. */
export function effectsOf(change: SharedChange, token: string): SharedEffect[] {
  switch (change.kind) {
    case "create-template-version":
      return [(world) => createVersion(world, change.clientToken)];
    case "create-green":
      return [
        (world) => createGreen(world, change.name, change.from, change.tags, numberOf(world, change.version, token)),
      ];
    case "attach":
      return change.attachments.map(
        ({ input }) =>
          (world) =>
            attachPolicy(world, change.group, input),
      );
    case "set-template":
      return [
        (world) => noteTemplate(world, change.group, numberOf(world, change.version, token)),
        (world) =>
          withGroup(world, change.group, (group) => ({
            ...group,
            template: group.template && { ...group.template, version: numberOf(world, change.version, token) },
          })),
      ];
    case "mark":
      return [(world) => tagged(world, change.group, change.tags)];
    case "unmark":
      return [(world) => untagged(world, change.group, change.keys)];
    case "set-capacity":
      return [(world) => resize(world, change.group, change.capacity)];
    case "allow-scale-in":
      return [(world) => unprotect(world, change.group, change.instanceIds)];
    case "delete-group":
      return [(world) => withoutGroup(world, change.group)];
    case "attach-target-group":
      return [(world) => attach(world, change.group)];
    case "detach-target-group": {
      const { record } = change;
      const write: SharedEffect[] = record === undefined ? [] : [(world) => noted(world, record)];
      return [...write, (world) => detach(world, change.group)];
    }
    case "record-verified":
      return [(world) => recordVerified(world, change.group, change.to)];
    case "restore":
      throw new Impossible("No plan restores anything.");
    case "wait-until":
      return [(world) => later(world, Math.max(world.seen.at, change.until))];
    case "wait-claim":
      return [(world) => later(world, world.seen.at + CLAIM_WAIT_MS)];
    case "bake":
      return [(world) => later(world, world.seen.at + change.durationMs)];
    case "wait-bake":
      return [(world) => over(later(world, world.seen.at + change.bake.durationMs), change, world.seen.at)];
    default:
      return [(world) => (isApplied(change) ? settled(world) : over(settled(world), change))];
  }
}

/** Registered targets are found healthy or not, draining ones are gone, terminating instances end. */
export function settled(world: SharedWorld): SharedWorld {
  const targets = world.seen.targetGroup.targets
    .filter(({ state }) => state !== "draining")
    .map((target) => ({ ...target, state: isSick(world, target.id) ? "unhealthy" : "healthy" }));
  const groups = world.seen.groups
    .filter(({ deleting }) => !deleting)
    .map((group) => ({
      ...group,
      instances: group.instances.filter(({ lifecycle }) => lifecycle === "InService"),
      targetGroupArns: world.leaving?.includes(group.name) === true ? [] : group.targetGroupArns,
    }));
  const leaving = world.leaving === undefined ? undefined : [];
  return { ...world, leaving, seen: { ...withTargets(world, targets).seen, groups } };
}

export function timePasses(world: SharedWorld): SharedWorld {
  return later(settled(world), world.seen.at + HOLD_MS);
}

/** A scaling policy launches one more, as far as the group's limits let it. */
export function scaledOut(world: SharedWorld, name: string): SharedWorld {
  const { desired, max, targetGroupArns } = groupNamed(world, name);
  if (desired === 0 || desired >= max || targetGroupArns.length === 0) return world;
  return settled(resize(world, name, { desired: desired + 1 }));
}

export function withHealth(world: SharedWorld, name: string, healthy: boolean): SharedWorld {
  const sick = healthy ? world.sick.filter((other) => other !== name) : [...world.sick, name].sort();
  const next = { ...world, sick };
  const targets = next.seen.targetGroup.targets.map((target) =>
    target.state === "draining" || target.state === "initial"
      ? target
      : { ...target, state: isSick(next, target.id) ? "unhealthy" : "healthy" },
  );
  return withTargets(next, targets);
}

export function groupNamed(world: SharedWorld, name: string): GroupState {
  const found = world.seen.groups.find((group) => group.name === name);
  if (found === undefined) throw new Impossible(`There is no group ${name}.`);
  return found;
}

export function withGroup(world: SharedWorld, name: string, change: (group: GroupState) => GroupState): SharedWorld {
  const changed = change(groupNamed(world, name));
  const groups = world.seen.groups.map((group) => (group.name === name ? changed : group));
  return { ...world, seen: { ...world.seen, groups } };
}

/** The targets of a group, in the order of its instances. */
export function targetsOf(world: SharedWorld, { instances }: GroupState): TargetState[] {
  const ids = new Set(instances.map(({ id }) => id));
  return world.seen.targetGroup.targets.filter(({ id }) => ids.has(id));
}

function createVersion(world: SharedWorld, token: string): SharedWorld {
  const { next, made } = world.versions;
  if (made[token] !== undefined) return world;
  return { ...world, versions: { next: next + 1, made: { ...made, [token]: next } } };
}

function numberOf({ versions }: SharedWorld, version: TemplateVersion, token: string): string {
  const number = version === "created" ? versions.made[token] : version.number;
  if (number === undefined || number >= versions.next) throw new Impossible("There is no such template version.");
  return String(number);
}

function createGreen(
  world: SharedWorld,
  name: string,
  from: string,
  tags: Readonly<Record<string, string>>,
  version: string,
): SharedWorld {
  if (world.seen.groups.some((group) => group.name === name)) throw new Impossible(`${name} exists already.`);
  const made = newGroup(name, "", groupNamed(world, from).max, version);
  const group = { ...made, targetGroupArns: [], tags: { ...made.tags, ...tags } };
  const attachments = { ...world.seen.attachments, [name]: NOTHING };
  return { ...world, seen: { ...world.seen, groups: [...world.seen.groups, group], attachments } };
}

function attachPolicy(world: SharedWorld, name: string, input: object): SharedWorld {
  const attached = groupNamed(world, name).targetGroupArns.includes(SHARED_ARN);
  if (JSON.stringify(input).includes("ALBRequestCount") && !attached)
    throw new Impossible(`Target group not attached to the Auto Scaling group ${name}`);
  const own = world.seen.attachments[name] ?? NOTHING;
  const attachments = { ...world.seen.attachments, [name]: { ...own, policies: [...own.policies, input] } };
  return { ...world, seen: { ...world.seen, attachments } };
}

function tagged(world: SharedWorld, name: string, tags: Readonly<Record<string, string>>): SharedWorld {
  return withGroup(world, name, (group) => ({ ...group, tags: { ...group.tags, ...tags } }));
}

function untagged(world: SharedWorld, name: string, keys: readonly string[]): SharedWorld {
  const kept = (tags: GroupState["tags"]) => Object.entries(tags).filter(([key]) => !keys.includes(key));
  return withGroup(world, name, (group) => ({ ...group, tags: Object.fromEntries(kept(group.tags)) }));
}

function noteTemplate(world: SharedWorld, name: string, version: string): SharedWorld {
  const { template } = groupNamed(world, name);
  return template === undefined ? world : tagged(world, name, { [TAG.template]: templateTag(template, version) });
}

function noted(world: SharedWorld, { group, least, ...move }: SwitchRecord): SharedWorld {
  const bake = least === undefined ? {} : { [TAG.bake]: String(least) };
  const { tags } = groupNamed(world, group);
  return tagged(world, group, { ...switchTags({ ...move, at: world.seen.at }, tags), ...bake });
}

function recordVerified(world: SharedWorld, name: string, to: number): SharedWorld {
  const { tags } = groupNamed(world, name);
  const last = readSwitch(tags);
  if (last === undefined) throw new Impossible("There is no record to complete.");
  return tagged(world, name, switchTags(verifiedSwitch(last, to, world.seen.at), tags));
}

/** UpdateAutoScalingGroup, and what it launches and ends. Of an attached group both happen in the target group too. */
function resize(world: SharedWorld, name: string, capacity: Partial<Capacity>): SharedWorld {
  const before = groupNamed(world, name);
  const { min = before.min, max = before.max } = capacity;
  const desired = capacity.desired ?? Math.min(Math.max(before.desired, min), max);
  if (min > max || desired < min || desired > max)
    throw new Impossible(`${name}: ${min}/${desired}/${max} is refused.`);
  return fitted(
    withGroup(world, name, (group) => ({ ...group, min, max, desired })),
    name,
  );
}

function fitted(world: SharedWorld, name: string): SharedWorld {
  const { desired, instances, template, raw } = groupNamed(world, name);
  const serving = instances.filter(({ lifecycle }) => lifecycle === "InService");
  const surplus = Math.max(0, serving.length - desired);
  const leaving = serving.filter((each) => !each.protected).slice(0, surplus);
  const gone = new Set(leaving.map(({ id }) => id));
  const launched = Array.from(
    { length: Math.max(0, desired - serving.length) },
    (_, index): InstanceState => ({
      id: `i-${world.launched + index}`,
      lifecycle: "InService",
      templateVersion: template?.version,
      protected: raw.NewInstancesProtectedFromScaleIn === true,
    }),
  );
  const kept = instances.map((each) => (gone.has(each.id) ? { ...each, lifecycle: "Terminating" } : each));
  const next = withGroup(world, name, (group) => ({ ...group, instances: [...kept, ...launched] }));
  const listed = groupNamed(world, name).targetGroupArns.includes(SHARED_ARN) && world.leaving?.includes(name) !== true;
  const targets = next.seen.targetGroup.targets.map((each) => (gone.has(each.id) ? drainingOf(each) : each));
  const added = listed ? launched.map(({ id }) => targetOf(id, "initial")) : [];
  return { ...withTargets(next, [...targets, ...added]), launched: world.launched + launched.length };
}

function unprotect(world: SharedWorld, name: string, ids: readonly string[]): SharedWorld {
  const lifted = withGroup(world, name, (group) => ({
    ...group,
    instances: group.instances.map((each) => (ids.includes(each.id) ? { ...each, protected: false } : each)),
  }));
  return fitted(lifted, name);
}

function withoutGroup(world: SharedWorld, name: string): SharedWorld {
  const group = world.seen.groups.find((candidate) => candidate.name === name);
  if (group === undefined) return world;
  if (group.instances.length > 0 || group.desired > 0) throw new Impossible(`${name} still has instances.`);
  const { [name]: _gone, ...attachments } = world.seen.attachments;
  const groups = world.seen.groups.filter((other) => other !== group);
  return { ...world, seen: { ...world.seen, groups, attachments } };
}

function attach(world: SharedWorld, name: string): SharedWorld {
  const group = groupNamed(world, name);
  const leaving = world.leaving?.filter((other) => other !== name);
  if (group.targetGroupArns.includes(SHARED_ARN) && leaving?.length === world.leaving?.length) return world;
  const ids = group.instances.filter(({ lifecycle }) => lifecycle === "InService").map(({ id }) => id);
  const others = world.seen.targetGroup.targets.filter(({ id }) => !ids.includes(id));
  const listed = withGroup(world, name, (each) => ({ ...each, targetGroupArns: [SHARED_ARN] }));
  return withTargets({ ...listed, leaving }, [...others, ...ids.map((id) => targetOf(id, "initial"))]);
}

/** A second time is an error that whoever applies it takes for what it is: there is nothing left to detach. */
function detach(world: SharedWorld, name: string): SharedWorld {
  const group = groupNamed(world, name);
  const own = new Set(group.instances.map(({ id }) => id));
  const targets = world.seen.targetGroup.targets.map((each) => (own.has(each.id) ? drainingOf(each) : each));
  const used = targetsOf(world, group).some(({ state }) => state !== "draining");
  const trafficLeft = used ? { ...world.trafficLeft, [name]: world.seen.at } : world.trafficLeft;
  const lingers = world.leaving !== undefined && own.size > 0 && group.targetGroupArns.includes(SHARED_ARN);
  const unlisted = withGroup(world, name, (each) => ({ ...each, targetGroupArns: [] }));
  const next = lingers ? { ...world, leaving: [...(world.leaving ?? []), name] } : unlisted;
  return withTargets({ ...next, trafficLeft }, targets);
}

function over(world: SharedWorld, wait: WaitOf<SharedChange>, waitingSince = world.seen.at): SharedWorld | undefined {
  return progressOf(wait, { ...world.seen, waitingSince }).state === "done" ? world : undefined;
}

export function later(world: SharedWorld, at: number): SharedWorld {
  return { ...world, seen: { ...world.seen, at, routesAt: at } };
}

function isSick({ seen, sick }: SharedWorld, id: string): boolean {
  return seen.groups.some(({ name, instances }) => sick.includes(name) && instances.some((each) => each.id === id));
}

function withTargets(world: SharedWorld, targets: readonly TargetState[]): SharedWorld {
  return { ...world, seen: { ...world.seen, targetGroup: { ...world.seen.targetGroup, targets } } };
}

function targetOf(id: string, state: string): TargetState {
  return { id, state, reason: undefined, description: undefined };
}

function drainingOf(target: TargetState): TargetState {
  return { ...target, state: "draining" };
}
