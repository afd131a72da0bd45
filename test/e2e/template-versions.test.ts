import { afterEach, expect, test } from "vitest";
import { errorOf } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** A launch template has room for 10,000 versions, and each deploy makes one. */

let world: World;
afterEach(() => world.close());

const template = () => {
  const found = world.aws.ec2.templates.all.get(world.templateId);
  if (found === undefined) throw new Error("The template is gone.");
  return found;
};
const numbers = () => template().versions.map(({ number }) => number);

/** Versions with a description, as if made long ago. */
function fill(count: number, description: string): void {
  const { versions } = template();
  const [first] = versions;
  if (first === undefined) throw new Error("The template is empty.");
  for (let made = 0; made < count; made += 1) {
    template().lastNumber += 1;
    versions.push({ ...first, number: template().lastNumber, description, token: undefined });
  }
}

const OURS = "image-id=ami-0abc (octo/shop/runs/1)";

test("a template that is full is told with a way out, which deletes only what deploys made and nobody uses", async () => {
  world = await createWorld();
  fill(5_000, "made by hand");
  fill(4_999, OURS);
  // Another group runs one of ours, and the template's default is another.
  await world.scaling("CreateAutoScalingGroup", {
    AutoScalingGroupName: "batch",
    MinSize: 0,
    MaxSize: 1,
    VPCZoneIdentifier: world.aws.ec2.subnets.map(({ subnetId }) => subnetId).join(","),
    LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "6000" },
  });
  await world.ec2("ModifyLaunchTemplate", { LaunchTemplateId: world.templateId, SetDefaultVersion: "7000" });

  const full = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(errorOf(full)).toMatchObject({ code: "unsuitable", remedy: expect.stringContaining("keep-versions") });
  expect(full.log.text).toContain("The launch template shop has as many versions as EC2 allows");
  expect(numbers()).toHaveLength(10_000);

  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, "keep-versions": "10" });
  expect(deploy.outputs.phase).toBe("deployed");
  const left = numbers();
  expect(left.filter((number) => number <= 5_001)).toHaveLength(5_001);
  expect(left.filter((number) => number > 5_001)).toEqual([
    6_000,
    7_000,
    ...Array.from({ length: 10 }, (_, index) => 9_991 + index),
    10_001,
  ]);
});

test("without keep-versions no version is ever deleted", async () => {
  world = await createWorld();
  fill(20, OURS);
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect(numbers()).toHaveLength(22);
  expect(world.aws.calls.map(({ action }) => action)).not.toContain("DeleteLaunchTemplateVersions");
});
