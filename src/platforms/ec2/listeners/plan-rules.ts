import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { refuse } from "../refusals.ts";
import type { RouteRef } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Ec2Change } from "../weighted/changes.ts";
import type { Sides } from "../weighted/sides.ts";
import type { Condition } from "./conditions.ts";
import { describeCondition, sizeOfConditions, toRuleCondition } from "./conditions.ts";
import { withWeights } from "./routes.ts";
import type { Purpose, RuleInfo } from "./rule-info.ts";
import { listenerOf } from "./rule-info.ts";

/** Priorities of listener rules (ELBv2 API Reference, CreateRule). */
const MAX_PRIORITY = 50_000;
/**
 * Condition values and wildcards per rule (Elastic Load Balancing user guide, quotas; not adjustable). The guide also
 * speaks of three per condition, but the API has no such limit (API Reference, Limit), and takes five.
 */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 6;

/**
 * Makes the rules of a purpose that are not there yet, one for each route, at a weight. Each does what its route does
 * (login, stickiness, transforms) but for the weights.
 *
 * @param green percent of the matching requests that green gets.
 * @param sticky seconds of group stickiness, 0 for none; undefined: as the route has it.
 */
export function createMissing(
  seen: Snapshot,
  { blue, green: side }: Sides,
  purpose: Purpose,
  condition: Condition,
  green: number,
  sticky?: number,
): Ec2Change[] {
  const [blueArn, greenArn] = [blue.targetGroup.arn, side.targetGroup.arn];
  const taken = new Map<string, number[]>();
  const missing = seen.routes.flatMap(({ ref, actions }): Ec2Change[] => {
    const listenerArn = listenerOf(ref);
    const own = seen.rules.find(
      (rule) => rule.listenerArn === listenerArn && rule.purpose === purpose && besides(rule, ref, seen),
    );
    if (own !== undefined) return [];
    const priority = freePriority(seen, ref, purpose, taken.get(listenerArn) ?? []);
    taken.set(listenerArn, [...(taken.get(listenerArn) ?? []), priority]);
    const host = ref.kind === "rule" ? seen.rules.find(({ arn }) => arn === ref.arn) : undefined;
    const conditions = [...(host?.conditions ?? []).map(writableCondition), toRuleCondition(condition)];
    requireRoom(conditions, purpose, condition, ref);
    requireCarriable(actions, purpose, ref);
    return [
      {
        kind: "create-rule",
        movesTraffic: purpose === "cohort" && green > 0,
        listenerArn,
        purpose,
        priority,
        conditions,
        actions: withWeights(actions, blueArn, greenArn, green, sticky),
        transforms: host?.transforms ?? [],
        blueArn,
        greenArn,
        green,
        summary: `Create a listener rule (priority ${priority}): requests with ${describeCondition(condition)} reach green by ${green} %`,
      },
    ];
  });
  if (missing.length === 0 || side.group === undefined) return missing;
  const tags = { [TAG.rules]: "own" };
  if (side.group.tags[TAG.rules] !== undefined) return missing;
  // First the note that rules of ours may exist, so that every later step looks for them.
  return [
    {
      kind: "mark",
      group: side.group.name,
      tags,
      summary: `Note on ${side.group.name} that it has listener rules of its own`,
    },
    ...missing,
  ];
}

/** @param moves whether some of the cohort's requests are routed otherwise without its rules. */
export function deleteOwn(seen: Snapshot, purposes: readonly Purpose[], moves: boolean): Ec2Change[] {
  return seen.rules
    .filter(({ purpose }) => purpose !== undefined && purposes.includes(purpose))
    .map(({ arn, purpose }) => ({
      kind: "delete-rule",
      arn,
      movesTraffic: moves && purpose === "cohort",
      summary: `Delete the ${purpose} rule ${arn.split("/").slice(-2).join("/")}`,
    }));
}

/** A rule of ours for a rule carries that rule's conditions first; one for a listener has ours alone. */
function besides(own: RuleInfo, ref: RouteRef, { rules }: Snapshot): boolean {
  const host = ref.kind === "rule" ? (rules.find(({ arn }) => arn === ref.arn)?.conditions.length ?? 0) : 0;
  return own.conditions.length === host + 1;
}

/**
 * For a listener's default action: after all other rules, which keep their requests. For a rule: right before it, with
 * nothing in between; a preview before a cohort.
 */
function freePriority({ rules }: Snapshot, ref: RouteRef, purpose: Purpose, taken: readonly number[]): number {
  const used = [
    ...rules.filter(({ listenerArn }) => listenerArn === listenerOf(ref)).flatMap(({ priority }) => priority ?? []),
    ...taken,
  ];
  if (ref.kind === "listener") {
    const next = Math.max(0, ...used) + 1;
    if (next <= MAX_PRIORITY) return next;
  } else {
    const own = rules.find(({ arn }) => arn === ref.arn)?.priority ?? 1;
    const before = Math.max(0, ...used.filter((priority) => priority < own && !isOurs(rules, ref, priority)));
    const gap = Array.from({ length: Math.min(own - before - 1, 10) }, (_, index) => own - 1 - index).filter(
      (priority) => !used.includes(priority),
    );
    const free = purpose === "preview" ? gap.at(-1) : gap[0];
    if (free !== undefined) return free;
  }
  throw refuse("no-free-priority", { purpose, kind: ref.kind, arn: ref.arn });
}

function isOurs(rules: readonly RuleInfo[], ref: RouteRef, priority: number): boolean {
  return rules.some(
    (rule) => rule.listenerArn === listenerOf(ref) && rule.priority === priority && rule.purpose !== undefined,
  );
}

/** What stands before the forward action goes along, so that nobody gets past a login; a secret cannot. */
function requireCarriable(actions: readonly Action[], purpose: Purpose, { kind, arn }: RouteRef): void {
  const isSecret = actions.some(({ Type }) => Type === "authenticate-oidc");
  if (isSecret) throw refuse("login-not-carried", { purpose, kind, arn });
}

/** A rule of ours for a rule needs room for that rule's conditions and its own. */
function requireRoom(
  conditions: readonly RuleCondition[],
  purpose: Purpose,
  condition: Condition,
  { arn }: RouteRef,
): void {
  const { values, wildcards } = sizeOfConditions(conditions);
  if (values <= MAX_VALUES && wildcards <= MAX_WILDCARDS) return;
  const what =
    values > MAX_VALUES
      ? `${values} condition values together, and ELB takes ${MAX_VALUES}`
      : `${wildcards} wildcards together, and ELB takes ${MAX_WILDCARDS}`;
  throw refuse("too-many-conditions", { purpose, arn, condition: describeCondition(condition), what });
}

/** Describe returns old and new members side by side; a writer gives the one with the field's own configuration. */
function writableCondition(condition: RuleCondition): RuleCondition {
  const { Values: _values, ...rest } = condition;
  return Object.keys(rest).length > 1 ? rest : condition;
}
