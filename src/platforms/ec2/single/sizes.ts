import type { Pace } from "../../../delivery/batches.ts";
import {
  ALL_PERCENTAGES,
  addingPercentages,
  batchOf,
  durationOf,
  formatAmount,
  keepable,
  largestBatch,
  leastOf,
  paceOf,
  rollingPercentages,
} from "../../../delivery/batches.ts";
import { amountOf } from "../../../delivery/counted.ts";
import { formatDuration } from "../../../delivery/duration.ts";
import { refuse } from "./refusals.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";

/** How a refresh is asked for, and what it comes to for this fleet. Pure. */

/** What StartInstanceRefresh is given beside the version. All that has a default by AWS is given all the same. */
export interface Preferences {
  min: number;
  max: number;
  /** Seconds; undefined: the group's own. */
  warmUp: number | undefined;
  /** Seconds. */
  bake: number;
  checkpoints: readonly number[];
  checkpointSeconds: number | undefined;
  alarms: readonly string[];
  standby: SingleSettings["standby"];
  protected: SingleSettings["protected"];
  /** A fleet that is half-changed is never the wish; a rollback that fails must not bring back what it leads away from. */
  autoRollback: boolean;
}

/** Seconds that a machine is taken to need until its app answers: nobody can tell it beforehand. */
const BOOT_SECONDS = 60;
/** Without progress for so long, it is given up: less than this may be one slow machine. */
const LEAST_STALL_MS = 300_000;
/** Seconds that a checkpoint lasts where none is given (EC2 Auto Scaling API Reference, RefreshPreferences). */
const CHECKPOINT_SECONDS = 3_600;

interface Sizes {
  percentages: { min: number; max: number };
  pace: Pace;
}

/** @throws DeliveryError where so few machines would be left as nobody wants. */
export function sizesOf(settings: SingleSettings, seen: SingleSnapshot): Sizes {
  const { name, desired: size } = seen.group;
  if (size === 0) throw refuse("no-machines", { group: name });
  switch (settings.strategy) {
    case "all-at-once":
      return { percentages: ALL_PERCENTAGES, pace: paceOf(size, ALL_PERCENTAGES) };
    case "rolling-with-additional-batch": {
      const percentages = addingPercentages(size, batchOf(settings.batch ?? { machines: 1 }, size));
      return { percentages, pace: paceOf(size, percentages) };
    }
    case "rolling": {
      const percentages = rollingPercentages(size, rollingBatch(settings, name, size));
      return { percentages, pace: paceOf(size, percentages) };
    }
  }
}

function rollingBatch({ batch: asked, minHealthy }: SingleSettings, group: string, size: number): number {
  const least = minHealthy === undefined ? 0 : leastOf(minHealthy, size);
  const widest = minHealthy === undefined ? 1 : largestBatch(size, least);
  const batch = asked === undefined ? widest : batchOf(asked, size);
  const one = Math.max(1, batch);
  if (minHealthy !== undefined && (batch === 0 || size - batch < least)) {
    const values = { group, size: String(size), least: String(least), batch: String(one), left: String(size - one) };
    throw refuse("minimum-not-kept", {
      ...values,
      asked: formatAmount(minHealthy),
      keepable: String(keepable(size)),
    });
  }
  if (batch >= size) throw refuse("nobody-left", { group, batch: String(batch), size: String(size) });
  return batch;
}

export function preferencesOf(settings: SingleSettings, { percentages }: Sizes): Preferences {
  return {
    ...percentages,
    warmUp: settings.warmUpSeconds,
    bake: settings.bakeSeconds,
    checkpoints: settings.checkpoints,
    checkpointSeconds: settings.checkpointSeconds,
    alarms: settings.alarms,
    standby: settings.standby,
    protected: settings.protected,
    autoRollback: true,
  };
}

/**
 * How the way back is asked for: by the same batches, as long as these leave anybody. An alarm is likely to be red then,
 * and nothing is to be watched any longer.
 */
