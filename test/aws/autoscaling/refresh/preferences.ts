import type { Params } from "../../contract.ts";
import { AwsError } from "../../contract.ts";
import { flag, integer, structure, text, texts } from "../../params.ts";
import type { Shape } from "../../unread.ts";
import { anyOf, kept } from "../../unread.ts";
import type { Group } from "../model.ts";
import type { Wishes } from "./model.ts";

/** RefreshPreferences. */
const PREFERENCES: Shape = {
  ...anyOf("MinHealthyPercentage", "MaxHealthyPercentage", "InstanceWarmup", "BakeTime", "SkipMatching"),
  ...anyOf("CheckpointPercentages", "CheckpointDelay", "AutoRollback", "ScaleInProtectedInstances", "StandbyInstances"),
  AlarmSpecification: anyOf("Alarms"),
};
/** AWS seconds (User Guide, "Understand the default values for an instance refresh"). */
const [CHECKPOINT_DELAY, MAX_SECONDS] = [3_600, 172_800];
const MAX_ALARMS = 10;
const PROTECTED = ["Refresh", "Ignore", "Wait"] as const;
const STANDBY = ["Terminate", "Ignore", "Wait"] as const;

/**
 * The preferences of StartInstanceRefresh with the group's defaults, and as the service shows them.
 *
 * @throws AwsError for values that the API Reference, RefreshPreferences, forbids.
 */
export function readPreferences(params: Params, { members }: Group): { wishes: Wishes; shown: Params } {
  const given = kept(structure(params, "Preferences") ?? {}, PREFERENCES);
  const wishes: Wishes = {
    percentages: percentagesOf(given, structure(members, "InstanceMaintenancePolicy") ?? {}),
    warmup: seconds(given, "InstanceWarmup") ?? warmupOf(members),
    bakeTime: seconds(given, "BakeTime") ?? 0,
    checkpoints: checkpointsOf(given),
    checkpointDelay: seconds(given, "CheckpointDelay") ?? CHECKPOINT_DELAY,
    skipMatching: flag(given, "SkipMatching") ?? false,
    autoRollback: flag(given, "AutoRollback") ?? false,
    alarms: texts(structure(given, "AlarmSpecification") ?? {}, "Alarms"),
    protectedInstances: oneOf(given, "ScaleInProtectedInstances", PROTECTED),
    standbyInstances: oneOf(given, "StandbyInstances", STANDBY),
  };
  if (wishes.checkpoints.length === 0 && given.CheckpointDelay !== undefined)
    refuse("CheckpointDelay can be specified only with CheckpointPercentages.");
  if (wishes.alarms.length > MAX_ALARMS) refuse(`An instance refresh takes ${MAX_ALARMS} alarms at most.`);
  return { wishes, shown: shownOf(wishes) };
}

function percentagesOf(given: Params, policy: Params): Wishes["percentages"] {
  const [min, max] = [integer(given, "MinHealthyPercentage"), integer(given, "MaxHealthyPercentage")];
  if (min === undefined && max === undefined) {
    // -1 in a maintenance policy takes the percentage away.
    const [least = -1, most = -1] = [integer(policy, "MinHealthyPercentage"), integer(policy, "MaxHealthyPercentage")];
    return least < 0 ? { min: 90, max: undefined } : { min: least, max: most < 0 ? undefined : most };
  }
  if (min === undefined) refuse("You must specify MinHealthyPercentage if you specify MaxHealthyPercentage.");
  if (min < 0 || min > 100) refuse(`MinHealthyPercentage must be between 0 and 100, not ${min}.`);
  if (max !== undefined && (max < 100 || max > 200))
    refuse(`MaxHealthyPercentage must be between 100 and 200, not ${max}.`);
  if (max !== undefined && max - min > 100)
    refuse("The difference between MinHealthyPercentage and MaxHealthyPercentage cannot be greater than 100.");
  return { min, max };
}

/** The default warm-up of the group, or else its grace period. -1 takes the default warm-up away. */
function warmupOf(members: Params): number {
  const own = integer(members, "DefaultInstanceWarmup") ?? -1;
  return own >= 0 ? own : (integer(members, "HealthCheckGracePeriod") ?? 0);
}

function checkpointsOf(given: Params): number[] {
  const checkpoints = texts(given, "CheckpointPercentages").map(Number);
  const ascending = checkpoints.every((each, index) => index === 0 || each > (checkpoints[index - 1] ?? 0));
  if (!ascending || checkpoints.some((each) => !(Number.isInteger(each) && 1 <= each && each <= 100)))
    refuse("CheckpointPercentages must be unique, in ascending order, and between 1 and 100.");
  return checkpoints;
}

function seconds(given: Params, member: string): number | undefined {
  const value = integer(given, member);
  if (value === undefined || (0 <= value && value <= MAX_SECONDS)) return value;
  // -1 takes a warm-up away that was set before.
  if (member === "InstanceWarmup" && value === -1) return undefined;
  return refuse(`${member} must be between 0 and ${MAX_SECONDS}, not ${value}.`);
}

function oneOf<T extends string>(given: Params, member: string, values: readonly T[]): T | "Wait" {
  const value = text(given, member);
  if (value === undefined) return "Wait";
  return (
    values.find((each) => each === value) ?? refuse(`${member} must be one of ${values.join(", ")}, not ${value}.`)
  );
}

function shownOf(wishes: Wishes): Params {
  const { percentages, checkpoints, alarms } = wishes;
  return {
    MinHealthyPercentage: percentages.min,
    ...(percentages.max === undefined ? {} : { MaxHealthyPercentage: percentages.max }),
    InstanceWarmup: wishes.warmup,
    ...(checkpoints.length === 0
      ? {}
      : { CheckpointPercentages: [...checkpoints], CheckpointDelay: wishes.checkpointDelay }),
    SkipMatching: wishes.skipMatching,
    AutoRollback: wishes.autoRollback,
    ScaleInProtectedInstances: wishes.protectedInstances,
    StandbyInstances: wishes.standbyInstances,
    ...(alarms.length === 0 ? {} : { AlarmSpecification: { Alarms: [...alarms] } }),
    BakeTime: wishes.bakeTime,
  };
}

export function refuse(message: string): never {
  throw new AwsError("ValidationError", message);
}
