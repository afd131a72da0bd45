import type { MachineMark } from "./machine-mark.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { isDrained, isForeign, isOut } from "./snapshot.ts";
import type { Kind } from "./wrapper.ts";

/** How far each machine is: what it still lacks follows from where it stands, its mark and what became of its command. Pure. */

/** The rollout that machines are changed for. */
export interface Course {
  /** `owner/repo/runs/123`. */
  rollout: string;
  /** Milliseconds since the epoch: marks of before are of another rollout. */
  startedAt: number;
  revision: string;
  /** What the group ran before; undefined: nobody noted it. */
  former: string | undefined;
  /** The attempts of this run of the step: what failed in another run is tried once more. */
  attempt: string;
  /** On how many machines the commands may fail. */
  maxErrors: number;
}

/** In the order in which a machine passes through them. */
export type Stage =
  /** It gets requests, and has to go out. */
  | "in"
  /** On its way out. */
  | "leaving"
  /** It is out, and its command has to be sent. */
  | "out"
  /** Its command is on its way, runs, or has failed in this run of the step. */
  | "sent"
  /** Its command has succeeded, and it may go back. */
  | "over"
  /** On its way back. */
  | "coming"
  /** Only of a rollback: it is out, or on its way back, and nothing was run on it. */
  | "as-it-was"
  /** Only of a rollback: the command of a deploy runs on it. */
  | "running"
  /** Only of a rollback: the commands failed on it, and it stays out. */
  | "left-out"
  /** It is being launched. */
  | "joining"
  | "done";

/** How often a command is sent whose end nobody knows: the machine answers each with what came of the first. */
const MAX_TRIES = 3;

/** The machines that count: somebody else's Standby is left alone. */
export function membersOf({ machines }: Pick<InPlaceSnapshot, "machines">): Machine[] {
  return machines.filter((machine) => !isForeign(machine));
}

export function stageOf(kind: Kind, machine: Machine, course: Course): Stage {
  return kind === "deploy" ? deployStage(machine, course) : rollbackStage(machine, course);
}

function deployStage(machine: Machine, course: Course): Stage {
  const mark = markOf(machine, course);
  if (mark === undefined || mark.done || mark.kind === "rollback") {
    if (isOut(machine)) return goingOut(machine);
    if (mark?.kind === "rollback" && mark.done && course.maxErrors > 0) return "done";
    return machine.revision === course.revision && mark?.kind !== "rollback" ? "done" : waiting(machine);
  }
  const stage = commandStage(machine, mark, course);
  return stage === "failed" ? "sent" : stage;
}

function rollbackStage(machine: Machine, course: Course): Stage {
  const mark = markOf(machine, course);
  if (mark?.kind === "rollback") {
    if (mark.done) return "done";
    const stage = commandStage(machine, mark, course);
    return stage === "failed" ? "left-out" : stage;
  }
  if (mark !== undefined && !mark.done) {
    const { outcome } = machine;
    if (outcome === undefined) return isOut(machine) ? "as-it-was" : "done";
    // Back in service it is waited for until it is healthy, and then its mark is taken off.
    if (outcome.state === "never-ran") return "as-it-was";
    if (outcome.state === "sent" || outcome.state === "running") return "running";
    return isOut(machine) ? goingOut(machine) : waiting(machine);
  }
  // Left out by an earlier rollout: nobody knows what it runs.
  if (isOut(machine)) return goingOut(machine);
  return machine.revision === course.revision ? waiting(machine) : "done";
}

/** By a mark of this rollout and kind that is open; `failed`: in this run of the step. */
function commandStage(machine: Machine, mark: MachineMark, { attempt }: Course): Stage | "failed" {
  const { outcome } = machine;
  const open = () => (isOut(machine) ? goingOut(machine) : waiting(machine));
  switch (outcome?.state) {
    case undefined:
      return open();
    case "succeeded":
      return isOut(machine) ? "over" : "coming";
    case "sent":
    case "running":
      return "sent";
    case "unknown":
      if (mark.tries < MAX_TRIES) return open();
      return mark.attempt === attempt ? "failed" : open();
    case "failed":
    case "never-ran":
      return mark.attempt === attempt ? "failed" : open();
  }
}

function waiting({ service }: Machine): Stage {
  return service === "in" ? "in" : "joining";
}

function goingOut(machine: Machine): Stage {
  return isDrained(machine) ? "out" : "leaving";
}

/** The machine's mark, if it is of this rollout. */
export function markOf({ mark }: Machine, { rollout, startedAt }: Course): MachineMark | undefined {
  if (mark === undefined) return undefined;
  return mark.rollout === rollout.slice(0, 150) && mark.at >= startedAt ? mark : undefined;
}

/** The machines on which the commands failed in this rollout, those that were rolled back by themselves among them. */
export function failedOn(machines: readonly Machine[], course: Course): Machine[] {
  return machines.filter((machine) => {
    const mark = markOf(machine, course);
    if (mark === undefined) return false;
    if (mark.kind === "rollback") return true;
    return !mark.done && isFailed(machine);
  });
}

/** It ended, and not well; one whose end nobody knows is asked again first. */
export function isFailed({ outcome, mark }: Machine): boolean {
  if (outcome?.state === "unknown") return (mark?.tries ?? 0) >= MAX_TRIES;
  return outcome?.state === "failed" || outcome?.state === "never-ran";
}

/** Why, in a sentence for people. */
export function whyFailed({ id, outcome }: Machine): string {
  const because = outcome !== undefined && "because" in outcome ? outcome.because : "nothing is known of its command";
  return `${id}: ${because}`;
}
