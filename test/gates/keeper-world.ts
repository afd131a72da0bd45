import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { vi } from "vitest";
import { withShift } from "../../src/delivery/shifts.ts";
import type { LastSwitch, Standing } from "../../src/delivery/standing.ts";
import type { GatedMove, GateLook, Opening } from "../../src/engine/gates.ts";
import type { Meter } from "../../src/engine/platform.ts";
import type { GatesAsked } from "../../src/gates/asked.ts";
import { GateKeeper } from "../../src/gates/keeper.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import { createClients } from "../aws/clients.ts";
import type { CloudWatchOptions } from "../aws/cloudwatch/index.ts";
import type { LocalAws } from "../aws/server.ts";
import { startAws } from "../aws/server.ts";
import { standing } from "../unit/fixtures.ts";

/** A rollout on two target groups as its gates see it: the real SDK, a local CloudWatch, and a time that the test moves. */

export const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** The weight moves in this minute, ten seconds later. */
export const START = Date.parse("2026-05-03T14:02:00Z");
const PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const BALANCER = "app/shop/4e5f";
const SIDES = { green: "targetgroup/green/0a1b", blue: "targetgroup/blue/2c3d" };
export const METER: Meter = {
  ...{ by: "target-groups", loadBalancer: `${PREFIX}:loadbalancer/${BALANCER}` },
  ...{ green: `${PREFIX}:${SIDES.green}`, blue: `${PREFIX}:${SIDES.blue}` },
};

/** Errors of requests. */
type Count = readonly [errors: number, requests: number];

const { compare: _, ...SETTINGS } = DEFAULTS;
export const ASKED: GatesAsked = {
  ...{ compare: "auto", settings: SETTINGS, alarms: [], region: "eu-west-1", metrics: undefined },
  ...{ onFailure: "rollback", onInconclusive: "fail", maxBakeMs: 10 * MINUTE },
};

export interface KeeperWorld {
  aws: LocalAws;
  at: { time: number };
  /** Of the SDK, without the keeper. */
  cloudWatch: ReturnType<typeof createClients>["cloudWatch"];
  keeper: GateKeeper;
  /** One minute of both sides, so many minutes after the move's. Without errors CloudWatch has no series of them. */
  serve(minute: number, sides: { green?: Count; blue?: Count }, visibleAt?: number): void;
  /** The day before: so many errors a minute of so many requests. */
  yesterday(count: Count): void;
  /** An alarm on green's 5xx that one minute with one error sets off. */
  alarm(name: string, more?: Partial<PutMetricAlarmInput>): Promise<void>;
  begin(move?: Partial<GatedMove>, more?: Partial<Standing> & { meter?: Meter; bakeMs?: number }): Promise<Opening>;
  /** The weight has moved, and is on record. */
  move(weight: number): void;
  /** A look so many milliseconds after the minute of the move. */
  look(after: number, more?: Partial<Standing> & { meter?: Meter }): Promise<GateLook>;
  close(): Promise<void>;
}

interface Options extends CloudWatchOptions {
  /** What the keeper's credentials allow; everything of CloudWatch unless told. */
  allowed?: readonly { Action: string; Resource: string }[];
}

export async function createKeeper(
  asked: Partial<GatesAsked> = {},
  { allowed = [{ Action: "cloudwatch:*", Resource: "*" }], ...options }: Options = {},
): Promise<KeeperWorld> {
  const at = { time: START };
  const aws = await startAws({ cloudWatch: { now: () => at.time, delay: 0, ...options } });
  const Statement = allowed.map((each) => ({ Effect: "Allow" as const, ...each }));
  const deployer = aws.principal("deployer", { Statement });
  for (const [name, value] of Object.entries(aws.env(deployer))) vi.stubEnv(name, value);
  const { cloudWatch } = createClients(aws.endpoint, aws.principal("owner"));
  const clock = { now: () => at.time, sleep: async () => undefined };
  const keeper = new GateKeeper({ ...ASKED, ...asked }, { clock, signal: new AbortController().signal });
  let last: LastSwitch | undefined;
  let mark: string | undefined;
  const standingNow = (more: Partial<Standing> = {}) =>
    standing({ now: at.time, weight: last?.to ?? 0, last, ...more });

  const put = (side: "green" | "blue", minute: number, [errors, requests]: Count, visibleAt?: number) => {
    const dimensions = { LoadBalancer: BALANCER, TargetGroup: SIDES[side] };
    const when = { minute: START + minute * MINUTE, ...(visibleAt === undefined ? {} : { visibleAt }) };
    const seed = (metric: string, value: number) =>
      aws.cloudWatch.seed({ namespace: "AWS/ApplicationELB", metric, dimensions, value, ...when });
    seed("RequestCount", requests);
    if (errors > 0) seed("HTTPCode_Target_5XX_Count", errors);
  };

  return {
    ...{ aws, at, cloudWatch, keeper },
    serve(minute, { green, blue }, visibleAt) {
      if (green !== undefined) put("green", minute, green, visibleAt);
      if (blue !== undefined) put("blue", minute, blue, visibleAt);
    },
    yesterday(count) {
      for (let minute = -24 * 60; minute < 0; minute += 1) put("blue", minute, count);
    },
    async alarm(AlarmName, more = {}) {
      const Dimensions = [
        { Name: "LoadBalancer", Value: BALANCER },
        { Name: "TargetGroup", Value: SIDES.green },
      ];
      await cloudWatch.putMetricAlarm({
        ...{ AlarmName, Namespace: "AWS/ApplicationELB", MetricName: "HTTPCode_Target_5XX_Count", Dimensions },
        ...{ Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 0 },
        ...{ ComparisonOperator: "GreaterThanThreshold", ...more },
      });
    },
    async begin(move = {}, { meter = METER, bakeMs = 10 * MINUTE, ...more } = {}) {
      const about = { standing: standingNow(more), meter, bakeMs };
      const opening = await keeper.begin(about, { to: 10, audience: "everyone", ...move });
      mark = opening.mark;
      return opening;
    },
    move(weight) {
      const now = Math.max(at.time, START + 10 * SECOND);
      const memory = {
        ...(mark === undefined ? {} : { gates: mark }),
        shifts: withShift(last?.memory?.shifts, { at: now, weight }),
      };
      last = { by: "shift", at: now, to: weight, verified: false, memory };
    },
    look(after, { meter = METER, ...more } = {}) {
      at.time = START + after;
      return keeper.look({ standing: standingNow(more), meter, bakeMs: 10 * MINUTE });
    },
    async close() {
      keeper.close();
      vi.unstubAllEnvs();
      await aws.close();
    },
  };
}
