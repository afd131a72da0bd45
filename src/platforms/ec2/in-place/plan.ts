import type { Intent, Plan } from "../../../delivery/plan.ts";
import type { Asked } from "../../../delivery/policy.ts";
import { decide } from "../../../delivery/policy.ts";
import { schedule } from "../../../delivery/schedule.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { requireAlarms } from "./bake.ts";
import type { InPlaceChange } from "./changes.ts";
import { inPlaceMoves } from "./moves.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import { wrappedFor } from "./script.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";
import type { Course } from "./stages.ts";
import { membersOf, stageOf } from "./stages.ts";
import { attemptOf, courseOf, standingOf } from "./standing.ts";
import { requireOwn } from "./suitable.ts";
import { MAX_SCRIPT_BYTES, tooLong } from "./wrapper.ts";

/** What the policy decides, in the safe order, by commands on the machines. Pure. */
export function planStep(settings: InPlaceSettings, intent: Intent, seen: InPlaceSnapshot): Plan<InPlaceChange> {
  const standing = standingOf(settings, seen);
  const asked: Asked = {
    revision: settings.revision,
    audience: "everyone",
    atOnce: true,
    outdated: standing.green.state === "pending",
  };
  const decision = decide(intent, asked, standing);
  if (decision.do === "begin") {
    requireOwn(seen);
    requireAlarms(seen);
  }
  const course = courseFor(settings, intent, seen, standing, decision.do === "begin");
  const plan = schedule(intent, decision, standing, inPlaceMoves({ settings, intent, seen, standing, course }));
  if (plan.changes.some(({ kind }) => kind === "send-command")) requireReach(settings, seen, plan.changes, course);
  return plan;
}

/** The rollout that the step is about: the one on record, or the one that it begins. */
function courseFor(
  settings: InPlaceSettings,
  intent: Intent,
  seen: InPlaceSnapshot,
  { last, weight }: Standing,
  begins: boolean,
): Course {
  const own = { attempt: attemptOf(intent), maxErrors: settings.maxErrors };
  if (begins)
    return {
      ...own,
      ...formerOf(seen),
      rollout: intent.rolloutId,
      startedAt: intent.now,
      revision: settings.revision ?? "",
    };
  const course = { ...courseOf(seen, intent), ...own };
  // Taken up after its rollback it begins anew: what is noted of the first time is over.
  const again = intent.step === "deploy" && weight === 0 && last?.by === "rollback";
  return again ? { ...course, startedAt: intent.now } : course;
}

/** What the fleet runs now: what the last rollout noted, or what all its machines say. */
function formerOf(seen: InPlaceSnapshot): { former: string | undefined } {
  const noted = readRecord(seen.fleet.tags).revision;
  const [first, ...others] = new Set(membersOf(seen).map(({ revision }) => revision));
  return { former: noted ?? (others.length === 0 ? first : undefined) };
}

/** Whatever would keep the commands, or the way back, from being run is found before anything is touched. */
function requireReach(
  settings: InPlaceSettings,
  { agents, ...seen }: InPlaceSnapshot,
  changes: readonly InPlaceChange[],
  course: Course,
): void {
  const { commands, rollbackCommands } = settings;
  if (rollbackCommands === undefined && (course.former === undefined || commands === undefined)) {
    throw refuse("in-place-no-former", { group: seen.fleet.name });
  }
  for (const kind of ["deploy", "rollback"] as const) {
    const bytes = tooLong(wrappedFor(settings, course, { kind, attempt: course.attempt, notAfter: 0 }));
    if (bytes !== undefined)
      throw refuse("in-place-too-long", { bytes: String(bytes), most: String(MAX_SCRIPT_BYTES) });
  }
  // Once machines are out, who does not answer is a failure of that machine, and no reason to leave the others there.
  const begun = seen.machines.some(
    (machine) => machine.mark !== undefined && stageOf("rollback", machine, course) !== "done",
  );
  if (agents === undefined || begun) return;
  const sent = new Set(
    changes.flatMap((change) => (change.kind === "send-command" ? change.sendings.map(({ id }) => id) : [])),
  );
  const silent = [...sent].filter((id) => agents[id]?.ping !== "Online");
  if (silent.length > 0) {
    const machines = silent.map((id) => `${id} (${agents[id]?.ping ?? "no agent"})`).join(", ");
    throw refuse("in-place-no-agent", { machines });
  }
  const other = [...sent].filter((id) => agents[id]?.platform !== "Linux");
  if (other.length === 0) return;
  throw refuse("in-place-not-linux", {
    machines: other.join(", "),
    platform: agents[other[0] ?? ""]?.platform ?? "nothing",
  });
}
