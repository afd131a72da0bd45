import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatShifts } from "../../src/delivery/shifts.ts";
import { findMethod } from "../../src/platforms/api-gateway/methods.ts";
import { backendsOf, mentions } from "../../src/platforms/api-gateway/openapi.ts";
import { isAllowed, needsOf, statementsOf } from "../../src/platforms/api-gateway/permission.ts";
import {
  claimTags,
  detailTags,
  readRecord,
  requireRoom,
  requireRoomForMove,
  rolloutKeys,
  switchTags,
} from "../../src/platforms/api-gateway/record.ts";
import { judgeIntegrations, judgeMapping, judgeVariables } from "../../src/platforms/api-gateway/settings.ts";
import type { StageState } from "../../src/platforms/api-gateway/snapshot.ts";
import { formatOrigin, parseOrigin } from "../../src/platforms/api-gateway/snapshot.ts";
import { promotionPatch, stagePatch } from "../../src/platforms/api-gateway/stage-patch.ts";
import { differencesOf, setupOf } from "../../src/platforms/api-gateway/stage-setup.ts";

const STAGE: StageState = {
  name: "prod",
  deploymentId: "aaaaaa",
  variables: { colour: "blue", size: "m" },
  canary: undefined,
  tags: {},
};
const CANARY = { deploymentId: "bbbbbb", percent: 10, overrides: { colour: "green" } };

describe("the patch of a stage", () => {
  test("is empty when all is as wished", () => {
    const stage = { ...STAGE, canary: CANARY };
    expect(stagePatch(stage, { base: "aaaaaa", variables: { size: "m", gone: null }, canary: CANARY })).toEqual([]);
    expect(stagePatch(STAGE, { canary: "none" })).toEqual([]);
  });

  test("makes a canary and sets its share last", () => {
    expect(stagePatch(STAGE, { canary: CANARY })).toEqual([
      { op: "replace", path: "/canarySettings/deploymentId", value: "bbbbbb" },
      { op: "replace", path: "/canarySettings/stageVariableOverrides/colour", value: "green" },
      { op: "replace", path: "/canarySettings/percentTraffic", value: "10.0" },
    ]);
  });

  test("changes nothing but the share, and takes away overrides that are not wished for", () => {
    const stage = { ...STAGE, canary: { ...CANARY, overrides: { colour: "green", old: "x" } } };
    expect(stagePatch(stage, { canary: { deploymentId: "bbbbbb", percent: 33.3 } })).toEqual([
      { op: "replace", path: "/canarySettings/percentTraffic", value: "33.3" },
    ]);
    expect(stagePatch(stage, { canary: CANARY })).toEqual([
      { op: "remove", path: "/canarySettings/stageVariableOverrides/old" },
    ]);
  });

  test("restores variables one by one, and removes those that were not there", () => {
    const wish = { base: "cccccc", variables: { colour: "amber", size: null, size2: null }, canary: "none" } as const;
    expect(stagePatch({ ...STAGE, canary: CANARY }, wish)).toEqual([
      { op: "replace", path: "/variables/colour", value: "amber" },
      { op: "remove", path: "/variables/size" },
      { op: "replace", path: "/deploymentId", value: "cccccc" },
      { op: "remove", path: "/canarySettings" },
    ]);
  });

  test("promotes by copies, and copies no variables where there are none", () => {
    const bare = { ...STAGE, canary: { ...CANARY, overrides: {} } };
    expect(promotionPatch(bare).map(({ op, path }) => `${op} ${path}`)).toEqual([
      "replace /canarySettings/percentTraffic",
      "copy /deploymentId",
    ]);
    expect(promotionPatch({ ...STAGE, canary: CANARY }).map(({ path }) => path)).toContain("/variables");
  });
});

