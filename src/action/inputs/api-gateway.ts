import { STEPS } from "../../delivery/vocabulary.ts";
import { DROPPABLE, isBasePath, SHUTTING_OUT } from "../../platforms/api-gateway/settings.ts";
import { pathChecks, probeRows } from "./check-rows.ts";
import { COMMON } from "./common.ts";
import { courseRows } from "./course.ts";
import { gateRows } from "./gates.ts";
import type { InputRow } from "./row.ts";
import { duration, grammar, lines, list, text, wholeNumber, word } from "./types.ts";

/** Deployments that an API can have in any case; AWS does not publish its quota in one place. */
const MAX_KEPT = 1_000;

/** An address with `{stage}` in it, as it was given. */
const stageAddress = grammar(
  (given) => {
    const sample = given.replaceAll("{stage}", "prod");
    const url = /^https?:\/\/[^@\\#?]+$/i.test(sample) && URL.canParse(sample) ? sample : undefined;
    return url !== undefined && given.includes("{stage}") ? given : undefined;
  },
  "is not an http or https URL with `{stage}` in the place of the stage's name, without query, anchor and password.",
  { type: "string", pattern: "^https?://.*\\{stage\\}" },
);

/** The inputs of the platform `api-gateway`. */
export const API_GATEWAY = {
  ...COMMON,
  ...gateRows("api-gateway"),
  ...courseRows("api-gateway", {
    grain: "hundredths",
    weight: {
      steps: ["deploy", "shift"],
      description:
        "Percent of the requests that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`. `deploy` brings green up with it, or at 0.",
    },
    why: "API Gateway draws every request anew, so that nobody can be kept on a side",
  }),
  "rest-api": {
    kind: "setting",
    type: text,
    steps: STEPS,
    required: true,
    description: "The id of the REST API, e.g. `a1b2c3d4e5`.",
    example: "a1b2c3d4e5",
  },
  stage: {
    kind: "setting",
    type: list(text),
    steps: STEPS,
    required: true,
    description:
      "The stage that is released to. It has to exist. With the strategy `blue-green`, two stages, of which the base path mapping points at one.",
    example: "prod",
  },
  "base-path-mapping": {
    kind: "setting",
    type: text,
    steps: STEPS,
    description:
      "For the strategy `blue-green`, the custom domain and base path that `promote` switches from one stage to the other, e.g. `api.example.com/v1`.",
    example: "api.example.com/v1",
  },
  openapi: {
    kind: "setting",
    type: text,
    steps: ["deploy", "status"],
    description:
      "An OpenAPI 3.0 or Swagger 2.0 file in the repository, which becomes the definition of the API. Every method has its `x-amazon-apigateway-integration`. Without it the API's resources are deployed as they are.",
    example: "api/openapi.yml",
  },
  integration: {
    kind: "argument",
    type: lines(text),
    steps: ["deploy", "status"],
    config: true,
    description:
      "What methods call in the new version, one a line, e.g. `GET /math = arn:aws:lambda:…:function:math:7` or `ANY /{proxy+} = https://…`. Without verb and path it is about the API's only backend.",
    example: "GET /math = arn:aws:lambda:eu-west-1:111122223333:function:math:7",
  },
  "stage-variables": {
    kind: "setting",
    type: lines(text),
    steps: ["deploy", "status"],
    description:
      "Stage variables of the new version, `NAME=value`, one a line. The canary sees them over the stage's own, and `promote` makes them the stage's.",
    example: "alias=green",
  },
  "allow-mappings": {
    kind: "setting",
    type: list(
      grammar(
        (given) => (isBasePath(given) ? given : undefined),
        "is not a base path of one level, nor `(none)` for the empty one.",
      ),
    ),
    steps: STEPS,
    description:
      "Further base paths of the domain, `(none)` for the empty one, whose users are on one of the two stages of `blue-green` and are not switched. Any other one is a reason not to roll out.",
    example: "v2, beta",
  },
  "allow-dropping": {
    kind: "setting",
    type: list(word(DROPPABLE)),
    steps: ["deploy", "status"],
    description:
      "What the `openapi` file may take away from the API because it does not have it: `policy` (the resource policy) and `authorizers` (the authorization of methods), without which it is refused; `binary-types` and `minimum-compression`, of which it is warned otherwise.",
    example: "policy",
  },
  "allow-differences": {
    kind: "setting",
    type: list(word(SHUTTING_OUT)),
    steps: ["deploy", "shift", "promote", "rollout", "status"],
    description:
      "Differences between the two stages of `blue-green` that are meant, though they may shut users out after the switch: `throttling` (to nothing), `usage-plans`, `waf`. Any other difference is a warning.",
    example: "waf",
  },
  "keep-deployments": {
    kind: "setting",
    type: wholeNumber(0, MAX_KEPT),
    steps: ["teardown"],
    description:
      "How many deployments of the API that no stage uses `teardown` leaves, the newest ones. By default it deletes only those of a rollout that was given up.",
    example: "20",
  },
  "scale-down-delay": {
    kind: "setting",
    type: duration(),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
    fallback: "60s",
    description: "How long a deployment must have been without traffic before `teardown` deletes it.",
    example: "5m",
  },
  url: {
    kind: "setting",
    type: stageAddress,
    steps: ["deploy", "promote", "rollout", "status"],
    description:
      "For the strategy `blue-green`, where testers reach a stage, with `{stage}` for its name. By default the API's own address, `https://API.execute-api.REGION.amazonaws.com/{stage}`.",
    example: "https://a1b2c3d4e5-vpce-0abc.execute-api.eu-west-1.amazonaws.com/{stage}",
  },
  "smoke-test": {
    kind: "setting",
    type: pathChecks,
    steps: ["deploy", "promote", "rollout"],
    description:
      "Paths that must answer 2xx or 3xx on green, or with the one status given, e.g. `/, /cart, /old = 301`. With `blue-green`, `deploy` requests them from green's stage at its end, and `promote` once more before the switch. A canary at 0 % has no address: `deploy` has API Gateway invoke the methods of what it has just deployed, before a request can reach them; authorizers, WAF and throttling are not asked then.",
    example: "/, /cart, /old = 301",
  },
  ...probeRows("the API"),
} as const satisfies Record<string, InputRow>;
