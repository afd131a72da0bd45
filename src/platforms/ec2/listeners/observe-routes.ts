import type { Action, ElasticLoadBalancingV2Client, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DescribeTagsCommand,
  paginateDescribeListeners,
  paginateDescribeRules,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeliveryError } from "../../../delivery/errors.ts";
import { call, gather } from "../../aws.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings, RouteRef } from "../settings.ts";
import { readAll } from "../which.ts";
import type { RouteState } from "./routes.ts";
import { loadBalancerArn, tuplesOf } from "./routes.ts";
import type { Purpose, RuleInfo } from "./rule-info.ts";
import { listenerOf, RULE_TAG } from "./rule-info.ts";

/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;

/** Reads listeners and rules. */
export class RouteReader {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #signal: AbortSignal;

  constructor(elb: ElasticLoadBalancingV2Client, signal: AbortSignal) {
    this.#elb = elb;
    this.#signal = signal;
  }

  async routes(refs: readonly RouteRef[]): Promise<RouteState[]> {
    const arns = (kind: RouteRef["kind"]) => refs.filter((ref) => ref.kind === kind).map(({ arn }) => arn);
    const [listeners, rules] = await Promise.all([
      this.#listenerActions(arns("listener")),
      this.#ruleActions(arns("rule")),
    ]);
    return refs.map((ref) => {
      const actions = (ref.kind === "listener" ? listeners : rules).get(ref.arn);
      if (actions !== undefined) return { ref, actions };
      throw refuse("listener-not-found", { kind: ref.kind, arn: ref.arn });
    });
  }

  /** Undefined when AWS does not know it (any more). */
  async routeIfThere(ref: RouteRef): Promise<RouteState | undefined> {
    try {
      return (await this.routes([ref]))[0];
    } catch (error) {
      if (error instanceof DeliveryError && error.code === "not-found") return undefined;
      throw error;
    }
  }