describe("the record on the stage", () => {
  const value = fc.stringMatching(/^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/);
  const claim = fc.record({
    id: fc.constant("acme/shop/runs/1"),
    revision: fc.string({ maxLength: 140 }),
    startedAt: fc.constant("2026-01-01T00:00:00.000Z"),
    blue: fc.constant("aaaaaa"),
    serving: fc.option(fc.constant("cccccc"), { nil: undefined }),
    nonce: fc.option(fc.uuid(), { nil: undefined }),
  });
  const details = fc.record({
    changes: fc.constantFrom("openapi", "integration", "nothing"),
    variables: fc.dictionary(fc.stringMatching(/^\w{1,64}$/), fc.option(value, { nil: null }), { maxKeys: 4 }),
    integrations: fc.array(
      fc.record({
        verb: fc.constantFrom("GET", "ANY"),
        path: fc.constantFrom("/", "/pets/{id}", "/{proxy+}"),
        type: fc.constantFrom("AWS_PROXY", "HTTP_PROXY"),
        httpMethod: fc.constantFrom("POST", ""),
        uri: fc.constantFrom(`http://\${stageVariables.host}/?a=1&b=${"x".repeat(300)}`, "https://example.com/"),
      }),
      { maxLength: 3 },
    ),
  });
  const move = fc.record({
    by: fc.constantFrom("shift", "promote", "rollback"),
    to: fc.constantFrom(0, 0.5, 33.33, 100),
    verified: fc.constant(false),
    bakeMs: fc.constantFrom(1_000, 3_600_000),
    run: fc.constantFrom("acme/shop/runs/1", `${"o".repeat(60)}/${"r".repeat(70)}/runs/1`),
    memory: fc.option(
      fc.record({
        gates: fc.constantFrom("a=0.05 b=0.05 vs src=cloudwatch", "m=4 ".repeat(60)),
        shifts: fc.constantFrom("29453760:10 15:25 10:50", `+29453760:10${" 1:9 1:1".repeat(30)}`),
      }),
      { nil: undefined },
    ),
    unserved: fc.boolean(),
  });
  const at = Date.parse("2026-01-01T00:00:05.000Z");

  test("is read as it was written, in tags as AWS allows them", () => {
    fc.assert(
      fc.property(claim, details, move, (claimed, needed, { unserved, ...moved }) => {
        const tags = {
          ...claimTags(claimed),
          ...detailTags(claimed, needed),
          ...switchTags({ ...moved, unserved }, at),
          // What is seen to its end later says nothing of what is remembered: that stays.
          ...switchTags({ ...moved, memory: undefined, unserved }, at),
        };
        for (const [key, text] of Object.entries(tags)) {
          expect(key).toMatch(/^[A-Za-z0-9+\-=._:/]{1,128}$/);
          expect(text).toMatch(/^[A-Za-z0-9+\-=._:/]{0,256}$/);
        }
        const { memory, ...plain } = { ...moved, at };
        const last = memory === undefined ? plain : { ...plain, memory };
        expect(readRecord({ ...STAGE, tags })).toEqual({ ...claimed, details: needed, last, served: !unserved });
        expect(rolloutKeys(tags).sort()).toEqual(Object.keys(tags).sort());
      }),
    );
  });

  const claimed = { id: "r", revision: "", startedAt: "t", blue: "b", serving: undefined, nonce: "n" };
  const details0 = { changes: "nothing", integrations: [] } as const;

  test("of a longer text leaves nothing behind that a shorter one is read with", () => {
    const long = detailTags(claimed, { ...details0, variables: { v: "?".repeat(500) } });
    const short = detailTags(claimed, { ...details0, variables: { v: "?" } });
    const tags = { ...claimTags(claimed), ...long, ...short };
    expect(readRecord({ ...STAGE, tags })?.details?.variables).toEqual({ v: "?" });
  });

  test("of a former rollout is none of the one that took the stage over", () => {
    const former = { ...claimTags(claimed), ...detailTags(claimed, { ...details0, variables: { v: "1" } }) };
    const moved = switchTags({ by: "promote", to: 100, verified: true }, Date.parse("2026-01-01T00:00:00Z"));
    const next = claimTags({ ...claimed, startedAt: "2026-01-02T00:00:00.000Z" });
    const record = readRecord({ ...STAGE, tags: { ...former, ...moved, ...next } });
    expect(record).toMatchObject({ details: undefined, last: undefined, served: false });
  });

  test("does not take over what a former rollout remembers, whose tags were not all cleared away", () => {
    const at = Date.parse("2026-01-02T00:05:00.000Z");
    const memory = {
      gates: "vs src=cloudwatch",
      shifts: formatShifts({ changes: [{ at: 0, weight: 10 }], forgotten: false }),
    };
    const former = switchTags({ by: "shift", to: 10, verified: true, memory }, 0);
    const next = { ...claimTags({ ...claimed, startedAt: "2026-01-02T00:00:00.000Z" }) };
    const moved = switchTags({ by: "shift", to: 10, verified: true }, at);
    const record = readRecord({ ...STAGE, tags: { ...former, ...next, ...moved } });
    expect(record?.last).toEqual({ by: "shift", to: 10, verified: true, at });
  });

  test("of a judged move leaves room for the way back", () => {
    const move = { by: "shift", to: 10, verified: true } as const;
    const memory = { gates: "vs src=cloudwatch", shifts: "29453760:10" };
    const full = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`team:${index}`, "x"]));
    expect(() => requireRoomForMove({ ...STAGE, tags: full(46) }, { ...move, memory }, 0)).not.toThrow();
    expect(() => requireRoomForMove({ ...STAGE, tags: full(47) }, { ...move, memory }, 0)).toThrow("AWS allows 50");
    expect(() => requireRoomForMove({ ...STAGE, tags: full(50) }, move, 0)).not.toThrow();
  });

  test("that does not fit on the stage is refused", () => {
    const tags = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`team:${index}`, "x"]));
    expect(() => requireRoom({ ...STAGE, tags }, { a: "1" }, [])).not.toThrow();
    expect(() => requireRoom({ ...STAGE, tags }, { a: "1", b: "2" }, [])).toThrow("AWS allows 50");
    expect(() => requireRoom({ ...STAGE, tags }, { a: "1", b: "2" }, ["team:1"])).not.toThrow();
  });

  test("in a deployment's description tells whose it is", () => {
    const origin = {
      stage: "prod",
      rollout: "acme/shop/runs/1",
      startedAt: "2026-01-01T00:00:00.000Z",
      revision: "a (b)",
    };
    expect(parseOrigin(formatOrigin(origin))).toEqual(origin);
    expect(parseOrigin("Deployed by hand")).toBeUndefined();
  });
});

