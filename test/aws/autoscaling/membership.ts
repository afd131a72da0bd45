import type { Operation, Params, WorldClock } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { flag, integer, paged, required, text, texts } from "../params.ts";
import { beginActivity, describeActivity, endActivity } from "./activities.ts";
import type { Fleet } from "./fleet.ts";
import type { Group, Member } from "./model.ts";
import { isLeaving, NO_TEMPLATE, unitsOf } from "./model.ts";
import { describeMember } from "./warm-pool.ts";

/** The most that one call may name (API Reference, SetInstanceProtection). */
const MAX_PROTECTED = 50;
/** The most that one call may attach or detach. */
const MAX_MOVED = 20;
/** The guide says 20, the array's bound in the API is 19. */
const MAX_STANDBY = 19;
const PAGE = 50;

export interface Membership {
  groups: ReadonlyMap<string, Group>;
  named(params: Params): Group;
  fleet: Fleet;
  ec2: Ec2;
  clock: WorldClock;
}

/** What is done to single instances of groups. */
export function membershipOperations(world: Membership): Record<string, Operation> {
  const { groups, named, fleet, ec2, clock } = world;
  const movedBy = ({ instance }: Member) =>
    `At ${new Date(clock.now()).toISOString()} instance ${instance.id} was moved`;
  return {
    DescribeAutoScalingInstances: (params) => {
      const wanted = texts(params, "InstanceIds");
      const all = [...groups.values()].flatMap((group) =>
        [...group.instances, ...group.warm].map((member) => ({ group, member })),
      );
      const found = all.filter(({ member }) => wanted.length === 0 || wanted.includes(member.instance.id));
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return {
        AutoScalingInstances: page.items.map(({ group, member }) => ({
          ...describeMember(member),
          AutoScalingGroupName: group.name,
          HealthStatus: member.healthy ? "HEALTHY" : "UNHEALTHY",
        })),
        NextToken: page.next,
      };
    },
    TerminateInstanceInAutoScalingGroup: (params) => {
      const id = required(params, "InstanceId");
      const { group, member } = anywhere(groups, id);
      const counted = member.lifecycle !== "Terminating:Retained";
      if (flag(params, "ShouldDecrementDesiredCapacity") && counted) lower(group, unitsOf([member]));
      void fleet.terminate(group, member, "At the request of a user an instance was terminated.");
      const running = group.activities.find(({ description }) => description.endsWith(id));
      return { Activity: running === undefined ? undefined : describeActivity(group, running) };
    },
    SetInstanceHealth: (params) => {
      const { member } = anywhere(groups, required(params, "InstanceId"));
      const status = required(params, "HealthStatus");
      if (!["Healthy", "Unhealthy"].includes(status))
        throw new AwsError("ValidationError", `HealthStatus ${status} is neither Healthy nor Unhealthy`);
      const respected = flag(params, "ShouldRespectGracePeriod") ?? true;
      const { group } = anywhere(groups, member.instance.id);
      const grace = clock.scaled(Number(text(group.members, "HealthCheckGracePeriod") ?? 0));
      if (respected && clock.now() - member.inServiceSince < grace) return {};
      member.healthy = status === "Healthy";
      return {};
    },
    SetInstanceProtection: (params) => {
      const [group, ids] = [named(params), texts(params, "InstanceIds")];
      const kept = flag(params, "ProtectedFromScaleIn") ?? false;
      if (ids.length > MAX_PROTECTED) {
        const constraint = `Member must have length less than or equal to ${MAX_PROTECTED}`;
        throw new AwsError("ValidationError", `1 validation error detected: ${constraint}`);
      }
      const members = ids.map((id) => own(group, [...group.instances, ...group.warm], id));
      for (const member of members) member.protected = kept;
      return {};
    },
    EnterStandby: (params) => {
      const [group, members] = moved(named(params), params, MAX_STANDBY);
      for (const { lifecycle, instance } of members)
        if (lifecycle !== "InService")
          throw new AwsError("ValidationError", `The instance ${instance.id} is not in InService, but ${lifecycle}.`);
      const before = group.desired;
      if (decrements(params)) lower(group, unitsOf(members));
      const activities = members.map((member) => {
        const description = `Moving EC2 instance to Standby: ${member.instance.id}`;
        const shrinking = group.desired === before ? "" : `, shrinking the capacity from ${before} to ${group.desired}`;
        const cause = `${movedBy(member)} to standby in response to a user request${shrinking}.`;
        const activity = beginActivity(clock, group, description, cause);
        member.lifecycle = "EnteringStandby";
        void fleet.drain(group, member).then(() => {
          if (member.lifecycle === "EnteringStandby") member.lifecycle = "Standby";
          endActivity(activity, "Successful");
        });
        return describeActivity(group, activity);
      });
      return { Activities: activities };
    },
    ExitStandby: (params) => {
      const [group, members] = moved(named(params), params, MAX_STANDBY);
      for (const { lifecycle, instance } of members)
        if (lifecycle !== "Standby")
          throw new AwsError("ValidationError", `The instance ${instance.id} is not in Standby.`);
      const before = group.desired;
      raise(group, unitsOf(members));
      const activities = members.map((member) => {
        const description = `Moving EC2 instance out of Standby: ${member.instance.id}`;
        const cause = `${movedBy(member)} out of standby in response to a user request, increasing the capacity from ${before} to ${group.desired}.`;
        const activity = beginActivity(clock, group, description, cause);
        Object.assign(member, { lifecycle: "Pending", launch: activity });
        fleet.intoService(group, member);
        return describeActivity(group, activity);
      });
      return { Activities: activities };
    },
    AttachInstances: (params) => {
      const [group, ids] = [named(params), texts(params, "InstanceIds")];
      if (ids.length > MAX_MOVED) throw tooMany(MAX_MOVED);
      const instances = ids.map((id) => {
        const instance = ec2.instances.all.get(id);
        if (instance?.state !== "running")
          throw new AwsError("ValidationError", `Invalid Instance ID(s): [${id}]: it must be running.`);
        if ([...groups.values()].some((other) => other.instances.some((member) => member.instance === instance)))
          throw new AwsError("ValidationError", `Instance ${id} is already part of an Auto Scaling group.`);
        return instance;
      });
      raise(group, instances.length);
      for (const instance of instances) {
        const description = `Attaching an existing EC2 instance: ${instance.id}`;
        const member: Member = {
          ...{ instance, lifecycle: "Pending", healthy: true, protected: false, template: NO_TEMPLATE },
          ...{
            instanceType: instance.type,
            weight: undefined,
            entering: false,
            letGo: undefined,
            inServiceSince: 0,
            actions: new Map(),
          },
          launch: beginActivity(clock, group, description, "A user attached an instance."),
        };
        group.instances.push(member);
        fleet.intoService(group, member);
      }
      return {};
    },
    DetachInstances: (params) => {
      const [group, members] = moved(named(params), params, MAX_MOVED);
      if (decrements(params)) lower(group, unitsOf(members));
      const activities = members.map((member) => {
        const description = `Detaching EC2 instance: ${member.instance.id}`;
        const activity = beginActivity(clock, group, description, "A user detached an instance.");
        member.lifecycle = "Detaching";
        void fleet.drain(group, member).then(() => {
          group.instances = group.instances.filter((other) => other !== member);
          endActivity(activity, "Successful");
        });
        return describeActivity(group, activity);
      });
      return { Activities: activities };
    },
  };
}

