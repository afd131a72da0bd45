import type { Intent } from "../../../delivery/plan.ts";
import type { SideStanding, Standing } from "../../../delivery/standing.ts";
import { readSwitch } from "../groups/switch-tags.ts";
import { readRecord } from "./record.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { isHealthy } from "./snapshot.ts";
import type { Course } from "./stages.ts";
import { markOf, membersOf, stageOf } from "./stages.ts";

/** Where a rollout stands: blue are the machines that are not on its revision yet, green those that are. */
export function standingOf(settings: InPlaceSettings, seen: InPlaceSnapshot): Standing {
  const { fleet } = seen;
  const { rollout, revision, former } = readRecord(fleet.tags);
  const members = membersOf(seen);
  const last = readSwitch(fleet.tags);
  const base = {
    now: seen.at,
    rollout,
    audience: "everyone",
    ending: false,
    whole: undefined,
    units: "machines",
    oneFleet: true,
  } as const;
  if (rollout === undefined) {
    const blue = { ...sideOf(members, nameOf(fleet.name, revision)), current: runAll(members, settings.revision) };
    return { ...base, blue, green: gone(nameOf(fleet.name, settings.revision)), weight: 0, last };
  }
  const course = { ...courseOf(seen), maxErrors: settings.maxErrors };
  const there = members.filter((machine) => stageOf("deploy", machine, course) === "done" && runs(machine, course));
  const green = sideOf(members, nameOf(fleet.name, rollout.revision));
  const isWhole = there.length === members.length;
  return {
    ...base,
    // The way back is the same machines: it is there as long as they are.
    blue: { ...gone(nameOf(fleet.name, former)), state: "ready" },
    green: {
      ...green,
      current: true,
      state: isWhole ? green.state : "pending",
      capacity: { have: there.filter(isHealthy).length, want: members.length },
      reasons: isWhole
        ? green.reasons
        : [`${members.length - there.length} of ${members.length} not on ${rollout.revision}`],
    },
    weight: shareOf(members, there, course, last?.by === "promote" && last.to === 100),
    last,
  };
}

/**
 * The share of the machines that run the revision, in percent. All only once the rollout has said so: until then, something
 * of it is left to be done; what was launched since does not take that back.
 */
function shareOf(members: readonly Machine[], there: readonly Machine[], course: Course, isOver: boolean): number {
  const touched = members.some((machine) => isTouched(machine, course));
  if (isOver && !members.some((machine) => isOpen(machine, course))) return 100;
  if (!touched && there.length === 0) return 0;
  return Math.min(99, Math.max(1, Math.round((100 * there.length) / Math.max(1, members.length))));
}

/** Commands of the rollout were begun on it, and it is not back to what it was: a rollback has something to do on it. */
function isTouched(machine: Machine, course: Course): boolean {
  const stage = stageOf("rollback", machine, course);
  return stage !== "done" && stage !== "as-it-was" && stage !== "joining";
}

function isOpen(machine: Machine, course: Course): boolean {
  const mark = markOf(machine, course);
  return mark !== undefined && !mark.done;
}

function runs(machine: Machine, { revision }: Course): boolean {
  return machine.revision === revision;
}

/** Every machine is noted to run it. */
export function runAll(members: readonly Machine[], revision: string | undefined): boolean {
  return revision !== undefined && members.length > 0 && members.every((machine) => machine.revision === revision);
}

/** The rollout on record, as far as what machines lack follows from it. */
export function courseOf(seen: InPlaceSnapshot, intent?: Pick<Intent, "nonce">): Course {
  const { rollout, former } = readRecord(seen.fleet.tags);
  return {
    rollout: rollout?.id ?? "",
    startedAt: Date.parse(rollout?.startedAt ?? "") || 0,
    revision: rollout?.revision ?? "",
    former,
    attempt: attemptOf(intent),
    maxErrors: 0,
  };
}

/** Tells this run of a step from every other, in few characters. */
export function attemptOf(intent: Pick<Intent, "nonce"> | undefined): string {
  return (intent?.nonce ?? "").replaceAll("-", "").slice(0, 8) || "0";
}

/** One fleet carries both sides: they are told apart by what its machines run. */
export function nameOf(fleet: string, revision: string | undefined): string {
  return revision === undefined ? fleet : `${fleet} on ${revision}`;
}

function sideOf(members: readonly Machine[], name: string): SideStanding {
  const healthy = members.filter(isHealthy).length;
  const isComing = members.some(({ service }) => service !== "in");
  const state = healthy === members.length && healthy > 0 ? "ready" : isComing ? "pending" : "unhealthy";
  const reasons = members.flatMap(({ id, service, lifecycle, reasons }) =>
    service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`],
  );
  return { name, state, current: false, capacity: { have: healthy, want: members.length }, reasons };
}

function gone(name: string): SideStanding {
  return { name, state: "gone", current: false, capacity: undefined, reasons: [] };
}
