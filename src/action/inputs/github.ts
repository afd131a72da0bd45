import { STEPS } from "../../delivery/vocabulary.ts";
import type { InputRow } from "./row.ts";
import { flag, pattern, word } from "./types.ts";

/** How a job ends, as GitHub writes it (GitHub docs, "Contexts", job.status). */
export const JOB_STATUSES = ["success", "failure", "cancelled"] as const;

/** What becomes of a rollout whose job fails after a step of it has ended well. */
export const ON_JOB_FAILURE = ["hold", "rollback"] as const;
export type OnJobFailure = (typeof ON_JOB_FAILURE)[number];

/** GitHub keeps names of environments up to so many characters. */
const ENVIRONMENT = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,255}$/u;
/** What a header cannot hold is no token. */
const TOKEN = /^[\x21-\x7e]{1,4096}$/;

/** The inputs about what GitHub is told of a rollout, and what GitHub tells of the job. */
export const GITHUB_ROWS = {
  "deployment-environment": {
    kind: "setting",
    type: pattern(ENVIRONMENT, "must be the name of an environment, one line of at most 255 characters."),
    steps: ["deploy", "shift", "verify", "promote", "rollout", "rollback", "teardown"],
    description:
      "The environment under which GitHub shows the rollout: one deployment, with a status for each step. The job needs `deployments: write`, and a job with an `environment` needs `deployment: false` in it. Without it, GitHub is told nothing.",
    example: "production",
  },
  "pull-request-comment": {
    kind: "setting",
    type: flag,
    steps: ["deploy", "shift", "verify", "promote", "rollout", "rollback", "teardown"],
    fallback: "false",
    description:
      "With `true`, one comment on the pull request that brought the commit shows how its rollout goes. It needs `deployment-environment`, and the job `pull-requests: write`.",
    example: "true",
  },
  "on-job-failure": {
    kind: "setting",
    type: word(ON_JOB_FAILURE),
    steps: ["deploy", "shift", "verify", "promote", "rollout"],
    fallback: "hold",
    description:
      "What becomes of the rollout when the job fails or is cancelled after this step ended well, in a later step that is not of this action. `hold` leaves it as it is; `rollback` gives blue all the traffic again at the end of the job.",
    example: "rollback",
  },
  "github-token": {
    kind: "argument",
    type: pattern(TOKEN, "is no token: it has white space or characters that no header can hold."),
    steps: STEPS,
    secret: true,
    expression: "github.token",
    description:
      "The token with which GitHub is told of the rollout. It is used only with `deployment-environment`. By default the job's own.",
    example: "ghs_0123456789abcdef",
  },
  "job-status": {
    kind: "argument",
    type: word(JOB_STATUSES),
    steps: STEPS,
    expression: "job.status",
    description: "How the job stands. GitHub fills it in, and no workflow has to; `on-job-failure` follows it.",
    example: "failure",
  },
} as const satisfies Record<string, InputRow>;
