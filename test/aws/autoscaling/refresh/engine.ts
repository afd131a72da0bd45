import type { CloudWatch } from "../../cloudwatch/index.ts";
import type { Params, WorldClock } from "../../contract.ts";
import { AwsError } from "../../contract.ts";
import type { Ec2 } from "../../ec2/index.ts";
import { texts } from "../../params.ts";
import type { Fleet } from "../fleet.ts";
import type { LaunchPlan } from "../mixed.ts";
import { planOf } from "../mixed.ts";
import type { Group, Member } from "../model.ts";
import { isLeaving } from "../model.ts";
import { poolSettings } from "../warm-pool.ts";
import { activeRefresh, wantedOf } from "./active.ts";
import { byAttributes, irreversible, withDesired } from "./configuration.ts";
import type { Machine, Refresh, Timing, View } from "./model.ts";
import { step, stopsEarly } from "./step.ts";

/** AWS seconds between two looks at a group that is being refreshed. */
const TICK_SECONDS = 1;
const DAY = 86_400;
const BY_ATTRIBUTES =
  "A desired configuration and skip matching are not supported for groups with attribute-based instance type selection.";

export interface RefreshWorld {
  clock: WorldClock;
  ec2: Ec2;
  fleet: Fleet;
  cloudWatch: CloudWatch;
  groups: ReadonlyMap<string, Group>;
}

/** Carries out instance refreshes: looks at the group, asks the state machine, does what it says. */
export class RefreshEngine {
  /** Can be changed at any time. */
  readonly timing: Timing = { pending: 2, stall: 3_600, lifetime: 14 * DAY, awaitsDrain: false };
  readonly #world: RefreshWorld;
  readonly #listeners = new Set<(group: Group, refresh: Refresh) => void>();

  constructor(world: RefreshWorld) {
    this.#world = world;
    world.clock.every(TICK_SECONDS, () => {
      for (const group of world.groups.values()) this.#advance(group);
    });
  }

  /** AWS seconds. */
  now(): number {
    const { clock } = this.#world;
    return clock.now() / clock.scaled(1);
  }

  dateOf(seconds: number): Date {
    return new Date(seconds * this.#world.clock.scaled(1));
  }

  /** Tells of every look at a group that is being refreshed; the returned function ends that. */
  onLook(listener: (group: Group, refresh: Refresh) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #advance(group: Group): void {
    const refresh = activeRefresh(group);
    if (refresh === undefined) return;
    const { progress, terminate } = step(refresh, this.#view(group, refresh), this.timing);
    refresh.progress = progress;
    if (progress.status === "Successful" && !stopsEarly(refresh))
      group.members = withDesired(group.members, refresh.desired);
    const cause = `At ${new Date(this.#world.clock.now()).toISOString()} an instance was taken out of service in response to an instance refresh.`;
    for (const member of [...group.instances, ...group.warm])
      if (terminate.includes(member.instance.id)) void this.#world.fleet.terminate(group, member, cause);
    this.#world.fleet.reconcile(group);
    for (const listener of this.#listeners) listener(group, refresh);
  }

  #view(group: Group, refresh: Refresh): View {
    const { ec2, cloudWatch } = this.#world;
    const wanted = wantedOf(group, refresh);
    const plan = planned(wanted, ec2);
    const attributes = byAttributes(group.members) || byAttributes(wanted);
    const needsTypes = refresh.desired !== undefined || refresh.wishes.skipMatching;
    return {
      now: this.now(),
      desired: group.desired,
      machines: group.instances
        .filter(({ lifecycle }) => lifecycle !== "Terminating:Retained")
        .map((member) => this.#machine(group, member, plan)),
      pool:
        poolSettings(group) === undefined ? undefined : group.warm.map((member) => this.#machine(group, member, plan)),
      alarms: refresh.wishes.alarms.map((name) => ({
        name,
        state: cloudWatch.alarms.get(name)?.state.value ?? "INSUFFICIENT_DATA",
      })),
      suspended: group.suspended,
      policies: texts(group.members, "TerminationPolicies"),
      unfit: attributes && needsTypes ? BY_ATTRIBUTES : undefined,
      reversible: irreversible(group, refresh.desired, ec2) === undefined,
    };
  }

  #machine(group: Group, member: Member, plan: LaunchPlan | undefined): Machine {
    const { instance, template, instanceType, weight, lifecycle } = member;
    const { clock, fleet } = this.#world;
    return {
      id: instance.id,
      zone: instance.zone,
      version: template.version,
      units: weight ?? 1,
      matches:
        plan !== undefined &&
        plan.template.id === template.id &&
        plan.version.number === template.version &&
        plan.instanceType === instanceType,
      place: placeOf(member),
      healthy: lifecycle === "InService" && fleet.health.isHealthy(group, member),
      protected: member.protected,
      age: (clock.now() - member.inServiceSince) / clock.scaled(1),
    };
  }
}

/** Undefined where the template is gone. */
function planned(members: Params, ec2: Ec2): LaunchPlan | undefined {
  try {
    return planOf({ members }, ec2);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function placeOf(member: Member): Machine["place"] {
  const { lifecycle } = member;
  if (isLeaving(member)) return "leaving";
  if (lifecycle === "Standby" || lifecycle === "EnteringStandby") return "standby";
  const rests = lifecycle.startsWith("Warmed:") && !lifecycle.startsWith("Warmed:Pending");
  return lifecycle === "InService" || rests ? "in-service" : "pending";
}
