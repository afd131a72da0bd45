import type {
  Activity,
  AutoScalingClient,
  AutoScalingGroup,
  Instance,
  ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeNotificationConfigurations,
  paginateDescribePolicies,
  paginateDescribeScheduledActions,
  paginateDescribeWarmPool,
} from "@aws-sdk/client-auto-scaling";
import type { ElasticLoadBalancingV2Client, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { call, gather } from "../../aws.ts";
import type { AlarmState } from "../clone/alarms.ts";
import { customerAlarms } from "../clone/alarms.ts";
import type { GroupConfig } from "../clone/group-config.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings } from "../settings.ts";
import type { GroupState, InstanceState, ScalingActivity, TargetGroupState, TargetState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { readAll } from "../which.ts";
import type { Editors } from "./editors.ts";
import { stemOf } from "./fleet.ts";
import { versionsUsed } from "./template-versions.ts";

/** The reading half of the platform. One method per thing read; each is one page of one API call where that is enough. */
export class Ec2Reader {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #editors: Editors;
  readonly #signal: AbortSignal;

  constructor(
    elb: ElasticLoadBalancingV2Client,
    autoScaling: AutoScalingClient,
    editors: Editors,
    signal: AbortSignal,
  ) {
    this.#elb = elb;
    this.#autoScaling = autoScaling;
    this.#editors = editors;
    this.#signal = signal;
  }

  /** The fleet's groups: the two named, or the one named and whatever was cloned from it. */
  async groups(fleet: Ec2Settings["fleet"]): Promise<GroupState[]> {
    if (fleet.kind === "paired") return this.groupsNamed(fleet.groups);
    const [named, cloned] = await Promise.all([
      this.groupsNamed([fleet.name]),
      this.#groups({ Filters: [{ Name: `tag:${TAG.fleet}`, Values: [fleet.name] }] }),
    ]);
    const own = named[0]?.tags[TAG.fleet] ?? (named.length + cloned.length === 0 ? stemOf(fleet.name) : undefined);
    if (own !== undefined && own !== fleet.name) return this.#fleetOfMember(own, named);
    const names = new Set(named.map(({ name }) => name));
    return [...named, ...cloned.filter(({ name }) => !names.has(name))];
  }

  /** The groups of the fleet that a clone's name was given of; [] unless there are clones of it. */
  async #fleetOfMember(name: string, named: readonly GroupState[]): Promise<GroupState[]> {
    const groups = await this.groups({ kind: "cloned", name });
    return groups.some(({ tags }) => tags[TAG.fleet] === name) ? groups : [...named];
  }

  groupsNamed(names: readonly string[]): Promise<GroupState[]> {
    return this.#groups({ AutoScalingGroupNames: [...names] });
  }

  /** The two target groups in the order of the input, without their targets. */
  async targetGroups(inputs: readonly [string, string]): Promise<[TargetGroup, TargetGroup]> {
    const [arns, names] = [
      inputs.filter((input) => input.startsWith("arn:")),
      inputs.filter((input) => !input.startsWith("arn:")),
    ];
    const found = (
      await Promise.all([
        arns.length === 0 ? [] : readAll(arns, (some) => this.#targetGroups({ TargetGroupArns: some }, some)),
        names.length === 0 ? [] : readAll(names, (some) => this.#targetGroups({ Names: some }, some)),
      ])
    ).flat();
    const pick = (input: string): TargetGroup => {
      const group = found.find(
        ({ TargetGroupArn, TargetGroupName }) => TargetGroupArn === input || TargetGroupName === input,
      );
      if (group !== undefined) return group;
      throw refuse("target-group-not-found", { name: input });
    };
    return [pick(inputs[0]), pick(inputs[1])];
  }

  async targetGroup(input: string): Promise<TargetGroup> {
    const by = input.startsWith("arn:") ? { TargetGroupArns: [input] } : { Names: [input] };
    const [found] = await this.#targetGroups(by, [input]);
    if (found !== undefined) return found;
    throw refuse("target-group-not-found", { name: input });
  }

  async targets(targetGroupArn: string): Promise<TargetState[]> {
    const answer = await call("elasticloadbalancing:DescribeTargetHealth", this.#signal, () =>
      this.#elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }), {
        abortSignal: this.#signal,
      }),
    );
    return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
      id: Target?.Id ?? "",
      port: Target?.Port,
      state: TargetHealth?.State ?? "unknown",
      reason: TargetHealth?.Reason,
      description: TargetHealth?.Description,
    }));
  }

  /** Target stickiness and deregistration delay. */
  async attributes(targetGroupArn: string): Promise<Pick<TargetGroupState, "sticky" | "drainSeconds">> {
    const answer = await call("elasticloadbalancing:DescribeTargetGroupAttributes", this.#signal, () =>
      this.#elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: targetGroupArn }), {
        abortSignal: this.#signal,
      }),
    );
    const values = new Map((answer.Attributes ?? []).map(({ Key = "", Value }) => [Key, Value]));
    const delay = Number(values.get("deregistration_delay.timeout_seconds"));
    return {
      sticky: values.get("stickiness.enabled") === "true",
      ...(Number.isNaN(delay) ? {} : { drainSeconds: delay }),
    };
  }

  /** What calls of its own put on a group, which a clone has to take along. */
  async attachments(group: GroupState): Promise<GroupConfig> {
    const abort = { abortSignal: this.#signal };
    const input = { AutoScalingGroupName: group.name };
    const [client, names] = [{ client: this.#autoScaling }, { AutoScalingGroupNames: [group.name] }];
    const read = <T>(action: string, send: () => Promise<T>) => call(`autoscaling:${action}`, this.#signal, send);
    const policiesAndAlarms = async () => {
      const policies = await this.policies(group.name);
      return [policies, await this.alarmsOf(policies)] as const;
    };
    const [[policies, alarms], schedules, hooks, notifications] = await Promise.all([
      policiesAndAlarms(),
      read("DescribeScheduledActions", () =>
        gather(paginateDescribeScheduledActions(client, input, abort), (page) => page.ScheduledUpdateGroupActions),
      ),
      read("DescribeLifecycleHooks", () => this.#autoScaling.send(new DescribeLifecycleHooksCommand(input), abort)),
      read("DescribeNotificationConfigurations", () =>
        gather(
          paginateDescribeNotificationConfigurations(client, names, abort),
          (page) => page.NotificationConfigurations,
        ),
      ),
    ]);
    return {
      policies,
      alarms,
      schedules,
      hooks: hooks.LifecycleHooks ?? [],
      notifications,
      warmPool: group.raw.WarmPoolConfiguration,
      metrics: (group.raw.EnabledMetrics ?? []).map(({ Metric = "" }) => Metric),
      suspended: group.suspended,
    };
  }

  /** What is in the warm pools of the groups that have one, by the group's name. */
  async warmPools(groups: readonly GroupState[]): Promise<Record<string, readonly InstanceState[]>> {
    const withPool = groups.filter(({ raw }) => raw.WarmPoolConfiguration !== undefined);
    const read = async ({ name }: GroupState) => {
      const [client, input] = [{ client: this.#autoScaling }, { AutoScalingGroupName: name }];
      const members = await call("autoscaling:DescribeWarmPool", this.#signal, () =>
        gather(paginateDescribeWarmPool(client, input, { abortSignal: this.#signal }), (page) => page.Instances),
      );
      return [name, members.map(toInstanceState)] as const;
    };
    return Object.fromEntries(await Promise.all(withPool.map(read)));
  }

  /** The versions of a launch template that any group of the account, or an instance of one, uses. */
  async templateVersionsUsed(template: { id: string; name: string }): Promise<ReadonlySet<string>> {
    const groups = await this.#groups({});
    return versionsUsed(
      groups.map(({ raw }) => raw),
      template,
    );
  }

  policies(group: string): Promise<ScalingPolicy[]> {
    const [client, input] = [{ client: this.#autoScaling }, { AutoScalingGroupName: group }];
    return call("autoscaling:DescribePolicies", this.#signal, () =>
      gather(paginateDescribePolicies(client, input, { abortSignal: this.#signal }), (page) => page.ScalingPolicies),
    );
  }

  /** The customer's alarms that drive the policies; CloudWatch's client is loaded only if there are any. */
  async alarmsOf(policies: readonly ScalingPolicy[]): Promise<AlarmState[]> {
    const names = customerAlarms(policies);
    return names.length === 0 ? [] : (await this.#editors.alarms()).read(names);
  }

  /** Scaling activities of the group since `since` (milliseconds since the epoch), newest first. */
  async activities(group: string, since: number): Promise<ScalingActivity[]> {
    const answer = await call("autoscaling:DescribeScalingActivities", this.#signal, () =>
      this.#autoScaling.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: 20 }), {
        abortSignal: this.#signal,
      }),
    );
    return (answer.Activities ?? []).map(toActivity).filter(({ at }) => at >= since);
  }

  /** Those that failed, or were cancelled with a reason. */
  async failures(group: string, since: number): Promise<ScalingActivity[]> {
    return (await this.activities(group, since)).filter(({ failed }) => failed);
  }

  async #groups(input: {
    AutoScalingGroupNames?: string[];
    Filters?: { Name: string; Values: string[] }[];
  }): Promise<GroupState[]> {
    const from = { client: this.#autoScaling, pageSize: 100 };
    const pages = paginateDescribeAutoScalingGroups(from, input, { abortSignal: this.#signal });
    return call("autoscaling:DescribeAutoScalingGroups", this.#signal, () =>
      gather(pages, ({ AutoScalingGroups }) => AutoScalingGroups?.map(toGroupState)),
    );
  }

  async #targetGroups(
    input: { TargetGroupArns: string[] } | { Names: string[] },
    given: readonly string[],
  ): Promise<TargetGroup[]> {
    const about = { input: "target-groups", given: given.join(" or ") };
    const pages = paginateDescribeTargetGroups({ client: this.#elb }, input, { abortSignal: this.#signal });
    const read = () => gather(pages, ({ TargetGroups }) => TargetGroups);
    return call("elasticloadbalancing:DescribeTargetGroups", this.#signal, read, about);
  }
}

/** Puts what two calls told about a target group together. */
export function toTargetGroupState(
  group: TargetGroup,
  targets: readonly TargetState[],
  attributes: Pick<TargetGroupState, "sticky" | "drainSeconds"> = { sticky: undefined },
): TargetGroupState {
  return {
    arn: group.TargetGroupArn ?? "",
    name: group.TargetGroupName ?? "",
    loadBalancer: group.LoadBalancerArns?.[0]?.replace(/^.*:loadbalancer\//, ""),
    targets,
    protocol: group.Protocol,
    protocolVersion: group.ProtocolVersion,
    ...attributes,
  };
}

function toGroupState(raw: AutoScalingGroup): GroupState {
  const mixed = raw.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const template = raw.LaunchTemplate ?? mixed;
  // TrafficSources repeats target groups and classic load balancers; what it alone knows is neither.
  const others = (raw.TrafficSources ?? []).filter(
    ({ Type, Identifier = "" }) => !["elbv2", "elb"].includes(Type ?? typeOf(Identifier)),
  );
  return {
    name: raw.AutoScalingGroupName ?? "",
    min: raw.MinSize ?? 0,
    max: raw.MaxSize ?? 0,
    desired: raw.DesiredCapacity ?? 0,
    template:
      template === undefined
        ? undefined
        : {
            id: template.LaunchTemplateId ?? "",
            name: template.LaunchTemplateName ?? template.LaunchTemplateId ?? "",
            version: template.Version ?? "$Default",
            mixed: mixed !== undefined,
          },
    instances: (raw.Instances ?? []).map(toInstanceState),
    targetGroupArns: [
      ...new Set([
        ...(raw.TargetGroupARNs ?? []),
        ...(raw.TrafficSources ?? []).filter(({ Type }) => Type === "elbv2").map(({ Identifier = "" }) => Identifier),
      ]),
    ],
    otherSources: [
      ...(raw.LoadBalancerNames ?? []).map((name) => `classic load balancer ${name}`),
      ...others.map(({ Identifier, Type }) => `${Type} ${Identifier}`),
    ],
    tags: Object.fromEntries((raw.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    suspended: (raw.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName),
    deleting: (raw.Status ?? "").startsWith("Delete in progress"),
    raw,
  };
}

function toInstanceState(instance: Instance): InstanceState {
  return {
    id: instance.InstanceId ?? "",
    lifecycle: instance.LifecycleState ?? "unknown",
    templateVersion: instance.LaunchTemplate?.Version,
    protected: instance.ProtectedFromScaleIn ?? false,
  };
}

function typeOf(identifier: string): string {
  return identifier.includes(":targetgroup/") ? "elbv2" : "elb";
}

function toActivity(activity: Activity): ScalingActivity {
  const { StatusCode, StatusMessage, Cause = "", StartTime } = activity;
  return {
    at: StartTime?.getTime() ?? 0,
    cause: Cause,
    message: StatusMessage ?? (Cause === "" ? "no reason given" : Cause),
    failed: StatusCode === "Failed" || (StatusCode === "Cancelled" && StatusMessage !== undefined),
  };
}
