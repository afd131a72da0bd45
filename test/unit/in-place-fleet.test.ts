import { expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent, View } from "../../src/delivery/plan.ts";
import type { DeliveryEvent, UndoRecord } from "../../src/engine/events.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { look, runStep } from "../../src/engine/run.ts";
import { finishUndo } from "../../src/engine/undo.ts";
import { InPlacePlatform } from "../../src/platforms/ec2/in-place/index.ts";
import type { InPlaceSettings } from "../../src/platforms/ec2/in-place/settings.ts";
import { MINUTE, Scripted } from "./gated-world.ts";
import type { Kind } from "./in-place-cloud.ts";
import { FakeCloud, GROUP, Killed, SECOND_GROUP, TARGET_GROUP } from "./in-place-cloud.ts";
import { ManualClock } from "./memory.ts";

/** What becomes of a fleet that is changed in place, whatever happens to the step; every call of AWS may be its last. */

const SETTINGS: InPlaceSettings = {
  region: "eu-west-1",
  strategy: "in-place",
  group: GROUP,
  targetGroups: [TARGET_GROUP],
  revision: undefined,
  commands: "deploy",
  rollbackCommands: undefined,
  healthCommand: undefined,
  commandTimeoutMs: 60_000,
  batchTimeoutMs: 300_000,
  batch: undefined,
  minHealthy: undefined,
  bakeMs: 0,
  alarms: [],
  maxErrors: 0,
};

interface Ran {
  error: unknown;
  events: readonly DeliveryEvent[];
  undo: UndoRecord | undefined;
  view: View | undefined;
}

const KINDS: readonly Kind[] = ["group", "targets"];
let runs = 0;

/** One step by the engine, as the action runs it. */
async function run(
  cloud: FakeCloud,
  step: Intent["step"],
  more: Partial<InPlaceSettings> = {},
  id = "octo/shop/runs/7",
  gates?: Scripted,
): Promise<Ran> {
  const events: DeliveryEvent[] = [];
  let undo: UndoRecord | undefined;
  const tools: RunTools = {
    clock: cloud.clock,
    signal: new AbortController().signal,
    gates,
    reporter: { report: (event) => events.push(event) },
    journal: {
      begin: (record) => {
        undo = record;
      },
      end: () => {
        undo = undefined;
      },
    },
  };
  runs += 1;
  const intent: Intent = {
    ...{ step, strategy: "in-place", weight: undefined, ramp: { rungs: [100], bakeMs: undefined }, bakeMs: 0 },
    ...{ rolloutId: id, now: cloud.clock.now(), timeoutMs: 3_600_000, nonce: runs.toString(16).padStart(8, "0") },
  };
  const settings = { ...settingsOf(cloud.kind), ...(step === "deploy" ? { revision: "v2" } : {}), ...more };
  const one = (asked: Intent) =>
    runStep(
      new InPlacePlatform(settings, asked.step, cloud.tools(tools.signal)),
      asked,
      { dryRun: false, expectedState: undefined },
      tools,
    );
  let error: unknown;
  try {
    await rollingBack(intent, { dryRun: false }, tools, one);
  } catch (cause) {
    if (!(cause instanceof DeliveryError) && !(cause instanceof Killed)) throw cause;
    error = cause;
  }
  cloud.killAt = undefined;
  const seen = await look(new InPlacePlatform(settings, "status", cloud.tools(tools.signal)), { clock: cloud.clock });
  return { error, events, undo, view: seen.view };
}

function settingsOf(kind: Kind): InPlaceSettings {
  if (kind === "group") return SETTINGS;
  return { ...SETTINGS, group: undefined, targetGroups: [SECOND_GROUP, TARGET_GROUP] };
}

function fleet(kind: Kind, size = 4): FakeCloud {
  return new FakeCloud(new ManualClock(), size, kind);
}

function isRestored(cloud: FakeCloud, size = 4): void {
  expect({ min: cloud.min, desired: cloud.desired, suspended: [...cloud.suspended] }).toEqual({
    min: size,
    desired: cloud.machines.length,
    suspended: [],
  });
  expect(cloud.machines.map(({ lifecycle }) => lifecycle)).toEqual(cloud.machines.map(() => "InService"));
  expect(cloud.tags).not.toHaveProperty("progressive-delivery:in-place-held");
}

const all = (count: number, what: string) => Array.from({ length: count }, () => what);

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

/** What happens once, before the first call at which it is time. */
function once(cloud: FakeCloud, isTime: () => boolean, happen: () => void): void {
  let happened = false;
  const hand = () => {
    if (happened || !isTime()) return;
    happened = true;
    happen();
  };
  for (let call = 1; call < 2_000; call += 1) cloud.hands.set(call, hand);
}

const isWhole = (cloud: FakeCloud) => cloud.runs().every((revision) => revision === "v2");

test.each(KINDS)(
  "an alarm that turns red between batches has the changed machines put back, and the others are not touched (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    cloud.alarms.set("shop-5xx", "OK");
    once(
      cloud,
      () => cloud.runs().filter((revision) => revision === "v2").length === 2,
      () => cloud.alarms.set("shop-5xx", "ALARM"),
    );
    const { error, view } = await run(cloud, "deploy", { alarms: ["shop-5xx"] });
    expect((error as DeliveryError).message).toContain("shop-5xx turned red");
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(cloud.machines.filter(({ ran }) => ran.length === 0)).toHaveLength(1);
    expect(view).toMatchObject({ phase: "rolled-back", problems: [] });
    isRestored(cloud);
  },
);

