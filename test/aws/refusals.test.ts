import { afterAll, beforeAll, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Shop } from "./shop.ts";
import { createShop } from "./shop.ts";

/** What AWS refuses by its documents, and so does the local AWS. Each is one change to a request that is accepted. */

let shop: Shop;
beforeAll(async () => {
  shop = await createShop({ size: 0 });
});
afterAll(() => shop.close());

const GROUP = { AutoScalingGroupName: "shop-b" };
const CERTIFICATE = { CertificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/shop" };
const FIXED: Params = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } };
let count = 0;
const next = () => {
  count += 1;
  return count;
};

const createGroup = (more: Params) =>
  shop.scaling("CreateAutoScalingGroup", {
    ...{ AutoScalingGroupName: `group-${next()}`, MinSize: 0, MaxSize: 4 },
    AvailabilityZones: ["eu-west-1a"],
    LaunchTemplate: { LaunchTemplateId: shop.templateId, Version: "1" },
    ...more,
  });
const createRule = (Conditions: Params[], more: Params = {}) =>
  shop.elb("CreateRule", { ListenerArn: shop.listeners[0], Priority: next(), Conditions, Actions: [FIXED], ...more });
const createListener = (more: Params) =>
  shop.elb("CreateListener", {
    ...{ LoadBalancerArn: shop.balancer, Port: 1_000 + next(), Protocol: "HTTP", DefaultActions: [FIXED] },
    ...more,
  });
const createTargetGroup = (more: Params) =>
  shop.elb("CreateTargetGroup", { Name: `group-${next()}`, Protocol: "HTTP", Port: 80, ...more });
const attribute = (TargetGroupArn: string, Key: string, Value: string) =>
  shop.elb("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes: [{ Key, Value }] });

const both = () => ({ LaunchTemplateId: shop.templateId, LaunchTemplateName: "shop", Version: "1" });
const mixed = (spec: Params, ...Overrides: Params[]) => ({
  LaunchTemplate: undefined,
  MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: spec, Overrides } },
});
const condition = (Field: string, config: string, ...Values: string[]): Params => ({ Field, [config]: { Values } });
const path = (...values: string[]) => condition("path-pattern", "PathPatternConfig", ...values);
const tags = (...Tags: Params[]) => shop.scaling("CreateOrUpdateTags", { Tags });
const tag = (more: Params): Params => ({
  ...{ ResourceId: "shop-b", ResourceType: "auto-scaling-group", Key: "team", Value: "shop" },
  ...{ PropagateAtLaunch: true, ...more },
});
const named = (action: string) => (more: Params) => shop.scaling(action, { ...GROUP, ...more });
const [policy, schedule, hook] = ["PutScalingPolicy", "PutScheduledUpdateGroupAction", "PutLifecycleHook"].map(named);
const version = (more: Params) =>
  shop.ec2("CreateLaunchTemplateVersion", { LaunchTemplateId: shop.templateId, ...more });

