import { formatDuration } from "../delivery/duration.ts";
import { MINUTE_MS } from "../delivery/shifts.ts";

/** How an alarm is set up, as far as that decides whether it can judge a bake. */
export interface AlarmSetup {
  name: string;
  /** Seconds of one period, and how many periods have to be bad. */
  periodSeconds: number;
  datapoints: number;
  /** It has a band instead of a threshold, on a count of one side's requests. */
  bandOnRequests: boolean;
  /** It evaluates a percentile whatever the number of samples. */
  percentileOfFew: boolean;
}

/** What a plan says about an alarm before anything is moved. */
export type AlarmAdvice =
  /** It reacts later than the bake ends. */
  | { id: "too-slow"; name: string; reactsMs: number; bakeMs: number }
  /** A shift of traffic is what its band will call an anomaly. */
  | { id: "sees-the-shift"; name: string }
  /** Few samples make a high percentile jump. */
  | { id: "few-samples"; name: string; samples: number };

/** Until a metric's sparse points have been evaluated, on top of the alarm's own periods. */
const EVALUATION_MS = 5 * MINUTE_MS;
/** CloudWatch's own line for a percentile that means something. */
const ENOUGH_SAMPLES = 1_000;

/**
 * What to say about an alarm in the plan.
 *
 * @param samples samples of green per period at the weight to be set; undefined where nobody knows.
 */
export function adviseOn(alarm: AlarmSetup, bakeMs: number, samples: number | undefined): AlarmAdvice[] {
  const { name, periodSeconds, datapoints, bandOnRequests, percentileOfFew } = alarm;
  const reactsMs = periodSeconds * datapoints * 1_000 + EVALUATION_MS;
  const advice: AlarmAdvice[] = [];
  if (reactsMs > bakeMs) advice.push({ id: "too-slow", name, reactsMs, bakeMs });
  if (bandOnRequests) advice.push({ id: "sees-the-shift", name });
  if (percentileOfFew && samples !== undefined && samples < ENOUGH_SAMPLES)
    advice.push({ id: "few-samples", name, samples });
  return advice;
}

/** An advice as a sentence. The alarm's name in it is not escaped. */
export function adviceSentence(advice: AlarmAdvice): string {
  const alarm = `alarm \`${advice.name}\``;
  switch (advice.id) {
    case "too-slow":
      return `${alarm} reacts after up to ${formatDuration(advice.reactsMs)}, and the bake takes ${formatDuration(advice.bakeMs)}: bake longer, or give it a shorter period.`;
    case "sees-the-shift":
      return `${alarm} watches a side's number of requests against a band: the shift itself is the anomaly.`;
    case "few-samples":
      return `${alarm} evaluates a percentile of ${advice.samples} samples a period; below ${ENOUGH_SAMPLES} set EvaluateLowSampleCountPercentile to \`ignore\`.`;
  }
}
