import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError, errorMessage } from "../delivery/errors.ts";
import type { Change, Intent, Progress, WaitOf } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { isTimed, timedProgress } from "../delivery/waits.ts";
import type { Clock } from "./clock.ts";
import type { Watch } from "./gating.ts";
import type { Look, Platform } from "./platform.ts";
import { retry } from "./poll.ts";
import type { RunTools } from "./run.ts";
import { CLAIM_WAIT_MS } from "./timing.ts";

/** Milliseconds between two looks during a wait: sees a target turn healthy within a second, at a call a second. */
export const POLL_MS = 1_500;
/** Milliseconds between two lines of log during a wait in which only counts change, and in which nothing does. */
const COUNTS_MS = 10_000;
const QUIET_MS = 30_000;
/** At most so many reasons of earlier looks are told again. */
const EARLIER_REASONS = 5;

type Waiting = Extract<Progress, { state: "waiting" }>;

/**
 * Looks until a wait is over.
 *
 * @param watch what else has a say in whether it is: the gates of a bake.
 * @returns what the last look saw.
 * @throws DeliveryError `unhealthy` when it can never be over, `timeout` when the step's time is.
 */
export async function waitFor<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  wait: C,
  start: S,
  tools: RunTools,
  watch?: Watch<S>,
): Promise<S> {
  const { clock, signal, reporter } = tools;
  const began = clock.now();
  const deadline = intent.now + intent.timeoutMs;
  let seen = start;
  const progressLog = new ProgressLog();
  const reported = new Set<string>();
  for (let number = 1; ; number += 1) {
    const last = clock.now() + POLL_MS > deadline;
    const looked = await patiently(deadline, tools, () =>
      lookFor(platform, wait, seen, { number, since: began, thorough: last }, clock),
    );
    seen = looked.seen;
    const own = looked.progress;
    const progress = watch === undefined ? own : await watch.progress(own, seen, { since: began, last });
    if (progress.state === "done") {
      if (progress.warning !== undefined) reporter.report({ type: "warning", message: progress.warning });
      return seen;
    }
    reporter.report({ type: "refreshed", view: platform.view(seen) });
    if (progress.state === "impossible") {
      const { because, reasons, remedy = REMEDIES[intent.step], code = "unhealthy", rollsBack = false } = progress;
      const rollout = rollsBack ? platform.view(seen).standing.rollout?.id : undefined;
      throw new DeliveryError(code, because, { reasons, remedy, rollsBack, rollout });
    }
    const now = clock.now();
    if (progressLog.isDue(progress, now)) {
      reporter.report({ type: "waiting", change: wait, progress, sinceMs: now - began });
    }
    if (last) throw timedOut(progress, reported, intent);
    for (const reason of progress.reasons) reported.add(uncounted(reason));
    await clock.sleep(POLL_MS, signal);
  }
}

/** Of a wait for time alone nothing is read but what a bake is about: the weight. */
async function lookFor<S, C extends Change>(
  platform: Platform<S, C>,
  wait: C,
  before: S,
  look: Look,
  clock: Clock,
): Promise<{ seen: S; progress: Progress }> {
  if (isTimed(wait)) {
    const read = () => (platform.confirm === undefined ? platform.observe() : platform.confirm(before));
    const seen = wait.kind === "bake" ? await read() : before;
    const times = { since: look.since, now: clock.now(), claimMs: CLAIM_WAIT_MS };
    return { seen, progress: timedProgress(wait, times, platform.view(seen).standing) };
  }
  const asked = wait as WaitOf<C>;
  const seen = await platform.refresh(asked, before, look);
  return { seen, progress: platform.settled(asked, seen) };
}

/** What of a wait is worth a line: a new reason at once, new counts every ten seconds, the same ones now and then. */
class ProgressLog {
  readonly #told = new Set<string>();
  #last = "";
  #at = 0;

  isDue({ for: what, have, want, reasons }: Waiting, now: number): boolean {
    const line = `${what} ${have}/${want} ${reasons.join()}`;
    // Numbers in a reason are counts too, and one machine is as good an example as another: only words make it a new one.
    const words = [what, ...reasons].map((text) => text.replace(/\bi-[\da-f]+\b|\d+/g, "0"));
    const isNews = words.some((text) => !this.#told.has(text));
    if (!isNews && now - this.#at < (line === this.#last ? QUIET_MS : COUNTS_MS)) return false;
    for (const text of words) this.#told.add(text);
    this.#last = line;
    this.#at = now;
    return true;
  }
}

/** One look. A passing fault of the platform is a reason to look again, not to fail; a refusal is not. */
export async function patiently<T>(
  deadline: number,
  { clock, signal, reporter }: RunTools,
  look: () => Promise<T>,
): Promise<T> {
  return retry(
    { clock, signal, pauseMs: POLL_MS, until: deadline },
    (error) => error instanceof DeliveryError && error.transient,
    look,
    (error) => reporter.report({ type: "warning", message: `${errorMessage(error)} It is tried again.` }),
  );
}

/** What helps when a wait ends without its goal and the platform knows nothing better. */
const REMEDIES: Record<Step, string> = {
  deploy:
    "Run `deploy` again to go on waiting, perhaps with a longer `timeout`; or `rollback`, then `teardown`, to give green up.",
  verify: "Run `verify` again once green is healthy, or `rollback`.",
  rollout: "Run `rollout` again once green is healthy, or `rollback`.",
  shift: "Run `shift` again once green is healthy, or `rollback`.",
  promote: "Run `promote` again once green is healthy, or `rollback`.",
  rollback:
    "Run `rollback` again to go on waiting for blue, perhaps with a longer `timeout`; `promote` gives green everything.",
  teardown: "Run `teardown` again to go on from here, perhaps with a longer `timeout`.",
  status: "Run `status` again.",
  setup: "Run `setup` again.",
};

/** With the reasons of this look, and those of earlier ones: what was unhealthy may have been replaced a moment ago. */
function timedOut(progress: Waiting, reported: ReadonlySet<string>, { step, timeoutMs }: Intent): DeliveryError {
  const message = `After ${formatDuration(timeoutMs)} (timeout): ${progress.for}: ${progress.have} of ${progress.want}.`;
  const now = new Set(progress.reasons.map(uncounted));
  const earlier = [...reported].filter((reason) => !now.has(reason)).slice(-EARLIER_REASONS);
  return new DeliveryError("timeout", message, {
    reasons: [...progress.reasons, ...earlier.map((reason) => `earlier: ${reason}`)],
    remedy: progress.remedy ?? REMEDIES[step],
  });
}

/** `2 × target unhealthy` and `1 × target unhealthy` are one reason. */
function uncounted(reason: string): string {
  return reason.replace(/^\d+ × /, "");
}
