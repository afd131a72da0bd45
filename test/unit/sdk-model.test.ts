import * as sdk from "@aws-sdk/client-auto-scaling";
import { expect, test } from "vitest";
import { ATTACHMENT_MEMBERS } from "../../src/platforms/ec2/clone/group-config.ts";
import { CLONE_MEMBERS, NOT_CARRIED } from "./clone-members.ts";

/**
 * A walk over the SDK's own model: every call that describes something of a group, down to the members of what it
 * returns. What a newer SDK knows and a clone does not carry fails here, until it is carried or left for a reason.
 */

/** A schema of the SDK: `[3, namespace, name, traits, members, types]` is a structure, 1 a list, 9 an operation. */
type Schema = readonly unknown[];
const [LIST, STRUCTURE, OPERATION] = [1, 3, 9];

interface Structure {
  name: string;
  members: readonly string[];
  types: readonly unknown[];
}

const operations = Object.values(sdk as Record<string, unknown>)
  .filter((value): value is Schema => Array.isArray(value) && value[0] === OPERATION)
  .map(([, , name, , input, output]) => ({ name: String(name), input: structure(input), output: structure(output) }));

const takesGroup = ({ input }: { input: Structure | undefined }) =>
  input?.members.some((member) => /^AutoScalingGroupNames?$/.test(member)) === true;

/** What the calls return of a group, and what structures it is made of. */
const described = operations
  .filter((operation) => operation.name.startsWith("Describe") && takesGroup(operation))
  .flatMap(({ name, output }) =>
    (output?.members ?? [])
      .map((member, index) => ({ path: `${name}.${member}`, shape: structure(itemOf(output?.types[index])) }))
      .filter(({ path }) => !path.endsWith(".NextToken")),
  );

/** What a clone does not take from these calls, and why. */
const LEFT: Record<string, string> = {
  "DescribeInstanceRefreshes.InstanceRefreshes": "what happened to blue's instances",
  "DescribeScalingActivities.Activities": "what happened to blue's instances",
  "DescribeWarmPool.Instances": "green's pool launches its own",
  "DescribeLoadBalancerTargetGroups.LoadBalancerTargetGroups": "green gets its own target group",
  "DescribeLoadBalancers.LoadBalancers": "refused: traffic from a classic load balancer has no weight",
  "DescribeTrafficSources.TrafficSources": "refused when it holds anything but target groups",
};

/** The members of each structure that are carried or left for a reason. */
const ACCOUNTED: Record<string, readonly string[]> = {
  AutoScalingGroup: [...CLONE_MEMBERS, ...Object.keys(NOT_CARRIED)],
  ...Object.fromEntries(
    Object.entries(ATTACHMENT_MEMBERS).map(([shape, { carried, left }]) => [shape, [...carried, ...Object.keys(left)]]),
  ),
};

test("the walk finds what there is", () => {
  expect(operations.length).toBeGreaterThan(60);
  expect(described.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["DescribeAutoScalingGroups.AutoScalingGroups", "DescribePolicies.ScalingPolicies"]),
  );
  for (const { path, shape } of described) expect([path, shape?.members.length]).not.toEqual([path, undefined]);
});

const taken = described
  .filter(({ path }) => !Object.hasOwn(LEFT, path))
  .flatMap(({ path, shape }) => (shape?.members ?? []).map((member) => [path, member, shape?.name ?? ""] as const));

test.each(taken)("of %s, the member %s is carried, or left for a reason", (_path, member, shape) => {
  expect(ACCOUNTED[shape] ?? []).toContain(member);
});

test.each(Object.entries(LEFT))("%s, which is left as a whole, is something that the SDK knows", (path, reason) => {
  expect(described.map((each) => each.path)).toContain(path);
  expect(reason).not.toBe("");
});

test.each(operations.find(({ name }) => name === "CreateAutoScalingGroup")?.input?.members ?? [])(
  "the member %s of CreateAutoScalingGroup is set by a clone, or left for a reason",
  (member) => {
    expect(ACCOUNTED.AutoScalingGroup).toContain(member);
  },
);

/** A schema, wherever it is named: itself, behind a function, or with traits of its own as `[schema, traits]`. */
function schemaOf(reference: unknown): Schema | undefined {
  const resolved: unknown = typeof reference === "function" ? reference() : reference;
  if (!Array.isArray(resolved)) return undefined;
  return typeof resolved[0] === "function" ? schemaOf(resolved[0]) : resolved;
}

/** The items of a list; anything else is its own item. */
function itemOf(reference: unknown): unknown {
  const schema = schemaOf(reference);
  return schema?.[0] === LIST ? schema[4] : reference;
}

function structure(reference: unknown): Structure | undefined {
  const schema = schemaOf(reference);
  if (schema?.[0] !== STRUCTURE) return undefined;
  const [, , name, , members, types] = schema;
  return { name: String(name), members: members as string[], types: types as unknown[] };
}
