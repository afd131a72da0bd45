import { counted } from "../../../delivery/counted.ts";
import type { Progress, WaitOf } from "../../../delivery/plan.ts";
import { imageProgress } from "../image/plan.ts";
import type { GroupState, ScalingActivity, Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { GroupChange } from "./changes.ts";
import { inStandby } from "./empty.ts";
import type { Side, Strictness } from "./health.ts";
import { healthOf, isFullyHealthy, missingInstances } from "./health.ts";
import { isLeaving } from "./suitable.ts";
import { poolProgress } from "./warm-pool.ts";

/** Whether the waits for groups are over, and which of them never will be. Pure. */

/** Of the waits that every set-up has. */
export function groupProgress(
  wait: WaitOf<GroupChange>,
  {
    groups,
    baking,
    at,
    waitingSince = at,
  }: Pick<Snapshot, "groups" | "at" | "waitingSince"> & Partial<Pick<Snapshot, "baking">>,
): Progress {
  switch (wait.kind) {
    case "wait-image":
      return imageProgress(wait, baking, waitingSince, at);
    case "wait-pool":
      return poolProgress(groups.find(({ name }) => name === wait.group));
  }
}

/**
 * Launches that no waiting helps: the permissions, the image or the template are wrong. `Client.InternalError` is what
 * EC2 says when Auto Scaling may not use the key of a volume (Auto Scaling user guide, troubleshooting launch failures).
 */
const DENIED = /not authorized|UnauthorizedOperation|InvalidKMSKey|Client\.InternalError/i;
const KEY = /InvalidKMSKey|Client\.InternalError/i;
const KEY_REMEDY =
  "If a volume is encrypted with a key of your own, its key policy must let the role AWSServiceRoleForAutoScaling use it: see docs/image.md. Then run the step again.";
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
function failedLaunches(group: GroupState | undefined, failures: readonly ScalingActivity[]) {
  const messages = [...new Set(failures.map(({ message }) => message))];
  const mixed = group?.template?.mixed === true;
  const worst = failures.find(({ message }) => isHopeless(message, mixed));
  const hopeless: Extract<Progress, { state: "impossible" }> | undefined =
    worst === undefined || group === undefined || !lacksLaunches(group)
      ? undefined
      : {
          state: "impossible",
          because: `${group.name} cannot launch its instances: ${worst.message}`,
          reasons: messages,
          remedy: KEY.test(worst.message) ? KEY_REMEDY : "Fix the cause, then run the step again.",
        };
  return { hopeless, failed: messages.map((message) => `scaling activity failed: ${message}`) };
}

/** The end of a wait for machines, when a failed launch says that no other will go better. */
export function hopelessLaunch(
  group: GroupState,
  failures: readonly ScalingActivity[],
): Extract<Progress, { state: "impossible" }> | undefined {
  return failedLaunches(group, failures).hopeless;
}

/** Instances are missing, and none is on its way. */
function lacksLaunches(group: GroupState): boolean {
  return missingInstances(group) > 0 && !group.instances.some(({ lifecycle }) => lifecycle.startsWith("Pending"));
}

/**
 * Progress of a wait for a side's health, with the failed scaling activities since it began.
 *
 * @param atLeast healthy targets that are enough; undefined: all that the group wants.
 */
export function healthProgress(
  side: Side,
  strictness: Strictness,
  failures: readonly ScalingActivity[],
  atLeast?: number,
): Progress {
  const { healthy, wanted, reasons } = healthOf(side, strictness);
  const want = Math.min(atLeast ?? wanted, wanted);
  if (atLeast === undefined ? isFullyHealthy(side, strictness) : healthy >= atLeast) return { state: "done" };
  const { hopeless, failed } = failedLaunches(side.group, failures);
  const end = hindrance(side, strictness, reasons) ?? hopeless;
  if (end !== undefined) return end;
  const missing = wanted > 0 ? Math.ceil((100 * (wanted - healthy)) / wanted) : 100;
  const anyVersion =
    healthy > 0
      ? `Run the step again to go on waiting, or accept what is healthy now with \`max-capacity-deficit: ${missing}\`.`
      : undefined;
  return {
    state: "waiting",
    for: `healthy targets in ${side.targetGroup.name}`,
    have: healthy,
    want,
    reasons: [...reasons, ...failed],
    ...(strictness === "any-version" && anyVersion !== undefined ? { remedy: anyVersion } : {}),
  };
}

/** What keeps a group from ever getting what it lacks, whatever the time. */
function hindrance({ group }: Side, strictness: Strictness, reasons: readonly string[]): Progress | undefined {
  if (group === undefined || group.deleting) return undefined;
  const { name, suspended, instances } = group;
  const stuck = ["Launch", "AddToLoadBalancer"].filter((process) => suspended.includes(process));
  const unregistered = reasons.some((reason) => reason.endsWith("not registered in the target group"));
  const stops =
    (stuck.includes("Launch") && lacksLaunches(group)) || (stuck.includes("AddToLoadBalancer") && unregistered);
  if (stops) {
    return {
      state: "impossible",
      because: `${name} has suspended processes: ${stuck.join(", ")}. What it lacks will never come.`,
      reasons,
      remedy: `Resume them (\`aws autoscaling resume-processes --auto-scaling-group-name ${name} --scaling-processes ${stuck.join(" ")}\`), then run the step again.`,
    };
  }
  const serving = instances.filter((each) => !isLeaving(each));
  const version = group.template?.version;
  const foreign = serving.filter(({ templateVersion }) => templateVersion !== version);
  const complete = serving.length >= group.desired && serving.every(({ lifecycle }) => lifecycle === "InService");
  if (strictness === "strict" && foreign.length > 0 && complete && group.tags[TAG.rollout] !== undefined) {
    return {
      state: "impossible",
      because: `${foreign.length} instances of ${name} run another launch template version than the rollout gave it.`,
      reasons,
      remedy: `Replace them (\`aws autoscaling start-instance-refresh --auto-scaling-group-name ${name}\`) and run the step again, or run \`rollback\`.`,
    };
  }
  return undefined;
}

/**
 * Progress of a wait until a side has no instance and no draining target left.
 */
export function drainProgress({ group, targetGroup }: Side): Progress {
  const instances = group?.instances ?? [];
  const draining = targetGroup.targets.filter(({ state }) => state === "draining").length;
  const left = Math.max(instances.length, draining);
  if (left === 0) return { state: "done" };
  const reasons = [
    ...(draining > 0 ? [`${draining} × draining`] : []),
    ...counted(instances.map(({ lifecycle }) => lifecycle)),
  ];
  const end = group === undefined ? undefined : neverEmpty(group, reasons);
  if (end !== undefined) return end;
  return {
    state: "waiting",
    for: `instances of ${group?.name ?? targetGroup.name} still draining or terminating`,
    have: left,
    want: 0,
    reasons,
    ...((group?.desired ?? 0) > 0
      ? {
          remedy: `Somebody else scaled ${group?.name} to ${group?.desired} meanwhile: see who wants it, then run the step again.`,
        }
      : {}),
  };
}

/** What keeps a group that is scaled to 0 from ever being empty. */
export function neverEmpty(group: GroupState, reasons: readonly string[]): Progress | undefined {
  const { name, desired, suspended, instances } = group;
  const standby = inStandby(group);
  const end = (because: string, remedy: string): Progress => ({ state: "impossible", because, reasons, remedy });
  if (standby.length > 0) {
    return end(
      `${name} has instances in Standby, which Auto Scaling does not end: ${standby.join(" ")}.`,
      `End their standby (\`aws autoscaling exit-standby --auto-scaling-group-name ${name} --instance-ids ${standby.join(" ")}\`), then run the step again.`,
    );
  }
  if (suspended.includes("Terminate") && instances.some((each) => !isLeaving(each))) {
    return end(
      `The process Terminate of ${name} is suspended: its instances will never end.`,
      `Resume it (\`aws autoscaling resume-processes --auto-scaling-group-name ${name} --scaling-processes Terminate\`), then run the step again.`,
    );
  }
  const shielded = instances.filter((each) => each.protected && each.lifecycle === "InService");
  if (shielded.length === 0 || desired > 0) return undefined;
  return end(
    `${shielded.length} instances of ${name} were protected from scale-in meanwhile.`,
    "Run the step again, which lifts their protection.",
  );
}
