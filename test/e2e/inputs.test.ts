import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** What each input is for, through the built action; `bad-input.test.ts` has what is refused. */
let world: World;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  mkdirSync(join(workspace, ".github"));
});
afterEach(async () => {
  rmSync(workspace, { recursive: true });
  await world.close();
});

const write = (file: string, text: string) => writeFileSync(join(workspace, file), text);

test("user-data-file gives green other user data and blue's image", async () => {
  world = await createWorld();
  write("user-data.sh", "#!/bin/sh\nversion=v7\n");
  const inputs = { "user-data-file": "user-data.sh" };
  const deploy = await world.step("deploy", inputs, { workspace });
  expect(deploy.outputs.phase).toBe("deployed");
  const [version] = world.aws.ec2.templates.find(world.templateId, undefined).versions.slice(-1);
  expect(version?.data).toMatchObject({ ImageId: world.images.v1.id, InstanceType: "t3.micro" });
  await world.step("promote");
  await expect.poll(async () => (await fetch(world.url())).text()).toBe("v7\n");
});

test("launch-template-version runs a version that exists, without touching the template", async () => {
  world = await createWorld();
  await world.ec2("CreateLaunchTemplateVersion", {
    LaunchTemplateId: world.templateId,
    SourceVersion: "1",
    LaunchTemplateData: { ImageId: world.images.v2.id },
  });
  const since = world.aws.calls.length;
  const deploy = await world.step("deploy", { "launch-template-version": "2" });
  expect(deploy.outputs.phase).toBe("deployed");
  expect(world.aws.calls.slice(since).filter(({ service }) => service === "ec2")).toEqual([]);
});

test("desired-capacity sizes green, and promote asks for as much as blue carries", async () => {
  world = await createWorld({ size: 3 });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, "desired-capacity": "1" });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "healthy-green": "1" });
  const refused = await world.step("promote");
  expect(refused.log.text).toContain("shop-b has 1 healthy targets; 100 % of the traffic needs 3");
  const promote = await world.step("promote", { "max-capacity-deficit": "70" });
  expect(promote.log.annotations).toContainEqual({
    level: "warning",
    message: expect.stringContaining("accepted, because max-capacity-deficit is 70 %"),
  });
});

test("a config file holds what all steps share, and the workflow's own inputs win", async () => {
  world = await createWorld();
  const [listener] = world.listeners;
  write(
    ".github/delivery.yml",
    `platform: ec2
strategy: blue-green
timeout: 10m
scale-down-delay: 1s
services:
  shop:
    listeners: [${listener}]
    target-groups: [shop-a, shop-b]
    auto-scaling-groups: [shop-a, shop-b]
    image-id: ${world.images.v1.id}
`,
  );
  const none = { platform: "", listeners: "", "target-groups": "", "auto-scaling-groups": "" };
  const shared = { ...none, config: ".github/delivery.yml", service: "shop" };
  const options = { workspace };
  const status = await world.step("status", shared, options);
  expect(status.outputs).toMatchObject({ phase: "idle", blue: "shop-a" });
  const deploy = await world.step("deploy", { ...shared, "image-id": world.images.v2.id }, options);
  expect(JSON.parse(deploy.outputs.result ?? "")).toMatchObject({
    rollout: { revision: `image-id=${world.images.v2.id}` },
  });
  await world.step("promote", shared, options);
  expect((await world.step("teardown", shared, options)).outputs.phase).toBe("idle");
});

test("target groups are given by name or ARN, in any order, by commas or lines", async () => {
  world = await createWorld();
  const inputs = {
    "target-groups": `${world.greenTg}\nshop-a`,
    "auto-scaling-groups": "shop-b, shop-a",
    strategy: "blue-green",
  };
  expect((await world.step("status", inputs)).outputs).toMatchObject({
    phase: "idle",
    blue: "shop-a",
    green: "shop-b",
  });
});

test("the result output holds everything as one JSON object", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  const result = JSON.parse(deploy.outputs.result ?? "");
  expect(result).toMatchObject({
    step: "deploy",
    platform: "ec2",
    strategy: "blue-green",
    phase: "deployed",
    blue: { name: "shop-a", healthy: 2, wanted: 2, weight: 100 },
    green: { name: "shop-b", healthy: 2, wanted: 2, weight: 0 },
    rollout: { id: "acme/shop/runs/4242" },
  });
  expect(result.done.map(({ summary }: { summary: string }) => summary)).toEqual(JSON.parse(deploy.outputs.plan ?? ""));
  expect(deploy.outputs["summary-markdown"]?.trim()).toBe(deploy.summary.trim());
});
