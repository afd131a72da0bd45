import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientConfig } from "../../aws.ts";
import { Editors } from "./editors.ts";
import { Ec2Reader } from "./observe.ts";

/** What every set-up reads and writes groups with, and what ends all of it. */
export function groupClients(region: string, signal: AbortSignal) {
  const elb = new ElasticLoadBalancingV2Client(clientConfig(region));
  const autoScaling = new AutoScalingClient(clientConfig(region));
  const editors = new Editors(region, signal);
  const reader = new Ec2Reader(elb, autoScaling, editors, signal);
  const close = () => {
    for (const client of [elb, autoScaling]) client.destroy();
    editors.close();
  };
  return { elb, autoScaling, editors, reader, close };
}
