import type { StepRow } from "./table.ts";
import type { Sample } from "./watch.ts";

/** A step on the time axis of a picture. */
export interface Mark {
  /** Milliseconds since the load began. */
  at: number;
  title: StepRow["step"];
}

const WIDTH = 840;
const HEIGHT = 300;
const LEFT = 48;
const RIGHT = 16;
const TOP = 76;
const BOTTOM = 36;
const BLUE = "#2f6fde";
const GREEN = "#2da44e";
const INK = "#59636e";
/** Pixels between two lines of titles, so that titles of short steps do not lie upon each other. */
const LINE = 14;
const LINES = 4;
/** Pixels of one character of a title, about. */
const CHARACTER = 6.6;

/**
 * The traffic of a demo as an SVG: requests per second to blue and to green upon each other, with the steps above.
 * Readable on light and on dark ground.
 *
 * @param marks rising.
 */
export function picture(title: string, samples: readonly Sample[], marks: readonly Mark[]): string {
  const end = Math.max(1, ...samples.map(({ at }) => at));
  const most = Math.max(1, ...samples.map(({ blue, green }) => blue + green)) * 1.02;
  const x = (at: number) => round(LEFT + (at / end) * (WIDTH - LEFT - RIGHT));
  const y = (count: number) => round(HEIGHT - BOTTOM - (count / most) * (HEIGHT - TOP - BOTTOM));
  const area = (low: (one: Sample) => number, high: (one: Sample) => number) => {
    const [first] = samples;
    if (first === undefined) return "";
    const whole = [{ ...first, at: 0 }, ...samples];
    const there = whole.map((one) => `${x(one.at)},${y(high(one))}`);
    const back = [...whole].reverse().map((one) => `${x(one.at)},${y(low(one))}`);
    return [...there, ...back].join(" ");
  };
  const failed = samples.reduce((sum, one) => sum + one.failed, 0);
  // Each sample is a rate that held since the one before it.
  const answered = samples.reduce((sum, { at, blue, green }, index) => {
    return sum + ((blue + green) * (at - (samples[index - 1]?.at ?? 0))) / 1_000;
  }, 0);
  const said = `${title}: ${Math.round(answered).toLocaleString("en")} requests, ${failed} failed`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="ui-sans-serif, system-ui, sans-serif" font-size="12" fill="${INK}">
<title>${escaped(said)}</title>
<polygon fill="${GREEN}" points="${area(
    () => 0,
    ({ green }) => green,
  )}"/>
<polygon fill="${BLUE}" points="${area(
    ({ green }) => green,
    ({ blue, green }) => blue + green,
  )}"/>
<path stroke="${INK}" d="M${LEFT} ${y(0)}H${WIDTH - RIGHT}" fill="none"/>
${titles(marks, x)}
${axis(end, most, x, y)}
<rect x="${LEFT}" y="6" width="10" height="10" fill="${BLUE}"/><text x="${LEFT + 15}" y="15">blue, the old version</text>
<rect x="${LEFT + 150}" y="6" width="10" height="10" fill="${GREEN}"/><text x="${LEFT + 165}" y="15">green, the new one</text>
<text x="${WIDTH - RIGHT}" y="15" text-anchor="end" font-weight="600">${escaped(said)}</text>
</svg>
`;
}

/** Each title on the highest line on which it touches no other. */
function titles(marks: readonly Mark[], x: (at: number) => number): string {
  const ends: number[] = Array.from({ length: LINES }, () => 0);
  return marks
    .map(({ at, title }) => {
      const from = x(at);
      const free = ends.findIndex((taken) => taken <= from);
      const row = free < 0 ? LINES - 1 : free;
      ends[row] = from + title.length * CHARACTER + 10;
      const y = 32 + row * LINE;
      return `<path stroke="${INK}" stroke-dasharray="2 3" d="M${from} ${y - 9}V${HEIGHT - BOTTOM}"/><text x="${from + 4}" y="${y}">${escaped(title)}</text>`;
    })
    .join("\n");
}

function axis(end: number, most: number, x: (at: number) => number, y: (count: number) => number): string {
  const step = niceStep(most / 3);
  const counts = Array.from({ length: Math.floor(most / step) }, (_, index) => (index + 1) * step);
  const seconds = niceStep(end / 1_000 / 6);
  const times = Array.from({ length: Math.floor(end / 1_000 / seconds) + 1 }, (_, index) => index * seconds);
  return [
    ...counts.map((count) => `<text x="${LEFT - 6}" y="${y(count) + 4}" text-anchor="end">${count}/s</text>`),
    ...times.map((at) => `<text x="${x(at * 1_000)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${at} s</text>`),
  ].join("\n");
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least) ?? 10 * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
