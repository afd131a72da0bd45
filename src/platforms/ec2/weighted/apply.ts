import { DeliveryError } from "../../../delivery/errors.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter, withTags } from "../groups/group-writer.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import type { RuleWriter } from "../listeners/rules.ts";
import type { WeightTools } from "../listeners/weights.ts";
import { writeWeights } from "../listeners/weights.ts";
import type { Snapshot } from "../snapshot.ts";
import { formatSwitch, TAG } from "../snapshot.ts";
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

  async apply(change: Ec2Change, seen: Snapshot): Promise<Snapshot | undefined> {
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
      case "wait-healthy":
      case "wait-drained":
      case "wait-until":
      case "wait-bake":
      case "smoke-test":
      case "wait-share":
        throw new DeliveryError("internal", `A wait (${change.kind}) was applied instead of waited for.`);
      default:
        return this.#groups.apply(change, seen);
    }
  }

  async #createRule(change: Of<"create-rule">, seen: Snapshot): Promise<Snapshot> {
    const rules = await this.#rules.create(change);
    const others = seen.rules.filter(({ listenerArn }) => listenerArn !== change.listenerArn);
    return { ...seen, rules: [...others, ...rules] };
  }

  /** Weights and the record of the switch go out together: one round trip, and neither waits for the other. */
  async #setWeights(change: Of<"set-weights">, seen: Snapshot): Promise<Snapshot> {
    const { blueArn, greenArn, green, sticky, record } = change;
    const value = record === undefined ? "" : formatSwitch({ ...record, at: this.#weights.now() });
    const target = change.cohort === true ? { routes: ownRoutes(seen, "cohort"), routesAt: seen.routesAt } : seen;
    const [routes, tagged] = await Promise.allSettled([
      writeWeights(this.#weights, target, blueArn, greenArn, green, sticky),
      record === undefined ? undefined : this.#groups.tag(record.group, { [TAG.switched]: value }),
    ]);
    if (routes.status === "rejected") throw routes.reason;
    if (tagged.status === "rejected") throw tagged.reason;
    const after = change.cohort === true ? withCohort(seen, routes.value) : this.#withRoutes(seen, routes.value);
    if (record === undefined) return after;
    return withTags(after, record.group, { [TAG.switched]: value });
  }

  /** Always from a fresh reading: the one of its own step may be as old as the deploy took. */
  async #pointTestListener(change: Of<"point-test-listener">, seen: Snapshot): Promise<Snapshot> {
    const { listener: ref, blueArn, greenArn, green } = change;
    const stale = { routes: [{ ref, actions: [] }], routesAt: Number.NEGATIVE_INFINITY };
    const [testListener] = await writeWeights(this.#weights, stale, blueArn, greenArn, green, undefined);
    return { ...seen, testListener };
  }

  #withRoutes(seen: Snapshot, routes: readonly Snapshot["routes"][number][]): Snapshot {
    return { ...seen, routes, routesAt: this.#weights.now() };
  }
}

function withCohort(seen: Snapshot, routes: Snapshot["routes"]): Snapshot {
  const actions = new Map(routes.map((route) => [route.ref.arn, route.actions]));
  return { ...seen, rules: seen.rules.map((rule) => ({ ...rule, actions: actions.get(rule.arn) ?? rule.actions })) };
}
