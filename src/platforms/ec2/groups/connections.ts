import { formatDuration } from "../../../delivery/duration.ts";
import type { Decision } from "../../../delivery/policy.ts";
import type { RouteRef } from "../settings.ts";
import type { Side } from "./health.ts";

/**
 * What becomes of connections. A network load balancer chooses a target group once per connection, so a weight is about
 * new ones; those that are open end with their target at the latest. ELB tells of no target group how many there are,
 * and CloudWatch's ActiveFlowCount is of the whole load balancer (ELB user guide, CloudWatch metrics for your NLB).
 *
 * @param weight green's share in percent before the step.
 * @param ends whether the rollback ends them; undefined where it cannot.
 */
export function connectionWarnings(
  routes: readonly RouteRef[],
  decision: Decision,
  { blue, green }: { blue: Side; green: Side },
  weight: number | undefined,
  ends: boolean | undefined,
): string[] {
  if (routes.every(({ loadBalancerType }) => loadBalancerType === "application")) return [];
  switch (decision.do) {
    case "shift": {
      const losing = decision.to > (weight ?? 0) ? blue : green;
      const told = `A network load balancer gives a weight to new connections: those that are open stay on ${nameOf(losing)} until they end.`;
      return [decision.by === "rollback" ? `${told} ${wayOut(green, ends)}` : told];
    }
    case "restore":
      return ends === true ? [wayOut(green, ends)] : [];
    case "remove":
      return [cutOff(decision.side === "blue" ? blue : green)];
    case "nothing":
    case "begin":
    case "resume":
    case "verify":
    case "judge":
    case "record":
      return [];
  }
}

function wayOut(green: Side, ends: boolean | undefined): string {
  const name = nameOf(green);
  if (ends === undefined) return `To end them run \`teardown\`, which scales ${name} to 0.`;
  if (ends) return `end-connections scales ${name} to 0, and cuts those that are open ${afterDelay(green)}.`;
  return `To end them run \`teardown\`, or \`rollback\` with \`end-connections: true\`, which scales ${name} to 0.`;
}

function cutOff(leaving: Side): string {
  const { targets, name } = leaving.targetGroup;
  const serving = targets.filter(({ state }) => state !== "unused").length;
  return (
    `How many connections are open to ${name} cannot be known: ELB does not tell it. ` +
    `Its ${serving} targets take no new ones; what is still open ${afterDelay(leaving)} is cut.`
  );
}

function afterDelay({ targetGroup: { drainSeconds } }: Side): string {
  const delay = drainSeconds === undefined ? "" : ` of ${formatDuration(drainSeconds * 1_000)}`;
  return `after the deregistration delay${delay}`;
}

function nameOf({ group, targetGroup }: Side): string {
  return group?.name ?? targetGroup.name;
}
