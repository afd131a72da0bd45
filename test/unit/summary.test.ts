import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { StepResult } from "../../src/action/outputs.ts";
import type { StepLog } from "../../src/action/report.ts";
import { summaryOf } from "../../src/action/summary/index.ts";
import { unbroken } from "../../src/action/summary/markup.ts";
import type { ErrorCode } from "../../src/delivery/errors.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { View } from "../../src/delivery/plan.ts";
import type { Verdict } from "../../src/delivery/vocabulary.ts";
import type { GateLook } from "../../src/engine/gates.ts";
import { inputsFor, listenerArn, sideView, stepLog, stepResult, view } from "./fixtures.ts";
import { FOUND, saying } from "./saying.ts";

/** Lines outside of our own folded YAML, with the tags that are ours taken away. */
function proseOf(markdown: string): string[] {
  const ours = /<\/?(?:details|summary|sub)>/g;
  return markdown
    .replace(/^```\w+$.*?^```$/gms, "")
    .replace(ours, "")
    .split("\n");
}

describe("the summary", () => {
  test("stays under 64 KiB, whatever the cloud says", () => {
    const sizes = [100, 10_000, 200_000].flatMap((size) =>
      ["x", "é", "🟦", "<", "\n"].map((part) => part.repeat(size)),
    );
    for (const text of sizes) {
      const markdown = summaryOf(saying(text));
      expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
      expect(markdown).not.toContain("\uFFFD");
      expect(markdown.startsWith("### ❌ web-a / web-b: promote failed")).toBe(true);
    }
    expect(summaryOf(saying("x"))).not.toContain("(cut");
  });

  test("shows twenty reasons of a failure at most, and says that there are more", () => {
    const reasons = Array.from({ length: 500 }, (_, index) => `reason ${index}`);
    const markdown = summaryOf(stepResult({ error: new DeliveryError("unhealthy", "It failed.", { reasons }) }));
    expect(markdown.match(/- reason/g)).toHaveLength(20);
    expect(markdown).toContain("- … 480 more, in the log");
  });

  test("is cut between its sections: whatever is opened is closed", () => {
    const text = "<".repeat(10_000);
    const many = Array.from({ length: 20 }, () => text);
    const log = stepLog({
      now: view({ problems: many }),
      warnings: many,
      done: many.map((summary) => ({ summary, durationMs: 1 })),
      findings: FOUND.flatMap((kind) => many.map((message) => ({ kind, message, reasons: [] }))),
    });
    const markdown = summaryOf(stepResult({ log, error: new DeliveryError("unhealthy", text, { reasons: many }) }));
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
    expect(markdown).toMatch(/… \(cut: the log has all of it\)$/);
    expect(markdown.split("<details>")).toHaveLength(markdown.split("</details>").length);
    expect(markdown.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
    // What is short and says what to do is not lost behind what is long.
    expect(markdown).toContain("#### To go back");
  });

  test("does not let text from the cloud become markup", () => {
    const hostile = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom("<img src=x>", "</details>", "|", "\n", "# ", "<!--", "&lt;", "a "))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, failed) => {
        const given = saying(text.replaceAll("`", ""), failed ? {} : { error: undefined });
        for (const line of proseOf(summaryOf(given))) {
          if (line.startsWith("|")) {
            // Every table here has three columns.
            expect(line.split("|")).toHaveLength(5);
            expect(line.replace(/`[^`]*`/g, "")).not.toContain("<");
          } else {
            expect(line).not.toMatch(/[<|]/);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("makes no link and no emphasis of it, and leaves `names` in our sentences as they are", () => {
    const markdown = summaryOf(
      saying("See https://evil.example/?a=b, www.evil.example or ops@evil.example: **all well**, `a*b`, #1 ~~_x_~~"),
    );
    expect(markdown).toContain(
      "See `https://evil.example/?a=b,` `www.evil.example` or `ops@evil.example`: &#42;&#42;all well&#42;&#42;, `a*b`, " +
        "&#35;1 &#126;&#126;&#95;x&#95;&#126;&#126;",
    );
    expect(summaryOf(saying("a\u001b[31m ::error::x ##[error]y"))).toContain(
      "a\\u001b&#91;31m : :error: :x &#35;&#35;&#91;",
    );
  });

  test("does not let a name from the cloud end its code span or its row", () => {
    const name = "web`<b>|\n| x";
    const markdown = summaryOf(stepResult({ log: stepLog({ now: view({ blue: sideView(name) }) }) }));
    expect(markdown).toContain("| Auto Scaling group | `web <b>    x` | `web-b` |");
  });

  test("has the same number of lines, however many lines the cloud's text has", () => {
    const lines = (text: string) => summaryOf(saying(text)).split("\n").length;
    expect(lines("a\nb\r\nc\n\n\nd")).toBe(lines("a b c d"));
  });
});

describe("the headline says what is delivered, and how the step ended", () => {
  const before = view({ phase: "shifting", weight: 10 });
  const now = view({ phase: "promoted", weight: 100 });
  const shifted = { before, now };
  const failed = (code: ErrorCode, more: Partial<StepLog> = {}): Partial<StepResult> => ({
    log: stepLog({ ...shifted, ...more }),
    error: new DeliveryError(code, "No."),
  });
  test.each<[string, Partial<StepResult>, string]>([
    ["done", { changed: true, log: stepLog(shifted) }, "✅ web-a / web-b: promoted, green 10 % → 100 %"],
    [
      "done in doubt",
      { changed: true, log: stepLog({ ...shifted, judged: judgedAs("inconclusive") }) },
      "⚖️ web-a / web-b: promoted, green 10 % → 100 % — the verdict is inconclusive",
    ],
    [
      "nothing to do",
      { log: stepLog({ now, nothing: "It is there." }) },
      "✅ web-a / web-b: promote, nothing to do — green has 100 %",
    ],
    ["refused", failed("denied"), "❌ web-a / web-b: promote failed — green has 100 %"],
    ["failed", failed("platform", { touched: true }), "❌ web-a / web-b: promote failed — green 10 % → 100 %"],
    [
      "drift",
      failed("drift"),
      "⛔ web-a / web-b: promote failed, the state is not the one that was approved — green has 100 %",
    ],
    ["out of time", failed("timeout"), "⏱️ web-a / web-b: promote failed, it ran out of time — green has 100 %"],
    [
      "failed blindly",
      { inputs: undefined, error: new DeliveryError("input", "No.") },
      "❌ progressive delivery failed",
    ],
    ["cancelled", failed("cancelled"), "⏹️ web-a / web-b: promote cancelled, green has 100 %"],
    [
      "a dry run",
      { inputs: inputsFor("promote", { "dry-run": "true" }), log: stepLog({ now }) },
      "📝 web-a / web-b: promote, dry run — nothing was changed",
    ],
    ["status", { inputs: inputsFor("status"), log: stepLog({ now }) }, "🔎 web-a / web-b: green has 100 %"],
    [
      "a green that won",
      {
        inputs: inputsFor("teardown"),
        changed: true,
        log: stepLog({ before: now, now: view({ rollout: undefined }) }),
      },
      "✅ web-a / web-b: teardown, `ami-2` won",
    ],
    [
      "a green that was given up",
      {
        inputs: inputsFor("teardown"),
        changed: true,
        log: stepLog({ before: view(), now: view({ rollout: undefined }) }),
      },
      "✅ web-a / web-b: teardown, `ami-2` was given up",
    ],
    [
      "a service of a config file",
      { inputs: inputsFor("status", { service: "shop" }), log: stepLog({ now }) },
      "🔎 shop: green has 100 %",
    ],
  ])("%s", (_what, given, headline) => {
    expect(summaryOf(stepResult(given)).split("\n")[0]).toBe(unbroken(`### ${headline}`));
  });
});

function judgedAs(verdict: Verdict): GateLook {
  return { verdict, because: "so", remedy: undefined, line: "gate", short: true, ripeAt: 0 };
}

describe("a reader finds in the summary", () => {
  const told = (more: Partial<View>, rest: Partial<StepResult> = {}) =>
    summaryOf(stepResult({ log: stepLog({ now: view(more) }), ...rest }));

  test.each<[number, number, number]>([
    [0, 10, 0],
    [1, 9, 1],
    [50, 5, 5],
    [99, 1, 9],
    [100, 0, 10],
  ])("a bar for green's %i %%", (weight, blue, green) => {
    const markdown = told({ weight });
    expect(markdown).toContain(`\n${"🟦".repeat(blue)}${"🟩".repeat(green)}\\\n`);
    expect(markdown).toContain(`**blue ${100 - weight} %**, **green ${weight} %** of the requests`);
  });

  test("no bar while the listeners disagree", () => {
    expect(told({ weight: undefined })).not.toMatch(/🟦🟦|🟩🟩/u);
  });

  test("both sides, and a dash for one that does not exist", () => {
    const markdown = told({ green: undefined });
    for (const row of ["version | `ami-1`", "healthy | ✅ 2 of 2", "target group | `web-a-tg`"])
      expect(markdown).toContain(`| ${row} | – |`);
  });

  test("what was done and how long it took, or what a dry run would do", () => {
    const done = [{ summary: "Scale web-b to 2 instances", durationMs: 61_000 }];
    expect(summaryOf(stepResult({ log: stepLog({ now: view(), done }), changed: true }))).toContain(
      "**What was done**\n\n1. Scaled web-b to 2 instances _(1m 1s)_",
    );
    const dry = stepResult({
      inputs: inputsFor("promote", { "dry-run": "true" }),
      log: stepLog({ planned: ["Set the weights"] }),
    });
    expect(summaryOf({ ...dry, log: { ...dry.log, now: view() } })).toContain("**The plan**\n\n1. Set the weights");
  });

  test("what failed, where, why, and what to do", () => {
    const error = new DeliveryError("denied", "AWS denied ModifyListener.", {
      reasons: ["no policy"],
      remedy: "Allow it.",
    });
    const markdown = summaryOf(stepResult({ error, log: stepLog({ current: "Set the weights", touched: true }) }));
    const parts = ["**AWS denied ModifyListener.**", "It happened during: Set the weights.", "- no policy"];
    for (const part of [...parts, "**What to do:** Allow it."]) expect(markdown).toContain(part);
  });

  test("problems and warnings", () => {
    const markdown = summaryOf(
      stepResult({
        log: stepLog({ now: view({ phase: "degraded", problems: ["It is empty."] }), warnings: ["Smaller."] }),
      }),
    );
    expect(markdown).toContain("**Problems**\n\n- It is empty.");
    expect(markdown).toContain("**Warnings**\n\n- Smaller.");
  });

  test("the next step, and from when a teardown is safe", () => {
    expect(told({ phase: "deployed" })).toContain("**Next:** `step: promote` gives green all the traffic");
    const promoted = told({ phase: "promoted", safeTeardownAt: Date.parse("2026-01-02T03:05:05.000Z") });
    expect(promoted).toContain("No client reaches the side without traffic any more: it is safe now.");
    const later = told({ phase: "promoted", safeTeardownAt: Date.parse("2026-01-02T04:05:05.000Z") });
    expect(later).toContain("It is safe from 2026-01-02 04:05 UTC on; earlier, the step waits.");
  });

  test("the same step again after one that ran out of time", () => {
    const error = new DeliveryError("timeout", "It took too long.");
    expect(told({ phase: "deployed" }, { inputs: inputsFor("deploy"), error })).toContain("**Next:** `step: deploy`");
  });

  test("how to go back, as inputs that can be copied, while there is a way", () => {
    const listeners = `${listenerArn(1)}\n  ${listenerArn(2)}`;
    const given = inputsFor("promote", { timeout: "20m", "dry-run": "true", listeners });
    const yaml = /```yaml\n(.*?)```/s.exec(told({ phase: "promoted", weight: 100 }, { inputs: given }))?.[1] ?? "";
    expect(parseYaml(yaml)).toEqual({
      with: {
        step: "rollback",
        platform: "ec2",
        listeners: `${listenerArn(1)}, ${listenerArn(2)}`,
        "target-groups": "web-blue, web-green",
        "auto-scaling-groups": "web-a, web-b",
      },
    });
    expect(told({ rollout: undefined })).not.toContain("To go back");
    expect(told({ phase: "rolled-back" })).toContain(
      "`ami-1` has all the traffic again: there is nothing to go back from",
    );
    expect(told({ weight: 0 })).toContain("there is nothing to go back from");
  });
});

test("the weights of an A/B test are said to be the cohort's: everyone else is on blue", () => {
  const now = view({
    ...{ weight: 100, cohort: "header X-Beta = 1" },
    blue: sideView("web-a", { weight: 0 }),
    green: sideView("web-b", { weight: 100 }),
  });
  const markdown = summaryOf(stepResult({ log: stepLog({ now }) }));
  expect(markdown).toContain(
    "**blue 0 %**, **green 100 %** of the requests with header X-Beta = 1; everyone else is on blue",
  );
});
