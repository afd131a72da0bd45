import { expect, test } from "vitest";
import { parseShifts, withShift } from "../../src/delivery/shifts.ts";
import { historiesOf } from "../../src/gates/history.ts";
import type { Judgement } from "../../src/gates/judge.ts";
import { countsFrom, judge } from "../../src/gates/judge.ts";
import { continueWith, formatGates } from "../../src/gates/marks.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import type { MinuteCounts, Reading, Source, Span } from "../../src/gates/source.ts";
import { historySpan, spanToRead } from "../../src/gates/window.ts";
import { DELAY, MINUTE, MOVED, START } from "./gates-rollout.ts";

/** A service of 100 requests a second, counted by something that knows a minute's counts a while after its end. */
class Counted implements Source {
  readonly provenance = {
    name: "Counted",
    sides: { green: "shop-green", blue: "shop-blue" },
    queries: [],
    blindSpots: [],
  };
  readonly delayMs = DELAY;
  readonly comparable = true;
  readonly asked: Span[] = [];
  #greenErrors: number;
  #failing: (call: number) => boolean;

  constructor(greenErrors: number, failing: (call: number) => boolean = () => false) {
    this.#greenErrors = greenErrors;
    this.#failing = failing;
  }

  probe() {
    return Promise.resolve(undefined);
  }

  history({ from, to }: Span) {
    const minutes = starts(from, to).map((at) => ({ at, total: { requests: 6_000, errors: 6 } }));
    return Promise.resolve({ minutes });
  }

  read(span: Span): Promise<Reading> {
    this.asked.push(span);
    if (this.#failing(this.asked.length))
      return Promise.resolve({ problem: { kind: "unavailable", reasons: ["Throttling"] } });
    const minutes = starts(span.from, span.to).map(
      (at): MinuteCounts => ({
        at,
        complete: true,
        green: { requests: 600, errors: this.#greenErrors },
        blue: { requests: 5_400, errors: 5 },
      }),
    );
    return Promise.resolve({ minutes, warnings: [] });
  }
}

function starts(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / MINUTE }, (_, index) => from + index * MINUTE);
}

/** What a step does with the gates, without its waits: fix, mark, look twice a minute. */
async function bake(source: Source, minutes: number): Promise<Judgement[]> {
  const past = await source.history(historySpan(MOVED));
  const history = "problem" in past ? {} : historiesOf(past.minutes);
  const asked = { settings: DEFAULTS, source: "command", history };
  const { fixed } = continueWith(asked, formatGates(asked));
  const changes = parseShifts(withShift(undefined, { at: MOVED, weight: 10 }))?.changes ?? [];
  const found: Judgement[] = [];
  for (let now = MOVED; now <= MOVED + minutes * MINUTE; now += MINUTE / 2) {
    const span = spanToRead({ changes, now });
    if (span === undefined) throw new Error("nothing to read");
    const counts = countsFrom(source, await source.read(span), span, fixed.history);
    found.push(judge({ settings: fixed.settings, changes, now, counts, alarms: [] }, found.at(-1)));
  }
  return found;
}

test("a step that only has a source, the marks and a clock sees a bad green fail within eight minutes", async () => {
  const source = new Counted(30);
  const looks = await bake(source, 8);
  const failed = looks.find(({ verdict }) => verdict === "fail");
  expect(((failed?.at ?? Number.POSITIVE_INFINITY) - MOVED) / MINUTE).toBeLessThan(8);
  expect(looks.at(-1)?.verdict).toBe("fail");
  // The whole rollout at each look: counts that came late are among them.
  expect(new Set(source.asked.map(({ from }) => from))).toEqual(new Set([START]));
});

test("looks that a source does not answer leave no trace when it answers again", async () => {
  const [steady, shaky] = [
    await bake(new Counted(0), 12),
    await bake(new Counted(0, (call) => call > 10 && call < 15), 12),
  ];
  expect(shaky.slice(10, 14).map(({ verdict }) => verdict)).toEqual(["error", "error", "error", "error"]);
  expect(shaky.at(-1)).toEqual(steady.at(-1));
});

test("a source that is gone at the last look is an error, however good green was", async () => {
  const looks = await bake(new Counted(0, (call) => call > 20), 12);
  expect(looks.at(-1)).toMatchObject({ verdict: "error", reason: { id: "source-failed" } });
});

test("an answer that is no count reaches nobody", () => {
  const span = { from: START, to: START + MINUTE };
  const reading: Reading = {
    minutes: [{ at: START, complete: true, green: { requests: Number.NaN, errors: 0 } }],
    warnings: [],
  };
  expect(countsFrom(new Counted(0), reading, span, {}).seen).toEqual({
    problem: { kind: "invalid", reasons: ["minute 14:02, green: NaN is not a count"] },
  });
});