  /**
   * Listeners and rules of the load balancer that the inputs do not name but that use one of the target groups, by
   * target group; rules of ours and a test listener are not among them.
   */
  async otherRoutes(
    settings: Ec2Settings,
    targetGroupArns: readonly string[],
    own: readonly RuleInfo[],
    testListener: RouteRef | undefined,
  ): Promise<Record<string, string[]>> {
    const named = new Set([
      ...settings.routes.map(({ arn }) => arn),
      ...(testListener === undefined ? [] : [testListener.arn]),
      ...own.filter(({ purpose }) => purpose !== undefined).map(({ arn }) => arn),
    ]);
    const [sample] = settings.routes;
    if (sample === undefined) return {};
    const balancer = loadBalancerArn(sample);
    const users: Record<string, string[]> = Object.fromEntries(targetGroupArns.map((arn) => [arn, []]));
    const note = (what: string, actions: readonly Action[]) => {
      for (const { TargetGroupArn = "" } of actions.flatMap(tuplesOf)) users[TargetGroupArn]?.push(what);
    };
    const listeners = await this.#listeners({ LoadBalancerArn: balancer });
    const known = new Set(own.map(({ listenerArn }) => listenerArn));
    const unread = listeners.filter(([arn]) => !known.has(arn));
    const rules = [...own, ...(await Promise.all(unread.map(([arn]) => this.#rules({ ListenerArn: arn })))).flat()];
    for (const [arn, actions] of listeners) if (!named.has(arn)) note(`the listener ${arn}`, actions);
    for (const { arn, actions, priority } of rules) {
      if (!named.has(arn) && priority !== undefined) note(`the rule ${arn}`, actions);
    }
    return users;
  }

  /** All rules of the routes' listeners, those of ours known by their tag. */
  async listenerRules(
    routes: readonly Pick<RouteRef, "arn" | "kind">[],
    targetGroupArns: readonly string[],
  ): Promise<RuleInfo[]> {
    const listeners = [...new Set(routes.map(listenerOf))];
    const rules = (await Promise.all(listeners.map((arn) => this.#rules({ ListenerArn: arn })))).flat();
    const uses = ({ actions }: RuleInfo) =>
      actions.flatMap(tuplesOf).some(({ TargetGroupArn = "" }) => targetGroupArns.includes(TargetGroupArn));
    const candidates = rules.filter(
      (rule) => rule.priority !== undefined && uses(rule) && !routes.some(({ arn }) => arn === rule.arn),
    );
    const purposes = await this.#purposes(candidates.map(({ arn }) => arn));
    return rules.map((rule) => ({ ...rule, purpose: purposes.get(rule.arn) }));
  }

  async #purposes(arns: readonly string[]): Promise<Map<string, Purpose>> {
    const found = new Map<string, Purpose>();
    for (let start = 0; start < arns.length; start += TAGS_PER_CALL) {
      const ResourceArns = arns.slice(start, start + TAGS_PER_CALL);
      const { TagDescriptions = [] } = await call("elasticloadbalancing:DescribeTags", this.#signal, () =>
        this.#elb.send(new DescribeTagsCommand({ ResourceArns }), { abortSignal: this.#signal }),
      );
      for (const { ResourceArn = "", Tags = [] } of TagDescriptions) {
        const purpose = Tags.find(({ Key }) => Key === RULE_TAG)?.Value;
        if (purpose === "preview" || purpose === "cohort") found.set(ResourceArn, purpose);
      }
    }
    return found;
  }

  async #listenerActions(arns: string[]): Promise<Map<string, Action[]>> {
    if (arns.length === 0) return new Map();
    return new Map(await readAll(arns, (some) => this.#listeners({ ListenerArns: some })));
  }

  async #ruleActions(arns: string[]): Promise<Map<string, Action[]>> {
    const rules = arns.length === 0 ? [] : await readAll(arns, (some) => this.#rules({ RuleArns: some }));
    const standard = rules.find(({ priority }) => priority === undefined);
    if (standard !== undefined) {
      throw refuse("default-rule", { arn: standard.arn, listener: listenerOf({ ...standard, kind: "rule" }) });
    }
    return new Map(rules.map(({ arn, actions }) => [arn, [...actions]]));
  }

  async #listeners(input: { ListenerArns: string[] } | { LoadBalancerArn: string }): Promise<[string, Action[]][]> {
    const given = "ListenerArns" in input ? input.ListenerArns.join(" or ") : input.LoadBalancerArn;
    const pages = paginateDescribeListeners({ client: this.#elb }, input, { abortSignal: this.#signal });
    const read = () => gather(pages, ({ Listeners }) => Listeners);
    const about = { input: "listeners", given };
    const found = await call("elasticloadbalancing:DescribeListeners", this.#signal, read, about);
    return found.map(({ ListenerArn = "", DefaultActions = [] }) => [ListenerArn, DefaultActions]);
  }

  async #rules(input: { RuleArns: string[] } | { ListenerArn: string }): Promise<RuleInfo[]> {
    const given = "RuleArns" in input ? input.RuleArns.join(" or ") : input.ListenerArn;
    const pages = paginateDescribeRules({ client: this.#elb }, input, { abortSignal: this.#signal });
    const read = () => gather(pages, ({ Rules }) => Rules);
    const about = { input: "listeners", given };
    const found = await call("elasticloadbalancing:DescribeRules", this.#signal, read, about);
    return found.map((rule) => toRuleInfo(rule, "ListenerArn" in input ? input.ListenerArn : ""));
  }
}

function toRuleInfo(rule: Rule, listenerArn: string): RuleInfo {
  const { RuleArn = "", Priority, Conditions = [], Actions = [], Transforms = [] } = rule;
  const priority = Number(Priority);
  return {
    arn: RuleArn,
    listenerArn,
    priority: Number.isNaN(priority) ? undefined : priority,
    conditions: Conditions,
    actions: Actions,
    transforms: Transforms,
    purpose: undefined,
  };
}
