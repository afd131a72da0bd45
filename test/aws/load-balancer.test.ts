import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Answer, Lab, Question } from "./lab.ts";
import { ask, askMany, cookieOf, createLab, dial, fixed, weighted } from "./lab.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What carries traffic: listeners are real ports and targets real processes, so all is asked over HTTP and TCP. */

let lab: Lab;
beforeAll(async () => {
  lab = await createLab();
});
afterAll(() => lab.close());

const versions = (answers: readonly Answer[]) => [...new Set(answers.map(({ version }) => version))].sort();
const instances = (answers: readonly Answer[]) => [...new Set(answers.map(({ instance }) => instance))].sort();

/** A group with one target of version a, one with one of version b, and a listener that weighs them. */
async function weighed(weightA: number, weightB: number, stickySeconds?: number) {
  const [a, b] = [await lab.targetGroup([lab.instances.a1]), await lab.targetGroup([lab.instances.b])];
  const action = (toA: number, toB: number) => weighted({ [a]: toA, [b]: toB }, stickySeconds);
  const listener = await lab.listener(action(weightA, weightB));
  await lab.inState("healthy", a, [lab.instances.a1]);
  await lab.inState("healthy", b, [lab.instances.b]);
  return { a, b, url: listener.url, shift: (toA: number, toB: number) => listener.modify(action(toA, toB)) };
}

// One sample in a hundred lies outside of its 99 % interval by chance; three in a row do not.
test.each([
  [30, 70, 4_000],
  [999, 1, 1_000],
])("requests are shared out by weight: %i to %i", { retry: 2 }, async (weightA, weightB, total) => {
  const { a, url } = await weighed(weightA, weightB);
  const p = weightA / (weightA + weightB);
  const answers = await askMany(url, total);
  expect(versions(answers)).not.toContain(undefined);
  const ofA = answers.filter(({ version }) => version === "a").length;
  expect(Math.abs(ofA - total * p)).toBeLessThanOrEqual(2.576 * Math.sqrt(total * p * (1 - p)));
  expect(lab.aws.elb.traffic(a).requests).toBe(ofA);
});

test("a changed weight is shown at once and obeyed only after it has propagated", async () => {
  const slow = await startAws();
  try {
    const elb = (action: string, params: Params) => slow.request("elasticloadbalancing", action, params);
    const arns = await Promise.all(
      ["old", "new"].map(async (Name) => {
        const { TargetGroups } = await elb("CreateTargetGroup", { Name, Protocol: "HTTP", Port: 80 });
        return String((TargetGroups as Params[])[0]?.TargetGroupArn);
      }),
    );
    const [before = "", after = ""] = arns;
    const { LoadBalancers } = await elb("CreateLoadBalancer", { Name: "slow" });
    const action = (toBefore: number, toAfter: number) => ({
      DefaultActions: [weighted({ [before]: toBefore, [after]: toAfter })],
    });
    const LoadBalancerArn = (LoadBalancers as Params[])[0]?.LoadBalancerArn;
    const { Listeners } = await elb("CreateListener", {
      ...{ LoadBalancerArn, Port: 80, Protocol: "HTTP" },
      ...action(1, 0),
    });
    const ListenerArn = String((Listeners as Params[])[0]?.ListenerArn);
    const chosen = async () => {
      const seen = slow.elb.traffic(after).requests;
      await ask(slow.elb.url(ListenerArn));
      return slow.elb.traffic(after).requests > seen ? "new" : "old";
    };
    expect(await elb("ModifyListener", { ListenerArn, ...action(0, 1) })).toMatchObject({ Listeners: [action(0, 1)] });
    expect(await chosen()).toBe("old");
    await until("the new weight to be obeyed", async () => (await chosen()) === "new");
    for (let count = 0; count < 20; count += 1) expect(await chosen()).toBe("new");
  } finally {
    await slow.close();
  }
});

interface Case {
  name: string;
  conditions: Params[];
  hits: Question[];
  misses: Question[];
}

