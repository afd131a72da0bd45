import type { PlatformName, Step } from "../../delivery/vocabulary.ts";
import { DEFAULTS } from "../../gates/settings.ts";
import { BAKE } from "./common.ts";
import {
  alarmName,
  alarmNames,
  clientErrors,
  command,
  decimal,
  header,
  label,
  minutes,
  percentage,
  selector,
  server,
  threshold,
} from "./gate-types.ts";
import type { InputRow } from "./row.ts";
import { lines, list, pattern, wholeNumber, word } from "./types.ts";

/** What counts requests. */
export type MetricsName = "cloudwatch" | "lambda" | "access-log" | "prometheus" | "command";

/** The steps that gates can judge. */
export const GATED: readonly Step[] = ["shift", "verify", "promote", "rollout"];

/** Whether the way back may be a part of the step: who fails the gates is rolled back by it. */
export function mayRollBack(step: Step): boolean {
  return step === "rollback" || GATED.includes(step);
}

/** What each platform can be asked to count by, its own way first. */
const METRICS: Readonly<Record<PlatformName, readonly MetricsName[]>> = {
  ec2: ["cloudwatch", "prometheus", "command"],
  "api-gateway": ["cloudwatch", "lambda", "prometheus", "command"],
  nginx: ["access-log", "prometheus", "command"],
  lambda: ["lambda", "prometheus", "command"],
};

const HOW: Readonly<Record<MetricsName, string>> = {
  cloudwatch: "`cloudwatch`",
  lambda: "`lambda` (the functions that the sides of a canary call)",
  "access-log": "`access-log`, the one that `setup` gives nginx",
  prometheus: "`prometheus`",
  command: "`command` (`metric-command`)",
};

/** What most rollouts set, if anything. */
const GATES = {
  compare: {
    kind: "setting",
    type: word(["auto", "on", "off"] as const),
    steps: GATED,
    fallback: "auto",
    description:
      "Whether green's errors are compared with blue's in the same minutes. `auto` does where both sides have traffic and are counted apart, `on` makes it an error where they are not. `verify` and `rollout` judge by themselves; `shift` and `promote` do once this, `alarms`, `max-error-rate`, `latency-threshold` or `metrics` is given.",
    example: "on",
  },
  alarms: {
    kind: "setting",
    type: alarmNames(list(alarmName)),
    steps: GATED,
    description:
      "Names of CloudWatch alarms, metric or composite, in the job's region. One that is red stops the step before it moves anything; one that turns red while green bakes fails green. On `nginx` the job needs a region and credentials for them.",
    example: "shop-5xx, shop-latency",
  },
  "max-error-rate": {
    kind: "setting",
    type: percentage,
    steps: GATED,
    description:
      "Green's share of errors that is too much, above 0% to 50%. Above it green fails, below it green passes, each once there is evidence enough.",
    example: "0.5%",
  },
  "latency-threshold": {
    kind: "setting",
    type: threshold,
    steps: GATED,
    description:
      "How long an answer takes that counts as slow, e.g. `500ms` or `1.5s`. Green's share of slow answers is then compared with blue's.",
    example: "500ms",
  },
  "max-slow-rate": {
    kind: "setting",
    type: percentage,
    steps: GATED,
    description: "Green's share of slow answers that is too much, above 0% to 50%. Needs `latency-threshold`.",
    example: "5%",
  },
  "max-bake-time": {
    kind: "setting",
    type: BAKE,
    steps: ["shift", "verify", "rollout"],
    description:
      "How long a bake may become while too little is known to judge green. By default as long as `bake-time`.",
    example: "30m",
  },
  "on-failure": {
    kind: "setting",
    type: word(["rollback", "hold"] as const),
    steps: GATED,
    fallback: "rollback",
    description:
      "What becomes of a green that fails its gates. `rollback` gives blue all the traffic again, `hold` leaves the weights as they are; the step fails either way.",
    example: "hold",
  },
  "on-inconclusive": {
    kind: "setting",
    type: word(["fail", "pass"] as const),
    steps: GATED,
    fallback: "fail",
    description:
      "What becomes of a green that too few requests reached to tell. With `pass` it goes on, and the summary says so. What could not be judged for another reason never passes.",
    example: "pass",
  },
} as const satisfies Record<string, InputRow>;

