import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requireAllowedActors } from "../../src/action/actors.ts";
import { readConfig } from "../../src/action/config.ts";
import { InputReader } from "../../src/action/inputs/reader.ts";
import type { InputRow } from "../../src/action/inputs/row.ts";
import { BATCH_NAMES, IN_PLACE_NAMES, REPLACING_NAMES } from "../../src/action/inputs/single.ts";
import { suggestionFor } from "../../src/action/inputs/suggest.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { accepts, INPUT_NAMES, isForWorkflows, TABLE } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { DEFAULT_STRATEGIES, STRATEGY_TRAITS, strategiesOf } from "../../src/delivery/strategies.ts";
import type { PlatformName } from "../../src/delivery/vocabulary.ts";
import { PLATFORMS, STEPS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import type { Given } from "./fixtures.ts";
import { EC2, failureOf, REGION, rawInputs, told, workspaceWith } from "./fixtures.ts";

/** What an input cannot be without, beside what every step of the platform needs. */
const BASE: Record<PlatformName, Given> = {
  ec2: { ...EC2, strategy: "canary" },
  "api-gateway": { platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" },
  nginx: { platform: "nginx", app: "shop", strategy: "canary" },
  lambda: { platform: "lambda", function: "shop", alias: "live" },
};
const IMAGE = { "image-id": "ami-00000000" };
const INSTANCE = { "source-instance": "i-00000000" };
const START = { start: "./serve" };
const PREVIEW = { preview: "header X-Preview = 1" };
const SIDES = { "green-label": "v2", "blue-label": "v1" };
const COUNTER = 'requests_total{version="{{side}}"}';
const PROMETHEUS: Given = {
  ...{ metrics: "prometheus", "prometheus-url": "https://metrics.example", ...SIDES },
  ...{ "prometheus-requests": COUNTER, "prometheus-errors": COUNTER },
};
/** One fleet. */
const ROLLING: Given = { ...IMAGE, strategy: "rolling", listeners: "", "auto-scaling-groups": "web" };
/** Its machines are changed where they are. */
const IN_PLACE: Given = {
  ...{ strategy: "in-place", listeners: "", "auto-scaling-groups": "web", "target-groups": "web" },
  ...{ commands: "true", revision: "v2" },
};
/** What the inputs about how green is judged cannot be without. */
const JUDGING: Partial<Record<InputName, Given>> = {
  metrics: PROMETHEUS,
  "max-slow-rate": { "latency-threshold": "1s" },
  "prometheus-url": PROMETHEUS,
  "prometheus-requests": PROMETHEUS,
  "prometheus-errors": PROMETHEUS,
  "prometheus-client-errors": { ...PROMETHEUS, errors: "5xx, 4xx" },
  "prometheus-latency-histogram": { ...PROMETHEUS, "latency-threshold": "500ms" },
  "prometheus-token": PROMETHEUS,
  "prometheus-user": { ...PROMETHEUS, "prometheus-password": "secret" },
  "prometheus-password": { ...PROMETHEUS, "prometheus-user": "delivery" },
  "prometheus-headers": PROMETHEUS,
  "metric-command": { metrics: "command", ...SIDES },
  "green-label": { metrics: "command", "metric-command": "./counts.sh", "blue-label": "v1" },
  "blue-label": { metrics: "command", "metric-command": "./counts.sh", "green-label": "v2" },
};
const COMPANIONS: Record<PlatformName, Partial<Record<InputName, Given>>> = {
  ec2: {
    ...JUDGING,
    cohort: { strategy: "ab-test" },
    url: { ...IMAGE, ...PREVIEW },
    "smoke-test": { ...IMAGE, ...PREVIEW, url: "https://a.example" },
    "probe-url": { "probe-match": "body v2" },
    "probe-match": { "probe-url": "https://a.example" },
    "image-id": { "user-data-file": "old.sh" },
    "launch-template-version": {},
    "on-teardown": { ...IMAGE, "auto-scaling-groups": "web" },
    "user-data-file": {},
    "source-instance": {},
    "no-reboot": INSTANCE,
    "image-timeout": INSTANCE,
    "keep-images": INSTANCE,
    ...Object.fromEntries([...BATCH_NAMES, ...REPLACING_NAMES].map((name) => [name, ROLLING])),
    "checkpoint-delay": { ...ROLLING, checkpoints: "50" },
    ...Object.fromEntries(IN_PLACE_NAMES.map((name) => [name, IN_PLACE])),
  },
  "api-gateway": {
    ...JUDGING,
    "base-path-mapping": { strategy: "blue-green", stage: "blue, green" },
    url: { strategy: "blue-green", stage: "blue, green", "base-path-mapping": "a.example/v1" },
    "allow-mappings": { strategy: "blue-green", stage: "blue, green", "base-path-mapping": "a.example/v1" },
    "probe-url": { "probe-match": "body v2" },
    "probe-match": { "probe-url": "https://a.example" },
  },
  nginx: {
    ...JUDGING,
    "credentials-expire-at": { alarms: "shop-5xx" },
    cohort: { strategy: "ab-test" },
    start: {},
    unit: {},
    "compose-file": {},
  },
  lambda: {
    ...JUDGING,
    "image-uri": {},
    "function-version": {},
    "smoke-answer": { "smoke-payload": "test/smoke.json" },
  },
};
const FALLBACK: Record<PlatformName, Given> = {
  ec2: IMAGE,
  "api-gateway": {},
  nginx: START,
  lambda: { "zip-file": "build/shop.zip" },
};
/** Read before or beside the parser: see the tests below. */
const ELSEWHERE: readonly InputName[] = ["config", "service", "allowed-actors"];

const FILES = {
  "build/shop.zip": "PK",
  "test/smoke.json": "{}",
  "deploy/user-data.sh": "#!/bin/sh\n",
  "old.sh": "#!/bin/sh\necho old\n",
  "api/openapi.yml": JSON.stringify({
    openapi: "3.0.1",
    paths: { "/": { get: { "x-amazon-apigateway-integration": { type: "mock" } } } },
  }),
};

const table = PLATFORMS.flatMap((platform) =>
  (Object.entries(TABLE[platform]) as [InputName, InputRow][]).map(([name, row]) => [platform, name, row] as const),
);

describe.each(PLATFORMS)("every input of the platform %s", (platform) => {
  const rows = table.filter(([on]) => on === platform).map(([, name, row]) => [name, row] as const);

  test.each(rows)("%s is described, with an example and a default that its parser takes", (name, row) => {
    expect(row.description).toMatch(/^[A-Z`].*\.$/s);
    const mistakes: string[] = [];
    for (const text of [row.example, row.fallback]) {
      if (text !== undefined) row.type.read(text, (problem) => void mistakes.push(`${name}: ${text} ${problem}`));
    }
    expect(mistakes).toEqual([]);
    expect(row.fallback).not.toBe(row.example);
    expect(row.steps.length).toBeGreaterThan(0);
  });

  test.each(rows.filter(([name]) => !ELSEWHERE.includes(name)))(
    "%s is read: giving it makes a difference",
    (name, row) => {
      const workspace = workspaceWith(FILES);
      const outcome = (given: Given) => {
        try {
          const context = { region: REGION, workspace, revision: "abc", parseYaml: JSON.parse };
          // What a workflow may not give stands in the config file.
          const [here, file] = [true, false].map(
            (workflow) => new Map([...rawInputs(given)].filter(([one]) => isForWorkflows(one) === workflow)),
          );
          const { values: _values, ...inputs } = parseInputs(here ?? new Map(), file ?? new Map(), context);
          return { taken: JSON.stringify(inputs) };
        } catch (error) {
          return { refused: String(error) };
        }
      };
      const differences = row.steps.filter((step) => {
        const base: Given = {
          ...{ ...BASE[platform], step },
          ...(COMPANIONS[platform][name] ?? (step === "deploy" || step === "teardown" ? FALLBACK[platform] : {})),
        };
        if (step !== "deploy") delete base["image-id"];
        delete base[name];
        const [without, given] = [
          outcome(base),
          outcome({ ...base, [name]: name === "platform" ? platform : row.example }),
        ];
        return given.taken !== undefined && given.taken !== without.taken;
      });
      expect(differences).not.toEqual([]);
    },
  );

  test("is an argument of steps that exist, or a setting that all of them accept", () => {
    for (const [name, row] of rows) {
      expect([name, STEPS.filter((step) => accepts(row, step))]).toEqual([
        name,
        row.kind === "setting" ? STEPS : STEPS.filter((step) => row.steps.includes(step)),
      ]);
    }
  });
});

test("config, service and allowed-actors are read where the parser does not come by", () => {
  const workspace = workspaceWith({ ".github/delivery.yml": "services: { shop: { timeout: 5m } }" });
  const given = rawInputs({ config: ".github/delivery.yml", service: "shop" });
  expect([...readConfig(given, workspace)]).toEqual([["timeout", "5m"]]);
  const actors = rawInputs({ "allowed-actors": "octocat, hubot" });
  const refusal = failureOf(() => requireAllowedActors(actors, { actor: "mallory", triggeringActor: "mallory" }));
  expect(refusal.message).toContain("mallory may not");
});

test("a name that no row has cannot be read", () => {
  const reader = new InputReader(TABLE.nginx, rawInputs({ platform: "nginx" }));
  // @ts-expect-error: the reader knows the names of its rows, and this is none of them.
  expect(reader.get("speed")).toBeUndefined();
  // @ts-expect-error: nor is an input of another platform.
  expect(reader.get("rest-api")).toBeUndefined();
});

test("a secret is not repeated, however wrong it is", () => {
  const secrets = table.filter(([, , { secret }]) => secret === true);
  expect(new Set(secrets.map(([, name]) => name))).toEqual(
    new Set<InputName>([
      "prometheus-url",
      "prometheus-token",
      "prometheus-password",
      "prometheus-headers",
      "metric-command",
      "preview",
    ]),
  );
  fc.assert(
    fc.property(
      fc.stringMatching(/^[ -~]{12,40}$/),
      fc.constantFrom(...secrets),
      fc.constantFrom(...STEPS),
      (value, [platform, name], step) => {
        fc.pre(value.trim().length >= 12);
        try {
          const given = rawInputs({ ...BASE[platform], ...FALLBACK[platform], step, [name]: value });
          parseInputs(given, new Map(), { region: REGION, workspace: "/nowhere", revision: "abc" });
        } catch (error) {
          expect(String(error)).not.toContain(value);
        }
      },
    ),
  );
  const elsewhere = failureOf(() =>
    parseInputs(
      rawInputs({ ...BASE["api-gateway"], step: "deploy", preview: "header X-Shop-Route = 0123456789abcdef" }),
      new Map(),
      { region: REGION, workspace: "/nowhere" },
    ),
  );
  expect(told(elsewhere).join()).toContain("preview: is not supported on the platform api-gateway");
  expect(told(elsewhere).join()).not.toContain("0123456789abcdef");
});

describe("what was most likely meant", () => {
  const long = INPUT_NAMES.filter((name) => name.length >= 8);

  test("is the word that one slip makes of it", () => {
    const slip = fc
      .constantFrom(...long)
      .chain((name) =>
        fc.tuple(fc.constant(name), fc.nat(name.length - 2), fc.constantFrom("drop", "double", "swap", "replace")),
      );
    fc.assert(
      fc.property(slip, ([name, at, how]) => {
        const [before, one = "", two = "", after] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)];
        const slips = { drop: two, double: one + one + two, swap: two + one, replace: `z${two}` };
        expect(suggestionFor(before + slips[how as keyof typeof slips] + after, INPUT_NAMES)).toBe(name);
      }),
    );
  });

  test("is nothing when nothing is near, and takes no time to say so", () => {
    for (const text of ["", "x", "colour", "kubernetes-namespace", "z".repeat(1_000_000)]) {
      expect(suggestionFor(text, INPUT_NAMES)).toBeUndefined();
    }
  });
});

describe("the strategies", () => {
  test("are those of the vocabulary, each on some platform, and the default of a platform is one of its own", () => {
    expect(Object.keys(STRATEGY_TRAITS).sort()).toEqual([...STRATEGIES].sort());
    for (const traits of Object.values(STRATEGY_TRAITS)) expect(traits.platforms.length).toBeGreaterThan(0);
    for (const platform of PLATFORMS) expect(strategiesOf(platform)).toContain(DEFAULT_STRATEGIES[platform]);
  });

  test.each(PLATFORMS)("that %s does not do are refused with those that it does, whatever the word", (platform) => {
    const words = ["rolling", "in-place", "rolling-with-additional-batch", "magic", ...STRATEGIES];
    for (const strategy of words.filter((word) => !strategiesOf(platform).some((known) => known === word))) {
      const given = rawInputs({ ...BASE[platform], step: "status", strategy });
      const { message } = failureOf(() => parseInputs(given, new Map(), { region: REGION, workspace: "/nowhere" }));
      expect(message).toContain(`strategy: "${strategy}" is not supported on the platform ${platform}: `);
      expect(message).toContain(`it supports ${strategiesOf(platform).join(", ")}.`);
    }
  });
});
