import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  LaunchTemplateOverrides,
} from "@aws-sdk/client-auto-scaling";
import { AutoScalingGroup$, CreateAutoScalingGroupType$ } from "@aws-sdk/client-auto-scaling";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CARRIED, cloneRequest, requireOneTemplate, tag, templateAt } from "../../src/platforms/ec2/clone/clone.ts";
import type { Revision } from "../../src/platforms/ec2/settings.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { CLONE_MEMBERS, NOT_CARRIED } from "./clone-members.ts";
import { failureOf, targetGroupArn } from "./fixtures.ts";

/** What the API takes and what it tells, by the SDK's own model: its fifth entry is the list of members. */
const TAKEN: readonly string[] = CreateAutoScalingGroupType$[4];
const TOLD: readonly string[] = AutoScalingGroup$[4];
const MODEL = [...new Set([...TAKEN, ...TOLD])];

describe("the lists of what a clone carries", () => {
  test("are held against a model that has members", () => {
    expect(TAKEN).toContain("VPCZoneIdentifier");
    expect(TOLD).toContain("VPCZoneIdentifier");
    expect(MODEL.length).toBeGreaterThan(40);
  });

  test.each(MODEL)("name %s, as carried or with the reason why not", (member) => {
    expect(CLONE_MEMBERS.includes(member) || member in NOT_CARRIED).toBe(true);
  });

  test.each([...CLONE_MEMBERS, ...Object.keys(NOT_CARRIED)])("name %s, which the API knows", (member) => {
    expect(MODEL).toContain(member);
  });

  test("name nothing twice, and give a reason for all that is left out", () => {
    const all = [...CLONE_MEMBERS, ...Object.keys(NOT_CARRIED)];
    expect(all.filter((member, index) => all.indexOf(member) !== index)).toEqual([]);
    for (const reason of Object.values(NOT_CARRIED)) expect(reason).not.toBe("");
  });

  test("carry only what the one call tells and the other takes", () => {
    for (const member of CARRIED) {
      expect(TAKEN).toContain(member);
      expect(TOLD).toContain(member);
    }
  });
});

const EMPTY: AutoScalingGroup = {
  AutoScalingGroupName: "web",
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: 0,
  DefaultCooldown: 300,
  AvailabilityZones: [],
  HealthCheckType: "EC2",
  CreatedTime: new Date(0),
};

const GREEN = {
  name: "web-v002",
  targetGroupArn: targetGroupArn("web-green"),
  templateVersion: 8,
  tags: { [TAG.rollout]: "octo/shop/runs/7", [TAG.revision]: "image-id=ami-2" },
};

/** Names that JavaScript gives every object are keys like others; AWS's own and the rollout's are added below. */
const tagKey = fc.oneof(
  fc.stringMatching(/^[A-Z][A-Za-z0-9 _.:/=+@-]{0,20}$/),
  fc.constantFrom("constructor", "toString", "hasOwnProperty"),
);
const tags = fc.uniqueArray(
  fc.record({ Key: tagKey, Value: fc.string(), PropagateAtLaunch: fc.boolean(), ResourceId: fc.constant("web-v001") }),
  { selector: ({ Key }) => Key, maxLength: 8 },
);

/** Any value: to a clone the form of what it carries is nothing that it should know. */
const carried = fc.record(
  Object.fromEntries(CARRIED.map((member) => [member, fc.jsonValue().filter((value) => value !== null)])),
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<AutoScalingGroup>>;

const blue = fc.tuple(carried, tags, fc.nat({ max: 50 })).map(
  ([attributes, Tags, size]): AutoScalingGroup => ({
    DefaultCooldown: 300,
    HealthCheckType: "ELB",
    VPCZoneIdentifier: "subnet-1,subnet-2",
    ...attributes,
    AutoScalingGroupName: "web-v001",
    AutoScalingGroupARN: "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1:autoScalingGroupName/web-v001",
    MinSize: size,
    DesiredCapacity: size,
    MaxSize: size + 3,
    AvailabilityZones: ["eu-west-1a"],
    TargetGroupARNs: [targetGroupArn("web-blue")],
    LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "7" },
    Instances: [],
    CreatedTime: new Date(0),
    Tags,
  }),
);

function request(group: AutoScalingGroup): CreateAutoScalingGroupType & Record<string, unknown> {
  return { ...cloneRequest(group, GREEN) };
}

