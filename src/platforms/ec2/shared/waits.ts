import { counted } from "../../../delivery/counted.ts";
import type { Progress, WaitOf } from "../../../delivery/plan.ts";
import type { SideName } from "../../../delivery/standing.ts";
import { SETTLE_MS } from "../../../engine/timing.ts";
import { bakeProgress } from "../groups/bake.ts";
import { groupProgress, healthProgress, neverEmpty } from "../groups/progress.ts";
import type { SharedChange } from "./changes.ts";
import type { SharedSide } from "./sides.ts";
import { asHealthy, identify, isWhole, sideOf } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

const STRICTNESS = { blue: "any-version", green: "strict" } as const;

/** Whether a wait is over. Pure. */
export function progressOf(wait: WaitOf<SharedChange>, seen: SharedSnapshot): Progress {
  const since = seen.waitingSince ?? seen.at;
  switch (wait.kind) {
    case "wait-image":
    case "wait-pool":
      return groupProgress(wait, seen);
    case "wait-launched":
      return launchProgress(sideNamed(wait.group, seen), wait.side, seen);
    case "wait-healthy":
      return attachedProgress(sideNamed(wait.group, seen), wait.side, wait.least, seen);
    case "wait-detached":
      return detachProgress(sideNamed(wait.group, seen));
    case "wait-empty":
      return emptyProgress(sideNamed(wait.group, seen));
    case "wait-bake":
      return bakeProgress(identify(seen), wait.bake, causesOf(seen), since, seen.at);
  }
}

function sideNamed(name: string, seen: SharedSnapshot): SharedSide {
  return sideOf(
    seen,
    seen.groups.find((group) => group.name === name),
  );
}

function causesOf({ failures }: SharedSnapshot): string[] {
  return [...new Set(failures.map(({ cause, message }) => (cause === "" ? message : cause)))];
}

/** What somebody else has detached meanwhile is not healthy in the target group, however many instances it has. */
function attachedProgress(side: SharedSide, name: SideName, least: number | undefined, seen: SharedSnapshot): Progress {
  const { group, targetGroup } = side;
  if (side.attached) return wholeProgress(side, name, least, seen);
  const target = targetGroup.name;
  const reasons = [`${group?.name} is not attached`];
  const remedy = `See who detached ${group?.name} (\`status\` tells of the last move), then run the step again.`;
  // It was attached right before this wait: a reading that lags behind for so long is none.
  if (seen.at - (seen.waitingSince ?? seen.at) > SETTLE_MS) {
    const because = `Somebody else detached ${group?.name} from ${target} while it was waited for.`;
    return { state: "impossible", because, reasons, remedy };
  }
  const want = least ?? group?.desired ?? 0;
  return { state: "waiting", for: `healthy targets in ${target}`, have: 0, want, reasons, remedy };
}

/** By its group's word alone, as if it were attached to nothing. */
function launchProgress(side: SharedSide, name: SideName, seen: SharedSnapshot): Progress {
  const { group, targetGroup } = side;
  const targets = group === undefined ? [] : asHealthy(group);
  const aside = { ...side, attached: false, registered: 0, targetGroup: { ...targetGroup, targets } };
  const progress = wholeProgress(aside, name, undefined, seen);
  return progress.state === "waiting" ? { ...progress, for: `instances of ${group?.name} in service` } : progress;
}

function wholeProgress(side: SharedSide, name: SideName, least: number | undefined, seen: SharedSnapshot): Progress {
  const progress = healthProgress(side, STRICTNESS[name], seen.failures, least);
  if (progress.state !== "done" || least !== undefined || isWhole(side, STRICTNESS[name])) return progress;
  const want = side.group?.desired ?? 0;
  const reasons = ["others have not left yet"];
  return { state: "waiting", for: `healthy targets in ${side.targetGroup.name}`, have: want, want, reasons };
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
  const reasons = counted(instances.map(({ lifecycle }) => lifecycle));
  const end = group === undefined ? undefined : neverEmpty(group, reasons);
  if (end !== undefined) return end;
  return {
    state: "waiting",
    for: `instances of ${group?.name ?? targetGroup.name} still terminating`,
    have: instances.length,
    want: 0,
    reasons,
  };
}
