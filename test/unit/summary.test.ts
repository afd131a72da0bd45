import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { StepResult } from "../../src/action/outputs.ts";
import { summaryOf } from "../../src/action/summary.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { View } from "../../src/delivery/plan.ts";
import { inputsFor, listenerArn, sideView, stepLog, stepResult, view } from "./fixtures.ts";

/** An result in which the cloud says the given text wherever it can say anything. */
function saying(text: string, more: Partial<StepResult> = {}): StepResult {
  const side = sideView(text, { target: text, revision: text });
  const now = view({
    blue: side,
    green: side,
    rollout: { id: text, revision: text, startedAt: text },
    problems: [text, text],
    preview: { url: text, who: text, headers: [text] },
    look: text,
    differences: [{ what: text, blue: text, green: text }],
    phase: "degraded",
  });
  const told = stepLog({
    ...{ before: now, now, current: text, touched: true },
    ...{
      planned: [text, text],
      warnings: [text],
      findings: FOUND.map((kind) => ({ kind, message: text, reasons: [text], remedy: text })),
      done: [{ summary: text, durationMs: 1 }],
    },
  });
  const error = new DeliveryError("unhealthy", text || "It failed.", { reasons: [text, text], remedy: text });
  return stepResult({ log: told, error, ...more });
}

const FOUND = ["refused", "warning", "unchecked"] as const;

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
      expect(markdown.startsWith("### ❌ promote failed")).toBe(true);
    }
    expect(summaryOf(saying("x".repeat(200_000)))).toMatch(/… \(cut\)$/);
    expect(summaryOf(saying("x"))).not.toContain("(cut)");
  });

  test("shows twenty reasons of a failure at most", () => {
    const reasons = Array.from({ length: 500 }, (_, index) => `reason ${index}`);
    const markdown = summaryOf(stepResult({ error: new DeliveryError("unhealthy", "It failed.", { reasons }) }));
    expect(markdown.match(/- reason/g)).toHaveLength(20);
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
            // The table of the sides has six columns, that of their differences three.
            expect([8, 5]).toContain(line.split("|").length);
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
    expect(markdown).toContain("| 🟦 blue | `web <b>    x` |");
  });

  test("has the same number of lines, however many lines the cloud's text has", () => {
    const lines = (text: string) => summaryOf(saying(text)).split("\n").length;
    expect(lines("a\nb\r\nc\n\n\nd")).toBe(lines("a b c d"));
  });
});

describe("the headline says how the step ended", () => {
  const now = view({ phase: "promoted" });
  test.each<[string, Partial<StepResult>, string]>([
    ["done", { changed: true, log: stepLog({ now }) }, "### ✅ promote — promoted"],
    ["nothing to do", { log: stepLog({ now, nothing: "It is there." }) }, "### ✅ promote — nothing to do, promoted"],
    [
      "failed",
      { log: stepLog({ now }), error: new DeliveryError("denied", "No.") },
      "### ❌ promote failed — the rollout is promoted",
    ],
    [
      "failed blindly",
      { inputs: undefined, error: new DeliveryError("input", "No.") },
      "### ❌ progressive delivery failed",
    ],
    ["cancelled", { error: new DeliveryError("cancelled", "Cancelled.") }, "### ⏹️ promote: cancelled"],
    [
      "a dry run",
      { inputs: inputsFor("promote", { "dry-run": "true" }), log: stepLog({ now }) },
      "### 📝 promote, dry run — nothing was changed",
    ],
    ["status", { inputs: inputsFor("status"), log: stepLog({ now }) }, "### 🔎 promoted"],
  ])("%s", (_what, given, headline) => {
    expect(summaryOf(stepResult(given)).split("\n")[0]).toBe(headline);
  });
});

describe("a reader finds in the summary", () => {
  const told = (more: Partial<View>, rest: Partial<StepResult> = {}) =>
    summaryOf(stepResult({ log: stepLog({ now: view(more) }), ...rest }));

  test.each<[number, number, number]>([
    [0, 20, 0],
    [50, 10, 10],
    [100, 0, 20],
  ])("a bar for green's %i %%", (weight, blue, green) => {
    const markdown = told({ weight });
    expect(markdown).toContain(`${"🟦".repeat(blue)}${"🟩".repeat(green)}\n`);
    expect(markdown).toContain(`**blue ${100 - weight} %**, **green ${weight} %** of the requests`);
  });

  test("no bar while the listeners disagree", () => {
    expect(told({ weight: undefined })).not.toMatch(/🟦🟦|🟩🟩/u);
  });

  test("both sides, and a dash for one that does not exist", () => {
    const markdown = told({ green: undefined });
    expect(markdown).toContain("| 🟦 blue | `web-a` | `web-a-tg` | `image-id=ami-1` | 2 / 2 | 100 % |");
    expect(markdown).toContain("| 🟩 green | – | – | – | – | – |");
  });

  test("what was done and how long it took, or what a dry run would do", () => {
    const done = [{ summary: "Scale web-b to 2 instances", durationMs: 61_000 }];
    expect(summaryOf(stepResult({ log: stepLog({ now: view(), done }), changed: true }))).toContain(
      "**What was done**\n\n1. Scale web-b to 2 instances _(1m 1s)_",
    );
    const dry = stepResult({
      inputs: inputsFor("promote", { "dry-run": "true" }),
      log: stepLog({ planned: ["Set the weights"] }),
    });
    expect(summaryOf(dry)).toContain("**The step would**\n\n1. Set the weights");
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
    expect(promoted).toContain("It is safe from 2026-01-02T03:05:05.000Z on; earlier, the step waits.");
  });

  test("the same step again after one that ran out of time", () => {
    const error = new DeliveryError("timeout", "It took too long.");
    expect(told({ phase: "deployed" }, { inputs: inputsFor("deploy"), error })).toContain("**Next:** `step: deploy`");
  });

  test("how to go back, as inputs that can be copied, while there is a way", () => {
    const listeners = `${listenerArn(1)}\n  ${listenerArn(2)}`;
    const given = inputsFor("promote", { timeout: "20m", "dry-run": "true", listeners });
    const yaml = /```yaml\n(.*?)```/s.exec(told({ phase: "promoted" }, { inputs: given }))?.[1] ?? "";
    expect(parseYaml(yaml)).toEqual({
      with: {
        step: "rollback",
        platform: "ec2",
        timeout: "20m",
        listeners: `${listenerArn(1)}, ${listenerArn(2)}`,
        "target-groups": "web-blue, web-green",
        "auto-scaling-groups": "web-a, web-b",
      },
    });
    expect(told({ rollout: undefined })).not.toContain("How to go back");
    expect(told({ phase: "rolled-back" })).not.toContain("How to go back");
  });
});

test("the weights of an A/B test are said to be the cohort's: everyone else is on blue", () => {
  const now = view({
    ...{ weight: 100, cohort: "header X-Beta = 1" },
    blue: sideView("web-a", { weight: 0 }),
    green: sideView("web-b", { weight: 100 }),
  });
  const markdown = summaryOf(stepResult({ log: stepLog({ now }) }));
  expect(markdown).toContain("| 0 % of the cohort, everyone else |");
  expect(markdown).toContain("| 100 % of the cohort |");
});
