import { expect, test } from "vitest";
import type { DeliveryError } from "../../src/delivery/errors.ts";
import { all, fleet, isRestored, KINDS, order, run } from "./in-place-steps.ts";

/** What becomes of a fleet that is changed in place, whatever happens to the step. */

test.each(KINDS)(
  "a deploy changes every machine once, never has fewer than all but one, and leaves the group as it was (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const { error, view } = await run(cloud, "deploy");
    expect(error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v2"));
    expect(cloud.machines.map(({ ran }) => ran.length)).toEqual([1, 1, 1, 1]);
    expect(cloud.lowest).toBe(3);
    expect(view).toMatchObject({ phase: "promoted", weight: 100, problems: [] });
    isRestored(cloud);
  },
);

test.each(KINDS)("run again it does nothing, and says so (%s)", async (kind) => {
  const cloud = fleet(kind);
  await run(cloud, "deploy");
  const before = cloud.writes.length;
  expect((await run(cloud, "deploy")).error).toBeUndefined();
  expect(cloud.writes.length).toBe(before);
});

test.each(KINDS)(
  "a rollback brings the former revision back, the machine that was changed last first (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    await run(cloud, "deploy");
    const { error, view } = await run(cloud, "rollback");
    expect(error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(view).toMatchObject({ phase: "rolled-back", weight: 0, problems: [] });
    const order = (kind: string) =>
      cloud.commands.filter(({ comment }) => comment.includes(kind)).flatMap(({ ids }) => ids);
    expect(order(":rollback:")).toEqual(order(":deploy:").toReversed());
    isRestored(cloud);
    const before = cloud.writes.length;
    expect((await run(cloud, "rollback")).error).toBeUndefined();
    expect(cloud.writes.length).toBe(before);
    // Taken up again, and after that another one on top of it.
    expect((await run(cloud, "deploy")).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v2"));
    expect((await run(cloud, "deploy", { revision: "v3" })).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v3"));
    expect((await run(cloud, "rollback")).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v2"));
    expect((await run(cloud, "teardown")).view).toMatchObject({ phase: "idle", problems: [], rollout: undefined });
    expect(Object.keys(cloud.tags)).toEqual(["progressive-delivery:revision"]);
  },
);

test.each(KINDS)(
  "where the commands fail, that machine is rolled back while it is out, then the others that were changed (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const second = (await order(kind)).at(1) ?? "";
    cloud.failing.add(`${second} deploy`);
    const { error, view } = await run(cloud, "deploy");
    expect(error).toMatchObject({ code: "unhealthy" });
    expect((error as DeliveryError).reasons.join("\n")).toMatch(/exit code 7[\s\S]*the last one/);
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(cloud.machines.filter(({ ran }) => ran.length === 0)).toHaveLength(2);
    expect(cloud.lowest).toBe(3);
    expect(view).toMatchObject({ phase: "rolled-back", problems: [] });
    isRestored(cloud);
  },
);

test.each(KINDS)(
  "a machine that cannot be rolled back stays out and is named; the others go back, and the rest is restored (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const second = (await order(kind)).at(1) ?? "";
    for (const kind of ["deploy", "rollback"]) cloud.failing.add(`${second} ${kind}`);
    const { error, view } = await run(cloud, "deploy");
    expect((error as DeliveryError).message).toContain(second);
    expect(cloud.machine(second).lifecycle).toBe("Standby");
    expect(cloud.healthy()).toBe(3);
    expect([...cloud.suspended]).toEqual([]);
    if (kind === "group") expect(cloud.min).toBe(3);
    expect(view?.problems.join()).toContain(second);
    cloud.failing.clear();
    expect((await run(cloud, "rollback")).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "v1"));
    isRestored(cloud);
  },
);

test.each(KINDS)(
  "with max-errors the others go on, and the step fails at last because not all run the version (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const [first = ""] = await order(kind);
    cloud.failing.add(`${first} deploy`);
    const { error } = await run(cloud, "deploy", { maxErrors: 1 });
    expect(error).toMatchObject({ code: "unsettled" });
    expect(cloud.runs().toSorted()).toEqual(["v1", "v2", "v2", "v2"]);
    isRestored(cloud);
  },
);

test.each(KINDS)("an agent that is silent before the beginning is named, and nothing is changed (%s)", async (kind) => {
  const cloud = fleet(kind);
  cloud.machine("i-3").agent = "offline";
  const { error } = await run(cloud, "deploy");
  expect(error).toMatchObject({ id: "in-place-no-agent" });
  expect((error as DeliveryError).message).toContain("i-3");
  expect(cloud.writes).toEqual([]);
});

