import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../../engine/platform.ts";
import { readAlarmStates } from "../groups/alarm-states.ts";
import { groupClients } from "../groups/clients.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { Registrations } from "../groups/registrations.ts";
import { meterOfOne } from "../listeners/meter.ts";
import { InPlaceWriter } from "./apply.ts";
import type { InPlaceChange } from "./changes.ts";
import { Deregistering } from "./deregistering.ts";
import { InstanceNotes } from "./instances.ts";
import type { FleetTools } from "./observe.ts";
import { FleetReader } from "./observe.ts";
import { planStep } from "./plan.ts";
import { RunCommand } from "./run-command.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";
import { Standby } from "./standby.ts";
import { requireSuitable } from "./suitable.ts";
import { TargetGroups } from "./target-groups.ts";
import { isUndoOf, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** What reads and writes the fleet, and what ends all of it. */
export type InPlaceTools = FleetTools & GroupTools & { close(): void };

/** The clients of AWS. */
export function inPlaceTools(region: string, clock: Clock, signal: AbortSignal): InPlaceTools {
  const { elb, reader, autoScaling, editors, close: closeGroups } = groupClients(region, signal);
  const notes = new InstanceNotes(region, signal);
  const registrations = new Registrations(elb, signal);
  const targetGroups = new TargetGroups(elb, signal);
  const commands = new RunCommand(region, clock, signal);
  const close = () => {
    closeGroups();
    for (const each of [notes, commands]) each.close();
  };
  const alarms = (names: readonly string[]) => readAlarmStates(region, names, signal);
  return { reader, notes, registrations, targetGroups, commands, alarms, autoScaling, editors, clock, signal, close };
}

/** The steps that send commands to machines. */
const CHANGING: readonly Step[] = ["deploy", "rollback"];

/**
 * The machines of one Auto Scaling group, or of target groups without one, changed where they are: in batches they leave
 * service, get the commands by Systems Manager, and come back.
 */
export class InPlacePlatform implements Platform<InPlaceSnapshot, InPlaceChange> {
  readonly #settings: InPlaceSettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #close: () => void;
  readonly #fleet: FleetReader;
  readonly #writer: InPlaceWriter;

  constructor(settings: InPlaceSettings, step: Step, { close, ...tools }: InPlaceTools) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = tools.clock;
    this.#close = close;
    this.#fleet = new FleetReader(settings, tools);
    const { group } = settings;
    const rotation = group === undefined ? new Deregistering(tools) : new Standby(group, tools);
    this.#writer = new InPlaceWriter(settings, rotation, tools, tools.clock);
  }

  async observe(): Promise<InPlaceSnapshot> {
    const changes = CHANGING.includes(this.#step);
    const seen = await this.#fleet.read(() => this.#clock.now(), changes);
    requireSuitable(seen, this.#step);
    return seen;
  }

  plan(intent: Intent, seen: InPlaceSnapshot): Plan<InPlaceChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Applied<InPlaceChange>, seen: InPlaceSnapshot): Promise<InPlaceSnapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  /** All of it: who is launched, ended or taken out by somebody else meanwhile is part of what is waited for. */
  async refresh(
    _wait: WaitOf<InPlaceChange>,
    seen: InPlaceSnapshot,
    { since, number }: Look,
  ): Promise<InPlaceSnapshot> {
    // What a wait saw of health is its own: the first look of one begins anew.
    const before = number === 1 ? { ...seen, machines: seen.machines.map(forgetful) } : seen;
    const now = await this.#fleet.read(() => this.#clock.now(), false, before);
    return { ...now, waitingSince: since };
  }

  settled(wait: WaitOf<InPlaceChange>, seen: InPlaceSnapshot): Progress {
    return progressOf(this.#settings, wait, seen);
  }

  view(seen: InPlaceSnapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter({ targetGroups }: InPlaceSnapshot): Meter {
    return meterOfOne(targetGroups);
  }

  undo(intent: Intent, seen: InPlaceSnapshot): Applied<InPlaceChange> {
    return undoOf(intent, seen);
  }

  accepts(undo: Change, _intent: Intent, seen: InPlaceSnapshot): undo is Applied<InPlaceChange> {
    return isUndoOf(undo, seen);
  }

  close(): void {
    this.#close();
  }
}

function forgetful<M extends { healthySince: number | undefined }>(machine: M): M {
  return { ...machine, healthySince: undefined };
}
