import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Findings } from "./explore.ts";
import { draw, explore } from "./explore.ts";
import type { ForeignHand, Model, Run } from "./runs.ts";
import { caseOf, worldAfter } from "./runs.ts";

/** A machine under load takes its time: what is visited is bounded, not how long it takes. */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** Asks for more ways of each pair than a trial names; SEED for others. */
const WAYS = process.env.WAYS;
const SEED = Number(process.env.SEED ?? 1);
/** Of one run with one kill, and of a run and a hand, each way is taken: this is far beyond what there is. */
const EACH = { kills: 1, states: 20_000 };

export interface Trial<W extends object> {
  /** For people. */
  name: string;
  model: Model<W>;
  idle: W;
  /** How a rollout gets to where pairs begin, by the name of the place. */
  places: Readonly<Record<string, readonly Run[]>>;
  runs: Readonly<Record<string, Run>>;
  hands: Readonly<Record<string, ForeignHand<W>>>;
  /** So many ways are drawn of each pair. */
  ways: number;
}

/**
 * Every pair of runs from every place, call by call: with a platform's own calls there are more ways than a test can
 * take, so they are drawn. Each run alone is killed before and after each of its calls and run again, and meets each
 * foreign hand before each of its calls.
 *
 * On nginx there is nothing to try: a step takes the kernel's lock before its first look and holds it as long as its
 * process lives, so that a second one is refused and two are never at work at once (test/nginx/bad-worlds.test.ts).
 */
export function tryAllPairs<W extends object>({ name, model, idle, places, runs, hands, ways: usual }: Trial<W>): void {
  const ways = Number(WAYS ?? usual);
  const names = Object.keys(runs);
  const total = { pairs: 0, drawn: 0, each: 0, states: 0, kills: 0 };
  const add = ({ states, kills }: Findings) => {
    total.states += states;
    total.kills += kills;
  };
  const run = (which: string): Run => {
    const found = runs[which];
    if (found === undefined) throw new Error(`There is no run ${which}.`);
    return found;
  };
  afterAll(() => {
    console.log(
      `${name}: ${total.states} states; ${total.pairs} pairs in their starting places by ${total.drawn} drawn ways ` +
        `(SEED=${SEED} WAYS=${ways}); a run alone, or with somebody else's hand, each of its ${total.each} ways; ` +
        `${total.kills} kills`,
    );
  });

  describe.each(Object.entries(places))(`${name}, from %s`, (place, lead) => {
    let world: W;
    beforeAll(async () => {
      world = await worldAfter(model, idle, ...lead);
    });

    test.each(names.flatMap((one, index) => names.slice(index).map((other) => [one, other] as const)))(
      "%s and %s at once",
      async (one, other) => {
        const seed =
          SEED + [...`${place} ${one} ${other}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 0);
        const found = await draw(() => caseOf(model, world, [run(one), run(other)]), { kills: 1, ways, seed });
        add(found);
        total.pairs += 1;
        total.drawn += found.runs;
        expect(found.faults).toEqual([]);
      },
    );

    test.each(names)("%s, killed at any call and run again", async (which) => {
      const found = await explore(() => caseOf(model, world, [run(which)], [], "again"), EACH);
      add(found);
      total.each += found.runs;
      expect(found.faults).toEqual([]);
      expect(found.cut).toBe(false);
    });

    test.each(names.flatMap((which) => Object.keys(hands).map((hand) => [which, hand] as const)))(
      "%s, and meanwhile %s",
      async (which, hand) => {
        const foreign = hands[hand];
        if (foreign === undefined) throw new Error(`There is no hand ${hand}.`);
        const found = await explore(() => caseOf(model, world, [run(which)], [foreign]), { ...EACH, kills: 0 });
        add(found);
        total.each += found.runs;
        expect(found.faults).toEqual([]);
        expect(found.cut).toBe(false);
      },
    );
  });
}
