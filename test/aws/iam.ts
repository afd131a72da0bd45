import type { Policy, Principal } from "./contract.ts";

/** Whether a principal's policy allows a call: an explicit Deny wins, otherwise an Allow is needed. */
export function allows(principal: Principal, action: string, resource: string): boolean {
  if (principal.policy === undefined) return true;
  const statements = statementsOf(principal.policy).filter(
    ({ Action, Resource }) => matchesAny(Action, action) && matchesAny(Resource, resource),
  );
  return statements.some(({ Effect }) => Effect === "Allow") && !statements.some(({ Effect }) => Effect === "Deny");
}

function statementsOf({ Statement }: Policy) {
  return Array.isArray(Statement) ? Statement : [Statement];
}

function matchesAny(patterns: string | string[], value: string): boolean {
  return [patterns].flat().some((pattern) => wildcard(pattern, value));
}

/** `*` and `?` as in policies and in load balancer conditions. */
export function wildcard(pattern: string, value: string, { caseSensitive = false } = {}): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, caseSensitive ? "s" : "is").test(value);
}
