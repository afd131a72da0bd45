import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import { describeAction, hasSecret, readActions } from "./actions.ts";
import type { Balancers } from "./balancers.ts";
import { closeListener, newRuleArn, requestOf } from "./balancers.ts";
import { describeCondition, readCondition } from "./conditions.ts";
import type { Action, Condition, Listener, LoadBalancer, Rule } from "./model.ts";

const PAGE = 100;
/** Quotas of an application load balancer. */
const [MAX_LISTENERS, MAX_RULES, MAX_VALUES] = [50, 100, 5];
const MAX_PRIORITY = 50_000;

export interface ElbOptions {
  /** Whether network load balancers take target group weights, as most regions do since November 2025. */
  weightedNlb?: boolean;
  /** Lifts the quotas of listeners and rules, as AWS Support does. */
  raisedQuotas?: boolean;
}

/** Load balancers, listeners and rules. */
export function routingOperations(
  config: WorldConfig,
  state: Balancers,
  options: ElbOptions,
): Record<string, Operation> {
  const arn = (path: string) => `arn:aws:elasticloadbalancing:${config.region}:${config.accountId}:${path}`;
  const read = (params: Params, member: string, loadBalancer: LoadBalancer, before: readonly Action[]) =>
    readActions(structures(params, member), loadBalancer, {
      groups: state.groups,
      otherUsers: (group, { arn: own }) => state.usersOf(group).some((user) => user !== own),
      hadSecret: hasSecret(before),
      weightedNlb: options.weightedNlb ?? true,
    });

  return {
    CreateLoadBalancer: (params) => {
      const name = required(params, "Name");
      const existing = [...state.loadBalancers.values()].find((balancer) => balancer.name === name);
      if (existing !== undefined && existing.request !== requestOf(params)) {
        throw new AwsError(
          "DuplicateLoadBalancerName",
          `A load balancer with the same name '${name}' exists, but with different settings`,
        );
      }
      if (existing !== undefined) return { LoadBalancers: [describeLoadBalancer(existing, config)] };
      const type = text(params, "Type") === "network" ? "network" : "application";
      const balancer: LoadBalancer = {
        arn: arn(`loadbalancer/${type === "network" ? "net" : "app"}/${name}/${randomBytes(8).toString("hex")}`),
        name,
        type,
        scheme: text(params, "Scheme") ?? "internet-facing",
        subnets: texts(params, "Subnets"),
        vpcId: "vpc-0123456789abcdef0",
        createdAt: new Date(config.clock.now()),
        attributes: new Map([["idle_timeout.timeout_seconds", "60"]]),
        request: requestOf(params),
      };
      state.loadBalancers.set(balancer.arn, balancer);
      state.tag(balancer.arn, params);
      return { LoadBalancers: [describeLoadBalancer(balancer, config)] };
    },
    DescribeLoadBalancers: (params) => {
      const [arns, names] = [texts(params, "LoadBalancerArns"), texts(params, "Names")];
      const all = [...state.loadBalancers.values()];
      const wanted = [
        ...arns.map((given) => state.loadBalancer(given)),
        ...names.map((name) => all.find((balancer) => balancer.name === name)),
      ];
      if (wanted.includes(undefined))
        throw new AwsError("LoadBalancerNotFound", `Load balancers '[${names.join(", ")}]' not found`);
      const page = paged(
        arns.length + names.length === 0 ? all : wanted.filter((balancer) => balancer !== undefined),
        text(params, "Marker"),
        integer(params, "PageSize") ?? PAGE,
      );
      return {
        LoadBalancers: page.items.map((balancer) => describeLoadBalancer(balancer, config)),
        NextMarker: page.next,
      };
    },
    DeleteLoadBalancer: async (params) => {
      const own = [...state.listeners.values()].filter(
        ({ loadBalancer }) => loadBalancer.arn === required(params, "LoadBalancerArn"),
      );
      for (const listener of own) await removeListener(state, listener);
      state.loadBalancers.delete(required(params, "LoadBalancerArn"));
      return {};
    },
    DescribeLoadBalancerAttributes: (params) => ({
      Attributes: describeAttributes(state.loadBalancer(required(params, "LoadBalancerArn"))),
    }),
    ModifyLoadBalancerAttributes: (params) => {
      const balancer = state.loadBalancer(required(params, "LoadBalancerArn"));
      for (const { Key, Value } of structures(params, "Attributes"))
        balancer.attributes.set(String(Key), String(Value));
      return { Attributes: describeAttributes(balancer) };
    },
    CreateListener: async (params) => {
      const loadBalancer = state.loadBalancer(required(params, "LoadBalancerArn"));
      const siblings = [...state.listeners.values()].filter((listener) => listener.loadBalancer === loadBalancer);
      const port = integer(params, "Port") ?? 80;
      const existing = siblings.find((listener) => listener.port === port);
      if (existing !== undefined && existing.request !== requestOf(params))
        throw new AwsError("DuplicateListener", "A listener already exists on this port for this load balancer");
      if (existing !== undefined) return { Listeners: [describeListener(existing)] };
      if (siblings.length >= MAX_LISTENERS && !options.raisedQuotas)
        throw new AwsError("TooManyListeners", "The maximum number of listeners has been reached");
      const actions = read(params, "DefaultActions", loadBalancer, []);
      const listenerArn = loadBalancer.arn
        .replace(":loadbalancer/", ":listener/")
        .concat(`/${randomBytes(8).toString("hex")}`);
      const listener: Listener = {
        arn: listenerArn,
        loadBalancer,
        protocol: text(params, "Protocol") ?? "HTTP",
        port,
        actions,
        rules: [],
        defaultRuleArn: newRuleArn(listenerArn),
        live: { rules: [], actions },
        server: undefined,
        url: "",
        request: requestOf(params),
      };
      state.listeners.set(listener.arn, listener);
      state.tag(listener.arn, params);
      await state.open(listener);
      state.changed(listener);
      return { Listeners: [describeListener(listener)] };
    },
    DescribeListeners: (params) => {
      const arns = texts(params, "ListenerArns");
      const balancer = text(params, "LoadBalancerArn");
      if (balancer !== undefined) state.loadBalancer(balancer);
      else if (arns.length === 0)
        throw new AwsError("ValidationError", "You must specify either listener ARNs or a load balancer ARN");
      const all =
        arns.length > 0
          ? arns.map((given) => state.listener(given))
          : [...state.listeners.values()].filter(({ loadBalancer }) => loadBalancer.arn === balancer);
      const page = paged(all, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { Listeners: page.items.map(describeListener), NextMarker: page.next };
    },
    ModifyListener: (params) => {
      const listener = state.listener(required(params, "ListenerArn"));
      if (structures(params, "DefaultActions").length > 0) {
        listener.actions = read(params, "DefaultActions", listener.loadBalancer, listener.actions);
        state.changed(listener);
      }
      return { Listeners: [describeListener(listener)] };
    },
    DeleteListener: async (params) => {
      await removeListener(state, state.listener(required(params, "ListenerArn")));
      return {};
    },
    CreateRule: (params) => {
      const listener = state.listener(required(params, "ListenerArn"));
      const priority = readPriority(params);
      if (listener.rules.some((rule) => rule.priority === priority))
        throw new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`);
      if (listener.rules.length >= MAX_RULES && !options.raisedQuotas)
        throw new AwsError("TooManyRules", "The maximum number of rules has been reached");
      const rule: Rule = {
        arn: newRuleArn(listener.arn),
        priority,
        conditions: readConditions(params),
        actions: read(params, "Actions", listener.loadBalancer, []),
      };
      listener.rules.push(rule);
      state.tags.set(
        rule.arn,
        new Map(structures(params, "Tags").map(({ Key, Value }) => [String(Key), String(Value ?? "")])),
      );
      state.tag(rule.arn, params);
      state.changed(listener);
      return { Rules: [describeRule(rule)] };
    },
    DescribeRules: (params) => {
      const arns = texts(params, "RuleArns");
      const listener = text(params, "ListenerArn");
      if (arns.length === 0 && listener === undefined)
        throw new AwsError("ValidationError", "You must specify either listener rule ARNs or a listener ARN");
      const described =
        arns.length > 0
          ? arns.map((given) => describeNamed(state, given))
          : describeRules(state.listener(listener ?? ""));
      const page = paged(described, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { Rules: page.items, NextMarker: page.next };
    },
    ModifyRule: (params) => {
      const { listener, rule } = state.rule(required(params, "RuleArn"));
      if (structures(params, "Actions").length > 0)
        rule.actions = read(params, "Actions", listener.loadBalancer, rule.actions);
      if (structures(params, "Conditions").length > 0) rule.conditions = readConditions(params);
      state.changed(listener);
      return { Rules: [describeRule(rule)] };
    },
    DeleteRule: (params) => {
      const { listener, rule } = state.rule(required(params, "RuleArn"));
      listener.rules = listener.rules.filter((other) => other !== rule);
      state.changed(listener);
      return {};
    },
    SetRulePriorities: (params) => {
      const wanted = structures(params, "RulePriorities").map((pair) => ({
        ...state.rule(text(pair, "RuleArn") ?? ""),
        priority: readPriority(pair),
      }));
      const [twice] = wanted.filter(
        ({ priority }, index) => wanted.findIndex((it) => it.priority === priority) < index,
      );
      if (twice !== undefined) throw new AwsError("PriorityInUse", `Priority '${twice.priority}' is currently in use`);
      for (const { listener, priority } of wanted) {
        const stays = listener.rules.find(
          (rule) => rule.priority === priority && !wanted.some((moved) => moved.rule === rule),
        );
        if (stays !== undefined) throw new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`);
      }
      for (const { listener, rule, priority } of wanted) {
        rule.priority = priority;
        state.changed(listener);
      }
      return { Rules: wanted.map(({ rule }) => describeRule(rule)) };
    },
  };
}

