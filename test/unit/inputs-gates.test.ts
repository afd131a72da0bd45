import { describe, expect, test } from "vitest";
import { GATE_NAMES } from "../../src/action/inputs/gates.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { isForWorkflows, rowsOf } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { formatGates, parseGates } from "../../src/gates/marks.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import type { Given } from "./fixtures.ts";
import { EC2, ec2Of, failureOf, listenerArn, parse, rawInputs, told } from "./fixtures.ts";

const MINUTE = 60_000;
const SHIFT: Given = { ...EC2, step: "shift", strategy: "canary" };
const VERIFY: Given = { ...EC2, step: "verify", strategy: "canary" };
const ROLLOUT: Given = { ...EC2, step: "rollout", strategy: "canary" };
const PROMOTE: Given = { ...EC2, step: "promote", strategy: "canary" };
const NETWORK: Given = { listeners: listenerArn().replace("/app/", "/net/") };
const SHARED: Given = { "target-groups": "web" };
const SIDES: Given = { "green-label": "v2", "blue-label": "v1" };
const COUNTER = 'requests_total{version="{{side}}"}';
const PROMETHEUS: Given = {
  ...{ metrics: "prometheus", "prometheus-url": "https://metrics.example/", ...SIDES },
  ...{ "prometheus-requests": COUNTER, "prometheus-errors": COUNTER },
};
const COMMAND: Given = { metrics: "command", "metric-command": "./counts.sh", ...SIDES };
const API: Given = { platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" };
const NGINX: Given = { platform: "nginx", app: "shop", strategy: "canary" };

const refusalsOf = (given: Given, config: Given = {}) => told(failureOf(() => parse(given, { config })));

describe("a step is judged by gates", () => {
  test.each(["verify", "rollout"])("%s by itself", (step) => {
    expect(parse({ ...VERIFY, step }).gates).toEqual({
      compare: "auto",
      settings: { ...DEFAULTS, compare: undefined },
      alarms: [],
      region: "eu-west-1",
      metrics: undefined,
      onFailure: "rollback",
      onInconclusive: "fail",
      maxBakeMs: step === "rollout" ? 10 * MINUTE : 0,
    });
  });

  test.each<[InputName, string]>([
    ["compare", "auto"],
    ["compare", "on"],
    ["alarms", "shop-5xx"],
    ["max-error-rate", "1%"],
    ["latency-threshold", "1s"],
    ["metrics", "cloudwatch"],
  ])("shift and promote by %s: %s", (name, value) => {
    for (const given of [SHIFT, PROMOTE]) {
      expect(parse(given).gates).toBeUndefined();
      expect(parse({ ...given, [name]: value }).gates).toBeDefined();
      expect(parse(given, { config: { [name]: value } }).gates).toBeDefined();
    }
  });

  test("shift and promote not by what only says how: comparing is off, or a failure is held", () => {
    for (const given of [SHIFT, PROMOTE]) {
      expect(parse({ ...given, compare: "off", "on-failure": "hold", "max-bake-time": "1h" }).gates).toBeUndefined();
    }
  });

  test.each(["deploy", "rollback", "teardown", "status"])("%s never, whatever the settings are", (step) => {
    const image = step === "deploy" ? { "image-id": "ami-0abcdef1234567890" } : {};
    expect(parse({ ...SHIFT, ...image, step, alarms: "shop-5xx", "max-error-rate": "1%" }).gates).toBeUndefined();
  });
});

describe("what the gates are asked", () => {
  test("thresholds are shares and milliseconds, whatever they are written in", () => {
    const given = { "max-error-rate": "0.5%", "latency-threshold": "1.5s", "max-slow-rate": "50 %" };
    expect(parse({ ...VERIFY, ...given }).gates?.settings).toMatchObject({
      maxErrorRate: 0.005,
      latencyThresholdMs: 1_500,
      maxSlowRate: 0.5,
    });
    expect(parse({ ...VERIFY, "latency-threshold": "500ms" }).gates?.settings.latencyThresholdMs).toBe(500);
  });

  test("the fine tuning of the config file", () => {
    const config: Given = {
      ...{ errors: "5xx, 4xx", alpha: "0.01", beta: "0.1", tolerance: "1.5", "max-ratio": "3" },
      ...{ "min-errors": "10", confirm: "3m", settle: "0m" },
    };
    expect(parse(VERIFY, { config }).gates?.settings).toEqual({
      ...{ clientErrors: true, alpha: 0.01, beta: 0.1, tolerance: 1.5, maxRatio: 3 },
      ...{ minErrors: 10, confirmMinutes: 3, settleMinutes: 0 },
    });
  });

  test("the widest values that are taken are all remembered by a rollout", () => {
    const widest: Given = { "max-error-rate": "50%", "latency-threshold": "600s", "max-slow-rate": "0.000001%" };
    const config: Given = {
      ...{ alpha: "0.5", beta: "0.000001", tolerance: "100", "max-ratio": "1000" },
      ...{ "min-errors": "1000", confirm: "1h", settle: "60m" },
    };
    const { settings } = parse({ ...VERIFY, ...widest }, { config }).gates ?? { settings: DEFAULTS };
    const fixed = { settings: { ...settings, compare: true }, source: "cloudwatch", history: {} };
    expect(parseGates(formatGates(fixed))).toEqual(fixed);
  });

  test("alarms, each once", () => {
    expect(parse({ ...VERIFY, alarms: "shop-5xx, shop latency\nshop-5xx" }).gates?.alarms).toEqual([
      "shop-5xx",
      "shop latency",
    ]);
  });

  test("Prometheus, with its selectors, its labels and how to log in", () => {
    expect(parse({ ...VERIFY, ...PROMETHEUS }).gates?.metrics).toEqual({
      ...{ by: "prometheus", url: "https://metrics.example/", requests: COUNTER, errors: COUNTER },
      labels: { green: "v2", blue: "v1" },
    });
    const more: Given = {
      ...{ "prometheus-client-errors": COUNTER, "prometheus-user": "delivery", "prometheus-password": "s3cret: yes" },
      ...{ "prometheus-headers": "X-Scope-OrgID: shop\nX-Other:  a, b", "latency-threshold": "500ms" },
      "prometheus-latency-histogram": 'seconds_bucket{version="{{side}}"}',
    };
    expect(
      parse({ ...VERIFY, ...PROMETHEUS, ...more }, { config: { errors: "5xx,4xx" } }).gates?.metrics,
    ).toMatchObject({
      clientErrors: COUNTER,
      latencyHistogram: 'seconds_bucket{version="{{side}}"}',
      authentication: { user: "delivery", password: "s3cret: yes" },
      headers: { "X-Scope-OrgID": "shop", "X-Other": "a, b" },
    });
    const bearer = parse({ ...VERIFY, ...PROMETHEUS, "prometheus-token": "abc.def" }).gates?.metrics;
    expect(bearer).toMatchObject({ authentication: { bearer: "abc.def" } });
  });

  test("the functions behind a canary of API Gateway, which are no source elsewhere", () => {
    const lambda: Given = { ...API, step: "verify", metrics: "lambda" };
    const settings = (given: Given) => parse(given).target.settings;
    expect(parse(lambda).gates?.metrics).toEqual({ by: "lambda" });
    expect(settings(lambda)).toMatchObject({ gated: true, byFunctions: true });
    expect(settings({ ...lambda, metrics: "cloudwatch" })).not.toHaveProperty("byFunctions");
    for (const step of ["rollback", "status", "teardown"])
      expect(settings({ ...lambda, step })).not.toHaveProperty("byFunctions");
    expect(refusalsOf({ ...VERIFY, metrics: "lambda" })).toEqual([expect.stringMatching(/^metrics: "lambda" /)]);
    expect(refusalsOf({ ...NGINX, step: "verify", metrics: "lambda" })).toHaveLength(1);
  });

  test("functions neither about 4xx, nor of two stages that take turns", () => {
    const lambda: Given = { ...API, step: "verify", metrics: "lambda" };
    expect(refusalsOf(lambda, { errors: "5xx, 4xx" })).toEqual([
      expect.stringMatching(/^metrics: "lambda" contradicts `errors: 5xx, 4xx`/),
    ]);
    const pair: Given = { strategy: "blue-green", stage: "a, b", "base-path-mapping": "api.example.com/v1" };
    expect(refusalsOf({ ...lambda, ...pair, "max-error-rate": "1%" })).toEqual([
      expect.stringMatching(/^metrics: "lambda" is not possible: a base path mapping leads everybody to one/),
    ]);
  });

  test("a command, with its labels", () => {
    const metrics = { by: "command", command: "./counts.sh", labels: { green: "v2", blue: "v1" } };
    expect(parse({ ...VERIFY, ...COMMAND }).gates?.metrics).toEqual(metrics);
  });

  test("CloudWatch on nginx in the job's region, for alarms alone", () => {
    const region = (given: Given, job: string | undefined) =>
      parseInputs(rawInputs({ ...NGINX, step: "verify", ...given }), new Map(), { region: job, workspace: "/nowhere" })
        .gates?.region;
    expect(region({ alarms: "shop-5xx" }, "eu-west-1")).toBe("eu-west-1");
    expect(region({}, "eu-west-1")).toBeUndefined();
    expect(region({}, undefined)).toBeUndefined();
    const refusal = failureOf(() => region({ alarms: "shop-5xx" }, undefined));
    expect(refusal.message).toMatch(/^alarms: "shop-5xx" needs a region, and this job has none/);
  });
});

describe("gates that contradict each other are refused", () => {
  test.each<[string, Given, RegExp]>([
    [
      "a rate of slow answers without a threshold",
      { "max-slow-rate": "5%" },
      /^max-slow-rate: .*needs `latency-thresh/,
    ],
    [
      "a bake that may not be as long as it is",
      { "bake-time": "5m", "max-bake-time": "4m" },
      /^max-bake-time: .*short/,
    ],
    ["Prometheus that is not asked", { "prometheus-requests": COUNTER }, /^prometheus-requests: .*is for `metrics: pr/],
    ["a command that is not asked", { "metric-command": "date" }, /^metric-command: is for `metrics: command`/],
    ["labels where nobody needs them", { "green-label": "v2" }, /^green-label: .*the platform tells the sides apart/],
    [
      "two ways to log in",
      { ...PROMETHEUS, "prometheus-token": "a", "prometheus-user": "b", "prometheus-password": "c" },
      /^prometheus-token: contradicts/,
    ],
    ["a user without password", { ...PROMETHEUS, "prometheus-user": "b" }, /^prometheus-password: is required with/],
    [
      "no address of Prometheus",
      { ...PROMETHEUS, "prometheus-url": "" },
      /^prometheus-url: is required for `metrics: pr/,
    ],
    ["no command", { ...COMMAND, "metric-command": "" }, /^metric-command: is required for `metrics: command`/],
    ["one label for both sides", { ...COMMAND, "blue-label": "v2" }, /^green-label: "v2" is the label of blue too/],
    ["a side without a label", { ...COMMAND, "blue-label": "" }, /^blue-label: is required for `metrics: command`/],
    [
      "a threshold that no histogram knows",
      { ...PROMETHEUS, "latency-threshold": "1s" },
      /^prometheus-latency-histogram: is required for/,
    ],
    [
      "a histogram without a threshold",
      { ...PROMETHEUS, "prometheus-latency-histogram": 'b{a="{{side}}"}' },
      /^prometheus-latency-histogram: .*needs `latency-threshold`/,
    ],
    [
      "4xx that are not compared",
      { ...PROMETHEUS, "prometheus-client-errors": COUNTER },
      /^prometheus-client-errors: .*needs `errors: 5xx, 4xx`/,
    ],
    [
      "a comparison with picked users",
      { strategy: "ab-test", cohort: "header X = 1", compare: "on" },
      /^compare: "on" is not possible: under the strategy ab-test/,
    ],
    [
      "a comparison on one target group",
      { ...SHARED, compare: "on" },
      /^compare: "on" is not possible: both sides share one/,
    ],
    [
      "a comparison where nothing counts",
      { ...NETWORK, compare: "on" },
      /^compare: "on" is not possible: CloudWatch counts no/,
    ],
    [
      "a limit where nothing counts",
      { ...NETWORK, alarms: "a", "max-error-rate": "1%" },
      /^max-error-rate: "1%" is not possible/,
    ],
    ["nothing at all", { compare: "off" }, /^compare: "off" judges nothing: `compare` is off\. Give `alarms`/],
    [
      "a threshold alone, without comparing",
      { compare: "off", "latency-threshold": "1s" },
      /^compare: "off" judges nothing/,
    ],
    ["nothing that anybody counts", NETWORK, /^step: "verify" judges nothing: CloudWatch counts no requests/],
  ])("%s", (_, given, rule) => {
    expect(refusalsOf({ ...VERIFY, ...given })).toEqual([expect.stringMatching(rule)]);
  });

  test("what a pass rules out, and what is tolerated", () => {
    const [refusal] = refusalsOf(VERIFY, { "max-ratio": "1.25" });
    expect(refusal).toMatch(/^max-ratio: "1.25" leaves nothing between `tolerance` and `max-ratio`/);
    expect(refusalsOf(VERIFY, { tolerance: "2" })).toEqual([expect.stringMatching(/^tolerance: "2" leaves nothing/)]);
  });

  test("by every step, so that the first tells it; but not by rollback, which asks for nothing", () => {
    for (const step of ["status", "teardown", "promote", "shift", "verify", "rollout"]) {
      expect(refusalsOf({ ...SHIFT, step, "max-slow-rate": "5%" })).toEqual([
        expect.stringMatching(/^max-slow-rate: /),
      ]);
    }
    expect(parse({ ...SHIFT, step: "rollback", "max-slow-rate": "5%", compare: "on", ...SHARED }).step).toBe(
      "rollback",
    );
  });

  test("but not where another source tells the sides apart", () => {
    for (const given of [NETWORK, SHARED]) {
      const { gates } = parse({ ...VERIFY, ...given, ...COMMAND, compare: "on", "max-error-rate": "1%" });
      expect(gates?.compare).toBe("on");
    }
  });

  test("nor where alarms or a limit are left to judge by", () => {
    expect(parse({ ...VERIFY, ...NETWORK, alarms: "shop-5xx" }).gates?.alarms).toEqual(["shop-5xx"]);
    expect(parse({ ...VERIFY, ...SHARED, compare: "off", "max-error-rate": "1%" }).gates?.compare).toBe("off");
  });

  test("a rollout all at once is one promote, before which there is nothing to judge", () => {
    expect(parse({ ...ROLLOUT, strategy: "blue-green" })).toMatchObject({
      ramp: { rungs: [100] },
      gates: { alarms: [] },
    });
  });
});

describe("what is for the config file alone", () => {
  const names = GATE_NAMES.filter((name) => !isForWorkflows(name));

  test("is how evidence is weighed", () => {
    const rules = ["errors", "alpha", "beta", "tolerance", "max-ratio", "min-errors", "confirm", "settle"];
    expect(names).toEqual(rules);
  });

  test.each(names)("%s in a workflow is told where it belongs", (name) => {
    const example = rowsOf(name)[0]?.[1].example ?? "";
    expect(parse(VERIFY, { config: { [name]: example } }).step).toBe("verify");
    expect(refusalsOf({ ...VERIFY, [name]: example })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: ".*" is for the config file alone, which \`config\` names`)),
    ]);
  });
});

