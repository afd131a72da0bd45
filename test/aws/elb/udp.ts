import type { RemoteInfo, Socket } from "node:dgram";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { DataPlane } from "./alb.ts";
import type { Entrance } from "./entrance.ts";
import { choose } from "./flows.ts";
import type { Listener } from "./model.ts";
import { attribute } from "./model.ts";

/** AWS seconds without a datagram after which a flow is over ("Listeners for your Network Load Balancers"). */
const IDLE_SECONDS = 120;

/** What one client's address and port began: its datagrams go to one target, and the target's come back. */
interface Flow {
  send(datagram: Buffer): void;
  end(): void;
}

/**
 * The data plane of a network load balancer's UDP listener. A flow stays with its target as long as it lasts, whatever
 * the weights become, and ends when it is idle or when its target has drained. What no target can take is lost without
 * a word.
 */
export function createUdp(listener: Listener, world: DataPlane): Entrance {
  const server = createSocket("udp4");
  const flows = new Map<string, Flow>();
  server.on("message", (datagram, client) => {
    const key = `${client.address}:${client.port}`;
    const flow = flows.get(key) ?? begin(server, client, listener, world, () => flows.delete(key));
    if (flow === undefined) return;
    flows.set(key, flow);
    flow.send(datagram);
  });
  return {
    async open(port = 0) {
      server.bind(port, "127.0.0.1");
      await once(server, "listening");
      return server.address().port;
    },
    renew() {},
    async close() {
      for (const flow of [...flows.values()]) flow.end();
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

function begin(
  server: Socket,
  client: RemoteInfo,
  listener: Listener,
  world: DataPlane,
  onEnd: () => void,
): Flow | undefined {
  const { group, target, endpoint, state } = choose(listener, client.address, world);
  world.observers.flow({ loadBalancer: listener.loadBalancer, event: "new", target: state });
  if (group !== undefined) group.traffic.requests += 1;
  if (group === undefined || target === undefined || endpoint === undefined) {
    if (group !== undefined) group.traffic.failed += 1;
    return undefined;
  }
  const { clock } = world.config;
  const upstream = createSocket("udp4");
  let stopIdling = () => {};
  const touch = () => {
    stopIdling();
    stopIdling = clock.after(IDLE_SECONDS, end);
  };
  const cut = () => {
    if (attribute(group, "deregistration_delay.connection_termination.enabled") === "true") end();
  };
  function end(): void {
    stopIdling();
    target?.inFlight.delete(cut);
    onEnd();
    upstream.removeAllListeners("message").close();
  }
  target.inFlight.add(cut);
  upstream.on("message", (datagram) => {
    touch();
    server.send(datagram, client.port, client.address);
  });
  const send = (datagram: Buffer) => {
    touch();
    upstream.send(datagram, endpoint.port, endpoint.host);
  };
  return { send, end };
}
