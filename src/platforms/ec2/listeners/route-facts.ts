import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { fingerprint, fingerprintName } from "../../../delivery/digest.ts";
import { formatDuration } from "../../../delivery/duration.ts";
import type { Facts } from "../../../delivery/plan.ts";
import type { RouteRef } from "../settings.ts";
import { describeCondition, fromRuleCondition } from "./conditions.ts";
import { canonicalActions, nameInArn, tuplesOf } from "./routes.ts";
import type { RuleInfo } from "./rule-info.ts";

/**
 * What a person approves of a listener or a rule, in words, so that a drift can be told as one; and a fingerprint of the
 * whole, so that nothing may change unseen.
 */

/** @param withWeights whether the weights are among them: with one target group for both sides there are none. */
export function routeFacts(
  { ref, actions }: { ref: RouteRef; actions: readonly Action[] },
  withWeights: boolean,
): Facts {
  const name = routeName(ref);
  return {
    ...(withWeights ? { [`${name} weights`]: actions.flatMap(weightWords).sort().join(", ") } : {}),
    ...actionFacts(name, actions),
  };
}

/** A rule that this action made, or the listener that leads testers to green. */
export function ownRuleFacts({ arn, purpose, conditions, actions }: RuleInfo): Facts {
  const name = `${purpose} rule ${arn.split("/").slice(-2).join("/")}`;
  return {
    [`${name} weights`]: actions.flatMap(weightWords).sort().join(", "),
    [`${name} conditions`]: conditions.map(conditionWords).join(" and "),
    ...actionFacts(name, actions, JSON.stringify(conditions)),
  };
}

/** @param beside what else may not change unseen. */
export function actionFacts(name: string, actions: readonly Action[], beside = ""): Facts {
  const inOrder = [...actions].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0));
  return {
    [`${name} stickiness`]: actions
      .filter(({ Type }) => Type === "forward")
      .map(stickinessWords)
      .join(", "),
    [`${name} actions`]: inOrder.map(actionWords).join(", then "),
    [fingerprintName(name)]: fingerprint(`${beside}${canonicalActions(actions.map(withoutWeights))}`),
  };
}

/** `listener shop/f2f7dc8efc522ab2`: a load balancer's name is its own within an account and region. */
function routeName({ kind, arn, loadBalancer }: RouteRef): string {
  const [, name = ""] = loadBalancer.split("/");
  return `${kind} ${name}/${arn.slice(arn.indexOf(loadBalancer) + loadBalancer.length + 1)}`;
}

function weightWords(action: Action): string[] {
  return tuplesOf(action).map(({ TargetGroupArn = "", Weight = 1 }) => `${nameInArn(TargetGroupArn)} ${Weight}`);
}

function stickinessWords({ ForwardConfig }: Action): string {
  const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (!Enabled) return "off";
  return DurationSeconds === undefined ? "on" : `for ${formatDuration(DurationSeconds * 1_000)}`;
}

function actionWords(action: Action): string {
  switch (action.Type) {
    case "forward":
      return `forward to ${tuplesOf(action)
        .map(({ TargetGroupArn = "" }) => nameInArn(TargetGroupArn))
        .sort()
        .join(" and ")}`;
    case "authenticate-oidc":
      return `login by ${action.AuthenticateOidcConfig?.Issuer ?? "OIDC"}`;
    case "authenticate-cognito":
      return `login by the Cognito user pool ${action.AuthenticateCognitoConfig?.UserPoolArn?.split("/").at(-1) ?? ""}`;
    case "redirect":
      return `redirect to ${action.RedirectConfig?.Host ?? ""}${action.RedirectConfig?.Path ?? ""}`;
    case "fixed-response":
      return `answer ${action.FixedResponseConfig?.StatusCode ?? ""}`;
    case "jwt-validation":
    case undefined:
      return action.Type ?? "unknown";
  }
}

function conditionWords(condition: RuleCondition): string {
  const own = fromRuleCondition(condition);
  return own === undefined ? (condition.Field ?? "unknown") : describeCondition(own);
}

function withoutWeights(action: Action): Action {
  if (action.Type !== "forward") return action;
  const TargetGroups = tuplesOf(action).map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 1 }));
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}
