import { refusing } from "../../../delivery/registry.ts";

/** The refusals that only `strategy: in-place` knows. docs/troubleshooting.md lists them. */
export const IN_PLACE_REFUSALS = {
  "in-place-not-attached": {
    code: "unsuitable",
    sentence: "target-groups: {given} must be the target groups of {group}, which are {attached}.",
    remedy: "Name all of them: a machine gets requests from each.",
  },
  "in-place-other-sources": {
    code: "unsuitable",
    sentence: "auto-scaling-groups: {group} also gets requests by {sources}.",
    remedy: "Only the health in target groups can be watched: detach it first.",
  },
  "in-place-suspended": {
    code: "unsuitable",
    sentence:
      "auto-scaling-groups: {group} has suspended processes: {processes}. A machine that comes back would get no requests.",
    remedy: "Resume them, then run the step again.",
  },
  "in-place-empty": {
    code: "unsuitable",
    sentence: "target-groups: no machine is registered in {names}.",
    remedy: "Register the machines that are to be changed, or name their group in `auto-scaling-groups`.",
  },
  "in-place-targets": {
    code: "unsuitable",
    sentence:
      "target-groups: the targets of {name} are of the type {type}: Run Command knows machines by their instance ids.",
    remedy: "Register the instances in a target group of the type instance.",
  },
  "in-place-owned": {
    code: "unsuitable",
    sentence:
      "target-groups: {targets} in {names} belong to the Auto Scaling group {groups}, which would replace a machine whose app is stopped.",
    remedy: "Name the group in `auto-scaling-groups`: its machines go through Standby.",
  },
  "in-place-mixed": {
    code: "unsuitable",
    sentence:
      "target-groups: {targets} in {names} belong to the Auto Scaling group {groups}, and {others} to none: one rollout cannot change both.",
    remedy: "Give the machines of the group target groups of their own, or deregister one kind.",
  },
  "in-place-elsewhere": {
    code: "unsuitable",
    sentence:
      "target-groups: machines of {names} are registered in {others} too, and would get requests from there while they are changed.",
    remedy: "Name all target groups of the machines.",
  },
  "in-place-strangers": {
    code: "unsuitable",
    sentence:
      "target-groups: {targets} in {names} do not belong to {group}: they would keep the version that they have.",
    remedy: "Deregister them, or attach them to the group.",
  },
  "in-place-alarm": {
    code: "refused",
    sentence: "alarms: {alarm} is {state}, not OK: it could not tell whether the version is bad.",
    remedy: "Wait until it is OK, or leave it out of `alarms`.",
  },
  "in-place-no-batch": {
    code: "refused",
    sentence:
      "{total} machines of {group} can keep {possible} % at most while {batch} is out; `min-healthy` and the traffic ask for {least} machines.",
    remedy:
      "Give a smaller `batch-size` or `min-healthy`, add a machine, or use `strategy: rolling-with-additional-batch`.",
  },
  "in-place-unhealthy": {
    code: "unhealthy",
    sentence:
      "{group} has {healthy} healthy machines of {total}, and {least} have to stay healthy while others are out.",
    remedy: "Wait until they are healthy, fix them, or give a lower `min-healthy`.",
  },
  "in-place-no-agent": {
    code: "unsuitable",
    sentence: "Run Command does not reach {machines}.",
    remedy:
      "Check that the SSM agent runs there, that it reaches Systems Manager, and that the instance profile has AmazonSSMManagedInstanceCore. No changes were made.",
  },
  "in-place-not-linux": {
    code: "unsuitable",
    sentence: "{machines}: `commands` are run by a POSIX shell, and the agent says {platform}.",
    remedy: "Use `strategy: rolling` with an image for this fleet.",
  },
  "in-place-no-former": {
    code: "refused",
    sentence: "There would be no way back: nobody has noted what {group} runs now.",
    remedy:
      "Give `rollback-commands`, or tag the machines that run it with `progressive-delivery:revision`, in the launch template best.",
  },
  "in-place-too-long": {
    code: "input",
    sentence:
      "`commands`, `health-command` and `rollback-commands` make a script of {bytes} bytes; Run Command takes {most}.",
    remedy: "Put the script on the machines, or where they fetch it from, and call it.",
  },
} as const;

export const refuse = refusing(IN_PLACE_REFUSALS);
