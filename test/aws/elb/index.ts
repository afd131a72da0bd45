import type { Service, WorldConfig } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { text, texts } from "../params.ts";
import { Balancers } from "./balancers.ts";
import type { TargetGroup } from "./model.ts";
import type { ElbOptions } from "./routing-api.ts";
import { routingOperations } from "./routing-api.ts";
import { targetOperations } from "./target-api.ts";

export type Elb = ReturnType<typeof createElb>;

/** Elastic Load Balancing version 2: the control plane, and listeners that carry real traffic. */
export function createElb(config: WorldConfig, ec2: Ec2, options: ElbOptions = {}) {
  const state = new Balancers(config, ec2);
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
    operations: { ...routingOperations(config, state, options), ...targetOperations(config, state, ec2) },
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
    group: (targetGroupArn: string): TargetGroup => state.group(targetGroupArn),
    hasGroup: (targetGroupArn: string): boolean => state.groups.has(targetGroupArn),
    register: (targetGroupArn: string, instanceId: string) => state.register(state.group(targetGroupArn), instanceId),
    /** Resolves when the target has drained. */
    deregister: (targetGroupArn: string, instanceId: string) =>
      state.deregister(state.group(targetGroupArn), instanceId),
    close: () => state.close(),
  };
}
