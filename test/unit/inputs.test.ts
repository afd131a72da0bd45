import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputName } from "../../src/action/inputs/table.ts";
import { INPUT_NAMES } from "../../src/action/inputs/table.ts";
import { readWorkflowInputs } from "../../src/action/inputs.ts";
import { digest } from "../../src/delivery/digest.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { FAIL_ON, PLATFORMS, STEPS } from "../../src/delivery/vocabulary.ts";
import type { Given } from "./fixtures.ts";
import { EC2, ec2Of, failureOf, listenerArn, parse, ruleArn, targetGroupArn, told, workspaceWith } from "./fixtures.ts";

const DEPLOY: Given = { ...EC2, step: "deploy", "image-id": "ami-0abcdef1234567890" };
const PROMOTE: Given = { ...EC2, step: "promote" };
const STATUS: Given = { ...EC2, step: "status" };
const TEARDOWN: Given = { ...EC2, step: "teardown" };
const SHIFT: Given = { ...EC2, step: "shift", strategy: "canary" };

/** How a word that is not among those allowed is refused. */
function wordFrom(input: string, words: readonly string[], meant?: string): RegExp {
  const end = meant === undefined ? "\\." : `: did you mean \`${meant}\`\\?`;
  return new RegExp(`must be one of ${words.join(", ")}${end} Example: \`${input}: ${words[0]}\``);
}

