import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../runner/runner.ts";
import { read } from "./workflows.ts";

/** Pixels of the column in which GitHub shows a page on a desk. */
const COLUMN = 830;
/** Of a character in GitHub's fonts at 16 px, about: text, text in bold, code. */
const WIDTH = { text: 8.4, bold: 9, code: 8.2 } as const;
/** What a cell has around its text, and a code span around its own. */
const CELL = 27;
const SPAN = 10;

const pages = [
  "README.md",
  "CHANGELOG.md",
  ".github/CONTRIBUTING.md",
  ".github/SECURITY.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Rows of cells, for each table of a page. */
function tablesOf(markdown: string): string[][][] {
  const text = markdown.replace(/```.*?```/gs, "");
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].map(([block]) =>
    block
      .trim()
      .split("\n")
      .filter((line) => !/^\|[ |:-]+\|$/.test(line))
      .map((line) => line.slice(1, -1).split(/(?<!\\)\|/)),
  );
}

/** The longest part of a cell that no browser breaks, in pixels. Words break after a hyphen, code too. */
function leastWidth(cell: string, isHead: boolean): number {
  const shown = cell.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/<[^>]*>/g, "");
  const parts = shown.split(/(`[^`]*`)/).flatMap((part) => {
    const isCode = part.startsWith("`");
    const each = isCode ? WIDTH.code : isHead ? WIDTH.bold : WIDTH.text;
    return part
      .replaceAll("`", "")
      .split(/(?<=[\s-])/)
      .map((word) => word.trim().length * each + (isCode ? SPAN : 0));
  });
  return Math.max(0, ...parts);
}

function leastWidthOf(rows: readonly string[][]): number {
  const columns = rows[0]?.length ?? 0;
  return Array.from(
    { length: columns },
    (_, column) => CELL + Math.max(...rows.map((row, index) => leastWidth(row[column] ?? "", index === 0))),
  ).reduce((sum, width) => sum + width, 0);
}

test.each(pages)("%s has no table that is wider than GitHub's column", (page) => {
  for (const rows of tablesOf(read(page))) {
    const width = Math.round(leastWidthOf(rows));
    expect([rows[0], width <= COLUMN ? "fits" : width]).toEqual([rows[0], "fits"]);
  }
});
