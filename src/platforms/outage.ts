import { formatDuration } from "../delivery/duration.ts";

/** A time in which nothing was there to answer. In milliseconds since the epoch. */
export interface Outage {
  began: number;
  /** Undefined: it lasts. */
  ended: number | undefined;
}

/**
 * As people say when a site was down.
 *
 * @param what of which nothing was healthy: `machine`, `process`.
 */
export function describeOutage({ began, ended }: Outage, what: string): string {
  const from = new Date(began).toISOString();
  if (ended === undefined) return `an outage since ${from}: no ${what} is healthy`;
  return `an outage of ${formatDuration(ended - began)}, from ${from} to ${new Date(ended).toISOString()}: no ${what} was healthy`;
}
