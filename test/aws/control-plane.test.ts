import type { Action, ActionTypeEnum, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { paginateDescribeRules, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clients } from "./clients.ts";
import { createClients, errorOf, only } from "./clients.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Elastic Load Balancing's API, through the SDK's own client over the wire. */

let aws: LocalAws;
let elb: Clients["elb"];
let balancer: string;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  ({ elb } = createClients(aws.endpoint, aws.principal("tester")));
  balancer = await loadBalancer();
});
afterAll(() => aws.close());

let count = 0;
function name(kind: string): string {
  count += 1;
  return `${kind}-${count}`;
}

async function loadBalancer(type: "application" | "network" = "application"): Promise<string> {
  return (
    only((await elb.createLoadBalancer({ Name: name("balancer"), Type: type })).LoadBalancers).LoadBalancerArn ?? ""
  );
}

async function targetGroup(): Promise<string> {
  return (
    only((await elb.createTargetGroup({ Name: name("group"), Protocol: "HTTP", Port: 80 })).TargetGroups)
      .TargetGroupArn ?? ""
  );
}

/** Logins need it; nothing else minds. */
const HTTPS = {
  Protocol: "HTTPS" as const,
  Certificates: [{ CertificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/shop" }],
};

async function listener(...DefaultActions: Action[]): Promise<string> {
  count += 1;
  const made = await elb.createListener({ ...HTTPS, LoadBalancerArn: balancer, Port: 80 + count, DefaultActions });
  return only(made.Listeners).ListenerArn ?? "";
}

const fixed: Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } };
const onPath = (...Values: string[]): RuleCondition[] => [{ Field: "path-pattern", PathPatternConfig: { Values } }];
const forward = (...groups: [arn: string, weight?: number][]): Action => ({
  Type: "forward",
  ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
});

const oidc = (secret: { ClientSecret?: string; UseExistingClientSecret?: boolean }): Action => ({
  Type: "authenticate-oidc",
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: "https://login.example",
    AuthorizationEndpoint: "https://login.example/authorize",
    TokenEndpoint: "https://login.example/token",
    UserInfoEndpoint: "https://login.example/me",
    ClientId: "shop",
    ...secret,
  },
});

async function defaultActions(listenerArn: string): Promise<Action[]> {
  return only((await elb.describeListeners({ ListenerArns: [listenerArn] })).Listeners).DefaultActions ?? [];
}

interface Refused {
  name: string;
  actions(): Promise<Action[]>;
  error: string;
}

const REFUSED: Refused[] = [
  {
    name: "a weight of 1000",
    actions: async () => [forward([await targetGroup(), 1_000])],
    error: "ValidationError",
  },
  {
    name: "a negative weight",
    actions: async () => [forward([await targetGroup(), -1])],
    error: "ValidationError",
  },
  {
    name: "six target groups",
    actions: async () => {
      const arns = await Promise.all(Array.from({ length: 6 }, targetGroup));
      return [forward(...arns.map((arn): [string, number] => [arn, 1]))];
    },
    error: "TooManyTargetGroupsException",
  },
  {
    name: "a target group that is named twice",
    actions: async () => {
      const arn = await targetGroup();
      return [forward([arn, 1], [arn, 2])];
    },
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "a target group that does not exist",
    actions: async () => [forward([(await targetGroup()).replace(/.{4}$/, "0000")])],
    error: "TargetGroupNotFoundException",
  },
  {
    name: "a target group of another load balancer",
    actions: async () => {
      const [arn, other] = [await targetGroup(), await loadBalancer()];
      await elb.createListener({
        LoadBalancerArn: other,
        Port: 80,
        Protocol: "HTTP",
        DefaultActions: [forward([arn])],
      });
      return [forward([arn])];
    },
    error: "TargetGroupAssociationLimitException",
  },
  {
    name: "two forms of a forward that differ",
    actions: async () => [{ ...forward([await targetGroup()]), TargetGroupArn: await targetGroup() }],
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "no target group",
    actions: async () => [forward()],
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "group stickiness without a duration",
    actions: async () => {
      const TargetGroups = [{ TargetGroupArn: await targetGroup() }];
      return [{ Type: "forward", ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: true } } }];
    },
    error: "ValidationError",
  },
  {
    name: "target stickiness behind a weighted action without group stickiness",
    actions: async () => {
      const [sticky, other] = [await targetGroup(), await targetGroup()];
      const Attributes = [{ Key: "stickiness.enabled", Value: "true" }];
      await elb.modifyTargetGroupAttributes({ TargetGroupArn: sticky, Attributes });
      return [forward([sticky, 1], [other, 1])];
    },
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "two routing actions",
    actions: async () => [
      { ...fixed, Order: 1 },
      { ...fixed, Order: 2 },
    ],
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "an authentication that leads nowhere",
    actions: async () => [oidc({ ClientSecret: "hush" })],
    error: "InvalidLoadBalancerActionException",
  },
  {
    name: "an unknown type",
    actions: async () => [{ Type: "teleport" as ActionTypeEnum }],
    error: "ValidationError",
  },
];

