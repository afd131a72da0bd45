import type { InputRow } from "./row.ts";
import { grammar } from "./types.ts";

/** What the platforms in a cloud have to know of the credentials that they are asked with. */
export const CREDENTIAL_ROWS = {
  "credentials-expire-at": {
    kind: "argument",
    type: grammar((given) => {
      const at = Date.parse(given);
      return Number.isNaN(at) ? undefined : at;
    }, "is not a moment such as `2026-01-02T15:04:05Z`."),
    steps: ["rollout"],
    description:
      "When the job's credentials end, so that a `rollout` that takes longer is refused before the first move: the output `aws-expiration` of configure-aws-credentials (`output-credentials: true`, v4.2 or newer). By default what `AWS_CREDENTIAL_EXPIRATION` says.",
    example: "2026-01-02T15:04:05Z",
  },
} as const satisfies Record<string, InputRow>;