describe("a clone", () => {
  test("has every attribute of blue that the lists call carried, unchanged, and none that blue has not", () => {
    fc.assert(
      fc.property(blue, (group) => {
        const made = request(group);
        const source: Record<string, unknown> = { ...group };
        for (const member of CARRIED) {
          expect(made[member]).toEqual(source[member]);
          if (source[member] === undefined) expect(member in made).toBe(false);
        }
      }),
    );
  });

  test("is a request that the API can take: no member that it does not know", () => {
    fc.assert(
      fc.property(blue, (group) => {
        expect(Object.keys(request(group)).filter((member) => !TAKEN.includes(member))).toEqual([]);
      }),
    );
  });

  test("starts at size 0, with blue's maximum, on green's target group alone", () => {
    fc.assert(
      fc.property(blue, (group) => {
        expect(request(group)).toMatchObject({
          AutoScalingGroupName: GREEN.name,
          MinSize: 0,
          DesiredCapacity: 0,
          MaxSize: group.MaxSize,
          TargetGroupARNs: [GREEN.targetGroupArn],
        });
      }),
    );
  });

  test("has blue's own tags as they are, and the rollout's, which do not reach the instances", () => {
    fc.assert(
      fc.property(blue, (group) => {
        const made = request(group).Tags ?? [];
        for (const { Key, Value, PropagateAtLaunch } of group.Tags ?? []) {
          expect(made).toContainEqual({ Key, Value, PropagateAtLaunch });
        }
        for (const [Key, Value] of Object.entries(GREEN.tags)) expect(made).toContainEqual(tag(GREEN.name, Key, Value));
        expect(made).toHaveLength((group.Tags ?? []).length + Object.keys(GREEN.tags).length);
      }),
    );
  });

  test("inherits neither AWS's own tags nor those of an earlier rollout", () => {
    const stale = Object.values(TAG).map((Key) => ({ Key, Value: "stale", PropagateAtLaunch: false }));
    const foreign = ["aws:cloudformation:stack-name", "aws:autoscaling:groupName"].map((Key) => ({ Key, Value: "x" }));
    fc.assert(
      fc.property(blue, (group) => {
        const made = request({ ...group, Tags: [...foreign, ...(group.Tags ?? []), ...stale] });
        expect(made).toEqual(request(group));
      }),
    );
  });

  test("has blue's lifecycle hooks from its first instance on, and no empty list of them", () => {
    const hooks = [{ LifecycleHookName: "warm-up", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING" }];
    expect(cloneRequest(EMPTY, { ...GREEN, hooks }).LifecycleHookSpecificationList).toEqual(hooks);
    expect("LifecycleHookSpecificationList" in cloneRequest(EMPTY, { ...GREEN, hooks: [] })).toBe(false);
  });

  test("of a group without subnets is told the zones; of one with subnets it is not, which would be an error", () => {
    const group = (more: Partial<AutoScalingGroup>): AutoScalingGroup => ({
      ...EMPTY,
      AvailabilityZones: ["eu-west-1a"],
      ...more,
    });
    expect(request(group({ VPCZoneIdentifier: "subnet-1" })).AvailabilityZones).toBeUndefined();
    expect(request(group({ VPCZoneIdentifier: "" })).AvailabilityZones).toEqual(["eu-west-1a"]);
  });
});

const BY_VERSION: Revision = { kind: "version", version: 8 };
const BY_IMAGE: Revision = { kind: "template", imageId: "ami-1", userData: undefined, userDataHash: undefined };
const serving = (raw: AutoScalingGroup) => ({ name: "web", raw });

describe("the launch template of a clone", () => {
  test("is blue's at the wanted version", () => {
    const group = { ...EMPTY, LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "7" } };
    expect(templateAt(group, 8)).toEqual({ LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "8" } });
  });

  const mixed = (own: LaunchTemplateOverrides) => ({
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "7" },
      Overrides: [{ InstanceType: "m7g.large" as const, ...own }, { InstanceType: "m7i.large" as const }],
    },
  });

  test.each([
    [{ LaunchTemplateId: "lt-1", Version: "7" }],
    [{ LaunchTemplateName: "web", Version: "7" }],
    [{ LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "7" }],
  ])("is at the wanted version in an override that names it too: %j", (LaunchTemplateSpecification) => {
    const group = { ...EMPTY, MixedInstancesPolicy: mixed({ LaunchTemplateSpecification }) };
    expect(templateAt(group, 8).MixedInstancesPolicy?.LaunchTemplate?.Overrides).toEqual([
      { InstanceType: "m7g.large", LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "8" } },
      { InstanceType: "m7i.large" },
    ]);
    expect(() => requireOneTemplate(serving(group), BY_VERSION)).not.toThrow();
  });

  test.each<[string, LaunchTemplateOverrides, string]>([
    [
      "another launch template",
      { LaunchTemplateSpecification: { LaunchTemplateId: "lt-2", LaunchTemplateName: "arm", Version: "7" } },
      "uses version 7 of the launch template arm, not what the group uses.",
    ],
    [
      "another version",
      { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "6" } },
      "uses version 6 of the launch template lt-1",
    ],
    [
      "no numbered version",
      { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1" } },
      "uses version $Default of the launch template lt-1",
    ],
    ["an image", { ImageId: "ami-0000000a" }, "has the image ami-0000000a of its own."],
  ])("cannot be changed for an override that has %s of its own: the deploy is refused", (_what, own, sentence) => {
    const group = serving({ ...EMPTY, MixedInstancesPolicy: mixed(own) });
    for (const revision of [BY_VERSION, BY_IMAGE]) {
      const refusal = failureOf(() => requireOneTemplate(group, revision));
      expect(refusal.code).toBe("unsuitable");
      expect(refusal.message).toContain(`an override of web's mixed instances policy (m7g.large) ${sentence}`);
    }
  });

  test("may change its user data where an override has an image of its own", () => {
    const group = serving({ ...EMPTY, MixedInstancesPolicy: mixed({ ImageId: "ami-0000000a" }) });
    const userData = { kind: "template" as const, imageId: undefined, userData: "IyE=", userDataHash: "0123" };
    expect(() => requireOneTemplate(group, userData)).not.toThrow();
  });

  test("in a mixed instances policy is the wanted version, and the rest of the policy stays", () => {
    const policy = {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "7" },
        Overrides: [
          { InstanceType: "m7g.large" as const, WeightedCapacity: "2" },
          { InstanceType: "m7i.large" as const },
        ],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1, SpotAllocationStrategy: "price-capacity-optimized" },
    };
    expect(templateAt({ ...EMPTY, MixedInstancesPolicy: policy }, 8)).toEqual({
      MixedInstancesPolicy: {
        ...policy,
        LaunchTemplate: {
          Overrides: policy.LaunchTemplate.Overrides,
          LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "8" },
        },
      },
    });
  });
});
