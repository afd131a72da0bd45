import type { Step } from "../../delivery/vocabulary.ts";
import type { GITHUB_ROWS, OnJobFailure } from "./github.ts";
import type { InputReader } from "./reader.ts";

/** How GitHub is told of a rollout. */
export interface DeploymentSettings {
  environment: string;
  /** Whether the pull request is told too. */
  comment: boolean;
  /** Undefined: none was given, and nothing can be told. */
  token: string | undefined;
}

/** What there is between a step and the job that it runs in. */
export interface GitHubSettings {
  /** Undefined: GitHub is told nothing. */
  deployments: DeploymentSettings | undefined;
  onJobFailure: OnJobFailure;
  jobFailed: boolean;
}

/** Reads what the inputs say of GitHub. */
export function readGitHub(reader: InputReader<typeof GITHUB_ROWS>, step: Step): GitHubSettings {
  const [environment, comment] = [reader.get("deployment-environment"), reader.get("pull-request-comment")];
  if (comment && environment === undefined && !reader.isWrong("deployment-environment")) {
    const problem = "needs `deployment-environment`: the comment shows the statuses of that deployment.";
    reader.fail("pull-request-comment", problem, { example: "deployment-environment: production" });
  }
  const [token, status] = [reader.get("github-token"), reader.get("job-status")];
  const reads = step === "status" || step === "setup";
  return {
    deployments: environment === undefined || reads ? undefined : { environment, comment, token },
    onJobFailure: reader.get("on-job-failure"),
    jobFailed: status === "failure" || status === "cancelled",
  };
}
