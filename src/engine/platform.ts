import type { Change, Intent, Plan, Progress, View } from "../delivery/plan.ts";

/**
 * What a platform must be able to do; the engine knows nothing else of it.
 *
 * `S` is a snapshot of the live platform, `C` a change to it; both are plain data. `plan`, `settled` and `view` are
 * pure: the same arguments give the same answer, and they never wait.
 */
export interface Platform<S, C extends Change> {
  /** Everything that a decision of this step needs, in as few calls as possible, in parallel. */
  observe(): Promise<S>;

  /**
   * An ordered list of changes from the state seen to the one intended; empty when it is already there.
   *
   * @throws DeliveryError when the state does not allow the step: nothing has been touched then.
   */
  plan(intent: Intent, seen: S): Plan<C>;

  /**
   * Makes one change. Idempotent and safe to repeat after a crash at any call.
   *
   * @returns the snapshot with what was read back; undefined when nothing was, so that the engine observes anew.
   */
  apply(change: C, seen: S): Promise<S | undefined>;

  /**
   * Reads again what the wait is about, and only that.
   *
   * @param thorough the last look before the time is up: reasons are wanted now, whatever they cost.
   */
  refresh(wait: C, seen: S, thorough: boolean): Promise<S>;

  /** Whether the wait is over. */
  settled(wait: C, seen: S): Progress;

  view(seen: S): View;

  /**
   * The undo record, saved before traffic moves: the change that leaves no half-done step behind. For a step towards
   * green it restores the weights seen; for a rollback it is the rollback itself.
   */
  undo(intent: Intent, seen: S): C;

  /** Closes connections, so that the process can end. */
  close(): void;
}
