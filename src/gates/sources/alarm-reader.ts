import type { DescribeAlarmsOutput } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, paginateDescribeAlarmHistory, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { DeliveryError } from "../../delivery/errors.ts";
import { call, clientConfig } from "../../platforms/aws.ts";
import type { AlarmTransition } from "../alarms.ts";
import type { SourceProblem } from "../source.ts";
import type { FoundAlarm } from "./alarm-answer.ts";
import { readAlarms, readTransitions } from "./alarm-answer.ts";
import { problemOf } from "./cloudwatch-problem.ts";

/** The most names that DescribeAlarms takes (CloudWatch API Reference). */
const MAX_NAMES = 100;
/** Without them only metric alarms are told (the same). */
const ALARM_TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"] as const;

/** Reads alarms; throttling and outages are repeated by the SDK inside a look. Loaded when a step has alarms. */
export class AlarmReader {
  readonly #cloudWatch: CloudWatchClient;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#cloudWatch = new CloudWatchClient(clientConfig(region));
    this.#signal = signal;
  }

  /**
   * The alarms of these names that there are, in one call for each hundred of them.
   *
   * @throws the signal's reason when it aborts.
   */
  read(names: readonly string[]): Promise<{ alarms: readonly FoundAlarm[] } | { problem: SourceProblem }> {
    return this.#orProblem("cloudwatch:DescribeAlarms", async () => {
      const alarms: FoundAlarm[] = [];
      for (let from = 0; from < names.length; from += MAX_NAMES) {
        const pages = this.#describe(names.slice(from, from + MAX_NAMES));
        for await (const page of pages) alarms.push(...readAlarms(page));
      }
      return { alarms };
    });
  }

  /**
   * How an alarm's state changed.
   *
   * @param since milliseconds since the epoch; CloudWatch keeps two weeks.
   * @throws the signal's reason when it aborts.
   */
  history(name: string, since: number): Promise<{ history: readonly AlarmTransition[] } | { problem: SourceProblem }> {
    return this.#orProblem("cloudwatch:DescribeAlarmHistory", async () => {
      const input = {
        AlarmName: name,
        AlarmTypes: [...ALARM_TYPES],
        HistoryItemType: "StateUpdate" as const,
        StartDate: new Date(since),
      };
      const history: AlarmTransition[] = [];
      const pages = paginateDescribeAlarmHistory({ client: this.#cloudWatch }, input, { abortSignal: this.#signal });
      for await (const { AlarmHistoryItems = [] } of pages) history.push(...readTransitions(AlarmHistoryItems));
      return { history };
    });
  }

  close(): void {
    this.#cloudWatch.destroy();
  }

  #describe(AlarmNames: string[]): AsyncIterable<DescribeAlarmsOutput> {
    const config = { client: this.#cloudWatch, pageSize: MAX_NAMES };
    const input = { AlarmNames, AlarmTypes: [...ALARM_TYPES] };
    return paginateDescribeAlarms(config, input, { abortSignal: this.#signal });
  }

  async #orProblem<T>(action: string, read: () => Promise<T>): Promise<T | { problem: SourceProblem }> {
    try {
      return await call(action, this.#signal, read);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof DeliveryError) return { problem: problemOf(error, action) };
      throw error;
    }
  }
}
