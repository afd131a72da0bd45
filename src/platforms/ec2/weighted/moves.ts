import { unitsFor } from "../../../delivery/capacity.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { MoveRecord, Moves, Part } from "../../../delivery/schedule.ts";
import type { Audience, SideName, Standing } from "../../../delivery/standing.ts";
import { safeAt } from "../../../delivery/standing.ts";
import { waitUntil } from "../../../delivery/waits.ts";
import { bakeBar } from "../groups/bake.ts";
import { requireTerminable, scaleToNothing } from "../groups/empty.ts";
import { deletionWarnings } from "../groups/fleet.ts";
import { healthOf } from "../groups/health.ts";
import { growBlue, holdBlue, releaseBlue, releaseGreen } from "../groups/limits.ts";
import { markEnding, recordVerified, takeOver, unmark } from "../groups/marks.ts";
import { switchTags } from "../groups/switch-tags.ts";
import { putBack } from "../groups/warm-pool.ts";
import { createMissing, deleteOwn } from "../listeners/plan-rules.ts";
import { closeTestListener } from "../listeners/preview.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { shareCheck, smokeBeforeTraffic } from "./checks.ts";
import { begin, resume } from "./deploy.ts";
import { connectionsEndAt, leaveMs } from "./safe.ts";
import type { Sides } from "./sides.ts";
import { nameOf } from "./sides.ts";
import { isStickyAsWanted } from "./standing.ts";
import { requireUnused } from "./suitable.ts";
import { waitBake, waitDrained, waitHealthy } from "./waits.ts";
import { isMoved, setCohort, setWeights } from "./weights.ts";

/** How weights, groups and rules are moved where each side has a target group of its own. Pure. */
export class WeightedMoves implements Moves<Ec2Change> {
  readonly #settings: Ec2Settings;
  readonly #intent: Intent;
  readonly #seen: Snapshot;
  readonly #sides: Sides;
  readonly #standing: Standing;

  constructor(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides, standing: Standing) {
    this.#settings = settings;
    this.#intent = intent;
    this.#seen = seen;
    this.#sides = sides;
    this.#standing = standing;
  }

