import { countdown } from "../../../delivery/countdown.ts";
import { counted } from "../../../delivery/counted.ts";
import type { Progress } from "../../../delivery/plan.ts";
import { bakeProgress, failedLaunches } from "../groups/health.ts";
import type { SharedChange, SideName } from "./changes.ts";
import type { SharedSide } from "./sides.ts";
import { isWhole, sideHealth, sideOf } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** Whether a wait is over. Pure. */
export function progressOf(wait: SharedChange, seen: SharedSnapshot): Progress {
  switch (wait.kind) {
    case "wait-until":
      return countdown("seconds until it is safe", wait.until - seen.at);
    case "wait-launched":
      return launchProgress({ ...sideNamed(wait.group, seen), attached: false, registered: 0 }, wait.side, seen);
    case "wait-healthy":
      return healthProgress(sideNamed(wait.group, seen), wait.side, seen);
    case "wait-detached":
      return detachProgress(sideNamed(wait.group, seen));
    case "wait-empty":
      return emptyProgress(sideNamed(wait.group, seen));
    case "wait-bake":
      return bakeProgress(sideNamed(wait.group, seen), wait.least, seen.routesAt + wait.durationMs, seen.at);
    default:
      return { state: "done" };
  }
}

function sideNamed(name: string, seen: SharedSnapshot): SharedSide {
  return sideOf(
    seen,
    seen.groups.find((group) => group.name === name),
  );
}

/** What somebody else has detached meanwhile is not healthy in the target group, however many instances it has. */
function healthProgress(side: SharedSide, name: SideName, seen: SharedSnapshot): Progress {
  if (side.attached) return launchProgress(side, name, seen);
  const [want, group] = [side.group?.desired ?? 0, side.group?.name];
  const { name: targetGroup } = side.targetGroup;
  return {
    state: "waiting",
    for: `healthy targets in ${targetGroup}`,
    have: 0,
    want,
    reasons: [`${group} is not attached`],
  };
}

function launchProgress(side: SharedSide, name: SideName, seen: SharedSnapshot): Progress {
  const strictness = name === "green" ? "strict" : "any-version";
  if (isWhole(side, strictness)) return { state: "done" };
  const { healthy, wanted, reasons } = sideHealth(side, strictness);
  const group = side.group?.name ?? "the group";
  const { hopeless, failed } = failedLaunches(side.group, seen.failures);
  if (hopeless !== undefined) return hopeless;
  const surplus = healthy < wanted ? [] : ["others have not left yet"];
  return {
    state: "waiting",
    for: side.attached ? `healthy targets in ${side.targetGroup.name}` : `instances of ${group} in service`,
    have: healthy,
    want: wanted,
    reasons: [...reasons, ...surplus, ...failed],
  };
}

function detachProgress({ group, targetGroup, attached }: SharedSide): Progress {
  const left = targetGroup.targets.length;
  if (left === 0 && !attached) return { state: "done" };
  return {
    state: "waiting",
    for: `targets of ${group?.name} still in ${targetGroup.name}`,
    have: left,
    want: 0,
    reasons: counted(targetGroup.targets.map(({ state }) => state)),
  };
}

function emptyProgress({ group, targetGroup }: SharedSide): Progress {
  const instances = group?.instances ?? [];
  if (instances.length === 0) return { state: "done" };
  return {
    state: "waiting",
    for: `instances of ${group?.name ?? targetGroup.name} still terminating`,
    have: instances.length,
    want: 0,
    reasons: counted(instances.map(({ lifecycle }) => lifecycle)),
  };
}
