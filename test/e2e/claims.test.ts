import { afterEach, describe, expect, test } from "vitest";
import { structures } from "../aws/params.ts";
import { errorOf, ofRun } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

async function versions(): Promise<number> {
  const answer = await world.ec2("DescribeLaunchTemplateVersions", { LaunchTemplateId: world.templateId });
  return structures(answer, "launchTemplateVersionSet").length;
}

describe.each(["paired", "cloned"] as const)("of two deploys at the same moment: %s", (fleet) => {
  test("one wins; the other names it and leaves nothing", async () => {
    world = await createWorld({ fleet });
    const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
    const images = [world.images.v2, v3];
    const results = await Promise.all(
      images.map(({ id }, index) => world.step("deploy", { "image-id": id }, ofRun(index + 2))),
    );
    const won = results.flatMap(({ conclusion }, index) => (conclusion === "success" ? [index] : []));
    expect(won).toHaveLength(1);
    const [winner = 0] = won;
    const loser = results[1 - winner];
    expect(loser === undefined ? undefined : errorOf(loser)).toMatchObject({
      code: "locked",
      message: expect.stringContaining(`runs/${winner + 2}`),
    });
    const green = world.group(fleet === "paired" ? "shop-b" : "shop-v001");
    const image = images[winner];
    expect(green?.tags.get("progressive-delivery:revision")?.value).toBe(`image-id=${image?.id}`);
    expect(await versions()).toBe(2);
    expect((await world.step("promote")).outputs.phase).toBe("promoted");
    // A load balancer obeys a little later than it answers.
    const served = async () => (await fetch(world.url())).headers.get("x-version");
    await until("the winner's version to be served", async () => (await served()) === image?.version);
  });

  test("of the same revision, one goes on with it alone", async () => {
    world = await createWorld({ fleet });
    const deploy = (run: number) => world.step("deploy", { "image-id": world.images.v2.id }, ofRun(run));
    const results = await Promise.all([deploy(2), deploy(3)]);
    const codes = results.map((result) => (result.conclusion === "success" ? "success" : errorOf(result)?.code));
    expect(codes).toContain("success");
    for (const code of codes) expect(["success", "locked"]).toContain(code);
    expect(await versions()).toBe(2);
    expect((await world.step("status")).outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
  });
});

test("a group that is gone already when it is to be deleted is what was wanted", async () => {
  world = await createWorld({ fleet: "cloned" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "UpdateAutoScalingGroup") world.aws.autoScaling.groups.delete("shop");
  };
  const teardown = await world.step("teardown", { "scale-down-delay": "1s" });
  expect(teardown).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
});
