import { describe, expect, test } from "vitest";
import { digest } from "../../src/delivery/digest.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Change } from "../../src/delivery/plan.ts";
import { systemClock } from "../../src/engine/clock.ts";
import type { UndoRecord } from "../../src/engine/events.ts";
import type { RunOptions } from "../../src/engine/run.ts";
import { runStep } from "../../src/engine/run.ts";
import { finishUndo, parseUndo } from "../../src/engine/undo.ts";
import { view } from "./fixtures.ts";
import type { MemoryOptions } from "./memory.ts";
import { intentFor, MemoryPlatform, move, recordingTools, tidy, tidyAgain, wait } from "./memory.ts";

function setUp(options: MemoryOptions, timeoutMs = 60_000) {
  const platform = new MemoryPlatform(options);
  const recorded = recordingTools(platform);
  const intent = intentFor("promote", recorded.clock, timeoutMs);
  const deadline = intent.now + timeoutMs;
  const run = (more: Partial<RunOptions> = {}) =>
    runStep(platform, intent, { dryRun: false, expectedState: undefined, ...more }, recorded.tools);
  return { platform, ...recorded, intent, run, deadline };
}

/** The failure that a run must end with. */
async function failureOf(run: Promise<unknown>): Promise<DeliveryError> {
  const error = await run.then(
    () => new Error("This should have failed, and did not."),
    (reason: unknown) => reason,
  );
  if (error instanceof DeliveryError) return error;
  throw error;
}

const throttled = new DeliveryError("platform", "Rate exceeded.", { transient: true });
const denied = new DeliveryError("denied", "AWS denied elasticloadbalancing:DescribeTargetHealth.");

/** The next step is planned on the last look, for who approves it. */
const AHEAD = "plan";

describe("a step", () => {
  test("observes, plans, applies every change in order, and ends with what it then sees", async () => {
    const { platform, run, events } = setUp({ changes: [tidy, wait(2), move(100)], warnings: ["Green is smaller."] });
    const outcome = await run();
    const looked = ["observe", "plan", "tidy", "look", "look"];
    const moved = platform.log.filter((line) => !line.startsWith("journal") && line !== "undo");
    expect(moved).toEqual([...looked, "observe", "plan", "move 100", "observe", AHEAD]);
    expect(outcome).toMatchObject({ changed: true, before: { weight: 0 }, after: { weight: 100 } });
    expect(events.map(({ type }) => type)).toEqual([
      ...["observed", "planned", "warning"],
      ...["change-started", "change-done"],
      ...["change-started", "refreshed", "waiting", "refreshed", "change-done"],
      ...["change-started", "change-done", "settled", "ahead"],
    ]);
  });

  test("looks once more at the end, also after a change that was read back", async () => {
    const { platform, run } = setUp({ changes: [move(100)], readsBack: true });
    expect((await run()).after.weight).toBe(100);
    expect(platform.log.filter((line) => line === "observe")).toHaveLength(2);
  });

  test("looks once more after a wait that ends it", async () => {
    const { platform, run } = setUp({ changes: [tidy, wait(2)] });
    await run();
    expect(platform.log.slice(-3)).toEqual(["look", "observe", AHEAD]);
  });

  test("looks and plans again after every wait, and before traffic moves on a look that is no longer fresh", async () => {
    const { platform, run, clock } = setUp({ changes: [tidy, wait(1), tidyAgain, move(100)] });
    platform.onApply = (change) => {
      if (change === tidyAgain) clock.time += 60_000;
    };
    await run();
    const log = platform.log.filter((line) => !line.startsWith("journal") && line !== "undo");
    expect(log).toEqual([
      ...["observe", "plan", "tidy", "look"],
      ...["observe", "plan", "tidy"],
      ...["observe", "plan", "move 100"],
      ...["observe", AHEAD],
    ]);
  });

  test("tells how long each change took", async () => {
    const { run, events, clock } = setUp({ changes: [tidy, wait(3)] });
    const before = clock.now();
    await run();
    const took = events.flatMap((event) => (event.type === "change-done" ? [event.durationMs] : []));
    expect(took).toEqual([0, clock.now() - before]);
    expect(clock.now()).toBeGreaterThan(before);
  });

  test("that is already where it should be changes nothing", async () => {
    const { platform, run } = setUp({ changes: [] });
    expect(await run()).toMatchObject({ changed: false, plan: { nothing: "It is there already." } });
    expect(platform.log).toEqual(["observe", "plan", AHEAD]);
  });

  test("that only has to wait has changed nothing either", async () => {
    const { run } = setUp({ changes: [wait(3)] });
    expect((await run()).changed).toBe(false);
  });

  test("as a dry run shows its plan and its warnings and does nothing", async () => {
    const { platform, run, events } = setUp({ changes: [tidy, move(100)], warnings: ["Green is smaller."] });
    expect(await run({ dryRun: true })).toMatchObject({ changed: false, plan: { changes: [tidy, move(100)] } });
    expect(platform.log).toEqual(["observe", "plan"]);
    expect(events.map(({ type }) => type)).toEqual(["observed", "planned", "warning"]);
  });

  test("that the state does not allow is refused before anything is touched", async () => {
    const refusal = new DeliveryError("refused", "There is no rollout to promote.");
    const { platform, run } = setUp({ changes: [move(100)], fault: (what) => (what === "plan" ? refusal : undefined) });
    expect(await failureOf(run())).toBe(refusal);
    expect(platform.log).toEqual(["observe", "plan failed", `${AHEAD} failed`]);
  });

  test("goes on in the state that was approved", async () => {
    const { platform, run } = setUp({ changes: [move(100)] });
    await run({ expectedState: digest(view().facts) });
    expect(platform.state.weight).toBe(100);
  });

  test("does nothing in any other state, and says what differs", async () => {
    const { platform, run } = setUp({ changes: [move(100)] });
    const refusal = await failureOf(run({ expectedState: digest({ "group web-a": "lt-1 version 7" }) }));
    expect(refusal).toMatchObject({ code: "drift", reasons: ["group web-a: lt-1 version 7 → lt-1 version 1"] });
    expect(platform.log).not.toContain("move 100");
  });

  test("that has only to look does so in any other state: it may be the approved one itself, run again", async () => {
    const { platform, run } = setUp({ changes: [wait(2)] });
    await run({ expectedState: digest({ "group web-a": "lt-1 version 7" }) });
    expect(platform.log.filter((line) => line === "look")).toHaveLength(2);
  });

  test("that fails in the middle does nothing after that", async () => {
    const { platform, run, events } = setUp({
      changes: [tidy, move(100), tidy],
      fault: (what) => (what === "move 100" ? denied : undefined),
    });
    expect(await failureOf(run())).toBe(denied);
    expect(platform.log.filter((line) => line === "tidy")).toHaveLength(1);
    expect(events.at(-3)).toMatchObject({ type: "change-started", change: move(100) });
    // What is, not what was: the outputs tell it.
    expect(events.at(-2)).toMatchObject({ type: "settled" });
    expect(events.at(-1)).toMatchObject({ type: "ahead" });
  });
});

