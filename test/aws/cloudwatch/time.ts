import type { Params, WorldClock } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { text } from "../params.ts";

/** Milliseconds. */
export const MINUTE = 60_000;

/** What CloudWatch takes for the time: milliseconds since the epoch, of which a minute has 60 AWS seconds. */
export interface MetricTime {
  now(): number;
  /** The AWS time at which the machine's clock showed so many milliseconds. */
  of(real: number): number;
  /** The start of the current minute, or of one so many minutes later; negative: earlier. */
  minute(offset?: number): number;
}

/**
 * The time of metrics and alarms. In a fast world it runs ahead of the machine's clock, from the start of the world on:
 * otherwise a minute of the world would be some seconds of the wire, which no client asks for.
 *
 * @param now stands in the place of the world's clock, for a client whose clock a test moves.
 */
export function createTime(clock: WorldClock, now?: () => number): MetricTime {
  const start = clock.now();
  const scale = 1_000 / clock.scaled(1);
  const of = (real: number) => (now === undefined ? start + (real - start) * scale : now());
  const current = () => of(clock.now());
  return {
    now: current,
    of,
    minute: (offset = 0) => floor(current(), MINUTE) + offset * MINUTE,
  };
}

export function floor(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

/** A timestamp of a request, in seconds since the epoch (AWS JSON) or as ISO 8601 (query, CBOR); in milliseconds. */
export function timestamp(params: Params, name: string): number | undefined {
  const given = text(params, name);
  if (given === undefined) return undefined;
  const time = /^-?\d+(\.\d+)?$/.test(given) ? Number(given) * 1_000 : Date.parse(given);
  if (!Number.isNaN(time)) return Math.round(time);
  throw new AwsError("MalformedInput", `timestamp must follow ISO8601: '${given}' at '${name}'`);
}
