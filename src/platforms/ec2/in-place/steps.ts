import type { InPlaceChange, Sending } from "./changes.ts";
import type { MoveContext } from "./moves.ts";
import type { Machine } from "./snapshot.ts";
import { isFailed, markOf } from "./stages.ts";
import type { Kind } from "./wrapper.ts";

/** The changes of one way: out of service, through the commands, and back. Pure. */

/** Machines that are at different places of the same way. */
export interface Round {
  leaving: readonly Machine[];
  out: readonly Machine[];
  sent: readonly Machine[];
  over: readonly Machine[];
  coming: readonly Machine[];
}

/** What follows for them. */
export function round(context: MoveContext, kind: Kind, { leaving, out, sent, over, coming }: Round): InPlaceChange[] {
  const toSend = [...leaving, ...out];
  const toWait = [...toSend, ...sent];
  const toReturn = ids([...toWait, ...over]);
  const all = ids([...toWait, ...over, ...coming]);
  if (all.length === 0) return [];
  // Cut off between two of its target groups, one still gets requests from the others.
  const half = leaving.filter(({ service }) => service === "partly");
  return [
    ...(half.length > 0 ? [standBy(context, kind, ids(half))] : []),
    ...(leaving.length > 0 ? [waitOut(ids(leaving))] : []),
    ...(toSend.length > 0 ? [send(context, kind, toSend)] : []),
    ...(toWait.length > 0 ? [waitCommand(kind, ids(toWait), triesOf(toSend, context))] : []),
    ...back(context, kind, toReturn, all),
  ];
}

/** Back in service, healthy, and noted as such. */
export function back(
  context: MoveContext,
  of: Kind | "as-it-was",
  toReturn: readonly string[],
  all: readonly string[],
): InPlaceChange[] {
  const { seen, course } = context;
  const group = seen.fleet.name;
  const revision = of === "deploy" ? course.revision : of === "rollback" ? course.former : undefined;
  const one = all.length === 1;
  const runs = `${one ? "runs" : "run"} ${revision ?? `what ${one ? "it" : "they"} ran before`}`;
  const what = of === "as-it-was" ? (one ? "is as it was" : "are as they were") : runs;
  return [
    ...(toReturn.length > 0
      ? [
          {
            kind: "return",
            movesTraffic: true,
            group,
            ids: toReturn,
            summary: `Put ${list(toReturn)} back in service`,
          } as const,
        ]
      : []),
    {
      kind: "wait-back",
      waits: true,
      of,
      ids: all,
      summary: `Wait for ${list(all)} to be healthy three times in a row`,
    },
    { kind: "record-machines", of, ids: all, revision, summary: `Note that ${list(all)} ${what}` },
  ];
}

export function standBy({ seen, course: { attempt } }: MoveContext, of: Kind, batch: readonly string[]): InPlaceChange {
  const { name, group } = seen.fleet;
  const how = group === undefined ? "deregistered wherever they are registered" : "Standby";
  const summary = `Take ${list(batch)} out of service (${how})`;
  return { kind: "stand-by", movesTraffic: true, group: name, of, attempt, ids: batch, summary };
}

export function waitOut(out: readonly string[]): InPlaceChange {
  return { kind: "wait-out", waits: true, ids: out, summary: `Wait for the last request to ${list(out)}` };
}

export function waitEnded(running: readonly string[]): InPlaceChange {
  return {
    kind: "wait-ended",
    waits: true,
    ids: running,
    summary: `Wait until the command on ${list(running)} has ended`,
  };
}

/** A wait of its own for every try: one that was over is not begun again. */
function waitCommand(of: Kind, sent: readonly string[], tries: number): InPlaceChange {
  const again = tries > 1 ? `, try ${tries}` : "";
  return {
    kind: "wait-command",
    waits: true,
    of,
    ids: sent,
    summary: `Wait for the commands on ${list(sent)}${again}`,
  };
}

function triesOf(machines: readonly Machine[], { course }: MoveContext): number {
  const tries = machines.map((machine) => {
    const mark = markOf(machine, course);
    return mark?.command === undefined ? 1 : mark.tries + 1;
  });
  return Math.max(1, ...tries);
}

function send({ course }: MoveContext, of: Kind, machines: readonly Machine[]): InPlaceChange {
  const sendings = machines.map((machine): Sending => {
    const mark = markOf(machine, course);
    // The same attempt once more where none was sent, or nobody knows how it ended: the machine tells.
    const same = mark?.kind === of && !mark.done && !isFailed(machine);
    return same
      ? { id: machine.id, attempt: mark.attempt, tries: mark.command === undefined ? mark.tries : mark.tries + 1 }
      : { id: machine.id, attempt: course.attempt, tries: 1 };
  });
  const what = of === "deploy" ? `\`commands\` for ${course.revision}` : "the commands of the way back";
  return { kind: "send-command", of, sendings, summary: `Run ${what} on ${list(ids(machines))}` };
}

export function ids(machines: readonly Machine[]): string[] {
  return machines.map(({ id }) => id);
}

export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
