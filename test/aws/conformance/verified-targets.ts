import type { TargetDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect } from "vitest";
import { errorOf, only } from "../clients.ts";
import { until } from "../until.ts";
import type { Aws, Verified } from "./verified.ts";
import { unused } from "./verified.ts";

/**
 * Health of targets; the sources are in moto's tests/test_elbv2/test_elbv2_target_health.py. They leave out
 * AdministrativeOverride, which AWS shows with every target and neither moto nor the local AWS has.
 */

/** A target group on port 80 that a listener forwards to. */
async function targetGroup(it: Aws): Promise<string> {
  const { Subnets = [] } = await it.ec2.describeSubnets({});
  const balancer = await it.elb.createLoadBalancer({
    ...{ Name: unused("lb"), Scheme: "internal", Subnets: Subnets.map(({ SubnetId = "" }) => SubnetId) },
  });
  const group = await it.elb.createTargetGroup({
    ...{ Name: unused("target"), Protocol: "HTTP", Port: 80, VpcId: Subnets[0]?.VpcId },
    ...{ HealthCheckProtocol: "HTTP", HealthCheckPort: "80", HealthCheckPath: "/", HealthCheckIntervalSeconds: 5 },
    ...{ HealthCheckTimeoutSeconds: 3, HealthyThresholdCount: 5, UnhealthyThresholdCount: 2 },
  });
  const TargetGroupArn = only(group.TargetGroups).TargetGroupArn ?? "";
  // The source waits out AWS's 300 seconds.
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "1" }];
  await it.elb.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
  await it.elb.createListener({
    ...{ LoadBalancerArn: only(balancer.LoadBalancers).LoadBalancerArn, Protocol: "HTTP", Port: 80 },
    DefaultActions: [{ Type: "forward", TargetGroupArn }],
  });
  return TargetGroupArn;
}

const told = (Id: string, State: string, why?: [reason: string, description: string]) => ({
  Target: { Id, Port: 80 },
  HealthCheckPort: "80",
  TargetHealth: { State, ...(why === undefined ? {} : { Reason: why[0], Description: why[1] }) },
});
const NOT_REGISTERED: [string, string] = ["Target.NotRegistered", "Target is not registered to the target group"];
const STOPPED: [string, string] = ["Target.InvalidState", "Target is in the stopped state"];
const DRAINING: [string, string] = ["Target.DeregistrationInProgress", "Target deregistration is in progress"];

async function health(it: Aws, TargetGroupArn: string, ...Targets: TargetDescription[]) {
  const asked = Targets.length === 0 ? {} : { Targets };
  const { TargetHealthDescriptions = [] } = await it.elb.describeTargetHealth({ TargetGroupArn, ...asked });
  return TargetHealthDescriptions;
}

async function register(it: Aws, TargetGroupArn: string, ...ids: string[]): Promise<void> {
  await it.elb.registerTargets({ TargetGroupArn, Targets: ids.map((Id) => ({ Id })) });
  await until("healthy targets", async () =>
    (await health(it, TargetGroupArn, ...ids.map((Id) => ({ Id })))).every(
      ({ TargetHealth }) => TargetHealth?.State === "healthy",
    ),
  );
}

async function deregister(it: Aws, TargetGroupArn: string, Id: string): Promise<void> {
  await it.elb.deregisterTargets({ TargetGroupArn, Targets: [{ Id }] });
  await until("the target to have drained", async () => {
    const { TargetHealth } = only(await health(it, TargetGroupArn, { Id }));
    return TargetHealth?.State === "unused";
  });
}

/** As the source does, in whatever order the targets are listed. */
async function expectTargets(it: Aws, arn: string, ...expected: ReturnType<typeof told>[]): Promise<void> {
  const listed = await health(it, arn);
  expect(listed).toHaveLength(expected.length);
  expect(listed).toEqual(expect.arrayContaining(expected));
}

export const VERIFIED_TARGETS: readonly Verified[] = [
  {
    name: "what is told of a target that is registered, taken out, stopped and terminated",
    source: "test_register_targets",
    holds: async (it) => {
      const arn = await targetGroup(it);
      const [one, two] = await Promise.all([it.launch(), it.launch()]);
      await expectTargets(it, arn);
      await register(it, arn, one, two);
      await expectTargets(it, arn, told(one, "healthy"), told(two, "healthy"));

      await deregister(it, arn, one);
      await expectTargets(it, arn, told(two, "healthy"));
      expect(await health(it, arn, { Id: one, Port: 80 })).toEqual([told(one, "unused", NOT_REGISTERED)]);

      await register(it, arn, one);
      await it.stop(one);
      const refused = errorOf(it.elb.registerTargets({ TargetGroupArn: arn, Targets: [{ Id: one }] }));
      expect(await refused).toEqual({
        // The SDK's name for AWS's code InvalidTarget.
        name: "InvalidTargetException",
        message: `The following targets are not in a running state and cannot be registered: '${one}'`,
      });
      await expectTargets(it, arn, told(one, "unused", STOPPED), told(two, "healthy"));

      await it.terminate(one);
      await until("the target to have left the list", async () => (await health(it, arn)).length === 1);
      await expectTargets(it, arn, told(two, "healthy"));
      // For as long as anybody has looked: also when another that was taken out later has drained.
      await deregister(it, arn, two);
      expect(await health(it, arn, { Id: one, Port: 80 })).toEqual([told(one, "draining", DRAINING)]);
    },
  },
  {
    name: "what is told of an instance that there is not",
    source: "test_describe_unknown_targets",
    holds: async (it) => {
      const described = await health(it, await targetGroup(it), { Id: "i-12345678901234567" });
      expect(described).toEqual([told("i-12345678901234567", "unused", NOT_REGISTERED)]);
    },
  },
];
