import { formatDuration } from "../../../delivery/duration.ts";
import type { Progress, WaitOf } from "../../../delivery/plan.ts";
import { groupProgress, hopelessLaunch } from "../groups/progress.ts";
import { TAG } from "../snapshot.ts";
import type { SingleChange, Way } from "./changes.ts";
import { machinesOff, machinesOn, shortfallOf } from "./machines.ts";
import type { Version } from "./marks.ts";
import { formerOf, wantedOf } from "./marks.ts";
import { describeRefresh, isRollingBack, isRunning, runningOf } from "./refreshes.ts";
import type { Refresh, SingleSnapshot } from "./snapshot.ts";
import { isOurs } from "./standing.ts";

/** Whether the waits for one group are over, and which of them never will be. Pure. */

type WaitReplaced = Extract<SingleChange, { kind: "wait-replaced" }>;

export function progressOf(wait: WaitOf<SingleChange>, seen: SingleSnapshot): Progress {
  switch (wait.kind) {
    case "wait-image":
    case "wait-pool":
      return groupProgress(wait, seen);
    case "wait-idle":
      return idleProgress(seen);
    case "wait-replaced":
      return replacedProgress(wait, seen);
  }
}

function idleProgress({ refreshes, group }: SingleSnapshot): Progress {
  const running = runningOf(refreshes);
  if (running === undefined) return { state: "done" };
  const reasons = [describeRefresh(running)];
  return { state: "waiting", for: `instance refreshes of ${group.name} still running`, have: 1, want: 0, reasons };
}

/** The version that a way leads to, and its refresh. */
function goalOf(way: Way, seen: SingleSnapshot): { version: Version | undefined; refresh: Refresh | undefined } {
  const version = way === "forward" ? wantedOf(seen.group) : formerOf(seen.group);
  const ours = seen.refreshes.filter((each) => isOurs(each, seen));
  const noted = seen.group.tags[TAG.refresh];
  // What was begun a moment ago may not be listed yet: an older one says nothing of it.
  const refresh = ours.find(isRunning) ?? ours.find(({ id }) => noted === undefined || id === noted);
  return { version, refresh };
}

/** All on the version, healthy, and named by the group: the engine's own word for it is no evidence. */
export function isReplaced(way: Way, seen: SingleSnapshot): boolean {
  const { version } = goalOf(way, seen);
  const { group } = seen;
  if (version === undefined || runningOf(seen.refreshes) !== undefined) return false;
  const [on, off] = [machinesOn(seen, version.number), machinesOff(seen, version.number)];
  return group.template?.version === version.number && off.all === 0 && on.healthy >= group.desired;
}

function replacedProgress(wait: WaitReplaced, seen: SingleSnapshot): Progress {
  const { way } = wait;
  const { version, refresh } = goalOf(way, seen);
  const { group } = seen;
  if (isReplaced(way, seen)) return { state: "done" };
  const { healthy, reasons, named } = machinesOn(seen, version?.number);
  const said = refresh === undefined ? [] : [`EC2 Auto Scaling: ${describeRefresh(refresh)}`];
  const count = `${healthy} of ${group.desired}`;
  // Whoever was found ill may be gone by now: the group replaces what the load balancer calls unhealthy.
  const evidence = new Set([...said, ...[seen.watched?.lastIll ?? []].flat(), ...named]);
  const end = ended(way, refresh, count, [...said, ...reasons]) ?? failing(wait, seen, count, [...evidence]);
  if (end !== undefined) return end;
  const name = version === undefined ? "the version" : `version ${version.number}`;
  return {
    state: "waiting",
    for: `machines of ${group.name} on ${name}, healthy`,
    have: healthy,
    want: group.desired,
    reasons: [...said, ...reasons],
    remedy: REMEDIES[way],
  };
}

