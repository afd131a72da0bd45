import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import { describeAction } from "./actions.ts";
import type { Balancers, ElbOptions } from "./balancers.ts";
import { newRuleArn } from "./balancers.ts";
import { describeCondition, readConditions } from "./conditions.ts";
import type { Listener, Rule } from "./model.ts";
import { describeTransform, readTransforms } from "./transforms.ts";

const PAGE = 100;
/** Quota of an application load balancer. */
const MAX_RULES = 100;
const MAX_PRIORITY = 50_000;

/** Rules of application load balancers' listeners. */
export function ruleOperations(state: Balancers, options: ElbOptions): Record<string, Operation> {
  return {
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
        actions: state.readActions(params, "Actions", listener, []),
        transforms: readTransforms(params, []),
      };
      requireApplication(listener);
      listener.rules.push(rule);
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
      const next: Partial<Rule> = {};
      if (structures(params, "Actions").length > 0)
        next.actions = state.readActions(params, "Actions", listener, rule.actions);
      if (structures(params, "Conditions").length > 0) next.conditions = readConditions(params);
      Object.assign(rule, next, { transforms: readTransforms(params, rule.transforms) });
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

function requireApplication({ loadBalancer }: Listener): void {
  if (loadBalancer.type === "application") return;
  throw new AwsError(
    "InvalidConfigurationRequest",
    "You cannot create rules for listeners of load balancers of type 'network'",
  );
}

function readPriority(params: Params): number {
  const priority = Number(required(params, "Priority"));
  if (Number.isInteger(priority) && 1 <= priority && priority <= MAX_PRIORITY) return priority;
  throw new AwsError("ValidationError", `Priority '${priority}' must be between 1 and ${MAX_PRIORITY}`);
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

function describeRule({ arn, priority, conditions, actions, transforms }: Rule): Params {
  return {
    RuleArn: arn,
    Priority: String(priority),
    Conditions: conditions.map(describeCondition),
    Actions: actions.map(describeAction),
    ...(transforms.length === 0 ? {} : { Transforms: transforms.map(describeTransform) }),
    IsDefault: false,
  };
}
