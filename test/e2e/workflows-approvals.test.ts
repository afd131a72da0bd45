import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Concurrency } from "../runner/concurrency.ts";
import type { WorkflowRun } from "../runner/workflow.ts";
import type { Repository } from "./repository.ts";
import { createShop, errorsOf } from "./repository.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** What happens at, and around, an approval: in the examples, through the workflows that they call. */
let world: World;
let repository: Repository;
beforeEach(async () => {
  world = await createWorld({ referenced: true });
  repository = createShop(world);
});
afterEach(async () => {
  repository.close();
  await world.close();
});

const v2 = () => ({ "image-id": world.images.v2.id });
const results = (run: WorkflowRun, ...jobs: string[]) => jobs.map((job) => run.get(job)?.result);

test("a rejected approval leaves the traffic as it is, nothing follows, and rollback.yml cleans up", async () => {
  const run = await repository.run("blue-green.yml", { inputs: v2(), onApproval: () => "rejected" });
  expect(results(run, "deliver / deploy", "deliver / promote", "deliver / teardown")).toEqual([
    "success",
    "failure",
    "skipped",
  ]);
  expect(run.get("deliver / promote")?.runs).toEqual([]);
  expect(await world.weights()).toBe("a=100 b=0");

  const cleaned = await repository.run("rollback.yml", { inputs: { teardown: true } });
  expect(cleaned.get("rollback")).toMatchObject({ result: "success", outputs: { phase: "idle" } });
  expect(world.group("shop-b")?.desired).toBe(0);
});

test("a rung that is rejected leaves the weight of the one before, and promote does not jump over it", async () => {
  const onApproval = async () => ((await world.weights()) === "a=90 b=10" ? "rejected" : "approved");
  const run = await repository.run("canary.yml", { inputs: v2(), onApproval: onApproval as never });
  const jobs = ["deliver / rung-1", "deliver / rung-2", "deliver / promote", "deliver / teardown"];
  expect(results(run, ...jobs)).toEqual(["success", "failure", "skipped", "skipped"]);
  expect(await world.weights()).toBe("a=90 b=10");
});

test("a rollback by hand need not wait for an approval, and what is approved afterwards is refused", async () => {
  const concurrency = new Concurrency();
  let back: WorkflowRun | undefined;
  const onApproval = async () => {
    if ((await world.weights()) !== "a=90 b=10") return "approved" as const;
    back = await repository.run("rollback.yml", { concurrency });
    return "approved" as const;
  };
  const run = await repository.run("canary.yml", { inputs: v2(), onApproval, concurrency });
  expect(back?.get("rollback")).toMatchObject({ result: "success", outputs: { phase: "rolled-back" } });
  expect(run.get("deliver / rung-2")?.result).toBe("failure");
  expect(errorsOf(run, "deliver / rung-2")).toContain("The live state is not the one that was approved");
  expect(results(run, "deliver / promote", "deliver / teardown")).toEqual(["skipped", "skipped"]);
  expect(await world.weights()).toBe("a=100 b=0");
});

test.each(["blue-green.yml", "paired.yml"])(
  "%s: an approval is not good for another version than the one that was shown",
  async (file) => {
    const onApproval = async () => {
      await world.scaling("UpdateAutoScalingGroup", {
        AutoScalingGroupName: "shop-b",
        LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "1" },
      });
      return "approved" as const;
    };
    const run = await repository.run(file, { inputs: v2(), onApproval });
    const promote = file === "paired.yml" ? "promote" : "deliver / promote";
    expect(run.get(promote)?.result).toBe("failure");
    expect(errorsOf(run, promote)).toContain("The live state is not the one that was approved");
    expect(await world.weights()).toBe("a=100 b=0");
  },
);

test("the failed jobs of a run can be run again: what was deployed is promoted, not deployed once more", async () => {
  const resize = (size: number) =>
    world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-b", MinSize: size, DesiredCapacity: size });
  const onApproval = async (environment: string) => {
    if (environment === "production") await resize(0);
    return "approved" as const;
  };
  const failed = await repository.run("blue-green.yml", { inputs: v2(), onApproval });
  expect(results(failed, "deliver / promote", "deliver / teardown")).toEqual(["failure", "skipped"]);
  expect(await world.weights()).toBe("a=100 b=0");

  await resize(2);
  await world.healthy(world.greenTg, 2);
  const since = world.aws.calls.length;
  const again = await repository.run("blue-green.yml", { inputs: v2(), attempt: failed });
  expect(results(again, "deliver / deploy", "deliver / promote", "deliver / teardown")).toEqual([
    "success",
    "success",
    "success",
  ]);
  expect(world.aws.calls.slice(since).map(({ action }) => action)).not.toContain("CreateLaunchTemplateVersion");
  await until("v2 to be served", async () => (await (await fetch(world.url())).text()) === "v2\n");
});

