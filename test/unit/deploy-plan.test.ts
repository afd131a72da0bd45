import { describe, expect, test } from "vitest";
import { nextCloneName } from "../../src/platforms/ec2/groups/fleet.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { CAPACITY, changed, idle, planOf, refusalOf, seeing, worldAfter } from "./plans.ts";
import type { World } from "./world.ts";
import { ARNS, groupNamed, idleWorld, resize, timePasses, withGroup, withHealth } from "./world.ts";

const LATEST = { id: "lt-1", name: "web", version: "$Latest", mixed: false };
const USED = { [ARNS[1]]: ["the rule arn:x"] };
const [blueTg, greenTg] = idle().seen.targetGroups;

/** The group as AWS tells it, but with a mixed instances policy whose Arm instances have a launch template of their own. */
function withArm(name: string) {
  const arm = { LaunchTemplateId: "lt-2", LaunchTemplateName: "arm", Version: "1" };
  const LaunchTemplate = {
    LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "1" },
    Overrides: [{ InstanceType: "m7g.large" as const, LaunchTemplateSpecification: arm }],
  };
  return { ...groupNamed(idle(), name).raw, LaunchTemplate: undefined, MixedInstancesPolicy: { LaunchTemplate } };
}

function withWeighted(name: string) {
  const LaunchTemplate = {
    LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "1" },
    Overrides: [{ InstanceType: "m7g.large" as const, WeightedCapacity: "2" }],
  };
  return { ...groupNamed(idle(), name).raw, LaunchTemplate: undefined, MixedInstancesPolicy: { LaunchTemplate } };
}

describe("a deploy is refused before anything is touched", () => {
  test.each<[string, World, Given, string, string]>([
    [
      "of an image that is not there yet",
      seeing({ imageState: "pending" }),
      {},
      "unsuitable",
      "is pending, not available",
    ],
    [
      "while blue has no instance",
      resize(changed("web-a", { min: 0 }), "web-a", { desired: 0 }),
      {},
      "unsuitable",
      "its desired capacity is 0",
    ],
    [
      "while blue follows $Latest",
      changed("web-a", { template: LATEST }),
      {},
      "unsuitable",
      "uses $Latest of the launch template web",
    ],
    [
      "from a launch configuration",
      changed("web-a", { template: undefined }),
      {},
      "unsuitable",
      "uses a launch configuration",
    ],
    [
      "into a group of another template",
      changed("web-b", { template: { ...LATEST, id: "lt-2" } }),
      {},
      "unsuitable",
      "web-b uses the launch template lt-2",
    ],
    [
      "into a group without a template",
      changed("web-b", { template: undefined }),
      {},
      "unsuitable",
      "web-b uses no launch template",
    ],
    ...(["web-a", "web-b"] as const).map((name): [string, World, Given, string, string] => [
      `while ${name} has instance types with a launch template of their own`,
      changed(name, { raw: withArm(name) }),
      {},
      "unsuitable",
      `an override of ${name}'s mixed instances policy (m7g.large) uses version 1 of the launch template arm`,
    ]),
    [
      "into a group that cannot launch",
      changed("web-b", { suspended: ["Launch"] }),
      {},
      "unsuitable",
      "web-b has suspended processes: Launch",
    ],
    [
      "from a group that counts its capacity in virtual processors",
      changed("web-a", { raw: { ...groupNamed(idle(), "web-a").raw, DesiredCapacityType: "vcpu" } }),
      {},
      "unsuitable",
      "counted by the capacity type vcpu, not in instances",
    ],
    [
      "into a group whose instance types weigh differently",
      changed("web-b", { raw: withWeighted("web-b") }),
      {},
      "unsuitable",
      "counted by weights of its instance types",
    ],
    [
      "into a group whose left-over instances could never end",
      changed("web-b", { suspended: ["Terminate"] }, idleWorld({ fleet: "paired", capacity: CAPACITY, leftOver: 1 })),
      {},
      "unsuitable",
      "the process Terminate of web-b is suspended",
    ],
    [
      "into a group that is being deleted",
      changed("web-b", { deleting: true }),
      {},
      "refused",
      "web-b is being deleted",
    ],
    [
      "when somebody else uses green's target group",
      seeing({ otherRoutes: USED }),
      {},
      "unsuitable",
      "web-green is also used by the rule arn:x",
    ],
    [
      "when target stickiness lacks group stickiness",
      seeing({ targetGroups: [blueTg, { ...greenTg, sticky: true }] }),
      {},
      "unsuitable",
      "web-green has target stickiness",
    ],
    [
      "while another rollout is in progress",
      worldAfter("deploy A"),
      {},
      "locked",
      "A rollout of image-id=ami-0000000a is in progress on web-b",
    ],
  ])("%s", (_what, world, more, code, message) => {
    const refusal = refusalOf("deploy", world, more);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
    expect(refusal.remedy).toBeDefined();
  });

  test("when both sides have weight, which no step of ours left", () => {
    const shifted = worldAfter("deploy A", "shift 50");
    const world = withGroup(shifted, "web-b", (group) => ({ ...group, tags: {} }));
    expect(refusalOf("deploy", world)).toMatchObject({ code: "refused" });
  });
});

