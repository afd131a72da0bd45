import { describe, expect, test } from "vitest";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { planStep } from "../../src/platforms/nginx/plan.ts";
import type { Keeper, SideRecord } from "../../src/platforms/nginx/routing-state.ts";
import type { BootState, Snapshot } from "../../src/platforms/nginx/snapshot.ts";
import { BLUE, GREEN, intentOf, kindsOf, rolling, settings, side } from "./nginx-world.ts";

const UNIT: Keeper = { kind: "unit", template: "shop@" };
const ON: BootState = { starts: true, how: "enabled" };
const OFF: BootState = { starts: false, how: "disabled" };

/** v2 is rolled out beside v1, both kept in one way, with a share of the traffic. */
function world(share: number, boot: { blue: BootState; green: BootState }, keeper = UNIT, more = {}): Snapshot {
  const record = (revision: string): SideRecord => ({ revision, up: true, keeper });
  const switched = share === 0 ? null : ({ by: "shift", at: 1, to: share / 100, verified: true } as const);
  return rolling(
    { sides: [record("v1"), record("v2")], share, switched, ...more },
    { blue: side(BLUE, "v1", { boot: boot.blue }), green: side(GREEN, "v2", { boot: boot.green }) },
  );
}

function planned(step: Step, seen: Snapshot, supervisor?: { kind: "unit"; template: string }) {
  const { revision: _, ...rest } = settings;
  const weight = step === "shift" ? 50 : undefined;
  return planStep({ ...rest, revision: undefined, supervisor }, intentOf(step, { weight }), seen);
}

const boots = (text: string[]) => text.map((line) => line.split(" (so far")[0]?.split(" any more")[0]);

describe("who serves starts at boot", () => {
  test("a side is started at boot before its first request, the other no longer after its last", () => {
    const shift = boots(kindsOf(planned("shift", world(0, { blue: ON, green: OFF }))));
    expect(shift).toEqual([
      "boot: Have shop@7002 started at boot: it serves",
      "switch: Set the weights to blue 50 (shop@7001), green 50 (shop@7002)",
    ]);
    const promote = boots(kindsOf(planned("promote", world(5_000, { blue: ON, green: ON }))));
    expect(promote).toEqual([
      "switch: Set the weights to blue 0 (shop@7001), green 100 (shop@7002)",
      "boot: Have shop@7001 not started at boot",
    ]);
  });

  test("on the way back traffic goes first", () => {
    const rollback = boots(kindsOf(planned("rollback", world(10_000, { blue: OFF, green: ON }))));
    expect(rollback).toEqual([
      "switch: Set the weights to blue 100 (shop@7001), green 0 (shop@7002)",
      "boot: Have shop@7001 started at boot: it serves",
      "boot: Have shop@7002 not started at boot",
    ]);
  });

  test("a side that goes is disabled before it is stopped, and what is as it should be is left alone", () => {
    const supervisor = { kind: "unit", template: "shop@" } as const;
    const left = kindsOf(planned("teardown", world(10_000, { blue: ON, green: ON }), supervisor));
    const order = left.filter((line) => /^(boot|stop)/.test(line)).map((line) => line.split(":")[0]);
    expect(order).toEqual(["boot", "stop"]);
    const done = kindsOf(planned("teardown", world(10_000, { blue: OFF, green: ON }), supervisor));
    expect(done.filter((line) => line.startsWith("boot"))).toEqual([]);
  });

  test("a step that has nothing else to do repairs it", () => {
    const done = planned("promote", world(10_000, { blue: OFF, green: OFF }));
    expect(boots(kindsOf(done))).toContain("boot: Have shop@7002 started at boot: it serves");
  });

  test("a container's policy is set, and never taken back", () => {
    const none = { starts: false, how: "web has restart: no" };
    const promote = planned("promote", world(0, { blue: ON, green: none }, { kind: "compose" }));
    const summaries = promote.changes.filter(({ kind }) => kind === "boot").map(({ summary }) => summary);
    expect(summaries).toEqual(["Have shop@7002 started at boot: it serves (so far: web has restart: no)"]);
  });

  test("what cannot be made to start is told and stops nothing; `status` tells of who serves", () => {
    const never = { starts: false, how: "shop@7002.service is static", cannot: true };
    const seen = world(10_000, { blue: OFF, green: never });
    const promote = planned("promote", seen);
    expect(promote.changes.map(({ kind }) => kind)).not.toContain("boot");
    expect(promote.warnings).toContain("Nothing starts shop@7002 at boot: shop@7002.service is static.");
    const [warning] = planned("status", seen).warnings;
    expect(warning).toContain("shop@7002 serves, but nothing would start it at boot");
  });

  test("commands are nobody's at boot", () => {
    const seen = rolling({ share: 5_000 });
    expect(planned("promote", seen).changes.map(({ kind }) => kind)).not.toContain("boot");
  });
});