describe("concurrency", () => {
  const as = (id: string) => ({ step: { env: { GITHUB_RUN_ID: id } } });

  test("later runs wait in turn while the first waits for its approval, and none is cancelled", async () => {
    const concurrency = new Concurrency();
    const order: string[] = [];
    const later: Promise<WorkflowRun>[] = [];
    const onApproval = async (environment: string) => {
      if (environment !== "production") return "approved" as const;
      for (const name of ["second", "third"]) {
        const run = repository.run("blue-green.yml", { inputs: v2(), concurrency, ...as(name) });
        later.push(run.finally(() => order.push(name)));
        await until(`${name} in the line`, () => concurrency.waiting("deliver-shop") === later.length);
      }
      return "approved" as const;
    };
    const run = await repository.run("blue-green.yml", { inputs: v2(), onApproval, concurrency, ...as("first") });
    expect(order).toEqual([]);
    expect(run.get("deliver")).toMatchObject({ result: "success", outputs: { phase: "idle" } });
    const finished = await Promise.all(later);
    expect(order).toEqual(["second", "third"]);
    for (const one of finished) expect(results(one, "deliver", "deliver / promote")).toEqual(["success", "skipped"]);
  });

  test("a run that is cancelled while it waits leaves the traffic alone and lets the next one begin", async () => {
    const concurrency = new Concurrency();
    const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
    let next: Promise<WorkflowRun> | undefined;
    const onApproval = async () => {
      next = repository.run("blue-green.yml", { inputs: { "image-id": v3.id }, concurrency, ...as("second") });
      await until("the second in the line", () => concurrency.waiting("deliver-shop") === 1);
      return "cancelled" as const;
    };
    const run = await repository.run("blue-green.yml", { inputs: v2(), onApproval, concurrency, ...as("first") });
    expect(results(run, "deliver / promote", "deliver / teardown")).toEqual(["cancelled", "cancelled"]);
    expect(await world.weights()).toBe("a=100 b=0");
    const locked = await next;
    expect(locked?.get("deliver / deploy")?.result).toBe("failure");
    expect(errorsOf(locked ?? new Map(), "deliver / deploy")).toContain("held by acme/shop/runs/first");
    expect(await world.weights()).toBe("a=100 b=0");
  });
});

describe("who is not on the list of actors", () => {
  const untouched = async (example: string, job: string, more: Parameters<Repository["run"]>[1]) => {
    const since = world.aws.calls.length;
    const run = await repository.run(example, more);
    const { result, roles, runs } = run.get(job) ?? {};
    expect({ result, roles, runs }).toEqual({ result: "failure", roles: [], runs: [] });
    expect(world.aws.calls.slice(since)).toEqual([]);
    return errorsOf(run, job);
  };

  test.each([
    ["rollback.yml", "rollback"],
    ["promote.yml", "promote"],
    ["by-hand.yml", "by-hand"],
  ])("%s refuses them before there are credentials", async (example, job) => {
    expect(await untouched(example, job, { actor: "mallory" })).toContain("::error::mallory is not in allowed-actors");
    expect(await untouched(example, job, { actor: "octocat", triggeringActor: "mallory" })).toContain("mallory is not");
    expect(await untouched(example, job, { actor: "mallory", triggeringActor: "octocat" })).toContain("mallory is not");
    expect(await untouched(example, job, { actor: "octo" })).toContain("octo is not");
    expect(await untouched(example, job, { vars: { DELIVERY_ACTORS: "octocat-2, my-octocat" } })).toContain(
      "octocat is not",
    );
    expect(await untouched(example, job, { vars: {} })).toContain("octocat is not");
    expect(await untouched(example, job, { vars: { DELIVERY_ACTORS: "$(id); ::x::" } })).toContain("octocat is not");
  });

  test("is refused by the action itself too, with no call made", async () => {
    const since = world.aws.calls.length;
    const env = { GITHUB_TRIGGERING_ACTOR: "mallory" };
    const step = await world.step("status", { "allowed-actors": "octocat" }, { env });
    expect(step.log.text).toContain("mallory may not run this step");
    expect(JSON.parse(step.outputs.result ?? "").error).toMatchObject({ code: "refused" });
    expect(world.aws.calls.slice(since)).toEqual([]);
  });

  test("those on it are let through, whatever the case of the letters", async () => {
    const vars = { DELIVERY_ACTORS: "hubot,\n OctoCat" };
    const run = await repository.run("by-hand.yml", { vars });
    expect(run.get("by-hand")).toMatchObject({ result: "success", outputs: { phase: "idle" } });
    const anybody = await repository.run("by-hand.yml", { vars: { DELIVERY_ACTORS: "*" }, actor: "mallory" });
    expect(anybody.get("by-hand")?.result).toBe("success");
  });
});