test.each(KINDS)(
  "an agent that falls silent has its machine put back as it was, and the others rolled back (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const second = (await order(kind)).at(1) ?? "";
    cloud.hands.set(30, () => {
      cloud.machine(second).agent = "offline";
    });
    const { error } = await run(cloud, "deploy");
    expect((error as DeliveryError).reasons.join()).toContain("has not answered for 60 s");
    expect(cloud.machine(second).ran).toEqual([]);
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(cloud.writes).toContain("CancelCommand");
    // It is back and healthy before the next goes out.
    expect(cloud.lowest).toBe(3);
    isRestored(cloud);
  },
);

test.each(KINDS)(
  "cut off while it puts a silent machine back, the next goes out only once that one is healthy (%s)",
  async (kind) => {
    const [, second = ""] = await order(kind);
    const silent = (killAt?: number) => {
      const cloud = fleet(kind);
      cloud.killAt = killAt;
      cloud.hands.set(30, () => {
        cloud.machine(second).agent = "offline";
      });
      return cloud;
    };
    const whole = silent();
    await run(whole, "deploy");
    for (let at = whole.writes.indexOf("CancelCommand"); at <= whole.writes.length; at += 1) {
      const cloud = silent(at);
      await run(cloud, "deploy");
      const { error } = await run(cloud, "rollback");
      expect({ at, error, lowest: cloud.lowest }).toEqual({ at, error: undefined, lowest: 3 });
      expect({ at, runs: cloud.runs() }).toEqual({ at, runs: all(4, "v1") });
      isRestored(cloud);
    }
  },
);

test.each(KINDS)(
  "a command whose end nobody knows is sent three times, and then its machine is rolled back (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    const second = (await order(kind)).at(1) ?? "";
    cloud.lostAfterMs = 30_000;
    cloud.hands.set(30, () => {
      cloud.machine(second).agent = "offline";
    });
    const { error } = await run(cloud, "deploy");
    expect((error as DeliveryError).reasons.join()).toContain("DeliveryTimedOut");
    const sent = cloud.commands.filter(({ ids, comment }) => ids.includes(second) && comment.includes(":deploy:"));
    expect(sent).toHaveLength(3);
    // Nor does anybody know what it runs: it stays out, and the others go back.
    expect(cloud.machine(second).lifecycle).toBe("Standby");
    expect(cloud.healthy()).toBe(3);
    expect([...cloud.suspended]).toEqual([]);
  },
);

test.each(KINDS)(
  "a machine that is launched meanwhile is an extra batch; one that is launched later is told of by status (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    cloud.hands.set(40, () => cloud.launch());
    expect((await run(cloud, "deploy")).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(5, "v2"));
    cloud.launch();
    const { view } = await run(cloud, "status");
    expect(view?.problems.join()).toContain("1 of 6 machines of web not on v2");
    expect((await run(cloud, "deploy")).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(6, "v2"));
    expect(cloud.machines.map(({ ran }) => ran.length)).toEqual(all(6, "").map(() => 1));
  },
);

test.each([
  ["1 machine", 1, {}],
  ["2 machines at 90 %", 2, { minHealthy: { percent: 90 } }],
  ["batches of all", 3, { batch: { machines: 3 } }],
])("%s have no batch that could go out: refused before anything is changed", async (_what, size, more) => {
  for (const kind of KINDS) {
    const cloud = fleet(kind, size);
    const { error } = await run(cloud, "deploy", more);
    expect(error).toMatchObject({ id: "in-place-no-batch" });
    if (size === 2) expect((error as DeliveryError).message).toContain("50 %");
    expect(cloud.writes).toEqual([]);
  }
});

test.each(["INSUFFICIENT_DATA", "ALARM", undefined])(
  "an alarm that is %s is refused before anything is changed",
  async (state) => {
    const cloud = fleet("group");
    if (state !== undefined) cloud.alarms.set("shop-5xx", state);
    const { error } = await run(cloud, "deploy", { alarms: ["shop-5xx"] });
    expect(error).toMatchObject({ id: "in-place-alarm" });
    expect(cloud.writes).toEqual([]);
  },
);

test.each(KINDS)(
  "without a former revision on record and without rollback-commands there would be no way back (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    for (const { tags } of cloud.machines) tags.clear();
    expect((await run(cloud, "deploy")).error).toMatchObject({ id: "in-place-no-former" });
    expect(cloud.writes).toEqual([]);
    expect((await run(cloud, "deploy", { rollbackCommands: "back" })).error).toBeUndefined();
    expect((await run(cloud, "rollback", { rollbackCommands: "back" })).error).toBeUndefined();
    expect(cloud.runs()).toEqual(all(4, "?"));
    isRestored(cloud);
  },
);
