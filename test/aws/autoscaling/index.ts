import { randomUUID } from "node:crypto";
import type { CloudWatch } from "../cloudwatch/index.ts";
import type { Operation, Params, Service, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Elb } from "../elb/index.ts";
import { allows } from "../iam.ts";
import { flag, integer, paged, required, structure, structures, text, texts } from "../params.ts";
import { attachedOperations } from "./attached.ts";
import { describeActivity, Fleet } from "./fleet.ts";
import type { Group } from "./model.ts";
import { Scaling } from "./scaling.ts";
import { targetGroupOperations } from "./target-groups.ts";
import { describeGroup, describeTags, matchesFilter, matchesTagFilter, readGroup, updateGroup } from "./wire.ts";

const [PAGE, MAX_PAGE] = [50, 100];
/** AWS seconds that a deletion takes. */
const DELETE_SECONDS = 3;

export type AutoScaling = ReturnType<typeof createAutoScaling>;

/** EC2 Auto Scaling: groups, and the fleet behind them that follows what they want. */
export function createAutoScaling(config: WorldConfig, ec2: Ec2, elb: Elb, cloudWatch: CloudWatch) {
  const groups = new Map<string, Group>();
  const scaling = new Scaling(cloudWatch, groups);
  const fleet = new Fleet(config, ec2, elb, groups);
  const groupNamed = (name: string): Group => {
    const group = groups.get(name);
    if (group !== undefined) return group;
    throw new AwsError("ValidationError", `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  };
  const named = (params: Params) => groupNamed(required(params, "AutoScalingGroupName"));
  /** Checks the launch template, and fills in its id and name where only one was given, as the service does. */
  const requireTemplate = (group: Pick<Group, "members">) => {
    try {
      const { template } = fleet.template(group);
      const own = structure(group.members, "LaunchTemplate");
      if (own !== undefined) Object.assign(own, { LaunchTemplateId: template.id, LaunchTemplateName: template.name });
    } catch (error) {
      if (error instanceof AwsError)
        throw new AwsError("ValidationError", `You must use a valid fully-formed launch template. ${error.message}`);
      throw error;
    }
  };
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
      const group = readGroup(params, arn, config.clock.now());
      if (text(group.members, "LaunchConfigurationName") === undefined) requireTemplate(group);
      requireTargetGroups(group.targetGroupArns);
      groups.set(name, group);
      return {};
    },
    UpdateAutoScalingGroup: (params, context) => {
      const group = named(params);
      requireLaunchRight(params, context);
      requireTemplate({ members: { ...group.members, ...params } });
      updateGroup(group, params);
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
      updateGroup(group, { DesiredCapacity: String(wanted) });
      return {};
    },
    DeleteAutoScalingGroup: (params) => {
      const group = named(params);
      if (group.deleting) return {};
      if (group.instances.length > 0) {
        if (!flag(params, "ForceDelete")) {
          throw new AwsError(
            "ResourceInUse",
            "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
          );
        }
        for (const member of group.instances) fleet.terminate(group, member, "The group was deleted by force.");
      }
      if (group.attached.warmPool.size > 0 && !flag(params, "ForceDelete")) {
        throw new AwsError("ResourceInUse", "You cannot delete an AutoScalingGroup while it has a warm pool.");
      }
      if (group.activities.some(({ status }) => status === "InProgress") && !flag(params, "ForceDelete")) {
        throw new AwsError(
          "ScalingActivityInProgress",
          "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
        );
      }
      Object.assign(group, { deleting: true, desired: 0, min: 0 });
      scaling.forgetGroup(group);
      config.clock.after(DELETE_SECONDS, () => groups.delete(group.name));
      return {};
    },
    DescribeAutoScalingGroups: (params) => {
      const names = texts(params, "AutoScalingGroupNames");
      const filters = structures(params, "Filters");
      const size = Math.min(integer(params, "MaxRecords") ?? PAGE, MAX_PAGE);
      const found = [...groups.values()].filter(
        (group) =>
          (names.length === 0 || names.includes(group.name)) && filters.every((filter) => matchesFilter(group, filter)),
      );
      const page = paged(found, text(params, "NextToken"), size);
      return { AutoScalingGroups: page.items.map((group) => describeGroup(group, config)), NextToken: page.next };
    },
    DescribeScalingActivities: (params) => {
      const group = named(params);
      const page = paged(group.activities, text(params, "NextToken"), integer(params, "MaxRecords") ?? 100);
      return { Activities: page.items.map((activity) => describeActivity(group, activity)), NextToken: page.next };
    },
    DescribeAutoScalingInstances: (params) => {
      const wanted = texts(params, "InstanceIds");
      const all = [...groups.values()].flatMap((group) => group.instances.map((member) => ({ group, member })));
      const found = all.filter(({ member }) => wanted.length === 0 || wanted.includes(member.instance.id));
      return {
        AutoScalingInstances: found.map(({ group, member }) => ({
          InstanceId: member.instance.id,
          AutoScalingGroupName: group.name,
          AvailabilityZone: member.instance.zone,
          LifecycleState: member.lifecycle,
          HealthStatus: member.healthy ? "HEALTHY" : "UNHEALTHY",
          ProtectedFromScaleIn: member.protected,
        })),
      };
    },
    TerminateInstanceInAutoScalingGroup: (params) => {
      const id = required(params, "InstanceId");
      const group = [...groups.values()].find(({ instances }) => instances.some(({ instance }) => instance.id === id));
      const member = group?.instances.find(({ instance }) => instance.id === id);
      if (group === undefined || member === undefined)
        throw new AwsError(
          "ValidationError",
          `Instance Id not found - No managed instance found for instance ID: ${id}`,
        );
      if (flag(params, "ShouldDecrementDesiredCapacity")) group.desired -= 1;
      fleet.terminate(group, member, "At the request of a user an instance was terminated.");
      return {};
    },
    SetInstanceProtection: (params) => {
      const [group, ids] = [named(params), texts(params, "InstanceIds")];
      if (ids.length > 50)
        throw new AwsError(
          "ValidationError",
          "1 validation error detected: Member must have length less than or equal to 50",
        );
      for (const member of group.instances)
        if (ids.includes(member.instance.id)) member.protected = flag(params, "ProtectedFromScaleIn") ?? false;
      return {};
    },
    CreateOrUpdateTags: (params) => {
      for (const tag of structures(params, "Tags")) {
        const key = required(tag, "Key");
        groupNamed(required(tag, "ResourceId")).tags.set(key, {
          key,
          value: text(tag, "Value") ?? "",
          propagate: flag(tag, "PropagateAtLaunch") ?? false,
        });
      }
      return {};
    },
    DeleteTags: (params) => {
      for (const tag of structures(params, "Tags"))
        groupNamed(required(tag, "ResourceId")).tags.delete(required(tag, "Key"));
      return {};
    },
    DescribeTags: (params) => {
      const filters = structures(params, "Filters");
      const all = [...groups.values()].flatMap(describeTags);
      const found = all.filter((tag) => filters.every((filter) => matchesTagFilter(tag, filter)));
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { Tags: page.items, NextToken: page.next };
    },
    ...targetGroupOperations(named, requireTargetGroups, fleet, elb),
    ...attachedOperations(groupNamed, groups, scaling),
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
    /** Makes every launch fail with this reason from now on; undefined: launches work again. */
    failLaunches(reason: string | undefined): void {
      fleet.launchFailure = reason;
    },
    close: () => fleet.close(),
  };
}
