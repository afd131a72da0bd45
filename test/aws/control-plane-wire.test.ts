import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Clients, Credentials } from "./clients.ts";
import { createClients, errorOf, only } from "./clients.ts";
import type { Policy } from "./contract.ts";
import { SERVER_ERROR, THROTTLED } from "./faults.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What every call goes through before it is answered: its signature, its policy, and the faults that are armed. */

let aws: LocalAws;
let tester: Credentials;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  tester = aws.principal("tester");
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

/** One reading call per protocol and service. */
const READS: Record<string, (clients: Clients) => Promise<unknown>> = {
  elb: ({ elb }) => elb.describeLoadBalancers(),
  autoScaling: ({ autoScaling }) => autoScaling.describeAutoScalingGroups(),
  ec2: ({ ec2 }) => ec2.describeInstances(),
  sts: ({ sts }) => sts.getCallerIdentity(),
};

describe("credentials", () => {
  const refusals: [what: string, given: () => Credentials, query: string, ec2: string][] = [
    ["an unknown key", () => ({ ...tester, accessKeyId: "AKIAUNKNOWN" }), "InvalidClientTokenId", "AuthFailure"],
    ["a wrong secret", () => ({ ...tester, secretAccessKey: "wrong" }), "SignatureDoesNotMatch", "AuthFailure"],
    ["a wrong session token", () => ({ ...tester, sessionToken: "wrong" }), "InvalidClientTokenId", "AuthFailure"],
    ["an expired session", () => aws.principal("late", undefined, Date.now() - 1), "ExpiredToken", "RequestExpired"],
  ];
  test.each(refusals)("%s is refused by every service in its own words", async (_what, given, query, ec2) => {
    const clients = createClients(aws.endpoint, given());
    for (const [service, read] of Object.entries(READS)) {
      const { name } = await errorOf(read(clients));
      // STS has a type of its own for this one.
      expect([service, name.replace(/Exception$/, "")]).toEqual([service, service === "ec2" ? ec2 : query]);
    }
    expect(aws.calls.slice(-4).map(({ principal }) => principal)).toEqual(["", "", "", ""]);
  });

  test("an unsigned request is refused", async () => {
    const body = new URLSearchParams({ Action: "DescribeLoadBalancers", Version: "2015-12-01" });
    const answer = await fetch(aws.endpoint, { method: "POST", body });
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining("<Code>MissingAuthenticationToken<"),
    ]);
  });

  test("the caller is who signed, or the role that was assumed", async () => {
    const { sts } = createClients(aws.endpoint, tester);
    const account = aws.accountId;
    const own = await sts.getCallerIdentity({});
    expect(own).toMatchObject({ Account: account, Arn: `arn:aws:sts::${account}:assumed-role/tester/session` });
    const RoleArn = `arn:aws:iam::${account}:role/deploy`;
    const { Credentials: keys } = await sts.assumeRole({ RoleArn, RoleSessionName: "run-1" });
    const assumed = createClients(aws.endpoint, {
      accessKeyId: keys?.AccessKeyId ?? "",
      secretAccessKey: keys?.SecretAccessKey ?? "",
      sessionToken: keys?.SessionToken ?? "",
    });
    const { Arn } = await assumed.sts.getCallerIdentity({});
    expect(Arn).toBe(`arn:aws:sts::${account}:assumed-role/deploy/run-1`);
    expect(keys?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  });

  test("an operation that is not there is an invalid action", async () => {
    const { elb } = createClients(aws.endpoint, tester);
    expect(await errorOf(elb.describeSSLPolicies())).toMatchObject({ name: "InvalidAction" });
  });
});

