/** What docs/gates.md shows of verdicts, made by the code that judges: whole sections, and the minutes that bakes buy. */
import { formatDuration } from "../../src/delivery/duration.ts";
import { MINUTE_MS } from "../../src/delivery/shifts.ts";
import type { History } from "../../src/gates/history.ts";
import type { Look } from "../../src/gates/judge.ts";
import { judge } from "../../src/gates/judge.ts";
import { requestsToSee } from "../../src/gates/needed.ts";
import { verdictText } from "../../src/gates/render.ts";
import { formatCount } from "../../src/gates/sentences.ts";
import type { GateSettings } from "../../src/gates/settings.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import type { MinuteCounts, Provenance } from "../../src/gates/source.ts";
import { DELAY_MS as CLOUDWATCH_DELAY_MS } from "../../src/gates/sources/cloudwatch-series.ts";
import { minutesJudgedIn } from "../../src/gates/window.ts";
import { table } from "./table.ts";

/** When the weight changes in every example: 14:02:10 UTC. */
const SHIFTED = Date.UTC(2026, 2, 3, 14, 2, 10);
const FIRST_JUDGED = SHIFTED - (SHIFTED % MINUTE_MS) + (DEFAULTS.settleMinutes + 1) * MINUTE_MS;
const SOURCE: Provenance = {
  name: "CloudWatch",
  sides: { green: "targetgroup/shop-b/73e2d6bc24d8a067", blue: "targetgroup/shop-a/6d0ecf831eec9f09" },
  queries: [],
  blindSpots: ["502, 503 and 504 that the load balancer answers itself"],
};

/** A service, and one minute of its rollout: errors of requests on each side. */
interface Service {
  /** Green's weight, in percent. */
  weight: number;
  /** The day before. */
  history: History;
  settings?: Partial<GateSettings>;
}
type Minute = readonly [greenErrors: number, green: number, blueErrors: number, blue: number];

interface Example extends Service {
  /** The judged minutes, in order. */
  minutes: readonly Minute[];
  /** What followed. */
  events?: readonly string[];
}

/** Two requests a second, 1 of 1,000 with an error. */
const SMALL: Service = { weight: 10, history: { requests: 172_800, errors: 173, dispersion: 1 } };
/** A thousand requests a second, 1 of 1,000 with an error. */
const LARGE: Service = { weight: 5, history: { requests: 86_400_000, errors: 86_400, dispersion: 1.2 } };
const LIMIT = { maxErrorRate: 0.005 };

/** One each, by its marker in docs/gates.md. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  "small-inconclusive": { ...SMALL, minutes: [...repeat(4, [0, 12, 0, 108]), [0, 12, 1, 108]] },
  "small-fail": {
    ...SMALL,
    minutes: [0, 1, 2, 3, 4, 5].map((minute) => [minute % 5 < 3 ? 1 : 0, 12, 0, 108] as const),
    events: ["14:13 weight 10 → 0 %, by this step"],
  },
  "small-pass": { ...SMALL, weight: 50, settings: LIMIT, minutes: repeat(13, [0, 60, 0, 60]) },
  "large-fail": {
    ...LARGE,
    minutes: [
      [15, 3_000, 52, 57_000],
      [17, 3_000, 61, 57_000],
    ],
    events: ["14:09 weight 5 → 0 %, by this step"],
  },
  "large-pass": {
    ...LARGE,
    minutes: [3, 2, 4, 3, 1, 3].map((errors, minute) => [errors, 3_000, 57 + ((minute * 7) % 5) - 2, 57_000] as const),
  },
  "large-outage": {
    ...LARGE,
    minutes: [
      [149, 3_000, 2_911, 57_000],
      [163, 3_000, 2_870, 57_000],
      [152, 3_000, 2_944, 57_000],
      [144, 3_000, 2_838, 57_000],
      [158, 3_000, 2_891, 57_000],
    ],
  },
};

function repeat(count: number, minute: Minute): Minute[] {
  return Array.from({ length: count }, () => minute);
}

/** The sections by their markers, each quoted, so that it stands apart from the page that explains it. */
export function verdictExamples(): Record<string, string> {
  const bare = { plain: (text: string) => text, code: (text: string) => `\`${text}\`` };
  return Object.fromEntries(
    Object.entries(EXAMPLES).map(([name, example]) => {
      const look = lookAt(example);
      const { settings, changes } = look;
      const told = { settings, changes, provenance: SOURCE, events: example.events ?? [] };
      const { why, details } = verdictText(judge(look), told, bare);
      const lines = [...why.split("\n"), "", ...details.split("\n")];
      return [name, `\n${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n`];
    }),
  );
}

/** The look at which the last given minute is old enough. */
function lookAt({ weight, history, settings, minutes }: Example): Look {
  const counted = minutes.map(
    ([greenErrors, green, blueErrors, blue], index): MinuteCounts => ({
      at: FIRST_JUDGED + index * MINUTE_MS,
      complete: true,
      green: { requests: green, errors: greenErrors },
      blue: { requests: blue, errors: blueErrors },
    }),
  );
  return {
    settings: { ...DEFAULTS, ...settings },
    changes: [{ at: SHIFTED, weight }],
    now: FIRST_JUDGED + minutes.length * MINUTE_MS + CLOUDWATCH_DELAY_MS,
    alarms: [],
    counts: {
      source: SOURCE.name,
      delayMs: CLOUDWATCH_DELAY_MS,
      seen: { minutes: counted },
      history: { errors: history },
    },
  };
}

const BAKES_MINUTES = [5, 6, 8, 10, 15, 30, 60];
/** Milliseconds until a minute's counts can be relied on, by source. */
const DELAYS = { CloudWatch: CLOUDWATCH_DELAY_MS, "Prometheus, a command": MINUTE_MS, "nginx's log": 10_000 };

const SERVICES_PER_SECOND = [2, 10, 100, 1_000];
const WEIGHTS = [5, 10, 25, 50];
/** A release that a canary is for: so many times blue's errors, of which blue has so many. */
const REGRESSION = { ratio: 5, rate: 0.001 };

/** How many judged minutes it takes in the median until a bad green fails, by traffic and weight. */
export function minutesToFail(): string {
  const { alpha, tolerance, minErrors, confirmMinutes } = DEFAULTS;
  const power = { alpha, tolerance, minErrors, dispersion: 1 };
  const rows = SERVICES_PER_SECOND.map((perSecond) => {
    const minutes = WEIGHTS.map((weight) => {
      const seconds = requestsToSee(REGRESSION.ratio, weight / 100, REGRESSION.rate, power) / perSecond;
      return formatDuration(Math.max(confirmMinutes, Math.ceil(seconds / 60)) * MINUTE_MS);
    });
    return [`${formatCount(perSecond)} requests/s`, ...minutes];
  });
  return table(["green's weight", ...WEIGHTS.map((weight) => `${weight} %`)], rows);
}

/** How many minutes a bake is sure to have judged at its end, by source. */
export function judgedMinutes(): string {
  const rows = BAKES_MINUTES.map((minutes) => {
    const bakeMs = minutes * MINUTE_MS;
    const judged = Object.values(DELAYS).map((delayMs) => minutesJudgedIn(bakeMs, DEFAULTS.settleMinutes, delayMs));
    return [`\`${formatDuration(bakeMs)}\``, ...judged.map(String)];
  });
  return table(["`bake-time`", ...Object.keys(DELAYS)], rows);
}
