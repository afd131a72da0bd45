import { TAG } from "../../src/platforms/ec2/snapshot.ts";

/** One Auto Scaling group behind one target group, as far as a rollout calls it, as a value that calls change. */
export interface FleetCloud {
  /** The launch template version that the group names. */
  version: number;
  desired: number;
  /** The version of each machine; all are in service and healthy. */
  machines: { id: string; version: number }[];
  tags: Record<string, string>;
  /** Newest first. */
  refreshes: CloudRefresh[];
  made: number;
  /** A call that nobody's step may make, as sentences. */
  faults: string[];
  /** Somebody took the tags away: whoever was about to begin cannot know it. */
  stripped: boolean;
}

interface CloudRefresh {
  id: string;
  status: string;
  brings: number;
  startedAt: number;
  endedAt?: number;
}

const TEMPLATE = "lt-0abc";
const TARGETS = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067";
const RUNNING = ["Pending", "InProgress", "RollbackInProgress", "Cancelling"];

/** An answer by which a service refuses a call, as the SDK throws it. */
class Refused extends Error {
  readonly $fault = "client";
  readonly $metadata = { httpStatusCode: 400 };

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The members of the requests that the calls read. */
interface Input {
  Tags: { Key: string; Value?: string }[];
  DesiredConfiguration: { LaunchTemplate: { Version: string } };
}

export function runningIn({ refreshes }: FleetCloud): CloudRefresh | undefined {
  return refreshes.find(({ status }) => RUNNING.includes(status));
}

/** What each call does and answers, by the name of its command (EC2 Auto Scaling and ELBv2 API References). */
export const CALLS: Readonly<Record<string, (cloud: FleetCloud, input: Input, now: number) => unknown>> = {
  DescribeAutoScalingGroups: (cloud) => ({ AutoScalingGroups: [groupOf(cloud)] }),
  DescribeInstanceRefreshes(cloud, _input, now) {
    advance(cloud, now);
    return { InstanceRefreshes: cloud.refreshes.map(refreshOf) };
  },
  DescribeTargetGroups: () => ({
    TargetGroups: [{ TargetGroupArn: TARGETS, TargetGroupName: "web", HealthCheckIntervalSeconds: 5 }],
  }),
  DescribeTargetGroupAttributes: () => ({
    Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "30" }],
  }),
  DescribeTargetHealth: ({ machines }) => ({
    TargetHealthDescriptions: machines.map(({ id }) => ({ Target: { Id: id }, TargetHealth: { State: "healthy" } })),
  }),
  DescribeScalingActivities: () => ({ Activities: [] }),
  DescribeLaunchTemplateVersions: () => ({ LaunchTemplateVersions: [{ LaunchTemplateData: { ImageId: "ami-1" } }] }),
  CreateOrUpdateTags({ tags }, { Tags }) {
    for (const { Key, Value = "" } of Tags) tags[Key] = Value;
    return {};
  },
  DeleteTags({ tags }, { Tags }) {
    for (const { Key } of Tags) delete tags[Key];
    return {};
  },
  StartInstanceRefresh(cloud, { DesiredConfiguration }, now) {
    if (runningIn(cloud) !== undefined) throw new Refused("InstanceRefreshInProgress", "One is in progress");
    const brings = Number(DesiredConfiguration.LaunchTemplate.Version);
    const told = [cloud.tags[TAG.template], cloud.tags[TAG.former]?.split(" ")[0]];
    if (!cloud.stripped && !told.includes(`${TEMPLATE}/${brings}`))
      cloud.faults.push(`version ${brings} is brought, and the group's tags tell of ${told.join(" and ")}`);
    cloud.made += 1;
    const id = `refresh-${cloud.made}`;
    cloud.refreshes.unshift({ id, status: "Pending", brings, startedAt: now });
    return { InstanceRefreshId: id };
  },
  RollbackInstanceRefresh(cloud) {
    const running = runningIn(cloud);
    if (running === undefined || running.status === "RollbackInProgress" || running.status === "Cancelling")
      throw new Refused("ActiveInstanceRefreshNotFound", "None is in progress");
    running.status = "RollbackInProgress";
    return { InstanceRefreshId: running.id };
  },
};

/** Whoever looks sees the next machine replaced: time is what looks take. */
export function advance(cloud: FleetCloud, now: number): void {
  const running = runningIn(cloud);
  if (running === undefined) return;
  if (running.status === "Pending") {
    running.status = "InProgress";
    return;
  }
  if (running.status === "Cancelling") {
    Object.assign(running, { status: "Cancelled", endedAt: now });
    return;
  }
  const isBack = running.status === "RollbackInProgress";
  const to = isBack ? cloud.version : running.brings;
  const next = cloud.machines.find(({ version }) => version !== to);
  if (next !== undefined) {
    cloud.made += 1;
    Object.assign(next, { id: `i-${cloud.made}`, version: to });
    return;
  }
  if (!isBack) cloud.version = to;
  Object.assign(running, { status: isBack ? "RollbackSuccessful" : "Successful", endedAt: now });
}

function groupOf({ version, desired, machines, tags }: FleetCloud) {
  return {
    AutoScalingGroupName: "web",
    ...{ MinSize: 1, MaxSize: 10, DesiredCapacity: desired, HealthCheckType: "ELB", HealthCheckGracePeriod: 0 },
    LaunchTemplate: { LaunchTemplateId: TEMPLATE, LaunchTemplateName: "web", Version: String(version) },
    TargetGroupARNs: [TARGETS],
    Instances: machines.map(({ id, version: own }) => ({
      ...{ InstanceId: id, LifecycleState: "InService", HealthStatus: "Healthy" },
      LaunchTemplate: { LaunchTemplateId: TEMPLATE, Version: String(own) },
    })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function refreshOf({ id, status, brings, startedAt, endedAt }: CloudRefresh) {
  return {
    ...{ InstanceRefreshId: id, Status: status, StartTime: new Date(startedAt), PercentageComplete: 50 },
    ...(endedAt === undefined ? {} : { EndTime: new Date(endedAt) }),
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: TEMPLATE, Version: String(brings) } },
  };
}