describe("a deploy has nothing to do", () => {
  test("when blue runs the wanted version already", () => {
    const version: Given = { "image-id": "", "launch-template-version": "1" };
    expect(planOf("deploy", idle(), version)).toMatchObject({
      changes: [],
      nothing: expect.stringContaining("web-a already runs"),
    });
    const image = withGroup(idle(), "web-a", (group) => ({
      ...group,
      tags: { [TAG.revision]: "image-id=ami-0abcdef1234567890" },
    }));
    expect(planOf("deploy", image).changes).toEqual([]);
  });

  test("when the same rollout has traffic", () => {
    const plan = planOf("deploy", worldAfter("deploy A", "promote"), { "image-id": "ami-0000000a" });
    expect(plan).toMatchObject({
      changes: [],
      nothing: "web-b already runs image-id=ami-0000000a and has all the traffic.",
    });
  });
});

describe("a deploy brings green up", () => {
  test("as large as blue is, or as desired-capacity says, and no smaller maximum than blue's", () => {
    const sizes = (more: Given) =>
      planOf("deploy", idle(), more).changes.flatMap((change) =>
        change.kind === "set-capacity" && change.group === "web-b" ? [change.capacity] : [],
      );
    expect(sizes({})).toEqual([{ min: 2, desired: 2, max: 4 }]);
    expect(sizes({ "desired-capacity": "7" })).toEqual([{ min: 7, desired: 7, max: 7 }]);
  });

  test("with blue held at its size, so that a scale-in cannot take the way back", () => {
    const held = planOf("deploy", idle()).changes.filter(
      (change) => change.kind === "set-capacity" && change.group === "web-a",
    );
    expect(held).toMatchObject([{ capacity: { min: 2 } }]);
  });

  test("empty of what an idle green still runs", () => {
    const { changes } = planOf("deploy", idleWorld({ fleet: "paired", capacity: CAPACITY, leftOver: 1 }));
    expect(changes.map(({ kind }) => kind).slice(0, 6)).toEqual([
      ...["mark", "wait-claim", "set-capacity", "wait-drained", "create-template-version", "set-template"],
    ]);
  });

  test("empty also of instances that are protected from scale-in", () => {
    const world = idleWorld({ fleet: "paired", capacity: CAPACITY, leftOver: 1, shielded: true });
    expect(planOf("deploy", world).changes.map(({ kind }) => kind)).toContain("allow-scale-in");
  });

  test("not from a group to clone that AWS will not let go", () => {
    const cloned = idleWorld({ fleet: "cloned", capacity: CAPACITY });
    const { raw } = groupNamed(cloned, "web");
    const world = changed("web", { raw: { ...raw, DeletionProtection: "prevent-all-deletion" } }, cloned);
    expect(refusalOf("deploy", world, { "auto-scaling-groups": "web" }).id).toBe("deletion-protected");
    expect(planOf("deploy", cloned, { "auto-scaling-groups": "web" }).changes).not.toEqual([]);
  });

  test("be it a single instance", () => {
    const world = idleWorld({ fleet: "paired", capacity: { min: 1, desired: 1, max: 1 } });
    const sizes = planOf("deploy", world).changes.filter((change) => change.kind === "set-capacity");
    expect(sizes).toMatchObject([{ group: "web-b", capacity: { min: 1, desired: 1, max: 1 } }]);
  });

  test("with the instances of an idle green that run the wanted version already", () => {
    const leftOver = idleWorld({ fleet: "paired", capacity: CAPACITY, leftOver: 1 });
    const world = changed("web-a", { template: { ...LATEST, version: "2" } }, leftOver);
    const { changes } = planOf("deploy", world, { "image-id": "", "launch-template-version": "1" });
    expect(changes.map(({ kind }) => kind)).not.toContain("wait-drained");
  });

  test("as a clone with everything that is attached to blue", () => {
    const explorer = new Explorer({ fleet: "cloned", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
    const { attachments } = explorer.endOf(explorer.start(), "deploy A").world.seen;
    const names = (name: string) => {
      const { policies = [], metrics = [], notifications = [] } = attachments[name] ?? {};
      return [policies.map(({ PolicyName }) => PolicyName), metrics, notifications.map(({ TopicARN }) => TopicARN)];
    };
    expect(names("web").every((list) => list.length > 0)).toBe(true);
    expect(names("web-v001")).toEqual(names("web"));
    const [alarm] = attachments["web-v001"]?.alarms ?? [];
    expect(alarm).toMatchObject({ name: "busy-web-v001", metric: { AlarmActions: ["web-v001/out"] } });
  });

  test("again where it was left: only what is not so yet", () => {
    const again = (world: World) => planOf("deploy", world, { "image-id": "ami-0000000a" }).changes;
    const deployed = worldAfter("deploy A");
    expect(again(withHealth(deployed, ARNS[1], false)).map(({ kind }) => kind)).toEqual(["wait-healthy"]);
    expect(again(changed("web-b", { min: 0 }, deployed))).toMatchObject([
      { kind: "set-capacity", group: "web-b", capacity: { min: 2, desired: 2 } },
      { kind: "wait-healthy" },
    ]);
  });

  test("with a request that is the same as long as what it asks for is", () => {
    const token = (world: World, image: string) =>
      planOf("deploy", world, { "image-id": image }).changes.flatMap((change) =>
        change.kind === "create-template-version" ? [change.clientToken] : [],
      )[0];
    const [image, other] = ["ami-0000000a", "ami-0000000b"];
    expect(token(idle(), image)).toBe(token(timePasses(idle()), image));
    expect(token(idle(), image)).not.toBe(token(idle(), other));
    const later = changed("web-a", { template: { ...LATEST, version: "2" } });
    expect(token(later, image)).not.toBe(token(idle(), image));
    expect(token(idle(), image)?.length).toBeLessThanOrEqual(64);
  });
});

test.each([
  ["web", ["web"], "web-v001"],
  ["web", ["web-v007"], "web-v008"],
  ["web", ["web", "web-v001"], "web-v002"],
  ["web-v001", ["web-v001"], "web-v002"],
  ["web-v2", ["web-v2"], "web-v2-v001"],
  ["web", ["web-v1234"], "web-v1235"],
])("a clone of %s beside %j is named %s", (fleet, names, name) => {
  const groups = names.flatMap((each) =>
    idle()
      .seen.groups.slice(0, 1)
      .map((group) => ({ ...group, name: each })),
  );
  expect(nextCloneName(fleet, groups)).toBe(name);
});

describe("a rule of our own", () => {
  const preview: Given = { preview: "header X-Preview = 1" };
  const rulesOf = (world: World, more: Given) =>
    planOf("deploy", world, more).changes.flatMap((change) => (change.kind === "create-rule" ? [change] : []));

  test("does what the route beside it does: login, stickiness and transforms go along", () => {
    const world = idleWorld({ fleet: "paired", capacity: CAPACITY, sticky: 300 });
    const rewrite = { Type: "url-rewrite" as const };
    const rules = world.seen.rules.map((rule) => ({ ...rule, transforms: [rewrite] }));
    const [ofListener, ofRule] = rulesOf(seeing({ rules }, world), preview);
    expect(ofListener).toMatchObject({ transforms: [], actions: [{ Type: "forward" }] });
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 300 };
    expect(ofRule).toMatchObject({
      transforms: [rewrite],
      actions: [{ Type: "authenticate-cognito" }, { Type: "forward", ForwardConfig: { TargetGroupStickinessConfig } }],
    });
    const shares = ofRule?.actions.at(-1)?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight);
    expect(shares).toEqual([0, 100]);
  });

  test("is refused beside an OIDC login, whose secret nobody can read, before anything is changed", () => {
    const world = idleWorld({ fleet: "paired", capacity: CAPACITY, login: "oidc" });
    expect(refusalOf("deploy", world, preview)).toMatchObject({
      id: "login-not-carried",
      remedy: expect.stringContaining("preview: listener"),
    });
    expect(planOf("deploy", world).changes).not.toEqual([]);
  });

  test("of a cohort is as sticky as the shift asks for", () => {
    const cohort: Given = { strategy: "ab-test", cohort: "header X-Beta = 1", weight: "50" };
    const made = (world: World) =>
      planOf("shift", world, { ...cohort, stickiness: "10m" }).changes.find(({ kind }) => kind === "create-rule");
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 600 };
    expect(made(worldAfter("deploy A"))).toMatchObject({
      actions: [{ ForwardConfig: { TargetGroupStickinessConfig } }],
    });
    const tested = worldAfter("deploy A", "test 50");
    expect(planOf("shift", tested, { ...cohort, stickiness: "10m" }).changes).toMatchObject([
      { kind: "set-weights", cohort: true, sticky: 600 },
    ]);
    expect(planOf("shift", tested, cohort).changes).toEqual([]);
  });
});
