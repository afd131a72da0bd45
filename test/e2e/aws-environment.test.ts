import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StepResult } from "../runner/runner.ts";
import { startProxy } from "./proxy.ts";
import { startInspector } from "./tls.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** What jobs have in their environment: it works, or one error says at once which variable is wrong. */
let world: World;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "environment-"));
  world = await createWorld();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await world.close();
});

function errorOf({ log }: StepResult): string {
  const errors = log.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  return errors[0]?.message ?? "";
}

async function refused(env: Record<string, string>, ...says: string[]): Promise<void> {
  const since = world.aws.calls.length;
  const status = await world.step("status", {}, { env });
  expect(status.conclusion).toBe("failure");
  for (const part of says) expect(errorOf(status)).toContain(part);
  expect(world.aws.calls.slice(since)).toEqual([]);
}

async function works(env: Record<string, string>): Promise<StepResult> {
  const status = await world.step("status", {}, { env });
  expect(status, status.log.text).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
  return status;
}

describe("keys", () => {
  test.each([
    ["AWS_ACCESS_KEY_ID", "AKIALOCALADMIN\n"],
    ["AWS_SECRET_ACCESS_KEY", " local-secret-key\r\n"],
  ])("%s with white space around it works, with a warning that does not repeat it", async (name, value) => {
    const { log } = await works({ [name]: value });
    const [warning] = log.annotations.filter(({ level }) => level === "warning");
    expect(warning?.message).toContain(`${name} began or ended with white space`);
    expect(warning?.message).not.toContain(value.trim());
  });

  test("a session token with a line break at its end works", async () => {
    const env = world.aws.env(world.aws.principal("trimmed"));
    await works({ ...env, AWS_SESSION_TOKEN: `${env.AWS_SESSION_TOKEN}\n` });
  });

  test.each<[string, Record<string, string>, string]>([
    ["two keys in one secret", { AWS_ACCESS_KEY_ID: "AKIAONE\nAKIATWO" }, "AWS_ACCESS_KEY_ID has white space"],
    [
      "a quoted secret",
      { AWS_SECRET_ACCESS_KEY: '"local-secret-key"' },
      "AWS_SECRET_ACCESS_KEY has white space, quotes",
    ],
    ["half a pair", { AWS_SECRET_ACCESS_KEY: "" }, "AWS_SECRET_ACCESS_KEY is empty or not set in this job"],
    ["the other half", { AWS_ACCESS_KEY_ID: "" }, "AWS_ACCESS_KEY_ID is empty or not set in this job"],
    ["a session's key alone", { AWS_ACCESS_KEY_ID: "ASIALOCAL" }, "AWS_SESSION_TOKEN is empty or not set"],
  ])("%s are refused before any call", async (_what, env, says) => {
    await refused(env, says, "aws-actions/configure-aws-credentials");
  });
});

describe("AWS_PROFILE beside keys", () => {
  const files = () => ({
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "none"),
  });

  test("that is not in the config files is named, with how the keys are used instead", async () => {
    await refused(
      { ...files(), AWS_PROFILE: "production", AWS_EC2_METADATA_DISABLED: "true" },
      "The profile production (AWS_PROFILE) gives no AWS credentials",
      'env: {AWS_PROFILE: ""}',
    );
    await works({ ...files(), AWS_PROFILE: "" });
  });

  test("is used, and that the keys are not is said", async () => {
    const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = world.aws.env();
    writeFileSync(
      join(directory, "config"),
      `[profile base]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n` +
        "[profile deploy]\nrole_arn = arn:aws:iam::111122223333:role/deploy\nsource_profile = base\n",
    );
    const { log } = await works({ ...files(), AWS_PROFILE: "deploy" });
    expect(log.text).toContain("AWS_PROFILE (deploy) and AWS_ACCESS_KEY_ID are both set: the profile is used");
    expect(world.aws.calls.at(-1)?.principal).toContain("assumed-role/deploy/");
  });
});

describe("the region", () => {
  test.each<[string, Record<string, string>]>([
    ["an empty AWS_REGION beside AWS_DEFAULT_REGION", { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-1" }],
    ["a region with a line break at its end", { AWS_REGION: "eu-west-1\n" }],
  ])("%s works", async (_what, env) => {
    await works(env);
  });

  test("that is none is refused before any call", async () => {
    const api = { platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" };
    const given = { ...api, listeners: "", "target-groups": "", "auto-scaling-groups": "" };
    const status = await world.step("status", given, { env: { AWS_REGION: "eu west-1" } });
    expect(errorOf(status)).toContain(
      'AWS_REGION: "eu west-1" is not the name of a region. Example: `aws-region: eu-west-1`.',
    );
  });
});

describe("proxies", () => {
  test("one without a scheme is an http proxy, as for curl", async () => {
    const proxy = await startProxy();
    try {
      const since = world.aws.calls.length;
      await works({ HTTP_PROXY: ` ${proxy.url.replace("http://", "")} ` });
      expect(proxy.forwarded).toHaveLength(world.aws.calls.length - since);
    } finally {
      proxy.close();
    }
  });

  test.each([
    ["HTTPS_PROXY", "socks5://user:hunter2@proxy:1080"],
    ["http_proxy", "http://:hunter2@"],
  ])("%s that is no such proxy is named, without its password", async (name, value) => {
    await refused({ [name]: value }, `${name}: is not the URL of an http or https proxy.`);
    const { log, summary } = await world.step("status", {}, { env: { [name]: value } });
    expect(`${log.text}${summary}`).not.toContain("hunter2");
  });

  test("an endpoint that is no URL is named", async () => {
    await refused({ AWS_ENDPOINT_URL_EC2: "localhost:4566" }, 'AWS_ENDPOINT_URL_EC2: "localhost:4566" is not a URL.');
  });
});

describe("a proxy that inspects TLS", () => {
  let inspector: Awaited<ReturnType<typeof startInspector>>;
  beforeAll(async () => {
    inspector = await startInspector(directory, world.aws.endpoint);
  });
  afterAll(() => inspector.close());

  test("is named with its remedy while the job does not trust it", async () => {
    await refused(
      { AWS_ENDPOINT_URL: inspector.url },
      "the certificate of 127.0.0.1 is not trusted (self-signed certificate)",
      "NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE",
    );
  });

  test.each(["NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE"])("is trusted by %s", async (name) => {
    await works({ AWS_ENDPOINT_URL: inspector.url, [name]: inspector.certificate });
  });

  test("a bundle that is none is named", async () => {
    await refused({ AWS_CA_BUNDLE: join(directory, "none.pem") }, "AWS_CA_BUNDLE: ", "cannot be read");
    writeFileSync(join(directory, "empty.pem"), "");
    await refused({ AWS_CA_BUNDLE: join(directory, "empty.pem") }, "has no certificate in PEM format");
  });
});
