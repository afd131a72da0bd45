import type { WaitOf } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look } from "../../../engine/platform.ts";
import type { Outage } from "../../outage.ts";
import { readAlarmStates } from "../groups/alarm-states.ts";
import type { Editors } from "../groups/editors.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { toTargetGroupState } from "../groups/observe.ts";
import { observeBaking, observeImages } from "../image/observe.ts";
import { refuse } from "../refusals.ts";
import type { GroupState } from "../snapshot.ts";
import type { SingleChange } from "./changes.ts";
import { machinesOn, servingMachines, shortfallOf } from "./machines.ts";
import { formerOf, wantedOf } from "./marks.ts";
import type { RefreshClient } from "./refresh-client.ts";
import type { SingleSettings } from "./settings.ts";
import type { CheckedTargetGroup, SingleSnapshot, Watched } from "./snapshot.ts";

/** One look in so many also reads the failed scaling activities. */
const FULL_LOOK_EVERY = 5;

interface Sources {
  settings: SingleSettings;
  step: Step;
  clock: Clock;
  signal: AbortSignal;
  groups: Ec2Reader;
  refreshes: RefreshClient;
  editors: Editors;
}

/** The reading half: the group, its target groups, its refreshes; while it waits, what its machines come to. */
export class SingleObserver {
  readonly #from: Sources;
  /** What of the target groups no step changes: their checks and their delay. */
  #targetGroups: Promise<readonly CheckedTargetGroup[]> | undefined;

  constructor(sources: Sources) {
    this.#from = sources;
  }

  async observe(): Promise<SingleSnapshot> {
    const { settings, step, editors, signal } = this.#from;
    const deploys = step === "deploy";
    this.#targetGroups ??= this.#readTargetGroups();
    const [group, targetGroups, refreshes, imageState, alarms] = await Promise.all([
      this.#group(),
      this.#targetGroups,
      this.#from.refreshes.read(settings.group),
      editors.imageState(settings.revision),
      readAlarmStates(settings.region, deploys ? settings.alarms : [], signal),
    ]);
    const [health, template, baking] = await Promise.all([
      this.#withHealth(targetGroups),
      deploys ? this.#templateFacts(group) : undefined,
      observeBaking(settings.revision, [group], editors, this.#from.groups),
    ]);
    return {
      at: this.#from.clock.now(),
      group,
      groups: [group],
      targetGroups: health,
      refreshes,
      imageState,
      baking,
      template,
      alarms,
      waitingSince: undefined,
      watched: undefined,
      outage: undefined,
      failures: [],
    };
  }

  /** All that a count needs at every look; why launches failed now and then. */
  async refresh(wait: WaitOf<SingleChange>, before: SingleSnapshot, look: Look): Promise<SingleSnapshot> {
    const { clock, groups, settings, editors } = this.#from;
    const seen = { ...before, waitingSince: look.since };
    if (wait.kind === "wait-image")
      return { ...seen, at: clock.now(), baking: await observeImages(wait, seen.baking, seen.groups, editors, groups) };
    if (wait.kind !== "wait-replaced" && wait.kind !== "wait-idle") return { ...seen, at: clock.now() };
    const isFull = look.number % FULL_LOOK_EVERY === 0 || look.thorough;
    const [group, targetGroups, refreshes, failures] = await Promise.all([
      this.#group(),
      this.#withHealth(before.targetGroups),
      this.#from.refreshes.read(settings.group),
      isFull ? groups.failures(settings.group, look.since) : before.failures,
    ]);
    const now = { ...seen, at: clock.now(), group, groups: [group], targetGroups, refreshes, failures };
    if (wait.kind === "wait-idle") return now;
    const version = (wait.way === "forward" ? wantedOf(group) : formerOf(group))?.number;
    return { ...now, watched: watch(before.watched, now, version), outage: outageOf(before.outage, now) };
  }

  async #group(): Promise<GroupState> {
    const { settings, groups } = this.#from;
    const [group] = await groups.groupsNamed([settings.group]);
    if (group === undefined) throw refuse("group-not-found", { names: settings.group });
    return group;
  }

  async #readTargetGroups(): Promise<readonly CheckedTargetGroup[]> {
    const { settings, groups } = this.#from;
    return Promise.all(
      settings.targetGroups.map(async (name) => {
        const raw = await groups.targetGroup(name);
        const attributes = await groups.attributes(raw.TargetGroupArn ?? "");
        return { ...toTargetGroupState(raw, [], attributes), checkSeconds: raw.HealthCheckIntervalSeconds ?? 0 };
      }),
    );
  }

  #withHealth(targetGroups: readonly CheckedTargetGroup[]): Promise<readonly CheckedTargetGroup[]> {
    const { groups } = this.#from;
    return Promise.all(targetGroups.map(async (each) => ({ ...each, targets: await groups.targets(each.arn) })));
  }

  async #templateFacts({ template }: GroupState) {
    if (template === undefined) return undefined;
    return (await this.#from.editors.template()).versionFacts(template);
  }
}

/** What this look adds to what the looks before it have seen of the machines. */
export function watch(before: Watched | undefined, seen: SingleSnapshot, version: string | undefined): Watched {
  const { healthy } = machinesOn(seen, version);
  const isBetter = before === undefined || healthy > before.most;
  const ill = seen.group.instances.flatMap((instance) => {
    const why = instance.lifecycle === "InService" ? (shortfallOf(seen, instance) ?? "") : "";
    return /unhealthy/.test(why) ? [{ ...instance, why }] : [];
  });
  const { unhealthySince = {}, lastIll } = before ?? {};
  const [found] = ill.filter(({ templateVersion }) => templateVersion === version);
  return {
    most: isBetter ? healthy : before.most,
    since: isBetter ? seen.at : before.since,
    unhealthySince: Object.fromEntries(ill.map(({ id }) => [id, unhealthySince[id] ?? seen.at])),
    lastIll: found === undefined ? lastIll : `${found.id}: ${found.why}`,
  };
}

/** From the first look at which no machine was healthy to the first one after it at which one was. */
export function outageOf(before: Outage | undefined, seen: SingleSnapshot): Outage | undefined {
  const serves = servingMachines(seen) > 0 || seen.group.desired === 0;
  if (before === undefined) return serves ? undefined : { began: seen.at, ended: undefined };
  if (before.ended === undefined) return serves ? { ...before, ended: seen.at } : before;
  return before;
}
