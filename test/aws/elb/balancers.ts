import { randomBytes } from "node:crypto";
import type { Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { structures } from "../params.ts";
import { unwatched } from "../unread.ts";
import { hasSecret, readActions } from "./actions.ts";
import { createAlb } from "./alb.ts";
import { startsSlowly } from "./choice.ts";
import { HealthChecks } from "./health.ts";
import { Logins } from "./logins.ts";
import type { Action, HealthCheck, Listener, LoadBalancer, Rule, Target, TargetGroup } from "./model.ts";
import { attribute, groupsOf } from "./model.ts";
import { createNlb } from "./nlb.ts";
import { Observers } from "./observers.ts";

/** AWS seconds until the data plane obeys a changed listener or rule. AWS documents no bound. */
const PROPAGATION_SECONDS = 2;
/** AWS seconds between looks at whether anything is in flight on a target that is on its way out. */
const IDLE_LOOK = 1;
/** Quota per resource. */
const MAX_TAGS = 50;

/** What clients speak to a listener, where it is not plain HTTP. */
const SCHEMES: Record<string, string> = { HTTPS: "https", TLS: "https", UDP: "udp" };

export interface ElbOptions {
  /** Whether network load balancers take target group weights, as most regions do since November 2025. */
  weightedNlb?: boolean;
  /** Lifts the quotas of listeners and rules, as AWS Support does. */
  raisedQuotas?: boolean;
}

/** All load balancers, listeners and target groups, and what connects the two planes. */
export class Balancers {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly listeners = new Map<string, Listener>();
  readonly groups = new Map<string, TargetGroup>();
  readonly tags = new Map<string, Map<string, string>>();
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #lambda: Lambda;
  readonly #checks: HealthChecks;
  readonly #options: ElbOptions;
  readonly logins = new Logins();
  readonly observers = new Observers();
  propagation = PROPAGATION_SECONDS;

  constructor(config: WorldConfig, ec2: Ec2, lambda: Lambda, options: ElbOptions) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#lambda = lambda;
    this.#options = options;
    ec2.instances.onTerminated((id) => {
      for (const group of this.groups.values()) this.#forget(group, id);
    });
    this.#checks = new HealthChecks(config, ec2, lambda);
  }

  /** Reads the actions of a listener or of one of its rules. */
  readActions(
    params: Params,
    member: string,
    { loadBalancer, protocol }: Pick<Listener, "loadBalancer" | "protocol">,
    before: readonly Action[],
  ): Action[] {
    return readActions(structures(params, member), loadBalancer, {
      groups: this.groups,
      otherUsers: (group, { arn: own }) => this.usersOf(group).some((user) => user !== own),
      hadSecret: hasSecret(before),
      weightedNlb: this.#options.weightedNlb ?? true,
      protocol,
    });
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

  /** A rule that can be changed: not the default one, which is part of its listener. */
  rule(arn: string): { listener: Listener; rule: Rule } {
    if (this.defaultOf(arn) !== undefined)
      throw new AwsError("OperationNotPermitted", `Default rule '${arn}' cannot be modified`);
    const listener = [...this.listeners.values()].find(({ rules }) => rules.some((rule) => rule.arn === arn));
    const rule = listener?.rules.find((candidate) => candidate.arn === arn);
    if (listener === undefined || rule === undefined) throw new AwsError("RuleNotFound", "One or more rules not found");
    return { listener, rule };
  }

  /** The listener whose default rule this is. */
  defaultOf(ruleArn: string): Listener | undefined {
    return [...this.listeners.values()].find(({ defaultRuleArn }) => defaultRuleArn === ruleArn);
  }

  /** Throws unless the load balancer, listener, rule or target group exists. */
  requireResource(arn: string): void {
    if (arn.includes(":loadbalancer/")) this.loadBalancer(arn);
    else if (arn.includes(":listener/")) this.listener(arn);
    else if (arn.includes(":listener-rule/")) this.defaultOf(arn) ?? this.rule(arn);
    else this.group(arn);
  }

  /** Adds the `Tags` of a request. */
  tag(arn: string, params: Params): void {
    const tags = new Map(this.tags.get(arn));
    for (const { Key, Value } of structures(params, "Tags")) tags.set(String(Key), String(Value ?? ""));
    if (tags.size > MAX_TAGS) throw new AwsError("TooManyTags", "The maximum number of tags has been reached");
    this.tags.set(arn, tags);
  }

  /** The load balancers whose listeners name the target group. */
  usersOf(groupArn: string): string[] {
    const users = [...this.listeners.values()].filter((listener) =>
      actionsOf(listener).some((list) => groupsOf(list).includes(groupArn)),
    );
    return [...new Set(users.map(({ loadBalancer }) => loadBalancer.arn))];
  }

  /** Whether an application load balancer weighs the target group against others without keeping clients on theirs. */
  appearsWithoutStickiness(groupArn: string): boolean {
    const applications = [...this.listeners.values()].filter(({ loadBalancer }) => loadBalancer.type === "application");
    return applications.flatMap(actionsOf).some((actions) => {
      const groups = groupsOf(actions);
      return groups.length > 1 && groups.includes(groupArn) && !actions.some(({ forward }) => forward?.sticky.enabled);
    });
  }

  /** Health checks go on with other settings. */
  recheck(group: TargetGroup, check: HealthCheck): void {
    group.check = check;
    for (const target of group.targets.values()) {
      this.#checks.stop(target);
      this.#checks.watch(group, target);
    }
  }

  /** After any change of actions: health checks follow at once, requests a little later. */
  changed(listener: Listener): void {
    for (const group of this.groups.values()) this.#checks.setUsed(group, this.usersOf(group.arn).length > 0);
    this.#config.clock.after(this.propagation, () => publish(listener));
  }

  async open(listener: Listener): Promise<void> {
    const { groups, logins, observers } = this;
    const world = { config: this.#config, ec2: this.#ec2, lambda: this.#lambda, groups, logins, observers };
    const entrance = listener.loadBalancer.type === "network" ? createNlb(listener, world) : createAlb(listener, world);
    listener.entrance = entrance;
    listener.url = `${SCHEMES[listener.protocol] ?? "http"}://127.0.0.1:${await entrance.open()}`;
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
      startsSlowly: startsSlowly(group, this.#config.clock),
      slowSince: undefined,
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

  /** Takes a target out whose instance is to go: resolves when nothing is in flight, at the latest when it has drained. */
  async vacate(group: TargetGroup, id: string, port = group.port): Promise<void> {
    const target = group.targets.get(`${id}:${port}`);
    const drained = this.deregister(group, id, port);
    if (target === undefined) return drained;
    let stop = () => {};
    const idle = new Promise<void>((resolve) => {
      stop = this.#config.clock.every(IDLE_LOOK, () => {
        if (target.inFlight.size === 0) resolve();
      });
    });
    await Promise.race([drained, idle]);
    stop();
  }

  /** An instance that is terminated is taken out by the service itself, and no list shows it any more. */
  #forget(group: TargetGroup, id: string): void {
    for (const target of group.targets.values()) {
      if (target.id !== id) continue;
      group.departed.add(target);
      void this.deregister(group, id, target.port);
    }
  }

  async close(): Promise<void> {
    this.#checks.close();
    await Promise.all([...this.listeners.values()].map(({ entrance }) => entrance?.close()));
  }
}

function actionsOf({ actions, rules }: Listener): Action[][] {
  return [actions, ...rules.map((rule) => rule.actions)];
}

/** A new name among the rules of a listener. */
export function newRuleArn(listenerArn: string): string {
  return listenerArn.replace(":listener/", ":listener-rule/").concat(`/${randomBytes(8).toString("hex")}`);
}

/** What a resource was created with, for creations that can be repeated. */
export function requestOf(params: Params): string {
  const { Tags: _tags, ...settings } = unwatched(params);
  return JSON.stringify(settings);
}

export async function removeListener(state: Balancers, listener: Listener): Promise<void> {
  state.listeners.delete(listener.arn);
  state.changed(listener);
  await listener.entrance?.close();
}

/** A listener that speaks another protocol now. */
export async function reopenListener(state: Balancers, listener: Listener): Promise<void> {
  await listener.entrance?.close();
  await state.open(listener);
}

function publish(listener: Listener): void {
  const rules = [...listener.rules].sort((a, b) => a.priority - b.priority);
  listener.live = {
    actions: listener.actions,
    rules: rules.map(({ conditions, actions, transforms }) => ({ conditions, actions, transforms })),
  };
}

function found<T>(value: T | undefined, code: string, message: string): T {
  if (value === undefined) throw new AwsError(code, message);
  return value;
}
