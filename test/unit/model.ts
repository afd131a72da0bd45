import type { AutoScalingGroup, ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Progress } from "../../src/delivery/plan.ts";
import { CLAIM_WAIT_MS } from "../../src/engine/timing.ts";
import type { PutAlarm } from "../../src/platforms/ec2/clone/alarms.ts";
import { alarmRequest } from "../../src/platforms/ec2/clone/alarms.ts";
import type { Attachment, GroupConfig } from "../../src/platforms/ec2/clone/group-config.ts";
import { bakeProgress } from "../../src/platforms/ec2/groups/bake.ts";
import type { SwitchRecord, TemplateVersion } from "../../src/platforms/ec2/groups/changes.ts";
import { verifiedSwitch } from "../../src/platforms/ec2/groups/changes.ts";
import { templateTag } from "../../src/platforms/ec2/groups/marks.ts";
import { drainProgress, healthProgress } from "../../src/platforms/ec2/groups/progress.ts";
import { readSwitch, switchTags } from "../../src/platforms/ec2/groups/switch-tags.ts";
import { parsePool, poolProgress } from "../../src/platforms/ec2/groups/warm-pool.ts";
import type { MadeImage, Serving } from "../../src/platforms/ec2/image/source.ts";
import { IMAGE_TAG } from "../../src/platforms/ec2/image/source.ts";
import { sameActions, withWeights } from "../../src/platforms/ec2/listeners/routes.ts";
import type { Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { sideOf } from "../../src/platforms/ec2/weighted/sides.ts";
import type { World } from "./world.ts";
import {
  ARNS,
  drained,
  groupNamed,
  Impossible,
  later,
  newGroup,
  resize,
  settleSize,
  sharesOf,
  withGroup,
  withoutGroup,
} from "./world.ts";

/** One thing that happens; undefined: a wait that would never be over. */
export type Effect = (world: World) => World | undefined;

/** A change, or a part of it. The effects of one stage happen in any order; a crash may come between any two. */
export interface Stage {
  change: Ec2Change;
  effects: readonly Effect[];
}

/**
 * What AWS does when a change is applied.
 *
 * @param token of the request that the step made a template version with.
 */
export function stagesOf(change: Ec2Change, token: string): Stage[] {
  return effectsOf(change, token).map((effects) => ({ change, effects }));
}

function effectsOf(change: Ec2Change, token: string): Effect[][] {
  switch (change.kind) {
    case "prune-versions":
    case "prune-images":
      return [];
    case "create-image":
      return [[(world) => createImage(world, change)]];
    case "discard-image":
      return [[(world) => withImages(world, (images) => images.filter(({ id }) => id !== change.imageId))]];
    case "take-source-out": {
      const { rollout: aside } = change;
      return [
        [(world) => withSource(world, { aside })],
        [(world) => withSource(world, { service: "out", registered: false })],
      ];
    }
    case "return-source":
      return [[(world) => withSource(world, { service: "in", registered: true })]];
    case "forget-source":
      return [[(world) => withSource(world, { aside: undefined })]];
    case "wait-image":
      if (change.until !== "made") return [[(world) => world]];
      return [[(world) => withImages(world, (images) => images.map((image) => ({ ...image, state: "available" })))]];
    case "create-template-version":
      if (change.imageOf !== undefined) throw new Impossible("There is no image yet.");
      return [[(world) => createVersion(world, change.clientToken)]];
    case "create-green":
      return [[(world) => createGreen(world, change, numberOf(world, change.version, token))]];
    case "attach":
      return change.attachments.map((attachment) => [(world) => attach(world, change.group, attachment)]);
    case "set-template":
      return [
        [(world) => setTemplate(world, change.group, numberOf(world, change.version, token))],
        [(world) => noteTemplate(world, change.group, numberOf(world, change.version, token))],
      ];
    case "mark":
      return [[(world) => mark(world, change.group, change.tags)]];
    case "unmark":
      return [[(world) => unmark(world, change.group, change.keys)]];
    case "set-capacity":
      return [[(world) => resize(world, change.group, change.capacity)]];
    case "allow-scale-in":
      return [[(world) => allowScaleIn(world, change.group, change.instanceIds)]];
    case "delete-group":
      return [[(world) => beginDeletion(world, change.group)], [(world) => endDeletion(world, change.group)]];
    case "delete-warm-pool":
      return [[(world) => withPool(world, change.group, undefined)]];
    case "put-warm-pool": {
      const put = (world: World) => withPool(world, change.group, parsePool(change.pool));
      return [[put], [(world) => unmark(world, change.group, [TAG.warmPool])]];
    }
    case "wait-pool":
      return [[(world) => over(world, poolProgress(groupNamed(world, change.group)))]];
    case "create-rule":
      return [[(world) => createRule(world, change)]];
    case "delete-rule":
      return [[(world) => withRules(world, (rules) => rules.filter(({ arn }) => arn !== change.arn))]];
    case "reference-green":
      return [writes({ ...change, green: 0, sticky: undefined })];
    case "set-weights": {
      const { record } = change;
      const note: Effect[][] = record === undefined ? [] : [[(world) => recordSwitch(world, record)]];
      return [...note, change.cohort === true ? cohortWrites(change) : writes(change)];
    }
    case "wait-healthy": {
      const strictness = change.side === "green" ? "strict" : "any-version";
      const progress = ({ seen }: World) =>
        healthProgress(sideOf(change.targetGroupArn, seen), strictness, [], change.atLeast);
      return [[(world) => over(world, progress(world))]];
    }
    case "wait-claim":
      return [[(world) => later(world, world.seen.at + CLAIM_WAIT_MS)]];
    case "wait-drained":
      return [[(world) => waitDrained(world, change.targetGroupArn)]];
    case "wait-until":
      return [[(world) => later(world, Math.max(world.seen.at, change.until))]];
    case "smoke-test":
    case "wait-share":
      return [];
    case "point-test-listener":
      return [[(world) => pointTestListener(world, change)]];
    case "bake":
      return [[(world) => later(world, world.seen.at + change.durationMs)]];
    case "wait-bake":
      return [[(world) => waitBake(world, change)]];
    case "record-verified":
      return [[(world) => recordVerified(world, change)]];
  }
}

type Of<K extends Ec2Change["kind"]> = Extract<Ec2Change, { kind: K }>;

function pointTestListener(world: World, change: Of<"point-test-listener">): World {
  const { testListener: before } = world.seen;
  if (before === undefined) throw new Impossible("There is no such listener.");
  const actions = withWeights(before.actions, change.blueArn, change.greenArn, change.green);
  return { ...world, seen: { ...world.seen, testListener: { ...before, actions } } };
}

/** Another one is made only when the one before it is gone: the same name twice is refused. */
function createImage(world: World, { rollout, tags }: Of<"create-image">): World {
  const template = tags[IMAGE_TAG.template] ?? "";
  const image = { id: `ami-${rollout}`, state: "pending", reason: undefined, rollout, template, progress: 0 };
  return withImages(world, (images) => {
    if (images.some(({ id }) => id === image.id)) throw new Impossible(`${image.id} is made twice.`);
    return [image, ...images];
  });
}

function withImages(world: World, change: (images: readonly MadeImage[]) => readonly MadeImage[]): World {
  const { baking } = world.seen;
  if (baking === undefined) throw new Impossible("Nothing is known of images.");
  return { ...world, seen: { ...world.seen, baking: { ...baking, images: change(baking.images) } } };
}

/** The instance of the image, where it serves. */
function withSource(world: World, change: Partial<Serving>): World {
  const { baking } = world.seen;
  const serving = baking?.instance?.serving;
  if (baking?.instance === undefined || serving === undefined) throw new Impossible("The instance serves nowhere.");
  const instance = { ...baking.instance, serving: { ...serving, ...change } };
  return { ...world, seen: { ...world.seen, baking: { ...baking, instance } } };
}

/** The same request twice is one version. */
function createVersion(world: World, token: string): World {
  const { next, made } = world.versions;
  if (made[token] !== undefined) return world;
  return { ...world, versions: { next: next + 1, made: { ...made, [token]: next } } };
}

function numberOf({ versions }: World, version: TemplateVersion, token: string): string {
  const number = version === "created" ? versions.made[token] : version.number;
  if (number === undefined || number >= versions.next) throw new Impossible("There is no such template version.");
  return String(number);
}

function createGreen(world: World, { from, name, targetGroupArn, tags }: Of<"create-green">, version: string): World {
  const { max } = groupNamed(world, from);
  if (world.seen.groups.some((group) => group.name === name)) throw new Impossible(`${name} exists already.`);
  const made = newGroup(name, targetGroupArn ?? "", max, version);
  const groups = [...world.seen.groups, { ...made, tags: { ...made.tags, ...tags } }];
  const attachments = { ...world.seen.attachments, [name]: NOTHING };
  return { ...world, seen: { ...world.seen, groups, attachments } };
}

const NOTHING: GroupConfig = {
  policies: [],
  alarms: [],
  schedules: [],
  hooks: [],
  notifications: [],
  warmPool: undefined,
  metrics: [],
  suspended: [],
};

function attach(world: World, name: string, attachment: Attachment): World {
  groupNamed(world, name);
  const own = world.seen.attachments[name] ?? NOTHING;
  const added = (): Partial<GroupConfig> => {
    const { call, input } = attachment;
    switch (call) {
      case "PutScalingPolicy":
        return { policies: [...own.policies, { ...input, PolicyARN: `${name}/${input.PolicyName}` }] };
      case "PutMetricAlarm":
        return putAlarm(own, attachment);
      case "PutNotificationConfiguration":
        return { notifications: input.NotificationTypes.map((type) => ({ ...input, NotificationType: type })) };
      case "EnableMetricsCollection":
        return { metrics: [...own.metrics, ...input.Metrics] };
      default:
        throw new Error(`Nothing in this world is attached by ${call}`);
    }
  };
  const attachments = { ...world.seen.attachments, [name]: { ...own, ...added() } };
  return { ...world, seen: { ...world.seen, attachments } };
}

/** An alarm is shown with the policies that it calls, which have to be there. */
function putAlarm({ policies, alarms }: GroupConfig, alarm: PutAlarm): Pick<GroupConfig, "policies" | "alarms"> {
  const arns = new Map(policies.map(({ PolicyName = "", PolicyARN = "" }) => [PolicyName, PolicyARN]));
  const { Tags = [], ...metric } = alarmRequest(alarm, arns);
  const name = metric.AlarmName ?? "";
  const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  const calls = ({ PolicyARN = "" }: ScalingPolicy) => metric.AlarmActions?.includes(PolicyARN) === true;
  return {
    policies: policies.map((policy) => (calls(policy) ? { ...policy, Alarms: [{ AlarmName: name }] } : policy)),
    alarms: [...alarms, { name, metric, tags }],
  };
}

function setTemplate(world: World, name: string, version: string): World {
  return withGroup(world, name, (group) => ({ ...group, template: group.template && { ...group.template, version } }));
}

function noteTemplate(world: World, name: string, version: string): World {
  const { template } = groupNamed(world, name);
  return template === undefined ? world : mark(world, name, { [TAG.template]: templateTag(template, version) });
}

function mark(world: World, name: string, tags: Readonly<Record<string, string>>): World {
  return withGroup(world, name, (group) => ({ ...group, tags: { ...group.tags, ...tags } }));
}

function unmark(world: World, name: string, keys: readonly string[]): World {
  return withGroup(world, name, (group) => ({
    ...group,
    tags: Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key))),
  }));
}

