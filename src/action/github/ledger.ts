import type { Clock } from "../../engine/clock.ts";
import type { TimelineEntry } from "./comment.ts";
import { broughtBy, commentBody, markerOf, ownComment } from "./comment.ts";
import { failureOf, pauseAfter } from "./failures.ts";
import type { Deployment, GitHubApi } from "./port.ts";
import type { RolloutKey } from "./rollout-key.ts";
import { isOf, isOfSubject, TASK } from "./rollout-key.ts";
import type { RunInfo } from "./run-info.ts";
import { isOfRun } from "./run-info.ts";
import type { DeploymentStatus } from "./statuses.ts";
import { described } from "./statuses.ts";

/** Tools of everything here. */
export interface LedgerTools {
  api: GitHubApi;
  run: RunInfo;
  clock: Clock;
  signal: AbortSignal;
}

/** The deployment of one rollout, with what this step has to know of it. */
export interface Entry {
  deployment: Deployment;
  /** The lines that it has, the newest first. */
  told: TimelineEntry[];
  /** Earlier deployments of the same service and environment, the newest first. */
  earlier: readonly Deployment[];
}

/** What there is of a service in an environment: the deployment of a rollout, if a step has made one, and earlier ones. */
export async function lookUp(
  key: RolloutKey,
  { api }: LedgerTools,
): Promise<{ deployment: Deployment | undefined; earlier: Deployment[] }> {
  const all = await api.deployments(key.environment, { task: TASK });
  const known = newestFirst(all.filter(({ task, payload }) => task === TASK && isOfSubject(payload, key)));
  // Two runs may have made one each: the older one is everybody's.
  const deployment = known.findLast(({ payload }) => isOf(payload, key));
  const earlier = known.filter(({ id, payload }) => id < (deployment?.id ?? Infinity) && !isOf(payload, key));
  return { deployment, earlier };
}

/** @param revision what the version is called: a commit is what GitHub shows the deployment of. */
export async function createDeployment(key: RolloutKey, revision: string, tools: LedgerTools): Promise<Deployment> {
  const { environment, subject, rollout } = key;
  const { api, run } = tools;
  const create = (ref: string) => {
    const description = described(`${subject}: ${revision}`);
    const deployment = { ref, task: TASK, environment, description, payload: { subject, rollout } };
    const find = async () => (await lookUp(key, tools)).deployment;
    return once(() => api.createDeployment(deployment), find, tools);
  };
  if (!/^[0-9a-f]{40}$/.test(revision) || revision === run.sha) return create(run.sha);
  return create(revision).catch((error: unknown) => {
    // A commit of another repository: the workflow's own is the next best.
    if (failureOf(error).status !== 422) throw error;
    return create(run.sha);
  });
}

/** Whether GitHub itself made a deployment in this environment for a job of this run. */
export async function isDoubled({ environment }: RolloutKey, { api, run }: LedgerTools): Promise<boolean> {
  const [newest] = newestFirst(
    (await api.deployments(environment, { sha: run.sha })).filter(({ task }) => task !== TASK),
  );
  return newest !== undefined && (await api.statuses(newest.id)).some(({ logUrl }) => isOfRun(logUrl, run));
}

/** Adds a line to the timeline. */
export async function addStatus(entry: Entry, status: DeploymentStatus, tools: LedgerTools): Promise<void> {
  const { api, run } = tools;
  const { deployment } = entry;
  const wanted = { ...status, logUrl: run.logUrl };
  const find = async () => {
    const [newest] = await api.statuses(deployment.id);
    const same = newest?.state === wanted.state && newest.description === wanted.description;
    return same && newest.logUrl === wanted.logUrl ? newest : undefined;
  };
  entry.told.unshift(await once(() => api.createStatus(deployment.id, wanted), find, tools));
}

/** The version before this one is gone: nobody can go back to it. */
export async function endEarlier({ earlier: [before] }: Entry, key: RolloutKey, tools: LedgerTools): Promise<void> {
  if (before === undefined) return;
  const told = await tools.api.statuses(before.id);
  if (told[0]?.state === "inactive") return;
  const description = described(`replaced by rollout ${key.rollout}`);
  await addStatus(
    { deployment: before, told, earlier: [] },
    { state: "inactive", description, environmentUrl: "" },
    tools,
  );
}

/**
 * Brings the comment on the pull request up to date.
 *
 * @returns false when no pull request brought the commit.
 */
export async function comment(entry: Entry, key: RolloutKey, tools: LedgerTools): Promise<boolean> {
  const { api, run } = tools;
  const { environment, subject } = key;
  const { sha } = entry.deployment;
  const pull = run.pullRequest ?? broughtBy(await api.pullRequestsOf(sha), sha);
  const author = entry.told[0]?.author ?? "";
  if (pull === undefined || author === "") return false;
  const [marker, body] = [markerOf(environment, subject), commentBody(environment, subject, entry.told)];
  const own = async () => ownComment(await api.comments(pull), marker, author);
  const existing = await own();
  if (existing === undefined) await once(() => api.createComment(pull, body), own, tools);
  else if (existing.body !== body) await api.updateComment(existing.id, body);
  return true;
}

/**
 * Makes something that must not be there twice. Where nobody knows whether it was made, it is looked for first.
 *
 * @throws what the last try threw.
 */
async function once<T>(
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
  { clock, signal }: LedgerTools,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    const pause = pauseAfter(error, 1);
    if (pause === undefined || signal.aborted) throw error;
    await clock.sleep(pause, signal);
    return (await find()) ?? (await create());
  }
}

function newestFirst(deployments: readonly Deployment[]): Deployment[] {
  return [...deployments].sort((one, other) => other.id - one.id);
}
