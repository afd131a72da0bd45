import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, integer, structure, structures, text } from "../params.ts";
import { AUTHENTICATING, describeConfig, readConfig } from "./action-configs.ts";
import type { Action, Forward, LoadBalancer, TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";

const ROUTING = ["forward", "redirect", "fixed-response"];
/** Which target groups a network load balancer's listener can forward to (user guide, "Listener configuration"). */
const TARGETS_OF: Record<string, readonly string[]> = {
  TCP: ["TCP", "TCP_UDP"],
  TLS: ["TLS", "TCP"],
  UDP: ["UDP", "TCP_UDP"],
  TCP_UDP: ["TCP_UDP"],
  HTTP: ["HTTP", "HTTPS"],
  HTTPS: ["HTTP", "HTTPS"],
};
/** Quota "Target Groups per Action per Application Load Balancer". */
const MAX_GROUPS = 5;

/** API Reference, TargetGroupStickinessConfig. */
const MAX_STICKY_SECONDS = 604_800;

export const GROUP_STICKINESS_FIRST =
  "This target group appears behind a rule with group stickiness disabled. You must enable group stickiness before enabling target stickiness";

export interface ActionWorld {
  groups: ReadonlyMap<string, TargetGroup>;
  /** The load balancers other than this one that use the target group. */
  otherUsers(targetGroupArn: string, loadBalancer: LoadBalancer): boolean;
  /** The OIDC secrets that this listener or rule has. */
  hadSecret: boolean;
  /** The listener's protocol. */
  protocol: string;
  weightedNlb: boolean;
}

/** Reads and judges a list of actions as CreateListener, ModifyListener, CreateRule and ModifyRule do. */
export function readActions(list: readonly Params[], loadBalancer: LoadBalancer, world: ActionWorld): Action[] {
  const actions = list.map((params) => readAction(params, loadBalancer, world));
  const routing = actions.filter(({ type }) => ROUTING.includes(type));
  if (routing.length !== 1) {
    throw new AwsError(
      "InvalidLoadBalancerAction",
      "A listener rule must have exactly one of forward, redirect or fixed-response",
    );
  }
  const last = [...actions].sort((a, b) => (a.order ?? 1) - (b.order ?? 1)).at(-1);
  if (actions.length > 1 && last !== routing[0]) {
    throw new AwsError("InvalidLoadBalancerAction", "The routing action must be performed last");
  }
  const others = actions.filter(({ type }) => type !== "forward");
  if (loadBalancer.type === "network" && others.length > 0) {
    throw new AwsError(
      "InvalidLoadBalancerAction",
      `Actions of type '${others[0]?.type}' are not supported on load balancers of type 'network'`,
    );
  }
  const login = actions.find(({ type }) => AUTHENTICATING.includes(type));
  if (login !== undefined && world.protocol !== "HTTPS")
    throw new AwsError("InvalidLoadBalancerAction", `Actions of type '${login.type}' need an HTTPS listener`);
  return actions;
}

/** An action as Describe calls show it: a single target group in both forms, never a client secret. */
export function describeAction({ type, order, forward, other }: Action): Params {
  return {
    Type: type,
    Order: order,
    TargetGroupArn: forward?.groups.length === 1 ? forward.groups[0]?.arn : undefined,
    ForwardConfig:
      forward === undefined
        ? undefined
        : {
            TargetGroups: forward.groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
            TargetGroupStickinessConfig: { Enabled: forward.sticky.enabled, DurationSeconds: forward.sticky.seconds },
          },
    ...describeConfig(other),
  };
}

export function hasSecret(actions: readonly Action[]): boolean {
  return actions.some(({ type }) => type === "authenticate-oidc");
}

function readAction(params: Params, loadBalancer: LoadBalancer, world: ActionWorld): Action {
  const type = text(params, "Type") ?? "";
  if (![...ROUTING, ...AUTHENTICATING].includes(type)) {
    throw new AwsError(
      "ValidationError",
      `Value '${type}' at 'actions.1.member.type' failed to satisfy constraint: Member must satisfy enum value set`,
    );
  }
  const forward = type === "forward" ? readForward(params, loadBalancer, world) : undefined;
  return { type, order: integer(params, "Order"), forward, other: readConfig(type, params, world.hadSecret) };
}

function readForward(params: Params, loadBalancer: LoadBalancer, world: ActionWorld): Forward {
  const single = text(params, "TargetGroupArn");
  const config = structure(params, "ForwardConfig");
  const tuples = structures(config ?? {}, "TargetGroups");
  const given = tuples.map((tuple) => ({ arn: text(tuple, "TargetGroupArn") ?? "", weight: integer(tuple, "Weight") }));
  if (single !== undefined && given.length > 0 && (given.length > 1 || given[0]?.arn !== single)) {
    throw new AwsError(
      "InvalidLoadBalancerAction",
      "You cannot specify both a target group ARN and a forward configuration that differ",
    );
  }
  const groups = given.length > 0 ? given : single === undefined ? [] : [{ arn: single, weight: undefined }];
  judgeGroups(groups, loadBalancer, world);
  return {
    groups: groups.map(({ arn, weight }) => ({ arn, weight: weight ?? 1 })),
    sticky: readStickiness(config, groups, loadBalancer, world),
  };
}

function judgeGroups(
  groups: readonly { arn: string; weight: number | undefined }[],
  loadBalancer: LoadBalancer,
  world: ActionWorld,
): void {
  if (groups.length === 0)
    throw new AwsError("InvalidLoadBalancerAction", "You must specify at least one target group in a forward action");
  if (groups.length > MAX_GROUPS) {
    throw new AwsError(
      "TooManyTargetGroups",
      `You cannot specify more than ${MAX_GROUPS} target groups in a forward action`,
    );
  }
  if (new Set(groups.map(({ arn }) => arn)).size < groups.length) {
    throw new AwsError("InvalidLoadBalancerAction", "The target groups in a forward action must be unique");
  }
  for (const { arn, weight } of groups) {
    if (weight !== undefined && (weight < 0 || weight > 999)) {
      throw new AwsError("ValidationError", `The weight '${weight}' must be between 0 and 999 inclusive`);
    }
    if (!world.groups.has(arn)) throw new AwsError("TargetGroupNotFound", "One or more target groups not found");
    const { protocol } = world.groups.get(arn) as TargetGroup;
    if (!(TARGETS_OF[world.protocol] ?? []).includes(protocol)) {
      throw new AwsError(
        "InvalidConfigurationRequest",
        `Listener protocol '${world.protocol}' and target group protocol '${protocol}' are not compatible`,
      );
    }
    if (world.otherUsers(arn, loadBalancer)) {
      throw new AwsError(
        "TargetGroupAssociationLimit",
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
    }
  }
  const weighted = groups.length > 1 || groups.some(({ weight }) => weight !== undefined && weight !== 1);
  if (loadBalancer.type === "network" && weighted && !world.weightedNlb) {
    throw new AwsError(
      "InvalidLoadBalancerAction",
      "You cannot specify a target group weight on load balancers of type 'network'",
    );
  }
}

function readStickiness(
  config: Params | undefined,
  groups: readonly { arn: string }[],
  loadBalancer: LoadBalancer,
  world: ActionWorld,
): Forward["sticky"] {
  const sticky = structure(config ?? {}, "TargetGroupStickinessConfig") ?? {};
  const [enabled, seconds] = [flag(sticky, "Enabled") ?? false, integer(sticky, "DurationSeconds")];
  if (enabled && seconds === undefined && loadBalancer.type === "application") {
    throw new AwsError("ValidationError", "You must specify the duration when target group stickiness is enabled");
  }
  const pinned = groups
    .map(({ arn }) => world.groups.get(arn))
    .some((group) => group !== undefined && attribute(group, "stickiness.enabled") === "true");
  if (groups.length > 1 && pinned && !enabled && loadBalancer.type === "application") {
    throw new AwsError("InvalidLoadBalancerAction", GROUP_STICKINESS_FIRST);
  }
  if (seconds !== undefined && (seconds < 1 || seconds > MAX_STICKY_SECONDS))
    throw new AwsError("ValidationError", `DurationSeconds must be between 1 and ${MAX_STICKY_SECONDS}`);
  return { enabled, seconds };
}
