import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import { viewFrom } from "../../../delivery/view.ts";
import { parseHeld } from "./held.ts";
import { readRecord } from "./record.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { IN_PLACE_TAG, isForeign, isHealthy, isOut } from "./snapshot.ts";
import { membersOf } from "./stages.ts";
import { nameOf, standingOf } from "./standing.ts";

export function viewOf(settings: InPlaceSettings, seen: InPlaceSnapshot): View {
  const standing = standingOf(settings, seen);
  const { rollout, weight } = standing;
  const { fleet } = seen;
  const { revision, former } = readRecord(fleet.tags);
  const problems = problemsOf(settings, seen);
  const members = membersOf(seen);
  const runs = ({ revision: own }: Machine) => rollout !== undefined && own === rollout.revision;
  const side = (some: readonly Machine[], what: string | undefined, share: number | undefined): SideView => ({
    name: nameOf(fleet.name, what),
    target: seen.targetGroups.map(({ name }) => name).join(", "),
    revision: what ?? "not noted",
    healthy: some.filter(isHealthy).length,
    wanted: some.length,
    weight: share,
  });
  return {
    ...viewFrom(standing, { problems }),
    blue: side(
      members.filter((machine) => !runs(machine)),
      rollout === undefined ? revision : former,
      weight === undefined ? undefined : 100 - weight,
    ),
    green: rollout === undefined ? undefined : side(members.filter(runs), rollout.revision, weight),
    facts: factsOf(seen),
  };
}

function problemsOf(settings: InPlaceSettings, seen: InPlaceSnapshot): string[] {
  const { fleet } = seen;
  const { group } = fleet;
  const { revision, rollout } = readRecord(fleet.tags);
  const { last, weight } = standingOf(settings, seen);
  const members = membersOf(seen);
  const problems: string[] = [];
  const isOver = rollout === undefined || weight === 100;
  const others = isOver && revision !== undefined ? members.filter((machine) => machine.revision !== revision) : [];
  if (others.length > 0) {
    const since = group === undefined ? "registered since" : "launched since, they run what the launch template says";
    problems.push(
      `${others.length} of ${members.length} machines of ${fleet.name} not on ${revision} (${idsOf(others)}): ` +
        `${since}. Run \`deploy\` with ${revision} again.`,
    );
  }
  const isIdle = isOver || last?.by === "rollback";
  const out = seen.machines.filter((machine) => isOut(machine) && !isForeign(machine));
  if (isIdle && out.length > 0) {
    const where = group === undefined ? "deregistered" : "in Standby";
    problems.push(`${idsOf(out)} left ${where} by a step that failed or was cut off: run \`deploy\` or \`rollback\`.`);
  }
  const held = parseHeld(fleet.tags[IN_PLACE_TAG.held]);
  if (isIdle && held !== undefined && group !== undefined) {
    const was = held.min.before === group.min ? [] : [`its minimum is ${group.min} instead of ${held.min.before}`];
    const stuck = held.suspended.filter((process) => group.suspended.includes(process));
    const suspended = stuck.length === 0 ? [] : [`${stuck.join(", ")} suspended`];
    const what = [...was, ...suspended].join(" and ");
    if (what !== "")
      problems.push(
        `${fleet.name} is not as it was before the rollout: ${what}. Run \`rollback\` or \`deploy\` to restore it.`,
      );
  }
  if (members.length > 0 && !members.some(isHealthy)) problems.push(`No machine of ${fleet.name} is healthy.`);
  return problems;
}

const TOLD = 10;

function idsOf(machines: readonly Machine[]): string {
  const ids = machines.slice(0, TOLD).map(({ id }) => id);
  return machines.length > TOLD ? `${ids.join(", ")} and ${machines.length - TOLD} more` : ids.join(", ");
}

/** What runs, and who is out: who is out by a step that failed is no state to leave by itself. */
function factsOf(seen: InPlaceSnapshot): Facts {
  const { fleet } = seen;
  const { rollout, revision } = readRecord(fleet.tags);
  const out = seen.machines.filter((machine) => isOut(machine) && !isForeign(machine)).map(({ id }) => id);
  return {
    ...Object.fromEntries(seen.targetGroups.map(({ name, arn }) => [`target group ${name}`, arn])),
    [`group ${fleet.name} revision`]: revision ?? "not noted",
    [`group ${fleet.name} rollout`]: rollout?.id ?? "none",
    [`group ${fleet.name} out`]: out.toSorted().join(", ") || "none",
    [`group ${fleet.name} held`]: fleet.tags[IN_PLACE_TAG.held] ?? "nothing",
  };
}