describe("an input that is wrong is refused with its name, what was given, what is allowed, and an example", () => {
  test.each<[InputName, string, Given, RegExp]>([
    ["step", "undo", PROMOTE, wordFrom("step", STEPS)],
    ["step", "Deploy", PROMOTE, wordFrom("step", STEPS, "deploy")],
    ["platform", "ecs", PROMOTE, wordFrom("platform", PLATFORMS, "ec2")],
    ["strategy", "magic", PROMOTE, /is not supported on the platform ec2: it supports blue-green, red-black, canary/],
    ["strategy", "roling", SHIFT, /is not supported on the platform ec2: it supports [a-z, -]*in-place\./],
    ["dry-run", "yes", PROMOTE, /must be true or false\. Example: `dry-run: true`/],
    ["dry-run", "tRUE", PROMOTE, /must be true or false/],
    [
      "timeout",
      "10 minutes",
      PROMOTE,
      /is not a duration: whole numbers with units d, h, m, s\. Example: `timeout: 30m`/,
    ],
    ["timeout", "600", PROMOTE, /is not a duration/],
    ["timeout", "0s", PROMOTE, /must lie between 1s and 6h\. Example: `timeout: 30m`/],
    ["timeout", "6h1s", PROMOTE, /must lie between 1s and 6h/],
    ["fail-on", "old", STATUS, new RegExp(`must be one of ${FAIL_ON.join(", ")}\\. Example: \`fail-on: stale`)],
    ["fail-on", "degarded", STATUS, /must be one of .*: did you mean `degraded`\?/],
    ["fail-on", "drift", STATUS, /needs `expected-state`/],
    ["expires-after", "tomorrow", STATUS, /is not a duration: .* Example: `expires-after: 2d`/],
    ["scale-down-delay", "-1s", TEARDOWN, /is not a duration: .* Example: `scale-down-delay: 5m`/],
    ["listeners", "web", PROMOTE, /is not the ARN of a listener or a listener rule .* Example: `listeners: arn:aws:/],
    ["target-groups", "a, b, c", PROMOTE, /must be two target groups .*; 3 given\. Example: `target-groups: /],
    ["auto-scaling-groups", "web-a, web-a", PROMOTE, /is the same group twice\. .* Example: `auto-scaling-groups: /],
    ["weight", "101", SHIFT, /is not a percentage from 0 to 100, in whole percent .* Example: `weight: 10`/],
    ["weight", "10%", SHIFT, /is not a percentage/],
    ["weight", "-1", SHIFT, /is not a percentage/],
    ["weight", "12.5", SHIFT, /has decimals: between two target groups, a load balancer's weights are whole percent/],
    ["ramp", "12.5,100", SHIFT, /has decimals: between two target groups/],
    ["ramp", "10,50", SHIFT, /is neither a ladder of rising weights that ends with 100/],
    ["ramp", "50,10,100", SHIFT, /is neither a ladder of rising weights/],
    ["ramp", "Canary10Percent", SHIFT, /is neither a ladder of rising weights .* nor a CodeDeploy name/],
    ["ramp", "10,100", PROMOTE, /has rungs, but the strategy blue-green moves all traffic at once/],
    ["bake-time", "5", SHIFT, /is not a duration: .* Example: `bake-time: 5m`/],
    ["max-capacity-deficit", "101", SHIFT, /is not a whole number from 0 to 100/],
    ["image-id", "latest", DEPLOY, /is not the id of an image\. Example: `image-id: ami-0abcdef1234567890`/],
    ["image-id", "ami-0ABCDEF1234567890", DEPLOY, /is not the id of an image/],
    ["desired-capacity", "0", DEPLOY, /is not a whole number from 1 to 9999\. Example: `desired-capacity: 4`/],
    ["desired-capacity", "2.5", DEPLOY, /is not a whole number/],
    ["desired-capacity", "10000", DEPLOY, /is not a whole number/],
    ["user-data-file", "gone.sh", DEPLOY, /was not found: there is no .*gone\.sh.* Example: `user-data-file: /],
    ["user-data-file", "../secret", DEPLOY, /lies outside of the workspace/],
    ["user-data-file", "/etc/passwd", DEPLOY, /lies outside of the workspace/],
    ["user-data-file", "directory", DEPLOY, /is not a file\./],
    ["user-data-file", "empty.sh", DEPLOY, /is empty/],
    ["user-data-file", "big.sh", DEPLOY, /has 16385 bytes; EC2 takes 16384 at most/],
  ])("%s: %s", (input, given, others, rule) => {
    const workspace = workspaceWith({ "directory/file": "x", "empty.sh": "", "big.sh": "x".repeat(16_385) });
    const refusal = failureOf(() => parse({ ...others, [input]: given }, { workspace }));
    expect(refusal.code).toBe("input");
    expect(told(refusal)).toEqual([expect.stringMatching(rule)]);
    expect(told(refusal)[0]?.startsWith(`${input}: "${given}" `)).toBe(true);
  });

  test.each(["$Latest", "$Default"])("launch-template-version: %s", (given) => {
    const { "image-id": _image, ...deploy } = DEPLOY;
    const refusal = failureOf(() => parse({ ...deploy, "launch-template-version": given }));
    expect(refusal.message).toContain(`launch-template-version: "${given}" moves`);
    expect(refusal.message).toContain("Example: `launch-template-version: 7`");
  });

  test.each(["0", "07", "v7", "1.0", "-1", "latest"])("launch-template-version: %s", (given) => {
    const { "image-id": _image, ...deploy } = DEPLOY;
    const refusal = failureOf(() => parse({ ...deploy, "launch-template-version": given }));
    expect(refusal.message).toContain(`launch-template-version: "${given}" is not the number of a launch template`);
  });
});

describe("an input that is missing is asked for, with an example", () => {
  test.each<[InputName, Given]>([
    ["step", DEPLOY],
    ["platform", PROMOTE],
    ["listeners", STATUS],
    ["target-groups", TEARDOWN],
    ["auto-scaling-groups", PROMOTE],
    ["image-id", DEPLOY],
  ])("%s", (input, { [input]: _left, ...others }) => {
    const refusal = failureOf(() => parse(others));
    expect(refusal.code).toBe("input");
    expect(told(refusal)).toEqual([expect.stringMatching(new RegExp(`^${input}: .*Example: \`${input}: .+\``))]);
  });

  test("the region is asked for when the job has none", () => {
    const refusal = failureOf(() => parse(PROMOTE, { region: "" }));
    expect(told(refusal)).toEqual([
      expect.stringMatching(/^AWS_REGION: is not set .* Example: `aws-region: eu-west-1`/),
    ]);
  });
});

