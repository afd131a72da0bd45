import type { Service, WorldConfig } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { text, texts } from "../params.ts";
import { balancerOperations } from "./balancer-api.ts";
import type { ElbOptions } from "./balancers.ts";
import { Balancers } from "./balancers.ts";
import { groupOperations } from "./group-api.ts";
import { listenerOperations } from "./listener-api.ts";
import type { TargetGroup } from "./model.ts";
import { ruleOperations } from "./rule-api.ts";
import { targetOperations } from "./target-api.ts";

export type Elb = ReturnType<typeof createElb>;

/** Elastic Load Balancing version 2: the control plane, and listeners that carry real traffic. */
export function createElb(config: WorldConfig, ec2: Ec2, lambda: Lambda, options: ElbOptions = {}) {
  const state = new Balancers(config, ec2, lambda, options);
  const service: Service = {
    name: "elasticloadbalancing",
    protocol: "query",
    xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    resource: (action, params) =>
      action.startsWith("Describe")
        ? "*"
        : (text(params, "ListenerArn") ??
          text(params, "RuleArn") ??
          text(params, "TargetGroupArn") ??
          texts(params, "ResourceArns")[0] ??
          "*"),
    operations: {
      ...balancerOperations(config, state, ec2),
      ...listenerOperations(state, options),
      ...ruleOperations(state, options),
      ...groupOperations(config, state),
      ...targetOperations(state, ec2, lambda),
    },
  };
  return {
    service,
    /** Where a listener listens on loopback. */
    url: (listenerArn: string): string => state.listener(listenerArn).url,
    /** Whether requests obey the newest actions of the listener and of its rules yet. */
    obeyed(listenerArn: string): boolean {
      const { live, actions, rules } = state.listener(listenerArn);
      const newest = rules.every((rule) => live.rules.some((known) => known.actions === rule.actions));
      return live.actions === actions && newest && live.rules.length === rules.length;
    },
    /** How many AWS seconds the next changes take until requests obey them. */
    propagateAfter: (seconds: number) => {
      state.propagation = seconds;
    },
    addresses: () => Object.fromEntries([...state.listeners.values()].map(({ arn, url }) => [arn, url])),
    /** The target group's share of the traffic so far. */
    traffic: (targetGroupArn: string): TargetGroup["traffic"] => ({ ...state.group(targetGroupArn).traffic }),
    /** Tells of every request and connection that the listeners forward. */
    observers: state.observers,
    /** The target groups with the load balancers that use them. */
    used: () =>
      [...state.groups.values()].map((group) => ({
        group,
        loadBalancers: state.usersOf(group.arn).map((arn) => state.loadBalancer(arn)),
      })),
    loadBalancers: () => [...state.loadBalancers.values()],
    group: (targetGroupArn: string): TargetGroup => state.group(targetGroupArn),
    hasGroup: (targetGroupArn: string): boolean => state.groups.has(targetGroupArn),
    register: (targetGroupArn: string, instanceId: string) => state.register(state.group(targetGroupArn), instanceId),
    /** Resolves when the target has drained. */
    deregister: (targetGroupArn: string, instanceId: string) =>
      state.deregister(state.group(targetGroupArn), instanceId),
    /** Resolves when nothing is in flight on the target any more, at the latest when it has drained. */
    vacate: (targetGroupArn: string, instanceId: string) => state.vacate(state.group(targetGroupArn), instanceId),
    /** The cookie of a client who has logged in where an action asks for it. */
    session: (cookieName?: string): string => state.logins.session(cookieName),
    /** A token that an action of type `jwt-validation` with this issuer accepts. */
    token: (issuer: string, claims?: Record<string, unknown>): string => state.logins.token(issuer, claims),
    close: () => state.close(),
  };
}
