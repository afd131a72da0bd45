import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LogReporter } from "../../src/action/report.ts";
import type { Change, Plan } from "../../src/delivery/plan.ts";
import { view } from "./fixtures.ts";
import { wait } from "./memory.ts";

const SCALE: Change = { kind: "set-capacity", summary: "Scale web-b to 2 instances" };
const WAIT = wait(3);

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(
      ...String(chunk)
        .split("\n")
        .filter((line) => line !== ""),
    );
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

function plan(changes: readonly Change[], nothing?: string): Plan<Change> {
  return { changes, warnings: [], ...(nothing === undefined ? {} : { nothing }) };
}

describe("the log of a step", () => {
  test("shows the state that was found: phase, rollout, both sides, and what is wrong", () => {
    const problems = ["web-a-tg has weight, but none of its targets is healthy: it is empty."];
    new LogReporter().report({
      type: "observed",
      view: view({ phase: "degraded", weight: undefined, green: undefined, problems }),
    });
    expect(lines).toEqual([
      "Phase degraded, rollout octo/shop/runs/7 since 2026-01-02T03:04:05.000Z",
      "  blue: web-a on web-a-tg, image-id=ami-1, 2/2 healthy, weight 100",
      "  green: none",
      `  ! ${problems[0]}`,
    ]);
  });

  test("shows a state once, and again only when it is another", () => {
    const reporter = new LogReporter();
    reporter.report({ type: "observed", view: view() });
    reporter.report({ type: "settled", view: view() });
    reporter.report({ type: "observed", view: view() });
    expect(lines.filter((line) => line.startsWith("Phase"))).toHaveLength(1);
    reporter.report({ type: "settled", view: view({ weight: 10, phase: "shifting" }) });
    expect(lines.filter((line) => line.startsWith("Phase"))).toHaveLength(2);
  });

  test("does not tell who asks for the state alone that nothing is done", () => {
    const reporter = new LogReporter();
    reporter.report({ type: "planned", step: "status", dryRun: false, plan: plan([], "status only reads.") });
    expect(lines).toEqual([]);
  });

  test("of a dry run shows the plan, one line for each change", () => {
    new LogReporter().report({ type: "planned", step: "deploy", dryRun: true, plan: plan([SCALE, WAIT]) });
    expect(lines).toEqual(["Plan 1/2: Scale web-b to 2 instances", "Plan 2/2: Wait for 3 looks"]);
  });

  test("tells a change once: when it begins", () => {
    const reporter = new LogReporter();
    reporter.report({ type: "planned", step: "deploy", dryRun: false, plan: plan([SCALE, WAIT]) });
    reporter.report({ type: "change-started", change: SCALE });
    reporter.report({ type: "change-done", change: SCALE, durationMs: 1_500 });
    expect(lines).toEqual(["Plan: 2 changes", "→ Scale web-b to 2 instances", "✓ 1.5s"]);
  });

  test("annotates a warning once, however often it comes", () => {
    const reporter = new LogReporter();
    for (let time = 0; time < 12; time += 1) reporter.report({ type: "warning", message: "AWS is throttled." });
    expect(lines).toEqual(["::warning::AWS is throttled."]);
    expect(reporter.log.warnings).toHaveLength(1);
  });

  test("says why there is nothing to do", () => {
    new LogReporter().report({
      type: "planned",
      step: "deploy",
      dryRun: false,
      plan: plan([], "web-b already has 100 % of the traffic."),
    });
    expect(lines).toEqual(["Nothing to do: web-b already has 100 % of the traffic."]);
  });

  test("has one line when a change begins and one when it is done, with how long it took", () => {
    const reporter = new LogReporter();
    reporter.report({ type: "change-started", change: SCALE });
    reporter.report({ type: "change-done", change: SCALE, durationMs: 1_500 });
    expect(lines).toEqual(["→ Scale web-b to 2 instances", "✓ 1.5s"]);
  });

  test("shows what a wait waits for, how many of how many, since when and why", () => {
    const reporter = new LogReporter();
    const progress = { state: "waiting", for: "healthy targets in web-b-tg", have: 1, want: 2 } as const;
    reporter.report({
      type: "waiting",
      change: WAIT,
      sinceMs: 15_000,
      progress: { ...progress, reasons: ["1 × initial"] },
    });
    const draining = { state: "waiting", for: "instances still draining", have: 3, want: 0, reasons: [] } as const;
    reporter.report({ type: "waiting", change: WAIT, sinceMs: 0, progress: draining });
    expect(lines).toEqual([
      "… healthy targets in web-b-tg: 1 of 2, for 15s — 1 × initial",
      "… instances still draining: 3 left, for 0s",
    ]);
  });

  test("annotates a warning, and escapes what would end the annotation", async () => {
    new LogReporter().report({ type: "warning", message: "Green is smaller:\n50 %" });
    await vi.waitFor(() => expect(lines).toEqual(["::warning::Green is smaller:%0A50 %25"]));
  });
});

describe("the step log that outputs and summary are made of", () => {
  test("begins with what was before its first part, when it has several", () => {
    const reporter = new LogReporter();
    const [first, second] = [view({ weight: 50 }), view({ weight: 0 })];
    for (const seen of [first, second]) reporter.report({ type: "observed", view: seen });
    expect(reporter.log).toMatchObject({ before: first, now: second });
  });

  test("remembers the first and the last state, the plan, what was done, and the warnings", () => {
    const reporter = new LogReporter();
    const [before, middle, after] = [view({ weight: 0 }), view({ weight: 50 }), view({ weight: 100 })];
    reporter.report({ type: "observed", view: before });
    reporter.report({ type: "planned", step: "deploy", dryRun: false, plan: plan([WAIT, SCALE]) });
    reporter.report({ type: "warning", message: "Green is smaller." });
    reporter.report({ type: "change-started", change: WAIT });
    reporter.report({ type: "refreshed", view: middle });
    expect(reporter.log).toMatchObject({ before, now: middle, touched: false, current: WAIT.summary });
    reporter.report({ type: "change-done", change: WAIT, durationMs: 3_000 });
    reporter.report({ type: "change-started", change: SCALE });
    expect(reporter.log).toMatchObject({ touched: true, current: SCALE.summary });
    reporter.report({ type: "change-done", change: SCALE, durationMs: 500 });
    reporter.report({ type: "settled", view: after });
    expect(reporter.log).toEqual({
      ...{ before, now: after, current: undefined, nothing: undefined, touched: true },
      planned: [WAIT.summary, SCALE.summary],
      done: [
        { summary: WAIT.summary, durationMs: 3_000 },
        { summary: SCALE.summary, durationMs: 500 },
      ],
      warnings: ["Green is smaller."],
      notes: [],
    });
  });
});
