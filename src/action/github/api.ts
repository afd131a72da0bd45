import { getOctokit } from "@actions/github";
import { tellCall } from "../../engine/api-calls.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Approval } from "./approvals.ts";
import { approvalsOf } from "./approvals.ts";
import type { Comment, PullRequest, TimelineEntry } from "./comment.ts";
import { failureOf, pauseAfter } from "./failures.ts";
import type { Deployment, GitHubApi, NewDeployment, NewStatus } from "./port.ts";

/** How often is asked. */
const ATTEMPTS = 3;
/** Entries of a page, the most that GitHub gives, and how many pages of comments are looked through. */
const PAGE = 100;
const MAX_PAGES = 10;

export interface ApiOptions {
  /** Where the API is: `https://api.github.com`, or that of a GitHub Enterprise Server. */
  baseUrl: string;
  token: string;
  owner: string;
  repo: string;
  clock: Clock;
  /** Ends whatever is under way. */
  signal: AbortSignal;
  /** Milliseconds that one answer may take. */
  answerMs: number;
}

/** GitHub's REST API for one repository, by the job's proxy and with the time that a step has for it. */
export class OctokitApi implements GitHubApi {
  readonly #rest: ReturnType<typeof getOctokit>["rest"];
  readonly #options: ApiOptions;
  readonly #repository: { owner: string; repo: string };

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#repository = { owner: options.owner, repo: options.repo };
    // What the library has to say holds text of the server, which the runner would read for commands.
    const silent = () => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const octokit = getOctokit(options.token, { baseUrl: options.baseUrl, userAgent: "progressive-delivery", log });
    octokit.hook.wrap("request", async (request, asked) => {
      const began = Date.now();
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.answerMs)]);
      const tell = (outcome: string, requestId: unknown) =>
        tellCall(() => ({
          action: `${asked.method} ${asked.url}`,
          durationMs: Date.now() - began,
          outcome,
          requestId: typeof requestId === "string" ? requestId : undefined,
        }));
      try {
        // In place: the library's own hook, which adds the token, passes on what it was given at first.
        asked.request.signal = signal;
        const answer = await request(asked);
        tell(String(answer.status), answer.headers["x-github-request-id"]);
        return answer;
      } catch (error) {
        const { status, requestId } = failureOf(error);
        tell(status === undefined ? "no answer" : String(status), requestId);
        throw error;
      }
    });
    this.#rest = octokit.rest;
  }

  async deployments(environment: string, filter: { task?: string; sha?: string }): Promise<Deployment[]> {
    const { data } = await this.#ask(() =>
      this.#rest.repos.listDeployments({ ...this.#repository, environment, ...filter, per_page: PAGE }),
    );
    return data.map(({ id, sha, task, payload }) => ({ id, sha, task, payload }));
  }

  async createDeployment({ ref, task, environment, description, payload }: NewDeployment): Promise<Deployment> {
    // Without these two GitHub would merge the default branch into the ref, and wait for every check of the commit.
    const plainly = { auto_merge: false, required_contexts: [] };
    const { data } = await this.#rest.repos.createDeployment({
      ...this.#repository,
      ...plainly,
      ...{ ref, task, environment, description, payload: { ...payload } },
    });
    if (!("id" in data)) throw new Error("GitHub made no deployment");
    return { id: data.id, sha: data.sha, task: data.task, payload: data.payload };
  }

  async statuses(deployment: number): Promise<TimelineEntry[]> {
    const { data } = await this.#ask(() =>
      this.#rest.repos.listDeploymentStatuses({ ...this.#repository, deployment_id: deployment, per_page: PAGE }),
    );
    return data.map(entryOf);
  }

  async createStatus(deployment: number, status: NewStatus): Promise<TimelineEntry> {
    const { state, description, environmentUrl, logUrl } = status;
    const { data } = await this.#rest.repos.createDeploymentStatus({
      ...this.#repository,
      deployment_id: deployment,
      ...{ state, description, log_url: logUrl },
      ...(environmentUrl === "" ? {} : { environment_url: environmentUrl }),
      // Other services may have deployments in the same environment.
      auto_inactive: false,
    });
    return entryOf(data);
  }

  async approvals(run: number): Promise<Approval[]> {
    const { data } = await this.#ask(() => this.#rest.actions.getReviewsForRun({ ...this.#repository, run_id: run }));
    return approvalsOf(data);
  }

  async pullRequestsOf(sha: string): Promise<PullRequest[]> {
    const { data } = await this.#ask(() =>
      this.#rest.repos.listPullRequestsAssociatedWithCommit({ ...this.#repository, commit_sha: sha, per_page: PAGE }),
    );
    return data.map(({ number, merged_at, merge_commit_sha }) => ({
      ...{ number, mergedAt: merged_at, mergeCommit: merge_commit_sha },
    }));
  }

  async comments(pullRequest: number): Promise<Comment[]> {
    const all: Comment[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const { data } = await this.#ask(() =>
        this.#rest.issues.listComments({ ...this.#repository, issue_number: pullRequest, per_page: PAGE, page }),
      );
      all.push(...data.map(({ id, body = "", user }) => ({ id, body, author: user?.login ?? "" })));
      if (data.length < PAGE) break;
    }
    return all;
  }

  async createComment(pullRequest: number, body: string): Promise<Comment> {
    const { data } = await this.#rest.issues.createComment({ ...this.#repository, issue_number: pullRequest, body });
    return { id: data.id, body, author: data.user?.login ?? "" };
  }

  async updateComment(id: number, body: string): Promise<void> {
    await this.#ask(() => this.#rest.issues.updateComment({ ...this.#repository, comment_id: id, body }));
  }

  /** For what may be sent twice: reads, and writes that come to the same. */
  async #ask<T>(send: () => Promise<T>): Promise<T> {
    const { clock, signal } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const pause = pauseAfter(error, attempt);
        if (attempt >= ATTEMPTS || pause === undefined || signal.aborted) throw error;
        await clock.sleep(pause, signal);
      }
    }
  }
}

interface ApiStatus {
  state: string;
  description: string;
  created_at: string;
  log_url?: string;
  creator: { login: string } | null;
}

function entryOf({ state, description, created_at, log_url = "", creator }: ApiStatus): TimelineEntry {
  return { state, description, createdAt: created_at, logUrl: log_url, author: creator?.login ?? "" };
}
