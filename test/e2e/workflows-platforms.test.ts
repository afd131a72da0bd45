import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createApiWorld } from "../api-gateway/world.ts";
import { answering } from "../aws/lambda/testing.ts";
import { createLambdaWorld } from "../lambda/world.ts";
import { nginxTest } from "../nginx/nginx-test.ts";
import { createWorld as createMachine } from "../nginx/world.ts";
import { SHA } from "../runner/runner.ts";
import type { Repository } from "./repository.ts";
import { createRepository, failures } from "./repository.ts";

/** The workflows for users know no platform: the config file does, and what differs from run to run is an input. */
let repository: Repository;
let close: () => Promise<void>;
afterEach(async () => {
  repository.close();
  await close();
});

const AWS = { "role-to-assume": "arn:aws:iam::111122223333:role/math-delivery", "aws-region": "eu-west-1" };

test("canary.yml releases a function on API Gateway, rung by rung", async () => {
  const world = await createApiWorld();
  close = world.close;
  repository = createRepository(
    { ...world.inputs, "scale-down-delay": "1s", "keep-deployments": 0 },
    { credentials: world.aws.env() },
  );
  const integration = world.integration("mathFloor");
  const run = await repository.call("canary.yml", { integration, ...AWS, "approve-every-rung": false });
  expect(failures(run).filter((job) => !/rung-[3-9]: skipped$/.test(job))).toEqual([]);
  const weights = run.get("deliver")?.runs.map(({ outputs }) => `${outputs.phase} ${outputs.weight}`);
  expect(weights).toEqual(["deployed 0", "shifting 10", "shifting 50", "promoted 100", "idle 0"]);
  expect(run.get("deliver")?.runsOn).toEqual(Array(5).fill("ubuntu-latest"));
  expect(await world.ask(50)).toEqual({ "999": 50 });
});

test("step.yml does not begin a rollout that its credentials would end before", async () => {
  const world = await createApiWorld();
  close = world.close;
  const credentialsEnd = new Date(Date.now() + 30 * 60_000);
  repository = createRepository({ ...world.inputs }, { credentials: world.aws.env(), credentialsEnd });
  await repository.call("step.yml", { ...AWS, step: "deploy", integration: world.integration("mathFloor") });
  const run = await repository.call("step.yml", { ...AWS, step: "rollout" });
  const [rollout] = run.get("deliver")?.runs ?? [];
  expect(rollout?.log.text).toMatch(
    /The ramp takes 29m .* the credentials end in (?:29|30)m.*it could neither go on nor roll back/s,
  );
  expect(rollout?.outputs.changed).toBe("false");
  expect((await world.step("status")).outputs).toMatchObject({ phase: "deployed", weight: "0" });
});

nginxTest("blue-green.yml releases behind nginx, on the machine's own runner and without a role", async () => {
  const machine = await createMachine();
  close = machine.close;
  repository = createRepository({ ...machine.inputs, start: machine.start, "drain-timeout": "5s" }, {});
  const inputs = { revision: "v2", "runs-on": '["self-hosted", "shop"]' };
  const run = await repository.call("blue-green.yml", inputs);
  expect(failures(run)).toEqual([]);
  expect(run.get("deliver")).toMatchObject({ outputs: { phase: "idle" }, roles: [] });
  expect(run.get("deliver / deploy")?.runsOn).toEqual(["self-hosted", "shop"]);
  expect(await machine.version()).toBe("v2");
});

test("api-gateway.yml and api-gateway-rollback.yml release a version of a function and go back", async () => {
  const world = await createApiWorld();
  close = world.close;
  repository = createRepository(
    {},
    {
      credentials: world.aws.env(),
      adjust: ({ "bake-time": _long, ...inputs }) => ({
        ...inputs,
        "rest-api": world.api.id,
        ...(inputs.integration === undefined ? {} : { integration: world.integration("mathFloor") }),
        ...(inputs.step === "teardown" ? { "scale-down-delay": "1s" } : {}),
      }),
    },
  );
  const served: object[] = [];
  const onApproval = async (environment: string) => {
    if (environment !== "production-teardown") return "approved" as const;
    served.push(await world.ask(50));
    expect(failures(await repository.run("api-gateway-rollback.yml"))).toEqual([]);
    served.push(await world.ask(50));
    return "approved" as const;
  };
  const run = await repository.run("api-gateway.yml", { inputs: { version: "7" }, onApproval });
  // What was approved is to remove the old version, which serves again.
  expect(failures(run)).toEqual(["teardown: failure"]);
  expect(served).toEqual([{ "999": 50 }, { "1000": 50 }]);
  expect((await world.step("teardown", { "scale-down-delay": "1s" })).conclusion).toBe("success");
  expect((await world.step("status")).outputs).toMatchObject({ phase: "idle", blue: world.blue });
});

test("lambda.yml releases a version of a function", async () => {
  const world = await createLambdaWorld();
  close = world.close;
  await world.publish(answering("v2"));
  repository = createRepository(
    {},
    {
      credentials: world.aws.env(),
      adjust: ({ "bake-time": _long, ...inputs }) => ({
        ...inputs,
        ...(inputs.step === "teardown" ? { "scale-down-delay": "1s" } : {}),
      }),
    },
  );
  expect(failures(await repository.run("lambda.yml", { inputs: { version: "2" } }))).toEqual([]);
  expect((await world.step("status")).outputs).toMatchObject({ phase: "idle", blue: "version 2" });
});

nginxTest("nginx.yml and nginx-machines.yml release what was checked out", async () => {
  const machine = await createMachine();
  close = machine.close;
  const releases = mkdtempSync(join(tmpdir(), "releases-"));
  const [app, ports] = ["shop", machine.ports.join(", ")];
  const own = { app, ports, url: machine.inputs.url ?? "", "state-dir": machine.stateDir };
  repository = createRepository(
    {},
    {
      env: { RELEASES: releases },
      adjust: ({ "bake-time": _long, unit, start, ...inputs }) => ({
        ...inputs,
        ...own,
        ...(unit === undefined && start === undefined ? {} : { start: machine.start }),
      }),
    },
  );
  const run = await repository.run("nginx.yml");
  expect(failures(run)).toEqual([]);
  expect(readdirSync(join(releases, SHA))).toContain(".github");
  expect(await machine.version()).toBe(SHA);
  const several = await repository.run("nginx-machines.yml", { step: { env: { GITHUB_SHA: "v3" } } });
  expect(failures(several)).toEqual(["rollback: skipped"]);
  expect(several.get("promote (shop-3)")?.runsOn).toEqual(["self-hosted", "shop-3"]);
  expect(await machine.version()).toBe("v3");
  rmSync(releases, { recursive: true });
});
