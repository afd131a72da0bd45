import { requireCapacity, restOf, shareFor, unitsFor } from "./capacity.ts";
import { formatDuration } from "./duration.ts";
import type { Change, Intent, Plan } from "./plan.ts";
import type { Decision } from "./policy.ts";
import { refuse } from "./refusals.ts";
import { withShift } from "./shifts.ts";
import type { Audience, LastSwitch, RolloutMemory, SideName, Standing } from "./standing.ts";
import { canServe } from "./standing.ts";
import type { TimedWait } from "./waits.ts";
import { waitBake, waitUntil } from "./waits.ts";

/** A platform's part of a plan: changes with what a careful reader should know of them. */
export interface Part<C extends Change> {
  changes: readonly C[];
  warnings?: readonly string[];
  /** What they come to, and no worry. */
  notes?: readonly string[];
  /** Why there is nothing to do, should `changes` be empty. */
  nothing?: string;
}

/** What a platform's moves are made from. */
export interface Given<Settings, Seen> {
  settings: Settings;
  intent: Intent;
  seen: Seen;
  standing: Standing;
}

/** What a move writes down about itself; when it happened is known to whoever writes it. */
export type MoveRecord = Omit<LastSwitch, "at">;

/**
 * How a platform does what was decided. Each is pure and returns only what is not so yet, so that a plan made in the
 * middle of a step is the rest of the one that it began with. What a platform has no use for is left out.
 */
export interface Moves<C extends Change> {
  /** Green at weight 0, healthy, of the wanted revision: marks, claims and starts what is missing, and waits. */
  begin(): Part<C>;
  /** The same for a rollout that is marked already. `again`: clear the record of its rollback. */
  resume(again: boolean): Part<C>;
  /** Asks green alone, before it gets its first weight; [] without a smoke test. */
  smokeTest?(): readonly C[];
  /** Moves green's weight, and writes down that it did. */
  shift(to: number, record: MoveRecord, audience: Audience): readonly C[];
  /** Whether the weight can be seen from outside: a traffic check; [] without one. */
  check?(percent: number): readonly C[];
  /** Watches the sides at a weight; absent where nobody measures them: then it is a wait for time alone. */
  bake?(percent: number, durationMs: number): readonly C[];
  /**
   * Writes down that bake and check of a weight were seen to their end: the whole record (`shift`, to this weight, in
   * this run), with the moment of the switch where a record of this weight tells it. There may be none: the run that moved
   * it may have been cut off before it wrote one.
   */
  recordVerified?(percent: number): readonly C[];
  /** Writes down how the weight came to be what it is already. */
  record(record: MoveRecord): readonly C[];
  /** While two sides serve, nothing may scale blue in. */
  holdBlue?(): readonly C[];
  /** Takes a rollout out of the hands of a teardown that has begun; [] when none has. */
  takeOver?(): readonly C[];
  /** Blue gets its old size again; does not wait. */
  growBlue?(): readonly C[];
  /** Waits until blue has `atLeast` healthy units, or all that it wants. */
  waitForBlue?(atLeast: number | undefined): readonly C[];
  /** Blue's limits as they were, where they still are what the rollout set. */
  releaseBlue?(): readonly C[];
  /** Ends what clients still have open to a green that was rolled back; absent where a weight moves all there is. */
  endConnections?(): readonly C[];
  /** Milliseconds since the epoch from which no client can reach the side any more; absent: at once. */
  safeAt?(side: SideName): number;
  /** Notes that a teardown has begun, for every other run to see; [] when it is noted. */
  markEnding?(side: SideName): readonly C[];
  /** Ends the rollout without the side; destructive work last. */
  remove(side: SideName): Part<C>;
  /** What a teardown without a rollout may still clear away. */
  tidy?(): readonly C[];
}

/** The ordered changes of a step: what was decided, in the order that is safe, by the platform's own means. Pure. */
export function schedule<C extends Change>(
  intent: Intent,
  decision: Decision,
  seen: Standing,
  own: Moves<C>,
): Plan<C | TimedWait> {
  const deficit = intent.maxCapacityDeficit ?? 0;
  const moves = whole(own, seen);
  const part = ((): Part<C | TimedWait> => {
    switch (decision.do) {
      case "nothing":
        return { changes: intent.step === "teardown" ? moves.tidy() : [], nothing: decision.because };
      case "begin":
        return moves.begin();
      case "resume":
        return resumed(seen, moves.resume(decision.again));
      case "record":
        return { changes: moves.record(recordOf(intent, seen, decision.by, decision.at)) };
      case "judge":
        return judged(decision, moves);
      case "verify":
        return verified(decision, requireCapacity(seen, "green", decision.at, deficit), moves);
      case "shift":
        return decision.by === "rollback"
          ? rolledBack(intent, decision.to, seen, moves)
          : shifted(intent, decision, seen, moves, deficit);
      case "restore":
        return restored(intent, seen, moves);
      case "remove":
        return removed(intent, decision, seen, moves, deficit);
    }
  })();
  const { changes, warnings = [], notes = [], nothing } = part;
  const plan = { decision, changes, warnings, notes };
  return changes.length > 0 ? plan : { ...plan, nothing: nothing ?? "Everything is as it should be." };
}