test.each(REFUSED)("an action is refused wherever it is written: $name", async ({ actions, error }) => {
  const listenerArn = await listener(fixed);
  const made = await elb.createRule({
    ListenerArn: listenerArn,
    Priority: 1,
    Conditions: onPath("/a"),
    Actions: [fixed],
  });
  const RuleArn = only(made.Rules).RuleArn;
  const Actions = await actions();
  const writes = {
    createListener: () =>
      elb.createListener({ ...HTTPS, LoadBalancerArn: balancer, Port: 9_999, DefaultActions: Actions }),
    modifyListener: () => elb.modifyListener({ ListenerArn: listenerArn, DefaultActions: Actions }),
    createRule: () => elb.createRule({ ListenerArn: listenerArn, Priority: 2, Conditions: onPath("/b"), Actions }),
    modifyRule: () => elb.modifyRule({ RuleArn, Actions }),
  };
  for (const [call, write] of Object.entries(writes)) {
    expect({ call, ...(await errorOf(write())) }).toMatchObject({ call, name: error });
  }
  expect(await defaultActions(listenerArn)).toEqual([fixed]);
  const { Rules } = await elb.describeRules({ ListenerArn: listenerArn });
  expect(Rules?.map((rule) => rule.Actions)).toEqual([[fixed], [fixed]]);
});

test("a single target group is shown in both forms, several in one; weights and stickiness as they were given", async () => {
  const [a, b] = [await targetGroup(), await targetGroup()];
  const listenerArn = await listener({ Type: "forward", TargetGroupArn: a });
  const none = { Enabled: false };
  expect(await defaultActions(listenerArn)).toEqual([
    {
      Type: "forward",
      TargetGroupArn: a,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: a, Weight: 1 }], TargetGroupStickinessConfig: none },
    },
  ]);
  const ForwardConfig = {
    TargetGroups: [
      { TargetGroupArn: a, Weight: 999 },
      { TargetGroupArn: b, Weight: 0 },
    ],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
  };
  await elb.modifyListener({ ListenerArn: listenerArn, DefaultActions: [{ Type: "forward", ForwardConfig }] });
  expect(await defaultActions(listenerArn)).toEqual([{ Type: "forward", ForwardConfig }]);
});

describe("an OIDC action", () => {
  const last = { ...fixed, Order: 2 };

  test("never shows its secret, and is written back only by saying that the old one stays", async () => {
    const arn = await listener(oidc({ ClientSecret: "hush" }), last);
    const shown = await defaultActions(arn);
    expect(shown).toMatchObject([{ AuthenticateOidcConfig: { ClientId: "shop" } }, last]);
    expect(JSON.stringify(shown)).not.toMatch(/hush|ClientSecret/);
    const write = (...DefaultActions: Action[]) => elb.modifyListener({ ListenerArn: arn, DefaultActions });
    expect(await errorOf(write(...shown))).toMatchObject({ name: "InvalidLoadBalancerActionException" });
    expect(await errorOf(write(oidc({ ClientSecret: "new", UseExistingClientSecret: true }), last))).toEqual({
      name: "InvalidLoadBalancerActionException",
      message: "You cannot both specify a client secret and set UseExistingClientSecret to true",
    });
    await write(oidc({ UseExistingClientSecret: true }), last);
    expect(await defaultActions(arn)).toEqual(shown);
  });

  test("cannot keep a secret that was never given, nor come after the routing action", async () => {
    const arn = await listener(fixed);
    const write = (...DefaultActions: Action[]) => errorOf(elb.modifyListener({ ListenerArn: arn, DefaultActions }));
    const refused = { name: "InvalidLoadBalancerActionException" };
    expect(await write(oidc({ UseExistingClientSecret: true }), last)).toMatchObject(refused);
    expect(await write({ ...oidc({ ClientSecret: "hush" }), Order: 3 }, last)).toMatchObject(refused);
  });
});

