import { afterAll, beforeAll, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { until } from "../aws/until.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

/** Groups whose machines cannot be replaced, or not with the way back: each is refused with its cause, and left as it is. */

let world: SingleWorld;
beforeAll(async () => {
  world = await createSingleWorld({ size: 2 });
});
afterAll(() => world.close());

/** Makes a launch template version of the first with another image, and gives its number. */
async function versionWith(ImageId: string): Promise<string> {
  const given = { LaunchTemplateId: world.templateId, SourceVersion: "1", LaunchTemplateData: { ImageId } };
  const { launchTemplateVersion } = await world.ec2("CreateLaunchTemplateVersion", given);
  return String((launchTemplateVersion as Params).versionNumber);
}
const update = (params: Params) => world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop", ...params });
const template = (Version: string): Params => ({ LaunchTemplateId: world.templateId, Version });
const mixed = (override: Params): Params => ({
  MixedInstancesPolicy: {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateId: world.templateId, Version: "1" },
      Overrides: [override],
    },
  },
});
const processes = (ScalingProcesses: string[]) => ({ AutoScalingGroupName: "shop", ScalingProcesses });

interface Case {
  name: string;
  spoil?: () => Promise<unknown>;
  mend?: () => Promise<unknown>;
  inputs?: Record<string, string>;
  says: string;
}

const CASES: Case[] = [
  {
    name: "a minimum that two machines cannot keep while one is out",
    inputs: { "min-healthy": "90%" },
    says: "2 machines can keep 50 % at most while one is out",
  },
  {
    name: "a launch template version that moves",
    spoil: () => update({ LaunchTemplate: template("$Latest") }),
    says: "$Latest",
  },
  {
    name: "an image that a parameter names",
    spoil: async () => update({ LaunchTemplate: template(await versionWith("resolve:ssm:/shop/image")) }),
    says: "takes its image from a parameter (resolve:ssm:/shop/image)",
  },
  {
    name: "instance types that are chosen by requirements",
    spoil: () => update(mixed({ InstanceRequirements: { VCpuCount: { Min: 1 }, MemoryMiB: { Min: 512 } } })),
    says: "chooses its instance types by requirements (InstanceRequirements)",
  },
  {
    name: "a suspended process that is needed",
    spoil: () => world.scaling("SuspendProcesses", processes(["Launch"])),
    mend: () => world.scaling("ResumeProcesses", processes(["Launch"])),
    says: "shop has suspended processes: Launch",
  },
  {
    // Two machines run; the capacity of four is what one of these would weigh.
    name: "an instance type that weighs as much as the whole group",
    spoil: () => update({ ...mixed({ InstanceType: "t3.micro", WeightedCapacity: "4" }), DesiredCapacity: 4 }),
    says: "weights of its instance types (WeightedCapacity)",
  },
];

test.each(CASES)("$name is refused, and no change is made", async ({ spoil, mend, inputs = {}, says }) => {
  await spoil?.();
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", inputs);
  expect([refused.conclusion, refused.exitCode, refused.outputs.changed]).toEqual(["failure", 1, "false"]);
  expect(refused.log.annotations.find(({ level }) => level === "error")?.message).toContain(says);
  expect(world.mutations(before)).toEqual([]);
  await mend?.();
  await update({ LaunchTemplate: template("1") });
  await until("the group to be as it was", () => world.named() === "1");
});
