import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readConfig } from "../../src/action/config.ts";
import { INPUT_NAMES, isConfigurable, rowsOf } from "../../src/action/inputs/table.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { FILE, read, refusalOf } from "./config-file.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, listenerArn, parse, rawInputs, told, workspaceWith } from "./fixtures.ts";

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

  test("may hold every setting and what names the version, and no other argument", () => {
    for (const name of INPUT_NAMES) {
      const may = rowsOf(name).some(([, row]) => isConfigurable(row));
      if (may) expect(read(`${name}: "7"`)).toEqual({ [name]: "7" });
      else expect(refusalOf(`${name}: "7"`).message).toContain(`${name}" must be set in the workflow`);
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
      /delivery\.yml: image" is unknown: did you mean `image-id`\? Keys are platform, timeout, .*, and services/,
    ],
    ["a key that JavaScript gives every object", "toString: x", /delivery\.yml: toString" is unknown/],
    ["a key in another spelling", "image_id: ami-1", /delivery\.yml: image_id" is unknown/],
    ["a list where one value belongs", "timeout: [5m, 6m]", /timeout" must be a text, a number, or true or false/],
    ["a map as a value", "timeout: { minutes: 5 }", /timeout" must be a text, a number/],
    ["a list of maps", "listeners: [{ arn: x }]", /listeners" must be a text or a list of texts/],
    ["an empty file", "", /is not a map of keys/],
    ["a list", "- platform: ec2", /is not a map of keys/],
    ["a text", "ec2", /is not a map of keys/],
    ["no YAML", "platform: [ec2", /is not valid YAML: /],
    ["a key that stands twice", "timeout: 5m\ntimeout: 6m", /has the key timeout twice/],
    ["two documents", "platform: ec2\n---\nplatform: ec2", /has several documents \(`---`\)/],
    ["a key that is a list", "? [a]\n: b", /has a key that is not a text/],
    ["a tag of its own", "timeout: !minutes 5", /is not valid YAML: Unresolved tag: !minutes at line 1/],
    ["an alias of nothing", "timeout: *none", /Unresolved alias|has the alias \*none, but no such anchor before it/],
    ["a merge of a text", "<<: ec2", /merges with `<<` what is not a map/],
    ["a merge of itself", "x-a: &a\n  <<: *a\n<<: *a", /merges more maps into each other/],
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
    [".", "is not a file."],
  ])("%s is refused", (config, rule) => {
    const parent = workspaceWith({ "delivery.yml": "platform: ec2" });
    const workspace = join(parent, "workspace");
    mkdirSync(workspace);
    const refusal = failureOf(() => readConfig(rawInputs({ config }), workspace));
    expect(refusal.message).toContain(rule);
    expect(refusal.message).toContain("Example: `config: .github/delivery.yml`");
  });

  test.each(["gone.yml", "x".repeat(5_000)])(
    "%s, which is not there, is named with the path that was looked for",
    (config) => {
      const empty = workspaceWith();
      const nothing = failureOf(() => readConfig(rawInputs({ config }), empty)).message;
      expect(nothing).toContain(`was not found: there is no ${`${empty}/${config}`.slice(0, 300)}`);
      expect(nothing).toContain("The workspace is empty: is actions/checkout missing?");
      const message = failureOf(() => readConfig(rawInputs({ config }), workspaceWith({ "README.md": "" }))).message;
      expect(message.indexOf("there is no")).toBeLessThan(message.indexOf("actions/checkout"));
    },
  );

  test("a misspelt path is answered with the file that is there", () => {
    const workspace = workspaceWith({ ".github/delivery.yml": "" });
    const { message } = failureOf(() => readConfig(rawInputs({ config: ".github/delivery.yaml" }), workspace));
    expect(message).toContain("Did you mean .github/delivery.yml?");
    expect(message).not.toContain("checkout");
  });

  test("a link to a file outside of the workspace is refused, also by way of a directory", () => {
    const parent = workspaceWith({ "secrets.yml": "platform: ec2" });
    const workspace = join(parent, "workspace");
    mkdirSync(workspace);
    symlinkSync("../secrets.yml", join(workspace, "delivery.yml"));
    symlinkSync("..", join(workspace, "up"));
    for (const config of ["delivery.yml", "up/secrets.yml"]) {
      const { message } = failureOf(() => readConfig(rawInputs({ config }), workspace));
      expect(message).toContain("is a link to a file outside of the workspace");
    }
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

describe("a key that was misspelt", () => {
  const NGINX_KEY = /unknown: did you mean `health-check`\? Keys of the platform nginx are (.*), and services\./;
  test.each([
    ["target-group: a", "`target-groups`"],
    ["target_groups: a", "`target-groups`"],
    ["targetGroups: a", "`target-groups`"],
    ["tagret-groups: a", "`target-groups`"],
    ["scaledown-delay: a", "`scale-down-delay`"],
    ["service: { shop: {} }", undefined],
  ])("%s", (yaml, meant) => {
    const { message } = refusalOf(yaml);
    if (meant === undefined) expect(message).toContain("must be set in the workflow");
    else expect(message).toContain(`is unknown: did you mean ${meant}?`);
  });

  test("is answered with the keys of the file's platform alone", () => {
    for (const [yaml, given] of [
      ["platform: nginx\nhealthcheck: /x", {}],
      ["healthcheck: /x", { platform: "nginx" }],
    ] as const) {
      const keys = NGINX_KEY.exec(refusalOf(yaml, given).message)?.[1] ?? "";
      expect(keys.split(", ")).toEqual(expect.arrayContaining(["platform", "ports", "drain-timeout"]));
      expect(keys).not.toMatch(/listeners|rest-api/);
    }
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
  // A page of noise, with advice for programmers.
  expect(warnings).not.toHaveBeenCalled();
});