/** Other counts than the platform's own. */
const SOURCES = {
  "prometheus-url": {
    kind: "setting",
    type: server,
    steps: GATED,
    secret: true,
    description:
      "Where the HTTP API of Prometheus, or of what speaks it, is, without `/api/v1`. Required for `metrics: prometheus`.",
    example: "https://prometheus.example/",
  },
  "prometheus-requests": {
    kind: "setting",
    type: selector(false),
    steps: GATED,
    description:
      "The counter of requests, as a selector with `{{side}}` where `green-label` or `blue-label` belongs. The counter itself, without `rate()`. Required for `metrics: prometheus`.",
    example: 'http_requests_total{app="shop",version="{{side}}"}',
  },
  "prometheus-errors": {
    kind: "setting",
    type: selector(false),
    steps: GATED,
    description: "The same of requests that ended with an error. Required for `metrics: prometheus`.",
    example: 'http_requests_total{app="shop",version="{{side}}",code=~"5.."}',
  },
  "prometheus-client-errors": {
    kind: "setting",
    type: selector(false),
    steps: GATED,
    description: "The same of requests that were answered with 4xx, for `errors: 5xx, 4xx`.",
    example: 'http_requests_total{app="shop",version="{{side}}",code=~"4.."}',
  },
  "prometheus-latency-histogram": {
    kind: "setting",
    type: selector(true),
    steps: GATED,
    description:
      "The plain selector of the buckets of a histogram in seconds, one of which ends at `latency-threshold`.",
    example: 'http_request_duration_seconds_bucket{version="{{side}}"}',
  },
  "prometheus-token": {
    kind: "setting",
    type: pattern(/^[\x21-\x7e]{1,4096}$/, "is not a token: it has blanks or characters other than ASCII."),
    steps: GATED,
    secret: true,
    description: "A bearer token for `prometheus-url`.",
    example: "a-bearer-token",
  },
  "prometheus-user": {
    kind: "setting",
    type: pattern(/^[^:\p{Cc}]{1,256}$/u, "is not a user's name: it has a colon or control characters."),
    steps: GATED,
    description: "The user for `prometheus-url`, with `prometheus-password`.",
    example: "delivery",
  },
  "prometheus-password": {
    kind: "setting",
    type: pattern(/^\P{Cc}{1,4096}$/u, "is not a password: it has control characters."),
    steps: GATED,
    secret: true,
    description: "The password of `prometheus-user`.",
    example: "a-password",
  },
  "prometheus-headers": {
    kind: "setting",
    type: lines(header),
    steps: GATED,
    secret: true,
    description: "Further headers for `prometheus-url`, `Name: value`, one a line, e.g. `X-Scope-OrgID: shop`.",
    example: "X-Scope-OrgID: shop",
  },
  "metric-command": {
    kind: "setting",
    type: command,
    steps: GATED,
    secret: true,
    description:
      "A line of bash for `metrics: command`. It gets `FROM`, `TO`, `STEP`, `GREEN`, `BLUE` and `WEIGHT`, and prints the requests and errors of both sides in each minute as JSON, within 30 seconds.",
    example: "./deploy/counts.sh",
  },
  "green-label": {
    kind: "argument",
    type: label,
    steps: GATED,
    config: true,
    description:
      "What tells green's counts apart, e.g. its version: `{{side}}` in the selectors, `GREEN` of `metric-command`. Required for `metrics: prometheus` and `metrics: command`.",
    example: "v2.4.1",
  },
  "blue-label": {
    kind: "argument",
    type: label,
    steps: GATED,
    config: true,
    description: "The same of blue, which has to be another.",
    example: "v2.4.0",
  },
} as const satisfies Record<string, InputRow>;