function recordSwitch(world: World, { group, least, ...move }: SwitchRecord): World {
  const bake = least === undefined ? {} : { [TAG.bake]: String(least) };
  const { tags } = groupNamed(world, group);
  return mark(world, group, { ...switchTags({ ...move, at: world.seen.at }, tags), ...bake });
}

function recordVerified(world: World, { group, to }: Of<"record-verified">): World {
  const { tags } = groupNamed(world, group);
  const last = readSwitch(tags);
  if (last === undefined) throw new Impossible("A bake ends that no switch began.");
  return mark(world, group, switchTags(verifiedSwitch(last, to, world.seen.at), tags));
}

/** The pool as it is put, with an instance of what the group runs then. */
function withPool(world: World, name: string, pool: AutoScalingGroup["WarmPoolConfiguration"]): World {
  const next = withGroup(world, name, (group) => ({ ...group, raw: { ...group.raw, WarmPoolConfiguration: pool } }));
  const { [name]: _former, ...others } = world.seen.pools;
  const templateVersion = groupNamed(world, name).template?.version;
  const fresh = [{ id: "i-warm", lifecycle: "Warmed:Stopped", templateVersion, protected: false }];
  return { ...next, seen: { ...next.seen, pools: pool === undefined ? others : { ...others, [name]: fresh } } };
}

