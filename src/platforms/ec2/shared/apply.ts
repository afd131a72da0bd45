import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import {
  AttachLoadBalancerTargetGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { amountOf } from "../../../delivery/counted.ts";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Applied } from "../../../delivery/plan.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { LATE_EFFECT_MS } from "../../../engine/timing.ts";
import { call } from "../../aws.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter } from "../groups/group-writer.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { healthProgress } from "../groups/progress.ts";
import type { SharedChange, Stance } from "./changes.ts";
import { refuse } from "./refusals.ts";
import { isServing, isWhole, sideOf } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** How long `restore` waits for the side that stays to be whole, in milliseconds: `post` has less than five minutes. */
const RESTORE_PATIENCE_MS = 180_000;
const RESTORE_PAUSE_MS = 1_000;

type Of<K extends SharedChange["kind"]> = Extract<SharedChange, { kind: K }>;

/** The writing half: who is in the target group. What is done to groups in every set-up is done by `GroupWriter`. */
export class SharedWriter {
  readonly #autoScaling: AutoScalingClient;
  readonly #groups: GroupWriter;
  readonly #reader: Ec2Reader;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(tools: GroupTools) {
    this.#autoScaling = tools.autoScaling;
    this.#groups = new GroupWriter(tools);
    this.#reader = tools.reader;
    this.#clock = tools.clock;
    this.#signal = tools.signal;
  }

  async apply(change: Applied<SharedChange>, seen: SharedSnapshot): Promise<SharedSnapshot | undefined> {
    switch (change.kind) {
      case "attach-target-group":
        await this.#attach(change.group, seen.targetGroup.arn);
        return undefined;
      case "detach-target-group":
        // In this order: without the record a side that had traffic a moment ago would look as if it never had any.
        await this.#groups.note(change.record, seen);
        await this.#detach(change.group, seen.targetGroup.arn);
        return undefined;
      case "restore":
        return this.#restore(change, seen);
    }
    return this.#groups.apply(change, seen);
  }

  /** Additive, and nothing when it is attached already (Auto Scaling API Reference). */
  async #attach(group: string, targetGroupArn: string): Promise<void> {
    const request = { AutoScalingGroupName: group, TargetGroupARNs: [targetGroupArn] };
    await this.#send("AttachLoadBalancerTargetGroups", () =>
      this.#autoScaling.send(new AttachLoadBalancerTargetGroupsCommand(request), this.#abort),
    );
  }

  /** What is not attached cannot be detached: after an answer that was lost, that is as it should be. */
  async #detach(group: string, targetGroupArn: string): Promise<void> {
    const request = { AutoScalingGroupName: group, TargetGroupARNs: [targetGroupArn] };
    try {
      await this.#send("DetachLoadBalancerTargetGroups", () =>
        this.#autoScaling.send(new DetachLoadBalancerTargetGroupsCommand(request), this.#abort),
      );
    } catch (error) {
      const refused = error instanceof DeliveryError && error.code === "platform" && error.noEffect;
      if (!refused) throw error;
      const [now] = await this.#reader.groupsNamed([group]);
      if (now?.targetGroupArns.includes(targetGroupArn) === true) throw error;
    }
  }

  /** Whoever is to be in the target group is there and whole before anybody leaves it. */
  async #restore({ sides, record }: Of<"restore">, seen: SharedSnapshot): Promise<SharedSnapshot | undefined> {
    const { arn } = seen.targetGroup;
    const now = (name: string) =>
      sideOf(
        seen,
        seen.groups.find((group) => group.name === name),
      );
    const leaving = sides.filter(({ group, attached }) => !attached && (now(group).attached || isServing(now(group))));
    const changed = sides.filter((side) => side.attached && (!now(side.group).attached || isOfAnotherSize(side, seen)));
    if (leaving.length === 0 && changed.length === 0) return seen;
    for (const { group, capacity } of changed) {
      if (capacity !== undefined) {
        const summary = `Scale ${group} to ${amountOf(capacity.desired, "instance")}`;
        await this.#groups.apply({ kind: "set-capacity", group, capacity, summary }, seen);
      }
      if (!now(group).attached) await this.#attach(group, arn);
    }
    if (leaving.length > 0) await this.#untilStaying(sides, seen);
    await this.#groups.note(record, seen);
    for (const { group } of leaving) await this.#detach(group, arn);
    return undefined;
  }

  /**
   * Until those that are to stay have been whole for a while: a detach that was cut off may take effect late, and then
   * they are attached once more before the others go.
   */
  async #untilStaying(sides: readonly Stance[], seen: SharedSnapshot): Promise<void> {
    const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
    const began = this.#clock.now();
    let since = began;
    const pace = { pauseMs: RESTORE_PAUSE_MS, until: began + RESTORE_PATIENCE_MS };
    const look = async () => {
      const [groups, targets] = await Promise.all([
        this.#reader.groupsNamed(names),
        this.#reader.targets(seen.targetGroup.arn),
      ]);
      const looked = { ...seen, groups, targetGroup: { ...seen.targetGroup, targets } };
      const now = this.#clock.now();
      const lacking = groups
        .map((group) => sideOf(looked, group))
        .filter((side) => !side.attached || !isWhole(side, "any-version"));
      for (const { group, attached } of lacking)
        if (group !== undefined && !attached) await this.#attach(group.name, seen.targetGroup.arn);
      const hopeless = lacking
        .map((side) => healthProgress(side, "any-version", []))
        .find(({ state }) => state === "impossible");
      if (hopeless?.state === "impossible") {
        throw refuse("restore-timed-out", { groups: names.join(" and ") }, [hopeless.because, ...hopeless.reasons]);
      }
      if (lacking.length > 0) since = now;
      return now - since >= LATE_EFFECT_MS;
    };
    const areStaying = await poll({ clock: this.#clock, signal: this.#signal, ...pace }, look, (are) => are);
    if (!areStaying) throw refuse("restore-timed-out", { groups: names.join(" and ") });
  }

  #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`autoscaling:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function isOfAnotherSize({ group: name, capacity }: Stance, { groups }: SharedSnapshot): boolean {
  const group = groups.find((candidate) => candidate.name === name);
  if (group === undefined || capacity === undefined) return false;
  return group.min !== capacity.min || group.desired !== capacity.desired || group.max !== capacity.max;
}