describe("how long a step stays at a weight", () => {
  test("a rollout bakes ten minutes a rung, or as its ramp's name says", () => {
    expect(parse(ROLLOUT).bakeMs).toBe(10 * MINUTE);
    expect(parse({ ...ROLLOUT, ramp: "Canary10Percent30Minutes" }).bakeMs).toBe(30 * MINUTE);
    expect(parse({ ...ROLLOUT, ramp: "Canary10Percent30Minutes", "bake-time": "5m" }).bakeMs).toBe(5 * MINUTE);
    expect(parse({ ...VERIFY, ramp: "Canary10Percent30Minutes" }).bakeMs).toBe(0);
    expect(parse({ ...VERIFY, "bake-time": "5m" }).bakeMs).toBe(5 * MINUTE);
    expect(parse({ ...PROMOTE, "bake-time": "5m" }).bakeMs).toBe(0);
  });

  test("the timeout grows with what a bake may become, and a rollout has as long as a job", () => {
    const timeout = (given: Given) => parse(given).timeoutMs / MINUTE;
    expect(timeout({ ...SHIFT, "bake-time": "30m", "max-bake-time": "1h", alarms: "a" })).toBe(75);
    expect(timeout({ ...VERIFY, "bake-time": "30m" })).toBe(45);
    expect(timeout(VERIFY)).toBe(15);
    expect(timeout(ROLLOUT)).toBe(360);
    expect(timeout({ ...PROMOTE, alarms: "a", "max-bake-time": "1h" })).toBe(15);
  });

  test("a shift that is compared waits for the minutes that it takes: of CloudWatch longer than of a log", () => {
    const timeout = (given: Given) => parse(given).timeoutMs / MINUTE;
    // Two judged minutes, two that settle, the one of the change, and the source's delay.
    expect(timeout({ ...SHIFT, compare: "on" })).toBe(15 + 5 + 2);
    expect(timeout({ ...SHIFT, compare: "off", alarms: "a" })).toBe(15);
    expect(timeout({ ...SHIFT, ...SHARED, alarms: "a" })).toBe(15);
    expect(timeout({ ...NGINX, step: "shift", compare: "on" })).toBeCloseTo(15 + 5 + 1 / 6);
    expect(timeout({ ...NGINX, ...COMMAND, step: "shift" })).toBe(15 + 5 + 1);
    // A function counts a call when it has ended: API Gateway waits 29 seconds for it.
    expect(timeout({ ...API, metrics: "lambda", step: "shift" })).toBeCloseTo(15 + 5 + 2 + 29 / 60);
  });

  test("a timeout without room for that is refused", () => {
    const [refusal] = refusalsOf({ ...SHIFT, compare: "on", timeout: "7m" });
    expect(refusal).toContain('timeout: "7m" leaves no room for the time that a verdict may take, 7m.');
    expect(parse({ ...SHIFT, compare: "on", timeout: "8m" }).timeoutMs).toBe(8 * MINUTE);
    const most = refusalsOf({ ...VERIFY, "max-bake-time": "20m", timeout: "20m" });
    expect(most).toEqual([expect.stringContaining("leaves no room for the time that a verdict may take, 20m.")]);
    const rung = refusalsOf({ ...ROLLOUT, timeout: "10m" });
    expect(rung).toEqual([expect.stringContaining("leaves no room for the bake time of 10m.")]);
  });
});

