import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent, request } from "node:http";
import { request as requestSecurely, Agent as SecureAgent } from "node:https";
import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { Image } from "./compute/hosts.ts";
import type { Params } from "./contract.ts";
import { trusted } from "./elb/certificates.ts";
import { startAws } from "./server.ts";
import { first } from "./shop.ts";
import { until } from "./until.ts";

export type Lab = Awaited<ReturnType<typeof createLab>>;

const QUICK = { bootSeconds: 1 };
const TIME_SCALE = 20;
const agent = new Agent({ keepAlive: true });
const secureAgent = new SecureAgent({ keepAlive: true });

/** Running instances and no load balancer yet: what the tests of the data plane start from. */
export async function createLab() {
  const aws = await startAws({ timeScale: TIME_SCALE });
  const launch = (image: Image): string =>
    aws.ec2.instances.launch({ image, zone: "eu-west-1a", userData: undefined }, () => {}).id;
  const [a, b] = ["a", "b"].map((version) => aws.ec2.registerImage({ ...QUICK, version, udp: true })) as [Image, Image];
  const answering = {
    a1: launch(a),
    a2: launch(a),
    b: launch(b),
    broken: launch(aws.ec2.registerImage({ ...QUICK, app: "broken" })),
  };
  const instances = { ...answering, silent: launch(aws.ec2.registerImage({ ...QUICK, app: "silent" })) };
  await until("the instances to answer", () => Object.values(answering).every((id) => id in aws.ec2.addresses()));

  let names = 0;
  const elb = (action: string, params: Params) => aws.request("elasticloadbalancing", action, params);
  const targets = (action: string) => (arn: string, ids: readonly string[]) =>
    elb(action, { TargetGroupArn: arn, Targets: ids.map((Id) => ({ Id })) });
  const [register, deregister] = [targets("RegisterTargets"), targets("DeregisterTargets")];

  async function targetGroup(ids: readonly string[] = [], more: Params = {}): Promise<string> {
    names += 1;
    const settings = {
      Name: `group-${names}`,
      Protocol: "HTTP",
      Port: 80,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      ...more,
    };
    const arn = String(first(await elb("CreateTargetGroup", settings), "TargetGroups").TargetGroupArn);
    await register(arn, ids);
    return arn;
  }

  /** A listener on a load balancer of its own. */
  async function listener(action: Params, type: "application" | "network" = "application", more: Params = {}) {
    names += 1;
    const balancer = first(await elb("CreateLoadBalancer", { Name: `balancer-${names}`, Type: type }), "LoadBalancers");
    const made = await elb("CreateListener", {
      LoadBalancerArn: balancer.LoadBalancerArn,
      Port: 80,
      Protocol: type === "network" ? "TCP" : "HTTP",
      DefaultActions: [action],
      ...more,
    });
    const arn = String(first(made, "Listeners").ListenerArn);
    return {
      arn,
      url: aws.elb.url(arn),
      modify: (changed: Params) => elb("ModifyListener", { ListenerArn: arn, DefaultActions: [changed] }),
      rule: async (Priority: number, Conditions: Params[], action: Params) =>
        String(
          first(await elb("CreateRule", { ListenerArn: arn, Priority, Conditions, Actions: [action] }), "Rules")
            .RuleArn,
        ),
    };
  }

  async function health(arn: string, id: string): Promise<Params | undefined> {
    const { TargetHealthDescriptions } = await elb("DescribeTargetHealth", { TargetGroupArn: arn });
    const described = TargetHealthDescriptions as { Target: Params; TargetHealth: Params }[];
    return described.find(({ Target }) => Target.Id === id)?.TargetHealth;
  }

  return {
    aws,
    elb,
    instances,
    register,
    deregister,
    targetGroup,
    listener,
    /** One more instance of version a, which answers. */
    async launch(): Promise<string> {
      const id = launch(a);
      await until("the instance to answer", () => id in aws.ec2.addresses());
      return id;
    },
    health,
    /** Resolves when requests obey the listener and its rules. */
    obeyed: (arn: string) => until("the listener to be obeyed", () => aws.elb.obeyed(arn)),
    /** Resolves when each of the targets is in this state. */
    inState: (state: string, arn: string, ids: readonly string[]) =>
      until(`${ids.length} targets to be ${state}`, async () => {
        const seen = await Promise.all(ids.map((id) => health(arn, id)));
        return seen.every((target) => target?.State === state);
      }),
    setAttribute: (arn: string, Key: string, Value: string) =>
      elb("ModifyTargetGroupAttributes", { TargetGroupArn: arn, Attributes: [{ Key, Value }] }),
    /** Real milliseconds. */
    seconds: (awsSeconds: number) => (awsSeconds * 1_000) / TIME_SCALE,
    close: () => aws.close(),
  };
}

export function fixed(body: string, status = "200"): Params {
  return { Type: "fixed-response", FixedResponseConfig: { StatusCode: status, MessageBody: body } };
}

/** A forward action with the weights by target group; `stickySeconds` switches group stickiness on. */
export function weighted(weights: Record<string, number>, stickySeconds?: number): Params {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  const sticky = stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds };
  return { Type: "forward", ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: sticky } };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  version: string | undefined;
  instance: string | undefined;
}

export interface Question {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export function ask(url: string, { path = "/", method = "GET", headers = {}, body }: Question = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage) => void readAnswer(answer).then(resolve, reject);
    const asked = url.startsWith("https:")
      ? requestSecurely(url + path, { agent: secureAgent, ca: trusted(), method, headers }, onAnswer)
      : request(url + path, { agent, method, headers }, onAnswer);
    asked.once("error", reject);
    asked.end(body);
  });
}

/** Many requests, some at a time. */
export async function askMany(url: string, count: number, question: Question = {}): Promise<Answer[]> {
  const answers: Answer[] = [];
  let left = count;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      answers.push(await ask(url, question));
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return answers;
}

/** The pair `name=value` of a cookie that an answer sets. */
export function cookieOf({ headers }: Answer, name: string): string | undefined {
  return headers["set-cookie"]?.find((text) => text.startsWith(`${name}=`))?.split(";")[0];
}

/** The subject of the certificate that a listener shows its clients. */
export async function certificateOf(url: string): Promise<string | undefined> {
  const socket = connectSecurely({ host: "127.0.0.1", port: Number(new URL(url).port), ca: trusted() });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN?.toString();
}

/** A connection, by TCP or TLS, on which requests are made by hand. */
export async function dial(url: string) {
  const { protocol, port } = new URL(url);
  const [address, secure] = [{ host: "127.0.0.1", port: Number(port) }, protocol === "https:"];
  const socket = secure ? connectSecurely({ ...address, ca: trusted() }) : connect(address);
  await once(socket, secure ? "secureConnect" : "connect");
  return {
    async get(): Promise<string> {
      socket.write("GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
      const [chunk] = (await once(socket, "data")) as [Buffer];
      return chunk.toString();
    },
    /** Resolves when the other end closes the connection, or cuts it. */
    ended: () => {
      socket.on("error", () => {});
      return new Promise<void>((resolve) => socket.once("close", () => resolve()));
    },
    end: () => void socket.destroy(),
  };
}

async function readAnswer(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const header = (name: string) => answer.headers[name]?.toString();
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(chunks).toString(),
    version: header("x-version"),
    instance: header("x-instance"),
  };
}
