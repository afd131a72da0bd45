import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StepOptions } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";
import { startSilence } from "./silence.ts";

let silence: Awaited<ReturnType<typeof startSilence>>;
let directory: string;
let tokenFile: string;
beforeAll(async () => {
  silence = await startSilence();
  directory = mkdtempSync(join(tmpdir(), "silence-"));
  tokenFile = join(directory, "token");
  writeFileSync(tokenFile, "header.payload.signature");
});
afterAll(() => {
  silence.close();
  rmSync(directory, { recursive: true });
});

const LISTENER =
  "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
const EC2 = {
  step: "rollback",
  platform: "ec2",
  listeners: LISTENER,
  "target-groups": "web-blue, web-green",
  "auto-scaling-groups": "web-a, web-b",
};
const API = { step: "rollback", platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" };
const KEYS = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "AKIALOCAL", AWS_SECRET_ACCESS_KEY: "secret" };

/** What stays silent, and what of the job's environment leads there. */
const SILENT: [what: string, start: () => StepOptions][] = [
  ["an endpoint of AWS", () => ({ with: EC2, env: { ...KEYS, AWS_ENDPOINT_URL: silence.url } })],
  ["an endpoint of API Gateway", () => ({ with: API, env: { ...KEYS, AWS_ENDPOINT_URL: silence.url } })],
  ["a proxy", () => ({ with: EC2, env: { ...KEYS, HTTPS_PROXY: silence.url } })],
  [
    "the source of a container's credentials",
    () => ({
      with: EC2,
      env: { AWS_REGION: "eu-west-1", AWS_CONTAINER_CREDENTIALS_FULL_URI: `${silence.url}/credentials` },
    }),
  ],
  [
    "the exchange of a web identity",
    () => ({
      with: EC2,
      env: {
        AWS_REGION: "eu-west-1",
        AWS_ENDPOINT_URL_STS: silence.url,
        AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/deployer",
        AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      },
    }),
  ],
];

describe.each(SILENT)("%s that accepts connections and never answers", (_what, start) => {
  test("ends with the step's timeout, says what was not answered and what to check", async () => {
    const given = start();
    const step = await runStep({ ...given, with: { ...given.with, timeout: "1s" } });
    expect(step).toMatchObject({ conclusion: "failure", exitCode: 1, outputs: { changed: "false", verdict: "error" } });
    const { error } = JSON.parse(step.outputs.result ?? "{}");
    expect(error).toMatchObject({ code: "timeout", message: "The step did not end within 1s (timeout)." });
    expect(error.reasons).toEqual([expect.stringMatching(/^\w+:\w+.* was not answered for /)]);
    expect(error.remedy).toMatch(/source of its credentials.*HTTPS_PROXY/);
    expect(step.summary).toContain("was not answered for");
  });

  test("does not hold a cancelled step: it ends by itself, with its outputs", async () => {
    const cancel = new AbortController();
    const given = start();
    const connected = silence.connected().then(() => cancel.abort());
    const step = await runStep({ ...given, cancel: cancel.signal });
    await connected;
    // A step that the runner had to kill has no exit code, and no outputs.
    expect(step).toMatchObject({ conclusion: "cancelled", exitCode: 1, outputs: { changed: "false" } });
    expect(JSON.parse(step.outputs.result ?? "{}").error).toMatchObject({ code: "cancelled" });
    expect(step.summary).toContain("rollback cancelled");
  });
});
