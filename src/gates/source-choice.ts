import { inputError } from "../delivery/errors.ts";
import type { WeightChange } from "../delivery/shifts.ts";
import type { Clock } from "../engine/clock.ts";
import type { Meter } from "../engine/platform.ts";
import type { GatesAsked, MetricsAsked } from "./asked.ts";
import { INTEGRATION_TIMEOUT_MS } from "./asked.ts";
import { refuse } from "./refusals.ts";
import type { GateSettings } from "./settings.ts";
import type { Source } from "./source.ts";
import type { CloudWatchSubject, Wanted } from "./sources/cloudwatch-series.ts";
import { apiNameIn, functions, stageAndCanary, targetGroups } from "./sources/cloudwatch-series.ts";

/** A source that may hold connections. */
export type OpenSource = Source & { close?(): void };

/** What counts the requests, by its name in the `gates` mark; or why nothing does, as a sentence. */
export type Choice = { name: SourceName; make(live: Live): Promise<OpenSource> } | { name: "none"; because: string };

type SourceName = "cloudwatch" | "lambda" | "access-log" | "prometheus" | "command";

/** What a source asks about at each reading. */
export interface Live {
  clock: Clock;
  signal: AbortSignal;
  changes(): readonly WeightChange[];
}

export interface ChoiceGiven {
  asked: Pick<GatesAsked, "metrics" | "region">;
  meter: Meter;
  settings: Pick<GateSettings, "clientErrors" | "latencyThresholdMs">;
  /** The source that this rollout was begun with, by its name in the mark. */
  begunWith: string | undefined;
}

/** What a platform counts itself is free of choice: a rollout that was begun with it goes on with it. */
export function chooseSource(given: ChoiceGiven): Choice {
  const { asked, begunWith } = given;
  const own = ownSource(given);
  const goesOn = own.name !== "none" && own.name === begunWith;
  return asked.metrics === undefined || goesOn ? own : askedSource(asked.metrics, given);
}

function ownSource({ meter, asked: { region }, settings }: ChoiceGiven): Choice {
  switch (meter.by) {
    case "target-groups": {
      const subject = targetGroups(meter.loadBalancer, meter, wantedOf(settings));
      return subject === undefined ? { name: "none", because: UNCOUNTED } : cloudWatch(subject, region);
    }
    case "stage": {
      const name = apiNameIn(meter.apiName, meter.apiId);
      return cloudWatch(stageAndCanary(name, meter.stage, wantedOf(settings)), region);
    }
    case "functions": {
      const { functions: called, timeoutMs } = meter;
      return cloudWatch(functions(called, timeoutMs, thresholdOf(settings)), region, "lambda");
    }
    case "access-log": {
      const { path, ports } = meter;
      const make = async ({ clock, signal }: Live) => {
        const { AccessLogSource } = await import("./sources/access-log.ts");
        return new AccessLogSource({ path, ports, ...thresholdOf(settings), clock, signal });
      };
      return { name: "access-log", make };
    }
    case "nothing":
      return { name: "none", because: meter.because };
  }
}

const UNCOUNTED = "A network load balancer counts no requests of a target group.";

function cloudWatch(
  subject: CloudWatchSubject,
  region: string | undefined,
  name: "cloudwatch" | "lambda" = "cloudwatch",
): Choice {
  if (region === undefined) throw refuse("no-region", {});
  const make = async (live: Live) => {
    const { CloudWatchSource } = await import("./sources/cloudwatch.ts");
    return new CloudWatchSource({ subject, region, ...live });
  };
  return { name, make };
}

function askedSource(metrics: MetricsAsked, given: ChoiceGiven): Choice {
  const { settings } = given;
  switch (metrics.by) {
    case "prometheus":
      return { name: "prometheus", make: (live) => prometheus(metrics, settings, live) };
    case "command":
      return { name: "command", make: (live) => command(metrics, live) };
    case "lambda":
      return functionsOf(given);
  }
}

/** Who asks for it is not judged by something else instead. */
function functionsOf({ meter, asked: { region }, settings }: ChoiceGiven): Choice {
  const called = "functions" in meter ? meter.functions : undefined;
  if (called === undefined) throw refuse("functions-not-apart", { because: UNREAD });
  if ("because" in called) throw refuse("functions-not-apart", called);
  return cloudWatch(functions(called, INTEGRATION_TIMEOUT_MS, thresholdOf(settings)), region, "lambda");
}

const UNREAD = "What the sides call was not read.";

async function prometheus(
  metrics: Extract<MetricsAsked, { by: "prometheus" }>,
  settings: ChoiceGiven["settings"],
  { clock, signal }: Live,
): Promise<OpenSource> {
  const { resolveQueries } = await import("./sources/prometheus-queries.ts");
  const { PrometheusSource } = await import("./sources/prometheus.ts");
  const { url, labels, authentication, headers } = metrics;
  const resolved = resolveQueries(metrics, labels);
  if ("mistakes" in resolved) throw inputError(resolved.mistakes);
  return new PrometheusSource({
    ...{ url, labels, clock, signal, queries: resolved.queries },
    ...(headers === undefined ? {} : { headers }),
    ...(authentication === undefined ? {} : { authentication: wayIn(authentication) }),
    ...thresholdOf(settings),
  });
}

function wayIn(given: NonNullable<Extract<MetricsAsked, { by: "prometheus" }>["authentication"]>) {
  return "bearer" in given
    ? ({ kind: "bearer", token: given.bearer } as const)
    : ({ kind: "basic", user: given.user, password: given.password } as const);
}

async function command(
  metrics: Extract<MetricsAsked, { by: "command" }>,
  { clock, signal, changes }: Live,
): Promise<OpenSource> {
  const { CommandSource } = await import("./sources/command.ts");
  const weight = () => changes().at(-1)?.weight ?? 0;
  return new CommandSource({ command: metrics.command, sides: metrics.labels, weight, clock, signal });
}

function wantedOf(settings: ChoiceGiven["settings"]): Wanted {
  return { clientErrors: settings.clientErrors, ...thresholdOf(settings) };
}

function thresholdOf({ latencyThresholdMs }: ChoiceGiven["settings"]): { latencyThresholdMs?: number } {
  return latencyThresholdMs === undefined ? {} : { latencyThresholdMs };
}
