import { STEPS } from "../../delivery/vocabulary.ts";
import { COMMON } from "./common.ts";
import { courseRows } from "./course.ts";
import { gateRows } from "./gates.ts";
import type { InputRow } from "./row.ts";
import { duration, pattern, text, wholeNumber } from "./types.ts";

/** Versions that `teardown` may be told to keep. */
const MAX_KEPT = 1_000;

/** The inputs of the platform `lambda`. Grammars: Lambda API reference; a tag's key has to have room for an alias. */
export const LAMBDA = {
  ...COMMON,
  ...gateRows("lambda"),
  ...courseRows("lambda", {
    grain: "hundredths",
    weight: {
      steps: ["shift"],
      description:
        "Percent of the calls that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`.",
    },
    why: "Lambda draws every call anew, so that nobody can be kept on a side",
  }),
  function: {
    kind: "setting",
    type: pattern(/^[\w-]{1,64}$/, "is not the name of a function: letters, digits, `-` and `_`, 64 at most; no ARN."),
    steps: STEPS,
    required: true,
    description: "The name of the function.",
    example: "shop",
  },
  alias: {
    kind: "setting",
    type: pattern(
      /^(?!\d+$)[\w-]{1,90}$/,
      "is not the name of an alias: letters, digits, `-` and `_`, not digits alone, and 90 at most here.",
    ),
    steps: STEPS,
    required: true,
    description: "The alias that is called. It has to exist and to point at a published version.",
    example: "live",
  },
  "zip-file": {
    kind: "setting",
    type: text,
    steps: ["deploy", "status"],
    description:
      "The new code, a .zip file in the repository of at most 50 MB. `deploy` gives it to `$LATEST` and publishes a version of it, with the configuration that `$LATEST` has.",
    example: "build/shop.zip",
  },
  "image-uri": {
    kind: "argument",
    type: pattern(
      /^[^\s/]+\/[^\s@]+(?::[\w.-]+|@sha256:[\da-f]{64})$/,
      "is not the URI of an image in ECR with its tag or digest.",
    ),
    steps: ["deploy", "status"],
    config: true,
    description:
      "The new code as an image in ECR, with a digest or with a tag that is never moved. `deploy` gives it to `$LATEST` and publishes a version of it.",
    example: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v2.4.1",
  },
  "function-version": {
    kind: "argument",
    type: pattern(/^[1-9]\d{0,8}$/, "is not the number of a published version; `$LATEST` is none."),
    steps: ["deploy", "status"],
    config: true,
    description: "The new version, where something else has published it.",
    example: "7",
  },
  "smoke-payload": {
    kind: "setting",
    type: text,
    steps: ["deploy", "shift", "promote", "rollout"],
    description:
      "A JSON file in the repository with the event of the smoke test: the new version alone is invoked with it before it gets its first weight, by `deploy` and by what moves the weight.",
    example: "test/smoke.json",
  },
  "smoke-answer": {
    kind: "setting",
    type: text,
    steps: ["deploy", "shift", "promote", "rollout"],
    description:
      "What the answer to `smoke-payload` has to be, as JSON. Of an object the members that are named here count. By default, anything but an error.",
    example: '{"statusCode": 200}',
  },
  "keep-versions": {
    kind: "setting",
    type: wholeNumber(0, MAX_KEPT),
    steps: ["teardown"],
    description:
      "How many versions that are older than the one that serves `teardown` leaves, the newest ones; those that another alias names stay in any case. By default all.",
    example: "5",
  },
  "scale-down-delay": {
    kind: "setting",
    type: duration(),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
    fallback: "60s",
    description:
      "How long a version must have been without traffic before `teardown` takes its provisioned concurrency away or deletes it.",
    example: "5m",
  },
} as const satisfies Record<string, InputRow>;
