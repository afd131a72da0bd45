import { DeliveryError } from "../../../delivery/errors.ts";
import type { Tags } from "../groups/changes.ts";
import type { Port } from "../groups/registrations.ts";
import { activePorts } from "./members.ts";
import type { FleetTools } from "./observe.ts";
import type { Rotation } from "./rotation.ts";
import type { FleetTargetGroup, InPlaceSnapshot, Registration } from "./snapshot.ts";

type Tools = Pick<FleetTools, "reader" | "registrations" | "targetGroups">;
type Places = Pick<InPlaceSnapshot, "targetGroups">;

/** Machines without a group: deregistered wherever they are registered, and registered there again with the same ports. */
export class Deregistering implements Rotation {
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** Only what is registered now: a target that drains already would begin to drain anew. */
  async takeOut(ids: readonly string[], seen: InPlaceSnapshot): Promise<void> {
    const now = await this.#now(seen);
    for (const { targetGroup, ports } of byTargetGroup(ids, (id) => activePorts(id, now)))
      await this.#tools.registrations.deregister(await this.#arnOf(targetGroup, seen), ports);
  }

  /** A target that drains may be registered again at once. */
  async untilReturnable(): Promise<void> {}

  async putBack(ids: readonly string[], seen: InPlaceSnapshot): Promise<void> {
    const now = await this.#now(seen);
    const missing = (id: string) => {
      const active = activePorts(id, now);
      const { ports = [] } = seen.machines.find((machine) => machine.id === id) ?? {};
      return ports.filter((port) => !active.some((one) => isSame(one, port)));
    };
    for (const { targetGroup, ports } of byTargetGroup(ids, missing))
      await this.#tools.registrations.register(await this.#arnOf(targetGroup, seen), ports);
  }

  /** No minimum and no process stands in the way. */
  async hold(): Promise<void> {}

  async release(): Promise<void> {}

  async tag(tags: Tags, seen: InPlaceSnapshot): Promise<void> {
    await this.#tools.targetGroups.tag(await this.#arnOf(seen.fleet.name, seen), tags);
  }

  async untag(keys: readonly string[], seen: InPlaceSnapshot): Promise<void> {
    await this.#tools.targetGroups.untag(await this.#arnOf(seen.fleet.name, seen), keys);
  }

  #now({ targetGroups }: Places): Promise<FleetTargetGroup[]> {
    const { reader } = this.#tools;
    return Promise.all(targetGroups.map(async (group) => ({ ...group, targets: await reader.targets(group.arn) })));
  }

  /** One that is not given any more may still be what a machine was registered in. */
  async #arnOf(name: string, { targetGroups }: Places): Promise<string> {
    const known = targetGroups.find((group) => group.name === name)?.arn;
    const arn = known ?? (await this.#tools.reader.targetGroup(name)).TargetGroupArn;
    if (arn === undefined) throw new DeliveryError("not-found", `The target group ${name} was not found.`);
    return arn;
  }
}

function byTargetGroup(ids: readonly string[], portsOf: (id: string) => readonly Registration[]) {
  const found = new Map<string, Port[]>();
  for (const id of ids)
    for (const { targetGroup, port } of portsOf(id))
      found.set(targetGroup, [...(found.get(targetGroup) ?? []), { id, port }]);
  return [...found].map(([targetGroup, ports]) => ({ targetGroup, ports }));
}

function isSame(one: Registration, other: Registration): boolean {
  return one.targetGroup === other.targetGroup && one.port === other.port;
}
