import { describe, expect, test } from "vitest";
import { enterJob, isLastOfJob, leftOpen, parseLeftOpen } from "../../src/action/job.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import { inputsFor, standingIn, view, workspaceWith } from "./fixtures.ts";

function seen(phase: Phase) {
  return view({ phase, standing: standingIn(phase) });
}

describe("of the steps of a job", () => {
  test("the last that was about a service decides what becomes of its rollout; a status is about none", () => {
    const env = { RUNNER_TEMP: workspaceWith() };
    const [deploy, shift] = [inputsFor("deploy"), inputsFor("shift")];
    const first = leftOpen(deploy, seen("deployed"), enterJob(deploy, env));
    const second = leftOpen(shift, seen("shifting"), enterJob(shift, env));
    enterJob(inputsFor("status"), env);
    enterJob(inputsFor("promote", { "dry-run": "true" }), env);
    enterJob(inputsFor("promote", { "target-groups": "blog-a, blog-b" }), env);
    if (first === undefined || second === undefined) throw new Error("Both leave a rollout open.");
    expect([first, second].map((open) => isLastOfJob(shift, open, env))).toEqual([false, true]);
    enterJob(inputsFor("promote"), env);
    expect(isLastOfJob(shift, second, env)).toBe(false);
  });

  test("none knows itself to be the last where the runner has no directory for the job", () => {
    for (const env of [{}, { RUNNER_TEMP: "" }, { RUNNER_TEMP: "/nowhere/at/all" }]) {
      const inputs = inputsFor("shift");
      const open = leftOpen(inputs, seen("shifting"), enterJob(inputs, env));
      expect(open === undefined || isLastOfJob(inputs, open, env)).toBe(false);
    }
  });

  test("only those leave something open after which a rollout is on", () => {
    expect(leftOpen(inputsFor("promote"), seen("promoted"), "id")).toMatchObject({ rollout: "octo/shop/runs/7" });
    expect(leftOpen(inputsFor("promote"), view({ phase: "idle", rollout: undefined }), "id")).toBeUndefined();
    expect(leftOpen(inputsFor("rollback"), seen("shifting"), "id")).toBeUndefined();
    expect(leftOpen(inputsFor("teardown"), seen("promoted"), "id")).toBeUndefined();
    expect(leftOpen(inputsFor("shift"), seen("rolled-back"), "id")).toBeUndefined();
    expect(leftOpen(inputsFor("shift", { "dry-run": "true" }), seen("shifting"), "id")).toBeUndefined();
  });

  test("what the runner kept is believed only in the form that a step writes", () => {
    const open = { rollout: "octo/shop/runs/7", step: "shift", id: "x" };
    expect(parseLeftOpen(JSON.stringify(open))).toEqual(open);
    for (const other of ["", "{", "null", "[]", "7", JSON.stringify({ ...open, step: "teardown" }), "{}"]) {
      expect(parseLeftOpen(other)).toBeUndefined();
    }
  });
});