function allowScaleIn(world: World, name: string, ids: readonly string[]): World {
  const lifted = withGroup(world, name, (group) => ({
    ...group,
    instances: group.instances.map((each) => (ids.includes(each.id) ? { ...each, protected: false } : each)),
  }));
  return settleSize(lifted, name);
}

/** Nothing, when the group is gone already or on its way out. AWS lists it for a while, and takes no changes of it. */
function beginDeletion(world: World, name: string): World {
  const found = world.seen.groups.find((group) => group.name === name);
  if (found === undefined || found.deleting) return world;
  if (found.instances.length > 0 || found.desired > 0) throw new Impossible(`${name} still has instances.`);
  return withGroup(world, name, (group) => ({ ...group, deleting: true }));
}

function endDeletion(world: World, name: string): World {
  const found = world.seen.groups.find((group) => group.name === name);
  return found === undefined ? world : withoutGroup(world, name);
}

function withRules(world: World, change: (rules: Snapshot["rules"]) => Snapshot["rules"]): World {
  return { ...world, seen: { ...world.seen, rules: change(world.seen.rules) } };
}

function createRule(world: World, change: Of<"create-rule">): World {
  const { listenerArn, purpose, priority, conditions, transforms } = change;
  const taken = world.seen.rules.some((rule) => rule.listenerArn === listenerArn && rule.priority === priority);
  if (taken) throw new Impossible(`The priority ${priority} is in use.`);
  // Apart from the ARNs of the routes.
  const arn = `${listenerArn.replace(":listener/", ":listener-rule/")}/c${priority.toString(16).padStart(15, "0")}`;
  const rule = { arn, listenerArn, priority, conditions, actions: interned(change.actions), transforms, purpose };
  return withRules(world, (rules) => [...rules, rule]);
}

