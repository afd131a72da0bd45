import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readConfig } from "../../src/action/config.ts";
import { INPUT_NAMES, ruleOf } from "../../src/action/inputs/table.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, listenerArn, parse, rawInputs, told, workspaceWith } from "./fixtures.ts";

const FILE = ".github/delivery.yml";

function read(yaml: string, given: Given = {}) {
  return Object.fromEntries(readConfig(rawInputs({ config: FILE, ...given }), workspaceWith({ [FILE]: yaml })));
}

function refusalOf(yaml: string, given: Given = {}) {
  const refusal = failureOf(() => read(yaml, given));
  expect(refusal.code).toBe("input");
  return refusal;
}

const ONE_SERVICE = `
platform: ec2
listeners:
  - ${listenerArn(1)}
  - ${listenerArn(2)}
target-groups: web-blue, web-green
auto-scaling-groups: [web-a, web-b]
scale-down-delay: 5m
fail-on: [stale, degraded]
desired-capacity: 4
strategy:
`;

const SERVICES = `
platform: ec2
timeout: 20m
services:
  shop: { target-groups: "shop-a, shop-b", timeout: 1h }
  blog: { target-groups: "blog-a, blog-b" }
`;

describe("a config file", () => {
  test("holds the inputs of all steps; lists may be written as lists, and an empty key is as good as none", () => {
    expect(read(ONE_SERVICE)).toEqual({
      platform: "ec2",
      listeners: `${listenerArn(1)}\n${listenerArn(2)}`,
      "target-groups": "web-blue, web-green",
      "auto-scaling-groups": "web-a\nweb-b",
      "scale-down-delay": "5m",
      "fail-on": "stale\ndegraded",
      "desired-capacity": "4",
    });
  });

  test("serves every step, though no step takes all of its keys", () => {
    const config: Given = read(ONE_SERVICE);
    for (const step of ["promote", "rollback", "teardown", "status"]) {
      expect(ec2Of(parse({ step }, { config })).fleet).toEqual({ kind: "paired", groups: ["web-a", "web-b"] });
    }
    const deploy = parse({ step: "deploy", "image-id": "ami-0abcdef1234567890" }, { config });
    expect(ec2Of(deploy)).toMatchObject({ desiredCapacity: 4, scaleDownDelayMs: 300_000 });
    expect(ec2Of(deploy).routes).toHaveLength(2);
  });

  test("may hold every input that its rule allows, and no other", () => {
    for (const name of INPUT_NAMES) {
      if (ruleOf(name).config) expect(read(`${name}: "7"`)).toEqual({ [name]: "7" });
      else expect(refusalOf(`${name}: "7"`).message).toContain(`${name}" belongs into the workflow`);
    }
  });

  test("gives a service what is common to all and what is its own, and its own wins", () => {
    expect(read(SERVICES, { service: "shop" })).toEqual({
      platform: "ec2",
      timeout: "1h",
      "target-groups": "shop-a, shop-b",
    });
    expect(read(SERVICES, { service: "blog" })).toMatchObject({ timeout: "20m", "target-groups": "blog-a, blog-b" });
  });
});

