import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Principal } from "../aws/contract.ts";
import type { StepResult } from "../runner/runner.ts";
import { startProxy } from "./proxy.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "credentials-"));
});
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await world.close();
});

/** No keys at all: neither in the environment nor from the instance that the runner is on. */
const NO_KEYS = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" };

function expectCleanRefusal(result: StepResult, since: number, ...says: string[]): void {
  expect(result.conclusion).toBe("failure");
  const [error, ...others] = result.log.annotations.filter(({ level }) => level === "error");
  expect(others).toEqual([]);
  for (const part of says) expect(error?.message).toContain(part);
  expect(world.aws.mutations(since)).toEqual([]);
  expect(result.outputs.changed).toBe("false");
}

test("a job without credentials is told which action to put before the step", async () => {
  world = await createWorld();
  const since = world.aws.calls.length;
  const result = await world.step("deploy", { "image-id": world.images.v2.id }, { env: NO_KEYS });
  expectCleanRefusal(
    result,
    since,
    "There are no AWS credentials in this job",
    "aws-actions/configure-aws-credentials",
  );
});

test("expired credentials are named as such", async () => {
  world = await createWorld();
  const expired = world.aws.principal("expired", undefined, Date.now() - 60_000);
  const since = world.aws.calls.length;
  const result = await world.step("promote", {}, { env: world.aws.env(expired) });
  expectCleanRefusal(result, since, "The AWS credentials have expired", "Get fresh ones");
});

test.each<[string, (principal: Principal) => Principal]>([
  ["an unknown key", (principal) => ({ ...principal, accessKeyId: "AKIAUNKNOWN" })],
  ["a wrong secret", (principal) => ({ ...principal, secretAccessKey: "wrong" })],
])("%s is refused in so many words, without showing the secret", async (_name, spoil) => {
  world = await createWorld();
  const spoiled = spoil(world.aws.principal("someone"));
  const since = world.aws.calls.length;
  const result = await world.step("status", {}, { env: world.aws.env(spoiled) });
  expectCleanRefusal(result, since, "AWS does not accept the credentials");
  for (const text of [result.log.text, result.summary, JSON.stringify(result.outputs)]) {
    expect(text).not.toContain(spoiled.secretAccessKey === "wrong" ? "token-of-someone" : spoiled.secretAccessKey);
  }
});

test("a missing permission is named, with the call that needs it, and no traffic moves", async () => {
  world = await createWorld();
  const reader = world.aws.principal("reader", {
    Statement: { Effect: "Allow", Action: ["*:Describe*"], Resource: "*" },
  });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id }, { env: world.aws.env(reader) });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("AWS denied autoscaling:CreateOrUpdateTags");
  expect(deploy.log.text).toContain("Allow autoscaling:CreateOrUpdateTags in the role's policy");

  await world.step("deploy", { "image-id": world.images.v2.id });
  const noListener = world.aws.principal("no-listener", {
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "elasticloadbalancing:ModifyListener", Resource: "*" },
    ],
  });
  const promote = await world.step("promote", {}, { env: world.aws.env(noListener) });
  expect(promote.log.text).toContain("AWS denied elasticloadbalancing:ModifyListener");
  expect(await world.weights()).toBe("a=100 b=0");
  expect((await world.step("status")).outputs).toMatchObject({ phase: "deployed", weight: "0" });
});

test("a web identity that the job holds is exchanged for a role", async () => {
  world = await createWorld();
  const tokenFile = join(directory, "token");
  writeFileSync(tokenFile, "header.payload.signature");
  const role = "arn:aws:iam::111122223333:role/deployer";
  const env = {
    ...NO_KEYS,
    AWS_ROLE_ARN: role,
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_SESSION_NAME: "run-1",
  };
  const status = await world.step("status", {}, { env });
  expect(status, status.log.text).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
  expect(world.aws.calls.map(({ action }) => action)).toContain("AssumeRoleWithWebIdentity");
  expect(world.aws.calls.at(-1)?.principal).toContain("assumed-role/deployer/run-1");
});

test("a profile that assumes a role is followed", async () => {
  world = await createWorld();
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = world.aws.env();
  const config = join(directory, "config");
  writeFileSync(
    config,
    `[profile base]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n` +
      "[profile deploy]\nrole_arn = arn:aws:iam::111122223333:role/chained\nsource_profile = base\nrole_session_name = run-2\n",
  );
  const env = {
    ...NO_KEYS,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "none"),
    AWS_PROFILE: "deploy",
  };
  const status = await world.step("status", {}, { env });
  expect(status.conclusion).toBe("success");
  expect(world.aws.calls.at(-1)?.principal).toContain("assumed-role/chained/run-2");
});

test("every call goes through the proxy of the job", async () => {
  world = await createWorld();
  const proxy = await startProxy();
  try {
    const since = world.aws.calls.length;
    const status = await world.step("status", {}, { env: { HTTP_PROXY: proxy.url } });
    expect(status.conclusion).toBe("success");
    expect(proxy.forwarded).toHaveLength(world.aws.calls.length - since);
    const direct = await world.step("status", {}, { env: { HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" } });
    expect(direct.conclusion).toBe("success");
    expect(proxy.forwarded.length).toBeLessThan(world.aws.calls.length - since);
  } finally {
    proxy.close();
  }
});

test("HTTPS_PROXY is asked for a tunnel to AWS's own endpoints", async () => {
  world = await createWorld();
  const proxy = await startProxy();
  try {
    const status = await world.step("status", {}, { env: { AWS_ENDPOINT_URL: "", HTTPS_PROXY: proxy.url } });
    expect(status.conclusion).toBe("failure");
    expect(new Set(proxy.tunnels)).toEqual(
      new Set(["elasticloadbalancing.eu-west-1.amazonaws.com:443", "autoscaling.eu-west-1.amazonaws.com:443"]),
    );
  } finally {
    proxy.close();
  }
});