describe("inputs that contradict each other are refused", () => {
  test.each(["blue-green", "red-black"])("a shift under the strategy %s, which moves all at once", (strategy) => {
    const refusal = failureOf(() => parse({ ...SHIFT, strategy }));
    expect(refusal.message).toContain(
      `is not supported by the strategy ${strategy}, which moves all traffic at once: use \`promote\``,
    );
  });

  test("replacing another rollout in a state that was approved", () => {
    const expected = digest({ "group web-a": "lt-1 version 1" });
    const refusal = failureOf(() => parse({ ...DEPLOY, replace: "true", "expected-state": expected }));
    expect(refusal.message).toContain('replace: "true" contradicts `expected-state`');
  });

  test("stickiness under red-black, and a duration of it on a network load balancer", () => {
    const sticky = failureOf(() => parse({ ...PROMOTE, strategy: "red-black", stickiness: "1h" }));
    expect(sticky.message).toContain('stickiness: "1h" contradicts `strategy: red-black`');
    const listeners = listenerArn().replace("/app/", "/net/");
    const network = failureOf(() => parse({ ...PROMOTE, listeners, stickiness: "1h" }));
    expect(network.message).toContain("has a duration, but a network load balancer's stickiness has none");
  });

  test.each<[string, Given]>([
    ["image-id", { "image-id": "ami-0abcdef1234567890" }],
    ["user-data-file", { "user-data-file": "boot.sh" }],
  ])("launch-template-version with %s", (other, more) => {
    const refusal = failureOf(() => parse({ ...EC2, step: "deploy", "launch-template-version": "7", ...more }));
    expect(refusal.message).toContain(`launch-template-version: "7" contradicts \`${other}\``);
  });

  test("listeners of two regions", () => {
    const listeners = `${listenerArn()}, ${ruleArn().replaceAll("eu-west-1", "us-east-1")}`;
    const refusal = failureOf(() => parse({ ...PROMOTE, listeners }));
    expect(refusal.message).toContain("is in us-east-1, but AWS_REGION is eu-west-1.");
  });

  test("a target group of another region than the job's", () => {
    const groups = `web-blue, ${targetGroupArn("web").replace("eu-west-1", "us-east-1")}`;
    expect(failureOf(() => parse({ ...PROMOTE, "target-groups": groups })).message).toContain("is in us-east-1");
  });
});

