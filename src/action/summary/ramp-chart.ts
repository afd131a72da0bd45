import type { View } from "../../delivery/plan.ts";
import type { WeightChange } from "../../delivery/shifts.ts";
import { parseShifts } from "../../delivery/shifts.ts";
import { fence, paragraphs } from "./markup.ts";

/** Changes that a chart has room for, the latest. */
const MAX_BARS = 12;

/**
 * How green got its share so far, as far as it is on record: in words, and the same as a chart. Empty below two changes.
 */
export function rampChart({ standing: { last } }: View): string {
  const all = parseShifts(last?.memory?.shifts)?.changes ?? [];
  // Of a minute only the last: it is what the chart tells the time by.
  const shifts = all.filter(({ at }, index) => all[index + 1]?.at !== at);
  if (shifts.length < 2) return "";
  const shown = shifts.slice(-MAX_BARS);
  const words = shown.map(({ at, weight }) => `${clock(at)} ${weight} %`).join(" → ");
  return paragraphs([`**Green's share so far** (UTC): ${words}`, chart(shown)]);
}

function chart(changes: readonly WeightChange[]): string {
  return fence("mermaid", [
    "---",
    "config:",
    "  xyChart: { width: 700, height: 220, titleFontSize: 16, showDataLabel: true }",
    '  themeVariables: { xyChart: { plotColorPalette: "#2da44e" } }',
    "---",
    "xychart-beta",
    '  title "green\'s share of the requests in %, since when (UTC)"',
    `  x-axis [${changes.map(({ at }) => `"${clock(at)}"`).join(", ")}]`,
    "  y-axis 0 --> 100",
    `  bar [${changes.map(({ weight }) => weight).join(", ")}]`,
  ]);
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
