import { hasOneFleet, STRATEGY_TRAITS } from "../../delivery/strategies.ts";
import type { PlatformName, Step, Strategy } from "../../delivery/vocabulary.ts";
import type { GatesAsked, MetricsAsked } from "../../gates/asked.ts";
import { leastBakeMs } from "../../gates/asked.ts";
import { testsOf } from "../../gates/settings.ts";
import { SAME_LABELS } from "../../gates/sources/prometheus-queries.ts";
import type { COMMON } from "./common.ts";
import type { CourseRows } from "./course.ts";
import type { GateRows } from "./gates.ts";
import { GATED } from "./gates.ts";
import type { InputReader } from "./reader.ts";

export type GateReader = InputReader<typeof COMMON & CourseRows & GateRows>;

/** How a platform's own metrics count the two sides, as far as the inputs tell; where not apart, why, as a clause. */
export type OwnCounts = { sides: "apart" } | { sides: "together" | "none"; because: string };

/** What the gates follow from beside their own inputs. */
export interface Gated {
  step: Step;
  strategy: Strategy;
  platform: PlatformName;
  /** How long the step bakes, in milliseconds. */
  bakeMs: number;
  own: OwnCounts;
  region: string | undefined;
}

/** Inputs that say what is judged: any of them makes `shift` and `promote` gated. */
const JUDGES = ["compare", "alarms", "max-error-rate", "latency-threshold", "metrics"] as const;

const PROMETHEUS = [
  "prometheus-url",
  "prometheus-requests",
  "prometheus-errors",
  "prometheus-client-errors",
  "prometheus-latency-histogram",
  "prometheus-token",
  "prometheus-user",
  "prometheus-password",
  "prometheus-headers",
] as const;

/**
 * What the inputs ask of the gates; mistakes go to the reader.
 *
 * @returns undefined when this step is not judged by gates.
 */
export function readGates(reader: GateReader, about: Gated): GatesAsked | undefined {
  // The way back asks for nothing: settings that contradict each other must not stand in its way.
  if (about.step !== "rollback") judgeSettings(reader, about);
  if (!isGated(reader, about)) return undefined;
  // Those of one fleet are watched while it is replaced, by EC2 Auto Scaling, or while it is changed, by the strategy.
  const alarms = isOfOneFleet(about) ? [] : (reader.get("alarms") ?? []);
  const asked: GatesAsked = {
    compare: reader.get("compare"),
    settings: settingsOf(reader),
    alarms,
    region: regionFor(reader, alarms, about),
    metrics: metricsOf(reader),
    onFailure: reader.get("on-failure"),
    onInconclusive: reader.get("on-inconclusive"),
    maxBakeMs: Math.max(about.bakeMs, reader.get("max-bake-time") ?? 0),
  };
  requireSomething(reader, asked, about);
  if (!isOfOneFleet(about) || reader.has("max-bake-time")) return asked;
  // A fleet of few machines is replaced before a minute of it can be judged.
  return { ...asked, maxBakeMs: leastBakeMs({ ...asked, compare: "on" }, about.platform) };
}

/** A `deploy` that leads the machines of one fleet to the new version, batch by batch. */
function isOfOneFleet({ step, platform, strategy }: Gated): boolean {
  return step === "deploy" && hasOneFleet(platform, strategy);
}

/** What of a fleet is judged as a whole: nothing is compared there. */
const OF_ONE_FLEET = ["max-error-rate", "latency-threshold", "metrics"] as const;

function isGated(reader: GateReader, about: Gated): boolean {
  const { step } = about;
  if (step === "verify" || step === "rollout") return true;
  if (isOfOneFleet(about)) return OF_ONE_FLEET.some((name) => reader.has(name));
  // Without a comparison, it is the others that say what is judged.
  return GATED.includes(step) && JUDGES.some((name) => reader.has(name) && reader.get(name) !== "off");
}

function settingsOf(reader: GateReader): GatesAsked["settings"] {
  const [maxErrorRate, maxSlowRate] = [reader.get("max-error-rate"), reader.get("max-slow-rate")];
  const latencyThresholdMs = reader.get("latency-threshold");
  return {
    clientErrors: reader.get("errors"),
    ...(maxErrorRate === undefined ? {} : { maxErrorRate }),
    ...(latencyThresholdMs === undefined ? {} : { latencyThresholdMs }),
    ...(maxSlowRate === undefined ? {} : { maxSlowRate }),
    alpha: reader.get("alpha"),
    beta: reader.get("beta"),
    tolerance: reader.get("tolerance"),
    maxRatio: reader.get("max-ratio"),
    minErrors: reader.get("min-errors"),
    confirmMinutes: reader.get("confirm"),
    settleMinutes: reader.get("settle"),
  };
}

