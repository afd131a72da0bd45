import { expect, onTestFinished, test } from "vitest";
import { healthySampler } from "../aws/healthy-sampler.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

test("one machine: rolling is refused for its outage, with an additional machine nobody notices", async () => {
  const world = await createSingleWorld({ size: 1, timeScale: 10 });
  onTestFinished(() => world.close());
  const before = world.aws.calls.length;
  const refused = await world.step("deploy");
  expect(refused.log.text).toContain("would take 1 of the 1 machines of shop out at once: an outage");
  expect(world.mutations(before)).toEqual([]);
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  const deployed = await world.step("deploy", { strategy: "rolling-with-additional-batch" });
  capacity.stop();
  expect(await traffic.stop()).toMatchObject({ failed: 0 });
  expect([deployed.conclusion, world.versions()]).toEqual(["success", "2=1"]);
  expect([capacity.lowest(), capacity.most()]).toEqual([1, 2]);
  expect(world.refreshes()[0]?.shown).toMatchObject({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200 });
});

test("four machines with an additional one: never fewer than four healthy, never more than five", async () => {
  const world = await createSingleWorld({ size: 4, timeScale: 10, strategy: "rolling-with-additional-batch" });
  onTestFinished(() => world.close());
  // Zones are balanced after a refresh, too: that is not the deploy's doing.
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop", ScalingProcesses: ["AZRebalance"] });
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  const deployed = await world.step("deploy", { "warm-up": "5s" });
  capacity.stop();
  expect(await traffic.stop()).toMatchObject({ failed: 0 });
  expect([deployed.conclusion, world.versions()]).toEqual(["success", "2=4"]);
  expect([capacity.lowest(), capacity.most()]).toEqual([4, 5]);
  expect(world.refreshes()[0]?.shown).toMatchObject({ MinHealthyPercentage: 100, MaxHealthyPercentage: 125 });
});

test("all at once tells of its outage before, and how long it was after", async () => {
  const world = await createSingleWorld({ size: 3, timeScale: 5, strategy: "all-at-once" });
  onTestFinished(() => world.close());
  const capacity = healthySampler(world.aws, "shop");
  const deployed = await world.step("deploy", { "warm-up": "5s" });
  capacity.stop();
  expect([deployed.conclusion, world.versions(), deployed.outputs.phase]).toEqual(["success", "2=3", "promoted"]);
  expect(world.refreshes()[0]?.shown).toMatchObject({ MinHealthyPercentage: 0, MaxHealthyPercentage: 100 });
  expect(deployed.log.text).toContain("An outage: all machines of shop are replaced at once");
  const { look = "" } = JSON.parse(deployed.outputs.result ?? "{}");
  const [, from = "", to = ""] = /^an outage of \S+.*, from (\S+) to (\S+): no machine was healthy$/.exec(look) ?? [];
  expect(deployed.summary).toContain("There was an outage of");
  const first = capacity.samples.findIndex(({ healthy }) => healthy === 0);
  const last = capacity.samples.findLastIndex(({ healthy }) => healthy === 0);
  const at = (index: number) => capacity.samples[index]?.at ?? Number.NaN;
  expect(Date.parse(from)).toBeGreaterThanOrEqual(at(first - 1));
  expect(Date.parse(to)).toBeGreaterThanOrEqual(at(last));
  // Told by the first look that could see it, each way: looks are a second and a half apart.
  expect(looks(world, at(first), Date.parse(from))).toBeLessThanOrEqual(1);
  expect(looks(world, at(last + 1), Date.parse(to))).toBeLessThanOrEqual(1);
  expect(deployed.exitCode).toBe(0);
});

/** How many looks at the fleet were begun between two moments, in milliseconds since the epoch. */
function looks({ aws }: SingleWorld, since: number, until: number): number {
  const begun = aws.calls.filter(({ startedAt }) => since < startedAt && startedAt < until);
  const reads = ["DescribeAutoScalingGroups", "DescribeTargetHealth"];
  return Math.min(...reads.map((read) => begun.filter(({ action }) => action === read).length));
}
