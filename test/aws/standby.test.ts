import { afterAll, beforeAll, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Shop } from "./shop.ts";
import { createShop } from "./shop.ts";
import { until } from "./until.ts";

/** Instances that are taken out of service and put back, and the order in which load balancers hear of it. */

let shop: Shop;
beforeAll(async () => {
  const group = { MinSize: 3, MaxSize: 5, HealthCheckGracePeriod: 20 };
  shop = await createShop({ fleet: "cloned", size: 4, image: { shared: true, bootSeconds: 2 }, group });
});
afterAll(() => shop.close());

const GROUP = { AutoScalingGroupName: "shop" };
const on = (action: string, params: Params = {}) => shop.scaling(action, { ...GROUP, ...params });
const members = () => shop.group("shop")?.instances ?? [];
const memberOf = (id: string) => members().find(({ instance }) => instance.id === id);
const targetOf = (id: string) => [...shop.aws.elb.group(shop.blueTg).targets.values()].find((one) => one.id === id);
const idsIn = (zone: string) => members().flatMap(({ instance }) => (instance.zone === zone ? [instance.id] : []));
const enter = (InstanceIds: string[]) => on("EnterStandby", { InstanceIds, ShouldDecrementDesiredCapacity: true });
const exit = (InstanceIds: string[]) => on("ExitStandby", { InstanceIds });
const inState = (id: string, state: string) => until(`${id} to be ${state}`, () => memberOf(id)?.lifecycle === state);
test("to Standby drains first, lowers the desired capacity, and says so", async () => {
  await on("SuspendProcesses", { ScalingProcesses: ["AZRebalance"] });
  const [id = ""] = idsIn("eu-west-1b");
  const { Activities } = await enter([id]);
  expect(memberOf(id)?.lifecycle).toBe("EnteringStandby");
  expect(targetOf(id)?.state).toBe("draining");
  expect((Activities as Params[])[0]).toMatchObject({
    Description: `Moving EC2 instance to Standby: ${id}`,
    Cause: expect.stringMatching(
      new RegExp(
        `instance ${id} was moved to standby in response to a user request, shrinking the capacity from 4 to 3.$`,
      ),
    ),
  });
  await inState(id, "Standby");
  expect(shop.group("shop")?.desired).toBe(3);
});

test("another is refused below the minimum size, and twenty at once", async () => {
  const [id = ""] = idsIn("eu-west-1c");
  await expect(enter([id])).rejects.toMatchObject({
    code: "ValidationError",
    message: expect.stringContaining("min-size=3"),
  });
  await expect(enter(Array(20).fill(id))).rejects.toThrow("less than or equal to 19");
});

test("one in Standby may stop, while one in service that stops is replaced", async () => {
  const [out = ""] = idsIn("eu-west-1b");
  const [other = ""] = idsIn("eu-west-1c");
  for (const id of [out, other]) await shop.aws.ec2.instances.stop(id);
  await until("the other to be gone", () => memberOf(other) === undefined);
  expect(memberOf(out)?.lifecycle).toBe("Standby");
  shop.aws.ec2.instances.start(out, () => {});
  await until("its app", () => out in shop.aws.ec2.addresses());
});

test("out of Standby registers first, and is in service once it was checked", async () => {
  const [id = ""] = idsIn("eu-west-1b");
  const { Activities } = await exit([id]);
  expect((Activities as Params[])[0]).toMatchObject({
    Description: `Moving EC2 instance out of Standby: ${id}`,
    Cause: expect.stringContaining(
      "moved out of standby in response to a user request, increasing the capacity from 3 to 4.",
    ),
  });
  expect(memberOf(id)?.lifecycle).toBe("Pending");
  expect(targetOf(id)?.state).toBe("initial");
  expect(shop.group("shop")?.desired).toBe(4);
  await inState(id, "InService");
  await expect(exit([id])).rejects.toThrow("is not in Standby");
  await shop.healthy(shop.blueTg, 4);
});

test("while zones are balanced, one in Standby makes the group launch another and end one that nobody named", async () => {
  await on("ResumeProcesses", { ScalingProcesses: ["AZRebalance"] });
  const [id = ""] = idsIn("eu-west-1b");
  const before = members().map(({ instance }) => instance.id);
  await enter([id]);
  await until("an instance that nobody named to be gone", () => before.some((one) => memberOf(one) === undefined));
  expect(memberOf(id)?.lifecycle).toBe("Standby");
  expect(members().filter(({ lifecycle }) => lifecycle === "InService")).toHaveLength(3);
  const { Activities } = await on("DescribeScalingActivities");
  expect(JSON.stringify(Activities)).toContain("availability zones had to be rebalanced");
});