  begin(): Part<Ec2Change> {
    return begin(this.#settings, this.#intent, this.#seen, this.#sides);
  }

  resume(again: boolean): Part<Ec2Change> {
    return resume(this.#settings, this.#intent, this.#seen, this.#sides, again);
  }

  smokeTest(): readonly Ec2Change[] {
    return smokeBeforeTraffic(this.#settings, this.#seen, this.#sides);
  }

  /** Everyone's weights before the cohort's rules go: without them it would for a moment have what everyone had. */
  shift(to: number, record: MoveRecord, audience: Audience): readonly Ec2Change[] {
    const { cohort, stickiness } = this.#settings;
    const least = record.bakeMs === undefined ? undefined : this.#healthyGreen();
    const noted = { ...record, least };
    const sticky = isStickyAsWanted(this.#settings, this.#seen, audience);
    if (audience === "cohort" && cohort !== undefined) {
      const moved = sticky && isMoved(this.#sides.cohortShares, to, this.#standing.last, record);
      const rules = createMissing(this.#seen, this.#sides, "cohort", cohort, to, stickiness);
      return [...(moved ? [] : [setCohort(this.#sides, to, stickiness, noted, cohort)]), ...rules];
    }
    const there = sticky && this.#isEveryoneMoved(to, record);
    return [
      ...(there ? [] : [setWeights(this.#sides, to, stickiness, noted)]),
      ...deleteOwn(this.#seen, ["cohort"], this.#standing.audience === "cohort" || this.#standing.weight === undefined),
    ];
  }

  #isEveryoneMoved(to: number, record: MoveRecord): boolean {
    const { shares, marked } = this.#sides;
    return marked ? isMoved(shares, to, this.#standing.last, record) : shares.every((share) => share === to);
  }

  check(percent: number): readonly Ec2Change[] {
    return shareCheck(this.#settings, this.#seen, this.#sides, percent, this.#isOfCohort());
  }

  /** A repeated bake is held to what green had when the first one began. */
  bake(percent: number, durationMs: number): readonly Ec2Change[] {
    const { last, weight, whole = 1, blue } = this.#standing;
    const [healthy, had] = [this.#healthyGreen(), bakeBar(this.#sides.green.group)];
    const repeats = last?.verified === false && weight === percent;
    const least = repeats ? (had ?? healthy) : healthy;
    const needed = this.#isOfCohort() ? whole : percent === 100 ? 0 : unitsFor(whole, 100 - percent);
    const bar = needed === 0 ? 0 : Math.max(1, Math.min(needed, blue.capacity?.have ?? 0));
    const bake = { least, green: Math.min(least, unitsFor(whole, percent)), blue: bar, durationMs };
    return [waitBake(this.#sides.blue, this.#sides.green, percent, bake)];
  }

  recordVerified(percent: number): readonly Ec2Change[] {
    return recordVerified(this.#sides.green.group, percent);
  }

  record(record: MoveRecord): readonly Ec2Change[] {
    const { group } = this.#sides.green;
    if (group === undefined || group.deleting) return [];
    const { last } = this.#standing;
    // The traffic did not move now: clients are as safe as they were.
    const at = last?.to === record.to ? (last?.at ?? this.#seen.at) : this.#seen.at;
    const tags = switchTags({ ...record, at }, group.tags);
    const summary = `Record on ${group.name} that it has ${record.to} % of the traffic by ${record.by}`;
    return [{ kind: "mark", group: group.name, tags, records: true, summary }];
  }

  holdBlue(): readonly Ec2Change[] {
    return holdBlue(this.#sides.blue.group, this.#sides.green.group);
  }

  takeOver(): readonly Ec2Change[] {
    return takeOver(this.#sides.green.group);
  }

  growBlue(): readonly Ec2Change[] {
    return growBlue(this.#sides.blue.group, this.#sides.green.group);
  }

  waitForBlue(atLeast: number | undefined): readonly Ec2Change[] {
    const { capacity, state } = this.#standing.blue;
    const enough = atLeast === undefined ? state === "ready" : (capacity?.have ?? 0) >= atLeast;
    return enough ? [] : [waitHealthy(this.#sides.blue, "blue", atLeast)];
  }

  releaseBlue(): readonly Ec2Change[] {
    return releaseBlue(this.#sides.blue.group, this.#sides.green.group);
  }

  /**
   * A weight moves no connection: those that are open to green end with its instances. Not before the load balancer
   * surely obeys the weights, nor while a cookie leads to green, for who comes with one would get a 503 then.
   */
  endConnections(): readonly Ec2Change[] {
    const { marked, green } = this.#sides;
    if (!this.#settings.endConnections || !marked || green.group === undefined) return [];
    const emptied = this.#empty("green", ": connections that are open to them end with them");
    const at = connectionsEndAt(this.#settings, this.#standing, this.#seen);
    if (emptied.length === 0 || green.group.desired === 0 || at <= this.#standing.now) return emptied;
    if (at > this.#intent.now + this.#intent.timeoutMs) return [];
    const summary = `Wait until ${new Date(at).toISOString()}: no new request reaches ${green.group.name} after that`;
    return [{ ...waitUntil(at), summary }, ...emptied];
  }

  safeAt(): number {
    return safeAt(this.#standing, leaveMs(this.#settings, this.#seen));
  }

  /** Testers lose their way to the side that goes before the wait for whoever may still reach it. */
  markEnding(side: SideName): readonly Ec2Change[] {
    const { group } = this.#sides.green;
    return [
      ...(group === undefined || group.deleting ? [] : markEnding(this.#intent, group, this.#seen.at)),
      ...deleteOwn(this.#seen, ["preview", "cohort"], false),
      ...closeTestListener(this.#seen, this.#sides, side === "blue"),
    ];
  }

  remove(side: SideName): Part<Ec2Change> {
    const { blue, green } = this.#sides;
    const [survivor, leaving] = side === "blue" ? [green, blue] : [blue, green];
    requireUnused(this.#seen, leaving);
    const isDeleted = !this.#settings.keepsGroups;
    requireTerminable(leaving.group, isDeleted);
    const limits = side === "green" ? this.releaseBlue() : releaseGreen(green.group);
    const { name } = leaving.group ?? {};
    const deletion: Ec2Change[] =
      !isDeleted || name === undefined
        ? []
        : [{ kind: "delete-group", destroys: true, group: name, summary: `Delete the Auto Scaling group ${name}` }];
    // The mark of a green that is deleted goes with it.
    const marked = isDeleted && side === "green" ? undefined : green.group?.name;
    return {
      changes: [
        ...limits,
        ...this.#empty(side),
        ...(marked === undefined || green.group === undefined ? [] : putBack(green.group)),
        ...deletion,
        ...(marked === undefined ? [] : [unmark(marked, side === "green")]),
      ],
      nothing: `${nameOf(survivor)} stands alone.`,
      warnings: leaving.group === undefined ? [] : deletionWarnings(this.#settings, leaving.group),
    };
  }

  #empty(leaves: SideName, why = ""): Ec2Change[] {
    const { blue, green } = this.#sides;
    const side = leaves === "blue" ? blue : green;
    const { group } = side;
    if (group === undefined || group.deleting) return [];
    const changes = scaleToNothing(group, why);
    const draining = side.targetGroup.targets.some(({ state }) => state === "draining");
    if (changes.length === 0 && group.instances.length === 0 && !draining) return [];
    return [...changes, waitDrained(side, group.name)];
  }

  /** Whose weight the step is about: a shift's as the inputs say, a verify's as it is. */
  #isOfCohort(): boolean {
    const { step } = this.#intent;
    if (step === "verify") return this.#standing.audience === "cohort";
    return step === "shift" && this.#settings.cohort !== undefined;
  }

  #healthyGreen(): number {
    return healthOf(this.#sides.green, "strict").healthy;
  }
}