function moved(group: Group, params: Params, most: number): [Group, Member[]] {
  const ids = texts(params, "InstanceIds");
  if (ids.length > most) throw tooMany(most);
  return [group, ids.map((id) => own(group, group.instances, id))];
}

function tooMany(most: number): AwsError {
  return new AwsError("ValidationError", `Member must have length less than or equal to ${most}`);
}

/** Whether the desired capacity follows: the caller must say so, one way or the other. */
function decrements(params: Params): boolean {
  required(params, "ShouldDecrementDesiredCapacity");
  return flag(params, "ShouldDecrementDesiredCapacity") ?? false;
}

function own(group: Group, members: readonly Member[], id: string): Member {
  const member = members.find(({ instance }) => instance.id === id);
  if (member !== undefined && !isLeaving(member)) return member;
  throw new AwsError("ValidationError", `The instance ${id} is not part of Auto Scaling group ${group.name}.`);
}

function anywhere(groups: ReadonlyMap<string, Group>, id: string): { group: Group; member: Member } {
  for (const group of groups.values()) {
    const member = [...group.instances, ...group.warm].find(({ instance }) => instance.id === id);
    if (member !== undefined) return { group, member };
  }
  throw new AwsError("ValidationError", `Instance Id not found - No managed instance found for instance ID: ${id}`);
}

function lower(group: Group, units: number): void {
  if (group.desired - units < group.min) {
    throw new AwsError(
      "ValidationError",
      `AutoScalingGroup ${group.name} has min-size=${group.min}, max-size=${group.max}, and desired-size=${group.desired}. To place into standby, detach or terminate ${units}, please update the AutoScalingGroup sizes appropriately.`,
    );
  }
  group.desired -= units;
}

function raise(group: Group, units: number): void {
  if (group.desired + units > group.max) {
    throw new AwsError(
      "ValidationError",
      `AutoScalingGroup ${group.name} has min-size=${group.min}, max-size=${group.max}, and desired-size=${group.desired}. To attach or return ${units}, please update the AutoScalingGroup sizes appropriately.`,
    );
  }
  group.desired += units;
}
