import { expect, onTestFinished, test } from "vitest";
import { healthySampler } from "../aws/healthy-sampler.ts";
import { startTraffic } from "../e2e/traffic.ts";
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
  expect(deployed.summary).toContain("Seen from outside: an outage");
  const without = capacity.samples.filter(({ healthy }) => healthy === 0);
  const [first = 0, last = 0] = [without[0]?.at, without.at(-1)?.at];
  // A look is one poll late at most; what the machine adds to it is not of the step's making.
  expect(Date.parse(from)).toBeGreaterThanOrEqual(first);
  expect(Date.parse(to)).toBeGreaterThanOrEqual(last);
  expect(Date.parse(from)).toBeLessThan(Date.parse(to));
});
