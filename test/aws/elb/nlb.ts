import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import type { DataPlane } from "./alb.ts";
import { drawGroup, nextTarget } from "./choice.ts";
import type { Listener } from "./model.ts";
import { attribute } from "./model.ts";

/** The data plane of a network load balancer's listener: a TCP port that chooses once per connection. */
export function createNlb(listener: Listener, world: DataPlane): Server {
  return createServer((client) => {
    const forward = listener.live.actions.find((action) => action.forward !== undefined)?.forward;
    const group = world.groups.get(forward === undefined ? "" : (drawGroup(forward) ?? ""));
    const target = group === undefined ? undefined : nextTarget(group, world.config.clock);
    const endpoint = target === undefined ? undefined : world.ec2.instances.endpoint(target.id, target.port);
    client.on("error", () => client.destroy());
    if (group === undefined || target === undefined || endpoint === undefined) {
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
    upstream.on("error", () => client.resetAndDestroy());
    upstream.on("close", () => {
      target.inFlight.delete(cut);
      client.destroy();
    });
    client.on("close", () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
}
