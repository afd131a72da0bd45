import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "../runner/runner.ts";
import type { WorkflowOptions } from "../runner/workflow.ts";
import { runWorkflow } from "../runner/workflow.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** The examples as they are, on live traffic; only ARNs and durations are those of the test. */
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

const example = (name: string) => join(ROOT, "examples", name);

function options(more: Partial<WorkflowOptions> = {}): WorkflowOptions {
  const { listeners = "", "target-groups": groups = "", "auto-scaling-groups": fleet = "" } = world.inputs;
  return {
    action: "OWNER/REPOSITORY@COMMIT-SHA",
    env: { LISTENERS: listeners, TARGET_GROUPS: groups, AUTO_SCALING_GROUPS: fleet },
    adjust: (inputs) => ({
      ...inputs,
      ...(inputs["bake-time"] === undefined ? {} : { "bake-time": "1s" }),
      ...(inputs.step === "teardown" ? { "scale-down-delay": "1s" } : {}),
    }),
    step: { env: world.aws.env(), workspace },
    ...more,
  };
}

test.each([
  ["paired.yml", "paired", ["production", "production-teardown"]],
  ["cloned.yml", "cloned", ["production", "production-teardown"]],
  ["canary.yml", "paired", ["production-canary", "production", "production-teardown"]],
] as const)(
  "%s delivers an image, with its approvals in between, and loses no request",
  async (file, fleet, environments) => {
    world = await createWorld({ fleet });
    const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
    const approvals: string[] = [];
    const inputs = { "image-id": world.images.v2.id };
    const jobs = await runWorkflow(
      example(file),
      options({ inputs, onApproval: (environment) => void approvals.push(environment) }),
    );
    expect([...jobs].filter(([, { result }]) => result !== "success")).toEqual([]);
    expect(approvals).toEqual(environments);
    expect((await world.step("status")).outputs).toMatchObject({ phase: "idle" });
    expect(await (await fetch(world.url())).text()).toBe("v2\n");
    expect((await traffic.stop()).failed).toBe(0);

    const again = await runWorkflow(example(file), options({ inputs }));
    expect(again.get("deploy")?.result).toBe("success");
    expect(again.get("promote")?.result).toBe("skipped");
  },
);

test("an approval is not good for what somebody changed while it waited", async () => {
  world = await createWorld();
  const jobs = await runWorkflow(
    example("paired.yml"),
    options({
      inputs: { "image-id": world.images.v2.id },
      onApproval: async () => {
        await world.scaling("UpdateAutoScalingGroup", {
          AutoScalingGroupName: "shop-b",
          LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "1" },
        });
      },
    }),
  );
  expect(jobs.get("promote")?.result).toBe("failure");
  expect(jobs.get("promote")?.runs[0]?.log.text).toContain("The live state is not the one that was approved");
  expect(jobs.get("teardown")?.result).toBe("skipped");
  expect(await world.weights()).toBe("a=100 b=0");
});

test("services.yml delivers each service of the config file; rollback.yml and status.yml work with the same file", async () => {
  world = await createWorld();
  const [listener] = world.listeners;
  const service = `{ listeners: "${listener}", target-groups: [shop-a, shop-b], auto-scaling-groups: [shop-a, shop-b] }`;
  writeFileSync(
    join(workspace, ".github", "delivery.yml"),
    `platform: ec2\nservices:\n  shop: ${service}\n  blog: ${service}\n`,
  );
  const inputs = { "image-id": world.images.v2.id, services: '["shop"]' };
  const jobs = await runWorkflow(example("services.yml"), options({ inputs }));
  expect(jobs.get("deliver (shop)")).toMatchObject({ result: "success" });
  expect(jobs.get("deliver (shop)")?.runs.map(({ outputs }) => outputs.phase)).toEqual([
    "deployed",
    "promoted",
    "idle",
  ]);

  const status = await runWorkflow(example("status.yml"), options());
  expect([...status.keys()]).toEqual(["status (shop)", "status (blog)"]);
  expect([...status.values()].map(({ result }) => result)).toEqual(["success", "success"]);

  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
  await world.step("deploy", { "image-id": v3.id });
  await world.step("promote");
  const rollback = await runWorkflow(example("rollback.yml"), options());
  expect(rollback.get("by-hand")?.runs[0]?.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});
