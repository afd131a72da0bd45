import { wildcard } from "../iam.ts";
import type { ResourcePolicy, Statement } from "./model.ts";

/** A call from outside that a resource policy is asked about. */
export interface Asked {
  action: string;
  /** The service that calls, e.g. `apigateway`; undefined: anybody. */
  service?: string;
  /** What conditions are about, by the key in lower case. */
  keys: Readonly<Record<string, string>>;
}

/** Whether one of the policy's statements is about this caller and its call, and has all of its conditions met. */
export function permits(policy: ResourcePolicy | undefined, { action, service, keys }: Asked): boolean {
  return (policy?.statements ?? []).some(
    ({ Principal, Action, Condition }) =>
      isPrincipal(Principal, service) &&
      wildcard(Action, action) &&
      Object.entries(Condition ?? {}).every(([operator, wanted]) =>
        Object.entries(wanted).every(([key, value]) => meets(operator, value, keys[key.toLowerCase()])),
      ),
  );
}

function isPrincipal(principal: Statement["Principal"], service: string | undefined): boolean {
  if (principal === "*") return true;
  return typeof principal !== "string" && "Service" in principal && principal.Service === `${service}.amazonaws.com`;
}

/** The operators that AddPermission writes. */
function meets(operator: string, wanted: string, found: string | undefined): boolean {
  if (found === undefined) return false;
  return operator === "ArnLike" ? wildcard(wanted, found, { caseSensitive: true }) : wanted === found;
}