describe("rules", () => {
  test("the default rule is shown last, and only its listener changes it", async () => {
    const arn = await listener(fixed);
    await elb.createRule({ ListenerArn: arn, Priority: 50_000, Conditions: onPath("/"), Actions: [fixed] });
    const [other, own] = (await elb.describeRules({ ListenerArn: arn })).Rules ?? [];
    expect([other, own]).toMatchObject([
      { Priority: "50000", IsDefault: false },
      { Priority: "default", IsDefault: true, Conditions: [], Actions: [fixed] },
    ]);
    const RuleArn = own?.RuleArn ?? "";
    expect(only((await elb.describeRules({ RuleArns: [RuleArn] })).Rules)).toEqual(own);
    expect(await errorOf(elb.modifyRule({ RuleArn, Actions: [fixed] }))).toEqual({
      name: "OperationNotPermittedException",
      message: `Default rule '${RuleArn}' cannot be modified`,
    });
    const refused = { name: "OperationNotPermittedException" };
    expect(await errorOf(elb.deleteRule({ RuleArn }))).toMatchObject(refused);
    expect(await errorOf(elb.setRulePriorities({ RulePriorities: [{ RuleArn, Priority: 1 }] }))).toMatchObject(refused);
  });

  test("no two rules of a listener share a priority, while those that move together may swap", async () => {
    const arn = await listener(fixed);
    const rule = async (Priority: number) =>
      only((await elb.createRule({ ListenerArn: arn, Priority, Conditions: onPath("/"), Actions: [fixed] })).Rules)
        .RuleArn;
    const [a, b] = [await rule(1), await rule(2)];
    const set = (...pairs: [RuleArn: string | undefined, Priority: number][]) =>
      elb.setRulePriorities({ RulePriorities: pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority })) });
    expect(await errorOf(rule(2))).toMatchObject({ name: "PriorityInUseException" });
    expect(await errorOf(rule(50_001))).toMatchObject({ name: "ValidationError" });
    expect(await errorOf(set([a, 2]))).toMatchObject({ name: "PriorityInUseException" });
    expect(await errorOf(set([a, 3], [b, 3]))).toMatchObject({ name: "PriorityInUseException" });
    await set([a, 2], [b, 1]);
    const { Rules } = await elb.describeRules({ ListenerArn: arn });
    expect(Rules?.map(({ RuleArn }) => RuleArn).slice(0, 2)).toEqual([b, a]);
  });

  test("a change leaves what it does not name", async () => {
    const arn = await listener(fixed);
    const made = await elb.createRule({ ListenerArn: arn, Priority: 1, Conditions: onPath("/a"), Actions: [fixed] });
    const { RuleArn } = only(made.Rules);
    const teapot: Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "418" } };
    const one = only((await elb.modifyRule({ RuleArn, Actions: [teapot] })).Rules);
    expect(one).toMatchObject({ Conditions: onPath("/a"), Actions: [teapot] });
    const other = only((await elb.modifyRule({ RuleArn, Conditions: onPath("/b") })).Rules);
    expect(other).toMatchObject({ Conditions: onPath("/b"), Actions: [teapot] });
  });

  test("a rule has conditions, and five values at most", async () => {
    const ListenerArn = await listener(fixed);
    const rule = (Conditions: RuleCondition[]) =>
      elb.createRule({ ListenerArn, Priority: 1, Conditions, Actions: [fixed] });
    expect(await errorOf(rule([]))).toMatchObject({ name: "ValidationError" });
    expect(await errorOf(rule(onPath("/1", "/2", "/3", "/4", "/5", "/6")))).toEqual({
      name: "ValidationError",
      message: "A rule can only have '5' condition values",
    });
  });
});

test("a target group is deleted only when no action names it any more", async () => {
  const [arn, other] = [await targetGroup(), await targetGroup()];
  const listenerArn = await listener(forward([other, 1], [arn, 0]));
  expect(await errorOf(elb.deleteTargetGroup({ TargetGroupArn: arn }))).toMatchObject({
    name: "ResourceInUseException",
  });
  await elb.modifyListener({ ListenerArn: listenerArn, DefaultActions: [forward([other])] });
  await elb.deleteTargetGroup({ TargetGroupArn: arn });
  expect(await errorOf(elb.describeTargetGroups({ TargetGroupArns: [arn] }))).toMatchObject({
    name: "TargetGroupNotFoundException",
  });
});