export function backPreferences(settings: SingleSettings, seen: SingleSnapshot): Preferences {
  const { percentages } = sizesOfWayBack(settings, seen);
  return {
    ...preferencesOf(settings, { percentages, pace: paceOf(Math.max(1, seen.group.desired), percentages) }),
    bake: 0,
    checkpoints: [],
    checkpointSeconds: undefined,
    alarms: [],
    autoRollback: false,
  };
}

/** The way back is never refused for its batches: where those asked for do not fit any more, new machines come first. */
function sizesOfWayBack(settings: SingleSettings, seen: SingleSnapshot): Pick<Sizes, "percentages"> {
  try {
    return sizesOf(settings, seen);
  } catch {
    return { percentages: { min: 100, max: 100 } };
  }
}

/** Seconds that one machine takes, as far as the group and its target groups tell. */
export function machineTimes(settings: SingleSettings, { group, targetGroups }: SingleSnapshot) {
  const { DefaultInstanceWarmup: warm, HealthCheckGracePeriod: grace } = group.raw;
  const own = warm !== undefined && warm >= 0 ? warm : (grace ?? 0);
  return {
    drain: Math.max(0, ...targetGroups.map(({ drainSeconds }) => drainSeconds ?? 0)),
    boot: BOOT_SECONDS + Math.max(0, ...targetGroups.map(({ checkSeconds }) => checkSeconds)),
    warmUp: settings.warmUpSeconds ?? own,
  };
}

/** How long nothing may get better, in milliseconds, pauses of its own apart. */
export function stallOf(settings: SingleSettings, seen: SingleSnapshot): number {
  const { drain, boot, warmUp } = machineTimes(settings, seen);
  const byMachine = settings.batchTimeoutMs ?? Math.max(LEAST_STALL_MS, 2_000 * (drain + boot + warmUp));
  const pause = settings.checkpoints.length > 0 ? (settings.checkpointSeconds ?? CHECKPOINT_SECONDS) : 0;
  return byMachine + 1_000 * pause;
}

/** What is known before anything is touched: machines, the fewest, the percentages, how long; and what is a worry. */
export function forecast(
  settings: SingleSettings,
  seen: SingleSnapshot,
  sizes: Sizes,
): { notes: string[]; warnings: string[] } {
  const { name, desired: size, max } = seen.group;
  const { pace, percentages } = sizes;
  const times = machineTimes(settings, seen);
  const pauses = settings.checkpoints.filter((each) => each < 100).length;
  const waits = pauses * (settings.checkpointSeconds ?? CHECKPOINT_SECONDS) + settings.bakeSeconds;
  const { least, most } = durationOf(size, pace, times, waits);
  const [from, to] = [least, most].map((seconds) => formatDuration(seconds * 1_000));
  const drains = times.drain >= 120 ? `, of which each drains ${formatDuration(times.drain * 1_000)}` : "";
  const notes = [
    `${name}: ${amountOf(size, "machine")}, ${pace.batch} at a time, never fewer than ${pace.lowest} healthy and never more than ${pace.most} (MinHealthyPercentage ${percentages.min}, MaxHealthyPercentage ${percentages.max}); about ${from} to ${to} for machines that boot within ${formatDuration(1_000 * BOOT_SECONDS)}${drains}.`,
  ];
  const warnings = [
    ...(pace.lowest === 0
      ? [
          `An outage: all machines of ${name} are replaced at once, and nobody answers from when the first is ended until the first new one is healthy, about ${formatDuration(1_000 * times.boot)}.`,
        ]
      : []),
    ...(pace.most > max
      ? [
          `${name} may have ${amountOf(max, "machine")} at most (MaxSize), and ${pace.most} are needed for a while: it is not written whether EC2 Auto Scaling goes beyond that. Nothing raises it by itself.`,
        ]
      : []),
  ];
  return { notes, warnings };
}
