import { describe, expect, test } from "vitest";
import { runs as runsOf } from "../../src/platforms/ec2/groups/marks.ts";
import { identify } from "../../src/platforms/ec2/weighted/sides.ts";
import type { Run } from "./ec2-runs.ts";
import { runTogether, SharedWorld } from "./ec2-runs.ts";
import type { Given } from "./fixtures.ts";
import { EC2 } from "./fixtures.ts";
import { CAPACITY, idle, worldAfter } from "./plans.ts";
import type { World } from "./world.ts";
import { ARNS, idleWorld, ROUTES, sharesOf } from "./world.ts";

const step = (name: string, more: Given = {}): Given => ({
  ...EC2,
  listeners: ROUTES.join(),
  strategy: "canary",
  "auto-scaling-groups": "web-a, web-b",
  step: name,
  ...more,
});
const deploy = (image: string, more: Given = {}) => step("deploy", { "image-id": image, ...more });
const [A, B] = ["ami-0000000a", "ami-0000000b"];

/** Two runs, the second begun so long after the first, from the beginning of the first to beyond its end. */
async function together(world: World, first: Given, second: Given, offsets: readonly number[]) {
  const results: { shared: SharedWorld; ended: string[]; after: number }[] = [];
  for (const after of offsets) {
    const shared = new SharedWorld(world);
    const runs: Run[] = [
      { given: first, after: 0 },
      { given: second, after },
    ];
    const ended = await runTogether(shared, runs);
    expect(shared.outages, `${after} ms`).toEqual([]);
    results.push({ shared, ended, after });
  }
  return results;
}

const every = (ms: number, until: number) => Array.from({ length: until / ms + 1 }, (_, index) => index * ms);
const green = ({ world }: SharedWorld) => new Set(sharesOf(world.seen.routes, ARNS[1]));

describe("two runs at once, begun at any distance", () => {
  test("teardown and rollback: nobody loses a request, and whoever succeeds has what it wanted", async () => {
    const results = await together(
      worldAfter("deploy A", "promote"),
      step("teardown"),
      step("rollback"),
      every(50, 6_000),
    );
    for (const { shared, ended, after } of results) {
      const [teardown, rollback] = ended;
      const { blue, marked } = identify(shared.world.seen);
      if (teardown === "success") expect(marked, `${after} ms`).toBe(false);
      if (rollback === "success" && teardown !== "success") {
        expect([...green(shared)], `${after} ms`).toEqual([0]);
        expect(blue.group, `${after} ms`).toMatchObject({ name: "web-a", min: 1, desired: 2 });
      }
      expect(ended, `${after} ms`).toContain("success");
    }
  });

  test.each(["paired", "cloned"] as const)("two deploys of different images: one wins (%s)", async (fleet) => {
    const groups = fleet === "paired" ? {} : { "auto-scaling-groups": "web" };
    const world = fleet === "paired" ? idle() : idleWorld({ fleet, capacity: CAPACITY });
    const results = await together(world, deploy(A, groups), deploy(B, groups), every(50, 5_000));
    for (const { shared, ended, after } of results) {
      expect(
        ended.filter((each) => each === "success"),
        `${after} ms: ${ended}`,
      ).toHaveLength(1);
      const won = `image-id=${ended[0] === "success" ? A : B}`;
      const { group } = identify(shared.world.seen).green;
      expect(group === undefined ? "" : runsOf(group), `${after} ms`).toBe(won);
      expect(Object.keys(shared.world.versions.made), `${after} ms`).toHaveLength(1);
    }
  });

  test("a shift that bakes and a rollback: the shift never ends well on a version that was rolled back", async () => {
    const shift = step("shift", { weight: "50", "bake-time": "10s" });
    const results = await together(worldAfter("deploy A"), shift, step("rollback"), every(100, 9_000));
    for (const { shared, ended, after } of results) {
      if (ended[1] !== "success") continue;
      expect([...green(shared)], `${after} ms: ${ended}`).toEqual([0]);
      expect(ended[0], `${after} ms`).not.toBe("success");
    }
  });

  test("promote and rollback: who ends last with success has the traffic where it says", async () => {
    const world = worldAfter("deploy A", "shift 50");
    for (const steps of [
      ["promote", "rollback"],
      ["rollback", "promote"],
    ] as const) {
      const [first, second] = steps;
      for (const { shared, ended, after } of await together(world, step(first), step(second), every(50, 3_000))) {
        const last = shared.order.at(-1) ?? 0;
        expect(ended, `${after} ms`).toContain("success");
        if (ended[last] !== "success") continue;
        expect([...green(shared)], `${after} ms: ${ended}`).toEqual([steps[last] === "promote" ? 100 : 0]);
      }
    }
  });

  test("a rollout that is given up, and its promote: what was promoted is never removed", async () => {
    for (const after of every(100, 6_000)) {
      const shared = new SharedWorld(worldAfter("deploy A"));
      const giving = { rollout: "octo/shop/runs/7", givesUp: true };
      const ended = await runTogether(shared, [
        { given: step("teardown"), after: 0, more: giving },
        { given: step("promote"), after },
      ]);
      expect(shared.outages, `${after} ms`).toEqual([]);
      if (ended[1] === "success") {
        expect(ended[0], `${after} ms`).not.toBe("success");
        expect([...green(shared)], `${after} ms`).toEqual([100]);
      }
    }
  });
});
