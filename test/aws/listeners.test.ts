import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Lab } from "./lab.ts";
import { ask, certificateOf, createLab, dial, fixed } from "./lab.ts";
import { until } from "./until.ts";

/** What a listener and a target group have besides their actions: nothing of it may be lost or ignored. */

let lab: Lab;
beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab.close());

const certificate = (name: string) => ({ CertificateArn: `arn:aws:acm:eu-west-1:111122223333:certificate/${name}` });
const described = async (ListenerArns: string): Promise<Params> =>
  ((await lab.elb("DescribeListeners", { ListenerArns: [ListenerArns] })).Listeners as Params[])[0] as Params;
const modify = async (ListenerArn: string, more: Params): Promise<Params> =>
  ((await lab.elb("ModifyListener", { ListenerArn, ...more })).Listeners as Params[])[0] as Params;

describe("an HTTPS listener", () => {
  test("keeps its certificate, policy and port, whatever else is changed", async () => {
    const secure = {
      Protocol: "HTTPS",
      Certificates: [certificate("a")],
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    };
    const { arn } = await lab.listener(fixed("one"), "application", secure);
    const { DefaultActions: _before, ...settings } = await described(arn);
    expect(settings).toMatchObject({ ...secure, Port: 80, MutualAuthentication: { Mode: "off" } });
    const { DefaultActions, ...kept } = await modify(arn, { DefaultActions: [fixed("two")] });
    expect(kept).toEqual(settings);
    expect(DefaultActions).toMatchObject([fixed("two")]);
    const changed = { Port: 8_443, Certificates: [certificate("b")], SslPolicy: "ELBSecurityPolicy-2016-08" };
    expect(await modify(arn, changed)).toMatchObject({ ...changed, Protocol: "HTTPS", DefaultActions });
  });

  test("loses what belongs to TLS when it becomes HTTP, and cannot come back without a certificate", async () => {
    const { arn } = await lab.listener(fixed("one"), "application", {
      Protocol: "HTTPS",
      Certificates: [certificate("a")],
    });
    const plain = await modify(arn, { Protocol: "HTTP" });
    expect([plain.Protocol, plain.Certificates, plain.SslPolicy]).toEqual(["HTTP", undefined, undefined]);
    await expect(modify(arn, { Protocol: "HTTPS" })).rejects.toThrow("A certificate must be specified");
  });

  test("has further certificates, which a new default one leaves alone", async () => {
    const { arn } = await lab.listener(fixed("one"), "application", {
      Protocol: "HTTPS",
      Certificates: [certificate("a")],
    });
    await lab.elb("AddListenerCertificates", { ListenerArn: arn, Certificates: [certificate("b")] });
    await modify(arn, { Certificates: [certificate("c")] });
    const { Certificates } = await lab.elb("DescribeListenerCertificates", { ListenerArn: arn });
    expect(Certificates).toEqual([
      { ...certificate("c"), IsDefault: true },
      { ...certificate("b"), IsDefault: false },
    ]);
    const drop = (name: string) =>
      lab.elb("RemoveListenerCertificates", { ListenerArn: arn, Certificates: [certificate(name)] });
    await expect(drop("c")).rejects.toThrow("default certificate");
    await drop("b");
    expect(await described(arn)).toMatchObject({ Certificates: [certificate("c")] });
  });
});

describe("clients that speak TLS", () => {
  test("are shown the certificate that an HTTPS listener has now, and answered as by HTTP", async () => {
    const tls = { Protocol: "HTTPS", Certificates: [certificate("first")] };
    const group = await lab.targetGroup([lab.instances.a1]);
    const { arn, url } = await lab.listener({ Type: "forward", TargetGroupArn: group }, "application", tls);
    await lab.inState("healthy", group, [lab.instances.a1]);
    expect(await certificateOf(url)).toBe("first");
    expect(await ask(url)).toMatchObject({ status: 200, version: "a" });
    await modify(arn, { Certificates: [certificate("second")] });
    expect(await certificateOf(url)).toBe("second");
    await expect(ask(url.replace("https:", "http:"))).rejects.toThrow();
    await modify(arn, { Protocol: "HTTP" });
    expect(await ask(lab.aws.elb.url(arn))).toMatchObject({ status: 200, version: "a" });
  });

  test("reach TCP targets through a network load balancer's TLS listener", async () => {
    const tls = { Protocol: "TLS", Certificates: [certificate("third")] };
    const group = await lab.targetGroup([lab.instances.b], { Protocol: "TCP" });
    const { url } = await lab.listener({ Type: "forward", TargetGroupArn: group }, "network", tls);
    await lab.inState("healthy", group, [lab.instances.b]);
    expect(await certificateOf(url)).toBe("third");
    const connection = await dial(url);
    expect(await connection.get()).toContain("x-version: b");
    connection.end();
    await lab.deregister(group, [lab.instances.b]);
    await (await dial(url)).ended();
  });
});

