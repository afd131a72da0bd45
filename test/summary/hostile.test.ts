import { describe, expect, test } from "vitest";
import type { StepResult } from "../../src/action/outputs.ts";
import { summaryOf } from "../../src/action/summary/index.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Decision } from "../../src/delivery/policy.ts";
import type { AlarmVerdict } from "../../src/gates/alarms.ts";
import { inputsFor, sideView, standingIn, stepLog, stepResult, view } from "../unit/fixtures.ts";
import { lookAfter, repeat } from "../unit/gates-rollout.ts";
import { saying } from "../unit/saying.ts";
import { CountedGates, PLACE } from "./scenes.ts";

/**
 * Text that somebody else writes into tags, names, reasons, alarms or titles, meant to be read as something else. Rendered
 * it is text: what GitHub's own renderer makes of the whole is the same as with a harmless word in its place.
 */
const CORPUS: Record<string, string> = {
  emphasis: "**all is well** __yes__ ~~no~~ *it* is",
  "a link": "[approve](https://evil.example/)",
  "a picture": "![ok](https://evil.example/ok.png)",
  "a link by reference": "[a]: https://evil.example",
  "a bare link": "see https://evil.example/?a=b(c) and www.evil.example, ops@evil.example",
  "an address in brackets": "<https://evil.example>",
  "an element": '<img src=x onerror="alert(1)"><b>',
  "the end of our own elements": "</details></sub></summary>",
  "a comment": "<!-- everything that follows",
  entities: "&lt;b&gt; &#60;b&#62;",
  "a table": "a | b\n|---|---|\n| c | d |",
  "a heading": "# ✅ promoted",
  "a heading below": "promoted\n===",
  "a list": "- one\n- two\n1. three\n1) four",
  "a quote": "> quoted",
  "an alert": "> [!NOTE]\n> all is well",
  "a task": "- [x] approved",
  "a rule": "---\n***",
  "a fence": "```\ncode\n```",
  "the end of a code span": "`x` ``y`` `",
  "indented code": "    code",
  "a footnote": "well[^1]\n\n[^1]: or not",
  mathematics: "$$x^2$$ $y$",
  backslashes: "\\*x\\* \\`y\\`",
  "a command": "::error file=x::all is lost",
  "a command of the other form": "##[save-state name=undo;]{}",
  "the terminal": "\u001b[2J\u001b[31mred\u0007",
  "the direction of text": "\u202egnp.exe \u2066x\u2069 \u200b\ufeff",
  "half of a pair": "\ud83d x",
  "several lines": "one\r\ntwo\rthree\u2028four\u2029five",
};

const rehearsal = (decided: Decision, text: string) => {
  const rollout = { id: text, revision: text, startedAt: text };
  const now = view({ blue: sideView(text, { revision: text }), green: sideView(text, { revision: text }), rollout });
  return stepResult({
    inputs: inputsFor("promote", { "dry-run": "true" }),
    log: stepLog({ now, decided, planned: [text] }),
  });
};
const fleet = (phase: "promoted" | "rolled-back", text: string) => {
  const standing = { ...standingIn(phase), oneFleet: true, units: "machines" };
  const side = sideView(text, { revision: text, target: text });
  const rollout = { id: text, revision: text, startedAt: text };
  return view({ phase, standing, blue: side, green: side, rollout, look: text });
};
const failed = (message: string, ...reasons: string[]) =>
  stepResult({
    log: stepLog({ now: view(), touched: true }),
    error: new DeliveryError("unhealthy", message, { reasons, remedy: "Fix it." }),
  });
const alarms = (text: string): AlarmVerdict[] => [
  { verdict: "fail", reason: { id: "alarm-fired", name: text, since: 0, words: text, children: [text] } },
  { verdict: "inconclusive", reason: { id: "alarm-not-evaluated", name: text, state: text, words: text } },
];

/** Where that text may stand. Whoever shows another one adds it here. */
const PLACES: Record<string, (text: string) => StepResult> = {
  "everything that a view, a plan or a failure says": (text) => saying(text),
  "the version that a dry run would remove": (text) =>
    rehearsal({ do: "remove", side: "blue", neverServed: false }, text),
  "the version that a dry run would bring": (text) => rehearsal({ do: "begin", revision: text }, text),
  "what runs on the machines of one fleet, and their outage": (text) =>
    stepResult({ changed: true, log: stepLog({ before: view(), now: fleet("promoted", text) }) }),
  "what the machines of one fleet went back to": (text) =>
    stepResult({ changed: true, log: stepLog({ before: view(), now: fleet("rolled-back", text) }) }),
  "the output of a command on a machine": (text) => failed("The commands failed on i-1.", `i-1: ${text}`),
  "the reason of an instance refresh": (text) => failed("No machine got healthy.", `EC2 Auto Scaling: Failed, ${text}`),
  "the reason of a function's state": (text) => failed(`Version 3 of shop cannot serve: it is Failed: ${text}.`),
  "the name of an image": (text) => failed(`The image ${text} is not available.`, text),
  "an alarm and its reason": (text) => {
    const look = lookAfter({ minutes: repeat(3, [0, 600], [1, 5_400]), alarms: alarms(text) });
    return stepResult({ log: stepLog({ now: view() }), gates: new CountedGates(look) });
  },
  "an approval": (text) =>
    stepResult({ log: stepLog({ now: view() }), approvals: [{ login: text, environment: text, comment: text }] }),
  "the cohort": (text) => stepResult({ log: stepLog({ now: view({ cohort: text, weight: 100 }) }) }),
  "inputs, in the way back": (text) => {
    const inputs = inputsFor("promote");
    const values = new Map([
      ...inputs.values,
      ["service", text],
      ["health-check", text],
      ["target-groups", text],
    ] as const);
    return stepResult({
      inputs: { ...inputs, values },
      log: stepLog({ now: view({ weight: 100, phase: "promoted" }) }),
    });
  },
};

/** What a renderer obeys: lines, list marks, tables, elements, links, emphasis. Whatever it shows is one letter. */
function skeleton(markdown: string): string {
  return withoutCode(markdown)
    .replace(/\\u(?:[\da-f]{4}|\{[\da-f]+\})/g, "x")
    .replace(/\]\([^()\s]*\)/g, "](url)")
    .replace(/&#\d+;/g, "x")
    .replace(/^(\s*)[-+](?= )/gm, "$1•")
    .replace(/[^\n[\]<>|*_~#`$\\&•]+/g, "x");
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```(\w+)\n.*?^```$/gms, "```$1```").replace(/`[^`\n]+`/g, "x");
}

describe.each(Object.entries(PLACES))("in a summary is nothing but text, as %s", (_place, resultOf) => {
  const harmless = skeleton(summaryOf(resultOf("word"), PLACE));
  test.each(Object.entries(CORPUS))("%s", (_what, text) => {
    const markdown = summaryOf(resultOf(text), PLACE);
    expect(skeleton(markdown)).toBe(harmless);
    expect(markdown).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}|\p{Cs}|##\[|::/u);
    expect(withoutCode(markdown)).not.toMatch(
      /\]\((?!https:\/\/(?:github\.com|eu-west-1\.console\.aws\.amazon\.com)\/)/,
    );
  });
});
