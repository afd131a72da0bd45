import { describe, expect, test } from "vitest";
import type { InputName } from "../../src/action/inputs/table.ts";
import { accepts, INPUT_NAMES, rowOf, rowsOf } from "../../src/action/inputs/table.ts";
import { readWorkflowInputs } from "../../src/action/inputs.ts";
import { STEPS } from "../../src/delivery/vocabulary.ts";
import type { Given } from "./fixtures.ts";
import { EC2, failureOf, NEEDED, parse, told } from "./fixtures.ts";

const DEPLOY: Given = { ...EC2, step: "deploy", "image-id": "ami-0abcdef1234567890" };
const PROMOTE: Given = { ...EC2, step: "promote" };
const TEARDOWN: Given = { ...EC2, step: "teardown" };

describe("settings are for every step, arguments where they are used", () => {
  test.each<[InputName, string, Given, string]>([
    ["image-id", "ami-0abcdef1234567890", PROMOTE, "`deploy`"],
    ["launch-template-version", "7", { ...EC2, step: "rollback" }, "`deploy`"],
    ["weight", "10", DEPLOY, "`shift`"],
    ["replace", "true", TEARDOWN, "`deploy`"],
    ["green-label", "v2", DEPLOY, "`shift` and `verify` and `promote` and `rollout`"],
    ["credentials-expire-at", "2026-01-02T15:04:05Z", TEARDOWN, "`rollout`"],
  ])("the argument %s: %s", (input, given, others, steps) => {
    const { step = "" } = others;
    expect(failureOf(() => parse({ ...others, [input]: given })).message).toBe(
      `${input}: "${given}" is not supported by step \`${step}\`, only by ${steps}.`,
    );
  });

  test("an argument that a config file holds is for the steps that use it", () => {
    expect(parse(PROMOTE, { config: { "image-id": "ami-0abcdef1234567890" } }).step).toBe("promote");
  });

  test.each(STEPS.filter((step) => step !== "setup"))("one block of settings serves the step %s", (step) => {
    const settings: Given = {
      ...{ ...EC2, strategy: "canary", ramp: "5,25,100", timeout: "1h", "bake-time": "5m", stickiness: "1h" },
      ...{ "desired-capacity": "4", "scale-down-delay": "5m", "max-capacity-deficit": "10", "fail-on": "stale" },
      ...{ preview: "header X-Preview = green", url: "https://shop.example/", "smoke-test": "/, /cart" },
      ...{ compare: "auto", alarms: "shop-5xx", "max-error-rate": "1%", "latency-threshold": "500ms" },
      ...{ "max-slow-rate": "5%", "max-bake-time": "20m", "on-failure": "hold", "on-inconclusive": "pass" },
      ...{ "expires-after": "2d", "probe-url": "https://shop.example/", "probe-match": "body v2" },
    };
    const args: Given = step === "deploy" ? { "image-id": "ami-0abcdef1234567890" } : {};
    expect(parse({ ...settings, ...args, step }).step).toBe(step);
    expect(parse({ ...args, step }, { config: settings }).step).toBe(step);
  });

  test("a mistake in a setting is told by the first step, not by the first that needs it", () => {
    for (const [input, given] of [
      ["bake-time", "soon"],
      ["expires-after", "soon"],
      ["desired-capacity", "many"],
    ] as const) {
      expect(failureOf(() => parse({ ...TEARDOWN, [input]: given })).message).toContain(`${input}: "${given}" is not`);
    }
  });

  test("every input that a step or a platform does not take, by the table", () => {
    for (const input of INPUT_NAMES) {
      const row = rowOf(input, "ec2");
      for (const step of STEPS) {
        if (row !== undefined && accepts(row, step)) continue;
        const refusal = failureOf(() => parse({ ...EC2, ...NEEDED[step], step, [input]: "x" }));
        const shown = rowsOf(input).some(([, { secret }]) => secret === true) ? "" : '"x" ';
        const where = row === undefined ? "on the platform ec2: it is for" : `by step \`${step}\`, only by`;
        expect(told(refusal)).toContainEqual(expect.stringContaining(`${input}: ${shown}is not supported ${where}`));
      }
    }
  });
});

describe("a key of `with` that the action does not have", () => {
  test("is refused when it is a misspelt input: the runner only warns, and the step would go on without it", () => {
    const refusal = failureOf(() => readWorkflowInputs(() => "", ["PATH", "INPUT_WIEGHT", "INPUT_TARGET_GROUPS"]));
    expect(refusal.reasons).toEqual([
      "wieght: is unknown: did you mean `weight`?",
      "target_groups: is unknown: did you mean `target-groups`?",
    ]);
  });

  test("is left to the runner's warning when it resembles nothing", () => {
    expect([...readWorkflowInputs(() => "", ["INPUT_KUBECONFIG", "INPUT_", "INPUT_WEIGHT"])]).toEqual([]);
  });
});