/** One write for each of the cohort's rules, of which there is one per route at most. */
function cohortWrites(wanted: Of<"set-weights">): Effect[] {
  return [0, 1].map((index) => (world) => {
    const own = world.seen.rules.filter(({ purpose }) => purpose === "cohort")[index];
    return withRules(world, (rules) =>
      rules.map((rule) => (rule === own ? { ...rule, actions: written(rule.actions, wanted) } : rule)),
    );
  });
}

/** One write per route, each of its whole list of actions. */
type Weights = Pick<Of<"set-weights">, "blueArn" | "greenArn" | "green" | "sticky">;

function writes(wanted: Weights): Effect[] {
  return [0, 1].map((index) => (world) => {
    const routes = world.seen.routes.map((route, place) =>
      place === index ? { ...route, actions: written(route.actions, wanted) } : route,
    );
    const weightLeft = { ...world.weightLeft };
    for (const arn of ARNS) {
      const had = sharesOf(world.seen.routes, arn).some((share) => share > 0);
      if (had && sharesOf(routes, arn).every((share) => share === 0)) weightLeft[arn] = world.seen.at;
    }
    return { ...world, seen: { ...world.seen, routes }, weightLeft };
  });
}

const WRITTEN = new WeakMap<readonly Action[], Map<string, readonly Action[]>>();

/** The same actions for the same question: a list that is known by its identity need not be looked into again. */
function written(actions: readonly Action[], { blueArn, greenArn, green, sticky }: Weights): readonly Action[] {
  const answers = WRITTEN.get(actions) ?? new Map<string, readonly Action[]>();
  WRITTEN.set(actions, answers);
  const question = `${blueArn} ${greenArn} ${green} ${sticky}`;
  const known = answers.get(question);
  if (known !== undefined) return known;
  const wanted = withWeights(actions, blueArn, greenArn, green, sticky);
  const answer = sameActions(wanted, actions) ? actions : interned(wanted);
  answers.set(question, answer);
  return answer;
}

const INTERNED = new Map<string, readonly Action[]>();

function interned(actions: readonly Action[]): readonly Action[] {
  const text = JSON.stringify(actions);
  const known = INTERNED.get(text) ?? actions;
  INTERNED.set(text, known);
  return known;
}

function waitDrained(world: World, arn: string): World | undefined {
  const next = drained(world, arn);
  return over(next, drainProgress(sideOf(arn, next.seen)));
}

function waitBake(world: World, { blueArn, greenArn, bake }: Of<"wait-bake">): World | undefined {
  const { at } = world.seen;
  const until = at + bake.durationMs;
  const sides = { blue: sideOf(blueArn, world.seen), green: sideOf(greenArn, world.seen) };
  return over(later(world, until), bakeProgress(sides, bake, [], at, until));
}

function over(world: World, { state }: Progress): World | undefined {
  return state === "done" ? world : undefined;
}
