import { expect } from "vitest";
import type { Question } from "../aws/lab.ts";
import { askMany } from "../aws/lab.ts";
import type { World } from "./world.ts";
import { until } from "./world.ts";

/** Measures who answers, with clients that nobody has seen before. */

/** How many of a sample's requests green answered. */
export interface Sample {
  green: number;
  all: number;
}

/** A sample that lies outside of its interval is taken again so often: three misses in a row are one in a million. */
const SECOND_LOOKS = 2;

/**
 * The least and the greatest number of green answers among `all` that are not among the rarest half percent at either
 * end, when each is green's with probability `p`: the two-sided 99 % interval of the binomial distribution itself.
 */
export function interval99(all: number, p: number): [least: number, greatest: number] {
  if (p <= 0 || p >= 1) return [all * p, all * p];
  let log = all * Math.log(1 - p);
  let below = 0;
  let least = -1;
  for (let count = 0; count <= all; count += 1) {
    below += Math.exp(log);
    if (least < 0 && below > 0.005) least = count;
    if (below >= 0.995) return [least, count];
    log += Math.log(((all - count) / (count + 1)) * (p / (1 - p)));
  }
  return [least, all];
}

/** Green's answers among the next `all` requests to a URL; every one has to be answered. */
export async function sampleOf(url: string, all: number, question: Question = {}): Promise<Sample> {
  const answers = await askMany(url, all, question);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  return { green: answers.filter(({ version }) => version === "v2").length, all: answers.length };
}

/**
 * Green's share of new clients lies within the 99 % interval of its weight. One sample in a hundred does not, by
 * definition: a miss is measured again.
 *
 * @returns the first sample, which is the one to judge many rungs together by.
 */
export async function expectShare(weight: number, sample: () => Promise<Sample>): Promise<Sample> {
  const first = await sample();
  let last = first;
  const inside = ({ green, all }: Sample) => {
    const [least, greatest] = interval99(all, weight / 100);
    return least <= green && green <= greatest;
  };
  for (let looks = 0; looks < SECOND_LOOKS && !inside(last); looks += 1) last = await sample();
  const [least, greatest] = interval99(last.all, weight / 100);
  expect(last.green, `green's answers of ${last.all} at weight ${weight}`).toBeGreaterThanOrEqual(least);
  expect(last.green, `green's answers of ${last.all} at weight ${weight}`).toBeLessThanOrEqual(greatest);
  return first;
}

/** The data plane obeys a little later: until it does, a share is a mixture of two. */
export function obeyed({ aws, listeners }: World): Promise<void> {
  return until("requests to obey the new weights", () => listeners.every((arn) => aws.elb.obeyed(arn)));
}
