import { counted } from "../../../delivery/counted.ts";
import type { SideStanding } from "../../../delivery/standing.ts";
import type { GroupState, InstanceState, TargetGroupState, TargetState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { givenVersion, NO_TEMPLATE } from "./marks.ts";
import { isLeaving } from "./suitable.ts";

/** A target group and the Auto Scaling group that fills it. */
export interface Side {
  targetGroup: TargetGroupState;
  /** Undefined: not created yet, or already gone. */
  group: GroupState | undefined;
}

export interface Health {
  /** Healthy targets that are in service in the side's group and run the wanted launch template version. */
  healthy: number;
  /** The group's desired capacity. */
  wanted: number;
  /** Why the others do not count, in the cloud's own words with how many share a reason. */
  reasons: readonly string[];
}

/** `strict`: only instances of the version that the rollout gave the group count. Right for green, which has to be new. */
export type Strictness = "strict" | "any-version";

/**
 * Counts a side's health ourselves: neither the group's `InService` (at least one instance passed) nor the load
 * balancer's view (it fails open) is evidence. A target counts when ELB calls it `healthy` and it belongs to an
 * in-service instance of the side's group.
 */
export function healthOf({ group, targetGroup }: Side, strictness: Strictness): Health {
  if (group === undefined) return { healthy: 0, wanted: 0, reasons: [] };
  const targets = new Map(targetGroup.targets.map((target) => [target.id, target]));
  const version = strictness === "strict" ? versionWanted(group) : undefined;
  const reasons: string[] = [];
  let healthy = 0;
  for (const instance of group.instances) {
    const reason = shortfall(instance, targets.get(instance.id), version);
    if (reason === undefined) healthy += 1;
    else reasons.push(reason);
  }
  const missing = group.desired - group.instances.length;
  const suspended = HINDERING.filter((process) => group.suspended.includes(process));
  return {
    healthy,
    wanted: group.desired,
    reasons: [
      ...counted(reasons),
      ...(missing > 0 ? [`${missing} × not launched yet`] : []),
      ...(suspended.length > 0 && healthy < group.desired
        ? [`suspended on ${group.name}: ${suspended.join(", ")}`]
        : []),
    ],
  };
}

/** Suspended, they keep instances from coming, or from getting targets. */
const HINDERING = ["Launch", "AddToLoadBalancer"];

function versionWanted(group: GroupState): string | undefined {
  if (group.tags[TAG.template] === NO_TEMPLATE) return "the rollout's";
  const given = givenVersion(group);
  return given === undefined ? group.template?.version : String(given);
}

/** Instances that the group wants and does not have; those in Standby and on their way out are not among them. */
export function missingInstances({ desired, instances }: GroupState): number {
  return desired - instances.filter((each) => !isLeaving(each) && !/Standby$/.test(each.lifecycle)).length;
}

/** All that the side wants is healthy, and it wants something. */
export function isFullyHealthy(side: Side, strictness: Strictness): boolean {
  const { healthy, wanted } = healthOf(side, strictness);
  return wanted > 0 && healthy >= wanted;
}

/**
 * Whether something is on its way that may bring a group what it lacks: an instance to be launched, started or
 * registered, or a target whose first checks go on.
 */
export function isComing(group: GroupState, targets: readonly TargetState[]): boolean {
  const { suspended, instances } = group;
  if (missingInstances(group) > 0 && !suspended.includes("Launch")) return true;
  return instances.some(({ id, lifecycle }) => {
    if (lifecycle.startsWith("Pending")) return true;
    if (lifecycle !== "InService") return false;
    const target = targets.find((each) => each.id === id);
    if (target === undefined) return !suspended.includes("AddToLoadBalancer");
    return target.state === "initial";
  });
}

/** The processes without which Auto Scaling replaces nothing. */
const REPLACING = ["HealthCheck", "ReplaceUnhealthy", "Terminate", "Launch"];

/** Whether Auto Scaling itself replaces what fails the load balancer's health check: then something is on its way. */
export function replacesUnhealthy({ raw, desired, suspended }: GroupState): boolean {
  const byBalancer = (raw.HealthCheckType ?? "").split(",").includes("ELB");
  return byBalancer && desired > 0 && !REPLACING.some((process) => suspended.includes(process));
}

/**
 * How a side stands, by what it has and what is coming.
 *
 * @param want healthy targets that make it ready.
 * @param comesBack a step brings it the instances that it was scaled in by.
 */
export function stateOf(side: Side, want: number, strictness: Strictness, comesBack: boolean): SideStanding["state"] {
  const { group, targetGroup } = side;
  if (group === undefined || group.deleting) return "gone";
  const { healthy } = healthOf(side, strictness);
  if (want > 0 && healthy >= want) return "ready";
  return comesBack || isComing(group, targetGroup.targets) ? "pending" : "unhealthy";
}

function shortfall(
  instance: InstanceState,
  target: TargetState | undefined,
  version: string | undefined,
): string | undefined {
  if (version !== undefined && instance.templateVersion !== version) {
    return `launch template version ${instance.templateVersion ?? "unknown"} instead of ${version}`;
  }
  if (instance.lifecycle !== "InService") return `instance ${instance.lifecycle}`;
  if (target === undefined) return "not registered in the target group";
  if (target.state === "healthy") return undefined;
  const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
  return `target ${target.state}${because === "" ? "" : ` (${because})`}`;
}
