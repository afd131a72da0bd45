import type { DeliveryError } from "../delivery/errors.ts";
import { errorMessage } from "../delivery/errors.ts";
import { systemClock } from "../engine/clock.ts";
import type { Reporter } from "../engine/events.ts";
import type { Approval } from "./github/approvals.ts";
import type { Inputs } from "./inputs.ts";
import { mask } from "./log.ts";

/** What GitHub is told of a step while it goes on. */
export interface Told extends Reporter {
  /** Who approved what in this run, as far as GitHub has said so by now. */
  approvals(): Promise<readonly Approval[]>;
  /**
   * Says how the step ended, and waits for GitHub as long as a step may.
   *
   * @param hurried the runner is about to end the process.
   */
  end(error: DeliveryError | undefined, hurried?: boolean): Promise<void>;
}

/** Milliseconds that a step waits at its end for GitHub; after a cancellation the runner ends it soon. */
const END_MS = 10_000;
const HURRIED_END_MS = 1_500;
/** Milliseconds that one answer of GitHub may take. */
const ANSWER_MS = 4_000;
/** Milliseconds that the summary waits for GitHub to say who approved. */
const APPROVALS_MS = 2_000;

/**
 * What tells GitHub of this step; undefined: nobody asked for it, or it cannot be. Its code, and its client, are loaded
 * now. Whatever is wrong here is warned of and is no reason for a step to end otherwise than it does.
 */
export async function deploymentsOf(inputs: Inputs, warn: (message: string) => void): Promise<Told | undefined> {
  const { github, dryRun, step } = inputs;
  const { deployments } = github;
  if (deployments === undefined || dryRun) return undefined;
  const { environment, comment, token } = deployments;
  const untold = (why: string) => warn(`GitHub is not told of this rollout (deployment-environment): ${why}.`);
  if (token === undefined) {
    untold("`github-token` is empty");
    return undefined;
  }
  mask(token);
  const stop = new AbortController();
  try {
    const { DeploymentTimeline, OctokitApi, runInfo, subjectOf } = await import("./github/index.ts");
    const run = runInfo(process.env);
    if (run === undefined) {
      untold("GITHUB_REPOSITORY, GITHUB_RUN_ID or GITHUB_SHA is not set");
      return undefined;
    }
    const [clock, { signal }] = [systemClock, stop];
    const { apiUrl: baseUrl, owner, repo } = run;
    const api = new OctokitApi({ token, baseUrl, owner, repo, clock, signal, answerMs: ANSWER_MS });
    const about = { environment, comment, subject: subjectOf(inputs), url: urlOf(inputs), warn };
    const timeline = new DeploymentTimeline(about, { api, run, clock, signal });
    return {
      report: (event) => timeline.report(event),
      approvals: () => within(APPROVALS_MS, timeline.approvals(), () => []),
      async end(error, hurried = false) {
        const limit = hurried ? HURRIED_END_MS : END_MS;
        await within(limit, timeline.end(step, error), () => stop.abort(new Error("the step has ended")));
      },
    };
  } catch (error) {
    untold(errorMessage(error));
    return undefined;
  }
}

/** Both hear of everything. */
export function both(first: Reporter, second: Reporter | undefined): Reporter {
  if (second === undefined) return first;
  return {
    report(event) {
      first.report(event);
      second.report(event);
    },
  };
}

function urlOf({ target }: Inputs): string | undefined {
  return target.platform === "ec2" && "url" in target.settings ? target.settings.url : undefined;
}

async function within<T, U>(ms: number, awaited: Promise<T>, late: () => U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<U>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms);
  });
  try {
    return await Promise.race([awaited, limit]);
  } finally {
    clearTimeout(timer);
  }
}
