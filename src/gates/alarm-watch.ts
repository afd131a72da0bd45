import type { Meter } from "../engine/platform.ts";
import type { AlarmContext, AlarmVerdict } from "./alarms.ts";
import { judgeAlarm, needsHistory, unreadableAlarm } from "./alarms.ts";
import type { MinuteCounts, SourceProblem } from "./source.ts";
import type { FoundAlarm } from "./sources/alarm-answer.ts";
import type { AlarmReader } from "./sources/alarm-reader.ts";
import { targetGroups } from "./sources/cloudwatch-series.ts";

/** What was read of the alarms at one look. */
export type AlarmsRead = { alarms: readonly FoundAlarm[] } | { problem: SourceProblem };

/** The alarms that a step was given. */
export class AlarmWatch {
  readonly #names: readonly string[];
  readonly #region: string | undefined;
  readonly #signal: AbortSignal;
  #reader: AlarmReader | undefined;

  /** @param region undefined: there are no alarms to ask for. */
  constructor(names: readonly string[], region: string | undefined, signal: AbortSignal) {
    this.#names = names;
    this.#region = region;
    this.#signal = signal;
  }

  /** One call for all of them; none without alarms. */
  async read(): Promise<AlarmsRead> {
    return this.#names.length === 0 ? { alarms: [] } : (await this.#open()).read(this.#names);
  }

  /**
   * What they say of green. History is asked for where an alarm may have been red between two looks.
   *
   * @param requestsOn requests on an alarm's dimensions; undefined: nobody counted.
   */
  async judge(
    read: AlarmsRead,
    firstMove: number | undefined,
    requestsOn: (dimensions: FoundAlarm["dimensions"]) => number | undefined,
  ): Promise<AlarmVerdict[]> {
    if ("problem" in read) return this.#names.map((name) => unreadableAlarm(name, read.problem));
    return Promise.all(
      this.#names.map(async (name) => {
        const found = read.alarms.find(({ seen }) => seen.name === name);
        const requests = requestsOn(found?.dimensions);
        const context = { firstMove, ...(requests === undefined ? {} : { requests }) };
        const past = found === undefined ? {} : await this.#past(found, firstMove);
        if (past.problem !== undefined) return unreadableAlarm(name, past.problem);
        return judgeAlarm(name, found?.seen, { ...context, ...past });
      }),
    );
  }

  close(): void {
    this.#reader?.close();
  }

  async #past(
    { seen }: FoundAlarm,
    firstMove: number | undefined,
  ): Promise<Pick<AlarmContext, "history"> & { problem?: SourceProblem }> {
    if (firstMove === undefined || !needsHistory(seen, firstMove)) return {};
    const past = await (await this.#open()).history(seen.name, firstMove);
    if ("history" in past) return past;
    // Optional: without the permission the state of this moment counts, and a warning names it.
    return past.problem.action === undefined ? { problem: past.problem } : { history: "denied" };
  }

  async #open(): Promise<AlarmReader> {
    const { AlarmReader } = await import("./sources/alarm-reader.ts");
    this.#reader ??= new AlarmReader(this.#region ?? "", this.#signal);
    return this.#reader;
  }
}

/** An alarm without data on a metric that is published for errors alone means one thing with requests, another without. */
export function isSilent(read: AlarmsRead): boolean {
  return "alarms" in read && read.alarms.some(({ seen }) => seen.state === "INSUFFICIENT_DATA");
}

/**
 * Which requests an alarm's metric is about.
 *
 * @returns undefined where the dimensions are not those of the sides: of another service, or of one zone.
 */
export function sidesOf(dimensions: FoundAlarm["dimensions"], meter: Meter): ("green" | "blue")[] | undefined {
  if (dimensions === undefined || meter.by !== "target-groups") return undefined;
  const { green, blue } = targetGroups(meter.loadBalancer, meter, { clientErrors: false })?.sides ?? {};
  const { LoadBalancer, TargetGroup, ...others } = dimensions;
  const ofGreen = green?.requests[0]?.dimensions;
  if (ofGreen === undefined || LoadBalancer !== ofGreen.LoadBalancer || Object.keys(others).length > 0)
    return undefined;
  if (TargetGroup === undefined) return ["green", "blue"];
  if (TargetGroup === ofGreen.TargetGroup) return ["green"];
  return TargetGroup === blue?.requests[0]?.dimensions.TargetGroup ? ["blue"] : undefined;
}

/** Requests on an alarm's dimensions in these minutes; undefined: nobody counted them. */
export function requestsOn(
  dimensions: FoundAlarm["dimensions"],
  meter: Meter,
  minutes: readonly MinuteCounts[] | undefined,
): number | undefined {
  const sides = sidesOf(dimensions, meter);
  if (sides === undefined || minutes === undefined) return undefined;
  return minutes.reduce(
    (sum, minute) => sum + sides.reduce((both, side) => both + (minute[side]?.requests ?? 0), 0),
    0,
  );
}
