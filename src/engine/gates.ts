import { DeliveryError } from "../delivery/errors.ts";
import type { Audience, Standing } from "../delivery/standing.ts";
import type { Verdict } from "../delivery/vocabulary.ts";
import type { Meter } from "./platform.ts";

/** Milliseconds between two looks at the gates: alarms may flap within a minute. */
export const GATE_LOOK_MS = 30_000;
/** A verdict that is older is asked for again right before traffic moves. */
export const FRESH_VERDICT_MS = 60_000;

/** What judges green beside its health. The engine knows when to ask, and nothing of what is asked. */
export interface Gates {
  readonly onFailure: "rollback" | "hold";
  /** What becomes of a green that too few requests reached to tell. */
  readonly onInconclusive: "fail" | "pass";
  /** Milliseconds from its beginning that a bake may take while its verdict is inconclusive. */
  readonly maxBakeMs: number;
  /**
   * Before anything is moved: asks everything once, so that a missing permission, a wrong name or an alarm that is red
   * already stops the step, and fixes what holds for the whole rollout.
   *
   * @throws DeliveryError `gates`, `denied` or `refused`.
   */
  begin(about: Judged, move: GatedMove): Promise<Opening>;
  /** One look: all minutes of the rollout are judged anew. Never throws but when the run is cancelled. */
  look(about: Judged): Promise<GateLook>;
}

/** What a look is about. */
export interface Judged {
  standing: Standing;
  meter: Meter;
  /** The step's bake, in milliseconds: what is known of it before the first move. */
  bakeMs: number;
}

/** What the step gives green; where it judges alone, what green has. */
export interface GatedMove {
  /** Percent of the audience's requests. */
  to: number;
  audience: Audience;
}

export interface Opening {
  /** What the rollout has to remember; undefined: nothing that would need to be. */
  mark: string | undefined;
  warnings: readonly string[];
  /** What this bake can tell: worth a line of the log, and no worry. */
  notes?: readonly string[];
}

/** What the gates say at one look. */
export interface GateLook {
  verdict: Verdict;
  /** Why, as a sentence. */
  because: string;
  remedy: string | undefined;
  /** The look as one line of a log. */
  line: string;
  /** Inconclusive for want of requests alone: nothing speaks against green. */
  short: boolean;
  /** Milliseconds since the epoch before which the weight is not to be left: too little of it can be judged. */
  ripeAt: number;
  /** What to know beside the verdict; each is said at one look and not again. */
  warnings?: readonly string[];
}

/**
 * What a step whose gates did not pass ends with.
 *
 * @param then what the reader does next, beside what the verdict itself asks for.
 * @param rollout what was judged.
 */
export function gateError({ verdict, because, remedy }: GateLook, then: string, rollout?: string): DeliveryError {
  return new DeliveryError("gates", `${HEADS[verdict]}: ${because}`.replace(/([^.])$/, "$1."), {
    verdict,
    rollout,
    remedy: remedy === undefined ? then : `${remedy} ${then}`,
  });
}

const HEADS: Record<Verdict, string> = {
  pass: "Green passed its gates",
  fail: "Green failed its gates",
  inconclusive: "The verdict on green is inconclusive",
  error: "Green could not be judged",
};
