import type { DataPlane } from "./alb.ts";
import { drawGroup, nextTarget } from "./choice.ts";
import type { Listener, Target, TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";
import type { Flow } from "./observers.ts";

/** What a network load balancer chooses, once for every connection and for every flow of datagrams. */

/** Of each target group, which target an address was sent to. */
const pinned = new WeakMap<TargetGroup, Map<string, string>>();

/** What a new flow from an address is sent to. */
export function choose(listener: Listener, address: string, world: DataPlane) {
  const forward = listener.live.actions.find((action) => action.forward !== undefined)?.forward;
  const group = world.groups.get(forward === undefined ? "" : (drawGroup(forward) ?? ""));
  const target = group === undefined ? undefined : chooseTarget(group, address, world);
  const endpoint = target === undefined ? undefined : world.ec2.instances.endpoint(target.id, target.port);
  const state: Flow["target"] = target === undefined ? "none" : target.state === "healthy" ? "healthy" : "unhealthy";
  return { group, target, endpoint, state };
}

/** With stickiness by source address a client keeps its target while that is healthy. */
function chooseTarget(group: TargetGroup, address: string, { config }: DataPlane): Target | undefined {
  if (attribute(group, "stickiness.enabled") !== "true") return nextTarget(group, config.clock);
  const pins = pinned.get(group) ?? new Map<string, string>();
  pinned.set(group, pins);
  const known = [...group.targets.values()].find(({ id, state }) => id === pins.get(address) && state === "healthy");
  const target = known ?? nextTarget(group, config.clock);
  if (target !== undefined) pins.set(address, target.id);
  return target;
}