describe("a wait", () => {
  test("looks until it is over, and no longer", async () => {
    const { platform, run } = setUp({ changes: [wait(7)] });
    await run();
    expect(platform.log.filter((line) => line === "look")).toHaveLength(7);
  });

  test("says what it waits for when that changes, and now and then while it does not", async () => {
    const stages = (look: number) => [look < 5 ? "2 × instance Pending" : "2 × target initial"];
    const { run, events } = setUp({ changes: [wait(60, stages)] }, 600_000);
    await run();
    const said = events.flatMap((event) => (event.type === "waiting" ? [event] : []));
    expect(said.length).toBeLessThan(15);
    expect(new Set(said.map(({ progress }) => progress.reasons.join()))).toEqual(
      new Set(["2 × instance Pending", "2 × target initial"]),
    );
    for (const [index, { sinceMs, progress }] of said.entries()) {
      const before = said[index - 1];
      const same = before?.progress.reasons.join() === progress.reasons.join();
      if (before !== undefined && same) expect(sinceMs - before.sinceMs).toBeGreaterThanOrEqual(15_000);
    }
  });

  test("tells a new reason at once, and counts that change every ten seconds at most", async () => {
    const counting = (look: number) => [
      `${60 - look} × instance Pending`,
      `waiting for machines. For example: i-0abc${(look * 7_919).toString(16)} is warming up`,
      ...(look > 3 ? ["the zone is full"] : []),
    ];
    const { run, events } = setUp({ changes: [wait(60, counting)] }, 600_000);
    await run();
    const said = events.flatMap((event) => (event.type === "waiting" ? [event.sinceMs] : []));
    expect(said.slice(0, 2).every((sinceMs) => sinceMs < 10_000)).toBe(true);
    expect(said.length).toBeGreaterThan(5);
    for (const [index, sinceMs] of said.slice(2).entries()) {
      expect(sinceMs - (said[index + 1] ?? 0)).toBeGreaterThanOrEqual(10_000);
    }
  });

  test("that takes too long ends in time with how many of how many, and why", async () => {
    const { run, clock, events, deadline } = setUp({ changes: [wait(1_000), move(100)] });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({
      code: "timeout",
      message: "After 1m (timeout): healthy targets: 1 of 2.",
      reasons: ["1 × target initial"],
    });
    expect(clock.now()).toBeLessThanOrEqual(deadline);
    expect(events.at(-1)?.type).not.toBe("settled");
    expect(events.filter(({ type }) => type === "refreshed").length).toBeGreaterThan(10);
  });

  test("that cannot end ends at once, with the platform's own words", async () => {
    const { run, platform } = setUp({ changes: [wait(1_000), move(100)], hopelessAt: 3 });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ code: "unhealthy", message: "The image does not exist." });
    expect(failure.reasons).toEqual(["1 × target initial"]);
    expect(platform.log.filter((line) => line === "look")).toHaveLength(3);
    expect(platform.log).not.toContain("move 100");
  });

  test("looks past a passing fault, and says so", async () => {
    let faults = 3;
    const fault = (what: string) => {
      if (what !== "look" || faults === 0) return undefined;
      faults -= 1;
      return throttled;
    };
    const { run, platform, events } = setUp({ changes: [wait(2), move(100)], fault });
    await run();
    expect(platform.state.weight).toBe(100);
    const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
    expect(warnings).toEqual(Array.from({ length: 3 }, () => "Rate exceeded. It is tried again."));
  });

  test("does not look for ever: a fault that does not pass ends it when its time is up", async () => {
    const fault = (what: string) => (what === "look" ? throttled : undefined);
    const { run, clock, deadline } = setUp({ changes: [wait(2)], fault });
    expect(await failureOf(run())).toMatchObject({ code: "platform", message: "Rate exceeded." });
    expect(clock.now()).toBeLessThanOrEqual(deadline);
  });

  test.each([
    ["a denial", denied],
    ["a failure that no waiting mends", new DeliveryError("platform", "InvalidTarget.")],
  ])("ends at once on %s", async (_what, error) => {
    const { run, clock } = setUp({ changes: [wait(5)], fault: (what) => (what === "look" ? error : undefined) });
    const before = clock.now();
    expect(await failureOf(run())).toBe(error);
    expect(clock.now()).toBe(before);
  });

  test("ends at once on a mistake of our own", async () => {
    const mistake = new TypeError("undefined is not a function");
    const { run } = setUp({ changes: [wait(5)], fault: (what) => (what === "look" ? mistake : undefined) });
    await expect(run()).rejects.toBe(mistake);
  });
});

