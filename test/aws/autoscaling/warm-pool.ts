import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, integer, paged, text } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";
import { isRunning } from "./activities.ts";
import type { Group, Member } from "./model.ts";
import { isLeaving, NO_TEMPLATE } from "./model.ts";

const POOL: Shape = {
  ...anyOf("MaxGroupPreparedCapacity", "MinSize", "PoolState"),
  InstanceReusePolicy: anyOf("ReuseOnScaleIn"),
};
const STATES = ["Stopped", "Running", "Hibernated"];
const PAGE = 50;

/** What the group's warm pool was put with; undefined: it has none. */
export function poolSettings(group: Group): Params | undefined {
  return group.attached.warmPool.get("");
}

/**
 * How many instances the pool keeps: up to the maximum size less the desired capacity, unless a maximum of prepared
 * instances says otherwise, and never fewer than its own minimum (User Guide, "Default warm pool size").
 */
export function poolSize({ max, desired }: Group, settings: Params): number {
  const prepared = integer(settings, "MaxGroupPreparedCapacity") ?? -1;
  const least = integer(settings, "MinSize") ?? 0;
  return Math.max(least, (prepared < 0 ? max : prepared) - desired);
}

export function warmPoolOperations(
  named: (params: Params) => Group,
  terminate: (group: Group, member: Member, cause: string) => Promise<void>,
): Record<string, Operation> {
  return {
    PutWarmPool: (params) => {
      const [group, settings] = [named(params), kept(params, POOL)];
      const state = text(settings, "PoolState") ?? "Stopped";
      if (!STATES.includes(state)) throw new AwsError("ValidationError", `PoolState ${state} is none of ${STATES}`);
      const prepared = integer(settings, "MaxGroupPreparedCapacity");
      if (prepared !== undefined && prepared < -1)
        throw new AwsError("ValidationError", `MaxGroupPreparedCapacity must not be ${prepared}`);
      if (group.poolDeleting)
        throw new AwsError("ValidationError", "You cannot update a warm pool that is pending delete.");
      group.attached.warmPool.set("", { MinSize: "0", ...settings, PoolState: state });
      return {};
    },
    DescribeWarmPool: (params) => {
      const group = named(params);
      const page = paged(group.warm, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return {
        WarmPoolConfiguration: describePool(group),
        Instances: page.items.map(describeMember),
        NextToken: page.next,
      };
    },
    /** Without force, an empty pool alone can be deleted, and not while anything is going on. */
    DeleteWarmPool: (params) => {
      const [group, force] = [named(params), flag(params, "ForceDelete") ?? false];
      if (poolSettings(group) === undefined)
        throw new AwsError("ValidationError", `No warm pool found for Auto Scaling group ${group.name}`);
      if (!force && group.warm.length > 0) {
        throw new AwsError(
          "ResourceInUse",
          "You cannot delete a warm pool while there are instances still in the warm pool.",
        );
      }
      if (!force && group.activities.some(isRunning))
        throw new AwsError("ScalingActivityInProgress", "You cannot delete a warm pool during scaling activities.");
      group.attached.warmPool.clear();
      const leaving = group.warm.filter((member) => !isLeaving(member));
      group.poolDeleting = leaving.length > 0;
      void Promise.all(leaving.map((member) => terminate(group, member, "The warm pool was deleted."))).then(() => {
        group.poolDeleting = false;
      });
      return {};
    },
  };
}

/** The pool as groups show it. One that is being deleted still has its instances. */
export function describePool(group: Group): Params | undefined {
  const settings = poolSettings(group);
  if (group.poolDeleting) return { ...settings, Status: "PendingDelete" };
  if (settings === undefined) return undefined;
  return settings;
}

/** An instance as a group or a warm pool lists it. */
export function describeMember({ instance, lifecycle, healthy, template, weight, ...member }: Member): Params {
  return {
    InstanceId: instance.id,
    InstanceType: member.instanceType,
    AvailabilityZone: instance.zone,
    LifecycleState: lifecycle,
    HealthStatus: healthy ? "Healthy" : "Unhealthy",
    ProtectedFromScaleIn: member.protected,
    ...(template === NO_TEMPLATE
      ? {}
      : {
          LaunchTemplate: {
            LaunchTemplateId: template.id,
            LaunchTemplateName: template.name,
            Version: template.version,
          },
        }),
    ...(weight === undefined ? {} : { WeightedCapacity: String(weight) }),
  };
}
