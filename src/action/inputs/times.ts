import { formatDuration, parseDuration } from "../../delivery/duration.ts";
import type { Ramp } from "../../delivery/ramp.ts";
import type { PlatformName, Step } from "../../delivery/vocabulary.ts";
import type { GatesAsked } from "../../gates/asked.ts";
import { leastBakeMs } from "../../gates/asked.ts";
import type { COMMON } from "./common.ts";
import { MAX_STEP_MS } from "./common.ts";
import type { InputReader } from "./reader.ts";

/** How long a step may take, and how long it stays at a weight. All in milliseconds. */

type Reader = InputReader<typeof COMMON>;

const DEFAULT_TIMEOUT_MS = parseDuration("15m") ?? 0;
/** Batch after batch of machines drains, boots and warms up. As long as credentials usually last. */
const BATCHES_TIMEOUT_MS = parseDuration("1h") ?? 0;
/** Each rung of a `rollout`, when nothing says how long. */
const ROLLOUT_BAKE_MS = parseDuration("10m") ?? 0;

/** How long a step bakes. */
export function bakeOf(reader: Reader, step: Step, ramp: Ramp): number {
  const given = reader.get("bake-time");
  if (step === "shift") return given ?? ramp.bakeMs ?? 0;
  if (step === "rollout") return given ?? ramp.bakeMs ?? ROLLOUT_BAKE_MS;
  return step === "verify" ? (given ?? 0) : 0;
}

/** What decides how long a weight may have to stay. */
export interface Stay {
  step: Step;
  platform: PlatformName;
  bakeMs: number;
  gates: GatesAsked | undefined;
  /** Whether the step replaces or changes machines batch by batch. */
  batches: boolean;
  /** Whether green is compared with blue: then a weight is not left before some minutes of it can be judged. */
  compared: boolean;
}

/** How long the step may take, with room for the longest stay at a weight. */
export function timeoutOf(reader: Reader, stay: Stay): number {
  const ms = reader.get("timeout");
  const longest = longestStay(stay);
  if (ms === undefined) {
    const usual = stay.batches ? BATCHES_TIMEOUT_MS : DEFAULT_TIMEOUT_MS;
    return stay.step === "rollout" ? MAX_STEP_MS : Math.min(usual + longest, MAX_STEP_MS);
  }
  if (longest >= ms) {
    const what = longest > stay.bakeMs ? "the time that a verdict may take, " : "the bake time of ";
    reader.fail("timeout", `leaves no room for ${what}${formatDuration(longest)}.`, { example: "timeout: 1h" });
  }
  return ms;
}

/** The same with room for the image that a deploy makes, unless it is said how long the step may take. */
export function withImage(timeoutMs: number, imageMs: number, reader: Reader): number {
  return reader.has("timeout") ? timeoutMs : Math.min(timeoutMs + imageMs, MAX_STEP_MS);
}

function longestStay({ step, platform, bakeMs, gates, compared }: Stay): number {
  if (gates === undefined || step === "promote") return bakeMs;
  const waits = compared && step !== "verify";
  return Math.max(gates.maxBakeMs, waits ? leastBakeMs(gates, platform) : 0);
}
