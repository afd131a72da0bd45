import { expect, test } from "vitest";
import type { VersionInfo } from "../../src/platforms/ec2/groups/template-versions.ts";
import { describeVersion, prunable, versionsUsed } from "../../src/platforms/ec2/groups/template-versions.ts";

const RUN = "octo/shop/runs/7";

function versions(count: number, more: Record<number, Partial<VersionInfo>> = {}): VersionInfo[] {
  const description = describeVersion("image-id=ami-0abc", RUN);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    description,
    isDefault: false,
    ...more[index + 1],
  }));
}

test("the newest of ours stay, and of the older ones those that are used, the default, and those of other people", () => {
  const list = versions(8, { 1: { isDefault: true }, 2: { description: "by hand" }, 3: { description: undefined } });
  expect(prunable(list, new Set(["4"]), 2)).toEqual([6, 5]);
});

test("the newest version of all stays, also where it is the oldest of ours that may go", () => {
  expect(prunable(versions(1), new Set(), 0)).toEqual([]);
});

test.each([
  [describeVersion("image-id=ami-0abc", RUN), true],
  [describeVersion("user-data=sha256:0123456789ab", RUN), true],
  [describeVersion("image-id=ami-0abc user-data=sha256:0123456789ab", RUN), true],
  ["image-id=ami-0abc", false],
  [`something else (${RUN})`, false],
  [` (${RUN})`, false],
])("a version described as %j is this action's: %s", (description, ours) => {
  const list = [...versions(1, { 1: { description } }), { number: 2, description: undefined, isDefault: false }];
  expect(prunable(list, new Set(), 0)).toEqual(ours ? [1] : []);
});

test("a version is used by a group, by its overrides, and by instances that still run it", () => {
  const template = { id: "lt-1", name: "web" };
  const of = (Version: string, more = {}) => ({ LaunchTemplateId: "lt-1", Version, ...more });
  const base = { AutoScalingGroupName: "web", MinSize: 0, MaxSize: 1, DesiredCapacity: 0, DefaultCooldown: 300 };
  const group = { ...base, AvailabilityZones: [], HealthCheckType: "ELB", CreatedTime: new Date(0) };
  const instance = { InstanceId: "i-1", AvailabilityZone: "eu-west-1a", LifecycleState: "InService" as const };
  const running = { ...instance, HealthStatus: "Healthy", ProtectedFromScaleIn: false, LaunchTemplate: of("1") };
  const policy = {
    LaunchTemplateSpecification: { LaunchTemplateName: "web", Version: "3" },
    Overrides: [
      { LaunchTemplateSpecification: of("4") },
      { LaunchTemplateSpecification: { LaunchTemplateId: "lt-2", Version: "9" } },
    ],
  };
  const groups = [
    { ...group, LaunchTemplate: of("2"), Instances: [running] },
    { ...group, MixedInstancesPolicy: { LaunchTemplate: policy } },
  ];
  expect([...versionsUsed(groups, template)].sort()).toEqual(["1", "2", "3", "4"]);
});
