import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functionUri, mathApi } from "../aws/apigateway/testing.ts";
import type { AwsOptions } from "../aws/server.ts";
import { startAws } from "../aws/server.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

export type ApiWorld = Awaited<ReturnType<typeof createApiWorld>>;

/** A REST API with `GET /math`, which leads to mathCeil, deployed to the stage `prod`. */
export async function createApiWorld(options: AwsOptions = {}) {
  // Two hundred times as fast: the quota of one CreateDeployment in five seconds is there, and soon over.
  const aws = await startAws({ timeScale: 200, ...options });
  const { api, math, allowByHand, first } = await mathApi(aws);
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  const inputs: Record<string, string> = { platform: "api-gateway", "rest-api": api.id, stage: "prod" };

  const agent = new Agent({ keepAlive: true });
  const ask = (url: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      get(url, { agent, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
      }).once("error", reject);
    });

  return {
    aws,
    api,
    math,
    inputs,
    workspace,
    /** The deployment that blue serves in the beginning. */
    blue: first,
    allowByHand,
    functionArn: (name: string) => `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`,
    integration: (name: string) => `GET /math = arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`,
    uri: (name: string) => functionUri(aws, name),
    /** Where the next deployment would lead `GET /math`. */
    nextUri: () => {
      const resource = [...aws.apiGateway.api(api.id).resources.values()].find(({ path }) => path === "/math");
      return resource?.methods.get("GET")?.methodIntegration?.uri;
    },
    /** One request, e.g. by the name of a custom domain. */
    askOne: ask,
    url: (stage = "prod") => api.url(stage),
    stage: (name = "prod") => aws.apiGateway.stage(api.id, name),
    deployments: () => [...aws.apiGateway.api(api.id).deployments.values()],
    /** The ids of the statements in a function's policy. */
    statements: (name: string, qualifier = ""): string[] => {
      const version = aws.lambda.find(`arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`);
      if (version === undefined) throw new Error(`There is no function ${name}`);
      return aws.lambda.policy(name, qualifier).map(({ Sid }) => Sid);
    },
    write: (file: string, content: string) => writeFileSync(join(workspace, file), content),
    /** Runs one step of the built action. */
    step(
      name: string,
      more: Record<string, string> = {},
      options: Omit<StepOptions, "with"> = {},
    ): Promise<StepResult> {
      const env = { ...aws.env(), ...options.env };
      return runStep({ workspace, ...options, with: { ...inputs, step: name, ...more }, env });
    },
    /** The answers to so many requests, how many of each; failures by their status. */
    async ask(count: number, path = "/math", stage = "prod"): Promise<Record<string, number>> {
      const answers: Record<string, number> = {};
      let left = count;
      const client = async () => {
        while (left > 0) {
          left -= 1;
          const { status, text } = await ask(`${api.url(stage)}${path}`);
          const key = status === 200 ? text : `HTTP ${status}`;
          answers[key] = (answers[key] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: 16 }, client));
      return answers;
    },
    async close(): Promise<void> {
      agent.destroy();
      rmSync(workspace, { recursive: true, force: true });
      await aws.close();
    },
  };
}

/** The two-sided quantile of the normal distribution for 99 %. */
const Z = 2.5758;

/** The interval around a share (0–1) within which `count` requests measure it with a probability of 99 %. */
export function binomialInterval(share: number, count: number): [low: number, high: number] {
  const margin = Z * Math.sqrt((share * (1 - share)) / count);
  return [Math.max(0, share - margin), Math.min(1, share + margin)];
}
