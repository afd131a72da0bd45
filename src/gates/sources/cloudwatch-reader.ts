import type { GetMetricDataCommandOutput, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { call, clientConfig } from "../../platforms/aws.ts";
import type { SourceProblem, Span } from "../source.ts";
import type { Points } from "./cloudwatch-points.ts";
import type { MetricSeries } from "./cloudwatch-series.ts";
import { describeSeries } from "./cloudwatch-series.ts";

const ACTION = "cloudwatch:GetMetricData";
/** Milliseconds before a result that failed inside CloudWatch is asked for again. */
const PAUSES = [1_000, 2_000] as const;

/** What CloudWatch has of the series. */
export interface MetricData {
  points: Points;
  /** False when it said that it has not told all. */
  isWhole: boolean;
  warnings: readonly string[];
}

/** The only place of the gates' sources that needs client-cloudwatch: loaded at the first reading. */
export class CloudWatchReader {
  readonly #cloudWatch: CloudWatchClient;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(region: string, clock: Clock, signal: AbortSignal) {
    this.#cloudWatch = new CloudWatchClient(clientConfig(region));
    this.#clock = clock;
    this.#signal = signal;
  }

  /**
   * All series in one request, and its further pages. No unit is asked for: one that does not match gives nothing.
   *
   * @param series at most 500 (CloudWatch API Reference, GetMetricData).
   * @throws the signal's reason when it aborts.
   */
  async read(series: readonly MetricSeries[], span: Span): Promise<MetricData | { problem: SourceProblem }> {
    try {
      for (const pause of PAUSES) {
        const data = await this.#once(series, span);
        if (!("problem" in data) || data.problem.kind !== "unavailable") return data;
        await this.#clock.sleep(pause, this.#signal);
      }
      return await this.#once(series, span);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof DeliveryError) return { problem: problemOf(error) };
      throw error;
    }
  }

  close(): void {
    this.#cloudWatch.destroy();
  }

  async #once(series: readonly MetricSeries[], span: Span): Promise<MetricData | { problem: SourceProblem }> {
    const queries = series.map(queryOf);
    const pages: GetMetricDataCommandOutput[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const page = await this.#page(queries, span, token);
      pages.push(page);
      token = page.NextToken;
    }
    const results = pages.flatMap(({ MetricDataResults = [] }) => MetricDataResults);
    const problem = problemIn(results);
    if (problem !== undefined) return { problem };
    const messages = [...pages, ...results].flatMap(({ Messages = [] }) => Messages);
    return {
      points: pointsOf(series, results),
      isWhole: series.every((_, index) => lastStatus(results, idOf(index)) !== "PartialData"),
      warnings: [...new Set(messages.map(({ Code = "", Value = "" }) => `CloudWatch: ${Code}: ${Value}`))],
    };
  }

  #page(MetricDataQueries: MetricDataQuery[], { from, to }: Span, NextToken: string | undefined) {
    const command = new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: "TimestampAscending",
      MetricDataQueries,
      NextToken,
    });
    return call(ACTION, this.#signal, () => this.#cloudWatch.send(command, { abortSignal: this.#signal }));
  }
}

const idOf = (index: number) => `m${index}`;

function queryOf({ namespace, name, dimensions, statistic }: MetricSeries, index: number): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: idOf(index), MetricStat: { Metric, Period: 60, Stat: statistic } };
}

/** A result that goes on with the next page is partial until its last one. */
function lastStatus(results: readonly MetricDataResult[], id: string): string | undefined {
  return results.findLast(({ Id }) => Id === id)?.StatusCode;
}

function problemIn(results: readonly MetricDataResult[]): SourceProblem | undefined {
  const say = (status: string) => {
    const failed = results.filter(({ StatusCode }) => StatusCode === status);
    return [...new Set(failed.map(({ Label = "", Id = "" }) => `${Label || Id}: ${status}`))];
  };
  const [forbidden, broken] = [say("Forbidden"), say("InternalError")];
  if (forbidden.length > 0) return { kind: "denied", reasons: forbidden, action: ACTION };
  return broken.length > 0 ? { kind: "unavailable", reasons: broken } : undefined;
}

function pointsOf(series: readonly MetricSeries[], results: readonly MetricDataResult[]): Points {
  const points = new Map(
    series.map((one, index) => [idOf(index), { key: describeSeries(one), values: new Map<number, number>() }]),
  );
  for (const { Id = "", Timestamps = [], Values = [] } of results)
    for (const [index, time] of Timestamps.entries()) {
      const value = Values[index];
      if (value !== undefined) points.get(Id)?.values.set(time.getTime(), value);
    }
  return new Map([...points.values()].map(({ key, values }) => [key, values]));
}

function problemOf({ code, message, reasons, transient }: DeliveryError): SourceProblem {
  const words = [message, ...reasons];
  if (code === "denied") return { kind: "denied", reasons: words, action: ACTION };
  if (code === "credentials") return { kind: "denied", reasons: words };
  return { kind: transient ? "unavailable" : "invalid", reasons: words };
}
