import { describe, expect, test } from "vitest";
import { ARGUMENTS, CALLABLE, KNOWN, withInputs } from "../../.github/tools/workflow-inputs.ts";
import { rowsOf } from "../../src/action/inputs/table.ts";
import type { Job, Workflow } from "./workflows.ts";
import { allWorkflows, callables, calledBy, OURS, SELF } from "./workflows.ts";

/** What a person approves by what an earlier step showed; the way back is open in any state. */
const APPROVED = ["shift", "verify", "promote", "rollout", "teardown"];

const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);
const triggerOf = ({ on }: Workflow) => (typeof on === "object" ? (on.workflow_call ?? undefined) : undefined);

/** Whether a workflow changes what is delivered, by the action or by a workflow that uses it. */
const delivers = (workflow: Workflow) =>
  stepsOf(workflow).some(({ uses }) => uses === OURS || uses === SELF) ||
  Object.values(workflow.jobs).some((job) => calledBy(job) !== undefined);

describe.each(allWorkflows().map((workflow) => [workflow.file, workflow] as const))("%s", (_file, workflow) => {
  test("pins every action to a full commit SHA", () => {
    const lines = workflow.text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const [, action = "", comment = ""] = /uses: (\S+)(?: # (.+))?$/.exec(line) ?? [];
      if (action === OURS || calledBy({ uses: action }) !== undefined) continue;
      if (action === SELF) expect([line, workflow.home]).toEqual([line, ".github/workflows"]);
      else expect([line, /^[\w./-]+@[0-9a-f]{40} v\d+\.\d+\.\d+$/.test(`${action} ${comment}`)]).toEqual([line, true]);
    }
  });

  test("gives no permission that is not asked for by a job, and ends every job some time", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect([name, typeof job.permissions]).toEqual([name, "object"]);
      expect([name, job.uses !== undefined || job["timeout-minutes"] !== undefined]).toEqual([name, true]);
    }
  });

  test("leaves no token behind, and puts no expression into a script", () => {
    for (const { uses = "", run = "", with: given } of stepsOf(workflow)) {
      if (uses.startsWith("actions/checkout@")) expect(given).toMatchObject({ "persist-credentials": false });
      expect(run).not.toContain("${{");
    }
  });

  test("cancels no run that may be in the middle of a step, nor one that waits for its approval", () => {
    if (!delivers(workflow)) return;
    const groups = [workflow, ...Object.values(workflow.jobs)].flatMap(({ concurrency }) => concurrency ?? []);
    for (const group of groups) expect(group).toMatchObject({ "cancel-in-progress": false });
    // Which runs wait for each other is said once, by who calls: the same group in both would be a deadlock.
    expect(groups.length > 0).toBe(triggerOf(workflow) === undefined);
  });

  test("approves a step for the state that was shown, in every job that waits for an approval", () => {
    for (const [name, job] of Object.entries(workflow.jobs)) {
      // What a workflow called in a matrix hands back is of its last leg alone.
      const called = job.strategy?.matrix === undefined ? [{ uses: job.uses, with: job.with }] : [];
      const isReviewed = job.environment !== undefined || job.with?.environment !== undefined;
      for (const { uses, with: given = {} } of isReviewed ? [...(job.steps ?? []), ...called] : []) {
        const isOurs =
          uses === OURS || calledBy(uses === undefined ? {} : { uses })?.file.endsWith("/step.yml") === true;
        if (!isOurs || !APPROVED.some((step) => step === given.step)) continue;
        expect([name, given["expected-state"]]).toEqual([name, expect.stringContaining("outputs")]);
      }
    }
  });
});

describe("the workflows for users", () => {
  test("describe every input, ask for no secret, and pass on what is about the whole run", () => {
    for (const workflow of callables()) {
      const { inputs = {}, outputs = {}, ...more } = triggerOf(workflow) ?? {};
      expect([workflow.file, more]).toEqual([workflow.file, {}]);
      for (const { description } of [...Object.values(inputs), ...Object.values(outputs)])
        expect(description).toMatch(/\.$/);
      const everywhere = ["config", "service", "allowed-actors", "role-to-assume", "aws-region", "runs-on"];
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...everywhere, "timeout-minutes"]));
      for (const { with: given } of Object.values(workflow.jobs).filter(({ uses }) => uses !== undefined)) {
        for (const name of [...everywhere, "timeout-minutes"]) expect(given?.[name]).toBe(`\${{ inputs.${name} }}`);
      }
    }
  });

  test("use every input that they take", () => {
    for (const { file, text, ...workflow } of callables()) {
      const { inputs = {} } = triggerOf(workflow as Workflow) ?? {};
      const unused = Object.keys(inputs).filter((name) => !text.includes(`inputs.${name}`));
      expect([file, unused]).toEqual([file, []]);
    }
  });

  test("have the inputs that the table makes of them, and one whose inputs are stale is made anew", () => {
    for (const [index, name] of CALLABLE.entries()) {
      const { text } = callables()[index] as Workflow;
      expect(withInputs(name, text)).toBe(text);
      const stale = text
        .replace("      service:\n", "      servant:\n")
        .replace("          weight:", "          wait:");
      expect(stale).not.toBe(text);
      expect(withInputs(name, stale)).toBe(text);
    }
  });

  test("for a single step take every argument, and pass it on", () => {
    const workflow = callables().find(({ file }) => file.endsWith("/step.yml")) as Workflow;
    const { with: passed = {} } = stepsOf(workflow).find(({ uses }) => uses === SELF) ?? {};
    expect(Object.keys(passed).sort()).toEqual([...ARGUMENTS].sort());
    expect(Object.keys(triggerOf(workflow)?.inputs ?? {})).toEqual(
      expect.arrayContaining(ARGUMENTS.filter((name) => KNOWN[name] === undefined)),
    );
    // A setting is the same in every run: it is in the config file.
    for (const name of ARGUMENTS) expect(rowsOf(name).every(([, { kind }]) => kind === "argument")).toBe(true);
  });

  test("climb every rung in the same way", () => {
    const { jobs } = callables().find(({ file }) => file.endsWith("/canary.yml")) as Workflow;
    const rungs = Object.entries(jobs).filter(([name]) => name.startsWith("rung-"));
    expect(rungs.map(([name]) => name)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `rung-${number}`));
    const [first = {}, second = {}, ...rest] = rungs.map(([, job], index) => renumbered(job, index));
    for (const job of rest) expect(job).toEqual(second);
    expect({ ...second, with: { ...second.with, environment: "" } }).toEqual({
      ...first,
      with: { ...first.with, environment: "" },
    });
    for (const name of ["deploy", ...rungs.map(([rung]) => rung)]) {
      expect(String(jobs.promote?.with?.["expected-state"])).toContain(`needs.${name}.outputs.state-digest`);
    }
  });
});

/** A job as if the one before it were called `before`. */
function renumbered(job: Job, index: number): Job {
  const before = index === 0 ? "deploy" : `rung-${index}`;
  return JSON.parse(JSON.stringify(job).replaceAll(`"${before}"`, '"before"').replaceAll(`.${before}.`, ".before."));
}
