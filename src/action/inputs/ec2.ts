import { parseDuration } from "../../delivery/duration.ts";
import { STEPS } from "../../delivery/vocabulary.ts";
import type { Condition } from "../../platforms/ec2/listeners/conditions.ts";
import { parseCondition } from "../../platforms/ec2/listeners/conditions.ts";
import { parseRoute } from "../../platforms/ec2/settings.ts";
import { pathChecks, probeRows } from "./check-rows.ts";
import { COMMON } from "./common.ts";
import { courseRows } from "./course.ts";
import { gateRows } from "./gates.ts";
import { IMAGES } from "./images.ts";
import type { InputRow } from "./row.ts";
import { SINGLE } from "./single.ts";
import { duration, flag, grammar, list, pattern, text, wholeNumber, word } from "./types.ts";
import { address } from "./url.ts";

/** Group stickiness lasts from a second to a week (ELBv2 API Reference, TargetGroupStickinessConfig). */
const MAX_STICKINESS_MS = 604_800_000;
const CONDITION =
  "is not a condition: `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE`, without wildcards, or `source CIDR`, a network with no bit set behind its prefix.";
const LISTENER =
  "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
/** For examples of a listener that has no users. */
export const TEST_LISTENER = LISTENER.replace(/[^/]*$/, "73e2d6bc24d8a067");

/** A way to green for testers: by a listener rule, or by a listener of their own. */
export type Preview = { by: "rule"; condition: Condition } | { by: "listener"; arn: string };

/** Seconds; 0 for none. */
function parseStickiness(given: string): number | undefined {
  const ms = parseDuration(given) ?? 0;
  if (given === "off") return 0;
  return ms >= 1_000 && ms <= MAX_STICKINESS_MS ? ms / 1_000 : undefined;
}

function parsePreview(given: string): Preview | undefined {
  const arn = /^listener\s+(\S+)$/.exec(given)?.[1];
  if (arn !== undefined) return parseRoute(arn)?.kind === "listener" ? { by: "listener", arn } : undefined;
  const condition = parseCondition(given);
  return condition === undefined ? undefined : { by: "rule", condition };
}