describe("a policy", () => {
  const clientsOf = (name: string, ...Statement: Policy["Statement"][]) =>
    createClients(aws.endpoint, aws.principal(name, { Statement: Statement.flat() }));
  const allow = (Action: string | string[], Resource = "*") => ({ Effect: "Allow" as const, Action, Resource });
  const deny = (Action: string, Resource = "*") => ({ Effect: "Deny" as const, Action, Resource });

  test("allows what it names, with wildcards, and nothing else", async () => {
    const { elb, autoScaling, ec2 } = clientsOf(
      "reader",
      allow(["elasticloadbalancing:Describe*", "ec2:DescribeImages"]),
    );
    await elb.describeLoadBalancers();
    await ec2.describeImages();
    const created = aws.calls.length;
    expect(await errorOf(elb.createTargetGroup({ Name: "forbidden", Protocol: "HTTP", Port: 80 }))).toEqual({
      name: "AccessDenied",
      message: expect.stringMatching(
        /assumed-role\/reader\/session is not authorized to perform: elasticloadbalancing:CreateTargetGroup on resource: /,
      ),
    });
    expect(aws.calls[created]).toMatchObject({ action: "CreateTargetGroup", status: 403, error: "AccessDenied" });
    expect(await errorOf(autoScaling.describeAutoScalingGroups())).toMatchObject({ name: "AccessDenied" });
    expect(await errorOf(ec2.describeInstances())).toMatchObject({ name: "UnauthorizedOperation" });
    const all = await createClients(aws.endpoint, tester).elb.describeTargetGroups();
    expect(all.TargetGroups?.map(({ TargetGroupName }) => TargetGroupName)).not.toContain("forbidden");
  });

  test("that denies wins over one that allows", async () => {
    const { elb } = clientsOf("mostly", allow("*"), deny("elasticloadbalancing:DeleteTargetGroup"));
    const made = await elb.createTargetGroup({ Name: "kept", Protocol: "HTTP", Port: 80 });
    const { TargetGroupArn } = only(made.TargetGroups);
    expect(await errorOf(elb.deleteTargetGroup({ TargetGroupArn }))).toMatchObject({ name: "AccessDenied" });
  });

  test("may be for some resources only", async () => {
    const every = createClients(aws.endpoint, tester).elb;
    const arnOf = async (Name: string) =>
      only((await every.createTargetGroup({ Name, Protocol: "HTTP", Port: 80 })).TargetGroups).TargetGroupArn ?? "";
    const [mine, other] = [await arnOf("mine"), await arnOf("other")];
    const { elb } = clientsOf("owner", allow("elasticloadbalancing:*", mine.replace(/[^/]+$/, "*")));
    const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "5" }];
    await elb.modifyTargetGroupAttributes({ TargetGroupArn: mine, Attributes });
    const onOther = elb.modifyTargetGroupAttributes({ TargetGroupArn: other, Attributes });
    expect(await errorOf(onOther)).toMatchObject({ name: "AccessDenied", message: expect.stringContaining(other) });
  });

  test("without the right to launch instances is not enough for a group with a launch template", async () => {
    const { ec2, autoScaling } = createClients(aws.endpoint, tester);
    const made = await ec2.createLaunchTemplate({
      LaunchTemplateName: "shop",
      LaunchTemplateData: { ImageId: aws.ec2.registerImage().id },
    });
    const LaunchTemplate = { LaunchTemplateId: made.LaunchTemplate?.LaunchTemplateId };
    const request = { MinSize: 0, MaxSize: 1, AvailabilityZones: ["eu-west-1a"], LaunchTemplate };
    const some = clientsOf("scaler", allow("autoscaling:*")).autoScaling;
    const refused = some.createAutoScalingGroup({ AutoScalingGroupName: "shop", ...request });
    expect(await errorOf(refused)).toEqual({
      name: "AccessDenied",
      message: expect.stringContaining("ec2:RunInstances"),
    });
    const both = clientsOf("launcher", allow("autoscaling:*"), allow("ec2:RunInstances")).autoScaling;
    await both.createAutoScalingGroup({ AutoScalingGroupName: "shop", ...request });
    expect((await autoScaling.describeAutoScalingGroups()).AutoScalingGroups).toMatchObject([
      { AutoScalingGroupName: "shop" },
    ]);
  });
});

