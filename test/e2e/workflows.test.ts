import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { allWorkflows } from "../docs/workflows.ts";
import type { Repository } from "./repository.ts";
import { addService, createShop, failures, servicesOf } from "./repository.ts";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** The examples, and through them the workflows that they call, with the built action on live traffic. */
let world: World;
let repository: Repository;
afterEach(async () => {
  repository.close();
  await world.close();
});

async function open(options: WorldOptions = {}): Promise<void> {
  world = await createWorld(options);
  repository = createShop(world);
}

const serves = async (url = world.url()) => (await fetch(url)).text();

/** Approves everything, and says what was approved at which weights. */
function approver() {
  const asked: string[] = [];
  const onApproval = async (environment: string) => {
    asked.push(`${environment} at ${await world.weights()}`);
    return "approved" as const;
  };
  return { asked, onApproval };
}

test.each([
  ["blue-green.yml", "paired", "deliver / "],
  ["blue-green.yml", "cloned", "deliver / "],
  ["paired.yml", "paired", ""],
] as const)(
  "%s delivers an image to a %s fleet with one approval, and loses no request",
  async (file, fleet, prefix) => {
    await open({ fleet, referenced: true });
    const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
    const { asked, onApproval } = approver();
    const inputs = { "image-id": world.images.v2.id };
    const run = await repository.run(file, { inputs, onApproval });
    expect(failures(run)).toEqual([]);
    expect(asked).toEqual(["production at a=100 b=0", "production-teardown at a=0 b=100"]);
    expect((await world.step("status")).outputs).toMatchObject({ phase: "idle" });
    expect(await serves()).toBe("v2\n");
    expect((await traffic.stop()).failed).toBe(0);

    const again = await repository.run(file, { inputs });
    expect(again.get(`${prefix}deploy`)?.result).toBe("success");
    expect(again.get(`${prefix}promote`)?.result).toBe("skipped");
    expect(again.get(`${prefix}teardown`)?.result).toBe("skipped");
  },
);

test("the workflow in the README delivers with the config file in the README", async () => {
  world = await createWorld({ referenced: true });
  const { shop } = servicesOf(world);
  repository = createShop(world, shop);
  const written = allWorkflows().find(({ file }) => file === "README.md: .github/workflows/deliver.yml");
  const file = join(mkdtempSync(join(tmpdir(), "readme-")), "deliver.yml");
  writeFileSync(file, written?.text ?? "");
  const run = await repository.run(file, { inputs: { "image-id": world.images.v2.id } });
  expect(failures(run)).toEqual([]);
  expect(await serves()).toBe("v2\n");
  rmSync(dirname(file), { recursive: true });
});

test("canary.yml climbs the ramp with an approval before every rung", async () => {
  await open({ referenced: true });
  const { asked, onApproval } = approver();
  const run = await repository.run("canary.yml", { inputs: { "image-id": world.images.v2.id }, onApproval });
  expect(failures(run).filter((job) => !/rung-[3-9]: skipped$/.test(job))).toEqual([]);
  expect(asked).toEqual([
    "production-canary at a=100 b=0",
    "production-canary at a=90 b=10",
    "production at a=50 b=50",
    "production-teardown at a=0 b=100",
  ]);
  expect(run.get("deliver")).toMatchObject({ result: "success", outputs: { phase: "idle" } });
  expect(await serves()).toBe("v2\n");
});

test("canary.yml climbs by itself between the first approval and the one of promote", async () => {
  world = await createWorld({ referenced: true });
  const { search } = servicesOf(world);
  const ramp = "5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100";
  repository = createShop(world, { services: { search: { ...search, ramp, "bake-time": "0s" } } });
  const { asked, onApproval } = approver();
  const inputs = { "image-id": world.images.v2.id, "approve-every-rung": false };
  const run = await repository.run("canary.yml", { inputs, onApproval });
  expect(failures(run)).toEqual([]);
  // The ramp is one rung longer than the workflow: promote passes over it, after its approval.
  expect(asked).toEqual([
    "production-canary at a=100 b=0",
    "production at a=20 b=80",
    "production-teardown at a=0 b=100",
  ]);
  const weights = run.get("deliver")?.runs.map(({ outputs }) => outputs.weight);
  expect(weights).toEqual(["0", "5", "10", "20", "30", "40", "50", "60", "70", "80", "100", "0"]);
});

