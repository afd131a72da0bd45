/** The run that a step belongs to, as GitHub tells it (GitHub docs, "Default environment variables"). */
export interface RunInfo {
  /** Of GitHub's REST API. */
  apiUrl: string;
  owner: string;
  repo: string;
  runId: number;
  /** `owner/repo/runs/123`: what a rollout that begins here is known by. */
  rollout: string;
  sha: string;
  /** Where a person reads the log of this attempt. */
  logUrl: string;
  /** The pull request whose branch the run is of; undefined: of none. */
  pullRequest: number | undefined;
}

/** @returns undefined outside of a run of GitHub's. */
export function runInfo(env: Readonly<Record<string, string | undefined>>): RunInfo | undefined {
  const [owner = "", repo = "", ...more] = (env.GITHUB_REPOSITORY ?? "").split("/");
  const runId = Number(env.GITHUB_RUN_ID);
  const sha = env.GITHUB_SHA ?? "";
  if (owner === "" || repo === "" || more.length > 0 || !Number.isSafeInteger(runId) || sha === "") return undefined;
  const attempt = env.GITHUB_RUN_ATTEMPT ?? "1";
  const [, pull] = /^refs\/pull\/(\d{1,15})\//.exec(env.GITHUB_REF ?? "") ?? [];
  return {
    ...{ owner, repo, runId, sha },
    apiUrl: env.GITHUB_API_URL || "https://api.github.com",
    rollout: `${owner}/${repo}/runs/${runId}`,
    logUrl: `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${owner}/${repo}/actions/runs/${runId}/attempts/${attempt}`,
    pullRequest: pull === undefined ? undefined : Number(pull),
  };
}

/** Whether an address is of the same run, whichever attempt or job. */
export function isOfRun(url: string, { owner, repo, runId }: RunInfo): boolean {
  const path = `/${owner}/${repo}/actions/runs/${runId}`;
  const at = url.indexOf(path);
  return at >= 0 && /^(?:\/|$)/.test(url.slice(at + path.length));
}
