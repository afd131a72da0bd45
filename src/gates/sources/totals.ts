import type { MinuteCounts, MinuteTotals, SideCounts, Source, SourceProblem, Span } from "../source.ts";

/** A source that keeps its past tells a history like anything else: as the sum of what both sides did. */
export async function historyFrom(
  source: Pick<Source, "read">,
  span: Span,
): Promise<{ minutes: readonly MinuteTotals[] } | { problem: SourceProblem }> {
  const reading = await source.read(span);
  return "problem" in reading ? reading : { minutes: totalsOf(reading.minutes) };
}

/** Both sides of each complete minute together. What only one of them counts is the whole of it. */
export function totalsOf(minutes: readonly MinuteCounts[]): MinuteTotals[] {
  return minutes.flatMap(({ at, complete, green, blue }) => {
    if (!complete) return [];
    const sides = [green, blue].filter((side) => side !== undefined);
    return sides.length === 0 ? [] : [{ at, total: sides.reduce(add) }];
  });
}

function add(one: SideCounts, other: SideCounts): SideCounts {
  const clientErrors = sum(one.clientErrors, other.clientErrors);
  const requests = sum(one.timing?.requests, other.timing?.requests);
  const slow = sum(one.timing?.slow, other.timing?.slow);
  return {
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    ...(clientErrors === undefined ? {} : { clientErrors }),
    ...(requests === undefined || slow === undefined ? {} : { timing: { requests, slow } }),
  };
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}
