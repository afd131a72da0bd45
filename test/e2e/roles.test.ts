import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { parse } from "yaml";
import type { Policy } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Each step with the role that examples/infrastructure/roles.yml makes for it, enforced by the local AWS on every call. */

interface Template {
  Resources: Record<string, { Properties: { PolicyDocument?: object; Policies?: { PolicyDocument: object }[] } }>;
}

let world: World;
afterEach(() => world.close());

const STACK: Record<string, string> = {
  ...{ "AWS::Partition": "aws", "AWS::Region": "eu-west-1", "AWS::AccountId": "111122223333" },
  ...{ Name: "shop", InstanceRole: "shop-instance" },
};

/** What a role may do once the stack is made. */
function policyOf(role: string): Policy {
  const { Resources } = parse(readFileSync(join(ROOT, "examples/infrastructure/roles.yml"), "utf8")) as Template;
  const { Reading, [role]: own } = Resources;
  const documents = [
    Reading?.Properties.PolicyDocument,
    ...(own?.Properties.Policies ?? []).map((each) => each.PolicyDocument),
  ];
  return {
    Version: "2012-10-17",
    Statement: documents.flatMap((document) => (resolved(document) as Policy).Statement),
  };
}

/** A value with its `Fn::Sub` put in. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const { "Fn::Sub": pattern } = value as { "Fn::Sub"?: string };
  if (pattern !== undefined)
    return pattern.replace(/\$\{([\w:]+)\}/g, (_all, name: string) => STACK[name] ?? `no ${name}`);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

const run = (role: string, step: string, inputs: Record<string, string> = {}) =>
  world.step(
    step,
    { strategy: "canary", "scale-down-delay": "1s", ...inputs },
    {
      env: world.aws.env(world.aws.principal(role, policyOf(role))),
    },
  );
const denied = () =>
  world.aws.calls.filter(({ error }) => /Denied|Unauthorized/.test(error ?? "")).map(({ action }) => action);

test.each(["paired", "cloned"] as const)("each role is enough for its steps on a %s fleet", async (fleet) => {
  world = await createWorld({ fleet, referenced: true });
  const image = { "image-id": world.images.v2.id };
  const phases: (string | undefined)[] = [];
  for (const [role, step, inputs] of [
    ["Status", "status", {}],
    ["Deploy", "deploy", image],
    ["Shift", "shift", { weight: "50" }],
    ["Shift", "rollback", {}],
    ["Deploy", "deploy", image],
    ["Shift", "promote", {}],
    ["Status", "status", {}],
    ["Teardown", "teardown", {}],
  ] as const) {
    phases.push((await run(role, step, inputs)).outputs.phase);
  }
  expect(phases).toEqual(["idle", "deployed", "shifting", "rolled-back", "deployed", "promoted", "promoted", "idle"]);
  expect(denied()).toEqual([]);
});

test("a role is not enough for the steps of another: no changes are made", async () => {
  world = await createWorld({ referenced: true });
  const refused = async (role: string, step: string, inputs: Record<string, string> = {}) => {
    const { conclusion, log } = await run(role, step, inputs);
    return [conclusion, /is not authorized to perform|not authorized/i.test(log.text)];
  };
  const image = { "image-id": world.images.v2.id };
  expect(await refused("Status", "deploy", image)).toEqual(["failure", true]);
  await world.step("deploy", image);
  expect(await refused("Deploy", "promote")).toEqual(["failure", true]);
  expect(await refused("Teardown", "promote")).toEqual(["failure", true]);
  expect(await world.weights()).toBe("a=100 b=0");
});