const REMEDIES: Readonly<Record<Way, string>> = {
  forward:
    "EC2 Auto Scaling goes on by itself. Run `deploy` again to wait for it, perhaps with a longer `timeout`, or `rollback`.",
  back: "EC2 Auto Scaling goes on by itself. Run `rollback` again to wait for it, perhaps with a longer `timeout`.",
};

/** The refresh is over, and not with what was asked for. */
function ended(
  way: Way,
  refresh: Refresh | undefined,
  count: string,
  reasons: readonly string[],
): Progress | undefined {
  if (refresh === undefined || isRunning(refresh)) return undefined;
  const { id, status } = refresh;
  if (status === "Successful") return undefined;
  if (status === "Cancelled") {
    const because = `The instance refresh ${id} was cancelled by somebody else: ${count} machines run the ${AIM[way]} version, and the next launch brings what the group names.`;
    return { state: "impossible", code: "conflict", because, reasons, remedy: CANCELLED[way] };
  }
  if (way === "back") {
    if (status === "RollbackSuccessful") return undefined;
    const because = `The way back ended with ${status} (${id}): ${count} machines run the former version.`;
    return { state: "impossible", because, reasons, remedy: "Run `rollback` again, which replaces the others." };
  }
  if (status === "RollbackSuccessful") {
    const because = `EC2 Auto Scaling rolled the machines back by itself (${id}): all run the former version again.`;
    return { state: "impossible", because, reasons, remedy: "Fix the version and `deploy` it." };
  }
  const because = `The instance refresh ${id} ended with ${status}: ${count} machines run the new version.`;
  return { state: "impossible", because, reasons, rollsBack: true };
}

const AIM: Readonly<Record<Way, string>> = { forward: "new", back: "former" };
const CANCELLED: Readonly<Record<Way, string>> = {
  forward: "This step stopped. Run `deploy` again, which replaces the others, or `rollback`.",
  back: "This step stopped. Run `rollback` again, which replaces the others.",
};

/** The refresh may go on for an hour, but nothing good will come of it. */
function failing(
  { way, stallMs, patienceMs }: WaitReplaced,
  seen: SingleSnapshot,
  count: string,
  reasons: readonly string[],
): Progress | undefined {
  const { group, watched, failures, refreshes, at } = seen;
  const running = runningOf(refreshes);
  // What is on its way back already is only waited for.
  if (way === "forward" && running !== undefined && isRollingBack(running)) return undefined;
  const rollsBack = way === "forward";
  const hopeless = hopelessLaunch(group, failures);
  if (hopeless !== undefined) return { ...hopeless, rollsBack };
  const ill = way === "forward" ? illMachine(seen, patienceMs) : undefined;
  if (ill !== undefined) {
    const because = `${ill.id} of ${group.name} is in service with the new version and unhealthy: ${ill.why}. EC2 Auto Scaling does not look at the load balancer's checks and would go on.`;
    return { state: "impossible", because, reasons, rollsBack };
  }
  const isPaused = running?.status === "Baking" || running?.status === "Cancelling";
  if (watched === undefined || isPaused || at - watched.since < stallMs) return undefined;
  const because = `For ${formatDuration(at - watched.since)} no machine of ${group.name} got healthy with the ${AIM[way]} version: ${count}.`;
  return { state: "impossible", because, reasons, rollsBack };
}

/**
 * Where the engine trusts EC2's own checks alone, a machine that the load balancer calls unhealthy counts as replaced:
 * it is noticed in half of the time in which it warms up, before the next batch begins.
 */
function illMachine(seen: SingleSnapshot, patienceMs: number): { id: string; why: string } | undefined {
  const { group, watched, at } = seen;
  if ((group.raw.HealthCheckType ?? "").split(",").includes("ELB")) return undefined;
  const version = wantedOf(group)?.number;
  for (const instance of group.instances) {
    const since = watched?.unhealthySince[instance.id];
    if (instance.templateVersion !== version || since === undefined || at - since < patienceMs) continue;
    const why = shortfallOf(seen, instance);
    if (why !== undefined) return { id: instance.id, why };
  }
  return undefined;
}
