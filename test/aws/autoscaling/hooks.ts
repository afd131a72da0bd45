import { randomUUID } from "node:crypto";
import type { Operation, Params, WorldClock } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, text } from "../params.ts";
import type { Group, LifecycleAction, Member } from "./model.ts";

export type Transition = "autoscaling:EC2_INSTANCE_LAUNCHING" | "autoscaling:EC2_INSTANCE_TERMINATING";

/** What a hook's worker is told, by whatever way the user chose: a topic, a queue, the event bus. */
export interface LifecycleNotice {
  AutoScalingGroupName: string;
  LifecycleHookName: string;
  LifecycleTransition: Transition;
  LifecycleActionToken: string;
  EC2InstanceId: string;
}

/** "The maximum amount of time … is 48 hours or 100 times the heartbeat timeout, whichever is smaller" (User Guide). */
const [MAX_WAIT_SECONDS, MAX_HEARTBEATS] = [172_800, 100];
export const HOOK_DEFAULTS = { HeartbeatTimeout: "3600", DefaultResult: "ABANDON" };

/** How long an instance may be held in all, in AWS seconds. */
export function globalTimeout(hook: Params): number {
  return Math.min(MAX_WAIT_SECONDS, MAX_HEARTBEATS * Number(text(hook, "HeartbeatTimeout") ?? 3_600));
}

/** Lifecycle hooks: instances wait until every hook's worker says go on, or one says no, or does not answer in time. */
export class Hooks {
  readonly #clock: WorldClock;
  readonly #listeners: ((notice: LifecycleNotice) => void)[] = [];

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  onAction(listener: (notice: LifecycleNotice) => void): void {
    this.#listeners.push(listener);
  }

  of(group: Group, transition: Transition): Params[] {
    return [...group.attached.hooks.values()].filter((hook) => text(hook, "LifecycleTransition") === transition);
  }

  /**
   * Holds an instance for every hook of the transition. `done` gets no reason when all went on, and the reason when one
   * was abandoned: no other hook is waited for then.
   */
  hold(group: Group, member: Member, transition: Transition, done: (abandoned: string | undefined) => void): void {
    for (const hook of this.of(group, transition)) {
      const name = required(hook, "LifecycleHookName");
      member.actions.set(
        name,
        this.#action(hook, (abandoned) => {
          member.actions.delete(name);
          if (abandoned !== undefined) release(member);
          if (member.actions.size === 0) done(abandoned);
        }),
      );
    }
    for (const [LifecycleHookName, { token }] of [...member.actions]) {
      const notice = { AutoScalingGroupName: group.name, LifecycleHookName, LifecycleTransition: transition };
      for (const listener of this.#listeners)
        listener({ ...notice, LifecycleActionToken: token, EC2InstanceId: member.instance.id });
    }
  }

  #action(hook: Params, ended: (abandoned: string | undefined) => void): LifecycleAction {
    const token = randomUUID();
    const seconds = Number(text(hook, "HeartbeatTimeout") ?? HOOK_DEFAULTS.HeartbeatTimeout);
    const latest = this.#clock.now() + this.#clock.scaled(globalTimeout(hook));
    let stop = () => {};
    const complete = (result: string, reason: string) => {
      stop();
      const why = `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: ${reason}`;
      ended(result === "CONTINUE" ? undefined : why);
    };
    const heartbeat = () => {
      stop();
      const left = latest - this.#clock.now();
      const result = text(hook, "DefaultResult") ?? HOOK_DEFAULTS.DefaultResult;
      const wait = Math.min(seconds, left / this.#clock.scaled(1));
      stop = this.#clock.after(wait, () => complete(result, "Heartbeat Timeout"));
    };
    heartbeat();
    return { token, complete, heartbeat, cancel: () => stop() };
  }
}

/** Forgets what an instance waits for. */
export function release(member: Member): void {
  for (const action of member.actions.values()) action.cancel();
  member.actions.clear();
}

/** What a hook's worker calls. */
export function lifecycleActionOperations(groupNamed: (name: string) => Group): Record<string, Operation> {
  const find = (params: Params): LifecycleAction => {
    const group = groupNamed(required(params, "AutoScalingGroupName"));
    const name = required(params, "LifecycleHookName");
    const [id, token] = [text(params, "InstanceId"), text(params, "LifecycleActionToken")];
    const actions = [...group.instances, ...group.warm]
      .filter(({ instance }) => id === undefined || instance.id === id)
      .map(({ actions }) => actions.get(name));
    const found = actions.find((action) => action !== undefined && (token === undefined || action.token === token));
    if (found !== undefined) return found;
    const what = token === undefined ? `with instance ID ${id}` : `with token ${token}`;
    throw new AwsError("ValidationError", `No active Lifecycle Action found ${what}`);
  };
  return {
    CompleteLifecycleAction: (params) => {
      const result = required(params, "LifecycleActionResult");
      if (!["CONTINUE", "ABANDON"].includes(result))
        throw new AwsError("ValidationError", `LifecycleActionResult ${result} is neither CONTINUE nor ABANDON`);
      find(params).complete(result, `Lifecycle Action Completed with ${result} Result`);
      return {};
    },
    RecordLifecycleActionHeartbeat: (params) => {
      find(params).heartbeat();
      return {};
    },
  };
}