const path = (...Values: string[]): Params => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]): Params => ({
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName, Values },
});

test.each<Case>([
  {
    name: "path, with wildcards and by case",
    conditions: [path("/shop/*", "/item-?")],
    hits: [{ path: "/shop/1?a=b" }, { path: "/shop/" }, { path: "/item-7?a=b" }],
    misses: [{ path: "/shop" }, { path: "/SHOP/1" }, { path: "/item-77" }, { path: "/?p=/shop/1" }],
  },
  {
    name: "host, whatever its case and port",
    conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } }],
    hits: [{ headers: { host: "www.example.com" } }, { headers: { host: "WWW.Example.com:8080" } }],
    misses: [{ headers: { host: "example.com" } }, { headers: { host: "www.example.com.evil.org" } }],
  },
  {
    name: "header, by any of its values",
    conditions: [header("X-Beta", "1", "yes*")],
    hits: [{ headers: { "x-beta": "1" } }, { headers: { "X-BETA": "Yes please" } }],
    misses: [{}, { headers: { "x-beta": "0" } }, { headers: { "x-alpha": "1" } }],
  },
  {
    name: "method",
    conditions: [{ Field: "http-request-method", HttpRequestMethodConfig: { Values: ["PUT", "DELETE"] } }],
    hits: [{ method: "PUT" }, { method: "DELETE" }],
    misses: [{ method: "GET" }, { method: "POST" }],
  },
  {
    name: "query, by pair and by value alone",
    conditions: [
      { Field: "query-string", QueryStringConfig: { Values: [{ Key: "v", Value: "2*" }, { Value: "beta" }] } },
    ],
    hits: [{ path: "/?v=2.1" }, { path: "/?a=1&V=2" }, { path: "/?any=beta" }],
    misses: [{ path: "/" }, { path: "/?v=1" }, { path: "/?w=2" }, { path: "/?beta=1" }, { path: "/v=2" }],
  },
  {
    name: "source address within",
    conditions: [{ Field: "source-ip", SourceIpConfig: { Values: ["192.0.2.0/24", "127.0.0.0/8"] } }],
    hits: [{}],
    misses: [],
  },
  {
    name: "source address outside",
    conditions: [{ Field: "source-ip", SourceIpConfig: { Values: ["127.0.0.2/32", "10.0.0.0/8"] } }],
    hits: [],
    misses: [{}, { headers: { "x-forwarded-for": "10.0.0.1" } }],
  },
  {
    name: "several conditions, all of them",
    conditions: [path("/shop/*"), header("x-beta", "1")],
    hits: [{ path: "/shop/1", headers: { "x-beta": "1" } }],
    misses: [{ path: "/shop/1" }, { path: "/", headers: { "x-beta": "1" } }],
  },
])("a rule is for what meets its conditions: $name", async ({ conditions, hits, misses }) => {
  const listener = await lab.listener(fixed("default"));
  await listener.rule(10, conditions, fixed("rule"));
  await listener.rule(20, [path("/propagated")], fixed("propagated"));
  const propagated = async () => (await ask(listener.url, { path: "/propagated" })).body !== "default";
  await until("the rules to be obeyed", propagated);
  for (const question of hits)
    expect({ question, body: (await ask(listener.url, question)).body }).toMatchObject({ body: "rule" });
  for (const question of misses)
    expect({ question, body: (await ask(listener.url, question)).body }).toMatchObject({ body: "default" });
});

test("of several rules that match the lowest number decides, whenever it was made or moved", async () => {
  const listener = await lab.listener(fixed("default"));
  const later = await listener.rule(20, [path("/*")], fixed("later"));
  const sooner = await listener.rule(10, [path("/*")], fixed("sooner"));
  const body = async () => (await ask(listener.url)).body;
  await until("the rule with the lower number", async () => (await body()) === "sooner");
  const swapped = [later, sooner].map((RuleArn, index) => ({ RuleArn, Priority: 10 + index * 10 }));
  await lab.elb("SetRulePriorities", { RulePriorities: swapped });
  await until("the rule that has the lower number now", async () => (await body()) === "later");
  await lab.elb("DeleteRule", { RuleArn: later });
  await until("the rule that is left", async () => (await body()) === "sooner");
  await lab.elb("DeleteRule", { RuleArn: sooner });
  await until("the default", async () => (await body()) === "default");
});

