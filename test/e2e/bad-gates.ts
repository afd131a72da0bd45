import type { Case } from "./bad-inputs.ts";
import { LISTENER, NGINX, PROMOTE, SHARED, SHIFT, STATUS } from "./bad-inputs.ts";

/** Wrong inputs about how green is judged. */

const VERIFY = { ...SHIFT, step: "verify" };
const ROLLOUT = { ...SHIFT, step: "rollout" };
const NETWORK = { listeners: LISTENER.replace("app/", "net/") };
const COUNTER = 'requests_total{version="{{side}}"}';
const SIDES = { "green-label": "v2", "blue-label": "v1" };
/** All that counting by Prometheus needs. */
export const PROMETHEUS = {
  ...{ metrics: "prometheus", "prometheus-url": "https://metrics.example/", ...SIDES },
  ...{ "prometheus-requests": COUNTER, "prometheus-errors": COUNTER },
};
const COMMAND = { metrics: "command", "metric-command": "./counts.sh", ...SIDES };

export const GATE_CASES: Case[] = [
  ["compare", { ...SHIFT, compare: "yes" }, 'compare: "yes" must be one of auto, on, off'],
  ["compare", { ...VERIFY, compare: "off" }, 'compare: "off" judges nothing', "alarms: shop-5xx"],
  ["compare", { ...VERIFY, ...SHARED, compare: "on" }, "both sides share one target group"],
  ["compare", { ...ROLLOUT, ...NETWORK, compare: "on" }, "CloudWatch counts no requests of a network load balancer"],
  ["compare", { ...PROMOTE, compare: "on" }, "the strategy blue-green moves all traffic at once"],
  ["compare", { ...VERIFY, strategy: "ab-test", cohort: "header X = 1", compare: "on" }, "green's users are picked"],
  ["alarms", { ...SHIFT, alarms: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a" }, "give the alarm's name"],
  ["alarms", { ...VERIFY, alarms: "x".repeat(256) }, "is longer than the 255 characters"],
  ["alarms", { ...SHIFT, alarms: "," }, "must be 1 to 100 names of alarms"],
  ["max-error-rate", { ...SHIFT, "max-error-rate": "0.5" }, "has no `%`", "max-error-rate: 0.5%"],
  ["max-error-rate", { ...SHIFT, "max-error-rate": "0%" }, "is not a percentage above 0% and up to 50%"],
  ["max-error-rate", { ...STATUS, "max-error-rate": "51%" }, "is not a percentage above 0% and up to 50%"],
  ["max-error-rate", { ...VERIFY, ...NETWORK, "max-error-rate": "1%" }, "max-error-rate: ", "is not possible"],
  ["latency-threshold", { ...SHIFT, "latency-threshold": "500" }, "has no unit: seconds read as milliseconds"],
  ["latency-threshold", { ...SHIFT, "latency-threshold": "0.5ms" }, "from 1ms to 600s"],
  ["max-slow-rate", { ...SHIFT, "max-slow-rate": "5%" }, "needs `latency-threshold`"],
  ["max-slow-rate", { ...SHIFT, "latency-threshold": "1s", "max-slow-rate": "few" }, "is not a percentage"],
  ["max-bake-time", { ...VERIFY, "max-bake-time": "6h" }, "must be shorter than 6h"],
  ["max-bake-time", { ...ROLLOUT, "max-bake-time": "5m" }, "is shorter than the bake itself", "max-bake-time: 30m"],
  ["on-failure", { ...SHIFT, "on-failure": "undo" }, 'on-failure: "undo" must be one of rollback, hold'],
  ["on-inconclusive", { ...SHIFT, "on-inconclusive": "wait" }, "must be one of fail, pass"],
  ["metrics", { ...SHIFT, metrics: "access-log" }, "must be one of cloudwatch, prometheus, command"],
  ["metrics", { ...NGINX, metrics: "cloudwatch" }, "must be one of access-log, prometheus, command"],
  ["prometheus-url", { ...VERIFY, ...PROMETHEUS, "prometheus-url": "" }, "is required for `metrics: prometheus`"],
  ["prometheus-url", { ...VERIFY, ...PROMETHEUS, "prometheus-url": "metrics" }, "is not an http or https URL"],
  ["prometheus-url", { ...VERIFY, ...PROMETHEUS, "prometheus-url": "https://m.example/?x=1" }, "without query"],
  ["prometheus-requests", { ...SHIFT, "prometheus-requests": COUNTER }, "is for `metrics: prometheus`"],
  ["prometheus-requests", { ...VERIFY, ...PROMETHEUS, "prometheus-requests": "up" }, "has no `{{side}}`"],
  ["prometheus-errors", { ...VERIFY, ...PROMETHEUS, "prometheus-errors": `rate(${COUNTER}[1m])` }, "has rate()"],
  ["prometheus-errors", { ...VERIFY, ...PROMETHEUS, "prometheus-errors": `${COUNTER}{{x}}` }, "which is not known"],
  [
    "prometheus-client-errors",
    { ...VERIFY, ...PROMETHEUS, "prometheus-client-errors": COUNTER },
    "needs `errors: 5xx, 4xx` in the config file",
  ],
  [
    "prometheus-latency-histogram",
    { ...VERIFY, ...PROMETHEUS, "latency-threshold": "1s", "prometheus-latency-histogram": `sum(${COUNTER})` },
    "is not the plain selector of a histogram's buckets",
  ],
  [
    "prometheus-latency-histogram",
    { ...VERIFY, ...PROMETHEUS, "latency-threshold": "1s" },
    "is required for `latency-threshold`",
  ],
  ["prometheus-token", { ...VERIFY, ...PROMETHEUS, "prometheus-token": "a b" }, "is not a token"],
  [
    "prometheus-token",
    { ...VERIFY, ...PROMETHEUS, "prometheus-token": "a", "prometheus-user": "b", "prometheus-password": "c" },
    "contradicts `prometheus-user` and `prometheus-password`",
  ],
  ["prometheus-user", { ...VERIFY, ...PROMETHEUS, "prometheus-password": "c" }, "prometheus-user: is required with"],
  ["prometheus-user", { ...VERIFY, ...PROMETHEUS, "prometheus-user": "a:b", "prometheus-password": "c" }, "colon"],
  ["prometheus-password", { ...VERIFY, ...PROMETHEUS, "prometheus-user": "b" }, "prometheus-password: is required"],
  ["prometheus-headers", { ...VERIFY, ...PROMETHEUS, "prometheus-headers": "X-Scope-OrgID" }, "not `Name: value`"],
  ["prometheus-headers", { ...VERIFY, ...PROMETHEUS, "prometheus-headers": "Host: x" }, "has of itself"],
  ["metric-command", { ...VERIFY, ...COMMAND, "metric-command": "" }, "is required for `metrics: command`"],
  ["metric-command", { ...SHIFT, "metric-command": "date" }, "is for `metrics: command`"],
  ["metric-command", { ...VERIFY, ...COMMAND, "metric-command": "x".repeat(2_001) }, "use a script"],
  ["green-label", { ...VERIFY, ...COMMAND, "green-label": "" }, "is required for `metrics: command`"],
  ["green-label", { ...VERIFY, ...COMMAND, "green-label": "v1" }, "is the label of blue too"],
  ["green-label", { ...VERIFY, ...PROMETHEUS, "green-label": '.*"}' }, "has characters other than letters"],
  ["green-label", { ...STATUS, "green-label": "v2" }, "is not supported by step `status`"],
  ["blue-label", { ...VERIFY, ...PROMETHEUS, "blue-label": "" }, "is required for `metrics: prometheus`"],
  ["blue-label", { ...SHIFT, "blue-label": "v1" }, "the platform tells the sides apart"],
  ["timeout", { ...ROLLOUT, "bake-time": "10m", timeout: "10m" }, "leaves no room for the bake time of 10m"],
  ["timeout", { ...SHIFT, compare: "on", timeout: "5m" }, "leaves no room for the time that a verdict may take, 7m"],
  ["alpha", { ...STATUS, config: ".github/tuning.yml" }, 'alpha: "5%" is not a number above 0 and up to 0.5'],
  ["credentials-expire-at", { ...ROLLOUT, "credentials-expire-at": "5" }, "is not a moment such as"],
  ["credentials-expire-at", { ...ROLLOUT, "credentials-expire-at": "2026-13-02T15:04:05Z" }, "is not a moment"],
  ["credentials-expire-at", { ...VERIFY, "credentials-expire-at": "2026-01-02T15:04:05Z" }, "only by `rollout`"],
  ["step", { ...VERIFY, ...NETWORK }, 'step: "verify" judges nothing'],
  ["weight", { ...ROLLOUT, weight: "10" }, "is not supported by step `rollout`, only by `shift`"],
  ["cohort", { ...ROLLOUT, strategy: "ab-test", alarms: "a" }, "is required for the strategy ab-test"],
];
