import { digest } from "../../delivery/digest.ts";
import { FAIL_ON, PLATFORMS, STEPS } from "../../delivery/vocabulary.ts";
import { CREDENTIAL_ROWS } from "./credentials.ts";
import { GITHUB_ROWS } from "./github.ts";
import type { InputRow } from "./row.ts";
import { duration, flag, list, pattern, text, word } from "./types.ts";

/** A job on a hosted runner ends after six hours (GitHub docs, usage limits). */
export const MAX_STEP_MS = 6 * 3_600_000;

/** How long a weight may stay in one job. */
export const BAKE = duration({
  from: 0,
  to: MAX_STEP_MS - 1_000,
  problem: "must be shorter than 6h, which is as long as a job may take.",
});

/** Letters, digits and hyphens; an underscore before the short name of an enterprise; the suffix of an app. */
const LOGIN = /^(?:\*|[a-z\d][a-z\d_-]*(?:\[bot\])?)$/i;

/** The inputs that are the same on every platform. */
export const COMMON = {
  step: {
    kind: "argument",
    type: word(STEPS),
    steps: STEPS,
    required: true,
    description:
      "What to do, one step per run. One of `deploy`, `shift` (one rung of the ramp), `verify` (judges green by its gates and moves nothing), `promote`, `rollback`, `teardown`, `rollout` (all rungs and `promote` in one run, judged at each), `status`, and `setup` on `nginx`.",
    example: "deploy",
  },
  platform: {
    kind: "setting",
    type: word(PLATFORMS),
    steps: STEPS,
    required: true,
    description:
      "What routes the traffic. `ec2` is Auto Scaling groups behind target groups of an application or network load balancer; `api-gateway` is a stage of a REST API; `lambda` is an alias of a function; `nginx` is two processes on one machine behind its nginx.",
    example: "ec2",
  },
  config: {
    kind: "argument",
    type: text,
    steps: STEPS,
    description: "A YAML file in the repository with the settings of all steps. What the workflow gives wins.",
    example: ".github/delivery.yml",
  },
  service: {
    kind: "argument",
    type: text,
    steps: STEPS,
    description:
      "Which entry of `services` in the config file this run is about. Required when the file has `services`.",
    example: "shop",
  },
  "allowed-actors": {
    kind: "argument",
    type: list(pattern(LOGIN, "must be logins of users, separated by commas or lines, or * for anybody.")),
    steps: STEPS,
    description:
      "Who may run the step, as logins, e.g. `octocat, hubot`. Both who began the run and who runs it again have to be on the list. `*` is anybody.",
    example: "octocat, hubot",
  },
  "dry-run": {
    kind: "argument",
    type: flag,
    steps: STEPS,
    fallback: "false",
    description: "With `true`, the step shows what it would do and changes nothing.",
    example: "true",
  },
  "expected-state": {
    kind: "argument",
    type: text,
    steps: STEPS,
    description:
      "The output `state-digest` that was approved. When the live state differs, the step refuses and shows what changed.",
    example: digest({}),
  },
  timeout: {
    kind: "setting",
    type: duration({ from: 1_000, to: MAX_STEP_MS, problem: "must lie between 1s and 6h." }),
    steps: STEPS,
    description:
      "How long the step may take, e.g. `90s`, `15m`, `1h30m`, at most `6h`. By default 15 minutes (an hour where a group's machines are replaced or changed batch by batch), and on top as long as a weight may stay: `bake-time`, `max-bake-time`, and what a comparison needs. `rollout` has 6 hours.",
    example: "30m",
  },
  "bake-time": {
    kind: "setting",
    type: BAKE,
    steps: ["deploy", "shift", "verify", "rollout"],
    description:
      "How long a weight stays and green is watched there, by its health and its gates: of `shift` and of each rung of `rollout` after the move, of `verify` from now on. By default what a CodeDeploy name in `ramp` says, otherwise `0s`, and `10m` in `rollout`; `verify` looks once. Of a `deploy` without a second fleet, how long all new or changed machines are watched, and `alarms`, before it is over.",
    example: "5m",
  },
  replace: {
    kind: "argument",
    type: flag,
    steps: ["deploy"],
    fallback: "false",
    description: "With `true`, `deploy` first rolls back and tears down another rollout that is in progress.",
    example: "true",
  },
  "fail-on": {
    kind: "setting",
    type: list(word(FAIL_ON)),
    steps: ["status"],
    description:
      "What makes `status` fail, one or more of `stale`, `degraded`, `drift` (which needs `expected-state`), and `blocked`: no rollout is on, and a `deploy` would be refused.",
    example: "stale, degraded",
  },
  "expires-after": {
    kind: "setting",
    type: duration(),
    steps: ["status"],
    fallback: "1d",
    description: "After how long a rollout that is not over counts as stale.",
    example: "2d",
  },
  ...CREDENTIAL_ROWS,
  ...GITHUB_ROWS,
} as const satisfies Record<string, InputRow>;
