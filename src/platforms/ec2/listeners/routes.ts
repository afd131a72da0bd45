import type { Action, TargetGroupTuple } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { DeliveryError } from "../../../delivery/errors.ts";
import { refuse } from "../refusals.ts";
import type { RouteRef } from "../settings.ts";

/** A listener or rule as it is now, with its actions exactly as the API returned them. */
export interface RouteState {
  ref: RouteRef;
  actions: readonly Action[];
}

/** The two sides' weights on one route; undefined where the forward action does not name the target group. */
interface RouteWeights {
  blue: number | undefined;
  green: number | undefined;
}

/** All routes of a rollout belong to one load balancer. */
export function loadBalancerArn({ arn, loadBalancer }: RouteRef): string {
  return arn.replace(/:listener(-rule)?\/.*$/, `:loadbalancer/${loadBalancer}`);
}

const ROUTING = new Set<string>(["forward", "redirect", "fixed-response"]);

/**
 * The one forward action of a route.
 *
 * @throws DeliveryError `unsuitable` when the route redirects or answers by itself, or names neither of the two.
 */
export function requireForward(
  route: RouteState,
  targetGroupArns: readonly string[],
  inputs: readonly string[],
): Action {
  const where = `${route.ref.kind} ${route.ref.arn}`;
  const routing = route.actions.filter((action) => ROUTING.has(action.Type ?? ""));
  const forward = routing.find((action) => action.Type === "forward");
  if (forward === undefined || routing.length !== 1) {
    const kinds = routing.map((action) => action.Type).join(", ") || "nothing";
    throw refuse("no-forward", { where, kinds });
  }
  const named = tuplesOf(forward).map((tuple) => tuple.TargetGroupArn ?? "");
  const third = named.filter((arn) => !targetGroupArns.includes(arn));
  if (third.length > 0 && third.length === named.length) {
    const given = `${inputs.length === 1 ? "not to" : "to neither of"} ${inputs.join(", ")}`;
    throw refuse("forwards-elsewhere", { where, to: third.map(nameInArn).join(", "), given });
  }
  // With one target group for both sides there is no weight between the two to speak of.
  if (third.length > 0 && inputs.length === 1) throw thirdTarget(route, targetGroupArns);
  return forward;
}

/** Percent of a route's requests that target groups get which are neither blue's nor green's. */
export function shareOfOthers({ actions }: RouteState, targetGroupArns: readonly string[]): number {
  const tuples = actions.flatMap(tuplesOf);
  const weight = (list: readonly TargetGroupTuple[]) => list.reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  const others = tuples.filter(({ TargetGroupArn = "" }) => !targetGroupArns.includes(TargetGroupArn));
  const all = weight(tuples);
  return all === 0 ? 0 : Math.round((weight(others) * 100) / all);
}

/** Which target groups a route forwards to beside those of the inputs. */
export function thirdTarget({ ref, actions }: RouteState, targetGroupArns: readonly string[]): DeliveryError {
  const named = actions.flatMap(tuplesOf).map(({ TargetGroupArn = "" }) => TargetGroupArn);
  const third = named.filter((arn) => !targetGroupArns.includes(arn));
  return refuse("third-target-group", {
    where: `${ref.kind} ${ref.arn}`,
    all: named.map(nameInArn).join(", "),
    third: third.map(nameInArn).join(", "),
  });
}

/** The forward action's target groups with their weights, whichever of the two shapes the API returned. */
export function tuplesOf(forward: Pick<Action, "ForwardConfig" | "TargetGroupArn">): readonly TargetGroupTuple[] {
  const tuples = forward.ForwardConfig?.TargetGroups ?? [];
  if (tuples.length > 0) return tuples;
  return forward.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: forward.TargetGroupArn, Weight: 1 }];
}

/**
 * Seconds that group stickiness holds a client on its side; 0 when it is off; undefined when it is on without a
 * duration, as network load balancers have it (kubernetes-sigs/aws-load-balancer-controller#4455).
 */
export function stickySeconds(route: RouteState): number | undefined {
  const config = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig;
  return config?.Enabled === true ? config.DurationSeconds : 0;
}

/** Whether a network load balancer keeps each client on its side: by its address, for as long as it likes. */
export function isStickyByAddress(route: RouteState): boolean {
  const sticky = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
  return sticky && route.ref.loadBalancerType === "network";
}