describe("a fault", () => {
  const create = (Name: string, attempts = 1, options = {}) =>
    createClients(aws.endpoint, tester, attempts).elb.createTargetGroup({ Name, Protocol: "HTTP", Port: 80 }, options);
  const exists = async (name: string) => {
    const { TargetGroups } = await createClients(aws.endpoint, tester).elb.describeTargetGroups();
    return TargetGroups?.some(({ TargetGroupName }) => TargetGroupName === name);
  };
  const outcomes = (since: number) => aws.calls.slice(since).map(({ status, error }) => [status, error]);

  test("is an error of the call it names, as often as it says, after those it spares", async () => {
    aws.faults.add({ action: "CreateTargetGroup", after: 1, times: 2, effect: THROTTLED });
    await create("fault-1");
    expect(await errorOf(create("fault-2"))).toMatchObject({ name: "Throttling", message: "Rate exceeded" });
    expect(await exists("fault-2")).toBe(false);
    expect(await errorOf(create("fault-2"))).toMatchObject({ name: "Throttling" });
    await create("fault-2");
    expect(await exists("fault-2")).toBe(true);
  });

  test("that passes is outlived by a client that tries again", async () => {
    aws.faults.add({ action: "CreateTargetGroup", times: 2, effect: SERVER_ERROR });
    const since = aws.calls.length;
    await create("fault-3", 3);
    expect(outcomes(since)).toEqual([
      [500, "InternalFailure"],
      [500, "InternalFailure"],
      [200, undefined],
    ]);
  });

  test("that cuts the connection before leaves nothing done, and after leaves it done", async () => {
    aws.faults.add({ action: "CreateTargetGroup", times: 1, effect: { kind: "drop-before" } });
    const since = aws.calls.length;
    await errorOf(create("fault-4"));
    expect(outcomes(since)).toEqual([[0, undefined]]);
    expect(await exists("fault-4")).toBe(false);
    aws.faults.clear();
    aws.faults.add({ action: "CreateTargetGroup", times: 1, effect: { kind: "drop-after" } });
    await errorOf(create("fault-5"));
    expect(await exists("fault-5")).toBe(true);
  });

  test("that is late happens after the caller has gone, not before", async () => {
    aws.faults.add({ action: "CreateTargetGroup", times: 1, effect: { kind: "late", ms: 0 } });
    const impatient = new AbortController();
    const made = create("fault-late", 1, { abortSignal: impatient.signal });
    await until("the call to arrive", () => aws.calls.at(-1)?.action === "CreateTargetGroup");
    expect(await exists("fault-late")).toBe(false);
    impatient.abort();
    await errorOf(made);
    await until("it to take effect", async () => (await exists("fault-late")) === true);
  });

  test("that delays holds back the answer, not the others'", async () => {
    aws.faults.add({ action: "CreateTargetGroup", times: 1, effect: { kind: "delay", ms: 1_000 } });
    const startedAt = Date.now();
    const delayed = create("fault-6");
    expect(await exists("fault-6")).toBe(false);
    expect(only((await delayed).TargetGroups).TargetGroupName).toBe("fault-6");
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(999);
  });

  test("without a name is for every call, and is told to the watcher of calls all the same", async () => {
    const seen: string[] = [];
    aws.hooks.onCall = ({ action }) => seen.push(action);
    aws.faults.add({ effect: THROTTLED });
    const clients = createClients(aws.endpoint, tester);
    for (const read of Object.values(READS)) expect(await errorOf(read(clients))).toMatchObject({ name: "Throttling" });
    expect(seen).toEqual([
      "DescribeLoadBalancers",
      "DescribeAutoScalingGroups",
      "DescribeInstances",
      "GetCallerIdentity",
    ]);
    aws.hooks.onCall = undefined;
  });
});
