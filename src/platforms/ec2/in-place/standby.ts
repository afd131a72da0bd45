import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import {
  EnterStandbyCommand,
  ExitStandbyCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { call } from "../../aws.ts";
import type { Tags } from "../groups/changes.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter } from "../groups/group-writer.ts";
import type { GroupState } from "../snapshot.ts";
import type { Held } from "./held.ts";
import { formatHeld, parseHeld, release } from "./held.ts";
import type { Rotation } from "./rotation.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";

/** At most so many ids in a call of EnterStandby or ExitStandby: the API reference says 20, its array's bound 19. */
const STANDBY_BATCH = 19;
/** How long is waited for who is on its way out, in milliseconds: `post` has less than five minutes. */
const OUT_PATIENCE_MS = 180_000;
const OUT_PAUSE_MS = 1_000;

/** The group as it was last seen: what it had is what is noted. */
interface Seen {
  fleet: { group?: GroupState | undefined };
}

/** The machines of an Auto Scaling group, by its Standby: the group wants as many fewer, and leaves them alone. */
export class Standby implements Rotation {
  readonly #name: string;
  readonly #tools: GroupTools;
  readonly #groups: GroupWriter;
  readonly #clock: Clock;

  /** @param name the group's. */
  constructor(name: string, tools: GroupTools) {
    this.#name = name;
    this.#tools = tools;
    this.#groups = new GroupWriter(tools);
    this.#clock = tools.clock;
  }

  async takeOut(ids: readonly string[]): Promise<void> {
    for (const InstanceIds of inParts(await this.#inState(ids, "InService"))) {
      const request = { AutoScalingGroupName: this.#name, InstanceIds, ShouldDecrementDesiredCapacity: true };
      await this.#call("EnterStandby", (client) => client.send(new EnterStandbyCommand(request), this.#abort));
    }
  }

  /** Who is on its way out cannot turn round before it is there. */
  async untilReturnable(ids: readonly string[]): Promise<void> {
    const pace = { pauseMs: OUT_PAUSE_MS, until: this.#clock.now() + OUT_PATIENCE_MS };
    await poll(
      { clock: this.#clock, signal: this.#tools.signal, ...pace },
      () => this.#inState(ids, "EnteringStandby"),
      (entering) => entering.length === 0,
    );
  }

  async putBack(ids: readonly string[]): Promise<void> {
    for (const InstanceIds of inParts(await this.#inState(ids, "Standby"))) {
      const request = { AutoScalingGroupName: this.#name, InstanceIds };
      await this.#call("ExitStandby", (client) => client.send(new ExitStandbyCommand(request), this.#abort));
    }
  }

  /** In this order: what was changed and is not on record would never be restored. */
  async hold(held: Held, seen: Seen): Promise<void> {
    const { min = 0, suspended = [] } = seen.fleet.group ?? {};
    await this.tag({ [IN_PLACE_TAG.held]: formatHeld(held) });
    const ScalingProcesses = held.suspended.filter((process) => !suspended.includes(process));
    if (ScalingProcesses.length > 0) {
      const request = { AutoScalingGroupName: this.#name, ScalingProcesses };
      await this.#call("SuspendProcesses", (client) => client.send(new SuspendProcessesCommand(request), this.#abort));
    }
    if (held.min.ours !== min && held.min.ours !== held.min.before) await this.#setMin(held.min.ours, seen);
  }

  /** By what is now, and not by what was planned: who is out at the end decides which minimum is possible. */
  async release(seen: Seen): Promise<void> {
    const group = await this.#now();
    const held = parseHeld(group?.tags[IN_PLACE_TAG.held]);
    if (group === undefined || held === undefined) return;
    const { min, resume, left } = release(group, held);
    if (resume.length > 0) {
      const request = { AutoScalingGroupName: this.#name, ScalingProcesses: [...resume] };
      await this.#call("ResumeProcesses", (client) => client.send(new ResumeProcessesCommand(request), this.#abort));
    }
    if (left !== undefined) await this.tag({ [IN_PLACE_TAG.held]: formatHeld(left) });
    if (min !== undefined) await this.#setMin(min, seen);
    if (left === undefined) await this.untag([IN_PLACE_TAG.held], seen);
  }

  async tag(tags: Tags): Promise<void> {
    await this.#groups.tag(this.#name, tags);
  }

  async untag(keys: readonly string[], seen: Seen): Promise<void> {
    if (keys.length === 0) return;
    await this.#groups.apply({ kind: "unmark", group: this.#name, keys, summary: "" }, groupsOf(seen));
  }

  /** Which of them are in this state now: what was done already is not done again. */
  async #inState(ids: readonly string[], state: string): Promise<string[]> {
    const { instances = [] } = (await this.#now()) ?? {};
    return instances.filter(({ id, lifecycle }) => ids.includes(id) && lifecycle === state).map(({ id }) => id);
  }

  async #now(): Promise<GroupState | undefined> {
    const [group] = await this.#tools.reader.groupsNamed([this.#name]);
    return group;
  }

  async #setMin(min: number, seen: Seen): Promise<void> {
    const summary = `Set the minimum of ${this.#name} to ${min}`;
    await this.#groups.apply({ kind: "set-capacity", group: this.#name, capacity: { min }, summary }, groupsOf(seen));
  }

  #call<T>(action: string, send: (client: AutoScalingClient) => Promise<T>): Promise<T> {
    return call(`autoscaling:${action}`, this.#tools.signal, () => send(this.#tools.autoScaling));
  }

  get #abort() {
    return { abortSignal: this.#tools.signal };
  }
}

function groupsOf({ fleet: { group } }: Seen): { groups: readonly GroupState[] } {
  return { groups: group === undefined ? [] : [group] };
}

function inParts(ids: readonly string[]): string[][] {
  const parts = Math.ceil(ids.length / STANDBY_BATCH);
  return Array.from({ length: parts }, (_, part) => ids.slice(part * STANDBY_BATCH, (part + 1) * STANDBY_BATCH));
}
