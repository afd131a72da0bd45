import { countdown } from "../../../delivery/countdown.ts";
import { counted } from "../../../delivery/counted.ts";
import type { Progress } from "../../../delivery/plan.ts";
import type { FailedActivity, GroupState, InstanceState, TargetState } from "../snapshot.ts";
import type { Side } from "../weighted/sides.ts";

export interface Health {
  /** Healthy targets that are in service in the side's group and run the wanted launch template version. */
  healthy: number;
  /** The group's desired capacity. */
  wanted: number;
  /** Why the others do not count, in the cloud's own words with how many share a reason. */
  reasons: readonly string[];
}

/** `strict`: only instances of the group's own launch template version count. Right for green, which has to be new. */
export type Strictness = "strict" | "any-version";

/**
 * Counts a side's health ourselves: neither the group's `InService` (at least one instance passed) nor the load
 * balancer's view (it fails open) is evidence. A target counts when ELB calls it `healthy` and it belongs to an
 * in-service instance of the side's group.
 */
export function healthOf(side: Side, strictness: Strictness): Health {
  const { group, targetGroup } = side;
  if (group === undefined) return { healthy: 0, wanted: 0, reasons: [] };
  const targets = new Map(targetGroup.targets.map((target) => [target.id, target]));
  const wantedVersion = strictness === "strict" ? group.template?.version : undefined;
  const why = new Map<string, number>();
  let healthy = 0;
  for (const instance of group.instances) {
    const reason = shortfall(instance, targets.get(instance.id), wantedVersion);
    if (reason === undefined) healthy += 1;
    else why.set(reason, (why.get(reason) ?? 0) + 1);
  }
  const missing = group.desired - group.instances.length;
  if (missing > 0) why.set("not launched yet", missing);
  return { healthy, wanted: group.desired, reasons: [...why].map(([reason, count]) => `${count} × ${reason}`) };
}

/** A side can take the traffic: it has instances, and all that it wants are healthy. */
export function isReady(side: Side, strictness: Strictness): boolean {
  const { healthy, wanted } = healthOf(side, strictness);
  return wanted > 0 && healthy >= wanted;
}

/** Launches that no waiting mends: the permissions, the image or the template are wrong. */
const DENIED = /not authorized|UnauthorizedOperation/i;
const WRONG = /does not exist|InvalidAMIID|invalid (?:value|parameter)|Invalid id/i;
/** Where one of these is wrong, the group goes on to another. */
const PLACE = /Availability Zone|subnet/i;
/** The image does not fit the instance type; of a mixed instances policy another type may. */
const MISFIT = /architecture/i;

/**
 * Whether a failed launch says that no other will go better.
 *
 * @param mixed whether the group has several instance types.
 */
function isHopeless(message: string, mixed: boolean): boolean {
  if (DENIED.test(message)) return true;
  if (MISFIT.test(message)) return !mixed;
  return WRONG.test(message) && !PLACE.test(message);
}

/** What the failed launches of a group say, and the end of a wait that none of them lets hope for. */
export function failedLaunches(group: GroupState | undefined, failures: readonly FailedActivity[]) {
  const messages = [...new Set(failures.map(({ message }) => message))];
  const mixed = group?.template?.mixed === true;
  const worst = failures.find(({ message }) => isHopeless(message, mixed));
  const hopeless: Progress | undefined =
    worst === undefined || group?.instances.length !== 0
      ? undefined
      : {
          state: "impossible",
          because: `${group.name} cannot launch its instances: ${worst.message}`,
          reasons: messages,
        };
  return { hopeless, failed: messages.map((message) => `scaling activity failed: ${message}`) };
}

/** Progress of a wait for a side's health, with the failed scaling activities since it began. */
export function healthProgress(side: Side, strictness: Strictness, failures: readonly FailedActivity[]): Progress {
  const { healthy, wanted, reasons } = healthOf(side, strictness);
  if (wanted > 0 && healthy >= wanted) return { state: "done" };
  const { hopeless, failed } = failedLaunches(side.group, failures);
  if (hopeless !== undefined) return hopeless;
  return {
    state: "waiting",
    for: `healthy targets in ${side.targetGroup.name}`,
    have: healthy,
    want: wanted,
    reasons: [...reasons, ...failed],
  };
}

/**
 * Progress of a bake: over at `until` (milliseconds since the epoch), impossible as soon as fewer than
 * `least` targets of the side, as many as when it began, are healthy.
 */
export function bakeProgress(side: Side, least: number, until: number, now: number): Progress {
  const { healthy, reasons } = healthOf(side, "strict");
  if (healthy < least) {
    const name = side.group?.name ?? side.targetGroup.name;
    return {
      state: "impossible",
      because: `${name} did not stay healthy while it baked: ${healthy} of ${least} targets. It keeps its weight: run \`rollback\`, or \`shift\` again once it is healthy.`,
      reasons,
    };
  }
  return countdown("seconds of bake time", until - now);
}

/** Progress of a wait until a side has no instance and no draining target left. */
export function drainProgress(side: Side): Progress {
  const instances = side.group?.instances ?? [];
  const draining = side.targetGroup.targets.filter(({ state }) => state === "draining").length;
  const left = Math.max(instances.length, draining);
  if (left === 0) return { state: "done" };
  return {
    state: "waiting",
    for: `instances of ${side.group?.name ?? side.targetGroup.name} still draining or terminating`,
    have: left,
    want: 0,
    reasons: [
      ...(draining > 0 ? [`${draining} × draining`] : []),
      ...counted(instances.map(({ lifecycle }) => lifecycle)),
    ],
  };
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
