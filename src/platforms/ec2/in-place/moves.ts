import { formatDuration } from "../../../delivery/duration.ts";
import type { Given, MoveRecord, Moves, Part } from "../../../delivery/schedule.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { waitForClaim } from "../../../delivery/waits.ts";
import { takeUp } from "../groups/marks.ts";
import { TAG } from "../snapshot.ts";
import { pickBatch } from "./batch.ts";
import type { InPlaceChange } from "./changes.ts";
import { hold, parseHeld } from "./held.ts";
import { limitsOf } from "./limits.ts";
import { beginTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { IN_PLACE_TAG, isForeign, isHealthy, isOut } from "./snapshot.ts";
import type { Course, Stage } from "./stages.ts";
import { failedOn, markOf, membersOf, stageOf } from "./stages.ts";
import { back, ids, list, round, standBy, waitEnded, waitOut } from "./steps.ts";
import type { Kind } from "./wrapper.ts";

export interface MoveContext extends Given<InPlaceSettings, InPlaceSnapshot> {
  course: Course;
}

/** How the machines of one fleet are changed where they are. */
export function inPlaceMoves(context: MoveContext): Moves<InPlaceChange> {
  const { intent, seen, standing } = context;
  const { fleet } = seen;
  return {
    begin: () => bring(context, claimNew(context)),
    resume: (again) => bring(context, again ? claimNew(context) : takeUp(intent, fleet)),
    takeOver: () => (fleet.tags[TAG.claim] === intent.nonce ? [] : takeUp(intent, fleet)),
    shift: (_to, record) => [...undone(context), noteMove(context, record)],
    record: (record) => [noteMove(context, record)],
    growBlue: () => (standing.weight === 0 ? undone(context) : []),
    releaseBlue: () => wholeAgain(context),
    remove: (side) => forget(context, side),
  };
}

/** Marks the fleet before anything else: who writes last holds the rollout. */
function claimNew(context: MoveContext): InPlaceChange[] {
  const { intent, seen, course } = context;
  const { name, tags } = seen.fleet;
  if (tags[TAG.claim] === intent.nonce && tags[TAG.rollout] === course.rollout) return [waitForClaim(name)];
  const summary = `Mark ${name} as being changed to ${course.revision} by ${course.rollout}`;
  const mark = { kind: "mark", group: name, tags: beginTags(intent, course), claims: true, summary } as const;
  return [mark, waitForClaim(name)];
}

/** All machines on the new revision, batch after batch; those that are out already first. */
function bring(context: MoveContext, claim: readonly InPlaceChange[]): Part<InPlaceChange> {
  const { seen, course, standing } = context;
  const members = membersOf(seen);
  const failed = failedOn(members, course);
  // Those on which it may fail get their former version back by themselves.
  const isBack = (machine: Machine) => failed.length <= course.maxErrors && failed.includes(machine);
  const others = members.filter((machine) => !isBack(machine));
  const open = [...through(context, "deploy", others), ...through(context, "rollback", members.filter(isBack))];
  const left = [...open, ...batches(context, "deploy", others, open.length > 0), ...joining(context, others)];
  const held = holding(context, left);
  const changes = [
    ...held,
    ...left,
    ...released(context, held.length > 0),
    ...(left.length > 0 || !isPromoted(standing) ? [...baked(context), promoted(context)] : []),
  ];
  if (changes.length === 0) return { changes };
  return { changes: [...claim, ...changes], ...(left.length > 0 ? forecast(context) : {}) };
}

/** The group is as it was by then: a bake may be long. Gates need one, however short. */
function baked({ settings: { bakeMs, alarms }, intent, seen, course: { revision } }: MoveContext): InPlaceChange[] {
  if (bakeMs === 0 && intent.gated === undefined) return [];
  const by = alarms.length === 0 ? "" : ` and ${alarms.join(", ")}`;
  const summary = `Watch the machines of ${seen.fleet.name}${by} for ${formatDuration(bakeMs)}`;
  return [{ kind: "wait-bake", waits: true, once: true, bakes: true, revision, durationMs: bakeMs, summary }];
}

function isPromoted({ last }: Standing): boolean {
  return last?.by === "promote" && last.to === 100;
}

function promoted(context: MoveContext): InPlaceChange {
  return noteMove(context, { by: "promote", to: 100, verified: true, run: context.intent.rolloutId });
}

function noteMove({ seen, course }: MoveContext, record: MoveRecord): InPlaceChange {
  const group = seen.fleet.name;
  const what = record.by === "rollback" ? `rolled back from ${course.revision}` : `on ${course.revision}`;
  const summary = `Record on ${group} that it is ${what}`;
  return { kind: "record-move", records: true, record: { ...record, group }, summary };
}

/** Those of them that are out, through their command and back; only what each still lacks. */
function through(context: MoveContext, kind: Kind, members: readonly Machine[]): InPlaceChange[] {
  const { seen } = context;
  const at = (...stages: Stage[]) =>
    members.filter(
      (machine) => isUnderWay(machine, context.course) && stages.includes(stageOf(kind, machine, context.course)),
    );
  const unchanged = at("as-it-was");
  const entering = seen.fleet.group === undefined ? [] : ids(unchanged.filter((one) => one.service === "leaving"));
  const running = ids(at("running"));
  return [
    ...(running.length > 0 ? [waitEnded(running)] : []),
    // Who is on its way to Standby cannot turn round before it is there.
    ...(entering.length > 0 ? [waitOut(entering)] : []),
    ...(unchanged.length > 0 ? back(context, "as-it-was", ids(unchanged.filter(isOut)), ids(unchanged)) : []),
    ...round(context, kind, {
      leaving: at("leaving"),
      out: at("out", ...(running.length > 0 ? (["running"] as const) : [])),
      sent: at("sent"),
      over: at("over"),
      coming: at("coming"),
    }),
  ];
}

/** It is out, or on its way back with a mark that is not done. */
function isUnderWay(machine: Machine, course: Course): boolean {
  const mark = markOf(machine, course);
  return isOut(machine) || (mark !== undefined && !mark.done && machine.outcome !== undefined);
}

/** The rest, as it would go if nothing fails; each look plans it anew. */
function batches(context: MoveContext, kind: Kind, members: readonly Machine[], isOn: boolean): InPlaceChange[] {
  const { settings, seen, course } = context;
  const stages = new Map(members.map((machine) => [machine.id, stageOf(kind, machine, course)]));
  const all = membersOf(seen);
  const waiting = inOrder(
    kind,
    members.filter(({ id }) => stages.get(id) === "in"),
  );
  if (waiting.length === 0) return [];
  const isLost = all.some(({ id }) => stages.get(id) === "left-out");
  const limits = limitsOf(
    settings,
    seen.fleet.name,
    all.length,
    all.filter(({ id }) => stages.get(id) !== "left-out").length,
  );
  // Who is under way comes back before the next goes out.
  const serving = all
    .filter((machine) => machine.service === "in" || (isOut(machine) && stages.get(machine.id) !== "left-out"))
    .map((machine) => ({
      id: machine.id,
      // The last one changed is the first to go back: zones have no say in it.
      zone: kind === "deploy" ? machine.zone : "",
      healthy: isHealthy(machine) || isUnderWay(machine, course),
    }));
  const healthy = new Set(serving.filter((machine) => machine.healthy).map(({ id }) => id));
  let left = waiting.map(({ id }) => id);
  const changes: InPlaceChange[] = [];
  while (left.length > 0) {
    const now = serving.map((machine) => ({ ...machine, healthy: healthy.has(machine.id) }));
    const batch = pickBatch(now, left, limits);
    if (batch.length === 0) {
      if (changes.length === 0 && !isOn) requireHealthy(context, healthy.size, all.length, limits.least);
      // Who stays out for good is not waited for: what can be restored is, and the rest is told.
      return isLost ? changes : [...changes, waitServing(context, limits.least + 1)];
    }
    for (const id of batch) healthy.add(id);
    left = left.filter((id) => !batch.includes(id));
    changes.push(standBy(context, kind, batch));
    const leaving = waiting.filter(({ id }) => batch.includes(id));
    changes.push(...round(context, kind, { leaving, out: [], sent: [], over: [], coming: [] }));
  }
  return changes;
}

/** A rollback begins with the machine that was changed last. */
function inOrder(kind: Kind, machines: readonly Machine[]): Machine[] {
  if (kind === "deploy") return [...machines];
  return machines.toSorted((one, other) => (other.mark?.at ?? 0) - (one.mark?.at ?? 0));
}

/** Only before anything was done: later, who is missing may be on its way. */
function requireHealthy({ seen, standing }: MoveContext, healthy: number, total: number, least: number): void {
  const { name, tags } = seen.fleet;
  if (standing.weight !== 0 || tags[IN_PLACE_TAG.held] !== undefined) return;
  const reasons = seen.machines.flatMap(({ id, reasons }) => reasons.map((reason) => `${id}: ${reason}`));
  const values = { group: name, healthy: String(healthy), total: String(total), least: String(least) };
  throw refuse("in-place-unhealthy", values, reasons);
}

/** Those that are being launched run what the launch template says: they are changed as soon as they are in service. */
function joining(context: MoveContext, members: readonly Machine[]): InPlaceChange[] {
  const { course } = context;
  const some = members.filter((machine) => stageOf("deploy", machine, course) === "joining");
  if (some.length === 0) return [];
  return [waitServing(context, membersOf(context.seen).length)];
}

function waitServing({ seen }: MoveContext, least: number): InPlaceChange {
  const group = seen.fleet.name;
  return {
    kind: "wait-serving",
    waits: true,
    group,
    least,
    summary: `Wait until ${least} machines of ${group} are healthy`,
  };
}

/** What of the group has to be so before machines go out. */
function holding({ seen }: MoveContext, left: readonly InPlaceChange[]): InPlaceChange[] {
  const { group } = seen.fleet;
  if (group === undefined) return [];
  const most = Math.max(0, ...left.map((change) => (change.kind === "stand-by" ? change.ids.length : 0)));
  const out = ids(membersOf(seen).filter(isOut));
  if (most === 0 && out.length === 0) return [];
  const back = left.flatMap((change) => (change.kind === "return" ? change.ids : []));
  const coming = out.filter((id) => back.includes(id)).length;
  // Those that stay out are missing beside every batch.
  const lowest = group.desired + coming - Math.max(most, coming);
  const held = hold(group, parseHeld(group.tags[IN_PLACE_TAG.held]), lowest);
  if (held === undefined) return [];
  const parts = [
    ...(held.min.ours === group.min ? [] : [`set its minimum from ${group.min} to ${held.min.ours}`]),
    ...(held.suspended.length === 0 ? [] : [`suspend ${held.suspended.join(", ")}`]),
  ];
  const summary = `Hold ${group.name} while machines are out: ${parts.join(" and ")}`;
  return [{ kind: "hold", movesTraffic: true, group: group.name, held, summary }];
}

function released({ seen }: MoveContext, holds: boolean): InPlaceChange[] {
  const { name, tags } = seen.fleet;
  if (!holds && tags[IN_PLACE_TAG.held] === undefined) return [];
  const summary = `Restore the minimum and the processes of ${name} as they were`;
  return [{ kind: "release", movesTraffic: true, group: name, summary }];
}

/** All machines on the former revision again: those that are out first, then those that were changed, the last one first. */
function undone(context: MoveContext): InPlaceChange[] {
  const members = membersOf(context.seen);
  const open = through(context, "rollback", members);
  const left = [...open, ...batches(context, "rollback", members, open.length > 0)];
  const held = holding(context, left);
  return [...held, ...left, ...released(context, held.length > 0)];
}

/** After everything that can be put back was: whoever is still out, or not healthy, is named. */
function wholeAgain({ seen }: MoveContext): InPlaceChange[] {
  const { name } = seen.fleet;
  if (membersOf(seen).every((machine) => isHealthy(machine))) return [];
  return [{ kind: "wait-whole", waits: true, group: name, summary: `Wait until all machines of ${name} are healthy` }];
}

/** Takes the record off; what the machines run stays noted on them. */
function forget({ seen, course }: MoveContext, side: "blue" | "green"): Part<InPlaceChange> {
  const { name } = seen.fleet;
  const marked = seen.machines.filter(({ mark }) => mark?.done === true).map(({ id }) => id);
  const revision = side === "blue" ? course.revision : course.former;
  const summary = `Remove the rollout's record from ${name}; its machines stay as they are`;
  return { changes: [{ kind: "forget", group: name, ids: marked, revision, summary }] };
}

/** What is known before machines go out, and what is a worry. */
function forecast({ settings, seen, course }: MoveContext): { notes: string[]; warnings: string[] } {
  const { name, group } = seen.fleet;
  const total = membersOf(seen).length;
  const { size } = limitsOf(settings, name, total);
  const rounds = Math.ceil(total / size);
  const drain = Math.max(0, ...seen.targetGroups.map(({ drainSeconds = 0 }) => drainSeconds));
  const foreign = seen.machines.filter(isForeign).map(({ id }) => id);
  const load = Math.round((100 * total) / (total - size)) / 100;
  const later =
    group === undefined
      ? `A machine that is registered in ${name} later`
      : `The launch template of ${name} stays as it is: a machine that is launched later`;
  const notes = [
    `${total} machines in ${rounds} batches of ${size}: ${total - size} stay in service meanwhile, each with ×${load} of its load. ` +
      `Draining alone takes up to ${formatDuration(rounds * drain * 1_000)} (deregistration delay ${formatDuration(drain * 1_000)}).`,
  ];
  const warnings = [
    `${later} does not run ${course.revision} until \`deploy\` is run again.`,
    ...(foreign.length > 0 ? [`${list(foreign)} in Standby by somebody else: left alone, and not changed.`] : []),
  ];
  return { notes, warnings };
}
