import { randomUUID } from "node:crypto";
import type { CloudWatch } from "../cloudwatch/index.ts";
import type { Operation, Params, Service, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Elb } from "../elb/index.ts";
import { allows } from "../iam.ts";
import { filters, flag, integer, paged, required, structures, text, texts } from "../params.ts";
import { describeActivity, isRunning } from "./activities.ts";
import { attachedOperations } from "./attached.ts";
import { Fleet } from "./fleet.ts";
import type { LifecycleNotice } from "./hooks.ts";
import { lifecycleActionOperations } from "./hooks.ts";
import { membershipOperations } from "./membership.ts";
import type { Group } from "./model.ts";
import { processOperations } from "./processes.ts";
import { SOURCES } from "./refresh/configuration.ts";
import { RefreshEngine } from "./refresh/engine.ts";
import { createHands } from "./refresh/hands.ts";
import { blockedByRefresh, refreshOperations, requireSourceUnlocked } from "./refresh/operations.ts";
import { Scaling } from "./scaling.ts";
import { readGroup, updateGroup } from "./settings.ts";
import { tagOperations } from "./tags.ts";
import { targetGroupOperations } from "./target-groups.ts";
import { warmPoolOperations } from "./warm-pool.ts";
import { describeGroup, matchesFilter } from "./wire.ts";

const [PAGE, MAX_PAGE] = [50, 100];
/** AWS seconds that a deletion takes. */
const DELETE_SECONDS = 3;

export type AutoScaling = ReturnType<typeof createAutoScaling>;

