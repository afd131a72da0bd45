import type { Decision } from "./policy.ts";
import type { Ramp } from "./ramp.ts";
import type { Standing } from "./standing.ts";
import type { FailOn, Phase, Step, Strategy } from "./vocabulary.ts";

/** What a run is asked to do, free of any platform's words. */
export interface Intent {
  step: Step;
  strategy: Strategy;
  /** The weight that `shift` was given, in percent; undefined: the next rung of the ramp. */
  weight: number | undefined;
  ramp: Ramp;
  /** How long `shift` watches the new weight before it ends, in milliseconds. */
  bakeMs: number;
  /** Identifies the workflow run that starts a rollout: `owner/repo/runs/123`. */
  rolloutId: string;
  /** Milliseconds since the epoch at which the step began. */
  now: number;
  /** How long a step may take, in milliseconds from `now` on. */
  timeoutMs: number;
  /** Percent of the capacity that a share of the traffic needs which may be missing, 0–100. */
  maxCapacityDeficit?: number | undefined;
  /** Tells this run of a step from every other: what its claim says. */
  nonce?: string | undefined;
  /** This run has taken the claim: whoever takes it over from now on ends this step. */
  holds?: boolean | undefined;
  /** The rollout that the step is about, once it was seen; another in its place is a conflict. */
  rollout?: string | undefined;
  /** The rollout is judged by gates: its moves write down what has to be remembered. */
  gated?: { mark: string | undefined } | undefined;
  /** The step gives a rollout up (`replace`): a green that got all the traffic meanwhile is not removed, nor is blue. */
  givesUp?: boolean | undefined;
}

/** One entry of a plan. Data, so that plans can be printed, compared, explored and replayed. */
export interface Change {
  kind: string;
  /** What it does, as a sentence for people, in the imperative: "Set the weights to blue 0, green 100". */
  summary: string;
  /** True when it only waits: nothing on the platform is changed. */
  waits?: boolean;
  /** True when it only writes down what a wait came to. */
  records?: boolean;
  /**
   * True when it moves traffic: whoever applies it saves an undo record first. Of a wait: traffic moves while it lasts,
   * and the move is over only with it.
   */
  movesTraffic?: boolean;
  /** True when something is gone after it that served, or could serve again. */
  destroys?: boolean;
  /** Should it fail, nothing serves as it should: the policy's own rollback follows at once. */
  rollsBack?: boolean;
  /** True when this run holds the rollout after it. */
  claims?: boolean;
  /** A wait in which green is watched at its weight: gates judge it meanwhile, and before it is over. */
  bakes?: boolean;
  /** A wait that leaves no trace on the platform: seen to its end once in a step, it is not begun again. */
  once?: boolean;
}

/** What a platform applies: everything but its waits. */
export type Applied<C extends Change> = Exclude<C, { waits: true }>;

/** What a platform is asked about, whether it is over; of waits that time alone ends (`TimedWait`) it is not. */
export type WaitOf<C extends Change> = Exclude<Extract<C, { waits: true }>, { timed: true }>;

export function isApplied<C extends Change>(change: C): change is Applied<C> {
  return change.waits !== true;
}

export interface Plan<C extends Change> {
  changes: readonly C[];
  /** What the changes carry out; by it a later plan is recognised as the rest of this one. */
  decision?: Decision;
  /** Why there is nothing to do, when `changes` is empty. */
  nothing?: string;
  /** What a careful reader should know before approving. */
  warnings: readonly string[];
  /** What the plan comes to, and no worry: machines, batches, time. */
  notes?: readonly string[];
}

/** Whether a wait is over; `warning` is what a careful reader should know of its end. `impossible` ends it at once: more time would not help. */
export type Progress =
  | { state: "done"; warning?: string }
  | { state: "waiting"; for: string; have: number; want: number; reasons: readonly string[]; remedy?: string }
  | {
      state: "impossible";
      because: string;
      reasons: readonly string[];
      remedy?: string;
      /** Somebody else's hand ended it, not what is waited for. */
      code?: "conflict";
      /** Half of the machines must not stay changed: the policy's own rollback follows. */
      rollsBack?: boolean;
    };

/** One side of a rollout as people see it. */
export interface SideView {
  /** What carries it, e.g. the Auto Scaling group's name. Empty when the side does not exist (yet, or any more). */
  name: string;
  /** What routes to it, e.g. the target group's name. */
  target: string;
  /** What it runs: `image ami-0abc` or `launch template version 7`. */
  revision: string;
  /** How many are healthy; undefined where nobody measured it. */
  healthy: number | undefined;
  /** How many it is meant to have. */
  wanted: number;
  /** Percent of requests, 0–100; undefined while the listeners disagree. */
  weight: number | undefined;
}

interface RolloutView {
  id: string;
  revision: string;
  /** ISO 8601. */
  startedAt: string;
}

/** How testers reach green before any user does. */
export interface PreviewView {
  /** Undefined when the inputs do not say where the site is. */
  url: string | undefined;
  /** Which requests reach green, in words. */
  who: string;
  /** `Name: value`, what such a request has to send; of a secret only the name, and a word in its place. */
  headers: readonly string[];
}

/** A setting that is not the same on both sides, and changes for users with the switch. */
export interface Difference {
  what: string;
  blue: string;
  green: string;
}

/** Where the vendor's own console shows a part of a rollout. */
export interface PartLink {
  /** What it is: `listener`, `Auto Scaling group`. */
  what: string;
  name: string;
  url: string;
}

/** Everything that outputs, log and summary say about a state. */
export interface View {
  phase: Phase;
  /** The facts that the policy decides by. */
  standing: Standing;
  blue: SideView | undefined;
  green: SideView | undefined;
  /** Green's share in percent, 0–100; undefined while the listeners disagree. */
  weight: number | undefined;
  /** Whose requests the weight is about, when not everyone's: the cohort of an A/B test. */
  cohort: string | undefined;
  rollout: RolloutView | undefined;
  /** Milliseconds since the epoch from which the side without weight may go; undefined when no side waits to go. */
  safeTeardownAt: number | undefined;
  /** How long, in seconds, a client may still reach the side that lost its weight; 0 without stickiness. */
  stickySeconds: number;
  /** What is wrong, in whole sentences. Never empty when the phase is `degraded`. */
  problems: readonly string[];
  /** How testers reach green at any weight; absent when nobody does. */
  preview?: PreviewView | undefined;
  /** Where health is not counted: green answered as it should in this step, by a smoke test or a look from outside. */
  measured?: boolean;
  /** What this step saw from outside, as a sentence; absent when it did not look. */
  look?: string | undefined;
  /** What is set up otherwise for green than for blue, beside the version. */
  differences?: readonly Difference[];
  /** The platform has to be prepared by `setup` before anything else. */
  needsSetup?: boolean;
  /** Where to look further; absent where the vendor has no console. */
  links?: readonly PartLink[];
  facts: Facts;
}

/** Identity and routing facts by name, the subject of the state digest. Health and sizes are not among them. */
export type Facts = Readonly<Record<string, string>>;

/** What `status` may be asked to fail on, with what it needs to judge. */
export interface Alerts {
  failOn: readonly FailOn[];
  /** A rollout older than this many milliseconds is stale. */
  expiresAfterMs: number;
}