async function removeListener(state: Balancers, listener: Listener): Promise<void> {
  state.listeners.delete(listener.arn);
  state.changed(listener);
  await closeListener(listener);
}

function readPriority(params: Params): number {
  const priority = Number(required(params, "Priority"));
  if (Number.isInteger(priority) && 1 <= priority && priority <= MAX_PRIORITY) return priority;
  throw new AwsError("ValidationError", `Priority '${priority}' must be between 1 and ${MAX_PRIORITY}`);
}

function readConditions(params: Params): Condition[] {
  const conditions = structures(params, "Conditions").map(readCondition);
  if (conditions.length === 0) throw new AwsError("ValidationError", "A condition must be specified");
  if (conditions.reduce((sum, { values, query }) => sum + values.length + query.length, 0) > MAX_VALUES)
    throw new AwsError("ValidationError", `A rule can only have '${MAX_VALUES}' condition values`);
  return conditions;
}

function describeAttributes({ attributes }: LoadBalancer): Params[] {
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}

function describeLoadBalancer(balancer: LoadBalancer, { zones }: WorldConfig): Params {
  return {
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: `${balancer.name}.elb.localhost`,
    CreatedTime: balancer.createdAt,
    Scheme: balancer.scheme,
    Type: balancer.type,
    VpcId: balancer.vpcId,
    IpAddressType: "ipv4",
    State: { Code: "active" },
    AvailabilityZones: zones.map((ZoneName, index) => ({ ZoneName, SubnetId: balancer.subnets[index] })),
  };
}

function describeListener({ arn, loadBalancer, port, protocol, actions }: Listener): Params {
  return {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: port,
    Protocol: protocol,
    DefaultActions: actions.map(describeAction),
  };
}

function describeRules(listener: Listener): Params[] {
  const rules = [...listener.rules].sort((a, b) => a.priority - b.priority).map(describeRule);
  return [...rules, describeDefault(listener)];
}

function describeNamed(state: Balancers, ruleArn: string): Params {
  const listener = state.defaultOf(ruleArn);
  return listener === undefined ? describeRule(state.rule(ruleArn).rule) : describeDefault(listener);
}

function describeDefault(listener: Listener): Params {
  return {
    RuleArn: listener.defaultRuleArn,
    Priority: "default",
    Conditions: [],
    Actions: listener.actions.map(describeAction),
    IsDefault: true,
  };
}

function describeRule({ arn, priority, conditions, actions }: Rule): Params {
  return {
    RuleArn: arn,
    Priority: String(priority),
    Conditions: conditions.map(describeCondition),
    Actions: actions.map(describeAction),
    IsDefault: false,
  };
}
