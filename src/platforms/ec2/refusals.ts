import { refusing } from "../../delivery/registry.ts";

/** Every refusal of EC2 whatever the set-up, once. docs/troubleshooting.md lists them. */
export const EC2_REFUSALS = {
  "target-group-not-found": {
    code: "not-found",
    sentence: "target-groups: target group {name} not found in this region and account.",
    remedy: "Check the name, AWS_REGION, and the account of the credentials.",
  },
  "group-not-found": {
    code: "not-found",
    sentence: "auto-scaling-groups: Auto Scaling group {names} not found in this region and account.",
    remedy: "Check the name, AWS_REGION, and the account of the credentials.",
  },
  "no-free-priority": {
    code: "unsuitable",
    sentence: "{purpose}: there is no free priority for a rule of its own at the {kind} {arn}.",
    remedy: "Renumber the listener's rules (SetRulePriorities), so that one is free right before it.",
  },
  "too-many-conditions": {
    code: "unsuitable",
    sentence: "{purpose}: the rule {arn} and {condition} have {what}.",
    remedy: "A cookie needs four values, a header or a query one: use one of these, or give the rule fewer.",
  },
  "login-not-carried": {
    code: "unsuitable",
    sentence:
      "{purpose}: the {kind} {arn} has an OIDC login, whose client secret cannot be carried to a rule beside it.",
    remedy: "A rule without the login would let everybody in. Use `preview: listener …`, a test listener of its own.",
  },
  "test-listener-not-found": {
    code: "not-found",
    sentence: "preview: listener {arn} not found.",
    remedy: "Check the ARN, AWS_REGION, and the account of the credentials.",
  },
  "test-listener-forwards": {
    code: "unsuitable",
    sentence: "preview: the listener {arn} forwards {where}.",
    remedy: "A test listener forwards to one of the two `target-groups`, and to no other.",
  },
  "default-rule": {
    code: "unsuitable",
    sentence: "listeners: {arn} is its listener's default rule.",
    remedy: "ELB changes it with the listener: name {listener} instead.",
  },
  "no-forward": {
    code: "unsuitable",
    sentence: "listeners: the {where} has {kinds} as its action, not a forward to target groups.",
    remedy: "Name the listener or rule that forwards to the target groups.",
  },
  "forwards-elsewhere": {
    code: "unsuitable",
    sentence: "target-groups: the {where} forwards to {to} and {given}.",
    remedy: "Name the target group that serves now and the one for green.",
  },
  "third-target-group": {
    code: "unsuitable",
    sentence: "listeners: the {where} forwards to {all}; {third} is not among `target-groups`.",
    remedy:
      "If `target-groups` is wrong, name the two that blue and green have. Else a share of the traffic would be outside of both: give {third} weight 0, or name another rule. `rollback` works all the same.",
  },
  "foreign-targets": {
    code: "unsuitable",
    sentence:
      "target-groups: {target} has targets that belong to no Auto Scaling group of its side, and weight would lead users to them: {targets}.",
    remedy:
      "Deregister them (`aws elbv2 deregister-targets`), or detach the other Auto Scaling group that registers them. If they are to get their share, give `allow-foreign-targets: true`.",
  },
  "weights-overrun": {
    code: "conflict",
    sentence: "The {kind} {arn} was changed by somebody else while its weights were set.",
    remedy: "Run `status` to see what serves now; running the step again sets the weights again.",
  },
  "weights-not-read-back": {
    code: "unsettled",
    sentence: "The {kind} {arn} still reads as before its weights were set.",
    remedy: "Run `status` to see what serves now; running the step again sets the weights again.",
  },
  "no-network-weights": {
    code: "unsuitable",
    sentence: "listeners: this region's network load balancers do not take target group weights yet.",
    remedy: "Use an application load balancer, or a region where weighted target groups for NLB are available.",
  },
  "alarm-not-found": {
    code: "not-found",
    sentence:
      "auto-scaling-groups: a policy of {group} is driven by the alarm {alarm}, which is no metric alarm that CloudWatch knows.",
    remedy: "Put the alarm back, or delete the policy.",
  },
  "alarm-not-carried": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {sentence}",
    remedy: "{remedy}, or use a paired fleet, whose groups have alarms of their own.",
  },
  "alarm-exists": {
    code: "refused",
    sentence: "alarm {alarm} already exists and does not belong to {group}: it is not overwritten.",
    remedy: "Rename it, then deploy again: {group} stands without its alarms, and gets them then.",
  },
  "image-not-found": {
    code: "not-found",
    sentence: "image-id: image {image} not found in this region and account.",
    remedy: "Check the id and AWS_REGION, and that the image is shared with this account.",
  },
  "image-not-available": {
    code: "unsuitable",
    sentence: "image-id: {image} is {state}, not available.",
    remedy: "Wait until the image is available, then deploy.",
  },
  "source-not-found": {
    code: "not-found",
    sentence: "source-instance: instance {instance} not found in this region and account.",
    remedy: "Check the id, AWS_REGION, and the account of the credentials.",
  },
  "source-state": {
    code: "unsuitable",
    sentence: "source-instance: {instance} is {state}; an image can be made of a running or a stopped instance.",
    remedy: "Name another instance, or wait until it runs.",
  },
  "source-in-group": {
    code: "unsuitable",
    sentence:
      "source-instance: an image reboots {instance}, which is {lifecycle} in the Auto Scaling group {group}: it would serve nobody meanwhile, and the group may replace it.",
    remedy:
      "Give `no-reboot: true` if its disks may be taken while it writes; or take it out of service first (`aws autoscaling enter-standby --auto-scaling-group-name {group} --instance-ids {instance} --should-decrement-desired-capacity`), and bring it back afterwards (`aws autoscaling exit-standby`).",
  },
  "source-is-target": {
    code: "unsuitable",
    sentence:
      "source-instance: an image reboots {instance}, which is registered in a target group of `target-groups`: requests to it would fail meanwhile.",
    remedy:
      "Give `no-reboot: true` if its disks may be taken while it writes; or deregister it first (`aws elbv2 deregister-targets`).",
  },
  "source-last": {
    code: "unsuitable",
    sentence:
      "source-instance: an image reboots {instance}, and no other machine beside it is healthy: nobody would serve meanwhile.",
    remedy: "Give `no-reboot: true` if its disks may be taken while it writes; or have another machine serve first.",
  },
  "source-aside": {
    code: "refused",
    sentence: "source-instance: {instance} is out of service for the image of another rollout, {rollout}.",
    remedy:
      "Wait until that one is done, or run its `deploy` again, which puts the instance back. Where that rollout is over, put it back yourself (`aws autoscaling exit-standby`, or `aws elbv2 register-targets`).",
  },
  "snapshots-left": {
    code: "denied",
    sentence: "keep-images: the image {image} is gone, but not its snapshots {snapshots}: {said}.",
    remedy:
      "Allow `ec2:DeleteSnapshot`, and delete them (`aws ec2 delete-snapshot`): nothing leads to them any more. Then deploy again.",
  },
  "image-name-taken": {
    code: "conflict",
    sentence: "source-instance: {image} already has the name {name}, and was not made by this rollout.",
    remedy: "Rename it or deregister it (`aws ec2 deregister-image`), then deploy again.",
  },
  "listener-not-found": {
    code: "not-found",
    sentence: "listeners: {kind} {arn} not found.",
    remedy: "Check the ARN, AWS_REGION, and the account of the credentials.",
  },
  "template-version-refused": {
    code: "not-found",
    sentence: "launch-template-version: {group} cannot take version {version}: {said}",
    remedy:
      "Check the number with `aws ec2 describe-launch-template-versions`; `teardown` gives this rollout up, then deploy again.",
  },
  "template-full": {
    code: "unsuitable",
    sentence: "The launch template {template} has as many versions as EC2 allows, 10,000: no other can be made.",
    remedy:
      "Give `keep-versions`, for example 50: then `deploy` deletes versions of its own that nobody uses. Or delete some yourself (`aws ec2 delete-launch-template-versions`), and deploy again.",
  },
  "template-warning": {
    code: "unsuitable",
    sentence: "AWS made launch template version {version}, but warns about it.",
    remedy: "No group uses it yet: fix the template or the input, then deploy again.",
  },
  "launch-configuration": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} uses a launch configuration, not a launch template.",
    remedy: "Launch configurations cannot be versioned: move the group to a launch template.",
  },
  "template-not-pinned": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} uses {version} of the launch template {template}, not a numbered version.",
    remedy:
      "A blue instance that is replaced during the rollout would silently come up with the new version. Pin it: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group} --launch-template LaunchTemplateId={id},Version=NUMBER`.",
  },
  "not-counted-in-instances": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: the desired capacity of {group} is counted by {how}, not in instances.",
    remedy: "A share of the traffic is held against healthy instances: let each instance count one.",
  },
  "other-template": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} uses {uses}, but the serving group uses {blue}.",
    remedy: "Green is blue's launch template with only the revision changed: give both groups the same.",
  },
  "override-template": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: {which} uses version {version} of the launch template {template}, not what the group uses.",
    remedy:
      "A rollout changes one launch template for all instance types: let the override have none of its own, or make it a group of its own.",
  },
  "override-image": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {which} has the image {image} of its own.",
    remedy: "It would hide the one that is deployed: leave it to the launch template.",
  },
  "processes-suspended": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} has suspended processes: {processes}.",
    remedy:
      "With these suspended it can never get healthy. Resume them: `aws autoscaling resume-processes --auto-scaling-group-name {group}`.",
  },
  "terminate-suspended": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: the process Terminate of {group} is suspended: its instances would never end.",
    remedy:
      "Resume it: `aws autoscaling resume-processes --auto-scaling-group-name {group} --scaling-processes Terminate`.",
  },
  "in-standby": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} has instances in Standby, which Auto Scaling does not end: {instances}.",
    remedy:
      "End their standby first: `aws autoscaling exit-standby --auto-scaling-group-name {group} --instance-ids {instances}`.",
  },
  "deletion-protected": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} has deletion protection, and `teardown` has to delete it in the end.",
    remedy:
      "Lift it: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group} --deletion-protection none`.",
  },
  "being-deleted": {
    code: "refused",
    sentence: "auto-scaling-groups: {group} is being deleted.",
    remedy: "Deploy again when it is gone.",
  },
  "too-many-groups": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {groups} all belong to this fleet; a rollout has two sides at most.",
    remedy: "Remove the tag progressive-delivery:fleet from, or delete, the group that is left over.",
  },
  "marked-twice": {
    code: "refused",
    sentence: "Both {blue} and {green} carry the tag progressive-delivery:rollout.",
    remedy: "No step leaves this behind: remove the tag from the group that is not green.",
  },
  "no-serving-group": {
    code: "unsuitable",
    sentence: "target-groups: {target} has the traffic, but no Auto Scaling group fills it.",
    remedy: "Attach the serving group to it.",
  },
  "serving-group-empty": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} has the traffic, but its desired capacity is 0.",
    remedy: "There is nothing to compare green with, nor to go back to: scale it up first.",
  },
  "no-idle-group": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: no group is attached to {target}.",
    remedy: "Attach the idle group of the pair to it.",
  },
  "other-load-balancer": {
    code: "unsuitable",
    sentence: "target-groups: {target} belongs to the load balancer {theirs}, but the listeners are those of {ours}.",
    remedy: "Both target groups must be free or belong to the load balancer of the listeners.",
  },
  "target-stickiness-needs-group-stickiness": {
    code: "unsuitable",
    sentence: "stickiness: {target} has target stickiness, which needs group stickiness.",
    remedy: "Switch off target stickiness on both target groups first (ELB refuses it otherwise).",
  },
  "group-stickiness-missing": {
    code: "unsuitable",
    sentence:
      "target-groups: {target} has target stickiness, but the listener's forward action has no group stickiness.",
    remedy: "ELB refuses two target groups in one action like that: enable group stickiness on it.",
  },
  "not-attached": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} is attached to neither of {targets}.",
    remedy: "Attach each group to exactly one of the two target groups.",
  },
  "attached-to-both": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} is attached to both {targets}.",
    remedy: "Attach each group to exactly one of the two target groups.",
  },
  "attached-elsewhere": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} is also attached to {where}.",
    remedy: "Traffic from there would reach green without a weight: detach it first.",
  },
  "same-target-group": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {groups} are attached to the same target group, {target}.",
    remedy: "Attach each group to a target group of its own: weights cannot tell apart what shares one.",
  },
  "also-used": {
    code: "unsuitable",
    sentence: "listeners: {target} is also used by {others}.",
    remedy: "Name it in `listeners` too, so that all weights move together; otherwise teardown would break it.",
  },
  "still-used": {
    code: "unsuitable",
    sentence: "listeners: {target} is still used by {others}.",
    remedy: "Name it in `listeners` too and promote again, or take the target group out of it.",
  },
  "to-unknown": {
    code: "input",
    sentence: "to: {given} is neither of the two target groups {targets}.",
    remedy: "Give the name or ARN of the target group that shall get everything.",
  },
  "to-with-rollout": {
    code: "refused",
    sentence: "to: a rollout of {revision} is on record, so it is known which side to go back to: {blue}.",
    remedy: "Run `rollback` without `to`, or `promote` to give {green} everything.",
  },
  "no-preview": {
    code: "unsuitable",
    sentence: "smoke-test: there is no preview through which to ask green.",
    remedy: "Run `deploy` again with a `preview` by header, cookie, query or listener, which makes it.",
  },
  "not-asked-by-http": {
    code: "unsuitable",
    sentence: "{input}: {target} is a {protocol} target group, which does not answer requests by HTTP/1.1.",
    remedy: "Leave out `{input}`: the health of its targets is judged all the same.",
  },
  "probe-needs-draws": {
    code: "unsuitable",
    sentence: "probe-url: {listener} keeps each client on its side by its address: one machine never sees a share.",
    remedy: "Give `stickiness: off` in an earlier step, or leave out `probe-url`.",
  },
} as const;

/** States one of these refusals. */
export const refuse = refusing(EC2_REFUSALS);