test.each(KINDS)(
  "changed machines are watched for the bake time, and the deploy is over only then (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    cloud.alarms.set("shop-5xx", "OK");
    let whole = 0;
    once(
      cloud,
      () => isWhole(cloud),
      () => {
        whole = cloud.clock.now();
      },
    );
    expect((await run(cloud, "deploy", { bakeMs: 120_000, alarms: ["shop-5xx"] })).error).toBeUndefined();
    expect(cloud.clock.now() - whole).toBeGreaterThanOrEqual(120_000);
    isRestored(cloud);
    // Run again there is nothing left to be watched.
    const now = cloud.clock.now();
    expect((await run(cloud, "deploy", { bakeMs: 120_000, alarms: ["shop-5xx"] })).error).toBeUndefined();
    expect(cloud.clock.now()).toBe(now);
  },
);

test.each(KINDS)(
  "a fleet that fails its gates has every machine put back, and one that passes is waited for (%s)",
  async (kind) => {
    for (const verdict of ["fail", "pass"] as const) {
      const cloud = fleet(kind);
      const gates = new Scripted(cloud.clock);
      gates.maxBakeMs = 7 * MINUTE;
      let whole: number | undefined;
      gates.says = (now) => {
        whole ??= now;
        return { verdict: now > whole + 4 * MINUTE ? verdict : "inconclusive" };
      };
      const { error, view } = await run(cloud, "deploy", {}, "octo/shop/runs/7", gates);
      expect(gates.looks.map(({ weight }) => weight)).toEqual(gates.looks.map(() => 100));
      expect(cloud.clock.now() - (whole ?? 0)).toBeGreaterThan(4 * MINUTE);
      if (verdict === "fail") expect(error).toMatchObject({ code: "gates", verdict });
      else expect(error).toBeUndefined();
      expect(cloud.runs()).toEqual(all(4, verdict === "fail" ? "v1" : "v2"));
      expect(view?.phase).toBe(verdict === "fail" ? "rolled-back" : "promoted");
      isRestored(cloud);
    }
  },
);

test.each(KINDS)(
  "a machine that falls ill while it is watched has all put back, the one that was changed last first (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    once(
      cloud,
      () => isWhole(cloud),
      () => cloud.fallIll("i-2"),
    );
    const { error, view } = await run(cloud, "deploy", { bakeMs: 120_000 });
    expect((error as DeliveryError).message).toContain("i-2 became unhealthy during the bake");
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(view).toMatchObject({ phase: "rolled-back", problems: [] });
    isRestored(cloud);
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

/** The order in which machines are changed. */
async function order(kind: Kind): Promise<string[]> {
  const cloud = fleet(kind);
  await run(cloud, "deploy");
  return cloud.commands.flatMap(({ ids }) => ids);
}

/** How many calls of a whole deploy change something; it is cut off after each of them. */
async function writesOf(kind: Kind): Promise<number> {
  const cloud = fleet(kind, 3);
  await run(cloud, "deploy");
  return cloud.writes.length;
}

test.each(KINDS)(
  "cut off after any call that changes something and run again, every machine ran the commands exactly once and nobody is left out (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      await run(cloud, "deploy");
      const { error } = await run(cloud, "deploy", {}, "octo/shop/runs/8");
      expect({ at, error }).toEqual({ at, error: undefined });
      expect({ at, runs: cloud.runs() }).toEqual({ at, runs: all(3, "v2") });
      expect({ at, ran: cloud.machines.map(({ ran }) => ran.length) }).toEqual({ at, ran: [1, 1, 1] });
      expect(cloud.lowest).toBeGreaterThanOrEqual(2);
      isRestored(cloud, 3);
    }
  },
);

test.each(KINDS)(
  "cut off after any call that changes something and rolled back, every machine is as it was (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      await run(cloud, "deploy");
      const { error } = await run(cloud, "rollback");
      expect({ at, error }).toEqual({ at, error: undefined });
      expect({ at, runs: cloud.runs() }).toEqual({ at, runs: all(3, "v1") });
      expect(cloud.lowest).toBeGreaterThanOrEqual(2);
      isRestored(cloud, 3);
    }
  },
);

test.each(KINDS)(
  "cancelled after any call that changes something, post puts back who is out and has nothing running, and a deploy ends it (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      const { undo } = await run(cloud, "deploy");
      if (undo === undefined) continue;
      const running = new Set(
        cloud.commands.flatMap(({ ends }) =>
          [...ends].filter(([, end]) => end.at > cloud.clock.now()).map(([id]) => id),
        ),
      );
      const reporter = { report() {} };
      const signal = new AbortController().signal;
      const intent: Intent = {
        ...{
          step: "deploy",
          strategy: "in-place",
          weight: undefined,
          ramp: { rungs: [100], bakeMs: undefined },
          bakeMs: 0,
        },
        ...{ rolloutId: "octo/shop/runs/7", now: cloud.clock.now(), timeoutMs: 240_000 },
      };
      const platform = new InPlacePlatform({ ...settingsOf(kind), revision: "v2" }, "deploy", cloud.tools(signal));
      await finishUndo(platform, intent, undo, {
        clock: cloud.clock,
        signal,
        reporter,
        journal: { begin() {}, end() {} },
      });
      const out = cloud.machines.filter(({ lifecycle }) => lifecycle === "Standby").map(({ id }) => id);
      expect({ at, left: out.filter((id) => !running.has(id)) }).toEqual({ at, left: [] });
      const min = kind === "group" ? 3 - out.length : 3;
      expect({ at, suspended: [...cloud.suspended], min: cloud.min }).toEqual({ at, suspended: [], min });
      expect({ at, error: (await run(cloud, "deploy")).error }).toEqual({ at, error: undefined });
      expect(cloud.runs()).toEqual(all(3, "v2"));
      isRestored(cloud, 3);
    }
  },
);
