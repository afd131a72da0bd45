import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../runner/runner.ts";
import { createShop, errorsOf, failures } from "./repository.ts";
import { createWorld } from "./world.ts";

test("janitor.yml lists what was forgotten; when it may, it goes back and tears down what serves nothing", async () => {
  const world = await createWorld({ referenced: true });
  const repository = createShop(world);
  const home = mkdtempSync(join(tmpdir(), "janitor-"));
  const alone = join(home, "janitor.yml");
  const text = readFileSync(join(ROOT, "examples", "janitor.yml"), "utf8");
  writeFileSync(alone, text.replace("service: [shop, search, blog]", "service: [shop]"));
  // A day is a second here.
  const adjust = (inputs: Record<string, string>) =>
    inputs["expires-after"] === undefined ? inputs : { ...inputs, "expires-after": "1s" };
  const look = async () => [await world.weights(), (await world.step("status")).outputs.phase];
  const cleanedUp = async () => {
    const onApproval = async (environment: string) =>
      environment === "production-teardown" ? ("approved" as const) : ("rejected" as const);
    const run = await repository.run(alone, { adjust, vars: { DELIVERY_JANITOR: "true" }, onApproval });
    return run.get("clean-up (shop)")?.runs.map(({ outputs }) => outputs.phase);
  };
  try {
    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("shift", { strategy: "canary", weight: "50" });
    const listed = await repository.run("janitor.yml", { adjust });
    expect(failures(listed)).toEqual(["report: failure", "clean-up: skipped"]);
    expect(errorsOf(listed, "report").split("\n")).toEqual(
      expect.arrayContaining(
        ["shop", "search", "blog"].map((name) => `| ${name} | shifting | acme/shop/runs/4242 | true |  |  |`),
      ),
    );
    expect(await look()).toEqual(["a=50 b=50", "shifting"]);
    expect(await cleanedUp()).toEqual(["rolled-back", "idle"]);
    expect(await look()).toEqual(["a=100 b=0", "idle"]);

    // What was promoted stays; what was forgotten is the fleet that it has replaced.
    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("promote");
    expect(await cleanedUp()).toEqual(["idle"]);
    expect(await look()).toEqual(["a=0 b=100", "idle"]);
  } finally {
    repository.close();
    rmSync(home, { recursive: true });
    await world.close();
  }
});
