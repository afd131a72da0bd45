import { afterAll, beforeAll, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import { openFlow, steadyFlow } from "./datagrams.ts";
import type { Lab } from "./lab.ts";
import { ask, createLab, weighted } from "./lab.ts";
import { until } from "./until.ts";

/** UDP through a network load balancer: a weight is about new flows. */

let lab: Lab;
beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab.close());

/** Two target groups with one instance each, behind a listener whose whole weight is on the first. */
async function twoVersions(Protocol: string) {
  const groups = [
    await lab.targetGroup([lab.instances.a1], { Protocol }),
    await lab.targetGroup([lab.instances.b], { Protocol }),
  ] as const;
  const [a, b] = groups;
  const listener = await lab.listener(weighted({ [a]: 1, [b]: 0 }), "network", { Protocol });
  await lab.inState("healthy", a, [lab.instances.a1]);
  await lab.inState("healthy", b, [lab.instances.b]);
  const move = async (weights: Record<string, number>) => {
    await listener.modify(weighted(weights));
    await lab.obeyed(listener.arn);
  };
  return { a, b, move, ...listener };
}

async function newFlow(url: string): Promise<string> {
  const flow = await openFlow(url);
  const version = await flow.ask();
  flow.end();
  return version;
}

test("a flow stays with its target whatever the weights become, and new flows go by weight", async () => {
  const { a, b, url, move } = await twoVersions("UDP");
  const flow = await steadyFlow(url);
  await move({ [a]: 0, [b]: 1 });
  expect(await newFlow(url)).toBe("b");
  await move({ [a]: 1, [b]: 1 });
  const versions = await Promise.all(Array.from({ length: 64 }, () => newFlow(url)));
  expect(new Set(versions)).toEqual(new Set(["a", "b"]));
  await flow.stop();
  expect(new Set(flow.versions)).toEqual(new Set(["a"]));
});

test("a flow goes elsewhere when its target has drained", async () => {
  const { a, b, url, move } = await twoVersions("UDP");
  const flow = await openFlow(url);
  expect(await flow.ask()).toBe("a");
  await move({ [a]: 0, [b]: 1 });
  await lab.setAttribute(a, "deregistration_delay.timeout_seconds", "20");
  await lab.deregister(a, [lab.instances.a1]);
  await until("the target to be gone", async () => {
    const version = await flow.ask();
    const draining = (await lab.health(a, lab.instances.a1)) !== undefined;
    if (draining) expect(version).toBe("a");
    return !draining;
  });
  expect(await flow.ask()).toBe("b");
  flow.end();
});

test("connections of UDP target groups end with the deregistration delay unless that is switched off", async () => {
  const terminates = async (Protocol: string) => {
    const TargetGroupArn = await lab.targetGroup([], { Protocol });
    const { Attributes } = await lab.elb("DescribeTargetGroupAttributes", { TargetGroupArn });
    const all = new Map((Attributes as Params[]).map(({ Key, Value }) => [Key, Value]));
    return all.get("deregistration_delay.connection_termination.enabled");
  };
  expect(await terminates("UDP")).toBe("true");
  expect(await terminates("TCP_UDP")).toBe("true");
  expect(await terminates("TCP")).toBe("false");
});

test("a listener with TCP and UDP takes both on one port, each by weight", async () => {
  const { a, b, url, move } = await twoVersions("TCP_UDP");
  expect(await newFlow(url)).toBe("a");
  await move({ [a]: 0, [b]: 1 });
  expect(await newFlow(url)).toBe("b");
  expect(await ask(url, { headers: { connection: "close" } })).toMatchObject({ version: "b" });
});
