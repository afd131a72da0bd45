import type { Approval } from "./approvals.ts";
import type { Comment, PullRequest, TimelineEntry } from "./comment.ts";
import type { Payload } from "./rollout-key.ts";
import type { DeploymentStatus } from "./statuses.ts";

export interface Deployment {
  id: number;
  sha: string;
  task: string;
  payload: unknown;
}

export interface NewDeployment {
  ref: string;
  task: string;
  environment: string;
  description: string;
  payload: Payload;
}

export interface NewStatus extends DeploymentStatus {
  logUrl: string;
}

/**
 * What of GitHub's REST API the timeline of a rollout needs. Every method throws what the library throws; those that
 * make something are not tried again, for after a broken connection nobody knows whether it was made.
 */
export interface GitHubApi {
  /** The newest 100. */
  deployments(environment: string, filter: { task?: string; sha?: string }): Promise<Deployment[]>;
  createDeployment(deployment: NewDeployment): Promise<Deployment>;
  /** The newest 100, the newest first. */
  statuses(deployment: number): Promise<TimelineEntry[]>;
  createStatus(deployment: number, status: NewStatus): Promise<TimelineEntry>;
  approvals(run: number): Promise<Approval[]>;
  pullRequestsOf(sha: string): Promise<PullRequest[]>;
  comments(pullRequest: number): Promise<Comment[]>;
  createComment(pullRequest: number, body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<void>;
}