/** The moves of a platform, with what it left out. */
type Whole<C extends Change> = Required<Moves<C | TimedWait>>;

function whole<C extends Change>(moves: Moves<C>, { now }: Standing): Whole<C> {
  return {
    begin: () => moves.begin(),
    resume: (again) => moves.resume(again),
    smokeTest: () => moves.smokeTest?.() ?? [],
    shift: (to, record, audience) => moves.shift(to, record, audience),
    check: (percent) => moves.check?.(percent) ?? [],
    bake: (percent, durationMs) => moves.bake?.(percent, durationMs) ?? [waitBake(percent, durationMs)],
    recordVerified: (percent) => moves.recordVerified?.(percent) ?? [],
    record: (record) => moves.record(record),
    holdBlue: () => moves.holdBlue?.() ?? [],
    takeOver: () => moves.takeOver?.() ?? [],
    growBlue: () => moves.growBlue?.() ?? [],
    waitForBlue: (atLeast) => moves.waitForBlue?.(atLeast) ?? [],
    releaseBlue: () => moves.releaseBlue?.() ?? [],
    endConnections: () => moves.endConnections?.() ?? [],
    safeAt: (side) => moves.safeAt?.(side) ?? now,
    markEnding: (side) => moves.markEnding?.(side) ?? [],
    remove: (side) => moves.remove(side),
    tidy: () => moves.tidy?.() ?? [],
  };
}

function resumed<C extends Change>({ green, weight, rollout }: Standing, part: Part<C>): Part<C> {
  const share = weight === 0 ? "at weight 0, healthy" : `with ${weight ?? "some"} % of the traffic`;
  return { nothing: `${green.name} already runs ${rollout?.revision} ${share}.`, ...part };
}

function verified<C extends Change>(
  { at, bakeMs }: Extract<Decision, { do: "verify" }>,
  warnings: readonly string[],
  moves: Whole<C>,
): Part<C | TimedWait> {
  const bake = bakeMs > 0 ? moves.bake(at, bakeMs) : [];
  return { changes: [...moves.check(at), ...bake, ...moves.recordVerified(at)], warnings };
}

/** Nothing is touched: what else belongs to a bake is the affair of the step that moved the weight. */
function judged<C extends Change>(
  { at, bakeMs }: Extract<Decision, { do: "judge" }>,
  moves: Whole<C>,
): Part<C | TimedWait> {
  const summary = `Judge green at ${at} % of the traffic`;
  const watches = moves.bake(at, bakeMs).filter(({ bakes }) => bakes === true);
  return { changes: watches.map((wait) => ({ ...wait, summary })) };
}

function shifted<C extends Change>(
  intent: Intent,
  { to, by, audience, first, bakeMs }: Extract<Decision, { do: "shift" }>,
  seen: Standing,
  moves: Whole<C>,
  deficit: number,
): Part<C | TimedWait> {
  // Where the routes disagree, each side may get more than it has somewhere.
  const ofGreen = seen.weight === undefined || to >= seen.weight ? requireCapacity(seen, "green", to, deficit) : [];
  const ofBlue =
    seen.weight === undefined || to < seen.weight ? requireCapacity(seen, "blue", restOf(to), deficit) : [];
  const warnings = [...ofGreen, ...ofBlue];
  const checks = moves.check(to);
  // A promote is a person's decision: it is not undone by a check that was cut off.
  const unverified = by === "shift" && to > 0 && (bakeMs > 0 || checks.length > 0);
  const record: MoveRecord = {
    ...recordOf(intent, seen, by, to),
    verified: !unverified,
    ...(unverified && bakeMs > 0 ? { bakeMs } : {}),
  };
  return {
    changes: [
      ...(first ? moves.smokeTest() : []),
      ...moves.holdBlue(),
      ...moves.shift(to, record, audience),
      ...checks,
      ...(bakeMs > 0 ? moves.bake(to, bakeMs) : []),
      ...(unverified ? moves.recordVerified(to) : []),
    ],
    warnings,
  };
}

/**
 * The way back: at once the share that blue can carry now, then its old size, then the rest. In the usual case (blue at
 * full size) that is one move.
 */
