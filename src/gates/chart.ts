import type { SideName } from "../delivery/standing.ts";
import { clock, countOf, rateOf } from "./counts.ts";
import type { JudgedMinute } from "./window.ts";

/** As many as have room for their time of day below them. */
const POINTS = 15;
/** Tops of the scale, times a power of ten, that give no more marks on it than are legible. */
const TOPS = [1, 1.5, 2, 2.5, 4, 5, 6, 8, 10] as const;
/** Legible on GitHub's light background and on its dark one. */
const COLOURS = { green: "#2da44e", blue: "#218bff" } as const satisfies Record<SideName, string>;

/**
 * Both sides' error rates over the judged minutes, as a Mermaid chart: each side's line has the colour that it is called
 * by. Empty below two points and where there were no errors: such a picture shows nothing.
 */
export function chartOf(judged: readonly JudgedMinute[]): string {
  // Green's line is drawn last: where both are alike it is the one to be seen.
  const sides = (["blue", "green"] as const).filter((side) =>
    judged.some((minute) => rateIn([minute], side) !== undefined),
  );
  const points = groups(judged.filter((minute) => sides.every((side) => rateIn([minute], side) !== undefined)));
  const lines = sides.map((side) => points.map((minutes) => 100 * (rateIn(minutes, side) ?? 0)));
  const highest = Math.max(0, ...lines.flat());
  if (points.length < 2 || highest === 0) return "";
  const most = Math.max(...points.map(({ length }) => length));
  const means = most > 1 ? `, means of ${most} minutes` : "";
  const times = points.map(([first]) => `"${clock(first?.at ?? 0)}"`);
  return [
    "```mermaid",
    "---",
    "config:",
    "  xyChart: { width: 900, height: 300, titleFontSize: 16 }",
    `  themeVariables: { xyChart: { plotColorPalette: "${sides.map((side) => COLOURS[side]).join(", ")}" } }`,
    "---",
    "xychart-beta",
    `  title "errors in %, ${sides.join(" and ")}${means}"`,
    `  x-axis [${times.join(", ")}]`,
    `  y-axis 0 --> ${topFor(highest)}`,
    ...lines.map((rates) => `  line [${rates.map((rate) => Number(rate.toPrecision(3))).join(", ")}]`),
    "```",
  ].join("\n");
}

/** Minutes in as many groups as there are points. */
function groups(minutes: readonly JudgedMinute[]): JudgedMinute[][] {
  const size = Math.ceil(minutes.length / POINTS);
  const count = Math.ceil(minutes.length / Math.max(1, size));
  return Array.from({ length: count }, (_, index) => minutes.slice(index * size, (index + 1) * size));
}

/** Undefined: no request. */
function rateIn(minutes: readonly JudgedMinute[], side: SideName): number | undefined {
  const total = { requests: 0, errors: 0 };
  for (const minute of minutes) {
    const { requests = 0, errors = 0 } = countOf(minute[side], "errors") ?? {};
    total.requests += requests;
    total.errors += errors;
  }
  return total.requests === 0 ? undefined : rateOf(total);
}

/** A round number that is not below the highest rate. */
function topFor(highest: number): number {
  const unit = 10 ** Math.floor(Math.log10(highest));
  const top = TOPS.find((factor) => factor * unit >= highest) ?? 10;
  return Number((top * unit).toPrecision(2));
}
