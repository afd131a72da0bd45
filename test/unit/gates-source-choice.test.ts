import { describe, expect, test } from "vitest";
import type { CalledFunctions, Meter } from "../../src/engine/platform.ts";
import type { ChoiceGiven } from "../../src/gates/source-choice.ts";
import { chooseSource } from "../../src/gates/source-choice.ts";
import { failureOf } from "./fixtures.ts";
import { ManualClock } from "./memory.ts";

/** What counts the requests, by what is asked, by what the platform has and by what the rollout was begun with. */

const VERSIONS: CalledFunctions = {
  blue: { functionName: "math", version: "7" },
  green: { functionName: "math", version: "8" },
};
const STAGE: Meter = { by: "stage", apiName: "shop", apiId: "a1b2c3d4e5", stage: "prod" };
const NOTHING: Meter = { by: "nothing", because: "Two APIs have one name." };

function choose(meter: Meter, more: Partial<ChoiceGiven> = {}) {
  return chooseSource({
    asked: { metrics: { by: "lambda" }, region: "eu-west-1" },
    settings: { clientErrors: false, latencyThresholdMs: 500 },
    begunWith: undefined,
    ...more,
    meter,
  });
}

async function opened(meter: Meter) {
  const choice = choose(meter);
  if (choice.name === "none") throw new Error(choice.because);
  return choice.make({ clock: new ManualClock(), signal: new AbortController().signal, changes: () => [] });
}

describe("the functions that the sides call", () => {
  test("count, named in the mark as what they are, and later by as long as API Gateway waits for one", async () => {
    expect(choose({ ...STAGE, functions: VERSIONS }).name).toBe("lambda");
    const source = await opened({ ...STAGE, functions: VERSIONS });
    expect(source.delayMs).toBe(120_000 + 29_000);
    expect(source.comparable).toBe(true);
    expect(source.provenance).toMatchObject({
      sides: { green: "math version 8", blue: "math version 7" },
      blindSpots: ["answers with a status of 5xx that a function gives without failing itself"],
    });
    expect(source.provenance.queries).toContain("AWS/Lambda Errors {FunctionName=math, Resource=math:8} Sum");
  });

  test("count where the stage's metrics do not tell the sides apart", () => {
    expect(choose({ ...NOTHING, functions: VERSIONS }).name).toBe("lambda");
  });

  test("do not count where both sides call the same: nothing else is taken in their place", () => {
    const because = "Both sides call the same function: give the new one a version or alias of its own.";
    const failure = failureOf(() => choose({ ...STAGE, functions: { because } }));
    expect(failure).toMatchObject({ code: "refused", id: "functions-not-apart" });
    expect(failure.message).toContain(because);
    expect(failureOf(() => choose(STAGE)).id).toBe("functions-not-apart");
  });
});

describe("within a rollout", () => {
  test("that was begun with the stage's metrics, these go on", () => {
    expect(choose({ ...STAGE, functions: VERSIONS }, { begunWith: "cloudwatch" }).name).toBe("cloudwatch");
  });

  test("that was begun with the functions, they go on, but not where they are not asked any more", () => {
    const meter: Meter = { ...STAGE, functions: VERSIONS };
    expect(choose(meter, { begunWith: "lambda" }).name).toBe("lambda");
    const asked = { metrics: undefined, region: "eu-west-1" };
    expect(choose(meter, { begunWith: "lambda", asked }).name).toBe("cloudwatch");
  });
});
