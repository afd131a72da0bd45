import type { Mark } from "./picture.ts";
import type { Sample } from "./watch.ts";

export interface DemoOptions {
  /** Everything goes on after the last step, to be looked at by hand. */
  keep: boolean;
  /** The terminal shows colours. */
  colours: boolean;
}

export interface StepRow {
  step: string;
  ok: boolean;
  wallMs: number;
  /** Calls to the cloud; undefined where there is none. */
  apiCalls?: number;
  requestsBlue: number;
  requestsGreen: number;
  failed: number;
  /** Green's share of the requests, where it was measured. */
  share?: Share;
}

/** 0–1 each; `low` and `high` hold the measured share with a probability of 99 %. */
export interface Share {
  expected: number;
  measured: number;
  low: number;
  high: number;
}

export interface DemoReport {
  steps: StepRow[];
  totals: Omit<StepRow, "step" | "ok" | "share">;
  /** The load second by second, and when each step began; absent where requests are sent after each step. */
  traffic?: { samples: readonly Sample[]; marks: readonly Mark[] };
}

/** `expected 10.0 %, measured 9.8 %, 99 % interval 8.9–11.1 %`, and whether it lies within. */
export function shareText(share: Share): string {
  const { expected, measured, low, high } = share;
  const verdict = isWithin(share) ? "" : ", OUTSIDE";
  return `expected ${percent(expected)} %, measured ${percent(measured)} %, 99 % interval ${percent(low)}–${percent(high)} %${verdict}`;
}

export function isWithin({ measured, low, high }: Share): boolean {
  return measured >= low && measured <= high;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

export function totalsOf(steps: readonly StepRow[]): DemoReport["totals"] {
  const sum = (pick: (row: StepRow) => number) => steps.reduce((total, row) => total + pick(row), 0);
  return {
    wallMs: sum(({ wallMs }) => wallMs),
    ...(steps.some(({ apiCalls }) => apiCalls !== undefined) ? { apiCalls: sum(({ apiCalls = 0 }) => apiCalls) } : {}),
    requestsBlue: sum(({ requestsBlue }) => requestsBlue),
    requestsGreen: sum(({ requestsGreen }) => requestsGreen),
    failed: sum(({ failed }) => failed),
  };
}

/** The report as an aligned table. */
export function table({ steps, totals }: Pick<DemoReport, "steps" | "totals">): string {
  const cloud = totals.apiCalls !== undefined;
  const head = ["step", "wall time", ...(cloud ? ["API calls"] : []), "by blue", "by green", "failed"];
  const measured = steps.some(({ share }) => share !== undefined);
  if (measured) head.push("expected", "measured", "99 % interval");
  const cells = (name: string, row: DemoReport["totals"] & { share?: Share }) => [
    name,
    `${(row.wallMs / 1_000).toFixed(1)} s`,
    ...(cloud ? [String(row.apiCalls ?? 0)] : []),
    String(row.requestsBlue),
    String(row.requestsGreen),
    String(row.failed),
    ...(measured ? shareCells(row.share) : []),
  ];
  const rows = [head, ...steps.map((row) => cells(row.ok ? row.step : `${row.step} ✗`, row)), cells("total", totals)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ");
  const rule = widths.map((width) => "─".repeat(width)).join("───");
  return [line(head), rule, ...rows.slice(1, -1).map(line), rule, line(rows.at(-1) ?? [])].join("\n");
}

function shareCells(share: Share | undefined): string[] {
  if (share === undefined) return ["", "", ""];
  const { expected, measured, low, high } = share;
  return [`${percent(expected)} %`, `${percent(measured)} %`, `${percent(low)}–${percent(high)} %`];
}
