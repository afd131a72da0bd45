/** What a sequential rule does, to all digits: the distribution of its counts, without simulation. */

export interface Exact {
  /** The probability of ever crossing. */
  probability: number;
  /** Expected number of events until it crosses, or to the end. */
  expected: number;
  /** The same, given that it crosses. */
  expectedWhenCrossed: number;
}

export interface Sequence {
  /** Events in all. */
  length: number;
  /** Whether each event counts: errors that are green's, requests that end in an error. */
  p: number;
  /** The rule is looked at after every so many events. */
  every?: number;
  crosses: (count: number, events: number) => boolean;
}

/**
 * By a dynamic program over (events, counted ones): mass that crosses is absorbed.
 */
export function exactly({ length, p, every = 1, crosses }: Sequence): Exact {
  let mass = [1];
  let [probability, weighted] = [0, 0];
  for (let events = 1; events <= length; events++) {
    const next = new Array<number>(events + 1).fill(0);
    for (const [count, chance] of mass.entries()) {
      next[count] = (next[count] ?? 0) + chance * (1 - p);
      next[count + 1] = (next[count + 1] ?? 0) + chance * p;
    }
    if (events % every === 0)
      for (const [count, chance] of next.entries()) {
        if (chance === 0 || !crosses(count, events)) continue;
        probability += chance;
        weighted += chance * events;
        next[count] = 0;
      }
    mass = next;
  }
  return {
    probability,
    expected: weighted + (1 - probability) * length,
    expectedWhenCrossed: weighted / probability,
  };
}

/** The log-likelihood ratio of the MaxSPRT for binomial data (Kulldorff et al. 2011), which R's `Sequential` uses. */
export function maxSprt(count: number, events: number, p0: number): number {
  if (count / events <= p0) return 0;
  const of = (number: number, expected: number) => (number === 0 ? 0 : number * Math.log(number / expected));
  return of(count, events * p0) + of(events - count, events * (1 - p0));
}

/** The probability that an error is green's, with its share of the requests and the ratio of the error rates. */
export function greensShare(ratio: number, w: number): number {
  return (ratio * w) / (ratio * w + 1 - w);
}
