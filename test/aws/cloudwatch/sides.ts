import type { Elb } from "../elb/index.ts";
import { ofGroup } from "./balancer-metrics.ts";
import type { Seed } from "./seed.ts";
import { seed } from "./seed.ts";
import type { Metrics } from "./series.ts";

/** One minute of one side, as its service reports it. Counts; what is left out is 0. */
export interface SideMinute extends Pick<Seed, "minute" | "visibleAt" | "replace"> {
  requests: number;
  /** 5xx of the side's own; of a function: exceptions and timeouts. */
  errors?: number;
  /** 4xx; of a function: throttled calls, which are none of its requests. */
  clientErrors?: number;
  /** Requests of a target group that met no target's port; they have no answer and no time. */
  unconnected?: number;
  /** How many took as long as `slowMs`, by default 1,000; the others take `ms`, by default 50. */
  slow?: number;
  slowMs?: number;
  ms?: number;
}

type Values = [value: number, count: number][];

/** Puts whole sides' minutes, metric by metric. */
export class Sides {
  readonly #metrics: Metrics;
  readonly #elb: Elb;

  constructor(metrics: Metrics, elb: Elb) {
    this.#metrics = metrics;
    this.#elb = elb;
  }

  /** Of an application load balancer's target group that is in use, by its ARN. Error counts of 0 are not put. */
  targetGroup(arn: string, side: SideMinute): void {
    const used = this.#elb.used().find(({ group }) => group.arn === arn);
    const [loadBalancer] = used?.loadBalancers ?? [];
    if (used === undefined || loadBalancer === undefined) throw new Error(`No load balancer uses ${arn}`);
    const { requests, errors = 0, clientErrors = 0, unconnected = 0 } = side;
    const put = this.#putter("AWS/ApplicationELB", ofGroup(loadBalancer, used.group), side);
    put("RequestCount", [[1, requests]]);
    put("HTTPCode_Target_2XX_Count", [[1, requests - errors - clientErrors - unconnected]]);
    put("HTTPCode_Target_4XX_Count", [[1, clientErrors]]);
    put("HTTPCode_Target_5XX_Count", [[1, errors]]);
    put("TargetConnectionErrorCount", [[1, unconnected]]);
    put("TargetResponseTime", times(side, requests - unconnected, 1_000), "Seconds");
  }

  /** Of a stage, or of `STAGE/Canary`. */
  stage(ApiName: string, Stage: string, side: SideMinute): void {
    const { requests, errors = 0, clientErrors = 0 } = side;
    const put = this.#putter("AWS/ApiGateway", { ApiName, Stage }, side);
    put("Count", [[1, requests]]);
    put("4XXError", zeroOrOne(clientErrors, requests));
    put("5XXError", zeroOrOne(errors, requests));
    put("Latency", times(side, requests, 1), "Milliseconds");
  }

  /** Of a function's alias, or of one version behind it. */
  alias(FunctionName: string, alias: string, version: string | undefined, side: SideMinute): void {
    const { requests, errors = 0, clientErrors = 0 } = side;
    const own = { FunctionName, Resource: `${FunctionName}:${alias}` };
    const dimensions = version === undefined ? own : { ...own, ExecutedVersion: version };
    const put = this.#putter("AWS/Lambda", dimensions, side);
    put("Invocations", [[1, requests]]);
    put("Errors", zeroOrOne(errors, requests));
    put("Throttles", zeroOrOne(clientErrors, requests + clientErrors));
    put("Duration", times(side, requests, 1), "Milliseconds");
  }

  #putter(namespace: string, dimensions: Seed["dimensions"], { minute, visibleAt, replace }: SideMinute) {
    const when = {
      minute,
      ...(visibleAt === undefined ? {} : { visibleAt }),
      ...(replace === true ? { replace } : {}),
    };
    return (metric: string, value: Values, unit = "Count") =>
      seed(this.#metrics, { namespace, metric, dimensions, value, unit, ...when });
  }
}

function zeroOrOne(ones: number, all: number): Values {
  return [
    [0, all - ones],
    [1, ones],
  ];
}

/** @param divisor milliseconds of the metric's unit. */
function times({ slow = 0, slowMs = 1_000, ms = 50 }: SideMinute, all: number, divisor: number): Values {
  return [
    [ms / divisor, all - slow],
    [slowMs / divisor, slow],
  ];
}