function rolledBack<C extends Change>(
  intent: Intent,
  to: number,
  seen: Standing,
  moves: Whole<C>,
): Part<C | TimedWait> {
  const record = recordOf(intent, seen, "rollback", to);
  const grow = moves.growBlue();
  const carries = to === 0 ? shareFor(seen, intent.maxCapacityDeficit ?? 0) : 100;
  // A green that serves nobody holds nothing back: whatever of blue is healthy is better than what is.
  const atOnce = carries === 100 || (!canServe(seen.green) && canServe(seen.blue));
  if (atOnce) {
    const waits = grow.length > 0 && carries < 100 ? moves.waitForBlue(undefined) : [];
    return {
      changes: [
        ...moves.takeOver(),
        ...grow,
        ...moves.shift(to, record, "everyone"),
        ...moves.check(to),
        ...waits,
        ...moves.releaseBlue(),
        ...ended(to, moves),
      ],
    };
  }
  const partial = moveInPart(100 - carries, seen)
    ? moves.shift(100 - carries, recordOf(intent, seen, "rollback", 100 - carries), "everyone")
    : [];
  const { whole = 1, blue } = seen;
  // The next part is moved as soon as a tenth more of the traffic finds room; the wait for all of it would be longer.
  const next = Math.min(whole, (blue.capacity?.have ?? 0) + unitsFor(whole, 10));
  return {
    changes: [
      ...moves.takeOver(),
      ...grow,
      ...partial,
      ...moves.waitForBlue(next),
      ...moves.shift(to, record, "everyone"),
      ...moves.check(to),
      ...moves.releaseBlue(),
      ...ended(to, moves),
    ],
    warnings: [
      `${blue.name} can carry ${carries} % of the traffic now (${blue.capacity?.have ?? 0} of ${whole} ${seen.units}): ` +
        "it gets that at once, and the rest as it grows.",
    ],
  };
}

/** What a move that is seen to its end writes down. */
export function recordOf(intent: Intent, seen: Standing, by: MoveRecord["by"], to: number): MoveRecord {
  const memory = memoryAfter(intent, seen, to);
  return { by, to, verified: true, run: intent.rolloutId, ...(memory === undefined ? {} : { memory }) };
}

/** A rollout that nobody judges remembers nothing; one that is judged from a later step on begins with what is known. */
function memoryAfter({ gated }: Intent, { last, weight, now }: Standing, to: number): RolloutMemory | undefined {
  const before = last?.memory;
  if (gated === undefined && before === undefined) return undefined;
  const known = last === undefined || weight === undefined ? undefined : { at: last.at, weight };
  const shifts = before?.shifts ?? (known === undefined ? undefined : withShift(undefined, known));
  const mark = gated?.mark ?? before?.gates;
  // A move on record that did not come about, or not by itself: from now on it is known what green had instead.
  const seen = shifts === undefined || weight === undefined ? shifts : withShift(shifts, { at: now, weight });
  return { ...(mark === undefined ? {} : { gates: mark }), shifts: withShift(seen, { at: now, weight: to }) };
}

/** Last of all: blue serves everybody by then. Where the way back leads to green, that is who serves. */
function ended<C extends Change>(to: number, moves: Whole<C>): readonly (C | TimedWait)[] {
  return to === 0 ? moves.endConnections() : [];
}

/** Only where every weight can be set, everyone agrees on the present one, and it would fall. */
function moveInPart(to: number, { weight, reachable, audience }: Standing): boolean {
  return reachable === undefined && audience === "everyone" && weight !== undefined && to < weight;
}

function restored<C extends Change>(intent: Intent, seen: Standing, moves: Whole<C>): Part<C | TimedWait> {
  const { last, blue, rollout } = seen;
  const record = recordOf(intent, seen, "rollback", 0);
  const grow = moves.growBlue();
  return {
    changes: [
      ...(last?.by === "rollback" ? [] : moves.takeOver()),
      ...(rollout === undefined || last?.by === "rollback" ? [] : moves.record(record)),
      ...grow,
      ...(grow.length > 0 ? moves.waitForBlue(undefined) : []),
      ...moves.releaseBlue(),
      ...ended(0, moves),
    ],
    nothing: `${blue.name} already has 100 % of the traffic.`,
  };
}

function removed<C extends Change>(
  intent: Intent,
  { side, neverServed }: Extract<Decision, { do: "remove" }>,
  seen: Standing,
  moves: Whole<C>,
  deficit: number,
): Part<C | TimedWait> {
  const { now, blue, green } = seen;
  const warnings = side === "blue" ? requireServing(seen, deficit) : [];
  const at = moves.safeAt(side);
  if (at > intent.now + intent.timeoutMs) {
    throw refuse("too-early", { at: new Date(at).toISOString(), wait: formatDuration(at - now) });
  }
  const part = moves.remove(side);
  // Once: where the switch is not on record the moment is counted from each look, and would never come.
  const wait = at > now ? [waitUntil(at)] : [];
  const never = neverServed ? [`${green.name} is removed without ever having had traffic.`] : [];
  return {
    ...part,
    nothing: part.nothing ?? `${side === "blue" ? blue.name : green.name} is gone already.`,
    changes: [...moves.markEnding(side), ...wait, ...part.changes],
    warnings: [...warnings, ...never, ...(part.warnings ?? [])],
  };
}

function requireServing(seen: Standing, deficit: number): string[] {
  const { green, blue, whole, units } = seen;
  if (green.capacity === undefined && green.state !== "ready") {
    throw refuse("blue-needed", { blue: blue.name, green: green.name, have: "0", needed: "1", units }, green.reasons);
  }
  try {
    return requireCapacity(seen, "green", 100, deficit);
  } catch {
    const [have, needed] = [green.capacity?.have ?? 0, whole ?? 1].map(String);
    const values = { blue: blue.name, green: green.name, have: have ?? "0", needed: needed ?? "1", units };
    throw refuse("blue-needed", values, green.reasons);
  }
}
