import { refusing } from "../../../delivery/registry.ts";

/** What a single fleet alone is refused for. docs/troubleshooting.md lists them. */
export const SINGLE_REFUSALS = {
  "foreign-refresh": {
    code: "conflict",
    sentence:
      "auto-scaling-groups: an instance refresh of somebody else runs on {group}: {id}, {status}, {percent} % complete.",
    remedy: "It was left alone. Wait until it is over, or see who began it (CloudTrail, StartInstanceRefresh).",
  },
  "refresh-running": {
    code: "refused",
    sentence: "The machines of {group} are being replaced: {id}, {status}.",
    remedy: "Run `deploy` again to wait until that is over, or `rollback`; then run `teardown`.",
  },
  "rolling-back": {
    code: "refused",
    sentence: "A rollback of {group} is under way: {id}, {status}.",
    remedy: "Run `rollback` to wait until it is over, then `deploy` again.",
  },
  "nobody-left": {
    code: "refused",
    sentence: "strategy: rolling would take {batch} of the {size} machines of {group} out at once: an outage.",
    remedy:
      "Use `rolling-with-additional-batch`, which launches the new machines first; a smaller `batch-size`; or `all-at-once`, which accepts the outage.",
  },
  "minimum-not-kept": {
    code: "refused",
    sentence:
      "min-healthy: {asked} of the {size} machines of {group} are {least}, and a batch of {batch} leaves {left}: {size} machines can keep {keepable} % at most while one is out.",
    remedy: "Give a lower `min-healthy` or a smaller `batch-size`, or use `rolling-with-additional-batch`.",
  },
  "not-attached-here": {
    code: "unsuitable",
    sentence: "target-groups: {group} is not attached to {target}.",
    remedy: "Name the target groups that the group is attached to, or attach it.",
  },
  "attached-to-more": {
    code: "unsuitable",
    sentence: "target-groups: {group} is attached to {target} too.",
    remedy: "Name it as well: a machine counts as healthy once all its target groups call it so.",
  },
  "image-by-parameter": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: version {version} of the launch template of {group} takes its image from a parameter ({image}): EC2 Auto Scaling could not roll back to it.",
    remedy: "Give the group a version of the template that names the image itself, then deploy.",
  },
  "type-by-requirements": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: {group} chooses its instance types by requirements (InstanceRequirements): EC2 Auto Scaling cannot replace machines to a given version then.",
    remedy: "Name the instance types, or use `blue-green` with two groups.",
  },
  "refresh-suspended": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} has suspended processes: {processes}.",
    remedy:
      "With these suspended, machines are not replaced as they should be. Resume them: `aws autoscaling resume-processes --auto-scaling-group-name {group}`.",
  },
  "standby-left": {
    code: "unsuitable",
    sentence:
      "standby-instances: {group} has machines in Standby: {instances}. Replacing would wait for them, for an hour.",
    remedy: "End their standby, or give `standby-instances: ignore` or `replace`.",
  },
  "protected-left": {
    code: "unsuitable",
    sentence:
      "protected-instances: {group} has machines that are protected from scale-in: {instances}. Replacing would wait for them, for an hour.",
    remedy: "Lift their protection, or give `protected-instances: ignore` or `replace`.",
  },
  "alarm-not-ok": {
    code: "refused",
    sentence: "alarms: {alarm} is {state}, not OK: EC2 Auto Scaling would not begin, or stop at once.",
    remedy: "Wait until it is OK, or leave it out of `alarms`.",
  },
  "no-machines": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: the desired capacity of {group} is 0: there is no machine to replace.",
    remedy: "Scale it up first.",
  },
  "former-unknown": {
    code: "refused",
    sentence: "Cannot roll back: it is not on record what {group} ran before.",
    remedy: "Deploy the former version as a new rollout.",
  },
} as const;

/** States one of these refusals. */
export const refuse = refusing(SINGLE_REFUSALS);