test("a fixed response has the status, type and body it was given", async () => {
  const config = { StatusCode: "418", ContentType: "application/json", MessageBody: '{"tea":true}' };
  const { url } = await lab.listener({ Type: "fixed-response", FixedResponseConfig: config });
  const answer = await ask(url, { method: "POST", body: "coffee?" });
  expect(answer).toMatchObject({ status: 418, body: '{"tea":true}', headers: { "content-type": "application/json" } });
});

test.each<[says: Params, status: number, location: string]>([
  [{ StatusCode: "HTTP_301", Protocol: "HTTPS", Port: "443" }, 301, "https://shop.example:443/a/b?c=d"],
  [
    { StatusCode: "HTTP_302", Host: "www.#{host}", Path: "/new/#{path}", Query: "" },
    302,
    "http://www.shop.example:80/new/a/b",
  ],
])("a redirect leaves alone what it does not name: %o", async (says, status, location) => {
  const { url } = await lab.listener({ Type: "redirect", RedirectConfig: says });
  const answer = await ask(url, { path: "/a/b?c=d", headers: { host: "shop.example:8080" } });
  expect(answer).toMatchObject({ status, headers: { location } });
});

test("group stickiness keeps a client on its group, at weight 0 too, until its cookie expires", async () => {
  const { url, shift } = await weighed(1, 0, 80);
  const issuedAt = Date.now();
  const answer = await ask(url);
  const cookie = cookieOf(answer, "AWSALBTG") ?? "";
  expect([answer.version, cookie, cookieOf(answer, "AWSALBTGCORS")]).toEqual([
    "a",
    expect.stringMatching(/=./),
    expect.any(String),
  ]);
  await shift(0, 1);
  await until("new clients on the other group", async () => (await ask(url)).version === "b");
  const pinned = await askMany(url, 50, { headers: { cookie } });
  expect(versions(pinned)).toEqual(["a"]);
  expect(pinned.map((one) => cookieOf(one, "AWSALBTG"))).toEqual(pinned.map(() => undefined));
  let last = answer;
  await until("the cookie to expire", async () => {
    last = await ask(url, { headers: { cookie } });
    return last.version === "b";
  });
  expect(Date.now() - issuedAt).toBeGreaterThanOrEqual(lab.seconds(80));
  expect(cookieOf(last, "AWSALBTG")).toEqual(expect.any(String));
});

test("target stickiness keeps a client on its target until that target goes", async () => {
  const { a1, a2 } = lab.instances;
  const group = await lab.targetGroup([a1, a2]);
  await lab.setAttribute(group, "stickiness.enabled", "true");
  const { url } = await lab.listener(weighted({ [group]: 1 }));
  await lab.inState("healthy", group, [a1, a2]);
  const answer = await ask(url);
  const cookie = cookieOf(answer, "AWSALB") ?? "";
  expect(cookie).toMatch(/=./);
  expect(instances(await askMany(url, 40, { headers: { cookie } }))).toEqual([answer.instance]);
  expect(instances(await askMany(url, 40))).toEqual([a1, a2].sort());
  await lab.deregister(group, [answer.instance ?? ""]);
  const moved = await ask(url, { headers: { cookie } });
  expect(moved).toMatchObject({ status: 200, instance: answer.instance === a1 ? a2 : a1 });
  expect(cookieOf(moved, "AWSALB")).toMatch(/=./);
});

