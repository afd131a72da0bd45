import type { Meter } from "../../../engine/platform.ts";
import type { RouteRef } from "../settings.ts";
import { loadBalancerArn } from "./routes.ts";

/**
 * What CloudWatch counts of the sides' requests: those of each target group behind an application load balancer. Of a
 * network load balancer flows and resets are counted as a whole, and of a target group only its healthy hosts (ELB user
 * guide, CloudWatch metrics for your Network Load Balancer).
 */
export function meterOf(routes: readonly RouteRef[], blueArn: string, greenArn: string): Meter {
  const [ref] = routes;
  if (ref === undefined) return { by: "nothing", because: "No listener routes to the target groups." };
  if (ref.loadBalancerType === "application") {
    return { by: "target-groups", loadBalancer: loadBalancerArn(ref), green: greenArn, blue: blueArn };
  }
  const because =
    "A network load balancer counts no requests per target group: " +
    "only alarms and health are judged there, unless `metrics` names another source.";
  return { by: "nothing", because };
}