describe("a config file is refused with its name and the reason", () => {
  test.each<[string, string, RegExp]>([
    [
      "an unknown key",
      "image: ami-1",
      /delivery\.yml: image" is unknown\. Keys are platform, strategy, .*, and services/,
    ],
    ["a key that JavaScript gives every object", "toString: x", /delivery\.yml: toString" is unknown/],
    ["a key in another spelling", "image_id: ami-1", /delivery\.yml: image_id" is unknown/],
    ["a list where one value belongs", "timeout: [5m, 6m]", /timeout" must be a text, a number, or true or false/],
    ["a map as a value", "timeout: { minutes: 5 }", /timeout" must be a text, a number/],
    ["a list of maps", "listeners: [{ arn: x }]", /listeners" must be a text or a list of texts/],
    ["a list of numbers", "auto-scaling-groups: [1, 2]", /must be a text or a list of texts/],
    ["an empty file", "", /is not a map of keys/],
    ["a list", "- platform: ec2", /is not a map of keys/],
    ["a text", "ec2", /is not a map of keys/],
    ["no YAML", "platform: [ec2", /is not valid YAML: /],
    ["a key that stands twice", "timeout: 5m\ntimeout: 6m", /is not valid YAML: /],
    ["two documents", "platform: ec2\n---\nplatform: ec2", /is not valid YAML: /],
    ["services that are a list", "services: [shop]", /has `services`, but it is not a map from names to keys/],
    ["services without any", "services: {}", /has `services`, but it is not a map/],
    ["services without a name", "services:", /has `services`, but it is not a map/],
  ])("%s", (_what, yaml, rule) => {
    const refusal = refusalOf(yaml);
    expect(told(refusal)).toEqual([expect.stringMatching(rule)]);
    expect(told(refusal)[0]?.startsWith("config: ")).toBe(true);
  });

  test("all unknown keys are reported together", () => {
    const refusal = refusalOf("image: ami-1\ntimeout: [5m]\nweight: 5");
    expect(refusal.reasons).toHaveLength(3);
  });

  test.each<[string, string, RegExp]>([
    ["that it does not have", "cart", /service: "cart" is not in .*delivery\.yml, which has shop, blog\./],
    ["that every JavaScript object has", "constructor", /service: "constructor" is not in/],
    ["named __proto__", "__proto__", /service: "__proto__" is not in/],
  ])("a service %s", (_what, service, rule) => {
    expect(told(refusalOf(SERVICES, { service }))).toEqual([expect.stringMatching(rule)]);
  });

  test("a service that has no map of keys", () => {
    const refusal = refusalOf("services: { shop: yes please }", { service: "shop" });
    expect(refusal.message).toContain("has no map of keys for the service shop");
  });

  test("a file with services, when no service is named", () => {
    expect(refusalOf(SERVICES).message).toMatch(/^service: is required: .* shop, blog\. Example: `service: shop`/);
  });

  test("a file without services, when one is named", () => {
    expect(refusalOf("platform: ec2", { service: "shop" }).message).toContain("delivery.yml has no `services`");
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("the key %s is no input", (key) => {
    const refusal = refusalOf(`"${key}": ec2`);
    expect(told(refusal)[0]).toContain(`delivery.yml: ${key}"`);
    expect({}).not.toHaveProperty("platform");
  });

  test("a service named __proto__ is a service like any other, and changes nothing else", () => {
    expect(read('services: { "__proto__": { timeout: 5m } }', { service: "__proto__" })).toEqual({ timeout: "5m" });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("only files in the workspace are read", () => {
  test.each([
    ["../delivery.yml", "lies outside of the workspace"],
    ["../../../../../../etc/passwd", "lies outside of the workspace"],
    ["a/../../delivery.yml", "lies outside of the workspace"],
    ["/etc/passwd", "lies outside of the workspace"],
    ["gone.yml", "is not a file in the workspace: is actions/checkout missing?"],
    [".", "is not a file in the workspace"],
    ["x".repeat(5_000), "is not a file in the workspace"],
  ])("%s is refused", (config, rule) => {
    const parent = workspaceWith({ "delivery.yml": "platform: ec2" });
    const workspace = join(parent, "workspace");
    mkdirSync(workspace);
    const refusal = failureOf(() => readConfig(rawInputs({ config }), workspace));
    expect(refusal.message).toContain(rule);
    expect(refusal.message).toContain("Example: `config: .github/delivery.yml`");
  });

  test("a path that leads out and in again is in the workspace", () => {
    const workspace = workspaceWith({ "a/delivery.yml": "platform: ec2" });
    const config = readConfig(rawInputs({ config: "b/../a/delivery.yml" }), workspace);
    expect(config.get("platform")).toBe("ec2");
  });

  test("a link to a file in the workspace is followed", () => {
    const workspace = workspaceWith();
    writeFileSync(join(workspace, "real.yml"), "platform: ec2");
    symlinkSync("real.yml", join(workspace, "delivery.yml"));
    expect(readConfig(rawInputs({ config: "delivery.yml" }), workspace).get("platform")).toBe("ec2");
  });
});

test("whatever the file holds, the answer is inputs or a refusal that says why", () => {
  const key = fc.constantFrom(...INPUT_NAMES, "services", "shop", "__proto__", "x");
  const yaml = fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme" }),
    fc.stringMatching(/^[a-z:{}[\]&*!|>"'#,\- \n]{0,40}$/),
    fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 }).map((content) => JSON.stringify(content)),
    fc.tuple(key, fc.string()).map(([name, text]) => `${name}: ${text}`),
  );
  const workspace = workspaceWith({ [FILE]: "" });
  // The parser warns of odd YAML by way of the process: a page of noise here.
  const warnings = vi.spyOn(process, "emitWarning").mockReturnValue();
  onTestFinished(() => warnings.mockRestore());
  fc.assert(
    fc.property(yaml, fc.constantFrom("", "shop", "__proto__"), (content, service) => {
      writeFileSync(join(workspace, FILE), content);
      try {
        for (const text of readConfig(rawInputs({ config: FILE, service }), workspace).values()) {
          expect(typeof text).toBe("string");
        }
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        expect(error.code).toBe("input");
      }
    }),
    { numRuns: 1_500 },
  );
});
