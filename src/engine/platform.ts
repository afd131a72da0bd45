import type { Finding } from "../delivery/findings.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../delivery/plan.ts";
import type { SideName } from "../delivery/standing.ts";

/**
 * What a platform must be able to do; the engine knows nothing else of it.
 *
 * `S` is a snapshot of the live platform, `C` a change to it; both are plain data. `plan`, `settled`, `view`, `undo` and
 * `accepts` are pure: the same arguments give the same answer, and they never wait.
 */
export interface Platform<S, C extends Change> {
  /** Everything that a decision of this step needs, in as few calls as possible, in parallel. */
  observe(): Promise<S>;

  /**
   * Reads again what a switch is judged by when nothing was waited for since the last look: routes and record. Absent:
   * `observe` does.
   */
  confirm?(seen: S): Promise<S>;

  /**
   * What the policy decides (`decide`), in the safe order (`schedule`), by this platform's moves. In the middle of a
   * step it is asked again: the answer then is the rest.
   *
   * @throws DeliveryError when the state does not allow the step.
   */
  plan(intent: Intent, seen: S): Plan<C>;

  /**
   * Makes one change. Idempotent and safe to repeat after a crash at any call.
   *
   * @returns the snapshot with what was read back; undefined when nothing was, so that the engine observes anew.
   * @throws DeliveryError; `noEffect` speaks of the whole change: not when an earlier call of it succeeded.
   */
  apply(change: Applied<C>, seen: S): Promise<S | undefined>;

  /**
   * Reads again what the wait is about, and only that. Waits for time alone are not asked about.
   *
   * @param look how often this wait was looked at, and whether it is the last time.
   */
  refresh(wait: WaitOf<C>, seen: S, look: Look): Promise<S>;

  /** Whether the wait is over. */
  settled(wait: WaitOf<C>, seen: S): Progress;

  /**
   * What the next deploy would be refused for or warn of: a dry plan of it, by all that it would read, and its rights as
   * far as they can be asked without an effect. For `status`, while no rollout is on. Absent: nothing can be told.
   */
  diagnose?(intent: Intent, seen: S): Promise<readonly Finding[]>;

  /** Where the rollout stands (`View.standing`), and what people are told of it. */
  view(seen: S): View;

  /** How the platform's own metrics or logs count the requests of each side; the gates ask. */
  meter(seen: S): Meter;

  /**
   * The undo record, saved before traffic moves: the change that leaves no half-done step behind. For a step towards
   * green it restores the weights seen; for a rollback it is the rollback itself.
   */
  undo(intent: Intent, seen: S): Applied<C>;

  /**
   * Whether a record read back in `post` is one that `undo` makes for this step and these resources: its kind, its
   * names and its numbers. The runner's state is not trusted.
   */
  accepts(undo: Change, intent: Intent, seen: S): undo is Applied<C>;

  /** Closes connections, so that the process can end. */
  close(): void;
}

/** What counts the requests of a rollout's sides on the platform itself, by the names that its metrics have. */
export type Meter =
  /** Of an application load balancer, by ARN; one target group for both sides counts them together. */
  | { by: "target-groups"; loadBalancer: string; green: string; blue: string }
  /** A stage of a REST API and its canary. */
  | { by: "stage"; apiName: string; apiId: string; stage: string; functions?: CalledFunctions }
  /** Two versions behind an alias, whose calls may take so many milliseconds. */
  | { by: "functions"; functions: Readonly<Record<SideName, FunctionCall>>; timeoutMs: number }
  /** A log of this machine, which tells the sides by their local ports. */
  | { by: "access-log"; path: string; ports: Readonly<Record<SideName, number>> }
  /** Nothing does; why, as a sentence. */
  | { by: "nothing"; because: string; functions?: CalledFunctions };

/** The functions that the sides call, which count their calls themselves; or why they do not tell them apart, as a sentence. */
export type CalledFunctions = Readonly<Record<SideName, FunctionCall>> | { because: string };

/** How a Lambda function is called: through an alias, one version behind a weighted alias, or a version itself. */
export interface FunctionCall {
  functionName: string;
  alias?: string;
  version?: string;
}

/** One look of a wait, so that a platform need not keep count. */
export interface Look {
  /** 1 for the first look of this wait. */
  number: number;
  /** Milliseconds since the epoch at which this wait began. */
  since: number;
  /** The last look before the time is up: reasons are wanted now, whatever they cost. */
  thorough: boolean;
}