test("canary.yml climbs on one shared target group too, by the rungs that its instances make", async () => {
  await open({ shared: true });
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const run = await repository.run("canary.yml", { inputs: { "image-id": world.images.v2.id } });
  expect(failures(run).filter((job) => !/rung-[3-9]: skipped$/.test(job))).toEqual([]);
  const weights = run.get("deliver")?.runs.map(({ outputs }) => outputs.weight);
  expect(weights).toEqual(["0", "33.33", "50", "100", "0"]);
  expect(await serves()).toBe("v2\n");
  expect((await traffic.stop()).failed).toBe(0);
});

// Three services on one machine.
const LONG = { timeout: 600_000 };

test(
  "services.yml begins the second wave when the first serves its new version, and tears down last",
  LONG,
  async () => {
    world = await createWorld({ referenced: true, size: 1, timeScale: 40 });
    const [shop, search] = [await addService(world, "web"), await addService(world, "search")];
    const { shop: blog = {} } = servicesOf(world);
    repository = createShop(world, {
      services: { blog, shop: shop.service, search: { ...search.service, strategy: "canary", ramp: "50, 100" } },
    });
    const urls = { blog: world.url(), shop: shop.url, search: search.url };
    const seen: string[] = [];
    const onApproval = async (environment: string) => {
      const versions = await Promise.all(Object.values(urls).map(async (url) => (await serves(url)).trim()));
      // A canary that has begun answers with either version.
      if (!environment.endsWith("search")) seen.push(`${environment}: ${versions.slice(0, 2)}`);
      return "approved" as const;
    };
    const run = await repository.run("services.yml", { inputs: { "image-id": world.images.v2.id }, onApproval });
    expect(failures(run).filter((job) => !/: skipped$/.test(job))).toEqual([]);
    expect(seen).toEqual([
      "production-blog: v1,v1",
      "production-shop: v2,v1",
      "production-teardown: v2,v2",
      "production-teardown: v2,v2",
      "production-teardown: v2,v2",
    ]);
    expect(run.get("wave-2 (search) / rung-1")?.runs[0]?.outputs.weight).toBe("50");
    expect(await Promise.all(Object.values(urls).map(serves))).toEqual(["v2\n", "v2\n", "v2\n"]);
  },
);

test("a wave that fails stops the next one", async () => {
  await open({ referenced: true });
  const onApproval = () => "rejected" as const;
  const run = await repository.run("services.yml", { inputs: { "image-id": world.images.v2.id }, onApproval });
  expect(run.get("wave-1")?.result).toBe("failure");
  expect(run.get("wave-2")).toMatchObject({ result: "skipped", runs: [] });
  expect(run.get("teardown")).toMatchObject({ result: "skipped", runs: [] });
  expect(await world.weights()).toBe("a=100 b=0");
});

test("without reviewers: by-hand.yml deploys, promote.yml promotes, rollback.yml goes back", async () => {
  await open({ referenced: true });
  const inputs = { step: "deploy", service: "shop", "image-id": world.images.v2.id };
  const deployed = await repository.run("by-hand.yml", { inputs, actor: "hubot" });
  expect(deployed.get("by-hand")).toMatchObject({ result: "success", outputs: { phase: "deployed", weight: "0" } });
  const promoted = await repository.run("promote.yml");
  expect(promoted.get("promote / promote")).toMatchObject({ result: "success", outputs: { phase: "promoted" } });
  expect(promoted.get("promote / teardown")?.result).toBe("skipped");
  await until("the new weights to be obeyed", async () => (await serves()) === "v2\n");

  const back = await repository.run("rollback.yml", { inputs: { teardown: true } });
  expect(failures(back)).toEqual([]);
  expect(back.get("rollback / rollback")?.runs[0]?.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(back.get("rollback")?.outputs).toEqual({ phase: "idle" });
  expect(failures(await repository.run("status.yml"))).toEqual([]);
  expect(await serves()).toBe("v1\n");
});
