import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeLoadBalancerTargetGroups } from "@aws-sdk/client-auto-scaling";
import { call } from "../../aws.ts";

/**
 * Whether AttachLoadBalancerTargetGroups attached the group to the target group: only then does its counterpart detach
 * it, and only then is it listed here (Auto Scaling API Reference, DescribeLoadBalancerTargetGroups).
 */
export async function isDetachable(
  client: AutoScalingClient,
  signal: AbortSignal,
  group: string,
  targetGroupArn: string,
): Promise<boolean> {
  return call("autoscaling:DescribeLoadBalancerTargetGroups", signal, async () => {
    const pages = paginateDescribeLoadBalancerTargetGroups(
      { client },
      { AutoScalingGroupName: group },
      { abortSignal: signal },
    );
    for await (const { LoadBalancerTargetGroups = [] } of pages) {
      if (LoadBalancerTargetGroups.some(({ LoadBalancerTargetGroupARN: arn }) => arn === targetGroupArn)) return true;
    }
    return false;
  });
}
