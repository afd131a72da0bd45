export interface StepRow {
  step: string;
  ok: boolean;
  wallMs: number;
  /** Calls to the cloud; undefined where there is none. */
  apiCalls?: number;
  requestsBlue: number;
  requestsGreen: number;
  failed: number;
}

export interface DemoReport {
  steps: StepRow[];
  totals: Omit<StepRow, "step" | "ok">;
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
export function table({ steps, totals }: DemoReport): string {
  const head = ["step", "wall time", "API calls", "by blue", "by green", "failed"];
  const cells = (name: string, row: DemoReport["totals"]) => [
    name,
    `${(row.wallMs / 1_000).toFixed(1)} s`,
    String(row.apiCalls),
    String(row.requestsBlue),
    String(row.requestsGreen),
    String(row.failed),
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
