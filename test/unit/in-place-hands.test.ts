import { expect, test } from "vitest";
import type { DeliveryError } from "../../src/delivery/errors.ts";
import { SECOND_GROUP, TARGET_GROUP } from "./in-place-cloud.ts";
import { all, fleet, isRestored, KINDS, once, order, run } from "./in-place-steps.ts";

/** What others do to a fleet that is changed in place. */

test("who is in Standby by somebody else's hand is left there", async () => {
  const kind = "group";
  const cloud = fleet(kind);
  cloud.machine("i-2").lifecycle = "Standby";
  Object.assign(cloud, { desired: 3, min: 3 });
  expect((await run(cloud, "deploy")).error).toBeUndefined();
  expect(cloud.machine("i-2")).toMatchObject({ lifecycle: "Standby", ran: [] });
  expect(cloud.min).toBe(3);
});

test("a machine that somebody else deregisters before its turn is left alone, and the others are changed", async () => {
  const cloud = fleet("targets");
  const last = (await order("targets")).at(-1) ?? "";
  cloud.hands.set(40, () => {
    for (const arn of [TARGET_GROUP, SECOND_GROUP]) cloud.deregister(last, arn);
  });
  expect((await run(cloud, "deploy")).error).toBeUndefined();
  expect(cloud.machine(last)).toMatchObject({ ran: [], lifecycle: "Standby" });
  expect(cloud.runs().toSorted()).toEqual(["v1", "v2", "v2", "v2"]);
});

test("a machine that somebody else registers while it drains is taken out again before its commands run", async () => {
  const cloud = fleet("targets");
  const [first = ""] = await order("targets");
  let again = 0;
  for (let at = 1; at < 120; at += 1) {
    cloud.hands.set(at, () => {
      const drains = [...cloud.machine(first).registered.values()].some(({ draining }) => draining);
      if (drains && again === 0) cloud.register(first, TARGET_GROUP, 80);
      if (drains) again += 1;
    });
  }
  expect((await run(cloud, "deploy")).error).toBeUndefined();
  expect(again).toBeGreaterThan(0);
  expect(cloud.runs()).toEqual(all(4, "v2"));
  isRestored(cloud);
});

test("the record is found again in whatever order the target groups are given", async () => {
  const cloud = fleet("targets");
  await run(cloud, "deploy");
  const before = cloud.writes.length;
  const again = await run(cloud, "deploy", { targetGroups: [TARGET_GROUP, SECOND_GROUP] });
  expect({ error: again.error, writes: cloud.writes.length }).toEqual({ error: undefined, writes: before });
});

test.each([
  ["all of a group", ["i-1", "i-2", "i-3", "i-4"], "in-place-owned"],
  ["some of a group", ["i-2"], "in-place-mixed"],
])("target groups with machines %s are refused before anything is changed", async (_what, owned, id) => {
  const cloud = fleet("targets");
  for (const one of owned) cloud.machine(one).tags.set("aws:autoscaling:groupName", "elsewhere");
  const { error } = await run(cloud, "deploy");
  expect(error).toMatchObject({ id });
  expect((error as DeliveryError).message).toContain("elsewhere");
  expect((error as DeliveryError).message).toContain("i-2");
  expect(cloud.writes).toEqual([]);
});

test("machines that get requests from a target group that is not named are refused", async () => {
  const cloud = fleet("targets");
  cloud.elsewhere.set("billing", ["i-9"]).set("web-legacy", ["i-2"]);
  const { error } = await run(cloud, "deploy");
  expect(error).toMatchObject({ id: "in-place-elsewhere" });
  expect((error as DeliveryError).message).toContain("web-legacy");
  expect((error as DeliveryError).message).not.toContain("billing");
  expect(cloud.writes).toEqual([]);
});

test.each(KINDS)("a run whose claim another one has taken over ends before it runs commands (%s)", async (kind) => {
  const cloud = fleet(kind);
  let writes = 0;
  once(
    cloud,
    () => cloud.runs().includes("v2"),
    () => {
      cloud.tags = { ...cloud.tags, "progressive-delivery:claim": "another" };
      writes = cloud.writes.length;
    },
  );
  const { error } = await run(cloud, "deploy");
  expect((error as DeliveryError).code).toBe("locked");
  // What was begun in the same moment is the last: no commands run any more.
  expect(cloud.writes.slice(writes)).not.toContain("SendCommand");
  // Whoever has it now ends it.
  expect((await run(cloud, "deploy", {}, "octo/shop/runs/8")).error).toBeUndefined();
  expect(cloud.runs()).toEqual(all(4, "v2"));
  isRestored(cloud);
});

test("no machine at all is refused", async () => {
  const cloud = fleet("targets");
  for (const { registered } of cloud.machines) registered.clear();
  expect((await run(cloud, "deploy")).error).toMatchObject({ id: "in-place-empty" });
});