test("what is created again with the same settings is the same, with others a duplicate", async () => {
  const group = { Name: name("group"), Protocol: "HTTP", Port: 80 } as const;
  const createGroup = async (Port: number) => only((await elb.createTargetGroup({ ...group, Port })).TargetGroups);
  const first = await createGroup(80);
  expect(await createGroup(80)).toEqual(first);
  expect(await errorOf(createGroup(81))).toMatchObject({ name: "DuplicateTargetGroupNameException" });

  const Name = name("balancer");
  const create = async (type: "application" | "network") =>
    only((await elb.createLoadBalancer({ Name, Type: type })).LoadBalancers);
  expect(await create("network")).toEqual(await create("network"));
  expect(await errorOf(create("application"))).toMatchObject({ name: "DuplicateLoadBalancerNameException" });

  const open = async (action: Action) =>
    only(
      (await elb.createListener({ LoadBalancerArn: balancer, Port: 79, Protocol: "HTTP", DefaultActions: [action] }))
        .Listeners,
    );
  expect(await open(fixed)).toEqual(await open(fixed));
  expect(await errorOf(open(forward([first.TargetGroupArn ?? ""])))).toMatchObject({
    name: "DuplicateListenerException",
  });
});

test("lists come in pages, each item once", async () => {
  const arn = await listener(fixed);
  for (let Priority = 1; Priority <= 6; Priority += 1)
    await elb.createRule({ ListenerArn: arn, Priority, Conditions: onPath(`/${Priority}`), Actions: [fixed] });
  const pages: (string | undefined)[][] = [];
  for await (const { Rules } of paginateDescribeRules({ client: elb }, { ListenerArn: arn, PageSize: 3 }))
    pages.push((Rules ?? []).map(({ Priority }) => Priority));
  expect(pages).toEqual([["1", "2", "3"], ["4", "5", "6"], ["default"]]);

  const made = [await targetGroup(), await targetGroup(), await targetGroup()];
  const Names = made.map((groupArn) => groupArn.split("/")[1] ?? "");
  const seen: (string | undefined)[][] = [];
  for await (const { TargetGroups } of paginateDescribeTargetGroups({ client: elb }, { Names, PageSize: 2 }))
    seen.push((TargetGroups ?? []).map(({ TargetGroupArn }) => TargetGroupArn));
  expect(seen).toEqual([made.slice(0, 2), made.slice(2)]);
});

test("tags can be given at creation, added, replaced and removed, on every kind of resource", async () => {
  const Tags = [{ Key: "env", Value: "prod" }];
  const made = await elb.createTargetGroup({ Name: name("group"), Protocol: "HTTP", Port: 80, Tags });
  const TargetGroupArn = only(made.TargetGroups).TargetGroupArn ?? "";
  const tagsOf = async (arn: string) => only((await elb.describeTags({ ResourceArns: [arn] })).TagDescriptions).Tags;
  expect(await tagsOf(TargetGroupArn)).toEqual(Tags);
  const arn = await listener(fixed);
  await elb.addTags({
    ResourceArns: [arn, TargetGroupArn, balancer],
    Tags: [{ Key: "env", Value: "test" }, { Key: "a" }],
  });
  for (const resource of [arn, TargetGroupArn, balancer]) {
    expect(await tagsOf(resource)).toEqual([
      { Key: "env", Value: "test" },
      { Key: "a", Value: "" },
    ]);
  }
  await elb.removeTags({ ResourceArns: [arn], TagKeys: ["env"] });
  expect(await tagsOf(arn)).toEqual([{ Key: "a", Value: "" }]);
  const gone = arn.replace(/.{4}$/, "0000");
  expect(await errorOf(elb.addTags({ ResourceArns: [gone], Tags }))).toMatchObject({
    name: "ListenerNotFoundException",
  });
});

test.each<[key: string, bad: string, good: string]>([
  ["deregistration_delay.timeout_seconds", "3601", "0"],
  ["slow_start.duration_seconds", "29", "30"],
  ["stickiness.lb_cookie.duration_seconds", "0", "604800"],
  ["stickiness.enabled", "yes", "false"],
])("a target group's %s cannot be %s, but %s", async (Key, bad, good) => {
  const TargetGroupArn = await targetGroup();
  const set = (Value: string) => elb.modifyTargetGroupAttributes({ TargetGroupArn, Attributes: [{ Key, Value }] });
  expect(await errorOf(set(bad))).toMatchObject({ name: "ValidationError" });
  await set(good);
  expect((await elb.describeTargetGroupAttributes({ TargetGroupArn })).Attributes).toContainEqual({ Key, Value: good });
});