export function weightsOn(route: RouteState, blueArn: string, greenArn: string): RouteWeights {
  const tuples = route.actions.flatMap(tuplesOf);
  const weightOf = (arn: string): number | undefined => {
    const tuple = tuples.find((candidate) => candidate.TargetGroupArn === arn);
    if (tuple === undefined) return undefined;
    // A lone target group takes everything, whatever its weight is.
    return tuples.length === 1 ? 1 : (tuple.Weight ?? 1);
  };
  return { blue: weightOf(blueArn), green: weightOf(greenArn) };
}

/** Green's share in percent, to two decimals; undefined when both weights are 0, which answers 503 to everyone. */
export function greenShare({ blue = 0, green = 0 }: RouteWeights): number | undefined {
  return blue + green === 0 ? undefined : Math.round((green * 10_000) / (blue + green)) / 100;
}

/**
 * The actions to write so that green gets `greenWeight` percent of the requests and blue the rest. Everything else stays
 * as it was read: other actions, order, stickiness, login. What differs are the things that the API demands of a
 * writer: a list of several target groups goes without `TargetGroupArn`, and an OIDC action, which is returned without
 * its secret, must say that it keeps it (ELBv2 API Reference, AuthenticateOidcActionConfig).
 *
 * @param greenWeight 0–100, whole percent; weights are written with a sum of 100.
 * @param sticky seconds of group stickiness, 0 for none; undefined leaves it as it is.
 */
export function withWeights(
  actions: readonly Action[],
  blueArn: string,
  greenArn: string,
  greenWeight: number,
  sticky?: number,
): Action[] {
  return actions.map((action) => {
    if (action.Type === "forward") {
      const { TargetGroupArn: _single, ...rest } = action;
      const wanted = new Map([
        [blueArn, 100 - greenWeight],
        [greenArn, greenWeight],
      ]);
      const present = tuplesOf(action).map((tuple) => ({
        ...tuple,
        Weight: wanted.get(tuple.TargetGroupArn ?? "") ?? tuple.Weight,
      }));
      const missing = [...wanted].filter(([arn]) => !present.some((tuple) => tuple.TargetGroupArn === arn));
      const added = missing.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
      const stickiness = sticky === undefined ? {} : { TargetGroupStickinessConfig: stickinessOf(sticky) };
      const ForwardConfig = { ...action.ForwardConfig, TargetGroups: [...present, ...added], ...stickiness };
      return { ...rest, ForwardConfig };
    }
    return writable(action);
  });
}

function stickinessOf(seconds: number) {
  return seconds === 0 ? { Enabled: false } : { Enabled: true, DurationSeconds: seconds };
}

/** Actions as they were read, in the form that the API takes back. */
export function writableActions(actions: readonly Action[]): Action[] {
  return actions.map((action) => {
    if (action.Type !== "forward" || tuplesOf(action).length < 2) return writable(action);
    const { TargetGroupArn: _single, ...rest } = action;
    return rest;
  });
}

/** Whether two lists of actions do the same, however the API chose to write them down. */
export function sameActions(a: readonly Action[], b: readonly Action[]): boolean {
  return canonicalActions(a) === canonicalActions(b);
}

/** One string per meaning: defaults filled in, target groups in the order of their ARNs, write-only members left out. */
export function canonicalActions(actions: readonly Action[]): string {
  return stableJson(
    actions.map((action, index) => {
      const { TargetGroupArn: _single, ForwardConfig, AuthenticateOidcConfig, ...rest } = action;
      const { ClientSecret: _secret, UseExistingClientSecret: _keep, ...oidc } = AuthenticateOidcConfig ?? {};
      const sticky = ForwardConfig?.TargetGroupStickinessConfig;
      return {
        ...rest,
        Order: action.Order ?? index + 1,
        ...(AuthenticateOidcConfig === undefined ? {} : { oidc }),
        ...(action.Type === "forward"
          ? {
              targets: canonicalTuples(action),
              sticky: sticky?.Enabled === true ? (sticky.DurationSeconds ?? "on") : 0,
            }
          : {}),
      };
    }),
  );
}

/** `web-blue`, the name inside a target group's ARN. */
export function nameInArn(arn: string): string {
  return arn.split("/")[1] ?? arn;
}

function canonicalTuples(forward: Action): [string, number][] {
  const tuples = tuplesOf(forward);
  return tuples
    .map((tuple): [string, number] => [tuple.TargetGroupArn ?? "", tuples.length === 1 ? 1 : (tuple.Weight ?? 1)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function forwardOf(route: RouteState): Action | undefined {
  return route.actions.find((action) => action.Type === "forward");
}

function writable(action: Action): Action {
  if (action.AuthenticateOidcConfig === undefined) return action;
  const { ClientSecret: _secret, ...oidc } = action.AuthenticateOidcConfig;
  return { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } };
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
