import { afterEach, expect, test } from "vitest";
import { createApiWorld } from "../api-gateway/world.ts";
import { nginxTest } from "../nginx/nginx-test.ts";
import { createWorld as createMachine } from "../nginx/world.ts";
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
