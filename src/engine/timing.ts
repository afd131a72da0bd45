/**
 * The bounds on which claims rest. AWS's tags have no compare-and-swap, so a claim on them is Fischer's timed mutual
 * exclusion: read that nobody holds it, write your own mark, wait longer than any write based on an older reading may
 * have been under way, read again; only whose mark still stands goes on.
 *
 * For that every change that moves traffic, destroys, or claims begins at most `FRESH_MS` after the look that it rests
 * on was begun, or a new look is made right before it; and a claim is read again only `CLAIM_WAIT_MS` after it was written. The
 * difference is what a write may take. A write that takes longer, or a reading that lags behind (AWS gives no bound for
 * either), can still let two runs pass: so no claim is proof. It narrows the window; looks right before destruction and
 * goals judged at the end bound the damage.
 */

/** Milliseconds for which a look may be acted on. */
export const FRESH_MS = 2_000;

/** Milliseconds after which a claim that still stands is one's own. */
export const CLAIM_WAIT_MS = 3_000;

/** Milliseconds in which a call whose answer nobody waited for may still take effect. */
export const LATE_EFFECT_MS = 3_000;

/** Milliseconds for which a finished step waits for a reading that lags behind, before its goal counts as missed. */
export const SETTLE_MS = 15_000;
