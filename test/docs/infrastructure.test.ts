import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPeers, run, runAwsCli, startMoto } from "../aws/peers.ts";
import type { StepResult } from "../runner/runner.ts";
import { ROOT, runStep } from "../runner/runner.ts";

/** The templates to start from: checked by cfn-lint, created by moto's CloudFormation, and delivered to. */
const DIRECTORY = join(ROOT, "examples", "infrastructure");
const templates = readdirSync(DIRECTORY).filter((name) => name.endsWith(".yml"));
const peers = await findPeers();
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-west-1" };
const IMAGES = { first: "ami-12c6146b", second: "ami-03cf127a" };

describe.skipIf("missing" in peers)("the infrastructure", () => {
  const { python } = peers as { python: string };
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    moto = await startMoto(python);
    env = { ...CREDENTIALS, AWS_DEFAULT_REGION: CREDENTIALS.AWS_REGION, AWS_ENDPOINT_URL: moto.endpoint };
  });
  afterAll(() => moto.stop());

  test.each(templates)("%s is what cfn-lint calls right", async (name) => {
    const said = await run(python, ["-c", "from cfnlint.runner import main; main()", join(DIRECTORY, name)], env);
    expect(said).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  /** Makes the stack and gives its outputs. */
  async function create(name: string, parameters: Record<string, string> = {}): Promise<Record<string, string>> {
    const given = Object.entries(parameters).map(([key, value]) => `ParameterKey=${key},ParameterValue=${value}`);
    const file = `file://${join(DIRECTORY, `${name}.yml`)}`;
    const stack = `${name}-${parameters.Name ?? ""}`;
    const create = ["cloudformation", "create-stack", "--stack-name", stack, "--template-body", file];
    const asked = given.length === 0 ? [] : ["--parameters", ...given];
    expect(await runAwsCli(python, [...create, "--capabilities", "CAPABILITY_NAMED_IAM", ...asked], env)).toMatchObject(
      {
        code: 0,
      },
    );
    const describe = ["cloudformation", "describe-stacks", "--stack-name", stack, "--output", "json"];
    const { Stacks } = JSON.parse((await runAwsCli(python, describe, env)).stdout) as {
      Stacks: { StackStatus: string; Outputs: { OutputKey: string; OutputValue: string }[] }[];
    };
    expect(Stacks[0]?.StackStatus).toBe("CREATE_COMPLETE");
    return Object.fromEntries((Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  // moto's CloudFormation makes no identity providers: it is given one, as an account that has one is.
  test("of roles are made, each for the jobs of its environment", async () => {
    const Provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    const outputs = await create("roles", { Repository: "acme@1/shop@2", Provider });
    expect(Object.keys(outputs)).toEqual(["Status", "Deploy", "Shift", "Teardown"]);
    const trusted = async (role: string) => {
      const { stdout } = await runAwsCli(python, ["iam", "get-role", "--role-name", `shop-delivery-${role}`], env);
      const [{ Condition, Principal }] = JSON.parse(stdout).Role.AssumeRolePolicyDocument.Statement;
      expect(Principal).toEqual({ Federated: Provider });
      return Condition.StringEquals["token.actions.githubusercontent.com:sub"];
    };
    const on = (...subjects: string[]) => subjects.map((subject) => `repo:acme@1/shop@2:${subject}`);
    expect(await trusted("status")).toEqual(on("ref:refs/heads/main"));
    expect(await trusted("shift")).toEqual(
      on("environment:production", "environment:production-canary", "environment:production-rollback"),
    );
    expect(await trusted("teardown")).toEqual(on("environment:production-teardown"));
  });

  async function succeeds(inputs: Record<string, string>): Promise<StepResult> {
    const result = await runStep({ with: inputs, env });
    expect([inputs.step, result.conclusion], result.log.text).toEqual([inputs.step, "success"]);
    return result;
  }

  // moto knows neither notifications, which a clone takes along, nor the pages of deployments: those two are made only.
  test("of a shop with one group and of the lab's API are made, with what a delivery needs", async () => {
    expect(await create("shop", { Name: "one", Fleet: "cloned", Image: IMAGES.first })).toMatchObject({
      AutoScalingGroups: "one",
      TargetGroups: "one-a, one-b",
    });
    expect(await create("math-api")).toEqual({
      RestApi: expect.stringMatching(/^[a-z0-9]+$/),
      Stage: "prod",
      Url: expect.stringContaining("/prod/math"),
      Integration: expect.stringMatching(/^GET \/math = arn:aws:lambda:.*:mathFloor$/),
    });
  });

  test("of a shop with a pair of groups is delivered to, and the way back works", async () => {
    const outputs = await create("shop", { Image: IMAGES.first });
    const inputs = {
      platform: "ec2",
      listeners: outputs.Listeners ?? "",
      "target-groups": outputs.TargetGroups ?? "",
      "auto-scaling-groups": outputs.AutoScalingGroups ?? "",
      timeout: "5m",
      "scale-down-delay": "1s",
    };
    // moto says of every instance that it runs the template's default version.
    const version = [
      "ec2",
      "create-launch-template-version",
      "--launch-template-name",
      "shop",
      "--source-version",
      "1",
    ];
    const data = JSON.stringify({ ImageId: IMAGES.second });
    await runAwsCli(python, [...version, "--launch-template-data", data], env);
    const standard = ["ec2", "modify-launch-template", "--launch-template-name", "shop", "--default-version", "2"];
    expect(await runAwsCli(python, standard, env)).toMatchObject({ code: 0 });
    const deploy = { ...inputs, step: "deploy", "launch-template-version": "2" };
    expect((await succeeds(deploy)).outputs).toMatchObject({ phase: "deployed", weight: "0", "healthy-green": "2" });
    expect((await succeeds({ ...inputs, step: "promote" })).outputs).toMatchObject({
      phase: "promoted",
      weight: "100",
    });
    expect((await succeeds({ ...inputs, step: "rollback" })).outputs).toMatchObject({ phase: "rolled-back" });
    expect((await succeeds({ ...inputs, step: "teardown" })).outputs).toMatchObject({ phase: "idle" });
  });
});