/** On a machine of one's own CloudWatch is asked for alarms alone. */
function regionFor(reader: GateReader, alarms: readonly string[], { platform, region }: Gated): string | undefined {
  if (platform !== "nginx") return region;
  if (alarms.length === 0) return undefined;
  if (region !== undefined && region !== "") return region;
  const problem =
    "needs a region, and this job has none: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
  return reader.fail("alarms", problem, { example: "none" });
}

function metricsOf(reader: GateReader): MetricsAsked | undefined {
  switch (reader.get("metrics")) {
    case "prometheus":
      return prometheusOf(reader);
    case "command": {
      const why = "is required for `metrics: command`";
      const command = reader.require("metric-command", why);
      const labels = labelsOf(reader, why);
      return command === undefined || labels === undefined ? undefined : { by: "command", command, labels };
    }
    case "lambda":
      return { by: "lambda" };
    case "cloudwatch":
    case "access-log":
    case undefined:
      return undefined;
  }
}

function prometheusOf(reader: GateReader): MetricsAsked | undefined {
  const why = "is required for `metrics: prometheus`";
  const url = reader.require("prometheus-url", why);
  const [requests, errors] = [reader.require("prometheus-requests", why), reader.require("prometheus-errors", why)];
  const clientErrors = reader.get("prometheus-client-errors");
  const latencyHistogram = reader.get("prometheus-latency-histogram");
  const headers = reader.get("prometheus-headers");
  const authentication = authenticationOf(reader);
  if (reader.get("errors") && !reader.has("prometheus-client-errors"))
    reader.fail("prometheus-client-errors", "is required for `errors: 5xx, 4xx`.");
  if (reader.has("latency-threshold") && !reader.has("prometheus-latency-histogram"))
    reader.fail("prometheus-latency-histogram", "is required for `latency-threshold`.");
  const labels = labelsOf(reader, why);
  if (url === undefined || requests === undefined || errors === undefined || labels === undefined) return undefined;
  return {
    ...{ by: "prometheus", url, requests, errors, labels },
    ...(clientErrors === undefined ? {} : { clientErrors }),
    ...(latencyHistogram === undefined ? {} : { latencyHistogram }),
    ...(authentication === undefined ? {} : { authentication }),
    ...(headers === undefined ? {} : { headers: Object.fromEntries(headers) }),
  };
}

function authenticationOf(reader: GateReader): Extract<MetricsAsked, { by: "prometheus" }>["authentication"] {
  const bearer = reader.get("prometheus-token");
  if (bearer !== undefined) return { bearer };
  if (!reader.has("prometheus-user") && !reader.has("prometheus-password")) return undefined;
  const [user, password] = [
    reader.require("prometheus-user", "is required with `prometheus-password`"),
    reader.require("prometheus-password", "is required with `prometheus-user`"),
  ];
  return user === undefined || password === undefined ? undefined : { user, password };
}

function labelsOf(reader: GateReader, why: string): { green: string; blue: string } | undefined {
  const [green, blue] = [reader.require("green-label", why), reader.require("blue-label", why)];
  if (green !== undefined && green === blue) reader.fail("green-label", SAME_LABELS, { example: "none" });
  return green === undefined || blue === undefined ? undefined : { green, blue };
}

/** Settings that contradict each other. */
function judgeSettings(reader: GateReader, about: Gated): void {
  judgeSources(reader, about.step);
  if (reader.has("max-slow-rate") && !reader.has("latency-threshold"))
    reader.fail("max-slow-rate", "needs `latency-threshold`: from when on is an answer slow?", {
      example: "latency-threshold: 500ms",
    });
  const [tolerance, maxRatio] = [reader.get("tolerance"), reader.get("max-ratio")];
  if (maxRatio <= tolerance && !reader.isWrong("max-ratio") && !reader.isWrong("tolerance"))
    reader.fail(
      reader.has("max-ratio") ? "max-ratio" : "tolerance",
      "leaves nothing between `tolerance` and `max-ratio`: a pass has to rule out more than is tolerated.",
      {
        example: "max-ratio: 3",
      },
    );
  const [most, bake] = [reader.get("max-bake-time"), Math.max(about.bakeMs, reader.get("bake-time") ?? 0)];
  if (most !== undefined && most < bake)
    reader.fail("max-bake-time", "is shorter than the bake itself, which it may only make longer.", {
      example: "max-bake-time: 30m",
    });
  judgeCounts(reader, about);
}

