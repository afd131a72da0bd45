import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import type { DataPlane } from "./alb.ts";
import { drawGroup, nextTarget } from "./choice.ts";
import type { Listener, Target, TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";
import type { Flow } from "./observers.ts";

/** Of each target group, which target an address was sent to. */
const pinned = new WeakMap<TargetGroup, Map<string, string>>();

/** The data plane of a network load balancer's listener: a TCP port that chooses once per connection. */
export function createNlb(listener: Listener, world: DataPlane): Server {
  return createServer((client) => {
    const forward = listener.live.actions.find((action) => action.forward !== undefined)?.forward;
    const group = world.groups.get(forward === undefined ? "" : (drawGroup(forward) ?? ""));
    const target = group === undefined ? undefined : chooseTarget(group, client.remoteAddress ?? "", world);
    const endpoint = target === undefined ? undefined : world.ec2.instances.endpoint(target.id, target.port);
    client.on("error", () => client.destroy());
    const state = target === undefined ? "none" : target.state === "healthy" ? "healthy" : "unhealthy";
    const observe = (event: Flow["event"]) =>
      world.observers.flow({ loadBalancer: listener.loadBalancer, event, target: state });
    observe("new");
    if (group === undefined || target === undefined || endpoint === undefined) {
      observe("balancer-reset");
      if (group !== undefined) group.traffic.failed += 1;
      client.resetAndDestroy();
      return;
    }
    group.traffic.requests += 1;
    const upstream = connect(endpoint);
    const cut = () => {
      if (attribute(group, "deregistration_delay.connection_termination.enabled") === "true") client.resetAndDestroy();
    };
    target.inFlight.add(cut);
    upstream.on("error", () => {
      observe("target-reset");
      client.resetAndDestroy();
    });
    upstream.on("close", () => {
      target.inFlight.delete(cut);
      client.destroy();
    });
    client.on("close", () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
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
