import type { Params } from "../aws/contract.ts";
import { structures } from "../aws/params.ts";
import type { World } from "./world.ts";
import { first, until } from "./world.ts";

/**
 * Remembers a world's routes and groups, and brings it back there as often as wanted. In the order that live traffic
 * survives: first what is to serve stands, then the weights move, then the rest goes.
 */
export async function remember(world: World): Promise<() => Promise<void>> {
  const groups = [...world.aws.autoScaling.groups.values()].map(rememberedGroup);
  const actions = await Promise.all(world.listeners.map((arn) => actionsOf(world, arn)));
  const rules = await Promise.all(world.listeners.map((arn) => rulesOf(world, arn)));
  return async () => {
    await until("what is being deleted to go", () => [...world.aws.autoScaling.groups.values()].every(stays));
    for (const group of groups) await raise(world, group);
    for (const { targetGroupArn, sizes } of groups) await atLeastHealthy(world, targetGroupArn, sizes.DesiredCapacity);
    for (const [index, arn] of world.listeners.entries()) {
      await world.elb("ModifyListener", { ListenerArn: arn, DefaultActions: actions[index] ?? [] });
      await putRules(world, arn, rules[index] ?? []);
    }
    await until("requests to obey", () => world.listeners.every((arn) => world.aws.elb.obeyed(arn)));
    await removeOthers(
      world,
      groups.map(({ name }) => name),
    );
    for (const group of groups) await settle(world, group);
    for (const group of groups) await still(world, group);
  };
}

type Live = NonNullable<ReturnType<World["group"]>>;
type Remembered = ReturnType<typeof rememberedGroup>;

function rememberedGroup({ name, min, desired, max, members, tags, targetGroupArns: [targetGroupArn = ""] }: Live) {
  const sizes = { MinSize: min, DesiredCapacity: desired, MaxSize: max };
  return { name, sizes, members: structuredClone(members), tags: [...tags.values()], targetGroupArn };
}

function stays({ deleting }: Live): boolean {
  return !deleting;
}

async function actionsOf({ elb }: World, listener: string): Promise<Params[]> {
  return structures(first(await elb("DescribeListeners", { ListenerArns: [listener] }), "Listeners"), "DefaultActions");
}

interface Rule {
  arn: string;
  /** What CreateRule takes to make it again. */
  request: Params;
}

async function rulesOf({ elb }: World, listener: string): Promise<Rule[]> {
  const all = structures(await elb("DescribeRules", { ListenerArn: listener }), "Rules");
  const rules: Rule[] = [];
  for (const { RuleArn, Priority, Conditions, Actions, IsDefault } of all) {
    if (IsDefault === true) continue;
    const described = first(await elb("DescribeTags", { ResourceArns: [String(RuleArn)] }), "TagDescriptions");
    const conditions = structures({ Conditions }, "Conditions").map(({ Values: _old, ...condition }) => condition);
    const request = { ListenerArn: listener, Priority, Conditions: conditions, Actions, Tags: described.Tags };
    rules.push({ arn: String(RuleArn), request });
  }
  return rules;
}

async function putRules(world: World, listener: string, wanted: readonly Rule[]): Promise<void> {
  const live = await rulesOf(world, listener);
  for (const { arn } of live) {
    if (!wanted.some((rule) => rule.arn === arn)) await world.elb("DeleteRule", { RuleArn: arn });
  }
  for (const rule of wanted) {
    if (live.some(({ arn }) => arn === rule.arn)) {
      await world.elb("ModifyRule", { RuleArn: rule.arn, Actions: rule.request.Actions });
    } else rule.arn = String(first(await world.elb("CreateRule", rule.request), "Rules").RuleArn);
  }
}

/** At least as large as it was, of the template that it had; made again when it is gone. */
async function raise({ scaling, group }: World, { name, sizes, members, tags, targetGroupArn }: Remembered) {
  const live = group(name);
  if (live === undefined) {
    const Tags = tags.map(({ key, value, propagate }) => ({ Key: key, Value: value, PropagateAtLaunch: propagate }));
    const own = { AutoScalingGroupName: name, TargetGroupARNs: [targetGroupArn], Tags };
    const LaunchTemplate = templateOf(members);
    await scaling("CreateAutoScalingGroup", { ...members, LaunchTemplate, ...sizes, ...own });
    return;
  }
  await scaling("UpdateAutoScalingGroup", {
    AutoScalingGroupName: name,
    LaunchTemplate: templateOf(members),
    MinSize: Math.min(live.min, sizes.MinSize),
    DesiredCapacity: Math.max(live.desired, sizes.DesiredCapacity),
    MaxSize: Math.max(live.max, sizes.MaxSize),
  });
}

/** By its id alone: a group tells its template's name too, and takes only one of them. */
function templateOf({ LaunchTemplate }: Params): Params {
  const { LaunchTemplateName: _name, ...template } = LaunchTemplate as Params;
  return template;
}

function healthyIn({ aws }: World, targetGroupArn: string): number {
  return [...aws.elb.group(targetGroupArn).targets.values()].filter(({ state }) => state === "healthy").length;
}

function atLeastHealthy(world: World, targetGroupArn: string, count: number): Promise<void> {
  const checked = world.aws.elb.group(targetGroupArn).checking;
  // Health is unknown where no action names the target group: then the instances have to do.
  return until(`${count} healthy targets again`, () => !checked || healthyIn(world, targetGroupArn) >= count);
}

async function removeOthers({ aws, scaling }: World, names: readonly string[]): Promise<void> {
  const others = [...aws.autoScaling.groups.keys()].filter((name) => !names.includes(name));
  for (const AutoScalingGroupName of others)
    await scaling("DeleteAutoScalingGroup", { AutoScalingGroupName, ForceDelete: true });
  await until("other groups to go", () => others.every((name) => !aws.autoScaling.groups.has(name)));
}

/** Exactly the sizes and tags that it had. */
async function settle({ scaling, group }: World, { name, sizes, tags }: Remembered): Promise<void> {
  const own = { ResourceId: name, ResourceType: "auto-scaling-group" };
  const others = [...(group(name)?.tags.keys() ?? [])].filter((key) => !tags.some((tag) => tag.key === key));
  await scaling("DeleteTags", { Tags: others.map((Key) => ({ ...own, Key })) });
  const Tags = tags.map(({ key, value, propagate }) => ({
    ...own,
    Key: key,
    Value: value,
    PropagateAtLaunch: propagate,
  }));
  await scaling("CreateOrUpdateTags", { Tags });
  await scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: name, ...sizes });
}

/** No instance comes or goes any more. */
function still(world: World, { name, sizes: { DesiredCapacity: size }, targetGroupArn }: Remembered): Promise<void> {
  return until(`${name} to rest at ${size}`, () => {
    const instances = world.group(name)?.instances ?? [];
    const targets = world.aws.elb.group(targetGroupArn);
    const resting = instances.length === size && instances.every(({ lifecycle }) => lifecycle === "InService");
    return resting && targets.targets.size === size && (!targets.checking || healthyIn(world, targetGroupArn) === size);
  });
}
