import type { Applied } from "../../../delivery/plan.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter } from "../groups/group-writer.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import type { RuleWriter } from "../listeners/rules.ts";
import type { WeightTools } from "../listeners/weights.ts";
import { hadNoEffect, withEffect, writeWeights } from "../listeners/weights.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";

type Of<K extends Ec2Change["kind"]> = Extract<Ec2Change, { kind: K }>;

/** The writing half of the platform: weights and listener rules; groups are written by `GroupWriter`. All idempotent. */
export class Ec2Writer {
  readonly #groups: GroupWriter;
  readonly #weights: WeightTools;
  readonly #rules: RuleWriter;

  constructor(tools: GroupTools & { weights: WeightTools; rules: RuleWriter }) {
    this.#groups = new GroupWriter(tools);
    this.#weights = tools.weights;
    this.#rules = tools.rules;
  }

  async apply(change: Applied<Ec2Change>, seen: Snapshot): Promise<Snapshot | undefined> {
    switch (change.kind) {
      case "set-weights":
        return this.#setWeights(change, seen);
      case "create-rule":
        return this.#createRule(change, seen);
      case "delete-rule":
        await this.#rules.delete(change.arn);
        return { ...seen, rules: seen.rules.filter(({ arn }) => arn !== change.arn) };
      case "point-test-listener":
        return this.#pointTestListener(change, seen);
      case "reference-green":
        return this.#withRoutes(
          seen,
          await writeWeights(this.#weights, seen, change.blueArn, change.greenArn, 0, undefined),
        );
    }
    return this.#groups.apply(change, seen);
  }

  async #createRule(change: Of<"create-rule">, seen: Snapshot): Promise<Snapshot> {
    const rules = await this.#rules.create(change);
    const others = seen.rules.filter(({ listenerArn }) => listenerArn !== change.listenerArn);
    return { ...seen, rules: [...others, ...rules] };
  }

  /** First the record, then the weights: a move that came about is on record, wherever this is cut off. */
  async #setWeights(change: Of<"set-weights">, seen: Snapshot): Promise<Snapshot> {
    const { blueArn, greenArn, green, sticky, record } = change;
    const noted = await this.#groups.note(record, seen);
    const target = change.cohort === true ? { routes: ownRoutes(seen, "cohort"), routesAt: seen.routesAt } : seen;
    try {
      const routes = await writeWeights(this.#weights, target, blueArn, greenArn, green, sticky);
      return change.cohort === true ? withCohort(noted, routes) : this.#withRoutes(noted, routes);
    } catch (error) {
      if (record === undefined || !hadNoEffect(error)) throw error;
      const kept = await this.#groups.takeBack(record, seen).catch((reason: unknown) => reason);
      throw kept === undefined ? error : withEffect(error);
    }
  }

  /** Always from a fresh reading: the one of its own step may be as old as the deploy took. */
  async #pointTestListener(change: Of<"point-test-listener">, seen: Snapshot): Promise<Snapshot> {
    const { listener: ref, blueArn, greenArn, green } = change;
    const stale = { routes: [{ ref, actions: [] }], routesAt: Number.NEGATIVE_INFINITY };
    const [testListener] = await writeWeights(this.#weights, stale, blueArn, greenArn, green, undefined);
    return { ...seen, testListener };
  }

  #withRoutes(seen: Snapshot, routes: readonly Snapshot["routes"][number][]): Snapshot {
    return { ...seen, routes, routesAt: this.#weights.clock.now() };
  }
}

function withCohort(seen: Snapshot, routes: Snapshot["routes"]): Snapshot {
  const actions = new Map(routes.map((route) => [route.ref.arn, route.actions]));
  return { ...seen, rules: seen.rules.map((rule) => ({ ...rule, actions: actions.get(rule.arn) ?? rule.actions })) };
}
