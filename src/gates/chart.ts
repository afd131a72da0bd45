import { clock, countOf, rateOf } from "./counts.ts";
import type { JudgedMinute } from "./window.ts";

/** As wide as a summary shows without scrolling. */
const COLUMNS = 60;
const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** Both sides' error rates over the judged minutes as lines of blocks on one scale; empty below two minutes. */
export function chartOf(judged: readonly JudgedMinute[]): string {
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined || judged.length < 2) return "";
  const columns = bins(judged);
  const rates = (side: "green" | "blue") => columns.map((minutes) => meanRate(minutes, side));
  const [green, blue] = [rates("green"), rates("blue")];
  const top = Math.max(...[...green, ...blue].map((rate) => rate ?? 0));
  const most = top === 0 ? "no errors" : `█ = ${(top * 100).toPrecision(2)} %`;
  return [
    "```text",
    `errors  ${clock(first.at)} – ${clock(last.at)} UTC, ${most}`,
    `green   ${line(green, top)}`,
    `blue    ${line(blue, top)}`,
    "```",
  ].join("\n");
}

/** Minutes in as many groups as there are columns. */
function bins(judged: readonly JudgedMinute[]): JudgedMinute[][] {
  const count = Math.min(COLUMNS, judged.length);
  const columns = Array.from({ length: count }, (): JudgedMinute[] => []);
  for (const [index, minute] of judged.entries()) columns[Math.floor((index * count) / judged.length)]?.push(minute);
  return columns;
}

/** Undefined: no request. */
function meanRate(minutes: readonly JudgedMinute[], side: "green" | "blue"): number | undefined {
  const total = { requests: 0, errors: 0 };
  for (const minute of minutes) {
    const { requests = 0, errors = 0 } = countOf(minute[side], "errors") ?? {};
    total.requests += requests;
    total.errors += errors;
  }
  return total.requests === 0 ? undefined : rateOf(total);
}

function line(rates: readonly (number | undefined)[], top: number): string {
  const block = (rate: number) => BLOCKS[top === 0 ? 0 : Math.round((rate / top) * (BLOCKS.length - 1))] ?? "█";
  return rates.map((rate) => (rate === undefined ? " " : block(rate))).join("");
}