describe("a listener of a network load balancer", () => {
  const to = async (Protocol: string): Promise<Params> => ({
    ...{ Type: "forward", TargetGroupArn: await lab.targetGroup([], { Protocol }) },
  });

  test.each([
    ["TCP", ["TCP", "TCP_UDP"], ["UDP", "TLS", "HTTP"]],
    ["TLS", ["TLS", "TCP"], ["UDP", "HTTP"]],
    ["UDP", ["UDP", "TCP_UDP"], ["TCP"]],
    ["TCP_UDP", ["TCP_UDP"], ["TCP", "UDP"]],
  ])("with %s forwards to target groups with %s alone", async (Protocol, fitting, others) => {
    const tls = Protocol === "TLS" ? { Certificates: [certificate("a")], AlpnPolicy: ["HTTP2Preferred"] } : {};
    for (const group of fitting) {
      const { arn } = await lab.listener(await to(group), "network", { Protocol, ...tls });
      expect(await described(arn)).toMatchObject({ Protocol, ...tls });
    }
    for (const group of others)
      await expect(lab.listener(await to(group), "network", { Protocol, ...tls })).rejects.toThrow("not compatible");
  });

  test("with TLS has one ALPN policy, and no other protocol has any", async () => {
    const tls = { Protocol: "TLS", Certificates: [certificate("a")] };
    const { arn } = await lab.listener(await to("TCP"), "network", { ...tls, AlpnPolicy: ["HTTP2Only"] });
    expect(await modify(arn, { DefaultActions: [await to("TLS")] })).toMatchObject({ AlpnPolicy: ["HTTP2Only"] });
    expect(await modify(arn, { AlpnPolicy: ["None"] })).toMatchObject({ AlpnPolicy: ["None"], ...tls });
    await expect(modify(arn, { AlpnPolicy: ["Any"] })).rejects.toThrow("ALPN policy must be one of");
    const wrong = lab.listener(await to("TCP"), "network", { Protocol: "TCP", AlpnPolicy: ["None"] });
    await expect(wrong).rejects.toThrow("ALPN policies cannot be specified for TCP listeners");
    await expect(lab.listener(fixed("one"), "network")).rejects.toThrow(
      "not supported on load balancers of type 'network'",
    );
  });

  test("keeps a client at its target where that is asked for by source address", async () => {
    const group = await lab.targetGroup([lab.instances.a1, lab.instances.a2], { Protocol: "TCP" });
    await lab.setAttribute(group, "stickiness.enabled", "true");
    const { url } = await lab.listener({ Type: "forward", TargetGroupArn: group }, "network");
    await lab.inState("healthy", group, [lab.instances.a1, lab.instances.a2]);
    const seen = new Set<string | undefined>();
    for (let index = 0; index < 8; index += 1) {
      const connection = await dial(url);
      seen.add(/x-instance: (\S+)/i.exec(await connection.get())?.[1]);
      connection.end();
    }
    expect(seen.size).toBe(1);
    await expect(lab.setAttribute(group, "stickiness.type", "lb_cookie")).rejects.toThrow(
      "Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol",
    );
  });
});

describe("a target group", () => {
  test("is checked on a port of its own when it has one", async () => {
    const group = await lab.targetGroup([lab.instances.a1], { HealthCheckPort: "8081" });
    await lab.listener({ Type: "forward", TargetGroupArn: group });
    await lab.inState("unhealthy", group, [lab.instances.a1]);
    const { TargetGroups } = await lab.elb("ModifyTargetGroup", {
      TargetGroupArn: group,
      HealthCheckPort: "traffic-port",
    });
    expect(TargetGroups).toMatchObject([{ HealthCheckPort: "traffic-port" }]);
    await lab.inState("healthy", group, [lab.instances.a1]);
  });

  test("of gRPC has codes of gRPC, and shows what it was made with", async () => {
    const made = {
      ProtocolVersion: "GRPC",
      Matcher: { GrpcCode: "0-99" },
      IpAddressType: "ipv6",
      HealthCheckPort: "9000",
    };
    const TargetGroupArns = [await lab.targetGroup([], made)];
    expect((await lab.elb("DescribeTargetGroups", { TargetGroupArns })).TargetGroups).toMatchObject([made]);
  });

  test("no longer lists a target that was terminated, and calls it draining by its id", async () => {
    const id = await lab.launch();
    const group = await lab.targetGroup([id, lab.instances.a2]);
    await lab.setAttribute(group, "deregistration_delay.timeout_seconds", "20");
    await lab.listener({ Type: "forward", TargetGroupArn: group });
    await lab.inState("healthy", group, [id, lab.instances.a2]);
    await lab.aws.request("ec2", "TerminateInstances", { InstanceId: [id] });
    await until("the target to leave", async () => (await lab.health(group, id)) === undefined);
    const byId = async () => {
      const asked = { TargetGroupArn: group, Targets: [{ Id: id }] };
      const { TargetHealthDescriptions } = await lab.elb("DescribeTargetHealth", asked);
      return (TargetHealthDescriptions as { TargetHealth: Params }[])[0]?.TargetHealth;
    };
    expect(await byId()).toMatchObject({ State: "draining", Reason: "Target.DeregistrationInProgress" });
  });
});
