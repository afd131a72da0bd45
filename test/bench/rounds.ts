import type { Call } from "../aws/server.ts";

export type Interval = Pick<Call, "startedAt" | "endedAt">;

const READ = /^(Describe|Get|List|Assume)/;

/**
 * How many round trips follow each other: the longest chain of calls of which none starts before the one before it has
 * ended. Calls that overlap are one round.
 */
export function rounds(calls: readonly Interval[]): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of [...calls].sort((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < end) continue;
    count += 1;
    end = endedAt;
  }
  return count;
}

export function isRead({ action }: Pick<Call, "action">): boolean {
  return READ.test(action);
}

/** What a wait looks at. */
const LOOKS = new Set(["DescribeTargetHealth", "DescribeAutoScalingGroups", "DescribeScalingActivities"]);

/**
 * Tells the looks of a wait from the rest of a step's calls. A deploy ends with its wait: looks after its last change.
 * A teardown waits between its changes. The other steps wait only where something is wrong, which is not measured here.
 */
export function splitWaits(step: string, calls: readonly Call[]): { work: Call[]; waits: Call[] } {
  const changes = [...calls.entries()].filter(([, call]) => !isRead(call)).map(([index]) => index);
  const [first = calls.length, last = calls.length] = [changes[0], changes.at(-1)];
  const waits = calls.filter(
    ({ action }, index) =>
      LOOKS.has(action) &&
      ((step === "deploy" && index > last) || (step === "teardown" && index > first && index < last)),
  );
  return { work: calls.filter((call) => !waits.includes(call)), waits };
}