const REFUSED: [what: string, call: () => Promise<Params> | undefined, message: RegExp][] = [
  ["a template by id and by name", () => createGroup({ LaunchTemplate: both() }), /either launchTemplateId or/],
  ["the same in a mixed policy", () => createGroup(mixed(both())), /either launchTemplateId or LaunchTemplateName/],
  [
    "the same in an override of one",
    () => createGroup(mixed({ LaunchTemplateName: "shop" }, { LaunchTemplateSpecification: both() })),
    /either launchTemplateId or LaunchTemplateName/,
  ],
  [
    "a template and a mixed policy",
    () => createGroup({ MixedInstancesPolicy: mixed({ LaunchTemplateName: "shop" }).MixedInstancesPolicy }),
    /either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy/,
  ],
  ["no template at all", () => createGroup({ LaunchTemplate: undefined }), /either launchTemplateId or/],
  [
    "weights for some overrides alone",
    () => createGroup(mixed({ LaunchTemplateName: "shop" }, { WeightedCapacity: "2" }, { InstanceType: "t3.large" })),
    /for all launch template overrides or for none/,
  ],
  ["an unknown health check", () => createGroup({ HealthCheckType: "FOO" }), /no health check type/],
  ["an unknown termination policy", () => createGroup({ TerminationPolicies: ["Foo"] }), /termination policies/],
  ["zones twice", () => createGroup({ AvailabilityZoneIds: ["euw1-az1"] }), /either AvailabilityZones or/],
  ["an instance life of seconds", () => createGroup({ MaxInstanceLifetime: 10 }), /MaxInstanceLifetime/],
  [
    "a maintenance policy of 10 to 300 %",
    () => createGroup({ InstanceMaintenancePolicy: { MinHealthyPercentage: 10, MaxHealthyPercentage: 300 } }),
    /maintenance policy of 10 to 300/,
  ],
  ["an unknown subnet", () => named("UpdateAutoScalingGroup")({ VPCZoneIdentifier: "subnet-1" }), /subnet ID/],
  ["an update of nobody", () => shop.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "no" }), /found - null/],
  ["a key of aws", () => tags(tag({ Key: "aws:x" })), /reserved/],
  ["a long key", () => tags(tag({ Key: "k".repeat(200) })), /longer than 128/],
  ["a long value", () => tags(tag({ Value: "v".repeat(300) })), /longer than 128 or 256/],
  ["60 tags", () => tags(...Array.from({ length: 60 }, (_, index) => tag({ Key: `k${index}` }))), /more than 50 tags/],
  ["a tag of no kind of resource", () => tags(tag({ ResourceType: undefined })), /'ResourceType'/],
  ["a policy without adjustment", () => policy?.({ PolicyName: "p", ScalingAdjustment: 1 }), /'AdjustmentType'/],
  [
    "an unknown adjustment",
    () => policy?.({ PolicyName: "p", AdjustmentType: "Foo", ScalingAdjustment: 1 }),
    /AdjustmentType Foo/,
  ],
  [
    "tracking without a target",
    () => policy?.({ PolicyName: "p", PolicyType: "TargetTrackingScaling" }),
    /TargetTrackingConfiguration must be provided/,
  ],
  [
    "a start in the past",
    () => schedule?.({ ScheduledActionName: "s", StartTime: "2020-01-01T00:00:00Z", MinSize: 1 }),
    /in the past/,
  ],
  ["a bad recurrence", () => schedule?.({ ScheduledActionName: "s", Recurrence: "nonsense", MinSize: 1 }), /invalid/],
  ["an unknown transition", () => hook?.({ LifecycleHookName: "h", LifecycleTransition: "FOO" }), /FOO is none of/],
  [
    "a heartbeat of a second",
    () =>
      hook?.({
        ...{ LifecycleHookName: "h", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING", HeartbeatTimeout: 1 },
      }),
    /between 30 and 7200/,
  ],
  [
    "an unknown metric",
    () => named("EnableMetricsCollection")({ Granularity: "1Minute", Metrics: ["Foo"] }),
    /'Foo' in Metrics/,
  ],
  ["another granularity", () => named("EnableMetricsCollection")({ Granularity: "5Minute" }), /5Minute/],
  [
    "an unknown notification",
    () => named("PutNotificationConfiguration")({ TopicARN: "arn:aws:sns:x", NotificationTypes: ["foo"] }),
    /Unsupported notification/,
  ],
  [
    "protection of a stranger",
    () => named("SetInstanceProtection")({ InstanceIds: ["i-0"], ProtectedFromScaleIn: true }),
    /not part of/,
  ],
  ["a version by id and name", () => version({ LaunchTemplateName: "shop" }), /cannot be used together/],
  ["a version of nothing", () => version({}), /LaunchTemplateData/],
  ["no image id", () => version({ LaunchTemplateData: { ImageId: "nonsense" } }), /Invalid id/],
  [
    "30 KB of user data",
    () => version({ LaunchTemplateData: { UserData: Buffer.alloc(30_000).toString("base64") } }),
    /limited to 16384/,
  ],
  [
    "a long description",
    () => version({ VersionDescription: "d".repeat(300), LaunchTemplateData: { KeyName: "ops" } }),
    /255 characters/,
  ],
  [
    "versions of no template",
    () => shop.ec2("DescribeLaunchTemplateVersions", {}),
    /To describe the launch template data/,
  ],
  [
    "a numbered version of all templates",
    () => shop.ec2("DescribeLaunchTemplateVersions", { LaunchTemplateVersion: ["1"] }),
    /specify ‘\$Latest’, ‘\$Default’, or both/,
  ],
  [
    "a dry run",
    () => version({ DryRun: true, LaunchTemplateData: { KeyName: "ops" } }),
    /Request would have succeeded/,
  ],
  ["a long path", () => createRule([path(`/${"a".repeat(128)}`)]), /too long; the limit is '128'/],
  ["an empty value", () => createRule([path("")]), /must be specified/],
  ["six values", () => createRule([path("/1", "/2", "/3", "/4", "/5", "/6")]), /'5' condition values/],
  ["six wildcards", () => createRule([path("/******")]), /condition wildcards/],
  [
    "values in both forms",
    () => createRule([{ ...path("/a"), Values: ["/a"] }]),
    /both Values and 'PathPatternConfig' for a condition of type 'path-pattern'/,
  ],
  [
    "two values in the old form",
    () => createRule([{ Field: "path-pattern", Values: ["/a", "/b"] }]),
    /too many values/,
  ],
  ["two conditions on paths", () => createRule([path("/a"), path("/b")]), /Only one condition/],
  ["no header name", () => createRule([condition("http-header", "HttpHeaderConfig", "1")]), /'HttpHeaderName'/],
  [
    "the host as a header",
    () => createRule([{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "Host", Values: ["a"] } }]),
    /host-header/,
  ],
  [
    "a method in small letters",
    () => createRule([condition("http-request-method", "HttpRequestMethodConfig", "get")]),
    /must match/,
  ],
  ["no address", () => createRule([condition("source-ip", "SourceIpConfig", "10.0.0.300/99")]), /CIDR/],
  ["an unknown field", () => createRule([{ Field: "moon", Values: ["1"] }]), /must be one of/],
  ["a status of 100", () => createRule([path("/a")], { Actions: [fixed({ StatusCode: "100" })] }), /pattern: \^/],
  [
    "a content type that there is not",
    () => createRule([path("/a")], { Actions: [fixed({ StatusCode: "200", ContentType: "fake" })] }),
    /ContentType must be one of/,
  ],
  ["a redirect to nowhere", () => createRule([path("/a")], { Actions: [{ Type: "redirect" }] }), /'RedirectConfig'/],
  ["a listener without a port", () => createListener({ Port: undefined }), /port must be specified/],
  ["a listener without a protocol", () => createListener({ Protocol: undefined }), /protocol must be specified/],
  ["TCP at an application load balancer", () => createListener({ Protocol: "TCP" }), /must be one of 'HTTP, HTTPS'/],
  ["HTTPS without certificate", () => createListener({ Protocol: "HTTPS" }), /certificate must be specified/],
  ["a certificate for HTTP", () => createListener({ Certificates: [CERTIFICATE] }), /cannot be specified for HTTP/],
  ["a target group without port", () => createTargetGroup({ Port: undefined }), /port must be specified/],
  ["a target group of no protocol", () => createTargetGroup({ Protocol: "FTP" }), /enum value set/],
  [
    "a health check that takes longer than its interval",
    () => createTargetGroup({ HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 6 }),
    /smaller than the interval/,
  ],
  ["source_ip on HTTP", () => attribute(shop.blueTg, "stickiness.type", "source_ip"), /'source_ip' is not supported/],
  ["proxy protocol on HTTP", () => attribute(shop.blueTg, "proxy_protocol_v2.enabled", "true"), /not supported for/],
  [
    "a percentile without its p",
    () =>
      shop.aws.request("cloudwatch", "PutMetricAlarm", {
        ...{ AlarmName: "a", MetricName: "m", Namespace: "n", ExtendedStatistic: "90", Period: 60 },
        ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
      }),
    /ExtendedStatistic/,
  ],
];

