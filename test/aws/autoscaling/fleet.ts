import { randomUUID } from "node:crypto";
import type { Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Template, TemplateVersion } from "../ec2/templates.ts";
import type { Elb } from "../elb/index.ts";
import { structure, text } from "../params.ts";
import type { Activity, Group, Member } from "./model.ts";

/** AWS seconds between two looks at every group. */
const RECONCILE_SECONDS = 1;
/** AWS seconds without a new launch after one failed. */
const LAUNCH_PAUSE_SECONDS = 10;
/** Kept per group, newest first. */
const ACTIVITIES_KEPT = 200;

/** Brings every group's instances to what the group wants, as the service does behind the API. */
export class Fleet {
  /** When set, every launch fails with this reason: no capacity, a limit reached. */
  launchFailure: string | undefined;
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #elb: Elb;
  readonly #stop: () => void;

  constructor(config: WorldConfig, ec2: Ec2, elb: Elb, groups: ReadonlyMap<string, Group>) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#elb = elb;
    this.#stop = config.clock.every(RECONCILE_SECONDS, () => {
      for (const group of groups.values()) this.reconcile(group);
    });
  }

  close(): void {
    this.#stop();
  }

  reconcile(group: Group): void {
    this.#replaceUnhealthy(group);
    const alive = group.instances.filter(({ lifecycle }) => lifecycle !== "Terminating");
    const missing = group.desired - alive.length;
    if (
      missing > 0 &&
      !group.suspended.has("Launch") &&
      this.#config.clock.now() >= group.pauseUntil &&
      !group.deleting
    ) {
      for (let count = 0; count < missing && this.#launch(group); count += 1);
    }
    if (missing < 0 && !group.suspended.has("Terminate")) {
      const removable = alive.filter((member) => !member.protected).slice(0, -missing);
      const cause = `At ${this.#stamp()} instances were taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${alive.length} to ${group.desired}.`;
      for (const member of removable) this.terminate(group, member, cause);
    }
  }

  terminate(group: Group, member: Member, cause: string): void {
    if (member.lifecycle === "Terminating") return;
    member.lifecycle = "Terminating";
    const activity = this.#begin(group, `Terminating EC2 instance: ${member.instance.id}`, cause);
    void this.#drainAndStop(group, member).then(() => {
      group.instances = group.instances.filter((other) => other !== member);
      end(activity, "Successful", undefined);
    });
  }

  /** Attaches or detaches every instance in service. */
  attach(group: Group, targetGroupArn: string): void {
    for (const { instance, lifecycle } of group.instances)
      if (lifecycle === "InService") this.#elb.register(targetGroupArn, instance.id);
  }

  /** Resolves when every instance has drained; they go on running. */
  async detach(group: Group, targetGroupArn: string): Promise<void> {
    if (!this.#elb.hasGroup(targetGroupArn)) return;
    await Promise.all(group.instances.map(({ instance }) => this.#elb.deregister(targetGroupArn, instance.id)));
  }

  /** The launch template version that the group launches now. */
  template(group: Pick<Group, "members">): { template: Template; version: TemplateVersion } {
    const mixed = structure(structure(group.members, "MixedInstancesPolicy") ?? {}, "LaunchTemplate");
    const wanted =
      structure(group.members, "LaunchTemplate") ?? structure(mixed ?? {}, "LaunchTemplateSpecification") ?? {};
    const template = this.#ec2.templates.find(text(wanted, "LaunchTemplateId"), text(wanted, "LaunchTemplateName"));
    return { template, version: this.#ec2.templates.version(template, text(wanted, "Version") ?? "$Default") };
  }

  #launch(group: Group): boolean {
    const cause = `At ${this.#stamp()} an instance was started in response to a difference between desired and actual capacity, increasing the capacity to ${group.desired}.`;
    try {
      if (this.launchFailure !== undefined) throw new AwsError("LaunchFailed", this.launchFailure);
      const { template, version } = this.template(group);
      const imageId = text(version.data, "ImageId") ?? "";
      const image = this.#ec2.images.get(imageId);
      if (image === undefined)
        throw new AwsError(
          "LaunchFailed",
          `The image id '[${imageId}]' does not exist. Launching EC2 instance failed.`,
        );
      const encoded = text(version.data, "UserData");
      const userData = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
      const zone = this.#config.zones[group.instances.length % this.#config.zones.length] ?? "";
      const instance = this.#ec2.instances.launch({ image, zone, userData, onFailure: () => this.#fail(member) }, () =>
        this.#intoService(group, member, activity),
      );
      const activity = this.#begin(group, `Launching a new EC2 instance: ${instance.id}`, cause);
      const member: Member = {
        instance,
        lifecycle: "Pending",
        healthy: true,
        protected: text(group.members, "NewInstancesProtectedFromScaleIn") === "true",
        template: { id: template.id, name: template.name, version: version.number },
        instanceType: text(version.data, "InstanceType") ?? "t3.micro",
        inServiceSince: 0,
      };
      group.instances.push(member);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      end(
        this.#begin(group, `Launching a new EC2 instance.  Status Reason: ${error.message}`, cause),
        "Failed",
        error.message,
      );
      group.pauseUntil = this.#config.clock.now() + this.#config.clock.scaled(LAUNCH_PAUSE_SECONDS);
      return false;
    }
  }

  #fail(member: Member): void {
    member.healthy = false;
  }

  #intoService(group: Group, member: Member, activity: Activity): void {
    if (member.lifecycle !== "Pending") return;
    member.lifecycle = "InService";
    member.inServiceSince = this.#config.clock.now();
    end(activity, "Successful", undefined);
    if (group.suspended.has("AddToLoadBalancer")) return;
    for (const arn of group.targetGroupArns) if (this.#elb.hasGroup(arn)) this.#elb.register(arn, member.instance.id);
  }

  #replaceUnhealthy(group: Group): void {
    if (group.suspended.has("ReplaceUnhealthy") || group.suspended.has("HealthCheck")) return;
    const byElb = (text(group.members, "HealthCheckType") ?? "EC2").includes("ELB");
    const grace = this.#config.clock.scaled(Number(text(group.members, "HealthCheckGracePeriod") ?? 0));
    for (const member of group.instances) {
      if (member.lifecycle !== "InService") continue;
      const old = this.#config.clock.now() - member.inServiceSince >= grace;
      if (byElb && old && this.#unhealthyInElb(group, member)) member.healthy = false;
      if (member.healthy) continue;
      const what = byElb
        ? "an ELB system health check failure"
        : "an EC2 health check indicating it has been terminated or stopped";
      this.terminate(group, member, `At ${this.#stamp()} an instance was taken out of service in response to ${what}.`);
    }
  }

  #unhealthyInElb(group: Group, { instance }: Member): boolean {
    return group.targetGroupArns.some((arn) => {
      if (!this.#elb.hasGroup(arn)) return false;
      const targetGroup = this.#elb.group(arn);
      return (
        targetGroup.checking &&
        [...targetGroup.targets.values()].some(({ id, state }) => id === instance.id && state === "unhealthy")
      );
    });
  }

  async #drainAndStop(group: Group, member: Member): Promise<void> {
    const arns = group.targetGroupArns.filter((arn) => this.#elb.hasGroup(arn));
    await Promise.all(arns.map((arn) => this.#elb.deregister(arn, member.instance.id)));
    await this.#ec2.instances.terminate(member.instance.id);
  }

  #begin(group: Group, description: string, cause: string): Activity {
    const activity: Activity = {
      id: randomUUID(),
      description,
      cause,
      startedAt: new Date(this.#config.clock.now()),
      endedAt: undefined,
      status: "InProgress",
      message: undefined,
    };
    group.activities.unshift(activity);
    group.activities.length = Math.min(group.activities.length, ACTIVITIES_KEPT);
    return activity;
  }

  #stamp(): string {
    return new Date(this.#config.clock.now()).toISOString();
  }
}

function end(activity: Activity, status: "Successful" | "Failed", message: string | undefined): void {
  Object.assign(activity, { status, message, endedAt: new Date() });
}

/** What DescribeScalingActivities shows of one. */
export function describeActivity(group: Group, activity: Activity): Params {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: activity.startedAt,
    EndTime: activity.endedAt,
    StatusCode: activity.status,
    StatusMessage: activity.message,
    Progress: activity.status === "InProgress" ? 50 : 100,
  };
}
