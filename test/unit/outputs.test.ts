import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { StepResult } from "../../src/action/outputs.ts";
import { outputsOf } from "../../src/action/outputs.ts";
import { readDigest } from "../../src/delivery/digest.ts";
import type { ErrorCode } from "../../src/delivery/errors.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Phase, Step } from "../../src/delivery/vocabulary.ts";
import { STEPS } from "../../src/delivery/vocabulary.ts";
import { inputsFor, sideView, stepLog, stepResult, view } from "./fixtures.ts";

const { outputs: DECLARED } = parseYaml(readFileSync("action.yml", "utf8")) as { outputs: Record<string, unknown> };

const PHASES: Phase[] = ["idle", "deploying", "deployed", "shifting", "promoted", "rolled-back", "degraded"];
const CODES: ErrorCode[] = ["input", "not-found", "refused", "drift", "unhealthy", "timeout", "denied", "cancelled"];

const text = fc.string({ unit: "binary" });
const side = fc.record({ name: text, target: text, revision: text, healthy: fc.nat(), wanted: fc.nat() });
const anyView = fc
  .record({
    phase: fc.constantFrom(...PHASES),
    blue: fc.option(side, { nil: undefined }),
    green: fc.option(side, { nil: undefined }),
    weight: fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined }),
    rollout: fc.option(fc.record({ id: text, revision: text, startedAt: text }), { nil: undefined }),
    safeTeardownAt: fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
    problems: fc.array(text),
    facts: fc.dictionary(text, text, { noNullPrototype: true }),
  })
  .map(({ blue, green, weight, ...rest }) =>
    view({
      ...rest,
      weight,
      blue: blue && { ...blue, weight },
      green: green && { ...green, weight },
    }),
  );

const anyResult: fc.Arbitrary<StepResult> = fc
  .record({
    inputs: fc.option(fc.constantFrom("promote", "rollback", "teardown", "status").map(inputsOf), { nil: undefined }),
    before: fc.option(anyView, { nil: undefined }),
    now: fc.option(anyView, { nil: undefined }),
    texts: fc.array(text, { maxLength: 4 }),
    changed: fc.boolean(),
    code: fc.option(fc.constantFrom(...CODES), { nil: undefined }),
  })
  .map(({ inputs, before, now, texts, changed, code }) => ({
    inputs,
    changed,
    gates: undefined,
    log: stepLog({
      before,
      now,
      planned: texts,
      warnings: texts,
      done: texts.map((summary) => ({ summary, durationMs: 7 })),
    }),
    error: code === undefined ? undefined : new DeliveryError(code, texts.join() || "It failed.", { reasons: texts }),
  }));

function inputsOf(step: string) {
  return inputsFor(STEPS.find((known) => known === step) ?? "status");
}