/** What there is not, in the words and with the code of AWS (the services' API references; recorded by users). */
const lambda = (action: string, params: Params) => shop.aws.request("lambda", action, params);
const gateway = (action: string, params: Params) => shop.aws.request("apigateway", action, params);
const elb = (action: string, params: Params) => shop.elb(action, params);
const ec2 = (action: string, params: Params) => shop.ec2(action, params);
const ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const template = (LaunchTemplate: Params) => createGroup({ LaunchTemplate });
const [ID, FULL] = ["0123456789abcdef0", "You must use a valid fully-formed launch template."];

const UNKNOWN: [what: string, call: () => Promise<Params>, code: string, message: string][] = [
  [
    "a launch template, to a group",
    () => template({ LaunchTemplateId: `lt-${ID}`, Version: "1" }),
    "ValidationError",
    `${FULL} The specified launch template, with template ID lt-${ID}, does not exist.`,
  ],
  [
    "an image, to a group",
    async () => {
      const data = { InstanceType: "t3.micro", ImageId: `ami-${ID}` };
      await shop.ec2("CreateLaunchTemplate", { LaunchTemplateName: "imageless", LaunchTemplateData: data });
      return template({ LaunchTemplateName: "imageless", Version: "1" });
    },
    "ValidationError",
    `${FULL} The image id '[ami-${ID}]' does not exist`,
  ],
  [
    "a subnet, to a group",
    () => createGroup({ VPCZoneIdentifier: `subnet-${ID}` }),
    "ValidationError",
    `The subnet ID 'subnet-${ID}' does not exist`,
  ],
  [
    "a target group, to a group",
    () => createGroup({ TargetGroupARNs: [`${ARN}:targetgroup/no/${ID}`] }),
    "ValidationError",
    "Provided Target Groups may not be valid. Please ensure they exist and try again.",
  ],
  [
    "a subnet, to a load balancer",
    () => elb("CreateLoadBalancer", { Name: "no", Subnets: [`subnet-${ID}`] }),
    "SubnetNotFound",
    `The subnet ID 'subnet-${ID}' does not exist`,
  ],
  [
    "a network, to a target group",
    () => createTargetGroup({ VpcId: `vpc-0${ID}`.slice(0, 21) }),
    "ValidationError",
    "The VPC ID 'vpc-00123456789abcdef' is not found",
  ],
  [
    "a load balancer",
    () => elb("DescribeLoadBalancers", { Names: ["no"] }),
    "LoadBalancerNotFound",
    "Load balancers '[no]' not found",
  ],
  [
    "a target group",
    () => elb("DescribeTargetGroups", { Names: ["no"] }),
    "TargetGroupNotFound",
    "One or more target groups not found",
  ],
  [
    "an image",
    () => ec2("DescribeImages", { ImageId: [`ami-${ID}`] }),
    "InvalidAMIID.NotFound",
    `The image id '[ami-${ID}]' does not exist`,
  ],
  [
    "what is no instance",
    () => ec2("DescribeInstances", { InstanceId: ["x"] }),
    "InvalidInstanceID.Malformed",
    'Invalid id: "x"',
  ],
  [
    "an instance",
    () => ec2("DescribeInstances", { InstanceId: [`i-${ID}`] }),
    "InvalidInstanceID.NotFound",
    `The instance ID 'i-${ID}' does not exist`,
  ],
  [
    "a network",
    () => ec2("DescribeVpcs", { VpcId: ["vpc-0fffffffffffffff0"] }),
    "InvalidVpcID.NotFound",
    "The vpc ID 'vpc-0fffffffffffffff0' does not exist",
  ],
  [
    "a launch template by name",
    () => ec2("DescribeLaunchTemplates", { LaunchTemplateName: ["no"] }),
    "InvalidLaunchTemplateName.NotFoundException",
    "At least one of the launch templates specified in the request does not exist.",
  ],
  [
    "an API",
    () => gateway("GetRestApi", { restApiId: "zzzzzzzzzz" }),
    "NotFoundException",
    "Invalid API identifier specified 111122223333:zzzzzzzzzz",
  ],
  [
    "a function",
    () => lambda("GetFunction", { FunctionName: "no" }),
    "ResourceNotFoundException",
    "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:no",
  ],
];