/** What belongs to another source than the one that is asked. */
function judgeSources(reader: GateReader, step: Step): void {
  if (reader.isWrong("metrics")) return;
  const metrics = reader.get("metrics");
  for (const name of PROMETHEUS) {
    if (metrics !== "prometheus" && reader.has(name))
      reader.fail(name, "is for `metrics: prometheus`.", { example: "metrics: prometheus" });
  }
  if (metrics !== "command" && reader.has("metric-command"))
    reader.fail("metric-command", "is for `metrics: command`.", { example: "metrics: command" });
  for (const name of ["green-label", "blue-label"] as const) {
    // An argument: where it has no place at all, that is what is told.
    if (GATED.includes(step) && metrics !== "prometheus" && metrics !== "command" && reader.has(name))
      reader.fail(name, "is for `metrics: prometheus` and `metrics: command`: the platform tells the sides apart.", {
        example: "metrics: prometheus",
      });
  }
  if (metrics === "lambda" && reader.get("errors"))
    reader.fail("metrics", "contradicts `errors: 5xx, 4xx`: a function knows no 4xx.", { example: "none" });
  if (reader.has("prometheus-token") && (reader.has("prometheus-user") || reader.has("prometheus-password")))
    reader.fail("prometheus-token", "contradicts `prometheus-user` and `prometheus-password`: give one of the two.", {
      example: "none",
    });
  if (reader.has("prometheus-client-errors") && !reader.get("errors"))
    reader.fail("prometheus-client-errors", "needs `errors: 5xx, 4xx` in the config file.", { example: "none" });
  if (reader.has("prometheus-latency-histogram") && !reader.has("latency-threshold"))
    reader.fail("prometheus-latency-histogram", "needs `latency-threshold`.", {
      example: "latency-threshold: 500ms",
    });
}

/** Gates that nothing could ever count for. */
function judgeCounts(reader: GateReader, about: Gated): void {
  const why = whyNotCompared(reader, about);
  if (reader.get("compare") === "on" && why !== undefined)
    reader.fail("compare", `is not possible: ${why}.`, { example: "compare: auto" });
  const { own } = about;
  if (own.sides !== "none" || hasOwnSource(reader)) return;
  if (reader.get("metrics") === "lambda") {
    reader.fail("metrics", `is not possible: ${own.because}.`, { example: "metrics: prometheus" });
    return;
  }
  for (const name of ["max-error-rate", "latency-threshold"] as const) {
    if (reader.has(name)) reader.fail(name, `is not possible: ${own.because}.`, { example: "metrics: prometheus" });
  }
}

/** Why green is never compared with blue here, whatever the rollout is like; as a clause. */
function whyNotCompared(reader: GateReader, { strategy, platform, own }: Gated): string | undefined {
  const { cohort, climbs } = STRATEGY_TRAITS[strategy];
  if (hasOneFleet(platform, strategy)) return `under the strategy ${strategy} the machines of one fleet serve together`;
  if (cohort) return `under the strategy ${strategy} green's users are picked, and their errors differ by nature`;
  if (!climbs) return `the strategy ${strategy} moves all traffic at once, and the sides never share a minute`;
  return own.sides === "apart" || hasOwnSource(reader) ? undefined : own.because;
}

/** Whether the sides are told apart by labels, not by the platform. */
function hasOwnSource(reader: GateReader): boolean {
  return ["prometheus", "command"].some((name) => reader.get("metrics") === name);
}

/** Gates that judge nothing would hold every green up, or let every one through. */
function requireSomething(reader: GateReader, asked: GatesAsked, about: Gated): void {
  const { step, strategy } = about;
  const why = asked.compare === "off" ? "`compare` is off" : whyNotCompared(reader, about);
  const tests = testsOf({ ...asked.settings, compare: why === undefined });
  const wrong = ([...JUDGES, "strategy", "max-slow-rate"] as const).some((name) => reader.isWrong(name));
  if (tests.length > 0 || asked.alarms.length > 0 || wrong) return;
  // One `promote`, before which green has no traffic to be judged by.
  if (step !== "verify" && step !== "deploy" && !STRATEGY_TRAITS[strategy].climbs) return;
  if (step === "deploy") {
    const given = OF_ONE_FLEET.find((name) => reader.has(name)) ?? "metrics";
    const problem = `judges nothing by itself: ${why}. Give \`max-error-rate\`, or \`max-slow-rate\`.`;
    reader.fail(given, problem, { example: "max-error-rate: 1%" });
    return;
  }
  const problem = `judges nothing: ${why}. Give \`alarms\` or \`max-error-rate\`.`;
  if (asked.compare === "off") reader.fail("compare", problem, { example: "alarms: shop-5xx" });
  else reader.fail("step", problem, { example: "alarms: shop-5xx" });
}

/** Whether the gates compare green with blue where both have traffic. */
export function compares(reader: GateReader, about: Gated): boolean {
  return reader.get("compare") !== "off" && whyNotCompared(reader, about) === undefined;
}
