import { refusing } from "../../../delivery/registry.ts";

/** The refusals that only a shared target group knows. docs/troubleshooting.md lists them. */
export const SHARED_REFUSALS = {
  "nobody-attached": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: no group with instances is attached to {target}: every request is answered with 503.",
    remedy:
      "Run `rollback`, which attaches the group that has instances in service; if none has, scale the one that is to serve, and attach it.",
  },
  "both-attached": {
    code: "refused",
    sentence: "Both {one} and {other} are attached to {target}, but no rollout is on record.",
    remedy:
      "Detach the one that is not to serve: aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name NAME --target-group-arns {arn}; then run `status`.",
  },
  "attached-otherwise": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: {group} was attached to {target} by AttachTrafficSources, which promote could not undo.",
    remedy:
      "Attach it the other way: aws autoscaling attach-load-balancer-target-groups --auto-scaling-group-name {group} --target-group-arns {arn}, once the traffic source is detached; then deploy.",
  },
  "attached-elsewhere": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} is also attached to {others}.",
    remedy: "Traffic from there would reach it whatever its share of {target} is: detach it.",
  },
  "rollback-under-way": {
    code: "refused",
    sentence:
      "A rollback by {run} is on record on {group}, and not finished: {step} would take out the side that it leaves.",
    remedy: "Run `rollback` to finish it; after that `deploy` takes the version up again.",
  },
  "restore-timed-out": {
    code: "timeout",
    sentence: "{groups} did not become healthy in time: nothing was detached.",
    remedy: "Run `rollback`, which waits for blue.",
  },
} as const;

export const refuse = refusing(SHARED_REFUSALS);
