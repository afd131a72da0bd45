import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest, runStep } from "../runner/runner.ts";
import { GATE_CASES, PROMETHEUS } from "./bad-gates.ts";
import { CASES, GOOD, SHIFT, STATUS } from "./bad-inputs.ts";
import { API_CASES } from "./bad-inputs-api-gateway.ts";
import { LAMBDA_CASES } from "./bad-inputs-lambda.ts";
import { NGINX_CASES } from "./bad-inputs-nginx.ts";
import { ONE_FLEET_CASES } from "./bad-inputs-one-fleet.ts";

/**
 * Every input of action.yml, given wrongly to the built action. The endpoint answers nobody: an action that called AWS
 * before it judged its inputs would fail with another error.
 */
let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
  mkdirSync(join(workspace, ".github"));
  writeFileSync(join(workspace, "big.sh"), "x".repeat(16_385));
  writeFileSync(join(workspace, "empty.sh"), "");
  writeFileSync(join(workspace, "broken-api.yml"), "openapi: 3.0.1\npaths: [\n");
  writeFileSync(join(workspace, "bare-api.yml"), "openapi: 3.0.1\npaths:\n  /math:\n    get: {}\n");
  writeFileSync(join(workspace, "new-api.yml"), "openapi: 4.0.0\npaths: {}\n");
  writeFileSync(join(workspace, ".github", "typo.yml"), "platform: ec2\ntarget-group: web-blue\n");
  writeFileSync(join(workspace, ".github", "broken.yml"), "platform: [ec2\n");
  writeFileSync(join(workspace, ".github", "tuning.yml"), "platform: ec2\nalpha: 5%\n");
  writeFileSync(join(workspace, ".github", "services.yml"), "platform: ec2\nservices:\n  shop: {}\n  blog: {}\n");
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const ALL = [...CASES, ...ONE_FLEET_CASES, ...API_CASES, ...LAMBDA_CASES, ...NGINX_CASES, ...GATE_CASES];

test.each(ALL)("a wrong %s is refused before anything is called: %o", async (input, given, ...says) => {
  const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  const result = await runStep({ with: given, env, workspace });
  expect(result.conclusion).toBe("failure");
  const errors = result.log.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  for (const part of says) expect(errors[0]?.message).toContain(part);
  expect(errors[0]?.message).toContain(input);
  expect(Object.keys(result.outputs).sort()).toEqual(Object.keys(readManifest().outputs ?? {}).sort());
  expect(result.outputs).toMatchObject({ changed: "false", phase: "", verdict: "error" });
  expect(result.summary).toContain("failed");
});

test("every input of action.yml has a case here", () => {
  const covered = new Set(ALL.map(([input]) => input));
  expect(Object.keys(readManifest().inputs ?? {}).filter((name) => !covered.has(name))).toEqual([]);
});

test("several mistakes are told at once", async () => {
  const given = { ...GOOD, listeners: "x", "target-groups": "y_", timeout: "z", "image-id": "latest" };
  const result = await runStep({ with: given, env: { AWS_REGION: "eu-west-1" } });
  for (const input of ["listeners", "target-groups", "timeout", "image-id"])
    expect(result.log.text).toContain(`${input}: `);
});

test("a job without a region is told to configure its credentials", async () => {
  const result = await runStep({ with: STATUS });
  expect(result.log.text).toContain("AWS_REGION");
  expect(result.log.text).toContain("aws-actions/configure-aws-credentials");
});

test("a misspelt input, of which GitHub only warns, is refused", async () => {
  // A test cannot give the action what it does not have; the runner makes this variable of it.
  const result = await runStep({ with: SHIFT, env: { AWS_REGION: "eu-west-1", INPUT_WIEGHT: "10" } });
  expect(result.conclusion).toBe("failure");
  expect(result.log.text).toContain("wieght: is unknown: did you mean `weight`?");
});

test("fine tuning in a workflow is told that the config file is its place", async () => {
  const result = await runStep({ with: SHIFT, env: { AWS_REGION: "eu-west-1", INPUT_ALPHA: "0.5" } });
  expect(result.conclusion).toBe("failure");
  expect(result.log.text).toContain('alpha: "0.5" is for the config file alone, which `config` names');
});

test("nothing that may be a secret of Prometheus is repeated when it is wrong", async () => {
  const secrets = {
    "prometheus-url": "https://ann:hunter2@metrics.example/",
    "prometheus-token": "hunter2 and more",
    "prometheus-headers": "Authorization: hunter2",
  };
  for (const [input, value] of Object.entries(secrets)) {
    const given = { ...SHIFT, ...PROMETHEUS, [input]: value };
    const result = await runStep({ with: given, env: { AWS_REGION: "eu-west-1" } });
    expect(result.log.text).toContain(`${input}: `);
    expect(`${result.log.text}${result.summary}${JSON.stringify(result.outputs)}`).not.toContain("hunter2");
  }
});
