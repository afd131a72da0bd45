import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeregisterTargetsCommand, RegisterTargetsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { call } from "../../aws.ts";

/** A target as it is registered: one machine may be so on several ports. */
export interface Port {
  id: string;
  port: number;
}

/** Takes machines out of target groups, and puts them in again. */
export class Registrations {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #signal: AbortSignal;

  constructor(elb: ElasticLoadBalancingV2Client, signal: AbortSignal) {
    this.#elb = elb;
    this.#signal = signal;
  }

  /** Requests may still be answered for the deregistration delay. Who is not registered is no error (API Reference). */
  async deregister(arn: string, ports: readonly Port[]): Promise<void> {
    await this.#call("DeregisterTargets", () =>
      this.#elb.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort),
    );
  }

  /** One that is draining serves again. */
  async register(arn: string, ports: readonly Port[]): Promise<void> {
    await this.#call("RegisterTargets", () =>
      this.#elb.send(new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort),
    );
  }

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`elasticloadbalancing:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function toTargets(ports: readonly Port[]) {
  return ports.map(({ id, port }) => ({ Id: id, Port: port }));
}
