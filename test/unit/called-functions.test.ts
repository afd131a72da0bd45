import { describe, expect, test } from "vitest";
import { calledFunctions } from "../../src/platforms/api-gateway/called-functions.ts";
import type { Details, RolloutRecord } from "../../src/platforms/api-gateway/record.ts";
import type { Sides } from "../../src/platforms/api-gateway/sides.ts";
import type { MethodBackend, Variables } from "../../src/platforms/api-gateway/snapshot.ts";

/** Which functions the sides of a canary call, by what the stage serves, the API's resources and the rollout's record. */

const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const uri = (name: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn(name)}/invocations`;
const streamed = (name: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${arn(name)}/response-streaming-invocations`;
const variable = (name: string) => `\${stageVariables.${name}}`;
const get = (path: string, to: string): MethodBackend => ({ verb: "GET", path, uri: to });
const math = (to: string) => [get("/math", to)];

interface Given {
  variables?: Variables;
  overrides?: Variables;
  /** Of a rollout whose green the stage serves. */
  promoted?: Details;
}

function sidesOf({ variables = {}, overrides = {}, promoted }: Given): Sides {
  const record: RolloutRecord = {
    ...{ id: "acme/shop/runs/1", revision: "math:8", startedAt: "2026-01-01T11:00:00.000Z", blue: "blue00" },
    ...{ serving: undefined, nonce: undefined, details: promoted, last: undefined, served: true, ending: undefined },
  };
  const canary = { deploymentId: "green0", percent: 10, overrides };
  const isPromoted = promoted !== undefined;
  return {
    stage: {
      ...{ name: "prod", deploymentId: isPromoted ? "green0" : "blue00", variables, tags: {} },
      canary: isPromoted ? undefined : canary,
    },
    ...{ record, position: isPromoted ? "promoted" : "canary" },
    green: { id: "green0", description: "", createdAt: 2 },
  };
}

/** Before green is promoted the stage serves blue, and the API's resources are green's. */
function called(blue: readonly MethodBackend[], green: readonly MethodBackend[], given: Given = {}) {
  const served = { deployment: "blue00", backends: blue };
  return calledFunctions(sidesOf(given), { served, resources: green });
}

describe("the sides are told apart by their functions", () => {
  test.each([
    ["two functions", uri("ceil"), uri("floor"), { functionName: "ceil" }, { functionName: "floor" }],
    [
      "two versions",
      uri("math:7"),
      uri("math:8"),
      { functionName: "math", version: "7" },
      { functionName: "math", version: "8" },
    ],
    [
      "an alias and a version",
      uri("math:live"),
      uri("math:8"),
      { functionName: "math", alias: "live" },
      { functionName: "math", version: "8" },
    ],
    [
      "streamed answers",
      streamed("math:7"),
      streamed("math:8"),
      { functionName: "math", version: "7" },
      { functionName: "math", version: "8" },
    ],
    [
      "one that now streams",
      uri("math:7"),
      streamed("math:8"),
      { functionName: "math", version: "7" },
      { functionName: "math", version: "8" },
    ],
    [
      "another function's latest code",
      uri("ceil:live"),
      uri("floor:$LATEST"),
      { functionName: "ceil", alias: "live" },
      { functionName: "floor" },
    ],
  ])("by %s", (_, was, is, blue, green) => {
    expect(called(math(was), math(is))).toEqual({ blue, green });
  });

  test.each([uri, streamed])("by a stage variable that leads elsewhere for the canary", (form) => {
    const methods = math(form(`math:${variable("alias")}`));
    expect(called(methods, methods, { variables: { alias: "blue" }, overrides: { alias: "green" } })).toEqual({
      blue: { functionName: "math", alias: "blue" },
      green: { functionName: "math", alias: "green" },
    });
    const whole = math(form(variable("fn")));
    expect(called(whole, whole, { variables: { fn: "ceil" }, overrides: { fn: "floor" } })).toEqual({
      blue: { functionName: "ceil" },
      green: { functionName: "floor" },
    });
  });

  test("by the one that several methods call, beside those that call the same and a mock", () => {
    const others = [get("/help", ""), get("/pets", uri("pets:3"))];
    const both = (version: string) => [get("/math", uri(version)), get("/sum", uri(version)), ...others];
    expect(called(both("math:7"), [...both("math:8"), get("/new", uri("news:1"))])).toEqual({
      blue: { functionName: "math", version: "7" },
      green: { functionName: "math", version: "8" },
    });
  });
});

