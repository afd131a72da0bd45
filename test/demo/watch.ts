/** Who answered, so far. */
export interface Counts {
  blue: number;
  green: number;
  failed: number;
}

/** What was answered in a moment of a demo, per second. */
export interface Sample extends Counts {
  /** Milliseconds since the load began. */
  at: number;
}

/** How often is told and recorded who answered, in milliseconds: the load comes in bursts of a second. */
const PERIOD_MS = 1_000;
const CELLS = 20;

/** Says once how the lines of `watch` are read. */
export function legend(colours: boolean): string {
  const [blue, green] = [
    paint("█ blue, the old version", "blue", colours),
    paint("░ green, the new one", "green", colours),
  ];
  return `Each second, who answered: ${blue}; ${green}.`;
}

/** `████████████████░░░░  blue  412/s   green   98/s   failed 0` */
export function line({ blue, green, failed }: Counts, colours: boolean): string {
  const all = blue + green;
  const share = all === 0 ? 0 : (green / all) * CELLS;
  // Whoever answers at all is seen.
  const cells = green === 0 ? 0 : blue === 0 ? CELLS : Math.min(CELLS - 1, Math.max(1, Math.round(share)));
  const bar = paint("█".repeat(CELLS - cells), "blue", colours) + paint("░".repeat(cells), "green", colours);
  return `${bar}  blue ${pad(blue)}/s   green ${pad(green)}/s   failed ${failed}`;
}

/** Prints and records, every second, who answered how many requests. */
export function watch(count: () => Counts, colours: boolean): { samples: readonly Sample[]; stop(): void } {
  const samples: Sample[] = [];
  const began = Date.now();
  let last = { ...count(), at: began };
  const timer = setInterval(() => {
    const now = { ...count(), at: Date.now() };
    const sample = { ...between(last, now), at: now.at - began };
    samples.push(sample);
    console.log(`    ${line(sample, colours)}`);
    last = now;
  }, PERIOD_MS);
  return { samples, stop: () => clearInterval(timer) };
}

/** Per second, however late a busy machine is; failures are counted one by one. */
export function between(from: Counts & { at: number }, to: Counts & { at: number }): Counts {
  const seconds = Math.max(1, to.at - from.at) / 1_000;
  return {
    blue: Math.round((to.blue - from.blue) / seconds),
    green: Math.round((to.green - from.green) / seconds),
    failed: to.failed - from.failed,
  };
}

function pad(count: number): string {
  return String(count).padStart(4);
}

function paint(text: string, colour: "blue" | "green", colours: boolean): string {
  if (!colours || text === "") return text;
  return `\u001b[${colour === "blue" ? 34 : 32}m${text}\u001b[39m`;
}