describe("a cancelled run", () => {
  test("stops in the middle of a wait, and makes no further change", async () => {
    const { run, platform, clock, cancel } = setUp({ changes: [tidy, wait(100), move(100)] });
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 3) cancel();
    };
    expect((await failureOf(run())).code).toBe("cancelled");
    expect(platform.log).toContain("tidy");
    expect(platform.log).not.toContain("move 100");
  });

  test("does not begin the next change", async () => {
    const cancelling: { now?: () => void } = {};
    const fault = (what: string) => {
      if (what === "tidy") cancelling.now?.();
      return undefined;
    };
    const { run, platform, cancel } = setUp({ changes: [tidy, move(100)], fault });
    cancelling.now = cancel;
    expect((await failureOf(run())).code).toBe("cancelled");
    expect(platform.log).toEqual(["observe", "plan", "tidy"]);
  });

  test("before anything was done does nothing", async () => {
    const { run, platform, cancel } = setUp({ changes: [move(100)] });
    cancel();
    expect((await failureOf(run())).code).toBe("cancelled");
    expect(platform.state.weight).toBe(0);
  });
});

describe("the undo record", () => {
  const journal = ({ log }: MemoryPlatform) => log.filter((line) => /^(journal|move)/.test(line));

  test("is saved before the first change that moves traffic, and dropped after the last", async () => {
    const { run, platform, undos } = setUp({ changes: [tidy, move(10), wait(2), move(50), tidy, move(100), tidy] });
    await run();
    const moves = ["move 10", "move 50", "move 100"];
    expect(journal(platform)).toEqual(["journal begins", ...moves, "journal ends"]);
    const change = expect.objectContaining({ weight: 0, summary: "Go back to 0" });
    expect(undos).toEqual([{ step: "promote", run: "octo/shop/runs/7", at: expect.any(Number), change }]);
  });

  test("is not made by a step that moves no traffic", async () => {
    const { run, platform } = setUp({ changes: [tidy, wait(2)] });
    await run();
    expect(journal(platform)).toEqual([]);
  });

  test("stays when a change may have moved traffic and failed, or the run was cut off after it", async () => {
    const failing = setUp({
      changes: [move(10), move(50)],
      fault: (what) => (what === "move 50" ? throttled : undefined),
    });
    expect(await failureOf(failing.run())).toBe(throttled);
    expect(journal(failing.platform)).toEqual(["journal begins", "move 10", "move 50 failed"]);

    const cancelled = setUp({ changes: [move(10), wait(100), move(50)] });
    cancelled.clock.onSleep = cancelled.cancel;
    expect((await failureOf(cancelled.run())).code).toBe("cancelled");
    expect(journal(cancelled.platform)).toEqual(["journal begins", "move 10"]);
  });

  test("goes when the first change was refused, so that there is nothing to undo", async () => {
    const refused = new DeliveryError("denied", "AWS denied elasticloadbalancing:ModifyListener.", { noEffect: true });
    const { run, platform } = setUp({
      changes: [move(10)],
      fault: (what) => (what === "move 10" ? refused : undefined),
    });
    expect(await failureOf(run())).toBe(refused);
    expect(journal(platform)).toEqual(["journal begins", "move 10 failed", "journal ends"]);
  });

  test("stays when only the second change was refused", async () => {
    const refused = new DeliveryError("denied", "AWS denied elasticloadbalancing:ModifyListener.", { noEffect: true });
    const fault = (what: string) => (what === "move 50" ? refused : undefined);
    const { run, platform } = setUp({ changes: [move(10), move(50)], fault });
    expect(await failureOf(run())).toBe(refused);
    expect(journal(platform)).toEqual(["journal begins", "move 10", "move 50 failed"]);
  });

  const record = (change: Change, more: Partial<UndoRecord> = {}): UndoRecord => ({
    step: "promote",
    run: "octo/shop/runs/7",
    at: 1_000_000,
    change,
    ...more,
  });

  test.each([true, false])("puts things back after the job (read back at once: %s)", async (readsBack) => {
    const { platform, tools, events, intent } = setUp({ changes: [], readsBack });
    platform.state = { weight: 50, looks: 0 };
    expect((await finishUndo(platform, intent, record(move(0)), tools))?.weight).toBe(0);
    expect(platform.state.weight).toBe(0);
    expect(events.map(({ type }) => type)).toEqual(["change-started", "settled"]);
  });

  test("puts back what took effect only after the first look", async () => {
    const { platform, tools, clock, intent } = setUp({ changes: [] });
    clock.onSleep = () => {
      platform.state = { ...platform.state, weight: 100 };
      clock.onSleep = () => {};
    };
    expect((await finishUndo(platform, intent, record(move(0)), tools))?.weight).toBe(0);
  });

  test("is patient with a platform that throttles", async () => {
    let faults = 2;
    const fault = (what: string) => (what.startsWith("move") && faults-- > 0 ? throttled : undefined);
    const { platform, tools, intent } = setUp({ changes: [], fault });
    platform.state = { weight: 50, looks: 0 };
    expect((await finishUndo(platform, intent, record(move(0)), tools))?.weight).toBe(0);
  });

  test.each<[string, UndoRecord]>([
    ["of another step", record(move(0), { step: "rollback" })],
    ["that this step does not make", record({ kind: "tidy", summary: "Delete everything" })],
    ["with a weight that there is not", record(move(250))],
  ])("%s is not obeyed", async (_what, forged) => {
    const { platform, tools, intent } = setUp({ changes: [] });
    const failure = await failureOf(finishUndo(platform, intent, forged, tools));
    expect(failure.message).toContain("nothing is undone");
    expect(platform.log).toEqual(["observe"]);
  });

  test.each(["", "undefined", "{", "[]", '{"step":"shift"}', '{"step":"shift","run":"a","at":"1","change":{}}'])(
    "%j is no record at all",
    (text) => {
      expect(parseUndo(text)).toBeUndefined();
    },
  );

  test("comes back from the runner as it was saved", () => {
    expect(parseUndo(JSON.stringify(record(move(10))))).toEqual(record(move(10)));
  });
});

describe("the system's clock", () => {
  test("wakes a sleeper when the run is cancelled, with the reason", async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, controller.signal);
    const reason = new DeliveryError("cancelled", "The run was cancelled.");
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(3_600_000, controller.signal)).rejects.toBe(reason);
  });

  test("sleeps, and leaves nothing behind on the signal", async () => {
    const controller = new AbortController();
    await systemClock.sleep(1, controller.signal);
    controller.abort();
    expect(systemClock.now()).toBeGreaterThan(Date.parse("2020-01-01"));
  });
});
