import { counted } from "../../../delivery/counted.ts";
import type { Progress, WaitOf } from "../../../delivery/plan.ts";
import { bakeProgress, redAlarm } from "./bake.ts";
import type { ChangeOf, InPlaceChange } from "./changes.ts";
import { lastLines, START_MS } from "./outcome.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { isDrained, isForeign, isHealthy, isOut } from "./snapshot.ts";
import { failedOn, isFailed, membersOf, whyFailed } from "./stages.ts";
import { courseOf } from "./standing.ts";

/** How many looks at a healthy machine, and the time between them in health checks: one that has just come may fail again. */
const LOOKS = 3;
/** Milliseconds for which what is read of a target may be of before it was taken out. */
const LAG_MS = 10_000;
/** Milliseconds beyond its own time limit after which a command counts as lost. */
const GRACE_MS = 30_000;

/** Whether a wait is over. Pure. */
export function progressOf(settings: InPlaceSettings, wait: WaitOf<InPlaceChange>, seen: InPlaceSnapshot): Progress {
  switch (wait.kind) {
    case "wait-out":
      return outProgress(wait, seen);
    case "wait-command":
      return commandProgress(settings, wait, seen);
    case "wait-ended":
      return endProgress(settings, wait, seen);
    case "wait-back":
      return backProgress(settings, wait, seen);
    case "wait-bake":
      return bakeProgress(wait, seen);
    case "wait-serving":
      return servingProgress(wait, seen);
    case "wait-whole":
      return wholeProgress(seen);
  }
}

/** Those that are gone for good are nobody's to wait for. */
function named(ids: readonly string[], { machines }: InPlaceSnapshot): Machine[] {
  return machines.filter(({ id }) => ids.includes(id));
}

function outProgress({ ids }: ChangeOf<"wait-out">, seen: InPlaceSnapshot): Progress {
  const machines = named(ids, seen);
  const out = machines.filter(isDrained);
  if (out.length === machines.length) return { state: "done" };
  // Whoever somebody else put back meanwhile does not leave by being waited for: what is planned next takes it out again.
  const isBack = machines.some(({ service }) => service === "in" || service === "partly");
  if (isBack && seen.at - (seen.waitingSince ?? seen.at) > LAG_MS) return { state: "done" };
  const reasons = machines
    .filter((machine) => !out.includes(machine))
    .map(({ id, lifecycle, registered }) => `${id}: ${lifecycle}${registered ? ", still draining" : ""}`);
  return { state: "waiting", for: "machines out of service", have: out.length, want: machines.length, reasons };
}

/** Every machine's end is waited for: how those that succeed are put back follows from all of them. */
function commandProgress(settings: InPlaceSettings, wait: ChangeOf<"wait-command">, seen: InPlaceSnapshot): Progress {
  const machines = named(wait.ids, seen);
  const open = machines.filter((machine) => !isOver(settings, machine, seen.at));
  if (open.length > 0) return stillOpen(machines, open);
  const lost = machines.filter((machine) => !isEnded(machine));
  const failed = failedOn(membersOf(seen), courseOf(seen)).filter(isFailed);
  const all = [...new Set([...failed, ...lost])].filter(({ id }) => wait.ids.includes(id));
  const tolerated = wait.of === "rollback" || failedOn(membersOf(seen), courseOf(seen)).length <= settings.maxErrors;
  if (all.length === 0 || (tolerated && lost.length === 0)) {
    const warning = all.length === 0 ? undefined : `The commands failed on ${all.map(whyFailed).join("; ")}`;
    return { state: "done", ...(warning === undefined ? {} : { warning }) };
  }
  const because = `The commands failed on ${all.map(({ id }) => id).join(", ")}.`;
  const remedy = "Fix the version or the machine, and `deploy` again.";
  return { state: "impossible", because, reasons: all.flatMap(reasonsOf), remedy, rollsBack: wait.of === "deploy" };
}

/** What came of it, with the end of the output: the last line is the last one told. */
export function reasonsOf(machine: Machine): string[] {
  const { id, outcome } = machine;
  const tail = outcome?.state === "failed" ? lastLines(outcome.tail) : [];
  return [whyFailed(machine), ...tail.map((line) => `${id}: ${line}`)];
}

