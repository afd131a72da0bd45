import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import type { DataPlane } from "./alb.ts";
import type { Entrance } from "./entrance.ts";
import { entranceOf, shown } from "./entrance.ts";
import { choose } from "./flows.ts";
import type { Listener } from "./model.ts";
import { attribute } from "./model.ts";
import type { Flow } from "./observers.ts";
import { createUdp } from "./udp.ts";

/** How often another port is tried where the two halves of TCP_UDP cannot both have one. */
const PORTS = 20;

/**
 * The data plane of a network load balancer's listener: a port that chooses once per connection or flow. Targets get
 * TCP without TLS, or UDP.
 */
export function createNlb(listener: Listener, world: DataPlane): Entrance {
  const accept = (client: Socket) => forward(client, listener, world);
  if (listener.protocol === "UDP") return createUdp(listener, world);
  if (listener.protocol === "TLS") return entranceOf(createTlsServer(shown(listener.tls), accept));
  if (listener.protocol === "TCP") return entranceOf(createServer(accept));
  return both(() => [entranceOf(createServer(accept)), createUdp(listener, world)]);
}

/** Two entrances with one port. */
function both(create: () => [Entrance, Entrance]): Entrance {
  let halves = create();
  return {
    async open() {
      for (let left = PORTS; ; left -= 1) {
        const port = await halves[0].open();
        try {
          return await halves[1].open(port);
        } catch (error) {
          await halves[0].close();
          if (left === 0) throw error;
          halves = create();
        }
      }
    },
    renew() {},
    close: async () => void (await Promise.all(halves.map((half) => half.close()))),
  };
}

function forward(client: Socket, listener: Listener, world: DataPlane): void {
  const { group, target, endpoint, state } = choose(listener, client.remoteAddress ?? "", world);
  client.on("error", () => client.destroy());
  const observe = (event: Flow["event"]) =>
    world.observers.flow({ loadBalancer: listener.loadBalancer, event, target: state });
  observe("new");
  if (group === undefined || target === undefined || endpoint === undefined) {
    observe("balancer-reset");
    if (group !== undefined) group.traffic.failed += 1;
    reset(client);
    return;
  }
  group.traffic.requests += 1;
  const upstream = connect(endpoint);
  const cut = () => {
    if (attribute(group, "deregistration_delay.connection_termination.enabled") === "true") reset(client);
  };
  target.inFlight.add(cut);
  upstream.on("error", () => {
    observe("target-reset");
    reset(client);
  });
  upstream.on("close", () => {
    target.inFlight.delete(cut);
    client.destroy();
  });
  client.on("close", () => upstream.destroy());
  client.pipe(upstream);
  upstream.pipe(client);
}

/** Of a connection with TLS only its end can be told in Node.js, not that it was reset. */
function reset(client: Socket): void {
  if (client instanceof TLSSocket) client.destroy();
  else client.resetAndDestroy();
}
