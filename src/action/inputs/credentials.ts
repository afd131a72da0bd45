import type { InputRow } from "./row.ts";
import { grammar } from "./types.ts";

/**
 * As AWS writes moments; in quotes too, for configure-aws-credentials sets its output to a Date, which GitHub's toolkit
 * writes as JSON (aws-actions/configure-aws-credentials, helpers.ts; @actions/core, toCommandValue).
 */
const MOMENT = /^("?)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))\1$/;

/** What there is to know of the credentials with which AWS is asked: by nginx too, for alarms. */
export const CREDENTIAL_ROWS = {
  "credentials-expire-at": {
    kind: "argument",
    type: grammar((given) => {
      // Date.parse alone takes `5` for a month.
      const at = Date.parse(MOMENT.exec(given)?.[2] ?? "");
      return Number.isNaN(at) ? undefined : at;
    }, "is not a moment such as `2026-01-02T15:04:05Z`."),
    steps: ["rollout"],
    description:
      "When the job's credentials end, so that a `rollout` that takes longer is refused before the first move: the output `aws-expiration` of configure-aws-credentials (`output-credentials: true`, v4.2 or newer). By default what `AWS_CREDENTIAL_EXPIRATION` says.",
    example: "2026-01-02T15:04:05Z",
  },
} as const satisfies Record<string, InputRow>;