/** How evidence is weighed: to be settled once for a service, not from one run to the next. */
const RULES = {
  errors: {
    kind: "setting",
    configOnly: true,
    type: clientErrors(list(word(["5xx", "4xx"]))),
    steps: GATED,
    fallback: "5xx",
    description:
      "Which answers are errors. `5xx, 4xx` compares the client's errors too, beside the server's; no limit is ever about 4xx.",
    example: "5xx, 4xx",
  },
  alpha: {
    kind: "setting",
    configOnly: true,
    type: decimal(0, 0.5, false),
    steps: GATED,
    fallback: String(DEFAULTS.alpha),
    description:
      "How likely a green may fail that is no worse than tolerated, in a whole rollout and over all comparisons and limits together.",
    example: "0.01",
  },
  beta: {
    kind: "setting",
    configOnly: true,
    type: decimal(0, 0.5, false),
    steps: GATED,
    fallback: String(DEFAULTS.beta),
    description: "How likely a green may pass that is as bad as what a pass rules out.",
    example: "0.01",
  },
  tolerance: {
    kind: "setting",
    configOnly: true,
    type: decimal(1, 100, true),
    steps: GATED,
    fallback: String(DEFAULTS.tolerance),
    description: "How many times blue's rate is tolerated on green, 1 to 100.",
    example: "1.5",
  },
  "max-ratio": {
    kind: "setting",
    configOnly: true,
    type: decimal(1, 1_000, false),
    steps: GATED,
    fallback: String(DEFAULTS.maxRatio),
    description: "How many times blue's rate a pass by comparison rules out. More than `tolerance`, at most 1000.",
    example: "3",
  },
  "min-errors": {
    kind: "setting",
    configOnly: true,
    type: wholeNumber(1, 1_000),
    steps: GATED,
    fallback: String(DEFAULTS.minErrors),
    description: "How many errors green must have before it may fail.",
    example: "10",
  },
  confirm: {
    kind: "setting",
    configOnly: true,
    type: minutes(1),
    steps: GATED,
    fallback: `${DEFAULTS.confirmMinutes}m`,
    description: "How many minutes it takes at least for green to fail, so that no single one decides.",
    example: "3m",
  },
  settle: {
    kind: "setting",
    configOnly: true,
    type: minutes(0),
    steps: GATED,
    fallback: `${DEFAULTS.settleMinutes}m`,
    description:
      "How many minutes after the one of a change are not judged: caches, pools and compilers of green are cold.",
    example: "5m",
  },
} as const satisfies Record<string, InputRow>;

export type GateRows = Omit<typeof GATES, "alarms"> & {
  alarms: InputRow<string[]>;
  metrics: InputRow<MetricsName>;
} & typeof SOURCES &
  typeof RULES;

/** What a comparison alone needs. */
const OF_TWO_SIDES: readonly string[] = ["compare", "tolerance", "max-ratio"];

/** Without a second fleet it is `deploy` that is judged, while it replaces machines. */
function alsoOfDeploy(rows: GateRows): GateRows {
  const judging = Object.entries<InputRow>(rows).filter(([name]) => !OF_TWO_SIDES.includes(name));
  return {
    ...rows,
    ...Object.fromEntries(judging.map(([name, row]) => [name, { ...row, steps: ["deploy", ...row.steps] }])),
  };
}

/** Where a group's machines are replaced, EC2 Auto Scaling watches alarms by itself; where they are changed, the step does. */
const WATCHED: InputRow<string[]> = {
  ...GATES.alarms,
  description: `${GATES.alarms.description} Without a second fleet, EC2 Auto Scaling watches them, ten at most, while \`deploy\` replaces machines, and one that turns red has all replaced machines put back; \`in-place\` watches them itself, after each batch and for \`bake-time\`.`,
};

/** Their names, those that most rollouts set first. */
export const GATE_NAMES = [
  ...Object.keys(GATES),
  "metrics",
  ...Object.keys(SOURCES),
  ...Object.keys(RULES),
] as readonly (keyof GateRows)[];

/** The inputs about how green is judged: every platform has them, but not the same own counts. */
export function gateRows(platform: PlatformName): GateRows {
  const names = METRICS[platform];
  const ways = names.map((name) => HOW[name]);
  const metrics: InputRow<MetricsName> = {
    kind: "setting",
    type: word(names),
    steps: GATED,
    description: `What counts requests and errors: ${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}. By default the first.`,
    example: "prometheus",
  };
  const rows: GateRows = { ...GATES, metrics, ...SOURCES, ...RULES };
  return platform === "ec2" ? alsoOfDeploy({ ...rows, alarms: WATCHED }) : rows;
}
