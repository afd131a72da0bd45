import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Concurrency } from "./concurrency.ts";
import type { WorkflowOptions } from "./workflow.ts";
import { runWorkflow } from "./workflow.ts";

/** What the tests of the workflows rely on: that a workflow goes here as it would on GitHub. */
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "workflow-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const the = (expression: string) => `\${{ ${expression} }}`;
const job = (run: string, more: object = {}) => ({ "runs-on": "ubuntu-latest", steps: [{ run }], ...more });

async function results(jobs: object, more: object = {}, options: WorkflowOptions = {}) {
  const file = join(directory, "workflow.yml");
  // YAML takes JSON too.
  writeFileSync(file, JSON.stringify({ on: "workflow_dispatch", jobs, ...more }));
  const run = await runWorkflow(file, options);
  return Object.fromEntries([...run].map(([name, { result }]) => [name, result]));
}

describe("needs", () => {
  test("what comes after a failure is skipped, unless it asks for failures", async () => {
    const jobs = {
      first: job("exit 1"),
      next: job("true", { needs: "first" }),
      clean: job("true", { needs: ["first", "next"], if: "failure()" }),
      always: job("true", { needs: "next", if: "always()" }),
    };
    expect(await results(jobs)).toEqual({ first: "failure", next: "skipped", clean: "success", always: "success" });
  });

  test("a job that was skipped far above skips a job all the same, unless it asks for no more than its own", async () => {
    const jobs = {
      first: job("true", { if: false }),
      next: job("true", { needs: "first", if: "!cancelled()" }),
      last: job("true", { needs: "next", if: "true" }),
      own: job("true", { needs: "next", if: the("!cancelled() && needs.next.result == 'success'") }),
    };
    expect(await results(jobs)).toEqual({ first: "skipped", next: "success", last: "skipped", own: "success" });
  });

  test("the first leg of a matrix that fails stops the others, unless they are told not to", async () => {
    const matrix = (more: object) =>
      job(`exit ${the("matrix.code")}`, { strategy: { matrix: { code: [1, 0] }, ...more } });
    expect(await results({ job: matrix({}) })).toEqual({
      "job (1)": "failure",
      "job (0)": "cancelled",
      job: "failure",
    });
    expect(await results({ job: matrix({ "fail-fast": false }) })).toMatchObject({ "job (0)": "success" });
  });
});

describe("a call", () => {
  const call = (given: object, permissions: object = { contents: "read", "id-token": "write" }) =>
    results({ call: { permissions, uses: "OWNER/REPOSITORY/.github/workflows/step.yml@COMMIT-SHA", with: given } });

  test("needs the inputs that are required, by name and type", async () => {
    await expect(call({})).rejects.toThrow("input step is missing");
    await expect(call({ step: "status", speed: 1 })).rejects.toThrow("has no input speed");
    await expect(call({ step: "status", "dry-run": "true" })).rejects.toThrow('input dry-run cannot be "true"');
  });

  test("gives no more permissions than the job has that calls", async () => {
    await expect(call({ step: "status" }, { contents: "read" })).rejects.toThrow("is requesting 'id-token: write'");
  });

  test("with an unset variable gives an empty value, not the default", async () => {
    const run = await call({ step: "status", "allowed-actors": the("vars.UNSET") });
    expect(run["call / run"]).toBe("failure");
  });

  test("leads to a workflow of this repository alone", async () => {
    await expect(results({ call: { uses: "./.github/workflows/other.yml" } })).rejects.toThrow(
      "is no workflow of this",
    );
  });
});

describe("a concurrency group", () => {
  const group = { group: "Deliver", "cancel-in-progress": false };

  test("that a job asks for inside of its own run is a deadlock, however it is written", async () => {
    const jobs = { job: job("true", { concurrency: { group: "deliver" } }) };
    await expect(results(jobs, { concurrency: group })).rejects.toThrow("deadlock was detected");
  });

  test("lets one wait, whose place a later one takes; with queue: max they all wait in turn", async () => {
    const concurrency = new Concurrency();
    const run = async (options: object) => {
      const jobs = { job: job("true") };
      return (await results(jobs, { concurrency: { ...group, ...options } }, { concurrency })).job;
    };
    for (const [queue, second] of [
      ["single", "cancelled"],
      ["max", "success"],
    ]) {
      const place = await concurrency.enter(group, []);
      const waiting = [run({ queue }), run({ queue })];
      place?.leave();
      expect(await Promise.all(waiting)).toEqual([second, "success"]);
      expect(concurrency.waiting("deliver")).toBe(0);
    }
  });

  test("with cancel-in-progress ends a run that waits for its approval", async () => {
    const concurrency = new Concurrency();
    const jobs = { job: job("true", { environment: "production" }) };
    const hasty = { ...group, "cancel-in-progress": true };
    let next: Promise<object> | undefined;
    const onApproval = () => {
      next ??= results({ job: job("true") }, { concurrency: hasty }, { concurrency });
      return "approved" as const;
    };
    expect(await results(jobs, { concurrency: group }, { concurrency, onApproval })).toEqual({ job: "cancelled" });
    expect(await next).toEqual({ job: "success" });
  });
});

describe("an approval", () => {
  const jobs = {
    approved: job("true", { environment: { name: the("vars.PLACE") } }),
    next: job("true", { needs: "approved" }),
  };

  test("is asked for by the name of the environment; an empty one is none", async () => {
    const asked: string[] = [];
    const onApproval = (environment: string) => {
      asked.push(environment);
      return undefined;
    };
    await results(jobs, {}, { onApproval, vars: { PLACE: "production" } });
    await results(jobs, {}, { onApproval, vars: { PLACE: "" } });
    expect(asked).toEqual(["production"]);
  });

  test("that is rejected fails the job, and a cancelled run does nothing more", async () => {
    const vars = { PLACE: "production" };
    const rejected = { approved: "failure", next: "skipped" };
    expect(await results(jobs, {}, { vars, onApproval: () => "rejected" })).toEqual(rejected);
    const cancelled = { approved: "cancelled", next: "cancelled" };
    expect(await results(jobs, {}, { vars, onApproval: () => "cancelled" })).toEqual(cancelled);
  });
});

test("a step that is run has the environment that it is given and nothing of the machine's", async () => {
  const steps = [{ run: '[ "$GIVEN" = "a b" ] && [ -z "$HOME" ]', env: { GIVEN: the("vars.GIVEN") } }];
  expect(await results({ job: { steps } }, {}, { vars: { GIVEN: "a b" } })).toEqual({ job: "success" });
});
