import { AutoScaling } from "@aws-sdk/client-auto-scaling";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { EC2 } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { Lambda } from "@aws-sdk/client-lambda";
import { SSM } from "@aws-sdk/client-ssm";
import { STS } from "@aws-sdk/client-sts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The real SDK's clients on a local endpoint. They do not repeat a failed call unless told to. */
export function createClients(endpoint: string, credentials: Credentials, maxAttempts = 1) {
  const config = { endpoint, region: "eu-west-1", credentials, maxAttempts };
  return {
    elb: new ElasticLoadBalancingV2(config),
    autoScaling: new AutoScaling(config),
    cloudWatch: new CloudWatch(config),
    ec2: new EC2(config),
    lambda: new Lambda(config),
    ssm: new SSM(config),
    sts: new STS(config),
  };
}

export type Clients = ReturnType<typeof createClients>;

/** The error of a call that must fail, as the SDK names it. */
export async function errorOf(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return { name: error.name, message: error.message };
    throw error;
  }
  throw new Error("The call was accepted");
}

export function only<T>(items: readonly T[] | undefined): T {
  const [item] = items ?? [];
  if (item === undefined || items?.length !== 1)
    throw new Error(`There is not one item, but ${items?.length ?? "none"}`);
  return item;
}
