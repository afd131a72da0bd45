import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/action/config.ts";
import { INPUT_NAMES, isConfigurable, rowsOf } from "../../src/action/inputs/table.ts";
import { FILE, read, refusalOf } from "./config-file.ts";
import { failureOf, rawInputs, workspaceWith } from "./fixtures.ts";

describe("scalars are what was written", () => {
  test.each([
    ["0123456789"],
    ["1.10"],
    ["0x1F"],
    ["1_000"],
    ["1e3"],
    ["12:30:45"],
    ["2026-01-02"],
    ["True"],
    ["yes"],
    ["$Latest"],
    [".5"],
  ])("%s", (text) => {
    expect(read(`launch-template-version: ${text}`)).toEqual({ "launch-template-version": text });
    expect(read(`auto-scaling-groups: [${text}, "${text}"]`)).toEqual({ "auto-scaling-groups": `${text}\n${text}` });
  });

  test.each(["", "~", "null", "NULL", '""'])("but for nothing, written as %j", (text) => {
    expect(read(`timeout: ${text}\nplatform: ec2`)).toEqual({ platform: "ec2" });
  });

  test("a quoted null is a text", () => {
    expect(read('stage: "null"')).toEqual({ stage: "null" });
  });

  test("any text comes back as it was quoted, without the blanks around it", () => {
    const workspace = workspaceWith({ [FILE]: "" });
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        writeFileSync(join(workspace, FILE), `start: ${JSON.stringify(text)}`);
        const start = readConfig(rawInputs({ config: FILE }), workspace).get("start") ?? "";
        expect(start).toBe(text.trim());
      }),
    );
  });
});

describe("what services have in common is written once", () => {
  const MERGED = `
x-common: &common
  platform: ec2
  timeout: 20m
x-slow: &slow { timeout: 1h, scale-down-delay: 5m }
services:
  shop:
    <<: *common
    target-groups: &groups [shop-a, shop-b]
  blog:
    <<: [*slow, *common]
    x-owner: the blog team
    auto-scaling-groups: *groups
  cart: *common
  none:
`;

  test("by a merge key, of which the service's own keys and the first of several win", () => {
    expect(read(MERGED, { service: "shop" })).toEqual({
      platform: "ec2",
      timeout: "20m",
      "target-groups": "shop-a\nshop-b",
    });
    expect(read(MERGED, { service: "blog" })).toEqual({
      platform: "ec2",
      timeout: "1h",
      "scale-down-delay": "5m",
      "auto-scaling-groups": "shop-a\nshop-b",
    });
    expect(read("timeout: 5m\n<<: { timeout: 6m, platform: ec2 }")).toEqual({ timeout: "5m", platform: "ec2" });
  });

  test("by an alias, or not at all", () => {
    expect(read(MERGED, { service: "cart" })).toEqual({ platform: "ec2", timeout: "20m" });
    expect(read(MERGED, { service: "none" })).toEqual({});
  });

  test("and an anchor that is set again stands for what is nearest before the alias", () => {
    expect(read("x-a: &a 5m\ntimeout: *a\nx-b: &a 6m\nbake-time: *a")).toEqual({ timeout: "5m", "bake-time": "6m" });
  });
});

describe("a file in another encoding", () => {
  const TEXT = "platform: ec2\nstage: größe\n";
  const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
  test.each([
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${TEXT}`)],
    ["UTF-16, little endian, with a mark", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["UTF-16, big endian, with a mark", utf16be(`\uFEFF${TEXT}`)],
    ["UTF-16, little endian, without", Buffer.from(TEXT, "utf16le")],
    ["UTF-16, big endian, without", utf16be(TEXT)],
  ])("%s is read", (_what, content) => {
    const workspace = workspaceWith();
    writeFileSync(join(workspace, "delivery.yml"), content);
    const config = readConfig(rawInputs({ config: "delivery.yml" }), workspace);
    expect(Object.fromEntries(config)).toEqual({ platform: "ec2", stage: "größe" });
  });

  test("that is neither is refused", () => {
    const workspace = workspaceWith();
    writeFileSync(join(workspace, "delivery.yml"), Buffer.from("stage: gr\xf6\xdfe", "latin1"));
    const { message } = failureOf(() => readConfig(rawInputs({ config: "delivery.yml" }), workspace));
    expect(message).toBe('config: "delivery.yml" is not text in UTF-8 or UTF-16.');
  });
});

describe("a file that would take long to read is refused before it is", () => {
  const repeated = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));
  test.each<[string, string, RegExp]>([
    ["20 MB", "#".repeat(20_000_000), /has 20000000 bytes; a config file has at most 1 MiB/],
    [
      "100,000 keys",
      repeated(100_000, (i) => `k${i}: `)
        .join("\n")
        .slice(0, 1_048_576),
      /has more keys and values than/,
    ],
    ["the same in one line", `{${repeated(90_000, (i) => `k${i}: 1`).join()}}`, /has more keys and values than/],
    ["lists in lists", "[".repeat(1_000_000), /has more keys and values than/],
    ["fewer lists in lists", "[".repeat(30_000), /is nested too deeply/],
    ["keys in keys", "? ".repeat(500_000), /has more keys and values than/],
  ])("%s", (_what, yaml, rule) => {
    expect(refusalOf(yaml).message).toMatch(rule);
  });

  test("anchors that stand for a billion values are no such thing: nothing is built from them", () => {
    const bomb = repeated(9, (i) => `x-${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join()}]`).join("\n");
    expect(read(`x-0: &a0 [lol]\n${bomb}\nplatform: ec2`)).toEqual({ platform: "ec2" });
    expect(refusalOf(`x-0: &a0 [lol]\n${bomb}\nstage: *a9`).message).toContain("must be a text or a list of texts");
  });

  test("a hundred services with all that they can say are no such file", () => {
    const keys = INPUT_NAMES.filter((name) => rowsOf(name).some(([, row]) => isConfigurable(row)));
    const service = keys.map((key) => `    ${key}: some text`).join("\n");
    const yaml = `services:\n${repeated(100, (i) => `  s${i}:\n${service}`).join("\n")}`;
    expect(Object.keys(read(yaml, { service: "s99" }))).toHaveLength(keys.length);
  });
});