/** The inputs of the platform `ec2`. */
export const EC2 = {
  ...COMMON,
  ...gateRows("ec2"),
  ...courseRows("ec2", {
    grain: "whole but for a shared target group",
    weight: {
      steps: ["shift"],
      description: "Percent of the requests that `shift` gives green, 0 to 100. Without it, the next rung of `ramp`.",
    },
  }),
  listeners: {
    kind: "setting",
    type: list(text),
    steps: STEPS,
    description:
      "ARNs of the listeners or listener rules that forward to the target groups. Several are switched together. Required for the strategies with two fleets; without a second fleet nothing is switched.",
    example: LISTENER,
  },
  "target-groups": {
    kind: "setting",
    type: list(text),
    steps: STEPS,
    required: true,
    description:
      "The two target groups, by name or ARN, in any order. Which is blue follows from the live state. One is a target group that both sides share; green's weight is then its share of the healthy instances. Without a second fleet, all target groups of the one group, or of the machines.",
    example: "web-a, web-b",
  },
  "auto-scaling-groups": {
    kind: "setting",
    type: list(text),
    steps: STEPS,
    description:
      "Two names are a permanent pair, one for each target group (of a shared one, the serving group alone is attached). One name is a group from which green is cloned, or, without a second fleet, the one whose machines are replaced or changed. `in-place` does without, where no group owns the machines in `target-groups`; every other strategy requires it.",
    example: "web-a, web-b",
  },
  "image-id": {
    kind: "argument",
    type: pattern(/^ami-[0-9a-f]{8,17}$/, "is not the id of an image.", {
      type: "string",
      pattern: "^ami-[0-9a-f]{8,17}$",
    }),
    steps: ["deploy"],
    config: true,
    description: "The image that green runs. Everything else is blue's launch template.",
    example: "ami-0abcdef1234567890",
  },
  "launch-template-version": {
    kind: "argument",
    type: grammar(
      (given) => (/^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined),
      (given) =>
        given === "$Latest" || given === "$Default"
          ? "moves: an instance that is replaced later would silently run something else. Give the version's number."
          : "is not the number of a launch template version.",
      wholeNumber(1, 999_999_999).schema,
    ),
    steps: ["deploy"],
    config: true,
    description:
      "The number of the launch template version that green runs, instead of `image-id` and `user-data-file`.",
    example: "7",
  },
  "user-data-file": {
    kind: "setting",
    type: text,
    steps: ["deploy"],
    description:
      "A file in the repository with the user data that green boots with, at most 16 KB. May go with `image-id`.",
    example: "deploy/user-data.sh",
  },
  ...IMAGES,
  "desired-capacity": {
    kind: "setting",
    type: wholeNumber(1, 9_999),
    steps: ["deploy"],
    description: "How many instances green gets. By default as many as blue has at that moment.",
    example: "4",
  },
  preview: {
    kind: "setting",
    type: grammar(parsePreview, (given) =>
      /^listener\b/.test(given) ? "names a listener, but not by `listener ARN`." : CONDITION,
    ),
    steps: ["deploy"],
    description:
      "Which requests reach green before any user's do, e.g. `header X-Preview = green`. `deploy` makes a listener rule for it, `teardown` removes it. Or `listener ARN`, a test listener of the load balancer, which `deploy` points at green and `teardown` at the side that stays.",
    example: "header X-Preview = green",
  },
  cohort: {
    kind: "setting",
    type: grammar(parseCondition, CONDITION),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
    description:
      "Which requests an `ab-test` is about, `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE` or `source CIDR`.",
    example: "header X-Beta = 1",
  },
  stickiness: {
    kind: "setting",
    type: grammar(parseStickiness, "must be off, or lie between 1s and 7d."),
    steps: ["shift", "verify", "promote", "rollback", "rollout"],
    description:
      "Group stickiness that the switch sets on the listeners, `off` or a duration from `1s` to `7d`. By default it stays as it is.",
    example: "1h",
  },
  "max-capacity-deficit": {
    kind: "setting",
    type: wholeNumber(0, 100),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout"],
    fallback: "0",
    description: "How many percent fewer healthy targets than its share needs a side may have.",
    example: "20",
  },
  "allow-foreign-targets": {
    kind: "setting",
    type: flag,
    steps: ["deploy", "shift", "verify", "promote", "rollback", "rollout", "status"],
    fallback: "false",
    description:
      "With `true`, targets that belong to no Auto Scaling group of the side may get their share of its requests. By default every step warns of them, and those that would lead users to them are refused.",
    example: "true",
  },
  "end-connections": {
    kind: "setting",
    type: flag,
    steps: ["shift", "verify", "promote", "rollback", "rollout"],
    fallback: "false",
    description:
      "With `true`, `rollback`, and a step that rolls back by itself, scales green to 0 once blue has all the traffic: connections that are open to green, which a weight does not move, end with it, after its target group's deregistration delay. To go on with that version, `deploy` starts it again.",
    example: "true",
  },
  "on-teardown": {
    kind: "setting",
    type: word(["delete", "scale-to-zero"]),
    steps: ["deploy", "teardown"],
    fallback: "delete",
    description:
      "What `teardown` does in a fleet of one name with the group that leaves. `scale-to-zero` keeps it, as green of the next rollout. A permanent pair keeps both groups always.",
    example: "scale-to-zero",
  },
  "keep-versions": {
    kind: "setting",
    type: wholeNumber(1, 9_000),
    steps: ["deploy"],
    description:
      "How many launch template versions of this action's own `deploy` leaves: before it makes another, it deletes the oldest beyond these that no Auto Scaling group and no instance of one uses, and that are not the default. By default none is deleted.",
    example: "50",
  },
  to: {
    kind: "argument",
    type: text,
    steps: ["rollback"],
    description:
      "The target group, by name or ARN, that gets all the traffic when `rollback` finds weights that no rollout explains and both sides healthy.",
    example: "web-a",
  },
  "scale-down-delay": {
    kind: "setting",
    type: duration(),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
    fallback: "60s",
    description:
      "How long a side must have been without weight before `teardown` touches it. Stickiness can make it longer.",
    example: "5m",
  },
  url: {
    kind: "setting",
    type: address,
    steps: ["deploy", "shift", "promote", "rollout"],
    description: "Where testers reach the load balancer, for `smoke-test` and the output `preview-url`.",
    example: "https://shop.example/",
  },
  "smoke-test": {
    kind: "setting",
    type: pathChecks,
    steps: ["deploy", "shift", "promote", "rollout"],
    description:
      "Paths that must answer 2xx or 3xx on green, or with the one status given, as the `preview` sees them through the load balancer, e.g. `/, /cart, /old = 301`. `deploy` requests them at its end, `shift` and `promote` once more before green's first weight.",
    example: "/, /cart, /old = 301",
  },
  ...probeRows("the load balancer"),
  ...SINGLE,
} as const satisfies Record<string, InputRow>;