describe("what is right is understood", () => {
  test.each(["true", "True", "TRUE"])("dry-run: %s, as YAML has it", (given) => {
    expect(parse({ ...PROMOTE, "dry-run": given }).dryRun).toBe(true);
  });

  test.each([
    ["off", 0],
    ["1s", 1],
    ["7d", 604_800],
  ])("a stickiness of %s", (stickiness, seconds) => {
    expect(ec2Of(parse({ ...PROMOTE, stickiness })).stickiness).toBe(seconds);
  });

  test.each(["0s", "8d"])("but none of %s", (stickiness) => {
    const refusal = failureOf(() => parse({ ...PROMOTE, stickiness }));
    expect(refusal.message).toContain("must be off, or lie between 1s and 7d");
  });

  test("a deploy of an image with user data", () => {
    const workspace = workspaceWith({ "deploy/boot.sh": "#!/bin/sh\n" });
    const inputs = parse({ ...DEPLOY, "user-data-file": "deploy/boot.sh", "desired-capacity": "4" }, { workspace });
    expect(ec2Of(inputs).revision).toEqual({
      kind: "template",
      imageId: "ami-0abcdef1234567890",
      userData: Buffer.from("#!/bin/sh\n").toString("base64"),
      userDataHash: createHash("sha256").update("#!/bin/sh\n").digest("hex"),
    });
    expect(ec2Of(inputs).desiredCapacity).toBe(4);
  });

  test("lists by commas, lines and blanks", () => {
    const listeners = `\n  ${listenerArn(1)}\n  ${listenerArn(2)},${ruleArn(3)}\n\n`;
    const inputs = parse({ ...PROMOTE, listeners, "auto-scaling-groups": "web" });
    expect(ec2Of(inputs).routes.map(({ arn }) => arn)).toEqual([listenerArn(1), listenerArn(2), ruleArn(3)]);
    expect(ec2Of(inputs).fleet).toEqual({ kind: "cloned", name: "web" });
  });

  test("what is not given has a default", () => {
    expect(parse(PROMOTE)).toMatchObject({
      strategy: "blue-green",
      dryRun: false,
      expectedState: undefined,
      timeoutMs: 900_000,
      alerts: { failOn: [], expiresAfterMs: 86_400_000 },
      ramp: { rungs: [100] },
      bakeMs: 0,
    });
    const settings = { scaleDownDelayMs: 60_000, revision: undefined, desiredCapacity: undefined, region: "eu-west-1" };
    expect(ec2Of(parse(PROMOTE))).toMatchObject(settings);
  });

  test("an input of the workflow wins over the config file", () => {
    const config = { timeout: "5m", "scale-down-delay": "10m", "image-id": "ami-00000000" } as const;
    const inputs = parse({ ...PROMOTE, timeout: "1h" }, { config });
    expect(inputs.timeoutMs).toBe(3_600_000);
    expect(ec2Of(inputs).scaleDownDelayMs).toBe(600_000);
  });

  test("a canary climbs its own ladder, and a CodeDeploy name says how long each rung bakes", () => {
    expect(parse(SHIFT)).toMatchObject({ weight: undefined, ramp: { rungs: [10, 50, 100] }, bakeMs: 0 });
    expect(parse({ ...SHIFT, weight: "25", "bake-time": "90s" })).toMatchObject({ weight: 25, bakeMs: 90_000 });
    const named = { ...SHIFT, strategy: "linear", ramp: "CodeDeployDefault.ECSLinear10PercentEvery3Minutes" };
    expect(parse(named)).toMatchObject({ ramp: { bakeMs: 180_000 }, bakeMs: 180_000 });
    expect(parse({ ...named, "bake-time": "1m" }).bakeMs).toBe(60_000);
  });

  test.each(["1s", "6h"])("a timeout of %s, which is the edge of what is allowed", (timeout) => {
    expect(parse({ ...PROMOTE, timeout }).timeoutMs).toBe(timeout === "1s" ? 1_000 : 21_600_000);
  });

  test("a bake has room: the timeout grows with it, or is refused when it is as long", () => {
    expect(parse({ ...SHIFT, "bake-time": "30m" }).timeoutMs).toBe(45 * 60_000);
    expect(parse({ ...SHIFT, "bake-time": "30m", timeout: "31m" }).timeoutMs).toBe(31 * 60_000);
    const refusal = failureOf(() => parse({ ...SHIFT, "bake-time": "30m", timeout: "30m" }));
    expect(refusal.message).toContain('timeout: "30m" leaves no room for the bake time of 30m.');
  });

  test("a ramp of one rung, under any strategy", () => {
    for (const strategy of ["blue-green", "red-black", "canary"]) {
      expect(parse({ ...PROMOTE, strategy, ramp: "100" }).ramp.rungs).toEqual([100]);
    }
  });

  test("what the platform is told by name, in the order given", () => {
    const settings = ec2Of(parse({ ...PROMOTE, strategy: "red-black" }));
    expect(settings).toMatchObject({ targetGroups: ["web-blue", "web-green"], stickiness: 0, maxCapacityDeficit: 0 });
    const network = listenerArn().replace("/app/", "/net/");
    expect(ec2Of(parse({ ...PROMOTE, listeners: network, stickiness: "off" })).stickiness).toBe(0);
  });

  test("one target group is one that both sides share, which a red-black switch needs nothing more for", () => {
    const { target } = parse({ ...PROMOTE, strategy: "red-black", "target-groups": "web" });
    expect(target).toMatchObject({ platform: "ec2", settings: { targetGroup: "web", scaleDownDelayMs: 60_000 } });
    expect(Object.keys(target.settings)).not.toEqual(expect.arrayContaining(["stickiness"]));
  });

  test("a weight that instances make of a shared target group, as the output next-weight says it", () => {
    const given = { ...SHIFT, "target-groups": "web", weight: "33.33", ramp: "33.33,100" };
    expect(parse(given)).toMatchObject({ weight: 33.33, ramp: { rungs: [33.33, 100] } });
  });

  test("status takes what it shall fail on, and the state to compare with", () => {
    const expected = digest({ "group web-a": "lt-1 version 1" });
    const inputs = parse({ ...STATUS, "fail-on": "stale,drift", "expires-after": "12h", "expected-state": expected });
    expect(inputs.alerts).toEqual({ failOn: ["stale", "drift"], expiresAfterMs: 43_200_000 });
    expect(inputs.expectedState).toBe(expected);
  });

  test("an input that holds only blanks is an input that was not given", () => {
    const given = readWorkflowInputs((name) => (name === "step" ? " promote\n" : "  "));
    expect([...given]).toEqual([["step", "promote"]]);
  });
});

