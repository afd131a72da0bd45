import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Output, Peers } from "./peers.ts";
import { findPeers, firstMatch, ROOT, runAwsCli } from "./peers.ts";
import type { Shop } from "./shop.ts";
import { createShop } from "./shop.ts";

/** The AWS CLI, which is another client than the SDK that the action uses, against the local AWS. */

let peers: Peers;
let world: Shop;
beforeAll(async () => {
  const group = { HealthCheckType: "EC2" };
  [peers, world] = await Promise.all([findPeers(), createShop({ referenced: true, group })]);
  return () => world.close();
}, 600_000);
beforeEach(({ skip }) => {
  if ("missing" in peers) skip(peers.missing);
});

function cli(args: string, env: Record<string, string> = world.aws.env()): Promise<Output> {
  if ("missing" in peers) throw new Error(peers.missing);
  return runAwsCli(peers.python, args.split(" "), env);
}

/** The answer of a command that must succeed. */
async function answer(args: string, env?: Record<string, string>) {
  const { code, stdout, stderr } = await cli(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.startsWith("{") ? JSON.parse(stdout) : stdout.trim();
}

test("elbv2 describe-listeners and modify-listener show and set weights", async () => {
  const [arn = ""] = world.listeners;
  const { Listeners } = await answer(`elbv2 describe-listeners --load-balancer-arn ${world.balancer}`);
  expect(Listeners).toMatchObject([{ ListenerArn: arn, LoadBalancerArn: world.balancer, Port: 80, Protocol: "HTTP" }]);
  const weights = { [world.blueTg]: 25, [world.greenTg]: 75 };
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  const actions = JSON.stringify([{ Type: "forward", ForwardConfig: { TargetGroups } }]);
  const changed = await answer(`elbv2 modify-listener --listener-arn ${arn} --default-actions ${actions}`);
  expect(changed.Listeners[0].DefaultActions[0].ForwardConfig.TargetGroups).toEqual(TargetGroups);
  expect(await world.weights()).toBe("a=25 b=75");
});

test("autoscaling describe-auto-scaling-groups shows groups and their instances", async () => {
  const { AutoScalingGroups } = await answer(
    "autoscaling describe-auto-scaling-groups --auto-scaling-group-names shop-a",
  );
  const launched = { LifecycleState: "InService", HealthStatus: "Healthy", LaunchTemplate: { Version: "1" } };
  expect(AutoScalingGroups).toMatchObject([
    { AutoScalingGroupName: "shop-a", MinSize: 0, DesiredCapacity: 2, Instances: [launched, launched] },
  ]);
  const names = "AutoScalingGroups[].AutoScalingGroupName";
  const text = await answer(`autoscaling describe-auto-scaling-groups --output text --query ${names}`);
  expect(text.split(/\s+/)).toEqual(["shop-a", "shop-b"]);
});

test("ec2 describe-instances shows instances, all of them or one", async () => {
  const ids = [...world.aws.ec2.instances.all.keys()];
  const all = await answer("ec2 describe-instances --filters Name=instance-state-name,Values=running");
  const shown = all.Reservations.flatMap(({ Instances }: { Instances: unknown[] }) => Instances);
  expect(shown).toMatchObject(ids.map((InstanceId) => ({ InstanceId, State: { Name: "running" } })));
  const one = await answer(`ec2 describe-instances --instance-ids ${ids[0]}`);
  expect(one.Reservations).toMatchObject([{ Instances: [{ InstanceId: ids[0], ImageId: world.images.v1.id }] }]);
});

test("cloudwatch put-metric-alarm and describe-alarms, which the CLI speaks in CBOR, put and show an alarm", async () => {
  const alarm = {
    AlarmName: "cpu-high",
    MetricName: "CPUUtilization",
    Namespace: "AWS/EC2",
    Statistic: "Average",
    Dimensions: [{ Name: "AutoScalingGroupName", Value: "shop-a" }],
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 80.5,
    ComparisonOperator: "GreaterThanThreshold",
    ActionsEnabled: false,
  };
  await answer(`cloudwatch put-metric-alarm --cli-input-json ${JSON.stringify(alarm)}`);
  const { MetricAlarms } = await answer("cloudwatch describe-alarms --alarm-names cpu-high");
  const at = expect.any(Number);
  expect(MetricAlarms).toMatchObject([{ ...alarm, StateValue: "INSUFFICIENT_DATA", StateUpdatedTimestamp: at }]);
  const state = "cloudwatch set-alarm-state --state-value ALARM --state-reason test --alarm-name";
  expect(await answer(`${state} cpu-high`)).toBe("");
  expect((await cli(`${state} no`)).stderr).toContain("An error occurred (ResourceNotFound)");
});

test("sts get-caller-identity shows who signs", async () => {
  const Arn = `arn:aws:iam::${world.aws.accountId}:user/admin`;
  expect(await answer("sts get-caller-identity")).toMatchObject({ Account: world.aws.accountId, Arn });
});

test.each([
  [
    "elbv2 describe-listeners --listener-arns arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/no/0/0",
    "An error occurred (ListenerNotFound) when calling the DescribeListeners operation: One or more listeners not found",
  ],
  [
    "ec2 describe-instances --instance-ids i-0123456789abcdef0",
    "An error occurred (InvalidInstanceID.NotFound) when calling the DescribeInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
  ],
])("an error is told in the CLI's own words: %s", async (command, message) => {
  const { code, stdout, stderr } = await cli(command);
  expect({ code, stdout }).toEqual({ code: 255, stdout: "" });
  expect(stderr).toContain(message);
});

let child: ChildProcess | undefined;
/** Like Ctrl+C in a terminal, a signal goes to all processes of the command. */
const signal = (name: NodeJS.Signals) => child?.pid !== undefined && process.kill(-child.pid, name);
afterEach(() => {
  if (child !== undefined) signal("SIGKILL");
});

test("npm run aws serves the CLI on the endpoint that it prints, until it is interrupted", async () => {
  const args = ["run", "--silent", "aws", "--", "--time-scale", "20", "--image", "web=v9", "--region", "eu-north-1"];
  child = spawn("npm", args, { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  const printed = await firstMatch(child, /[\s\S]*Ctrl\+C ends it/);
  const env = Object.fromEntries(
    [...printed.matchAll(/^ {2}export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(env).toMatchObject({
    AWS_REGION: "eu-north-1",
    AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  });
  const image = /(ami-\w+) +web, answers v9/.exec(printed)?.[1] ?? "no image";

  const describe = "ec2 describe-images --query Images[].[ImageId,State] --output text --image-ids";
  expect(await answer(`${describe} ${image}`, env)).toBe(`${image}\tavailable`);
  const balancer = await answer(
    "elbv2 create-load-balancer --name shop --query LoadBalancers[0].LoadBalancerArn --output text",
    env,
  );
  const action = "Type=fixed-response,FixedResponseConfig={StatusCode=200,MessageBody=hello}";
  const create = `elbv2 create-listener --load-balancer-arn ${balancer} --protocol HTTP --port 80 --default-actions ${action}`;
  const { Listeners } = await answer(create, env);
  const addresses = await (await fetch(`${env.AWS_ENDPOINT_URL}/_local/addresses`)).json();
  const { listeners } = addresses as { listeners: Record<string, string> };
  expect(await (await fetch(listeners[Listeners[0].ListenerArn] ?? "")).text()).toBe("hello");

  // Its output is closed when the last of its processes has ended.
  const closed = once(child, "close");
  signal("SIGINT");
  await closed;
  child = undefined;
  await expect(fetch(`${env.AWS_ENDPOINT_URL}/_local/addresses`)).rejects.toThrow();
});
