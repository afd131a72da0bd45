import type { GetMetricDataCommandOutput, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { call, clientConfig } from "../../platforms/aws.ts";
import type { SourceProblem, Span } from "../source.ts";
import { problemOf } from "./cloudwatch-problem.ts";
import type { MetricData } from "./cloudwatch-results.ts";
import { GET_METRIC_DATA, queryOf, readResults } from "./cloudwatch-results.ts";
import type { MetricSeries } from "./cloudwatch-series.ts";

/** Milliseconds before a result that failed inside CloudWatch is asked for again. */
const PAUSES = [1_000, 2_000] as const;

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
      if (error instanceof DeliveryError) return { problem: problemOf(error, GET_METRIC_DATA) };
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
    return readResults(series, pages);
  }

  #page(MetricDataQueries: MetricDataQuery[], { from, to }: Span, NextToken: string | undefined) {
    const command = new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: "TimestampAscending",
      MetricDataQueries,
      NextToken,
    });
    return call(GET_METRIC_DATA, this.#signal, () => this.#cloudWatch.send(command, { abortSignal: this.#signal }));
  }
}