test("all mistakes are reported together, so that they are mended in one go", () => {
  const refusal = failureOf(() =>
    parse({
      ...{ step: "promote", platform: "ec2", strategy: "magic", timeout: "soon" },
      ...{ "image-id": "ami-0abcdef1234567890", listeners: "web" },
    }),
  );
  expect(refusal.message).toBe("6 inputs are invalid.");
  expect(refusal.reasons.map((reason) => reason.split(":")[0]).sort()).toEqual(
    ["auto-scaling-groups", "image-id", "listeners", "strategy", "target-groups", "timeout"].sort(),
  );
});

test("a very long value is shown shortened", () => {
  const refusal = failureOf(() => parse({ ...PROMOTE, timeout: "9".repeat(5_000) }));
  expect(refusal.message.length).toBeLessThan(300);
  expect(refusal.message).toContain("…");
});

/** Words that get past the first checks, so that the later ones see arbitrary text too. */
const plausible = fc.constantFrom(
  ...STEPS,
  "ec2",
  "blue-green",
  "true",
  "5m",
  "7",
  "drift",
  "web-a, web-b",
  "ami-0abcdef1234567890",
  "__proto__",
  listenerArn(),
  ruleArn(),
);
const value = fc.oneof(plausible, fc.string(), fc.string({ unit: "binary" }), fc.array(plausible).map(String));
/** As long as a path may be, without the byte that no path may hold. */
const path = fc.string({ maxLength: 80 }).map((text) => text.replaceAll("\0", ""));

function anyInputs() {
  const arbitraries = INPUT_NAMES.map((name) => [name, name === "user-data-file" ? path : value] as const);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [] }) as fc.Arbitrary<Given>;
}

test("whatever the inputs are, the answer is a judgement: typed inputs, or a refusal that says why", () => {
  const base = fc.constantFrom<Given>({}, DEPLOY, PROMOTE, STATUS, TEARDOWN);
  const counts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(base, anyInputs(), anyInputs(), (sound, given, config) => {
      try {
        expect(STEPS).toContain(parse({ ...given, ...sound }, { config }).step);
        counts.taken += 1;
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        expect(error.code).toBe("input");
        expect(error.message).not.toBe("");
        counts.refused += 1;
      }
    }),
    { numRuns: 3_000 },
  );
  expect(counts.refused).toBeGreaterThan(0);
});

test("one arbitrary value among sound inputs is judged by itself, and a refusal names it", () => {
  const judged = INPUT_NAMES.filter((name) => !["step", "config", "service", "user-data-file"].includes(name));
  const steps = fc.constantFrom<Given>(DEPLOY, PROMOTE, STATUS, TEARDOWN);
  fc.assert(
    fc.property(steps, fc.constantFrom(...judged), value, (sound, input, text) => {
      try {
        parse({ ...sound, [input]: text });
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        expect(error.code).toBe("input");
        // It may be another input that is missing beside this one, and then the mistake says so.
        expect(told(error).filter((line) => !line.includes(input))).toEqual([]);
      }
    }),
    { numRuns: 2_000 },
  );
});
