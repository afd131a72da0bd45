import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ApiGateway } from "../apigateway/index.ts";
import type { Service, WorldConfig } from "../contract.ts";
import type { Elb } from "../elb/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { text, texts } from "../params.ts";
import { AlarmBook } from "./alarm-book.ts";
import { alarmOperations } from "./alarm-ops.ts";
import type { EvaluationState } from "./alarms.ts";
import { meterBalancers } from "./balancer-metrics.ts";
import type { DataOptions, ResultFault } from "./data-ops.ts";
import { dataOperations } from "./data-ops.ts";
import type { Seed } from "./seed.ts";
import { seed } from "./seed.ts";
import type { Arrival } from "./series.ts";
import { Metrics } from "./series.ts";
import type { CanaryMetrics } from "./serverless-metrics.ts";
import { meterFunctions, meterStages } from "./serverless-metrics.ts";
import { Sides } from "./sides.ts";
import { createTime } from "./time.ts";

/** AWS seconds between looks at what is due. */
const TICK = 10;
const UNSCOPED = ["GetMetricData", "ListMetrics", "PutMetricData"];

export interface CloudWatchOptions extends Partial<Arrival>, Partial<DataOptions> {
  /** Milliseconds since the epoch, for tests that move time themselves. Default: the world's AWS time. */
  now?: () => number;
  /** Default `inclusive`. */
  canary?: CanaryMetrics;
}

export type CloudWatch = ReturnType<typeof createCloudWatch>;

/** CloudWatch: metrics of the world's own traffic, and alarms that watch them. */
export function createCloudWatch(config: WorldConfig, elb: Elb, options: CloudWatchOptions = {}) {
  const time = createTime(config.clock, options.now);
  const metrics = new Metrics(time, { delay: options.delay ?? 60, late: options.late });
  const settings: DataOptions & { canary: CanaryMetrics } = {
    pageSize: options.pageSize ?? 100_800,
    listDelay: options.listDelay ?? 900,
    canary: options.canary ?? "inclusive",
  };
  meterBalancers(metrics, elb, config.clock);
  const faults: ResultFault[] = [];
  const prefix = `arn:aws:cloudwatch:${config.region}:${config.accountId}:alarm:`;
  const book = new AlarmBook(metrics, prefix);
  config.clock.every(TICK, () => book.evaluateDue());

  const service: Service = {
    name: "cloudwatch",
    signingName: "monitoring",
    protocol: "query",
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    resource: (action, params) => {
      if (UNSCOPED.includes(action)) return "*";
      if (action === "DescribeAlarms") return `${prefix}*`;
      const [first = "*"] = texts(params, "AlarmNames");
      return text(params, "ResourceARN") ?? `${prefix}${text(params, "AlarmName") ?? first}`;
    },
    operations: { ...dataOperations(metrics, settings, faults), ...alarmOperations(book) },
  };

  return {
    service,
    metrics,
    /** The time that metrics and alarms go by. */
    time,
    /** Can be changed at any time; what is there already stays as it is. */
    arrival: metrics.arrival,
    /** What single results of GetMetricData say instead of their points; emptied by `length = 0`. */
    resultFaults: faults,
    /** Can be changed at any time. */
    settings,
    /** From then on the traffic of stages and functions is counted, too. */
    meter(apiGateway: ApiGateway, lambda: Lambda): void {
      meterStages(metrics, apiGateway, () => settings.canary);
      meterFunctions(metrics, lambda);
    },
    alarms: book.alarms,
    put: book.put.bind(book),
    onAction: book.onAction.bind(book),
    calling: book.calling.bind(book),
    /** Puts numbers beside those of real traffic, or in the place of earlier ones. */
    seed: (given: Seed) => seed(metrics, given),
    /** Puts whole minutes of a target group, a stage or a function's alias, likewise. */
    sides: new Sides(metrics, elb),
    /** Evaluates every metric alarm now, due or not. */
    evaluate(): void {
      for (const alarm of [...book.alarms.values()]) book.evaluate(alarm);
    },
    /** What DescribeAlarms shows as EvaluationState; with an error or a failure the alarm keeps its state. */
    setEvaluationState(name: string, state: EvaluationState | undefined): void {
      const alarm = book.alarms.get(name);
      if (alarm === undefined) throw new Error(`There is no alarm ${name}`);
      alarm.evaluationState = state;
    },
    /**
     * Variables for a Node process whose clock is to go as fast as the world's: its `Date` shows AWS time, and its timers
     * take AWS seconds. Without it a client in a fast world asks for minutes that are long past.
     */
    clockEnv: (): Record<string, string> => ({
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "fast-clock.mjs"))}`,
      LOCAL_AWS_CLOCK: JSON.stringify({
        real: config.clock.now(),
        aws: time.now(),
        scale: 1_000 / config.clock.scaled(1),
      }),
    }),
  };
}
