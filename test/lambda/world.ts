import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answering, shopFunction } from "../aws/lambda/testing.ts";
import { zip } from "../aws/lambda/zip.ts";
import type { AwsOptions } from "../aws/server.ts";
import { startAws } from "../aws/server.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

export type LambdaWorld = Awaited<ReturnType<typeof createLambdaWorld>>;

/** A function `shop` with version 1 behind the alias `live`, which a REST API calls; `v2.zip` and `v3.zip` are new code. */
export async function createLambdaWorld(options: AwsOptions = {}) {
  const aws = await startAws({ timeScale: 200, ...options });
  const workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  const write = (file: string, content: string | Buffer) => writeFileSync(join(workspace, file), content);
  const { api, request, publish } = await shopFunction(aws);
  for (const name of ["v2", "v3"]) write(`${name}.zip`, zip({ "index.mjs": answering(name) }));
  const inputs: Record<string, string> = { platform: "lambda", function: "shop", alias: "live" };
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:shop`;

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
    url: () => api.url("prod"),
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
