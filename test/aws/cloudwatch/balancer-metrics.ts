import type { WorldClock } from "../contract.ts";
import type { Elb } from "../elb/index.ts";
import type { LoadBalancer, TargetGroup } from "../elb/model.ts";
import type { Flow, ForwardedRequest } from "../elb/observers.ts";
import type { Metrics } from "./series.ts";

type Dimensions = Readonly<Record<string, string>>;

/** AWS seconds between two looks at the targets' health, several to a minute: a minimum is not a maximum. */
const LOOK = 10;
const [ALB, NLB] = ["AWS/ApplicationELB", "AWS/NetworkELB"];

/** Counts what the load balancers do (their user guides, "CloudWatch metrics for your … Load Balancer"). */
export function meterBalancers(metrics: Metrics, elb: Elb, clock: WorldClock): void {
  elb.observers.onRequest((request) => countRequest(metrics, request));
  elb.observers.onFlow((flow) => countFlow(metrics, flow));
  clock.every(LOOK, () => {
    for (const { group, loadBalancers } of elb.used())
      for (const loadBalancer of loadBalancers) countTargets(metrics, loadBalancer, group);
    // Reported always, with zeros.
    for (const loadBalancer of elb.loadBalancers().filter(({ type }) => type === "network"))
      for (const name of ["NewFlowCount", "TCP_Target_Reset_Count", "TCP_ELB_Reset_Count"])
        count(metrics, NLB, name, [ofBalancer(loadBalancer)], 0);
  });
}

/** The dimensions of a target group's metrics: what follows the names of resource types in ARNs. */
export function ofGroup(loadBalancer: LoadBalancer, group: TargetGroup): Dimensions {
  return { ...ofBalancer(loadBalancer), TargetGroup: group.arn.replace(/^.*:(?=targetgroup\/)/, "") };
}

function ofBalancer({ arn }: LoadBalancer): Dimensions {
  return { LoadBalancer: arn.replace(/^.*:loadbalancer\//, "") };
}

/** Error counts are sparse: nothing is reported while they are zero. */
function countRequest(metrics: Metrics, request: ForwardedRequest): void {
  const { loadBalancer, group, target, by, status, unconnected, responseSeconds } = request;
  const whole = ofBalancer(loadBalancer);
  const both = group === undefined ? [whole] : [whole, ofGroup(loadBalancer, group)];
  const kind = `${Math.floor(status / 100)}XX`;
  // "Only incremented for requests where the load balancer node was able to choose a target."
  if (target !== "none") count(metrics, ALB, "RequestCount", both);
  if (target === "unhealthy") count(metrics, ALB, "UnhealthyRoutingRequestCount", both);
  if (unconnected) count(metrics, ALB, "TargetConnectionErrorCount", both);
  if (by === "target") count(metrics, ALB, `HTTPCode_Target_${kind}_Count`, both);
  else count(metrics, ALB, `HTTPCode_ELB_${kind}_Count`, [whole]);
  if (by === "balancer" && status >= 500) count(metrics, ALB, `HTTPCode_ELB_${status}_Count`, [whole]);
  if (responseSeconds === undefined) return;
  for (const dimensions of both)
    metrics.record(
      { namespace: ALB, name: "TargetResponseTime", dimensions },
      { value: responseSeconds, unit: "Seconds" },
    );
}

/** Of no target group: flows are counted by load balancer. */
function countFlow(metrics: Metrics, { loadBalancer, event, target }: Flow): void {
  const whole = [ofBalancer(loadBalancer)];
  const names = {
    new: "NewFlowCount",
    "target-reset": "TCP_Target_Reset_Count",
    "balancer-reset": "TCP_ELB_Reset_Count",
  };
  count(metrics, NLB, names[event], whole);
  if (event === "new" && target === "unhealthy") count(metrics, NLB, "UnhealthyRoutingFlowCount", whole);
}

/** Reported if there are registered targets. */
function countTargets(metrics: Metrics, loadBalancer: LoadBalancer, group: TargetGroup): void {
  const targets = [...group.targets.values()].filter(({ state }) => state !== "draining");
  if (targets.length === 0 || !group.check.enabled) return;
  const namespace = loadBalancer.type === "network" ? NLB : ALB;
  const dimensions = [ofGroup(loadBalancer, group)];
  for (const [name, state] of [
    ["HealthyHostCount", "healthy"],
    ["UnHealthyHostCount", "unhealthy"],
  ] as const)
    count(metrics, namespace, name, dimensions, targets.filter((target) => target.state === state).length);
}

function count(metrics: Metrics, namespace: string, name: string, all: readonly Dimensions[], value = 1): void {
  for (const dimensions of all) metrics.record({ namespace, name, dimensions }, { value, unit: "Count" });
}