function endProgress(settings: InPlaceSettings, { ids }: ChangeOf<"wait-ended">, seen: InPlaceSnapshot): Progress {
  const machines = named(ids, seen);
  const open = machines.filter((machine) => !isOver(settings, machine, seen.at));
  return open.length === 0 ? { state: "done" } : stillOpen(machines, open);
}

function stillOpen(machines: readonly Machine[], open: readonly Machine[]): Progress {
  const have = machines.length - open.length;
  const reasons = counted(open.map(({ outcome }) => (outcome?.state === "running" ? "running" : "not started")));
  return { state: "waiting", for: "machines whose commands have ended", have, want: machines.length, reasons };
}

function isEnded({ outcome }: Machine): boolean {
  return outcome !== undefined && outcome.state !== "sent" && outcome.state !== "running";
}

/** It ended, or AWS should have said so long ago. */
function isOver({ commandTimeoutMs }: InPlaceSettings, machine: Machine, now: number): boolean {
  if (isEnded(machine)) return true;
  const since = machine.commandAt ?? machine.mark?.at ?? now;
  const most = machine.outcome?.state === "running" ? START_MS + commandTimeoutMs : START_MS;
  return now > since + most + GRACE_MS;
}

function backProgress(settings: InPlaceSettings, { ids, of }: ChangeOf<"wait-back">, seen: InPlaceSnapshot): Progress {
  const red = of === "deploy" ? redAlarm(seen) : undefined;
  if (red !== undefined) return red;
  const since = seen.waitingSince ?? seen.at;
  const machines = named(ids, seen);
  const pauseMs = (LOOKS - 1) * 1_000 * Math.max(0, ...seen.targetGroups.map(({ intervalSeconds }) => intervalSeconds));
  const isSteady = ({ healthySince }: Machine) => healthySince !== undefined && seen.at - healthySince >= pauseMs;
  const steady = machines.filter(isSteady);
  if (steady.length === machines.length) return { state: "done" };
  const others = machines.filter((machine) => !steady.includes(machine));
  const reasons = others.flatMap((machine) => (isHealthy(machine) ? [] : healthReasons(machine)));
  if (seen.at - since > Math.max(settings.batchTimeoutMs, 2 * pauseMs) && reasons.length > 0) {
    const because = `${others.map(({ id }) => id).join(", ")} did not become healthy after the commands.`;
    return { state: "impossible", because, reasons, rollsBack: of === "deploy" };
  }
  return {
    state: "waiting",
    for: "machines back in service",
    have: steady.length,
    want: machines.length,
    reasons: reasons.length > 0 ? reasons : ["healthy, and watched for a moment"],
  };
}

function healthReasons({ id, service, lifecycle, reasons }: Machine): string[] {
  return service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`];
}

function servingProgress({ least }: ChangeOf<"wait-serving">, seen: InPlaceSnapshot): Progress {
  const members = membersOf(seen);
  const healthy = members.filter(isHealthy);
  const want = Math.min(least, members.length);
  if (healthy.length >= want) return { state: "done" };
  const reasons = members.filter((machine) => !isHealthy(machine)).flatMap(healthReasons);
  return { state: "waiting", for: "healthy machines", have: healthy.length, want, reasons };
}

/** Of a rollback: a machine that is still out after it stays there, and is named. */
function wholeProgress(seen: InPlaceSnapshot): Progress {
  const group = seen.fleet.name;
  const members = membersOf(seen);
  const out = seen.machines.filter((machine) => isOut(machine) && !isForeign(machine));
  if (out.length > 0) {
    return {
      state: "impossible",
      because: `${out.map(({ id }) => id).join(", ")} could not be rolled back, and stays ${seen.fleet.group === undefined ? "deregistered" : "in Standby"}.`,
      reasons: out.flatMap(reasonsOf),
      remedy: `Fix or terminate it; \`rollback\` tries again. The others of ${group} run the former version.`,
    };
  }
  const healthy = members.filter(isHealthy);
  if (healthy.length === members.length) return { state: "done" };
  const reasons = members.filter((machine) => !isHealthy(machine)).flatMap(healthReasons);
  return { state: "waiting", for: "healthy machines", have: healthy.length, want: members.length, reasons };
}
