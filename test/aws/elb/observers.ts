import type { LoadBalancer, TargetGroup } from "./model.ts";

/** A request that an application load balancer's listener forwarded, or could not. */
export interface ForwardedRequest {
  loadBalancer: LoadBalancer;
  /** Undefined when all weights are 0. */
  group: TargetGroup | undefined;
  /** Whether there was a target to choose; `unhealthy`: one of those that fail their checks, for want of another. */
  target: "healthy" | "unhealthy" | "none";
  /** Who made the answer. */
  by: "target" | "balancer";
  status: number;
  /** Whether no connection to the target came about. */
  unconnected: boolean;
  /** Real seconds from when the request left until the target began to answer; undefined: it did not. */
  responseSeconds: number | undefined;
}

/** Something that happened to a connection through a network load balancer. */
export interface Flow {
  loadBalancer: LoadBalancer;
  event: "new" | "target-reset" | "balancer-reset";
  target: ForwardedRequest["target"];
}

/** Who is told of what the data planes do; CloudWatch's metrics are made of it. */
export class Observers {
  readonly #requests: ((request: ForwardedRequest) => void)[] = [];
  readonly #flows: ((flow: Flow) => void)[] = [];

  onRequest(listener: (request: ForwardedRequest) => void): void {
    this.#requests.push(listener);
  }

  onFlow(listener: (flow: Flow) => void): void {
    this.#flows.push(listener);
  }

  request(request: ForwardedRequest): void {
    for (const listener of this.#requests) listener(request);
  }

  flow(flow: Flow): void {
    for (const listener of this.#flows) listener(flow);
  }
}
