import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BuiltAction } from "./action.ts";
import { bareEnvironment, runNode, startNode } from "./action.ts";
import type { Figure, Part } from "./figures.ts";
import { estimate, median } from "./stats.ts";

const ACCOUNT = "eu-west-1:111122223333";
const INPUTS = {
  platform: "ec2",
  listeners: `arn:aws:elasticloadbalancing:${ACCOUNT}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  "target-groups": "shop-a, shop-b",
  "auto-scaling-groups": "shop-a, shop-b",
};
const CREDENTIALS = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIALOCALADMIN",
  AWS_SECRET_ACCESS_KEY: "local-secret-key",
};
/** Ratios of 15 pairs each under Node 24.21, in November 2026. */
const PEERS =
  "actions/github-script v8 3.6, actions/checkout v7.0.1 3.8, aws-actions/configure-aws-credentials v6.2.3 5.8, " +
  "aws-actions/amazon-ecs-deploy-task-definition v2.6.3 5.8, aws-actions/aws-lambda-deploy v1 7.3, " +
  "docker/build-push-action v7 10.7";
/** A first request that takes longer than this many milliseconds is a failure of the benchmark. */
const PATIENCE_MS = 30_000;

interface Case {
  name: string;
  /** Milliseconds from spawn to what is measured. */
  measure(): Promise<number>;
  /** At most so many times a bare start. */
  goal?: number;
}

/** Cold starts, each paired with a start of the bare runtime right before it. */
export async function measureStartup(action: BuiltAction, pairs: number): Promise<Part> {
  const aws = await startListening();
  try {
    const step = (name: string, more: Record<string, string> = {}) =>
      action.environment({ ...INPUTS, step: name, ...more }, { ...CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint });
    const exit = async (env: Record<string, string>) => (await runNode([action.main], env)).wallMs;
    const request = (env: Record<string, string>, service?: string) =>
      aws.firstRequest(() => startNode([action.main], env), service);
    const image = { "image-id": "ami-0123456789abcdef0" };
    const cases: Case[] = [
      { name: "no inputs, refused: to the exit", goal: 3.5, measure: () => exit(action.environment({})) },
      {
        name: "post with nothing to do: to the exit",
        measure: () => exit(action.environment({}, { DELIVERY_ENTRY: "post" })),
      },
      ...["status", "promote", "rollback"].map((name) => ({
        name: `${name}: to the first request`,
        goal: 5,
        measure: () => request(step(name)),
      })),
      { name: "deploy with image-id: to the first request", measure: () => request(step("deploy", image)) },
      { name: "deploy with image-id: to the first EC2 request", measure: () => request(step("deploy", image), "ec2") },
    ];
    return {
      title: `Cold start: ${pairs} pairs each, one run of the action after one of the bare runtime`,
      beside: "node -e 0",
      figures: await inPairs(cases, pairs),
      notes: [
        "The ratio is the median of the pairs' ratios, with a bootstrap interval.",
        `Others that refuse missing inputs, measured the same way: ${PEERS}.`,
      ],
    };
  } finally {
    await aws.close();
  }
}

async function inPairs(cases: readonly Case[], pairs: number): Promise<Figure[]> {
  const samples = new Map(cases.map(({ name }) => [name, { bare: [] as number[], own: [] as number[] }]));
  for (let round = -1; round < pairs; round += 1) {
    for (const { name, measure } of cases) {
      const bare = (await runNode(["-e", "0"], bareEnvironment())).wallMs;
      const own = await measure();
      // The first round warms the file cache.
      if (round < 0) continue;
      samples.get(name)?.bare.push(bare);
      samples.get(name)?.own.push(own);
    }
  }
  return cases.map(({ name, goal }) => {
    const { bare = [], own = [] } = samples.get(name) ?? {};
    const ratio = estimate(own.map((value, index) => value / (bare[index] ?? Number.NaN)));
    return {
      name,
      value: median(own),
      unit: "ms",
      beside: median(bare),
      ratio: ratio.median,
      about: "ratio",
      interval: [ratio.low, ratio.high],
      ...(goal === undefined ? {} : { goal }),
    };
  });
}

/** A server that never answers: it only says when a request arrives, and which service it is signed for. */
async function startListening() {
  let onRequest: ((service: string) => void) | undefined;
  const server = createServer(({ headers }) => {
    onRequest?.(/Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Milliseconds from spawn to the first request, of `service` or of any; the process is then killed. */
    async firstRequest(start: () => ReturnType<typeof startNode>, service?: string): Promise<number> {
      const { child, began } = start();
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => {
          output += chunk.toString();
        });
      const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      try {
        return await new Promise<number>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`No request in ${PATIENCE_MS} ms:\n${output}`)), PATIENCE_MS);
          void exited.then(() => reject(new Error(`The action ended without a request:\n${output}`)));
          onRequest = (signedFor) => {
            if (service !== undefined && signedFor !== service) return;
            resolve(performance.now() - began);
          };
          void exited.finally(() => clearTimeout(timer));
        });
      } finally {
        onRequest = undefined;
        child.kill("SIGKILL");
        await exited;
      }
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
