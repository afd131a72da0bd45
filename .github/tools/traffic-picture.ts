/** A strategy's course as an SVG: for each step who answers, and what the machines do. */
import type { Course, Machine, Moment, Share } from "./traffic.ts";
import { inWords } from "./traffic.ts";

const WIDTH = 720;
const EDGE = 8;
const BAR = { from: 236, width: 280, height: 18 } as const;
const GAP = 12;
const SQUARE = { from: 540, size: 15, step: 21 } as const;
/** Pixels from the top to the first row, and from the last row to the end. */
const HEAD = 30;
const FOOT = 64;
const BLUE = "#2f6fde";
const GREEN = "#1f883d";
/** As much contrast to GitHub's white as to its dark ground: a picture does not know on which it is shown. */
const INK = "#747b84";
/** A part of a bar narrower than this has no room for its figure. */
const ROOM = 34;

/** Readable on light and on dark ground. The same course gives the same text. */
export function trafficPicture(course: Course): string {
  const rows = placed(course.moments);
  const bottom = rows.reduce((end, { y, moment }) => Math.max(end, y + heightOf(moment)), HEAD);
  const height = bottom + FOOT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="${INK}">
<title>${inWords(course)}</title>
<g font-weight="600"><text x="${EDGE}" y="16">step</text><text x="${BAR.from}" y="16">who answers</text><text x="${SQUARE.from}" y="16">machines</text></g>
${rows.map(({ moment, y }) => row(moment, y)).join("\n")}
${legend(bottom + 28, course)}
<text x="${EDGE}" y="${bottom + 52}">${course.wayBack}</text>
</svg>
`;
}

function placed(moments: readonly Moment[]): { moment: Moment; y: number }[] {
  let y = HEAD;
  return moments.map((moment) => {
    const at = y;
    y += heightOf(moment) + GAP;
    return { moment, y: at };
  });
}

function heightOf({ shares }: Moment): number {
  return shares.length * (BAR.height + 4) - 4;
}

function row(moment: Moment, y: number): string {
  const middle = y + heightOf(moment) / 2;
  const title = `<text x="${EDGE}" y="${middle + 4.5}">${moment.title}</text>`;
  const bars = moment.shares.map((share, index) => bar(share, y + index * (BAR.height + 4)));
  const squares = moment.machines.map((machine, index) => square(machine, index, middle - SQUARE.size / 2));
  return [title, ...bars, squares.join("")].join("\n");
}

function bar({ who, green }: Share, y: number): string {
  const { from, width, height } = BAR;
  const label = who === undefined ? "" : `<text x="${from - 8}" y="${y + 13.5}" text-anchor="end">${who}</text>`;
  if (green === undefined) {
    const frame = `<rect x="${from + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" fill="none" stroke="${INK}" stroke-dasharray="3 3"/>`;
    return `${label}${frame}<text x="${from + width / 2}" y="${y + 13.5}" text-anchor="middle">nobody</text>`;
  }
  const split = Math.round((width * (100 - green)) / 100);
  return [label, part(from, split, y, BLUE, 100 - green), part(from + split, width - split, y, GREEN, green)].join("");
}

function part(x: number, width: number, y: number, fill: string, percent: number): string {
  if (width === 0) return "";
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${BAR.height}" fill="${fill}"/>`;
  const figure = `<text x="${x + width / 2}" y="${y + 13.5}" text-anchor="middle" fill="#fff" font-size="12" font-weight="600">${percent} %</text>`;
  return width < ROOM ? rect : rect + figure;
}

function square(machine: Machine, index: number, y: number): string {
  const { from, size, step } = SQUARE;
  return shape(machine, from + index * step, y, size);
}

function shape(machine: Machine, x: number, y: number, size: number): string {
  const frame = `x="${x + 1}" y="${y + 1}" width="${size - 2}" height="${size - 2}" rx="2"`;
  switch (machine) {
    case "blue":
      return `<rect ${frame} fill="${BLUE}" stroke="${BLUE}" stroke-width="2"/>`;
    case "green":
      return `<rect ${frame} fill="${GREEN}" stroke="${GREEN}" stroke-width="2"/>`;
    case "idle blue":
      return `<rect ${frame} fill="none" stroke="${BLUE}" stroke-width="2"/>`;
    case "idle green":
      return `<rect ${frame} fill="none" stroke="${GREEN}" stroke-width="2"/>`;
    case "out":
      return `<rect ${frame} fill="none" stroke="${INK}" stroke-width="1.5" stroke-dasharray="3 2"/>`;
  }
}

/** What of the signs is in the picture. */
function legend(y: number, { moments }: Course): string {
  const used = new Set(moments.flatMap(({ machines }) => machines));
  const signs: readonly (readonly [Machine, string, boolean])[] = [
    ["blue", "blue, the old version", true],
    ["green", "green, the new one", true],
    ["idle green", "runs without traffic", used.has("idle green") || used.has("idle blue")],
    ["out", "out of service", used.has("out")],
  ];
  return signs
    .filter(([, , shown]) => shown)
    .map(([machine, text], index) => {
      const x = EDGE + index * 172;
      return `${shape(machine, x, y - 11, 13)}<text x="${x + 19}" y="${y}">${text}</text>`;
    })
    .join("");
}
