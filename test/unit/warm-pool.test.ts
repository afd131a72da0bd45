import type { WarmPoolConfiguration } from "@aws-sdk/client-auto-scaling";
import { expect, test } from "vitest";
import { formatPool, parsePool } from "../../src/platforms/ec2/groups/warm-pool.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { stagesOf } from "./model.ts";
import { idle, planOf } from "./plans.ts";
import type { World } from "./world.ts";
import { groupNamed, resize, withGroup } from "./world.ts";

const POOL: WarmPoolConfiguration = { MinSize: 1, PoolState: "Running", InstanceReusePolicy: { ReuseOnScaleIn: true } };

/** The idle group of a pair with an instance of the former version in its pool, and one that somebody left running. */
function withOldPool(world: World): World {
  const pooled = withGroup(world, "web-b", (group) => ({
    ...group,
    raw: { ...group.raw, WarmPoolConfiguration: POOL },
  }));
  const old = [{ id: "i-old", lifecycle: "Warmed:Running", templateVersion: "1", protected: false }];
  return { ...pooled, seen: { ...pooled.seen, pools: { "web-b": old } } };
}

/** Deploys, at most `cut` calls of it. */
function deploy(world: World, cut = Number.POSITIVE_INFINITY): World {
  const { changes } = planOf("deploy", world);
  const token = changes.map((change) => (change.kind === "create-template-version" ? change.clientToken : "")).join("");
  const stages = changes.flatMap((change) => stagesOf(change, token)).slice(0, cut);
  return stages.flatMap(({ effects }) => effects).reduce((now, effect) => effect(now) ?? now, world);
}

test.each([
  ["an idle group", withOldPool(idle())],
  ["a group that still runs an instance", withOldPool(resize(idle(), "web-b", { desired: 1 }))],
])("the warm pool of %s is renewed and stays what it was, wherever the deploy is cut off", (_what, world) => {
  const whole = planOf("deploy", world).changes.map(({ kind }) => kind);
  expect(whole.indexOf("delete-warm-pool")).toBeLessThan(whole.indexOf("set-template"));
  expect(whole.indexOf("set-template")).toBeLessThan(whole.indexOf("put-warm-pool"));
  expect(whole.indexOf("put-warm-pool")).toBeLessThan(whole.lastIndexOf("set-capacity"));
  for (let cut = 0; cut < 40; cut += 1) {
    const end = deploy(deploy(world, cut));
    const { raw, tags, template } = groupNamed(end, "web-b");
    expect(formatPool(raw.WarmPoolConfiguration ?? {}), `cut off after ${cut}`).toBe(formatPool(POOL));
    expect(tags).not.toHaveProperty(TAG.warmPool);
    expect(end.seen.pools["web-b"]?.map(({ templateVersion }) => templateVersion)).toEqual([template?.version]);
  }
});

test("a pool of the version that is deployed stays, and so does one of a group that has traffic", () => {
  const deployed = deploy(withOldPool(idle()));
  expect(planOf("deploy", deployed).changes).toEqual([]);
});

test.each<[WarmPoolConfiguration, string]>([
  [{}, "-/0/Stopped/false"],
  [{ MaxGroupPreparedCapacity: -1, MinSize: 2, PoolState: "Hibernated" }, "-/2/Hibernated/false"],
  [{ MaxGroupPreparedCapacity: 0, ...POOL }, "0/1/Running/true"],
])("what a pool was put with survives in a tag: %j", (pool, text) => {
  expect(formatPool(pool)).toBe(text);
  expect(formatPool(parsePool(text) ?? {})).toBe(text);
});

test("a tag that somebody wrote is not put as a pool", () => {
  expect(["", undefined, "1/2/Gone/true", "-1/0/Stopped/false"].map(parsePool)).toEqual(Array(4).fill(undefined));
});
