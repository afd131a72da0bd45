import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { createAlb } from "./alb.ts";
import { HealthChecks } from "./health.ts";
import type { Listener, LoadBalancer, Rule, Target, TargetGroup } from "./model.ts";
import { attribute, groupsOf } from "./model.ts";
import { createNlb } from "./nlb.ts";

/** AWS seconds until the data plane obeys a changed listener or rule. AWS documents no bound. */
const PROPAGATION_SECONDS = 2;

/** All load balancers, listeners and target groups, and what connects the two planes. */
export class Balancers {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly listeners = new Map<string, Listener>();
  readonly groups = new Map<string, TargetGroup>();
  readonly tags = new Map<string, Map<string, string>>();
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #checks: HealthChecks;

  constructor(config: WorldConfig, ec2: Ec2) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#checks = new HealthChecks(config, ec2);
  }

  loadBalancer(arn: string): LoadBalancer {
    return found(this.loadBalancers.get(arn), "LoadBalancerNotFound", `Load balancer '${arn}' not found`);
  }

  listener(arn: string): Listener {
    return found(this.listeners.get(arn), "ListenerNotFound", "One or more listeners not found");
  }

  group(arn: string): TargetGroup {
    return found(this.groups.get(arn), "TargetGroupNotFound", "One or more target groups not found");
  }

  rule(arn: string): { listener: Listener; rule: Rule } {
    const listener = [...this.listeners.values()].find(({ rules }) => rules.some((rule) => rule.arn === arn));
    const rule = listener?.rules.find((candidate) => candidate.arn === arn);
    if (listener === undefined || rule === undefined) throw new AwsError("RuleNotFound", "One or more rules not found");
    return { listener, rule };
  }

  /** The load balancers whose listeners name the target group. */
  usersOf(groupArn: string): string[] {
    const users = [...this.listeners.values()].filter(({ actions, rules }) =>
      [actions, ...rules.map((rule) => rule.actions)].some((list) => groupsOf(list).includes(groupArn)),
    );
    return [...new Set(users.map(({ loadBalancer }) => loadBalancer.arn))];
  }

  /** After any change of actions: health checks follow at once, requests a little later. */
  changed(listener: Listener): void {
    for (const group of this.groups.values()) this.#checks.setUsed(group, this.usersOf(group.arn).length > 0);
    this.#config.clock.after(PROPAGATION_SECONDS, () => publish(listener));
  }

  async open(listener: Listener): Promise<void> {
    const world = { config: this.#config, ec2: this.#ec2, groups: this.groups };
    const server = listener.loadBalancer.type === "network" ? createNlb(listener, world) : createAlb(listener, world);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    listener.server = server;
    listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    publish(listener);
  }

  register(group: TargetGroup, id: string, port = group.port): void {
    const key = `${id}:${port}`;
    const known = group.targets.get(key);
    if (known !== undefined && known.state !== "draining") return;
    const target: Target = {
      id,
      port,
      state: "initial",
      reason: "Elb.RegistrationInProgress",
      description: "Target registration is in progress",
      passes: 0,
      fails: 0,
      healthySince: undefined,
      stopChecks: undefined,
      inFlight: new Set(),
    };
    group.targets.set(key, target);
    this.#checks.watch(group, target);
  }

  /** Takes a target out; it drains for the whole deregistration delay, then what is still in flight is cut. */
  deregister(group: TargetGroup, id: string, port = group.port): Promise<void> {
    const key = `${id}:${port}`;
    const target = group.targets.get(key);
    if (target === undefined || target.state === "draining") return Promise.resolve();
    this.#checks.stop(target);
    Object.assign(target, {
      state: "draining",
      reason: "Target.DeregistrationInProgress",
      description: "Target deregistration is in progress",
    });
    return new Promise((resolve) => {
      this.#config.clock.after(Number(attribute(group, "deregistration_delay.timeout_seconds")), () => {
        for (const cut of target.inFlight) cut();
        if (group.targets.get(key) === target) group.targets.delete(key);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#checks.close();
    await Promise.all([...this.listeners.values()].map((listener) => closeListener(listener)));
  }
}

export async function closeListener({ server }: Listener): Promise<void> {
  if (server === undefined) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeAllConnections" in server) (server as HttpServer).closeAllConnections();
  else server.unref();
  if ("closeAllConnections" in server) await closed;
}

function publish(listener: Listener): void {
  const rules = [...listener.rules].sort((a, b) => a.priority - b.priority);
  listener.live = {
    actions: listener.actions,
    rules: rules.map(({ conditions, actions }) => ({ conditions, actions })),
  };
}

function found<T>(value: T | undefined, code: string, message: string): T {
  if (value === undefined) throw new AwsError(code, message);
  return value;
}