describe("the permission of a function", () => {
  const at = { region: "eu-west-1", restApi: "a1b2c3d4e5", stage: "prod" };
  const uri = (name: string) =>
    `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${name}/invocations`;
  const backend = {
    verb: "GET",
    path: "/pets/{id}",
    uri: uri(`pets:\${stageVariables.alias}`),
    credentials: undefined,
  };
  const source = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5";

  test("is needed for the stage, the verb and the path, on the alias that the variable names", () => {
    expect(needsOf([backend], { alias: "live" }, at)).toEqual([
      { arn: "arn:aws:lambda:eu-west-1:111122223333:function:pets:live", sourceArn: `${source}/prod/GET/pets/*` },
    ]);
    expect(needsOf([{ ...backend, credentials: "arn:aws:iam::111122223333:role/x" }], {}, at)).toEqual([]);
    expect(needsOf([{ ...backend, uri: "https://example.com/" }], {}, at)).toEqual([]);
  });

  test.each([
    [`${source}/*/GET/pets/*`, true],
    [`${source}/*`, true],
    ["arn:aws:execute-api:eu-west-1:111122223333:*", true],
    [undefined, true],
    [`${source}/prod/POST/pets/*`, false],
    [`${source}/beta/*`, false],
  ])("is there with the source %s: %s", (sourceArn, allowed) => {
    const condition = sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } };
    const statement = {
      Sid: "x",
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Condition: condition,
    };
    const [need] = needsOf([backend], { alias: "live" }, at);
    if (need === undefined) throw new Error("There is no need");
    expect(isAllowed(need, statementsOf(JSON.stringify({ Statement: [statement] })))).toBe(allowed);
  });
});

test("a file mentions a key in JSON and in YAML, and not in a comment", () => {
  const key = "x-amazon-apigateway-policy";
  for (const body of [
    `{"openapi":"3.0.1","${key}":{}}`,
    `openapi: 3.0.1\n${key}:\n  Version: x`,
    `{ '${key}' : {} }`,
  ]) {
    expect(mentions(body, key)).toBe(true);
  }
  for (const body of [`# ${key}: {}`, `description: no ${key} here`, "{}"]) expect(mentions(body, key)).toBe(false);
});