test("a weighted group without targets answers 503; its share does not move to the other group", async () => {
  const { a1 } = lab.instances;
  const [full, empty] = [await lab.targetGroup([a1]), await lab.targetGroup()];
  const { url } = await lab.listener(weighted({ [full]: 1, [empty]: 1 }));
  await lab.inState("healthy", full, [a1]);
  const answers = await askMany(url, 200);
  const failed = answers.filter(({ status }) => status === 503).length;
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(200 - failed);
  expect(failed).toBeGreaterThan(40);
  expect(failed).toBeLessThan(160);
  expect(lab.aws.elb.traffic(empty)).toEqual({ requests: failed, failed });
});

describe("a group's targets", () => {
  test("get nothing while unhealthy, and all of it when none is healthy", async () => {
    const { a1, broken } = lab.instances;
    const group = await lab.targetGroup([a1, broken]);
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("healthy", group, [a1]);
    await lab.inState("unhealthy", group, [broken]);
    expect(new Set((await askMany(url, 60)).map(({ status }) => status))).toEqual(new Set([200]));
    await lab.elb("ModifyTargetGroup", { TargetGroupArn: group, Matcher: { HttpCode: "204" } });
    await lab.inState("unhealthy", group, [a1, broken]);
    expect(new Set((await askMany(url, 60)).map(({ status }) => status))).toEqual(new Set([200, 500]));
  });

  test("are unused until an action names the group, and checked from then on even at weight 0", async () => {
    const { a1, b } = lab.instances;
    const [serving, idle] = [await lab.targetGroup([a1]), await lab.targetGroup([b])];
    const listener = await lab.listener(weighted({ [serving]: 1 }));
    await lab.inState("healthy", serving, [a1]);
    expect(await lab.health(idle, b)).toMatchObject({ State: "unused", Reason: "Target.NotInUse" });
    await listener.modify(weighted({ [serving]: 1, [idle]: 0 }));
    expect(await lab.health(idle, b)).toMatchObject({ State: "initial", Reason: expect.stringMatching(/^Elb\./) });
    await lab.inState("healthy", idle, [b]);
    expect(versions(await askMany(listener.url, 100))).toEqual(["a"]);
    expect(lab.aws.elb.traffic(idle).requests).toBe(0);
    await listener.modify(weighted({ [serving]: 1 }));
    expect(await lab.health(idle, b)).toMatchObject({ State: "unused", Reason: "Target.NotInUse" });
  });

  test.each<["broken" | "silent", Params]>([
    ["broken", { Reason: "Target.ResponseCodeMismatch", Description: "Health checks failed with these codes: [500]" }],
    ["silent", { Reason: "Target.FailedHealthChecks", Description: "Health checks failed" }],
  ])("say why they are unhealthy: %s", async (app, why) => {
    const group = await lab.targetGroup([lab.instances[app]]);
    await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("unhealthy", group, [lab.instances[app]]);
    expect(await lab.health(group, lab.instances[app])).toEqual({ State: "unhealthy", ...why });
  });

  test("start at once when the group is empty, and slowly when they join others", async () => {
    const { a1, a2, b } = lab.instances;
    const group = await lab.targetGroup();
    await lab.setAttribute(group, "slow_start.duration_seconds", "100");
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.register(group, [a1, a2]);
    await lab.inState("healthy", group, [a1, a2]);
    const share = async (id: string) =>
      (await askMany(url, 150)).filter(({ instance }) => instance === id).length / 150;
    expect(await share(a2)).toBeCloseTo(0.5);
    await lab.register(group, [b]);
    await lab.inState("healthy", group, [b]);
    expect(await share(b)).toBeLessThan(0.2);
    await until("the share to grow to a third", async () => (await share(b)) > 0.28);
  });

  test("answer what is in flight when they are deregistered, and get nothing new", async () => {
    const { a1, b } = lab.instances;
    const group = await lab.targetGroup([a1]);
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("healthy", group, [a1]);
    await lab.setAttribute(group, "deregistration_delay.timeout_seconds", "40");
    const slow = ask(url, { path: "/?delay=1000" });
    await until("the request in flight", () => inFlight(group) === 1);
    await lab.register(group, [b]);
    await lab.inState("healthy", group, [b]);
    await lab.deregister(group, [a1]);
    expect(await lab.health(group, a1)).toMatchObject({ State: "draining", Reason: "Target.DeregistrationInProgress" });
    expect(versions(await askMany(url, 40))).toEqual(["b"]);
    await lab.deregister(group, [b]);
    expect(await ask(url)).toMatchObject({ status: 503 });
    expect(inFlight(group)).toBe(1);
    expect(await slow).toMatchObject({ status: 200, version: "a" });
    await until("the target to be gone", async () => (await lab.health(group, a1)) === undefined);
  });

  test("are cut off when the deregistration delay is over: with a 502, or in the middle of the answer", async () => {
    const { a1 } = lab.instances;
    const group = await lab.targetGroup([a1]);
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("healthy", group, [a1]);
    await lab.setAttribute(group, "deregistration_delay.timeout_seconds", "10");
    const unanswered = ask(url, { path: "/?delay=30000" });
    const answer = await halfAnswered(url);
    await until("both in flight", () => inFlight(group) === 2);
    const ended = once(answer, "error");
    await lab.deregister(group, [a1]);
    expect(await unanswered).toMatchObject({ status: 502 });
    expect(await ended).toMatchObject([{ code: "ECONNRESET" }]);
    expect(inFlight(group)).toBe(0);
  });

  test("that end in the middle of an answer end it for the client too", async () => {
    const id = await lab.launch();
    const group = await lab.targetGroup([id]);
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("healthy", group, [id]);
    const answer = await halfAnswered(url);
    const ended = once(answer, "error");
    process.kill(lab.aws.ec2.instances.all.get(id)?.app?.pid ?? Number.NaN, "SIGKILL");
    expect(await ended).toMatchObject([{ code: "ECONNRESET" }]);
    expect(inFlight(group)).toBe(0);
  });
});

