import type { Meter } from "../../../engine/platform.ts";
import type { RouteRef } from "../settings.ts";
import type { TargetGroupState } from "../snapshot.ts";
import { loadBalancerArn } from "./routes.ts";

/**
 * What CloudWatch counts of the sides' requests: those of each target group behind an application load balancer. Of a
 * network load balancer flows and resets are counted as a whole, and of a target group only its healthy hosts (ELB user
 * guide, CloudWatch metrics for your Network Load Balancer).
 */
export function meterOf(routes: readonly RouteRef[], blue: Counted, green: Counted): Meter {
  const [ref] = routes;
  if (ref === undefined) return { by: "nothing", because: "No listener routes to the target groups." };
  if (ref.loadBalancerType === "network") return { by: "nothing", because: `${FLOWS} ${ONLY_HEALTH}` };
  return counted(loadBalancerArn(ref), blue, green);
}

/** The same of one fleet, whose old and new machines share a target group: they are counted together. */
export function meterOfOne(targetGroups: readonly (Counted & Pick<TargetGroupState, "loadBalancer">)[]): Meter {
  const [only, other] = targetGroups;
  if (only?.loadBalancer === undefined)
    return { by: "nothing", because: "No load balancer routes to the target group." };
  if (other !== undefined) return { by: "nothing", because: `${SEVERAL} ${ONLY_HEALTH}` };
  if (!only.loadBalancer.startsWith("app/")) return { by: "nothing", because: `${FLOWS} ${ONLY_HEALTH}` };
  return counted(only.arn.replace(/:targetgroup\/.*$/, `:loadbalancer/${only.loadBalancer}`), only, only);
}

function counted(loadBalancer: string, blue: Counted, green: Counted): Meter {
  if ([blue, green].some(({ protocolVersion }) => protocolVersion === "GRPC"))
    return { by: "nothing", because: `${TRAILERS} ${ONLY_HEALTH}` };
  return { by: "target-groups", loadBalancer, green: green.arn, blue: blue.arn };
}

type Counted = Pick<TargetGroupState, "arn" | "protocolVersion">;

const FLOWS = "A network load balancer counts no requests per target group.";
const SEVERAL = "The machines are in several target groups, whose requests CloudWatch counts apart.";
const TRAILERS =
  "gRPC tells its errors in answers with status 200, and CloudWatch counts none of them by target group.";
const ONLY_HEALTH = "Only alarms and health are judged here, unless `metrics` names another source.";
