import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Context, Step } from "./step.ts";
import { id } from "./step.ts";

const forward = (context: Context, a: number, b: number, stickySeconds?: number): Action => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: id(context, "a"), Weight: a },
      { TargetGroupArn: id(context, "b"), Weight: b },
    ],
    ...(stickySeconds === undefined
      ? {}
      : { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: stickySeconds } }),
  },
});
const fixed: Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain" } };
const unknown = (arn: string) => arn.replace(/.{8}$/, "00000000");

const group = (Name: string, context: Context, Port = 80) => ({
  Name,
  Protocol: "HTTP" as const,
  Port,
  VpcId: id(context, "vpc"),
  HealthCheckPath: "/up",
  HealthCheckIntervalSeconds: 10,
  HealthyThresholdCount: 2,
  Matcher: { HttpCode: "200-299" },
});

/** Elastic Load Balancing, from nothing to a listener with rules; the groups of `fleet.ts` use it. */
export const BALANCING: readonly Step[] = [
  {
    name: "subnets",
    run: async (context) => {
      const { Subnets = [] } = await context.ec2.describeSubnets();
      context.ids.set("vpc", Subnets[0]?.VpcId ?? "");
      context.ids.set(
        "subnets",
        Subnets.map(({ SubnetId }) => SubnetId)
          .sort()
          .join(","),
      );
      return Subnets.length;
    },
  },
  {
    name: "create a load balancer",
    run: async (context) => {
      const Subnets = id(context, "subnets").split(",");
      const answer = await context.elb.createLoadBalancer({
        Name: "shop",
        Subnets,
        Tags: [{ Key: "env", Value: "test" }],
      });
      context.ids.set("balancer", answer.LoadBalancers?.[0]?.LoadBalancerArn ?? "");
      return answer;
    },
  },
  { name: "describe a load balancer by name", run: ({ elb }) => elb.describeLoadBalancers({ Names: ["shop"] }) },
  { name: "describe a load balancer that is missing", run: ({ elb }) => elb.describeLoadBalancers({ Names: ["no"] }) },
  ...["a", "b"].map((name) => ({
    name: `create target group ${name}`,
    run: async (context: Context) => {
      const answer = await context.elb.createTargetGroup(group(`shop-${name}`, context));
      context.ids.set(name, answer.TargetGroups?.[0]?.TargetGroupArn ?? "");
      return answer;
    },
  })),
  { name: "create a target group again", run: (it) => it.elb.createTargetGroup(group("shop-a", it)) },
  { name: "create a target group again, otherwise", run: (it) => it.elb.createTargetGroup(group("shop-a", it, 81)) },
  { name: "create a target group with a bad name", run: (it) => it.elb.createTargetGroup(group("-shop", it)) },
  {
    name: "describe target groups by name",
    run: ({ elb }) => elb.describeTargetGroups({ Names: ["shop-a", "shop-b"] }),
  },
  { name: "describe a target group that is missing", run: ({ elb }) => elb.describeTargetGroups({ Names: ["no"] }) },
  {
    name: "set target group attributes",
    run: async (it) => {
      await it.elb.modifyTargetGroupAttributes({
        TargetGroupArn: id(it, "a"),
        Attributes: [
          { Key: "deregistration_delay.timeout_seconds", Value: "30" },
          { Key: "slow_start.duration_seconds", Value: "60" },
        ],
      });
    },
  },
  {
    name: "target group attributes",
    run: async (it) => {
      const { Attributes } = await it.elb.describeTargetGroupAttributes({ TargetGroupArn: id(it, "a") });
      return Object.fromEntries((Attributes ?? []).map(({ Key = "", Value }) => [Key, Value]));
    },
  },
  {
    name: "create a listener",
    run: async (context) => {
      const answer = await context.elb.createListener({
        LoadBalancerArn: id(context, "balancer"),
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "forward", TargetGroupArn: id(context, "a") }],
      });
      context.ids.set("listener", answer.Listeners?.[0]?.ListenerArn ?? "");
      return answer;
    },
  },
  {
    name: "listeners of a load balancer",
    run: (it) => it.elb.describeListeners({ LoadBalancerArn: id(it, "balancer") }),
  },
  {
    name: "a listener that is missing",
    run: (it) => it.elb.describeListeners({ ListenerArns: [unknown(id(it, "listener"))] }),
  },
  ...(
    [
      [100, 0, undefined],
      [90, 10, undefined],
      [0, 100, 60],
      [1, 1, undefined],
      [1_000, 0, undefined],
    ] as const
  ).map(([a, b, sticky]) => ({
    name: `weights ${a}:${b}${sticky === undefined ? "" : " with stickiness"}`,
    run: async (it: Context) => {
      const DefaultActions = [forward(it, a, b, sticky)];
      await it.elb.modifyListener({ ListenerArn: id(it, "listener"), DefaultActions });
      return it.elb.describeListeners({ ListenerArns: [id(it, "listener")] });
    },
  })),
  {
    name: "forward to a target group that is missing",
    run: (it) =>
      it.elb.modifyListener({
        ListenerArn: id(it, "listener"),
        DefaultActions: [{ Type: "forward", TargetGroupArn: unknown(id(it, "a")) }],
      }),
  },
  {
    name: "restore the weights",
    run: (it) => it.elb.modifyListener({ ListenerArn: id(it, "listener"), DefaultActions: [forward(it, 1, 0)] }),
  },
  {
    name: "target groups of a load balancer",
    run: (it) => it.elb.describeTargetGroups({ LoadBalancerArn: id(it, "balancer") }),
  },
  {
    name: "a target that is not registered",
    run: (it) => it.elb.describeTargetHealth({ TargetGroupArn: id(it, "a"), Targets: [{ Id: "i-0123456789abcdef0" }] }),
  },
  ...["one", "two"].map((name, index) => ({
    name: `create rule ${name}`,
    run: async (context: Context) => {
      const answer = await context.elb.createRule({
        ListenerArn: id(context, "listener"),
        Priority: 10 + index,
        Conditions: [
          { Field: "path-pattern", PathPatternConfig: { Values: [`/${name}/*`] } },
          { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Beta", Values: ["1"] } },
        ],
        Actions: [forward(context, 3, 7, index === 0 ? undefined : 300)],
      });
      context.ids.set(name, answer.Rules?.[0]?.RuleArn ?? "");
      return answer;
    },
  })),
  {
    name: "create a rule with a priority that is taken",
    run: (it) =>
      it.elb.createRule({
        ListenerArn: id(it, "listener"),
        Priority: 10,
        Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["a.example"] } }],
        Actions: [fixed],
      }),
  },
  { name: "rules of a listener", run: (it) => it.elb.describeRules({ ListenerArn: id(it, "listener") }) },
  {
    name: "change a rule's weights",
    run: (it) => it.elb.modifyRule({ RuleArn: id(it, "one"), Actions: [forward(it, 0, 1)] }),
  },
  {
    name: "change a rule's conditions",
    run: (it) =>
      it.elb.modifyRule({
        RuleArn: id(it, "one"),
        Conditions: [{ Field: "query-string", QueryStringConfig: { Values: [{ Key: "v", Value: "2" }] } }],
      }),
  },
  {
    name: "move a rule",
    run: (it) => it.elb.setRulePriorities({ RulePriorities: [{ RuleArn: id(it, "one"), Priority: 20 }] }),
  },
  {
    name: "move a rule to a priority that is taken",
    run: (it) => it.elb.setRulePriorities({ RulePriorities: [{ RuleArn: id(it, "one"), Priority: 11 }] }),
  },
  { name: "a rule by its ARN", run: (it) => it.elb.describeRules({ RuleArns: [id(it, "one")] }) },
  { name: "delete a rule", run: (it) => it.elb.deleteRule({ RuleArn: id(it, "one") }) },
  { name: "a rule that is missing", run: (it) => it.elb.describeRules({ RuleArns: [id(it, "one")] }) },
  {
    name: "tag things",
    run: (it) =>
      it.elb.addTags({
        ResourceArns: ["balancer", "a", "listener"].map((name) => id(it, name)),
        Tags: [{ Key: "team", Value: "shop" }],
      }),
  },
  { name: "untag a thing", run: (it) => it.elb.removeTags({ ResourceArns: [id(it, "listener")], TagKeys: ["team"] }) },
  {
    name: "tags of things",
    run: (it) => it.elb.describeTags({ ResourceArns: ["balancer", "a", "listener"].map((name) => id(it, name)) }),
  },
  { name: "delete a target group in use", run: (it) => it.elb.deleteTargetGroup({ TargetGroupArn: id(it, "b") }) },
];

/** Takes away what `BALANCING` made. */
export const CLEARING: readonly Step[] = [
  { name: "delete a listener", run: (it) => it.elb.deleteListener({ ListenerArn: id(it, "listener") }) },
  {
    name: "delete a listener that is missing",
    run: (it) => it.elb.deleteListener({ ListenerArn: id(it, "listener") }),
  },
  {
    name: "delete a target group that nobody uses",
    run: (it) => it.elb.deleteTargetGroup({ TargetGroupArn: id(it, "b") }),
  },
  { name: "delete a load balancer", run: (it) => it.elb.deleteLoadBalancer({ LoadBalancerArn: id(it, "balancer") }) },
  {
    name: "a load balancer that was deleted",
    run: (it) => it.elb.describeLoadBalancers({ LoadBalancerArns: [id(it, "balancer")] }),
  },
];