test("bodies pass both ways, however long", async () => {
  const { url } = await weighed(1, 0);
  const body = "0123456789abcdef".repeat(128 * 1_024);
  expect(await ask(url, { method: "POST", body })).toMatchObject({ status: 200, version: "a", body });
  expect(await ask(url, { method: "POST", headers: { "transfer-encoding": "chunked" }, body })).toMatchObject({ body });
});

test("a network load balancer chooses once per connection: a moved weight is for new ones only", async () => {
  const tcp = { Protocol: "TCP" };
  const [a, b] = [await lab.targetGroup([lab.instances.a1], tcp), await lab.targetGroup([lab.instances.b], tcp)];
  const action = (toA: number, toB: number) => weighted({ [a]: toA, [b]: toB });
  const listener = await lab.listener(action(1, 0), "network");
  await lab.inState("healthy", a, [lab.instances.a1]);
  await lab.inState("healthy", b, [lab.instances.b]);
  const old = await dial(listener.url);
  expect(await old.get()).toContain("x-version: a");
  await listener.modify(action(0, 1));
  await until("new connections to the other group", async () => {
    const fresh = await dial(listener.url);
    const answer = await fresh.get();
    fresh.end();
    return answer.includes("x-version: b");
  });
  expect(await old.get()).toContain("x-version: a");
  expect(lab.aws.elb.traffic(a).requests).toBeGreaterThan(0);
  old.end();
});

test("a network load balancer refuses a connection for a group without targets", async () => {
  const empty = await lab.targetGroup([], { Protocol: "TCP" });
  const { url } = await lab.listener(weighted({ [empty]: 1 }), "network");
  await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
});

/** An answer of which half has arrived, because half of the body that it repeats was sent. */
async function halfAnswered(url: string): Promise<IncomingMessage> {
  const upload = request(url, { method: "POST" });
  upload.on("error", () => {});
  upload.write("the first half");
  const [answer] = (await once(upload, "response")) as [IncomingMessage];
  const [chunk] = (await once(answer, "data")) as [Buffer];
  expect(chunk.toString()).toBe("the first half");
  return answer;
}

function inFlight(group: string): number {
  return [...lab.aws.elb.group(group).targets.values()].reduce((sum, { inFlight }) => sum + inFlight.size, 0);
}