describe("once green is promoted", () => {
  const PAIR = { blue: { functionName: "math", version: "7" }, green: { functionName: "math", version: "8" } };
  const details = (more: Partial<Details>): Details => ({
    ...{ changes: "integration", variables: {}, integrations: [], ...more },
  });
  const former = { verb: "GET", path: "/math", type: "AWS_PROXY", httpMethod: "POST", uri: uri("math:7") };
  const promoted = (given: Given, to: string) =>
    calledFunctions(sidesOf(given), {
      served: { deployment: "green0", backends: math(to) },
      resources: math(to),
    });

  test("what blue called is on the rollout's record", () => {
    expect(promoted({ promoted: details({ integrations: [former] }) }, uri("math:8"))).toEqual(PAIR);
  });

  test("the record has blue's variables", () => {
    const given = {
      promoted: details({ changes: "nothing", variables: { v: "7", w: null } }),
      variables: { v: "8", w: "1" },
    };
    expect(promoted(given, uri(`math:${variable("v")}`))).toEqual(PAIR);
  });

  test("a definition that was replaced is not known any more", () => {
    const because = expect.stringContaining("What blue called is not known any more");
    expect(promoted({ promoted: details({ changes: "openapi" }) }, uri("math:8"))).toEqual({ because });
  });

  test("a step that began before goes on with what it read then", () => {
    const given = { promoted: details({ changes: "openapi" }) };
    const served = { deployment: "blue00", backends: math(uri("math:7")) };
    expect(calledFunctions(sidesOf(given), { served, resources: math(uri("math:8")) })).toEqual(PAIR);
  });
});

describe("the functions do not tell the sides apart", () => {
  test.each<[string, readonly MethodBackend[], readonly MethodBackend[], RegExp]>([
    ["the same version", math(uri("math:7")), math(uri("math:7")), /^Both sides call the same function: give the new/],
    ["the same alias", math(uri("math:live")), math(streamed("math:live")), /^Both sides call the same function/],
    ["the latest code on both sides", math(uri("math")), math(uri("math:$LATEST")), /^Both sides call the same/],
    [
      "no version on one side",
      math(uri("math")),
      math(uri("math:8")),
      /^The metrics of math also count what green calls of math:8: give each/,
    ],
    [
      "no version of green's",
      math(uri("math:live")),
      math(uri("math")),
      /^The metrics of math also count what blue calls of math:live/,
    ],
    [
      "green's function called by another method of blue",
      [get("/math", uri("math:7")), get("/sum", uri("math:8"))],
      [get("/math", uri("math:8")), get("/sum", uri("math:8"))],
      /^The metrics of math:8 also count what blue calls of math:8/,
    ],
    [
      "several that differ",
      [get("/math", uri("math:7")), get("/pets", uri("pets:1"))],
      [get("/math", uri("math:8")), get("/pets", uri("pets:2"))],
      /^The sides differ in several functions \(math:7 and math:8, pets:1 and pets:2\): deploy one at a time\.$/,
    ],
    [
      "an HTTP backend on one side",
      math("https://shop.example/math"),
      math(uri("math:8")),
      /^GET \/math calls a Lambda function on one side alone\.$/,
    ],
    ["no function", math("https://a.example/"), math("https://b.example/"), /^No method of the API calls a Lambda/],
    [
      "a variable without a value",
      math(uri("math:7")),
      math(uri(`math:${variable("none")}`)),
      /calls a Lambda function on one side alone/,
    ],
  ])("by %s", (_, blue, green, because) => {
    expect(called(blue, green)).toEqual({ because: expect.stringMatching(because) });
  });
});