/** EC2 Auto Scaling: groups, and the fleet behind them that follows what they want. */
export function createAutoScaling(config: WorldConfig, ec2: Ec2, elb: Elb, cloudWatch: CloudWatch) {
  const groups = new Map<string, Group>();
  const scaling = new Scaling(cloudWatch, groups);
  const fleet = new Fleet(config, ec2, elb, groups);
  const refreshes = new RefreshEngine({ clock: config.clock, ec2, fleet, cloudWatch, groups });
  const groupNamed = (name: string): Group => {
    const group = groups.get(name);
    if (group !== undefined) return group;
    throw new AwsError("ValidationError", `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  };
  const named = (params: Params) => groupNamed(required(params, "AutoScalingGroupName"));
  const requireTargetGroups = (arns: readonly string[]) => {
    if (arns.every((arn) => elb.hasGroup(arn))) return;
    throw new AwsError(
      "ValidationError",
      "Provided Target Groups may not be valid. Please ensure they exist and try again.",
    );
  };
  const requireLaunchRight: (...args: Parameters<Operation>) => void = (params, { principal }) => {
    const launches = params.LaunchTemplate !== undefined || params.MixedInstancesPolicy !== undefined;
    const template = `arn:aws:ec2:${config.region}:${config.accountId}:launch-template/lt-0`;
    if (!launches || allows(principal, "ec2:RunInstances", template)) return;
    throw new AwsError(
      "AccessDenied",
      "You are not authorized to use launch template: ec2:RunInstances is missing",
      403,
    );
  };

  const operations: Record<string, Operation> = {
    CreateAutoScalingGroup: (params, context) => {
      const name = required(params, "AutoScalingGroupName");
      const existing = groups.get(name);
      if (existing !== undefined) {
        const pending = existing.deleting ? " and is pending delete" : "";
        throw new AwsError(
          "AlreadyExists",
          `AutoScalingGroup by this name already exists${pending} - A group with the name ${name} already exists`,
        );
      }
      requireLaunchRight(params, context);
      const arn = `arn:aws:autoscaling:${config.region}:${config.accountId}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`;
      const group = readGroup(params, arn, config.clock.now(), ec2);
      requireTargetGroups(group.targetGroupArns);
      groups.set(name, group);
      return {};
    },
    UpdateAutoScalingGroup: (params, context) => {
      const group = groups.get(required(params, "AutoScalingGroupName"));
      // This operation alone does not say which name it was; verified against AWS by moto's tests.
      if (group === undefined) throw new AwsError("ValidationError", "AutoScalingGroup name not found - null");
      requireLaunchRight(params, context);
      requireSourceUnlocked(
        group,
        SOURCES.some((member) => params[member] !== undefined),
      );
      updateGroup(group, params, ec2);
      return {};
    },
    SetDesiredCapacity: (params) => {
      const [group, wanted] = [named(params), Number(required(params, "DesiredCapacity"))];
      const bound = wanted > group.max ? `above max value ${group.max}` : `below min value ${group.min}`;
      if (!(group.min <= wanted && wanted <= group.max)) {
        throw new AwsError(
          "ValidationError",
          `New SetDesiredCapacity value ${wanted} is ${bound} for the AutoScalingGroup.`,
        );
      }
      // Nothing here ever cools down, so there is nothing to honour.
      flag(params, "HonorCooldown");
      group.desired = wanted;
      return {};
    },
    DeleteAutoScalingGroup: (params) => {
      const [group, force] = [named(params), flag(params, "ForceDelete") ?? false];
      if (group.deleting) return {};
      requireDeletable(group, force);
      Object.assign(group, { deleting: true, desired: 0, min: 0 });
      // "Also deletes any outstanding lifecycle actions" (API Reference, DeleteAutoScalingGroup).
      group.attached.hooks.clear();
      const members = [...group.instances, ...group.warm];
      for (const member of members) void fleet.terminate(group, member, "The group was deleted by force.");
      scaling.forgetGroup(group);
      config.clock.after(DELETE_SECONDS, () => groups.delete(group.name));
      return {};
    },
    DescribeAutoScalingGroups: (params) => {
      const names = texts(params, "AutoScalingGroupNames");
      const wantedBy = filters(params, "Filters", "Values");
      const size = Math.min(integer(params, "MaxRecords") ?? PAGE, MAX_PAGE);
      const found = [...groups.values()].filter(
        (group) =>
          (names.length === 0 || names.includes(group.name)) &&
          wantedBy.every((filter) => matchesFilter(group, filter)),
      );
      const page = paged(found, text(params, "NextToken"), size);
      return { AutoScalingGroups: page.items.map((group) => describeGroup(group, ec2)), NextToken: page.next };
    },
    DescribeScalingActivities: (params) => {
      const [name, ids] = [text(params, "AutoScalingGroupName"), texts(params, "ActivityIds")];
      // What is deleted here is gone with its activities.
      flag(params, "IncludeDeletedGroups");
      const all = (name === undefined ? [...groups.values()] : [groupNamed(name)]).flatMap((group) =>
        group.activities.map((activity) => ({ group, activity })),
      );
      const found = all.filter(({ activity }) => ids.length === 0 || ids.includes(activity.id));
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? MAX_PAGE);
      return {
        Activities: page.items.map(({ group, activity }) => describeActivity(group, activity)),
        NextToken: page.next,
      };
    },
    ...tagOperations(groups, groupNamed),
    ...membershipOperations({ groups, named, fleet, ec2, clock: config.clock }),
    ...processOperations(named),
    ...refreshOperations({ named, engine: refreshes, ec2, cloudWatch, requireLaunchRight }),
    ...lifecycleActionOperations(groupNamed),
    ...blockedByRefresh(
      {
        ...warmPoolOperations(named, (group, member, cause) => fleet.terminate(group, member, cause)),
        ...targetGroupOperations(named, requireTargetGroups, fleet, elb),
      },
      ["PutWarmPool", "AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"],
      named,
    ),
    ...attachedOperations(groupNamed, groups, scaling, config.clock),
  };

  const service: Service = {
    name: "autoscaling",
    protocol: "query",
    xmlNamespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
    resource: (action, params) => {
      if (action.startsWith("Describe")) return "*";
      const name =
        text(params, "AutoScalingGroupName") ?? text(structures(params, "Tags")[0] ?? {}, "ResourceId") ?? "";
      return (
        groups.get(name)?.arn ??
        `arn:aws:autoscaling:${config.region}:${config.accountId}:autoScalingGroup:*:autoScalingGroupName/${name}`
      );
    },
    operations,
  };

  return {
    service,
    groups,
    /** Instance refreshes: how long they take, and what they come to. */
    refreshes,
    /** What others do to groups. */
    hands: createHands(operations, groups, refreshes, cloudWatch),
    /** Makes every launch fail with this reason from now on; undefined: launches work again. */
    failLaunches(reason: string | undefined): void {
      fleet.launchFailure = reason;
    },
    /** Ends every launch before its instance is in service, as when EC2 cannot use a key; undefined: no longer. */
    cancelLaunches(reason: string | undefined): void {
      fleet.launchCancelled = reason;
    },
    /** Tells a hook's worker of every instance that waits. */
    onLifecycleAction: (listener: (notice: LifecycleNotice) => void) => fleet.hooks.onAction(listener),
    close: () => fleet.close(),
  };
}

/** @throws AwsError for what stands against a deletion; force does away with all but its protection. */
function requireDeletable(group: Group, force: boolean): void {
  // The error's code is not documented; the message names the setting either way.
  const protection = text(group.members, "DeletionProtection") ?? "none";
  if (protection === "prevent-all-deletion" || (force && protection === "prevent-force-deletion")) {
    throw new AwsError(
      "ValidationError",
      `You cannot delete AutoScalingGroup ${group.name} because its deletion protection is ${protection}.`,
    );
  }
  if (force) return;
  if (group.instances.length > 0) {
    throw new AwsError(
      "ResourceInUse",
      "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
    );
  }
  if (group.attached.warmPool.size > 0 || group.warm.length > 0)
    throw new AwsError("ResourceInUse", "You cannot delete an AutoScalingGroup while it has a warm pool.");
  if (group.activities.some(isRunning)) {
    throw new AwsError(
      "ScalingActivityInProgress",
      "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
    );
  }
}
