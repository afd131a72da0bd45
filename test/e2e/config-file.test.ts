import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runStep } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Config files as people and their editors write them, through the built action. */
const FILE = ".github/delivery.yml";
const NOTHING_THERE = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" };

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  mkdirSync(join(workspace, ".github"));
});
afterEach(() => rmSync(workspace, { recursive: true }));

const write = (content: string | Buffer, file = FILE) => writeFileSync(join(workspace, file), content);

describe("a file that is refused", () => {
  async function refusal(config = FILE) {
    const result = await runStep({ with: { step: "status", config }, env: NOTHING_THERE, workspace });
    expect(result.conclusion).toBe("failure");
    const errors = result.log.annotations.filter(({ level }) => level === "error");
    expect(errors).toHaveLength(1);
    expect(JSON.parse(result.outputs.result ?? "").error.code).toBe("input");
    expect(result.log.text).not.toMatch(/^\s+at |trace-warnings/m);
    return errors[0]?.message ?? "";
  }

  test("is not there: the path that was looked for, and only then a word about the checkout", async () => {
    const message = await refusal(".github/rollout.yml");
    expect(message).toContain(`was not found: there is no ${join(workspace, ".github/rollout.yml")}.`);
    expect(message.indexOf("there is no")).toBeLessThan(message.indexOf("actions/checkout"));
    write("platform: ec2\n");
    expect(await refusal(".github/delivery.yaml")).toContain("Did you mean .github/delivery.yml?");
  });

  test("is a link to a file outside of the workspace", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
    writeFileSync(join(elsewhere, "secrets.yml"), "password: hunter2\n");
    symlinkSync(join(elsewhere, "secrets.yml"), join(workspace, FILE));
    const message = await refusal();
    expect(message).toContain("is a link to a file outside of the workspace");
    expect(message).not.toContain("hunter2");
    rmSync(elsewhere, { recursive: true });
  });

  test("is no YAML: the parser's sentence with its line, no example of something else, and no advice", async () => {
    write("platform: ec2\ntimeout: [5m\n");
    const message = await refusal();
    expect(message).toMatch(/^config: "\.github\/delivery\.yml" is not valid YAML: .* at line 3, column 1\.$/m);
    write("platform: ec2\ntimeout: !minutes 5\n");
    expect(await refusal()).toMatch(/is not valid YAML: Unresolved tag: !minutes at line 2, column 10\.$/m);
  });

  test.each([
    ["20 MB", Buffer.alloc(20_000_000, "#"), "a config file has at most 1 MiB"],
    ["100,000 keys", Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join("\n"), "has more keys and values"],
    ["lists in lists", "[".repeat(1_000_000), "has more keys and values"],
  ])("is %s", async (_what, content, says) => {
    write(content);
    expect(await refusal()).toContain(says);
  });

  test("has a misspelt key: the key that was meant, and those of this platform", async () => {
    write("platform: nginx\ndrain-timout: 5s\n");
    const message = await refusal();
    expect(message).toContain("is unknown: did you mean `drain-timeout`? Keys of the platform nginx are platform, ");
    expect(message).not.toContain("listeners");
  });
});

describe("a file that is read", () => {
  let world: World;
  afterEach(() => world.close());
  const bare = { platform: "", listeners: "", "target-groups": "", "auto-scaling-groups": "", config: FILE };

  test("may merge what services have in common, in UTF-16 as some editors save it", async () => {
    world = await createWorld();
    const yaml = `x-common: &common
  platform: ec2
  listeners: [${world.listeners[0]}]
services:
  shop:
    <<: *common
    target-groups: [shop-a, shop-b]
    auto-scaling-groups: [shop-a, shop-b]
`;
    for (const content of [yaml, `\uFEFF${yaml}`, Buffer.from(`\uFEFF${yaml}`, "utf16le")]) {
      write(content);
      const status = await world.step("status", { ...bare, service: "shop" }, { workspace });
      expect(status.outputs).toMatchObject({ phase: "idle", blue: "shop-a" });
    }
  });

  test("says names that look like numbers as they are written", async () => {
    world = await createWorld();
    write(`platform: ec2
listeners: ${world.listeners[0]}
target-groups: [shop-a, shop-b]
auto-scaling-groups: [0123456789, 1.10]
`);
    const status = await world.step("status", bare, { workspace });
    expect(status.conclusion).toBe("failure");
    expect(status.log.text).toMatch(/0123456789.*1\.10|1\.10.*0123456789/s);
  });

  test("and one block of settings serve every step; dry-run may be True as in YAML", async () => {
    world = await createWorld();
    const settings = { "scale-down-delay": "1s", "desired-capacity": "2", timeout: "10m", "fail-on": "degraded" };
    const plan = await world.step("deploy", { ...settings, "image-id": world.images.v2.id, "dry-run": "True" });
    expect(plan.outputs).toMatchObject({ changed: "false", phase: "idle" });
    await world.step("deploy", { ...settings, "image-id": world.images.v2.id });
    for (const [step, phase] of [
      ["promote", "promoted"],
      ["status", "promoted"],
      ["teardown", "idle"],
    ] as const) {
      const result = await world.step(step, settings);
      expect([step, result.conclusion, result.outputs.phase]).toEqual([step, "success", phase]);
    }
  });
});
