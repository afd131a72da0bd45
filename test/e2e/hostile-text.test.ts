import { afterAll, beforeAll, expect, test } from "vitest";
import type { StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/**
 * Text that somebody else writes into the cloud. The harness takes commands out of the log as the runner does, and fails
 * at one that the action has no use for: a written state would be an undo record, which `post` runs with the role's rights.
 */
const UNDO = JSON.stringify({ kind: "set-weights", summary: "x", routes: [] });
const HOSTILE = [
  `##[save-state name=undo;]${UNDO}`,
  `::save-state name=undo::${UNDO}`,
  "::error file=x::all is lost",
  "\u001b[2J\u202egnp.exe **healthy** https://evil.example/?a=b",
].join("\r\n");

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
});
afterAll(() => world.close());

function expectHarmless({ log, state, post, summary }: StepResult): void {
  expect(state.get("undo") ?? "").not.toContain("set-weights");
  expect(post?.log.text).toBe("");
  expect(log.annotations.filter(({ message }) => message === "all is lost")).toEqual([]);
  for (const text of [log.text, summary]) {
    expect(text).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}|##\[|::save-state/u);
    expect(text).toContain("\\u001b");
  }
  expect(summary).not.toMatch(/\*\*healthy|[^`]https:\/\/evil/);
}

test("a tag of the rollout that holds commands is shown and obeyed by nobody", async () => {
  const tag = (Key: string, Value: string) =>
    world.scaling("CreateOrUpdateTags", {
      Tags: [{ ResourceId: "shop-b", ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false }],
    });
  const rollout = "progressive-delivery:rollout";
  const before = world.group("shop-b")?.tags.get(rollout)?.value ?? "";
  await tag(rollout, HOSTILE);
  try {
    const status = await world.step("status");
    expect(status.conclusion).toBe("success");
    expectHarmless(status);
  } finally {
    await tag(rollout, before);
  }
});

test("the description of a target's health that holds commands is shown and obeyed by nobody", async () => {
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "DescribeTargetHealth") return;
    for (const target of world.aws.elb.group(world.greenTg).targets.values()) {
      Object.assign(target, { state: "unhealthy", reason: "Target.FailedHealthChecks", description: HOSTILE });
    }
  };
  try {
    const promote = await world.step("promote");
    expect(promote.conclusion).toBe("failure");
    expectHarmless(promote);
    expect(await world.weights()).toBe("a=100 b=0");
  } finally {
    world.aws.hooks.onCall = undefined;
  }
});

test("an error of the API that holds commands is told and obeyed by nobody", async () => {
  const effect = { kind: "error", code: "ValidationError", message: HOSTILE, status: 400 } as const;
  world.aws.faults.add({ action: "DescribeTargetGroups", effect });
  try {
    const status = await world.step("status");
    expect(status.conclusion).toBe("failure");
    expectHarmless(status);
  } finally {
    world.aws.faults.clear();
  }
});
