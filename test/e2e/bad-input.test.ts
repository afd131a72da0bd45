import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest, runStep } from "../runner/runner.ts";

/**
 * Every input of action.yml, given wrongly to the built action. The endpoint answers nobody: an action that called AWS
 * before it judged its inputs would fail with another error.
 */
const LISTENER =
  "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
const TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067";
const GOOD = {
  step: "deploy",
  platform: "ec2",
  listeners: LISTENER,
  "target-groups": "web-blue, web-green",
  "auto-scaling-groups": "web-a, web-b",
  "image-id": "ami-0abcdef1234567890",
};
const STATUS = { ...GOOD, step: "status", "image-id": "" };
const SHIFT = { ...GOOD, step: "shift", strategy: "canary", "image-id": "" };
const PROMOTE = { ...GOOD, step: "promote", "image-id": "" };
const SHARED = { "target-groups": "web" };
const API = { step: "deploy", platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" };
const PAIR = {
  ...{ ...API, strategy: "blue-green", stage: "blue, green" },
  "base-path-mapping": "api.example.com/v1",
};
const NGINX = { step: "deploy", platform: "nginx", app: "shop", start: "exec ./shop" };

let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  mkdirSync(join(workspace, ".github"));
  writeFileSync(join(workspace, "big.sh"), "x".repeat(16_385));
  writeFileSync(join(workspace, "empty.sh"), "");
  writeFileSync(join(workspace, "broken-api.yml"), "openapi: 3.0.1\npaths: [\n");
  writeFileSync(join(workspace, "bare-api.yml"), "openapi: 3.0.1\npaths:\n  /math:\n    get: {}\n");
  writeFileSync(join(workspace, "new-api.yml"), "openapi: 4.0.0\npaths: {}\n");
  writeFileSync(join(workspace, ".github", "typo.yml"), "platform: ec2\ntarget-group: web-blue\n");
  writeFileSync(join(workspace, ".github", "broken.yml"), "platform: [ec2\n");
  writeFileSync(join(workspace, ".github", "services.yml"), "platform: ec2\nservices:\n  shop: {}\n  blog: {}\n");
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

type Case = [input: string, given: Record<string, string>, ...says: string[]];

const CASES: Case[] = [
  [
    "step",
    { ...GOOD, step: "" },
    "step: is required",
    "deploy, shift, promote, rollback, teardown, status",
    "step: deploy",
  ],
  ["step", { ...GOOD, step: "launch" }, 'step: "launch" must be one of deploy, shift'],
  ["platform", { ...GOOD, platform: "" }, "platform: is required"],
  ["platform", { ...GOOD, platform: "ecs" }, 'platform: "ecs" must be', "platform: ec2"],
  [
    "strategy",
    { ...GOOD, strategy: "yolo" },
    'strategy: "yolo" is not supported on the platform ec2',
    "blue-green, red-black",
  ],
  [
    "strategy",
    { ...NGINX, strategy: "rolling" },
    'strategy: "rolling" is not supported on the platform nginx',
    "ab-test",
  ],
  ["config", { ...STATUS, config: ".github/none.yml" }, "config: ", "was not found: there is no ", ".github/none.yml"],
  ["config", { ...STATUS, config: "../secrets.yml" }, "config: ", "lies outside of the workspace"],
  [
    "config",
    { ...STATUS, config: ".github/typo.yml" },
    "target-group",
    "is unknown: did you mean `target-groups`?",
    "Keys of the platform ec2 are ",
  ],
  ["config", { ...STATUS, config: ".github/broken.yml" }, "config: ", "is not valid YAML"],
  ["service", { ...STATUS, service: "shop" }, "service: ", "`config` is not given"],
  ["service", { ...STATUS, config: ".github/services.yml" }, "service: is required", "shop, blog"],
  ["service", { ...STATUS, config: ".github/services.yml", service: "shoe" }, "service: ", "shop, blog"],
  [
    "allowed-actors",
    { ...STATUS, "allowed-actors": "octocat, @acme/sre" },
    'allowed-actors: "@acme/sre" must be logins of users',
    "allowed-actors: octocat, hubot",
  ],
  ["allowed-actors", { ...STATUS, "allowed-actors": "," }, "allowed-actors: ", "must be logins of users"],
  ["allowed-actors", { ...PROMOTE, "allowed-actors": "octocat-2" }, "allowed-actors: octocat may not run this step"],
  ["dry-run", { ...GOOD, "dry-run": "yes" }, 'dry-run: "yes" must be true or false', "dry-run: true"],
  ["expected-state", { ...PROMOTE, "expected-state": "pd1.abc" }, "expected-state: "],
  ["timeout", { ...GOOD, timeout: "15" }, 'timeout: "15" is not a duration', "timeout: 30m"],
  ["timeout", { ...GOOD, timeout: "7h" }, "timeout: ", "between 1s and 6h"],
  ["timeout", { ...STATUS, timeout: "1m 30s" }, "timeout: ", "is not a duration"],
  ["weight", { ...SHIFT, weight: "33.333" }, "is not a percentage from 0 to 100, in whole percent"],
  ["weight", { ...SHIFT, weight: "110" }, 'weight: "110" is not a percentage from 0 to 100', "weight: 10"],
  ["weight", { ...SHIFT, weight: "12.5" }, 'weight: "12.5" has decimals: between two target groups'],
  ["weight", { ...PROMOTE, weight: "10" }, "weight: ", "is not supported by step `promote`, only by `shift`"],
  ["ramp", { ...SHIFT, ramp: "50,10,100" }, 'ramp: "50,10,100" is neither a ladder', "ramp: 5,25,100"],
  ["ramp", { ...SHIFT, ramp: "Canary10Percent" }, "ramp: ", "CodeDeploy name"],
  ["ramp", { ...GOOD, ramp: "10,100" }, "ramp: ", "the strategy blue-green moves all traffic at once"],
  ["bake-time", { ...SHIFT, "bake-time": "5" }, 'bake-time: "5" is not a duration'],
  ["stickiness", { ...SHIFT, stickiness: "8d" }, "stickiness: ", "between 1s and 7d"],
  [
    "stickiness",
    { ...PROMOTE, strategy: "red-black", stickiness: "1h" },
    "stickiness: ",
    "contradicts `strategy: red-black`",
  ],
  [
    "stickiness",
    { ...SHIFT, stickiness: "1h", listeners: LISTENER.replace("app/", "net/") },
    "stickiness: ",
    "a network load balancer's stickiness has none",
  ],
  [
    "preview",
    { ...GOOD, preview: "X-Preview" },
    'preview: "X-Preview" is not a condition',
    "preview: header X-Preview = green",
  ],
  ["preview", { ...GOOD, preview: 'header X = "*"' }, "preview: ", "without wildcards"],
  [
    "preview",
    { ...GOOD, preview: "query a = b", listeners: LISTENER.replace("app/", "net/") },
    "preview: ",
    "application load balancer",
  ],
  ["cohort", { ...SHIFT, strategy: "ab-test" }, "cohort: is required for the strategy ab-test"],
  ["cohort", { ...SHIFT, cohort: "header X = 1" }, "cohort: ", "is for the strategy ab-test"],
  ["bake-time", { ...SHIFT, "bake-time": "7h" }, "bake-time: ", "shorter than 6h"],
  [
    "timeout",
    { ...SHIFT, timeout: "5m", ramp: "Canary10Percent30Minutes" },
    "timeout: ",
    "leaves no room for the bake time of 30m",
  ],
  ["max-capacity-deficit", { ...SHIFT, "max-capacity-deficit": "200" }, "max-capacity-deficit: ", "from 0 to 100"],
  [
    "allow-foreign-targets",
    { ...PROMOTE, "allow-foreign-targets": "1" },
    'allow-foreign-targets: "1" must be true or false',
  ],
  [
    "end-connections",
    { ...STATUS, "end-connections": "now" },
    'end-connections: "now" must be true or false',
    "end-connections: true",
  ],
  [
    "on-teardown",
    { ...STATUS, "on-teardown": "scale-to-zero" },
    "on-teardown: ",
    "names a permanent pair, whose groups both stay",
  ],
  ["keep-versions", { ...GOOD, "keep-versions": "0" }, 'keep-versions: "0" ', "from 1 to 9000", "keep-versions: 50"],
  ["replace", { ...GOOD, replace: "1" }, 'replace: "1" must be true or false'],
  ["replace", { ...PROMOTE, replace: "true" }, "replace: ", "is not supported by step `promote`"],
  ["fail-on", { ...STATUS, "fail-on": "broken" }, 'fail-on: "broken" must be one of stale, degraded, drift'],
  ["fail-on", { ...STATUS, "fail-on": "drift" }, "fail-on: ", "needs `expected-state`"],
  ["fail-on", { ...GOOD, "fail-on": "stael" }, "fail-on: ", "did you mean `stale`?"],
  ["expires-after", { ...STATUS, "expires-after": "soon" }, 'expires-after: "soon" is not a duration'],
  ["listeners", { ...STATUS, listeners: "" }, "listeners: is required"],
  ["listeners", { ...STATUS, listeners: "arn:aws:s3:::web" }, "listeners: ", "is not the ARN of a listener"],
  [
    "listeners",
    { ...STATUS, listeners: LISTENER.replace("eu-west-1", "us-east-1") },
    "listeners: ",
    "is in us-east-1, but AWS_REGION is eu-west-1",
  ],
  ["listeners", { ...STATUS, listeners: `${LISTENER}, ${LISTENER}` }, "listeners: ", "is given twice"],
  [
    "listeners",
    { ...STATUS, listeners: LISTENER.replace("arn:aws:", "arn:aws-cn:") },
    "is in the partition aws-cn, but the region eu-west-1 belongs to aws",
  ],
  [
    "target-groups",
    { ...STATUS, "target-groups": `a, ${TARGET_GROUP.replace("111122223333", "444455556666")}` },
    "is in the account 444455556666, but listeners begins with one in 111122223333",
  ],
  [
    "listeners",
    { ...STATUS, listeners: `${LISTENER}\n${LISTENER.replace("app/web", "app/other")}` },
    "listeners: ",
    "are different load balancers",
  ],
  [
    "target-groups",
    { ...STATUS, "target-groups": "a, b, c" },
    "target-groups: ",
    "must be two target groups",
    "3 given",
  ],
  ["target-groups", { ...STATUS, "target-groups": "web, web" }, "target-groups: ", "same target group twice"],
  ["strategy", { ...SHIFT, ...SHARED, strategy: "ab-test" }, "strategy: ", "one that both sides share"],
  ["cohort", { ...SHIFT, ...SHARED, cohort: "header X = 1" }, "cohort: ", "one that both sides share"],
  ["stickiness", { ...SHIFT, ...SHARED, stickiness: "1h" }, "stickiness: ", "one that both sides share"],
  ["preview", { ...GOOD, ...SHARED, preview: "header X = 1" }, "preview: ", "one that both sides share"],
  ["smoke-test", { ...GOOD, ...SHARED, "smoke-test": "/" }, "smoke-test: ", "one that both sides share"],
  ["url", { ...GOOD, ...SHARED, url: "https://shop.example/" }, "url: ", "one that both sides share"],
  ["target-groups", { ...STATUS, "target-groups": "web_blue, web" }, 'target-groups: "web_blue"'],
  ["auto-scaling-groups", { ...STATUS, "auto-scaling-groups": "" }, "auto-scaling-groups: is required"],
  [
    "auto-scaling-groups",
    { ...STATUS, "auto-scaling-groups": "a, b, c" },
    "auto-scaling-groups: ",
    "must be two groups",
  ],
  ["auto-scaling-groups", { ...STATUS, "auto-scaling-groups": "a, a" }, "auto-scaling-groups: ", "same group twice"],
  ["auto-scaling-groups", { ...STATUS, "auto-scaling-groups": "arn:aws:x" }, "auto-scaling-groups: ", "no ARN"],
  ["image-id", { ...GOOD, "image-id": "" }, "image-id: is not given, and nothing else that says what is new"],
  ["image-id", { ...GOOD, "image-id": "latest" }, 'image-id: "latest" is not the id of an image'],
  [
    "image-id",
    { ...PROMOTE, "image-id": "ami-0abcdef1234567890" },
    "image-id: ",
    "is not supported by step `promote`, only by `deploy`",
  ],
  [
    "launch-template-version",
    { ...GOOD, "image-id": "", "launch-template-version": "$Latest" },
    'launch-template-version: "$Latest" moves',
    "launch-template-version: 7",
  ],
  ["launch-template-version", { ...GOOD, "launch-template-version": "3" }, "contradicts `image-id`"],
  ["user-data-file", { ...GOOD, "user-data-file": "none.sh" }, "user-data-file: ", "was not found: there is no "],
  ["user-data-file", { ...GOOD, "user-data-file": "big.sh" }, "user-data-file: ", "has 16385 bytes"],
  ["user-data-file", { ...GOOD, "user-data-file": "empty.sh" }, "user-data-file: ", "is empty"],
  ["user-data-file", { ...GOOD, "user-data-file": "/etc/hosts" }, "user-data-file: ", "lies outside of the workspace"],
  ["desired-capacity", { ...GOOD, "desired-capacity": "0" }, "desired-capacity: ", "from 1 to 9999"],
  ["to", { ...PROMOTE, to: "shop-a" }, "to: ", "is not supported by step `promote`"],
  ["scale-down-delay", { ...PROMOTE, "scale-down-delay": "1 minute" }, "scale-down-delay: ", "is not a duration"],
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
  ["strategy", { ...GOOD, strategy: "all-at-once" }, "strategy: ", "is not supported on the platform ec2"],
  ["weight", { ...GOOD, weight: "10" }, "weight: ", "is not supported by step `deploy`, only by `shift`"],
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
  ["app", { ...NGINX, app: "" }, "app: is required on the platform nginx", "app: shop"],
  ["app", { ...NGINX, app: "Shop; include /etc/passwd" }, "app: ", "is not a name of lower-case letters"],
  ["app", { ...NGINX, app: "request" }, "app: ", "nginx has variables of its own that begin with `$request_`"],
  ["ports", { ...NGINX, ports: "7001, 7001" }, "ports: ", "two different ports", "ports: 8001, 8002"],
  ["url", { ...NGINX, url: "shop.example" }, 'url: "shop.example" is not an http or https URL'],
  ["url", { ...NGINX, url: "http://127.0.0.1:7002/" }, "url: ", "points at one of the two `ports`"],
  ["state-dir", { ...NGINX, "state-dir": "state/../x" }, "state-dir: ", "is not an absolute path"],
  ["health-check", { ...NGINX, "health-check": "healthz" }, "health-check: ", "begins with a slash"],
  ["revision", { ...NGINX, revision: "v1; rm" }, "revision: ", "is not a name of letters", "revision: v2.4.1"],
  ["start", { ...NGINX, start: "" }, "start: is not given, and deploy starts or stops a process"],
  ["stop", { ...NGINX, start: "", stop: "./stop.sh" }, "stop: ", "goes with `start`"],
  ["unit", { ...NGINX, start: "", unit: "shop.service" }, "unit: ", "is not a systemd template unit", "unit: shop@"],
  ["unit", { ...NGINX, unit: "shop@" }, "unit: ", "contradicts `start`"],
  ["compose-file", { ...NGINX, start: "", "compose-file": "../x.yml" }, "compose-file: ", "is not a YAML file"],
  ["smoke-test", { ...GOOD, "smoke-test": "/", url: "https://shop.example/" }, "smoke-test: ", "needs a `preview`"],
  [
    "smoke-test",
    { ...GOOD, "smoke-test": "/", preview: "header X = 1" },
    "url: must say where testers reach the load balancer",
  ],
  [
    "smoke-test",
    { ...GOOD, "smoke-test": "/old = 31", url: "https://shop.example/", preview: "header X = 1" },
    'smoke-test: "/old = 31" is not a path',
    "smoke-test: /, /cart, /old = 301",
  ],
  ["url", { ...GOOD, url: "https://ann:hunter2@shop.example/", preview: "header X = 1" }, "url: must have no user"],
  ["url", { ...GOOD, url: "https://shop.example/" }, "url: ", "needs `preview`"],
  ["probe-url", { ...PROMOTE, "probe-url": "shop.example", "probe-match": "body v2" }, "probe-url: ", "is not an http"],
  ["probe-url", { ...GOOD, "probe-url": "shop.example" }, "probe-url: ", "is not an http or https URL"],
  ["probe-match", { ...SHIFT, "probe-url": "https://shop.example/" }, "probe-match: is required with `probe-url`"],
  [
    "probe-match",
    { ...SHIFT, "probe-url": "https://shop.example/", "probe-match": "v2" },
    'probe-match: "v2" is neither `header NAME = VALUE`',
  ],
  ["preview", { ...GOOD, preview: "source 999.0.0.0/99" }, "preview: ", "no bit set behind its prefix"],
  ["preview", { ...GOOD, preview: `listener ${LISTENER}` }, "preview: ", "is one of `listeners`"],
  ["smoke-test", { ...NGINX, "smoke-test": "cart" }, "smoke-test: ", "begins with a slash"],
  ["fallback", { ...NGINX, fallback: "yes" }, 'fallback: "yes" must be true or false'],
  ["drain-timeout", { ...NGINX, step: "teardown", "drain-timeout": "30" }, "drain-timeout: ", "is not a duration"],
  ["mode", { ...NGINX, mode: "restart" }, 'mode: "restart" must be one of markers, reload'],
  ["nginx-conf", { ...NGINX, step: "setup", start: "", "nginx-conf": "nginx.conf" }, "nginx-conf: ", "absolute path"],
  ["stickiness", { ...NGINX, step: "setup", start: "", stickiness: "cookie:a;b" }, "stickiness: ", "cookie:NAME"],
  ["preview", { ...NGINX, preview: "header X-Shop-Route = short" }, "preview: must be `header X-Shop-Route = SECRET`"],
  [
    "cohort",
    { ...NGINX, step: "shift", strategy: "ab-test", start: "" },
    "cohort: is required for the strategy ab-test",
  ],
  [
    "step",
    { ...GOOD, step: "setup", "image-id": "" },
    'step: "setup" is not supported on the platform ec2: only nginx has it',
  ],
];

test.each(CASES)("a wrong %s is refused before anything is called: %o", async (input, given, ...says) => {
  const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  const result = await runStep({ with: given, env, workspace });
  expect(result.conclusion).toBe("failure");
  const errors = result.log.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  for (const part of says) expect(errors[0]?.message).toContain(part);
  expect(errors[0]?.message).toContain(input);
  expect(Object.keys(result.outputs).sort()).toEqual(Object.keys(readManifest().outputs ?? {}).sort());
  expect(result.outputs).toMatchObject({ changed: "false", phase: "", verdict: "error" });
  expect(result.summary).toContain("failed");
});

test("every input of action.yml has a case here", () => {
  const covered = new Set(CASES.map(([input]) => input));
  expect(Object.keys(readManifest().inputs ?? {}).filter((name) => !covered.has(name))).toEqual([]);
});

test("several mistakes are told at once", async () => {
  const given = { ...GOOD, listeners: "x", "target-groups": "y_", timeout: "z", "image-id": "latest" };
  const result = await runStep({ with: given, env: { AWS_REGION: "eu-west-1" } });
  for (const input of ["listeners", "target-groups", "timeout", "image-id"])
    expect(result.log.text).toContain(`${input}: `);
});

test("a job without a region is told to configure its credentials", async () => {
  const result = await runStep({ with: STATUS });
  expect(result.log.text).toContain("AWS_REGION");
  expect(result.log.text).toContain("aws-actions/configure-aws-credentials");
});

test("a misspelt input, of which GitHub only warns, is refused", async () => {
  // A test cannot give the action what it does not have; the runner makes this variable of it.
  const result = await runStep({ with: SHIFT, env: { AWS_REGION: "eu-west-1", INPUT_WIEGHT: "10" } });
  expect(result.conclusion).toBe("failure");
  expect(result.log.text).toContain("wieght: is unknown: did you mean `weight`?");
});