test.each(UNKNOWN)("%s that there is not: refused as AWS refuses it", async (_what, call, code, message) => {
  await expect(call()).rejects.toMatchObject({ code, message });
});

test("images are those of the account: of another owner there are none", async () => {
  const own = await ec2("DescribeImages", { Owner: ["self"] });
  expect((own.imagesSet as Params[]).map(({ imageId }) => imageId)).toEqual([shop.images.v1.id, shop.images.v2.id]);
  expect((await ec2("DescribeImages", { Owner: ["amazon"] })).imagesSet).toEqual([]);
});

test.each(REFUSED)("%s: refused", async (_what, call, message) => {
  await expect(call()).rejects.toThrow(message);
});

test("what is refused has made nothing", async () => {
  const { TagDescriptions: _tags, ...groups } = await shop.scaling("DescribeAutoScalingGroups", {});
  expect((groups.AutoScalingGroups as Params[]).map((group) => group.AutoScalingGroupName)).toEqual([
    "shop-a",
    "shop-b",
  ]);
  const described = await shop.ec2("DescribeLaunchTemplateVersions", { LaunchTemplateId: shop.templateId });
  expect(described.launchTemplateVersionSet).toHaveLength(1);
  const { Rules } = await shop.elb("DescribeRules", { ListenerArn: shop.listeners[0] });
  expect(Rules).toHaveLength(1);
});

function fixed(FixedResponseConfig: Params): Params {
  return { Type: "fixed-response", FixedResponseConfig };
}
