import type { Clock } from "./clock.ts";

/** How often something is tried, and until when. */
export interface Pace {
  clock: Clock;
  signal: AbortSignal;
  /** Milliseconds between two tries. */
  pauseMs: number;
  /** Milliseconds since the epoch after which there is no further try. */
  until: number;
}

/**
 * Asks until the answer is the awaited one, or the time is over; at least once.
 *
 * @returns the last answer, whichever it is.
 */
export async function poll<T>(
  { clock, signal, pauseMs, until }: Pace,
  ask: () => Promise<T>,
  isAwaited: (answer: T) => boolean,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isAwaited(answer) || clock.now() > until) return answer;
    await clock.sleep(pauseMs, signal);
  }
}

/**
 * Tries again what failed for a reason that passes.
 *
 * @param failed hears of each failure after which it is tried again.
 * @throws what the last try threw.
 */
export async function retry<T>(
  { clock, signal, pauseMs, until }: Pace,
  isPassing: (error: unknown) => boolean,
  attempt: () => Promise<T>,
  failed?: (error: unknown) => void,
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || clock.now() + pauseMs > until) throw error;
      failed?.(error);
    }
    await clock.sleep(pauseMs, signal);
  }
}
