import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateRuleCommand, DeleteRuleCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { call, errorName, unless } from "../../aws.ts";
import type { Ec2Change } from "../weighted/changes.ts";
import type { RouteReader } from "./observe-routes.ts";
import type { RuleInfo } from "./rule-info.ts";
import { RULE_TAG } from "./rule-info.ts";

/** Makes and removes listener rules of ours. */
export class RuleWriter {
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #routes: RouteReader;
  readonly #signal: AbortSignal;

  constructor(elb: ElasticLoadBalancingV2Client, routes: RouteReader, signal: AbortSignal) {
    this.#elb = elb;
    this.#routes = routes;
    this.#signal = signal;
  }

  /**
   * Makes the rule, unless it is there. CreateRule has no token: a priority in use may be our own rule, made by a call
   * whose answer was lost.
   *
   * @returns the listener's rules as read back.
   */
  async create(change: Extract<Ec2Change, { kind: "create-rule" }>): Promise<RuleInfo[]> {
    const { listenerArn, purpose, priority, blueArn, greenArn, transforms } = change;
    const command = new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: priority,
      Conditions: [...change.conditions],
      Actions: [...change.actions],
      ...(transforms.length === 0 ? {} : { Transforms: [...transforms] }),
      Tags: [{ Key: RULE_TAG, Value: purpose }],
    });
    const readBack = () => this.#routes.listenerRules([{ arn: listenerArn, kind: "listener" }], [blueArn, greenArn]);
    try {
      await this.#send("CreateRule", () => this.#elb.send(command, { abortSignal: this.#signal }));
    } catch (error) {
      const rules = errorName(error).startsWith("PriorityInUse") ? await readBack() : [];
      if (!rules.some((rule) => rule.priority === priority && rule.purpose === purpose)) throw error;
      return rules;
    }
    return readBack();
  }

  /** A rule that is gone already is what was wanted. */
  async delete(arn: string): Promise<void> {
    const command = new DeleteRuleCommand({ RuleArn: arn });
    const deleted = this.#send("DeleteRule", () => this.#elb.send(command, { abortSignal: this.#signal }));
    await deleted.catch(unless("RuleNotFound", "RuleNotFoundException"));
  }

  #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`elasticloadbalancing:${action}`, this.#signal, send);
  }
}
