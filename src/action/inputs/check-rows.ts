import { parsePathCheck } from "../../delivery/path-check.ts";
import { parseMark } from "../../platforms/checks/mark.ts";
import type { InputRow } from "./row.ts";
import { grammar, list } from "./types.ts";
import { address } from "./url.ts";

/** The checks from outside that platforms in a cloud have: what green answers to testers, and which share users see. */

const PATH = /^\/[\x21-\x7e]*$/;

/** The paths of a smoke test. */
export const pathChecks = list(
  grammar(
    (given) => parsePathCheck(given, PATH),
    "is not a path that begins with a slash, nor such a path and the status that is right.",
  ),
);

/** @param where what users reach, e.g. `the load balancer`. */
export function probeRows(where: string) {
  return {
    "probe-url": {
      kind: "setting",
      type: address,
      steps: ["shift", "verify", "promote", "rollback", "rollout"],
      description: `Where users reach ${where}, with a path. Once a switch is read back, some hundred requests without cookies go there, and green has to answer its share of them. \`rollback\`, and who rolls back by itself, does so when \`probe-match\` is given too.`,
      example: "https://shop.example/",
    },
    "probe-match": {
      kind: "setting",
      type: grammar(
        parseMark,
        "is neither `header NAME = VALUE`, with the whole value, nor `body TEXT`, with a part of the body.",
      ),
      steps: ["shift", "verify", "promote", "rollback", "rollout"],
      description:
        "How an answer to `probe-url` shows that it is green's, `header NAME = VALUE` (the whole value) or `body TEXT` (a part of the body).",
      example: "header X-Version = v2.4.1",
    },
  } as const satisfies Record<string, InputRow>;
}
