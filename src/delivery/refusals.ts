import { refusing } from "./registry.ts";

/** Every refusal of the policy, once. docs/troubleshooting.md lists them. */
export const POLICY_REFUSALS = {
  "no-rollout": {
    code: "refused",
    sentence: "There is no rollout to {step}: {serving} serves alone.",
    remedy: "Run `deploy` first.",
  },
  "one-fleet": {
    code: "refused",
    sentence: "There is no second fleet to {step}: `deploy` replaces the version by itself.",
    remedy: "Run `deploy` to bring a version to all machines, or `rollback`.",
  },
  "teardown-begun": {
    code: "refused",
    sentence: "A teardown of this rollout has begun: {step} is not possible any more.",
    remedy:
      "Run `teardown` again to finish it, `rollback` while blue still exists, or `promote` where green has traffic.",
  },
  "rolled-back": {
    code: "refused",
    sentence: "{green} was rolled back: {step} is not possible until it is deployed again.",
    remedy: "Run `deploy` with the same revision to take it up again, or `teardown` to remove it.",
  },
  "weights-disagree": {
    code: "refused",
    sentence: "The routes disagree about green's weight, so there is no rung to go on from.",
    remedy: "Run `promote` or `rollback`, which set all of them, or give `weight`.",
  },
  "nothing-to-judge": {
    code: "refused",
    sentence: "{green} has no traffic: there is nothing to judge.",
    remedy: "Run `shift` first, which gives it some.",
  },
  "cohort-test-on": {
    code: "refused",
    sentence: "An A/B test is on: its cohort's share is not everyone's.",
    remedy: "Give `strategy: ab-test` and its `cohort`, or run `promote` or `rollback` first.",
  },
  "everyone-has-share": {
    code: "refused",
    sentence: "{green} has {weight} % of everyone's traffic: there is no cohort to shift.",
    remedy: "Run `rollback` first, deploy again, and then begin the A/B test.",
  },
  "blue-gone": {
    code: "refused",
    sentence: "Cannot give blue {percent} % of the traffic: {blue} has been torn down.",
    remedy: "Deploy the former version as a new rollout.",
  },
  "no-way-back": {
    code: "refused",
    sentence: "Cannot roll back: {blue} has been torn down.",
    remedy: "Deploy the former version as a new rollout.",
  },
  "blue-unhealthy": {
    code: "unhealthy",
    sentence:
      "Cannot roll back: {blue} is unhealthy and nothing is on its way that could change that, but {green} is healthy.",
    remedy: "Run `promote` to give {green} everything, or fix {blue}; then run `rollback` again.",
  },
  "nothing-healthy": {
    code: "unhealthy",
    sentence: "Neither {blue} nor {green} has a healthy target: no weight would help.",
    remedy: "Fix one of them; `status` shows why its targets are unhealthy.",
  },
  "both-weighted": {
    code: "refused",
    sentence: "Both {blue} and {green} have weight (green {weight} %) and are healthy, but no rollout is on record.",
    remedy:
      "Somebody else set the weights. Run `rollback` with `to`, naming the target group that shall get everything.",
  },
  "not-enough-capacity": {
    code: "unhealthy",
    sentence: "{side} has {have} healthy {units}; {percent} % of the traffic needs {needed} (all of it is on {whole}).",
    remedy: "Run `deploy` again, which grows green and waits for it; wait; or accept less with `max-capacity-deficit`.",
  },
  "green-outdated": {
    code: "refused",
    sentence: "{green} does not run {revision}, which the rollout is of.",
    remedy: "Run `deploy` again, which brings it to {revision}.",
  },
  "green-changed": {
    code: "refused",
    sentence: "{green} has {weight} % of the traffic, but does not run {revision} any more: somebody changed it.",
    remedy: "Give it back what the rollout is of, or run `rollback`, then `deploy` again.",
  },
  "both-receive-traffic": {
    code: "refused",
    sentence: "Cannot tear down: both sides receive traffic (green {weight} %).",
    remedy: "Run `promote` or `rollback` first.",
  },
  unfinished: {
    code: "refused",
    sentence:
      "Cannot tear down: {green} has 100 % of the traffic, but its bake or traffic check was not seen to its end.",
    remedy: "Run `shift` to repeat it, `promote` to accept the version as it is, or `rollback`.",
  },
  "blue-needed": {
    code: "unhealthy",
    sentence:
      "Cannot tear down {blue}: it is still needed, because {green} serves with {have} of {needed} {units} healthy.",
    remedy: "Wait until {green} is healthy, or run `rollback`.",
  },
  "too-early": {
    code: "refused",
    sentence:
      "Teardown is not safe before {at} (safe-teardown-at): clients may still be pinned to the side that would go.",
    remedy: "Run `teardown` again in {wait}, or give it a longer `timeout`.",
  },
  "unexplained-weights": {
    code: "refused",
    sentence: "{green} has {weight} % of the traffic, but no rollout is on record.",
    remedy:
      "Somebody else set the weights. Run `rollback` to give one side everything (`to` says which, when both are healthy), then deploy.",
  },
  "other-rollout": {
    code: "locked",
    sentence: "A rollout of {revision} is in progress on {green}, held by {holder}.",
    remedy: "To deploy {wanted}, finish that one first: {way}, or give `replace: true`.",
  },
  "claim-lost": {
    code: "locked",
    sentence: "The rollout on {green} is now held by {holder}: another run deploys {revision} at the same time.",
    remedy: "Let that run finish, and see `status`; one rollout at a time, for example by a `concurrency` group.",
  },
  "rollout-removed": {
    code: "conflict",
    sentence: "The rollout of {revision} that this step brings up was removed meanwhile.",
    remedy: "Run `status` to see what serves, then `deploy` again.",
  },
  "another-rollout-now": {
    code: "conflict",
    sentence: "This step was for the rollout {expected}, but {found} is in its place.",
    remedy: "Run `status` to see who holds the rollout now.",
  },
  "teardown-taken-over": {
    code: "conflict",
    sentence: "A rollback to {blue} has taken the rollout over from this teardown.",
    remedy: "Run `status` to see where the rollout stands; run `teardown` again when the rollback is over.",
  },
  "promoted-meanwhile": {
    code: "conflict",
    sentence: "{green} was to be given up, but it received all the traffic meanwhile ({by}).",
    remedy: "Decide anew: `teardown` keeps it and removes {blue}; `rollback` goes back to {blue}.",
  },
} as const;

/** States one of the policy's refusals. */
export const refuse = refusing(POLICY_REFUSALS);