describe("the outputs of a step", () => {
  test("are those of action.yml, every one set, however the step ended", () => {
    expect(Object.keys(DECLARED).length).toBeGreaterThan(10);
    fc.assert(
      fc.property(anyResult, (given) => {
        const outputs = outputsOf(given, "# Summary");
        expect(Object.keys(outputs).sort()).toEqual(Object.keys(DECLARED).sort());
        for (const value of Object.values(outputs)) expect(typeof value).toBe("string");
        for (const name of ["changed", "ready-to-promote"]) expect(outputs[name]).toMatch(/^(true|false)$/);
        expect(outputs.verdict).toMatch(/^(pass|fail|inconclusive|error)$/);
        expect(JSON.parse(outputs.plan ?? "")).toEqual(given.log.planned);
        expect(JSON.parse(outputs.result ?? "")).toMatchObject({
          verdict: outputs.verdict,
          planned: given.log.planned,
        });
      }),
      { numRuns: 300 },
    );
  });

  test("of a step that failed before it saw anything leave empty what it cannot know", () => {
    const error = new DeliveryError("input", "step: is required.", { remedy: "Give it." });
    const { plan, result, ...outputs } = outputsOf(stepResult({ inputs: undefined, error }), "# Summary");
    const known = Object.entries(outputs).filter(([, value]) => value !== "");
    expect(Object.fromEntries(known)).toEqual({
      verdict: "error",
      changed: "false",
      "ready-to-promote": "false",
      "summary-markdown": "# Summary",
    });
    expect(plan).toBe("[]");
    expect(JSON.parse(result ?? "")).toMatchObject({
      error: { code: "input", message: "step: is required.", reasons: [], remedy: "Give it." },
    });
  });

  test("say what a reader sees in the cloud", () => {
    const before = view({ weight: 0 });
    const now = view({
      phase: "promoted",
      weight: 100,
      green: sideView("web-b", { healthy: 3, wanted: 3, weight: 100 }),
      safeTeardownAt: Date.parse("2026-01-02T03:05:05.000Z"),
      preview: { url: "https://shop.example/?preview=green", who: "requests with query preview = green", headers: [] },
    });
    const outputs = outputsOf(
      stepResult({ log: stepLog({ before, now, planned: ["Set the weights"] }), changed: true }),
      "",
    );
    expect(outputs).toMatchObject({
      phase: "promoted",
      blue: "web-a",
      green: "web-b",
      weight: "100",
      "previous-weight": "0",
      "healthy-blue": "2",
      "healthy-green": "3",
      verdict: "pass",
      changed: "true",
      "ready-to-promote": "false",
      "next-step": "teardown",
      "next-weight": "",
      "rollout-id": "octo/shop/runs/7",
      "safe-teardown-at": "2026-01-02T03:05:05.000Z",
      "preview-url": "https://shop.example/?preview=green",
      plan: '["Set the weights"]',
    });
    expect(readDigest(outputs["state-digest"] ?? "")).toEqual(now.facts);
  });

  test("say what was forgotten, and what the fleet that serves nothing has come to", () => {
    const HOUR = 3_600_000;
    const began = Date.parse("2026-01-01T00:00:00Z");
    const rollout = { id: "octo/shop/runs/7", revision: "v2", startedAt: new Date(began).toISOString() };
    const promoted = { by: "promote" as const, at: began + 20 * HOUR, to: 100, verified: true };
    const idle = (weight: number, more: object = {}) => {
      const sides = { blue: sideView("web-a", { wanted: 4 }), green: sideView("web-b", { wanted: 3 }) };
      const base = view({ phase: "promoted", weight, rollout, ...sides });
      const standing = { ...base.standing, weight, now: began + 26 * HOUR, last: promoted, ...more };
      const { expired, ...outputs } = outputsOf(stepResult({ log: stepLog({ now: { ...base, standing } }) }), "");
      return [expired, outputs["idle-instances"], outputs["idle-instance-hours"]];
    };
    expect(idle(100)).toEqual(["true", "4", "24.0"]);
    expect(idle(0, { last: undefined })).toEqual(["true", "3", "78.0"]);
    expect(idle(50)).toEqual(["true", "", ""]);
    expect(idle(100, { now: began + 21 * HOUR })).toEqual(["false", "4", "4.0"]);
    // What is no instance, a cohort's weight, and one fleet alone: nothing stands by.
    for (const more of [{ units: "processes" }, { audience: "cohort" }, { oneFleet: true }])
      expect(idle(100, more)).toEqual(["true", "", ""]);
  });

  test("have no weight while the listeners disagree", () => {
    const now = view({ phase: "degraded", weight: undefined, problems: ["The listeners disagree."] });
    const outputs = outputsOf(stepResult({ log: stepLog({ now }) }), "");
    expect(outputs).toMatchObject({ weight: "", "next-step": "rollback" });
    expect(JSON.parse(outputs.result ?? "")).toMatchObject({ problems: ["The listeners disagree."] });
  });

  test("keep both sides, what was done, and the error as one JSON object", () => {
    const error = new DeliveryError("timeout", "It took too long.", { reasons: ["1 × target initial"] });
    const done = [{ summary: "Scale web-b to 2 instances", durationMs: 1_200 }];
    const { result } = outputsOf(
      stepResult({ log: stepLog({ now: view(), done, warnings: ["Smaller."] }), error }),
      "",
    );
    expect(JSON.parse(result ?? "")).toMatchObject({
      step: "promote",
      platform: "ec2",
      blue: { name: "web-a", healthy: 2 },
      green: { name: "web-b" },
      rollout: { id: "octo/shop/runs/7" },
      done,
      warnings: ["Smaller."],
      error: { code: "timeout", reasons: ["1 × target initial"] },
    });
  });
});

test.each<[Step, ErrorCode | undefined, boolean, string]>([
  ["promote", undefined, true, "pass"],
  ["promote", undefined, false, "fail"],
  ["promote", "unhealthy", false, "fail"],
  ["deploy", "timeout", false, "fail"],
  ["teardown", "timeout", true, "error"],
  ["rollback", "unhealthy", true, "error"],
  ["promote", "denied", true, "error"],
  ["promote", "input", true, "error"],
  ["status", "found", true, "pass"],
])("a %s that ends with %s and a green that is ready: %s has the verdict %s", (step, code, greenReady, verdict) => {
  const error = code === undefined ? undefined : new DeliveryError(code, "It ended.");
  const now = view({ phase: greenReady ? "deployed" : "degraded" });
  const outputs = outputsOf(stepResult({ inputs: inputsFor(step), log: stepLog({ now }), error }), "");
  expect(outputs.verdict).toBe(verdict);
});
