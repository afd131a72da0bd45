import { describe, expect, test } from "vitest";
import { summaryOf } from "../../src/action/summary/index.ts";
import { saying } from "../unit/saying.ts";
import { PLACE } from "./scenes.ts";

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

describe("in a summary is nothing but text", () => {
  const harmless = skeleton(summaryOf(saying("word"), PLACE));
  test.each(Object.entries(CORPUS))("%s", (_what, text) => {
    const markdown = summaryOf(saying(text), PLACE);
    expect(skeleton(markdown)).toBe(harmless);
    expect(markdown).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}|\p{Cs}|##\[|::/u);
    expect(withoutCode(markdown)).not.toMatch(
      /\]\((?!https:\/\/(?:github\.com|eu-west-1\.console\.aws\.amazon\.com)\/)/,
    );
  });
});
