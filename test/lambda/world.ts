import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Params } from "../aws/contract.ts";
import { answering, shopFunction } from "../aws/lambda/testing.ts";
import { zip } from "../aws/lambda/zip.ts";
import type { AwsOptions, LocalAws } from "../aws/server.ts";
import { startAws } from "../aws/server.ts";
import { first } from "../aws/shop.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

const FunctionName = "shop";
/** Lets somebody call the alias. */
const letIn = (aws: LocalAws, permission: Params): Promise<Params> =>
  aws.request("lambda", "AddPermission", { FunctionName, Qualifier: "live", ...permission });

export type LambdaWorld = Awaited<ReturnType<typeof createLambdaWorld>>;

/**
 * A function `shop` with version 1 behind the alias `live`, which a REST API, a function URL and a load balancer call;
 * `v2.zip` and `v3.zip` are new code.
 */
export async function createLambdaWorld(options: AwsOptions = {}) {
  const aws = await startAws({ timeScale: 200, ...options });
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  const write = (file: string, content: string | Buffer) => writeFileSync(join(workspace, file), content);
  const { api, request, publish } = await shopFunction(aws);
  for (const name of ["v2", "v3"]) write(`${name}.zip`, zip({ "index.mjs": answering(name) }));
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:shop`;
  const doors = { api: api.url("prod"), url: await functionUrl(aws), balancer: await balancer(aws, `${arn}:live`) };
  const inputs: Record<string, string> = { platform: "lambda", function: "shop", alias: "live" };

  return {
    aws,
    inputs,
    workspace,
    write,
    arn,
    /** A package of this code. */
    zipOf: (code: string) => zip({ "index.mjs": code }),
    request,
    publish,
    alias: (name = "live") => {
      const alias = aws.lambda.function("shop").aliases.get(name);
      if (alias === undefined) throw new Error(`There is no alias ${name}`);
      return alias;
    },
    versions: () => [...aws.lambda.function("shop").versions.keys()],
    tags: () => Object.fromEntries(aws.lambda.function("shop").tags),
    /** What leads to the alias: each asks the alias's policy, whichever version it is that runs. */
    doors,
    url: () => doors.api,
    /** Runs one step of the built action. */
    step(
      name: string,
      more: Record<string, string> = {},
      options: Omit<StepOptions, "with"> = {},
    ): Promise<StepResult> {
      const env = { ...aws.env(), ...options.env };
      return runStep({ workspace, ...options, with: { ...inputs, step: name, ...more }, env });
    },
    /** How often each version answered so many calls of the alias. */
    async invoke(count: number): Promise<Record<string, number>> {
      const answers: Record<string, number> = {};
      let left = count;
      const client = async () => {
        while (left > 0) {
          left -= 1;
          const { ok, version } = await aws.lambda.invoke(`${arn}:live`, "{}");
          const key = ok ? version : "failed";
          answers[key] = (answers[key] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: 16 }, client));
      return answers;
    },
    async close(): Promise<void> {
      rmSync(workspace, { recursive: true, force: true });
      await aws.close();
    },
  };
}

async function functionUrl(aws: LocalAws): Promise<string> {
  await aws.request("lambda", "CreateFunctionUrlConfig", { FunctionName, Qualifier: "live", AuthType: "NONE" });
  for (const [Action, condition] of [
    ["lambda:InvokeFunctionUrl", { FunctionUrlAuthType: "NONE" }],
    ["lambda:InvokeFunction", { InvokedViaFunctionUrl: true }],
  ] as const)
    await letIn(aws, { StatementId: Action.replace(":", "-"), Action, Principal: "*", ...condition });
  return aws.lambda.url(FunctionName, "live");
}

async function balancer(aws: LocalAws, arn: string): Promise<string> {
  const elb = (action: string, params: Params) => aws.request("elasticloadbalancing", action, params);
  const made = await elb("CreateTargetGroup", { Name: "functions", TargetType: "lambda" });
  const TargetGroupArn = String(first(made, "TargetGroups").TargetGroupArn);
  await letIn(aws, {
    ...{ StatementId: "balancer", Action: "lambda:InvokeFunction", Principal: "elasticloadbalancing.amazonaws.com" },
    SourceArn: TargetGroupArn,
  });
  await elb("RegisterTargets", { TargetGroupArn, Targets: [{ Id: arn }] });
  const { LoadBalancerArn } = first(await elb("CreateLoadBalancer", { Name: "shop" }), "LoadBalancers");
  const listener = await elb("CreateListener", {
    ...{ LoadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions: [{ Type: "forward", TargetGroupArn }] },
  });
  return aws.elb.url(String(first(listener, "Listeners").ListenerArn));
}
