import type { Bounds } from "../../delivery/binomial.ts";
import { binomialBounds, chanceWithin } from "../../delivery/binomial.ts";
import { counted } from "../../delivery/counted.ts";
import { errorMessage } from "../../delivery/errors.ts";
import type { Progress } from "../../delivery/plan.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Answer } from "../../engine/http.ts";
import type { Sent } from "./ask.ts";
import { ask } from "./ask.ts";
import type { Mark } from "./mark.ts";
import { describeMark } from "./mark.ts";

/**
 * How often a look may miss a share that is right: one in a thousand switches. Checks of sample ratios in online
 * experiments, which this is, use levels as strict (Fabijan et al.: Diagnosing Sample Ratio Mismatch, KDD 2019).
 *
 * Looks are repeated, each a fresh sample, until one holds, because a load balancer obeys new weights only after some
 * seconds. So a right share is failed only if every look misses it: at most ALPHA, if it was obeyed only by the last.
 * A wrong one is passed if any look takes it for right: at most MAX_LOOKS times the chance of a single look, which for
 * the share before the change is at most ALPHA by the size of the sample: 0.02 together.
 */
const ALPHA = 0.001;
const MAX_LOOKS = 20;
/** Slow answers end it earlier: after so many milliseconds, but not before so many looks. */
const PATIENCE_MS = 120_000;
const MIN_LOOKS = 3;

const MIN_REQUESTS = 200;
const MAX_REQUESTS = 1_100;
const REQUESTS_STEP = 50;
/** A gentle rate: a site under the load of its users does not notice. */
const PARALLEL = 8;
const PER_SECOND = 100;
/** A look with a failed request is lost anyway: it ends after so many. */
const ENOUGH_FAILURES = 5;

/** What the inputs say about the look from outside. */
export interface ProbeTarget {
  /** Where users reach the service. */
  url: string;
  mark: Mark;
}

/** A look from outside: requests as users make them, whose answers have to show green's share. */
export interface Probe extends ProbeTarget {
  /** What makes a request one of the cohort; undefined: the share is everyone's. */
  sent: Sent | undefined;
  /** Green's share, percent. */
  share: number;
  /** How many requests make a look. */
  requests: number;
}

/** What the looks so far came to. */
export interface ProbeResult {
  probe: Probe;
  looks: number;
  /** When the first began, in milliseconds since the epoch. */
  since: number;
  /** When the last ended. */
  until: number;
  last: Look;
}

export interface Look {
  asked: number;
  /** Answers that were green's. */
  green: number;
  /** Why requests failed, one entry each. */
  failed: readonly string[];
}

/**
 * How many requests a look needs to tell a share from none, from all, and from the one before; at most 1100, which
 * tell any two shares from each other that lie ten points apart.
 *
 * @param before green's share before the change, percent; undefined: not known.
 */
export function requestsFor(share: number, before: number | undefined): number {
  const wrong = [0, 100, before ?? 0].filter((other) => other !== share);
  for (let requests = MIN_REQUESTS; requests < MAX_REQUESTS; requests += REQUESTS_STEP) {
    const bounds = boundsOf({ share, requests });
    if (wrong.every((other) => chanceWithin(bounds, requests, other / 100) <= ALPHA)) return requests;
  }
  return MAX_REQUESTS;
}

/** How many of the answers may be green's. */
export function boundsOf({ share, requests }: Pick<Probe, "share" | "requests">): Bounds {
  return binomialBounds(requests, share / 100, ALPHA);
}

export function describeBounds({ low, high }: Bounds): string {
  return low === high ? String(low) : `${low} to ${high}`;
}

/** Asks as often as the probe says, a few at a time, and counts the answers that are green's. */
export async function look(probe: Probe, clock: Clock, signal: AbortSignal): Promise<Look> {
  const began = clock.now();
  const failed: string[] = [];
  let [next, asked, green] = [0, 0, 0];
  const work = async () => {
    while (next < probe.requests && failed.length < ENOUGH_FAILURES) {
      const due = began + (next * 1_000) / PER_SECOND - clock.now();
      next += 1;
      if (due > 0) await clock.sleep(due, signal);
      const answer = await ask(new URL(probe.url), probe.sent, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        return errorMessage(error);
      });
      asked += 1;
      if (typeof answer === "string") failed.push(answer);
      else if (answer.status >= 500) failed.push(`answered ${answer.status}`);
      else if (shows(probe.mark, answer)) green += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return { asked, green, failed };
}

function shows(mark: Mark, { headers, body }: Answer): boolean {
  if (mark.in === "body") return body.includes(mark.text);
  return headers[mark.name.toLowerCase()]?.includes(mark.value) === true;
}

/** Over as soon as one look holds: the share within its bounds, and no request failed. */
export function probeProgress(probe: Probe, result: ProbeResult | undefined, now: number): Progress {
  const what = `a look from outside that shows green ${probe.share} %`;
  if (result === undefined) return { state: "waiting", for: what, have: 0, want: 1, reasons: [] };
  const { low, high } = boundsOf(probe);
  const { asked, green, failed } = result.last;
  if (failed.length === 0 && low <= green && green <= high) return { state: "done" };
  const reasons = [
    `${green} of ${asked} answers were green's; ${probe.share} % would be ${describeBounds({ low, high })} of ${probe.requests}`,
    ...counted(failed.map((reason) => `a request ${reason.startsWith("answered") ? "" : "failed: "}${reason}`)),
    ...hints(probe, result.last),
  ];
  const patient = now - result.since < PATIENCE_MS || result.looks < MIN_LOOKS;
  if (result.looks < MAX_LOOKS && patient) return { state: "waiting", for: what, have: 0, want: 1, reasons };
  const because =
    `Seen from outside, green does not have ${probe.share} % of the requests to ${addressOf(probe.url)}, after ${result.looks} looks. ` +
    "The weights stay as they are: run `rollback`, or the step again once the reason is found.";
  return { state: "impossible", because, reasons };
}

function hints({ mark, share }: Probe, { asked, green, failed }: Look): string[] {
  if (failed.length > 0) return [];
  const said = `\`probe-match\` (${describeMark(mark)})`;
  if (green === 0 && share > 0) return [`${said} fits no answer: is it how green answers, and does the URL lead here?`];
  if (green === asked && share < 100) return [`${said} fits every answer: do blue's answers show it too?`];
  return [];
}

/** Without its query, which may be nobody else's business. */
export function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** What the last look saw, for people. */
export function describeLook({ probe, last: { asked, green } }: ProbeResult): string {
  return `${green} of ${asked} requests to ${addressOf(probe.url)} reached green (${probe.share} % is ${describeBounds(boundsOf(probe))})`;
}
