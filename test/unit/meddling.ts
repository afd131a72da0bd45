import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { RuleInfo } from "../../src/platforms/ec2/listeners/rule-info.ts";
import type { Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { ruleArn, targetGroupArn } from "./fixtures.ts";
import type { World } from "./world.ts";
import { ARNS, ROUTES, resize, sharesOf } from "./world.ts";

/** What other people do to the load balancer of a rollout, at any time. */
export const MEDDLING = ["rules of others", "rules of ours lost", "weights set by hand"] as const;
export type Meddling = (typeof MEDDLING)[number];

/** Everything of one kind that somebody else could do now. */
export function meddle(world: World, kind: Meddling): [string, World][] {
  switch (kind) {
    case "rules of others":
      return foreignRules(world.seen).length > 0 ? [["their rule goes", withForeign(world, undefined)]] : theirs(world);
    case "rules of ours lost":
      return world.seen.rules
        .filter(({ purpose }) => purpose !== undefined)
        .map(({ arn, purpose }) => [`the ${purpose} rule ${arn.slice(-2)} is lost`, without(world, arn)]);
    case "weights set by hand":
      return byHand(world);
  }
}

/** Somebody lowers blue's minimum and size while a rollout goes on, past what holds it. */
export function scaledInByHand(world: World): World {
  const { groups } = world.seen;
  const [blue, ...others] = groups.filter(({ tags }) => !(TAG.rollout in tags));
  const green = groups.find((group) => group !== blue);
  if (blue === undefined || blue.desired === 0 || others.length > 0) return world;
  if (green === undefined || green.deleting || blue.deleting) return world;
  return resize(world, blue.name, { min: 0, desired: Math.max(1, blue.desired - 1) });
}

/** Rules that are neither ours nor named by the inputs. */
export function foreignRules({ rules }: Snapshot): RuleInfo[] {
  return rules.filter(({ arn, purpose }) => purpose === undefined && !ROUTES.some((route) => route === arn));
}

/** Whether somebody else's rule sends requests to the target group. */
export function usedByOthers(seen: Snapshot, arn: string): boolean {
  return sharesOf(foreignRules(seen), arn).some((share) => share > 0);
}

const FOREIGN: RuleInfo = {
  arn: ruleArn(0xf0),
  listenerArn: ROUTES[0],
  priority: 20,
  conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/blog/*"] } }],
  actions: [],
  transforms: [],
  purpose: undefined,
};

/** Somebody makes a rule on the same listener: one that has nothing to do with us, or one that uses a side. */
const THEIRS = [targetGroupArn("blog"), ...ARNS].map(
  (TargetGroupArn): RuleInfo => ({ ...FOREIGN, actions: [{ Type: "forward", TargetGroupArn }] }),
);

function theirs(world: World): [string, World][] {
  return THEIRS.map((rule) => [
    `somebody sends /blog to ${rule.actions[0]?.TargetGroupArn?.split("/")[1]}`,
    withForeign(world, rule),
  ]);
}

function withForeign({ seen, ...world }: World, rule: RuleInfo | undefined): World {
  const others = seen.rules.filter(({ arn }) => arn !== FOREIGN.arn);
  const used = rule?.actions[0]?.TargetGroupArn;
  const otherRoutes = rule === undefined || used === undefined ? {} : { [used]: [`the rule ${rule.arn}`] };
  return { ...world, seen: { ...seen, rules: rule === undefined ? others : [...others, rule], otherRoutes } };
}

function without({ seen, ...world }: World, gone: string): World {
  return { ...world, seen: { ...seen, rules: seen.rules.filter(({ arn }) => arn !== gone) } };
}

const BY_HAND = new Map<string, number>([
  [ARNS[0], 70],
  [ARNS[1], 30],
]);
const MOVED = new Map<string, readonly Action[]>();

/** During a rollout, once all routes name both sides, somebody gives the second one 30 % of the first route alone. */
function byHand({ seen, ...world }: World): [string, World][] {
  const [first, ...others] = seen.routes;
  const both = seen.routes.every(({ actions }) =>
    actions.some(({ ForwardConfig }) => ForwardConfig?.TargetGroups?.length === ARNS.length),
  );
  if (first === undefined || !both || !seen.groups.some(({ tags }) => TAG.rollout in tags)) return [];
  const text = JSON.stringify(first.actions);
  const actions = MOVED.get(text) ?? first.actions.map(moved);
  MOVED.set(text, actions);
  return [["somebody moves one route", { ...world, seen: { ...seen, routes: [{ ...first, actions }, ...others] } }]];
}

function moved(action: Action): Action {
  if (action.Type !== "forward") return action;
  const TargetGroups = (action.ForwardConfig?.TargetGroups ?? []).map((tuple) => ({
    ...tuple,
    Weight: BY_HAND.get(tuple.TargetGroupArn ?? ""),
  }));
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}
