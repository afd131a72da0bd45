import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { openFlow, steadyFlow } from "../aws/datagrams.ts";
import { trusted } from "../aws/elb/certificates.ts";
import { ask, certificateOf } from "../aws/lab.ts";
import { CERTIFICATE } from "../aws/shop.ts";
import { errorOf } from "./runs.ts";
import { obeyed } from "./shares.ts";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, first, until } from "./world.ts";

/** Whatever a listener speaks: a step moves its weights, and everything else of it stays. */

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const certified = (Protocol: string, more: Params = {}): Params => ({
  Protocol,
  Certificates: [{ CertificateArn: CERTIFICATE }],
  SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  ...more,
});
const TRUST = {
  Mode: "verify",
  TrustStoreArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/shop/0123456789abcdef",
};

const LISTENERS: [name: string, options: WorldOptions][] = [
  ["TLS with ALPN", { type: "network", listener: certified("TLS", { AlpnPolicy: ["HTTP2Preferred"] }) }],
  ["TLS to TLS targets", { type: "network", listener: certified("TLS"), targets: { Protocol: "TLS" } }],
  ["UDP", { type: "network", listener: { Protocol: "UDP" }, targets: { Protocol: "UDP" } }],
  ["TCP_UDP", { type: "network", listener: { Protocol: "TCP_UDP" }, targets: { Protocol: "TCP_UDP" } }],
  ["HTTPS with mutual TLS", { listener: certified("HTTPS", { MutualAuthentication: TRUST }) }],
  ["HTTPS to HTTP/2 targets", { listener: certified("HTTPS"), targets: { ProtocolVersion: "HTTP2" } }],
  ["HTTPS to gRPC targets", { listener: certified("HTTPS"), targets: { ProtocolVersion: "GRPC" } }],
];

/** All that AWS tells of the listener, but its actions. */
async function rest(): Promise<Params> {
  const ListenerArn = world.listeners[0] ?? "";
  const { DefaultActions: _actions, ...listener } = first(
    await world.elb("DescribeListeners", { ListenerArns: [ListenerArn] }),
    "Listeners",
  );
  const encrypted = listener.Certificates !== undefined;
  const certificates = encrypted ? await world.elb("DescribeListenerCertificates", { ListenerArn }) : {};
  return { ...listener, all: certificates.Certificates ?? [] };
}

test.each(LISTENERS)("a rollout on a listener by %s changes nothing of it but the weights", async (_name, options) => {
  world = await createWorld({ deregistrationDelay: 1, ...options });
  const ListenerArn = world.listeners[0] ?? "";
  if ((await rest()).Certificates !== undefined) {
    const Certificates = [{ CertificateArn: CERTIFICATE.replace(/shop$/, "blog") }];
    await world.elb("AddListenerCertificates", { ListenerArn, Certificates });
  }
  const before = await rest();
  for (const [step, more] of [
    ["deploy", { "image-id": world.images.v2.id }],
    ["shift", { weight: "50" }],
    ["promote", {}],
    ["rollback", {}],
    ["teardown", SOON],
  ] as const) {
    const result = await world.step(step, { strategy: "canary", ...more });
    expect([step, result.conclusion, result.log.annotations.filter(({ level }) => level === "error")]).toEqual([
      step,
      "success",
      [],
    ]);
    expect(await rest()).toEqual(before);
  }
  expect(await world.weights()).toBe("a=100 b=0");
});

test("a canary on an HTTPS listener loses no request over TLS, and clients are shown the same certificate all the time", async () => {
  world = await createWorld({ https: true, deregistrationDelay: 1 });
  const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
  const directory = mkdtempSync(join(tmpdir(), "trusted-"));
  const file = join(directory, "trusted.pem");
  writeFileSync(file, trusted().join("\n"));
  const look = { "probe-url": `${world.url()}/`, "probe-match": "header X-Version = v2" };
  const before = await rest();
  for (const [step, more] of [
    ["deploy", { "image-id": world.images.v2.id }],
    ["shift", { weight: "50", ...look }],
    ["promote", look],
    ["teardown", SOON],
  ] as const) {
    const result = await world.step(step, { strategy: "canary", ...more }, { env: { NODE_EXTRA_CA_CERTS: file } });
    expect([step, result.conclusion]).toEqual([step, "success"]);
    expect(await certificateOf(world.url())).toBe("shop");
    expect(await rest()).toEqual(before);
  }
  expect(await ask(world.url())).toMatchObject({ status: 200, version: "v2" });
  const { answered, failed } = await traffic.stop();
  expect([answered > 0, failed]).toEqual([true, 0]);
  rmSync(directory, { recursive: true });
});

test("promote on a UDP listener moves new flows, and an open one stays until teardown has drained its target", async () => {
  const UDP = { Protocol: "UDP" };
  world = await createWorld({ type: "network", listener: UDP, targets: UDP, image: { udp: true } });
  const newFlow = async () => {
    const flow = await openFlow(world.url());
    const version = await flow.ask();
    flow.end();
    return version;
  };
  const open = await steadyFlow(world.url());
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect(await newFlow()).toBe("v1");
  const promote = await world.step("promote");
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  await obeyed(world);
  expect(await newFlow()).toBe("v2");
  expect(new Set(open.versions)).toEqual(new Set(["v1"]));

  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  await until("the open flow to go on at green", () => open.versions.at(-1) === "v2");
  await open.stop();
});

test("with cross-zone balancing off on both target groups a rollout goes as elsewhere", async () => {
  world = await createWorld({ deregistrationDelay: 1 });
  for (const TargetGroupArn of [world.blueTg, world.greenTg]) {
    const Attributes = [{ Key: "load_balancing.cross_zone.enabled", Value: "false" }];
    await world.elb("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  }
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

describe("a look from outside that no such target could answer is refused, before any change", () => {
  test.each<[string, WorldOptions, Record<string, string>, string]>([
    [
      "UDP",
      { type: "network", listener: { Protocol: "UDP" }, targets: { Protocol: "UDP" } },
      { "probe-url": "http://[2001:db8::1]/", "probe-match": "body v2" },
      "probe-url: shop-a is a UDP target group",
    ],
    [
      "gRPC",
      { listener: certified("HTTPS"), targets: { ProtocolVersion: "GRPC" } },
      { "probe-url": "https://shop.example/", "probe-match": "body v2" },
      "probe-url: shop-a is a GRPC target group",
    ],
  ])("%s", async (_name, options, inputs, says) => {
    world = await createWorld({ deregistrationDelay: 1, ...options });
    await world.step("deploy", { "image-id": world.images.v2.id });
    const since = world.aws.calls.length;
    const promote = await world.step("promote", inputs);
    expect(errorOf(promote)).toMatchObject({ code: "unsuitable", message: expect.stringContaining(says) });
    expect(world.aws.mutations(since)).toEqual([]);
  });

  test("a limit on errors is refused for gRPC, whose errors stand in answers with status 200", async () => {
    const grpc = { listener: certified("HTTPS"), targets: { ProtocolVersion: "GRPC" } };
    world = await createWorld({ deregistrationDelay: 1, ...grpc });
    await world.step("deploy", { "image-id": world.images.v2.id });
    const since = world.aws.calls.length;
    const promote = await world.step("promote", { "max-error-rate": "1%" });
    expect(errorOf(promote)).toMatchObject({ id: "nothing-counts", message: expect.stringContaining("gRPC tells") });
    expect(world.aws.mutations(since)).toEqual([]);
  });
});
