import type { Estimate } from "./stats.ts";

export type Unit =
  | "ms"
  | "s"
  | "min"
  | "MiB"
  | "calls"
  | "calls/s"
  | "rounds"
  | "bytes"
  | "files"
  | "cells"
  | "%"
  | "×";

/** Characters of a line of notes. */
const NOTE_WIDTH = 110;

/** One line: what was measured, beside what it is measured against. */
export interface Figure {
  name: string;
  value: number;
  unit: Unit;
  /** The same quantity of something else: a bare runtime, a lower bound, the smallest world. */
  beside?: number;
  /** Value over beside; of paired runs the median of the pairs' ratios, which is not the ratio of the medians. */
  ratio?: number;
  /** Which number the interval and the goal are about. */
  about: "value" | "ratio";
  /** The 95 % interval. */
  interval?: readonly [number, number];
  /** The number is to be at most this. */
  goal?: number;
  /** Whether the benchmark fails where the goal is missed; otherwise it only says so. */
  binding?: boolean;
}

/** Figures that are measured against the same thing. */
export interface Part {
  title: string;
  /** What `beside` is. */
  beside: string;
  figures: Figure[];
  notes: readonly string[];
  /** Rows of text that are shown beside the figures; the first is the head. */
  table?: readonly (readonly string[])[];
}

/** A figure whose interval and goal are about its ratio to `beside`. */
export function ratioFigure(name: string, unit: Unit, value: number, beside: number, goal?: number): Figure {
  return { name, value, unit, beside, ratio: value / beside, about: "ratio", ...(goal === undefined ? {} : { goal }) };
}

/** A figure that stands for itself. */
export function valueFigure(name: string, unit: Unit, { median, low, high }: Estimate, goal?: number): Figure {
  return {
    name,
    value: median,
    unit,
    about: "value",
    interval: [low, high],
    ...(goal === undefined ? {} : { goal }),
  };
}

/** Whether the goal is reached; undefined without one. */
export function isMet({ about, value, ratio, goal }: Figure): boolean | undefined {
  const number = about === "ratio" ? ratio : value;
  return goal === undefined || number === undefined ? undefined : number <= goal;
}

/** The part as an aligned table, its notes below. */
export function formatPart({ title, beside, figures, notes, table = [] }: Part): string {
  const head = ["", "measured", beside, "ratio", "95 %", "goal", ""];
  const rows = [head, ...figures.map(cells)];
  const used = head.map((_, column) => figures.length === 0 || rows.slice(1).some((row) => row[column] !== ""));
  const lines =
    figures.length === 0 && table.length > 0 ? [] : align(rows.map((row) => row.filter((_, at) => used[at])));
  return [title, ...lines, ...align(table), ...notes.flatMap(wrap), ""].join("\n");
}

/** Rows as lines in columns: the first to the left, all others to the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** What `--json` writes: every part, with met or missed per figure. */
export function toJson(parts: readonly Part[]): unknown {
  return parts.map((part) => ({
    ...part,
    figures: part.figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  }));
}

/** A note in lines that fit a terminal, all but the first further in. */
function wrap(note: string): string[] {
  const lines: string[] = [];
  let line = " ";
  for (const word of note.split(" ")) {
    if (line.length + word.length > NOTE_WIDTH) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function cells(figure: Figure): string[] {
  const { name, value, unit, beside, ratio, about, interval, goal } = figure;
  const number = (amount: number) => (about === "ratio" ? amount.toFixed(2) : formatNumber(amount, unit));
  const met = isMet(figure);
  return [
    name,
    `${formatNumber(value, unit)} ${unit}`,
    beside === undefined ? "" : `${formatNumber(beside, unit)} ${unit}`,
    ratio === undefined ? "" : ratio.toFixed(2),
    interval === undefined ? "" : `${number(interval[0])}–${number(interval[1])}`,
    goal === undefined ? "" : `≤ ${number(goal)}`,
    met === undefined ? "" : met ? "met" : "MISSED",
  ];
}

function formatNumber(amount: number, unit: Unit): string {
  if (unit === "s" || unit === "calls/s" || unit === "%" || unit === "×") return amount.toFixed(2);
  if (unit === "MiB") return amount.toFixed(1);
  if (unit === "bytes") return String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, ",");
  return String(Math.round(amount * 10) / 10);
}