test("inputs are judged with what was given", () => {
  const arn = "arn:aws:lambda:eu-west-1:111122223333:function:math:live";
  expect(judgeIntegrations([`GET /a = ${arn}`, "ANY /{proxy+} = https://example.com/x?a=1"], "eu-west-1")).toEqual({
    mistakes: [],
    value: [
      { verb: "GET", path: "/a", target: { kind: "lambda", arn } },
      { verb: "ANY", path: "/{proxy+}", target: { kind: "http", uri: "https://example.com/x?a=1" } },
    ],
  });
  expect(judgeIntegrations([arn, "https://example.com/"], "eu-west-1").mistakes).toHaveLength(1);
  expect(judgeVariables(["a=b=c", "url=https://example.com/?a=1,2"]).value).toEqual({
    a: "b=c",
    url: "https://example.com/?a=1,2",
  });
  expect(judgeMapping("api.example.com").value).toEqual({ domain: "api.example.com", basePath: "(none)" });
  expect(judgeMapping("api.example.com/v1/x").mistakes).toHaveLength(1);
});

test("an OpenAPI document is read in both versions, and what cannot be deployed is told", () => {
  const get = { "x-amazon-apigateway-integration": { type: "mock" } };
  const any = { "x-amazon-apigateway-integration": { type: "http_proxy", uri: "https://example.com/" } };
  const paths = { "/": { get }, "/{proxy+}": { "x-amazon-apigateway-any-method": any, parameters: [] } };
  const backends = [
    { verb: "GET", path: "/", uri: "", credentials: undefined },
    { verb: "ANY", path: "/{proxy+}", uri: "https://example.com/", credentials: undefined },
  ];
  expect(backendsOf({ openapi: "3.0.1", paths })).toEqual(backends);
  expect(backendsOf({ swagger: "2.0", paths })).toEqual(backends);
  expect(backendsOf({ openapi: "3.1.0", paths })).toContain("neither OpenAPI 3.0");
  expect(backendsOf({ openapi: "3.0.1", paths: {} })).toContain("has no method");
  expect(backendsOf("openapi")).toContain("is not a map");
});

test("a path is answered by the most specific method, as API Gateway chooses it", () => {
  const methods = ["GET /", "ANY /{proxy+}", "GET /pets/{id}", "ANY /pets/{id}", "GET /pets/mine", "POST /pets"].map(
    (text) => {
      const [verb = "", path = ""] = text.split(" ");
      return { verb, path };
    },
  );
  const found = (path: string) => {
    const method = findMethod(methods, path);
    return method && `${method.verb} ${method.path}`;
  };
  expect(found("/?x=1")).toBe("GET /");
  expect(found("/pets/7")).toBe("GET /pets/{id}");
  expect(found("/pets/mine?all")).toBe("GET /pets/mine");
  expect(found("/pets")).toBe("ANY /{proxy+}");
  expect(found("/pets/7/photos")).toBe("ANY /{proxy+}");
  expect(findMethod(methods.slice(2), "/nothing")).toBeUndefined();
});

test("stages differ in what users notice, and of variables the names alone are told", () => {
  const stage = (name: string, more: object, variables: Record<string, string> = {}) => ({
    ...STAGE,
    ...{ name, variables, setup: setupOf({ stageName: name, ...more }) },
  });
  const blue = stage(
    "prod",
    { tracingEnabled: true, methodSettings: { "*/*": { throttlingRateLimit: 5 } } },
    { a: "1" },
  );
  const green = stage("next", { methodSettings: { "~1pets/GET": { throttlingBurstLimit: 0 } } }, { a: "2", b: "3" });
  const plans = [{ id: "p1", name: "partners", stages: ["prod"] }];
  const rows = differencesOf({ blue, green, record: undefined, position: "idle" }, plans);
  expect(rows).toContainEqual({ what: "X-Ray tracing", blue: "on", green: "off" });
  expect(rows).toContainEqual({ what: "usage plans", blue: "partners", green: "none" });
  expect(rows.some(({ what }) => what.startsWith("stage variable"))).toBe(false);
  expect(green.setup.blocked).toEqual(["GET /pets"]);
  const record = readRecord({ ...STAGE, tags: { "progressive-delivery:rollout": "r" } });
  const deployed = differencesOf({ blue, green, record, position: "deployed" }, undefined);
  expect(deployed).toContainEqual({ what: "stage variable a", blue: "set", green: "another value" });
  expect(deployed).toContainEqual({ what: "stage variable b", blue: "not set", green: "set" });
  expect(JSON.stringify(deployed)).not.toContain('"3"');
});
