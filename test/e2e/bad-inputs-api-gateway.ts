import type { Case } from "./bad-inputs.ts";
import { API } from "./bad-inputs.ts";

/** Wrong inputs of API Gateway. */

const PAIR = {
  ...{ ...API, strategy: "blue-green", stage: "blue, green" },
  "base-path-mapping": "api.example.com/v1",
};

export const API_CASES: Case[] = [
  [
    "strategy",
    { ...API, strategy: "red-black" },
    "strategy: ",
    "is not supported on the platform api-gateway: API Gateway draws every request anew",
  ],
  [
    "strategy",
    { ...API, strategy: "rolling" },
    'strategy: "rolling" is not supported on the platform api-gateway: it supp',
  ],
  ["weight", { ...API, strategy: "all-at-once", weight: "10" }, "weight: ", "which has no weights"],
  ["weight", { ...API, weight: "33.333" }, "weight: ", "with at most two decimals"],
  ["stickiness", { ...API, step: "shift", stickiness: "1h" }, "stickiness: ", "is drawn anew for every request"],
  ["cohort", { ...API, step: "shift", cohort: "header X-Beta = 1" }, "cohort: ", "Let the backend decide by who asks"],
  ["rest-api", { ...API, "rest-api": "" }, "rest-api: is required", "rest-api: a1b2c3d4e5"],
  ["rest-api", { ...API, "rest-api": "Shop API" }, "rest-api: ", "is not the id of a REST API"],
  ["stage", { ...API, stage: "" }, "stage: is required", "stage: prod"],
  ["stage", { ...API, stage: "prod/v1" }, 'stage: "prod/v1" is not a stage\'s name'],
  ["stage", { ...API, stage: "blue, green" }, "stage: ", "is more than one stage"],
  [
    "stage",
    { ...API, strategy: "blue-green", "base-path-mapping": "api.example.com" },
    "stage: ",
    "must be two stages",
  ],
  [
    "base-path-mapping",
    { ...API, strategy: "blue-green", stage: "blue, green" },
    "base-path-mapping: is required for `strategy: blue-green`",
  ],
  ["base-path-mapping", { ...API, "base-path-mapping": "api.example.com" }, "is not supported by the strategy canary"],
  [
    "base-path-mapping",
    { ...API, strategy: "blue-green", stage: "blue, green", "base-path-mapping": "api/v1" },
    "base-path-mapping: ",
    "does not begin with a custom domain name",
  ],
  ["openapi", { ...API, openapi: "none.yml" }, "openapi: ", "was not found: there is no "],
  ["openapi", { ...API, openapi: "../api.yml" }, "openapi: ", "lies outside of the workspace"],
  ["openapi", { ...API, openapi: "broken-api.yml" }, "openapi: ", "is neither JSON nor YAML"],
  ["openapi", { ...API, openapi: "empty.sh" }, "openapi: ", "is not a map"],
  ["openapi", { ...API, openapi: "new-api.yml" }, "openapi: ", "is neither OpenAPI 3.0"],
  ["openapi", { ...API, openapi: "bare-api.yml" }, "openapi: ", "no x-amazon-apigateway-integration for GET /math"],
  ["integration", { ...API, integration: "GET /math = mathFloor" }, "integration: ", "neither to a Lambda function"],
  ["integration", { ...API, integration: "FETCH /math = https://example.com/" }, "integration: ", "one of GET, PUT"],
  [
    "integration",
    { ...API, integration: "arn:aws:lambda:us-east-1:111122223333:function:math" },
    "integration: ",
    "is in us-east-1, but AWS_REGION is eu-west-1",
  ],
  [
    "integration",
    { ...API, integration: "arn:aws-cn:lambda:eu-west-1:111122223333:function:math" },
    "integration: ",
    "is in the partition aws-cn, but the region eu-west-1 belongs to aws",
  ],
  [
    "integration",
    { ...API, integration: "GET /a = https://example.com/\nGET /a = https://example.org/" },
    "integration: ",
    "is given twice",
  ],
  ["stage-variables", { ...API, "stage-variables": "a-b=1" }, "stage-variables: ", "is not NAME=value"],
  ["stage-variables", { ...API, "stage-variables": "greeting=hello world" }, "stage-variables: ", "refuses"],
  ["stage-variables", { ...API, "stage-variables": "alias=a\nalias=b" }, "stage-variables: ", "is given twice"],
  ["keep-deployments", { ...API, step: "teardown", "keep-deployments": "-1" }, "keep-deployments: ", "from 0 to"],
  ["keep-deployments", { ...API, "keep-deployments": "few" }, "keep-deployments: ", "is not a whole number"],
  ["url", { ...API, url: "https://example.com/{stage}" }, "url: ", "a canary has no address of its own"],
  ["url", { ...PAIR, url: "https://example.com/prod" }, "url: ", "with `{stage}` in the place of the stage's name"],
  ["url", { ...PAIR, url: "https://me:secret@example.com/{stage}" }, "url: ", "and password"],
  ["smoke-test", { ...API, "smoke-test": "math" }, 'smoke-test: "math" is not a path'],
  ["probe-url", { ...API, step: "shift", "probe-url": "https://example.com/" }, "probe-match: is required with"],
  ["probe-match", { ...API, step: "shift", "probe-match": "body v2" }, "needs `probe-url`"],
  ["allow-mappings", { ...API, "allow-mappings": "v2" }, "is not supported by the strategy canary"],
  ["allow-mappings", { ...PAIR, "allow-mappings": "v2/x" }, "allow-mappings: ", "is not a base path of one level"],
  ["allow-dropping", { ...API, "allow-dropping": "polcy" }, "allow-dropping: ", "did you mean `policy`?"],
  ["allow-differences", { ...PAIR, "allow-differences": "cache" }, "must be one of throttling, usage-plans, waf"],
  ["fail-on", { ...API, step: "status", "fail-on": "blockd" }, "fail-on: ", "did you mean `blocked`?"],
];
