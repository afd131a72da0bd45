import { formatDuration } from "../../delivery/duration.ts";
import type { View } from "../../delivery/plan.ts";
import type { StepResult } from "../outputs.ts";

const HOUR_MS = 3_600_000;
/** Less is not worth a line. */
const SMALLEST = 0.05;

/**
 * What the second fleet has come to until a view, at the size that it has there. Empty where no second fleet is paid for.
 */
export function costUntil(view: View | undefined, { inputs }: StepResult): string {
  if (inputs?.target.platform !== "ec2" || view?.rollout === undefined) return "";
  const { blue, green, standing } = view;
  const ms = standing.now - Date.parse(view.rollout.startedAt);
  // Units are what the groups themselves count by: only where each is an instance is the product instance-hours.
  const size = Math.min(blue?.wanted ?? 0, green?.wanted ?? 0);
  if (!(ms > 0) || size === 0 || standing.units !== "targets") return "";
  const hours = (size * ms) / HOUR_MS;
  if (hours < SMALLEST) return "";
  const told = hours < 10 ? hours.toFixed(1) : String(Math.round(hours));
  return `Both fleets ran for ${formatDuration(ms)}: about ${told} instance-hours more than one would`;
}
