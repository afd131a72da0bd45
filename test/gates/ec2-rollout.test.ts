import { afterEach, expect, test } from "vitest";
import type { Behaviour, CountedShop } from "./counted-shop.ts";
import { createCountedShop, WELL } from "./counted-shop.ts";

/** The whole ramp in one job, with nobody there. */

let shop: CountedShop;
afterEach(() => shop.close());

const RAMP = { strategy: "canary", ramp: "10,50,100", "bake-time": "8m", "max-error-rate": "1%" };
/** The line of the log at which the second rung begins to bake. */
const SECOND_RUNG = "→ Bake 50 %";
const BUSY: Behaviour = { perMinute: 60_000, green: WELL, blue: WELL };

async function deployed(behaviour: Behaviour): Promise<void> {
  shop = await createCountedShop();
  expect((await shop.step("deploy", { "image-id": shop.images.v2.id })).conclusion).toBe("success");
  shop.requests.begin(behaviour);
}

test("a green that is as good as blue is promoted by a rollout", async () => {
  await deployed(BUSY);
  const rollout = await shop.step("rollout", RAMP);
  expect(rollout.conclusion).toBe("success");
  expect(rollout.outputs).toMatchObject({ verdict: "pass", weight: "100", phase: "promoted", changed: "true" });
  expect(await shop.weights()).toBe("a=0 b=100");
  expect(shop.remembered().shifts).toMatch(/^\d{8}:10 \d+:50 \d+:100$/);
});

test("a green that turns bad at the second rung is rolled back by a rollout", async () => {
  await deployed(BUSY);
  const spoil = (line: string) => {
    if (line.startsWith(SECOND_RUNG)) shop.requests.become({ green: { errors: 0.05 } });
  };
  const rollout = await shop.step("rollout", RAMP, { onLine: spoil });
  expect(rollout.conclusion).toBe("failure");
  expect(rollout.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
  expect(await shop.weights()).toBe("a=100 b=0");
});

test("a rollout that was killed at its second rung goes on there with what was fixed before its first move", async () => {
  await deployed(BUSY);
  const kill = new AbortController();
  const onLine = (line: string) => line.startsWith(SECOND_RUNG) && kill.abort();
  await shop.step("rollout", RAMP, { kill: kill.signal, onLine });
  expect(await shop.weights()).toBe("a=50 b=50");
  const before = shop.remembered();
  const again = await shop.step("rollout", RAMP);
  expect(again.conclusion).toBe("success");
  expect(again.outputs).toMatchObject({ weight: "100", phase: "promoted" });
  const { gates, shifts } = shop.remembered();
  expect(gates).toBe(before.gates);
  expect(shifts).toMatch(new RegExp(`^${before.shifts} \\d+:100$`));
});

test("a rollout that its credentials do not outlive is refused before its first move", async () => {
  await deployed(BUSY);
  const since = shop.aws.calls.length;
  const end = new Date(shop.aws.cloudWatch.time.now() + 12 * 60_000).toISOString();
  const rollout = await shop.step("rollout", RAMP, { env: { AWS_CREDENTIAL_EXPIRATION: end } });
  expect(rollout.conclusion).toBe("failure");
  expect(rollout.outputs).toMatchObject({ weight: "0", changed: "false" });
  expect(shop.aws.mutations(since)).toEqual([]);
  const [error] = rollout.log.annotations.filter(({ level }) => level === "error");
  expect(error?.message).toContain("role-duration-seconds");
});