describe("rollout and verify take what their parts take", () => {
  test("a rollout tests green before its first weight and probes each move, as shift and promote do", () => {
    const given: Given = {
      ...{ url: "https://shop.example/", "smoke-test": "/cart", stickiness: "1h" },
      ...{ "probe-url": "https://shop.example/", "probe-match": "body v2" },
    };
    const settings = (step: string) => ec2Of(parse({ ...SHIFT, ...given, step }));
    expect(settings("rollout")).toEqual(settings("shift"));
    expect(settings("rollout").smoke?.checks).toHaveLength(1);
  });

  test("whoever may roll back by itself ends connections and probes as a rollback would", () => {
    const given: Given = { "end-connections": "true", "probe-url": "https://a.example/", "probe-match": "body v2" };
    for (const step of ["shift", "verify", "promote", "rollback", "rollout"]) {
      const { endConnections, probe } = ec2Of(parse({ ...SHIFT, ...given, step }));
      expect([step, endConnections, probe?.url]).toEqual([step, true, "https://a.example/"]);
    }
    // Half of a probe is for the steps that lead forward.
    expect(ec2Of(parse({ ...VERIFY, "probe-url": "https://a.example/" })).probe).toBeUndefined();
  });

  test("a rollout of an A/B test says of which requests, and climbs", () => {
    expect(refusalsOf({ ...ROLLOUT, strategy: "ab-test", alarms: "a" })).toEqual([
      "cohort: is required for the strategy ab-test: which requests are routed to green? Example: `cohort: header X-Beta = 1`.",
    ]);
    expect(refusalsOf({ ...NGINX, step: "rollout", strategy: "ab-test", "max-error-rate": "1%" })).toEqual([
      expect.stringMatching(/^cohort: is required for the strategy ab-test/),
    ]);
    expect(refusalsOf({ ...ROLLOUT, strategy: "blue-green", ramp: "10,100" })).toEqual([
      expect.stringMatching(/^ramp: "10,100" has rungs, but the strategy blue-green/),
    ]);
  });

  test("a weight is one rung's, and no rollout's", () => {
    for (const given of [VERIFY, ROLLOUT]) {
      expect(refusalsOf({ ...given, weight: "10" })).toEqual([expect.stringMatching(/^weight: .* only by `shift`\.$/)]);
    }
  });
});
