import { afterEach, describe, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { structure } from "../aws/params.ts";
import { errorOf } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld, first } from "./world.ts";

let world: World;
afterEach(() => world.close());

const PREVIEW = { preview: "header X-Preview = 1" };

/** The actions of the rule that the deploy made. */
async function ownActions(): Promise<Params[]> {
  const { Rules } = await world.elb("DescribeRules", { ListenerArn: world.listeners[0] ?? "" });
  const own = (Rules as Params[]).find(({ IsDefault }) => IsDefault !== true) ?? {};
  return own.Actions as Params[];
}

/** The listener asks for a login before it forwards. */
async function withLogin(login: Params): Promise<void> {
  const listener = first(
    await world.elb("DescribeListeners", { ListenerArns: [world.listeners[0] ?? ""] }),
    "Listeners",
  );
  const forward = { Type: "forward", TargetGroupArn: world.blueTg, Order: 2 };
  await world.elb("ModifyListener", { ListenerArn: String(listener.ListenerArn), DefaultActions: [login, forward] });
}

const COGNITO: Params = {
  Type: "authenticate-cognito",
  Order: 1,
  AuthenticateCognitoConfig: {
    UserPoolArn: "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_shop",
    UserPoolClientId: "shop",
    UserPoolDomain: "shop",
  },
};
const OIDC: Params = {
  Type: "authenticate-oidc",
  Order: 1,
  AuthenticateOidcConfig: {
    Issuer: "https://idp.example",
    AuthorizationEndpoint: "https://idp.example/authorize",
    TokenEndpoint: "https://idp.example/token",
    UserInfoEndpoint: "https://idp.example/me",
    ClientId: "shop",
    ClientSecret: "secret",
  },
};

describe("a preview beside a listener with a login", () => {
  test("asks for the same login", async () => {
    world = await createWorld({ https: true });
    await withLogin(COGNITO);
    const deploy = await world.step("deploy", { "image-id": world.images.v2.id, ...PREVIEW });
    expect(deploy.conclusion).toBe("success");
    expect((await ownActions()).map(({ Type }) => Type)).toEqual(["authenticate-cognito", "forward"]);
  });

  test("is refused where the login has a secret, before anything is changed", async () => {
    world = await createWorld({ https: true });
    await withLogin(OIDC);
    const since = world.aws.calls.length;
    const deploy = await world.step("deploy", { "image-id": world.images.v2.id, ...PREVIEW });
    expect(errorOf(deploy)).toMatchObject({ code: "unsuitable", remedy: expect.stringContaining("preview: listener") });
    expect(world.aws.mutations(since)).toEqual([]);
  });
});

test("a preview and a cohort of target groups with stickiness of their own are as sticky as the listener", async () => {
  world = await createWorld({ stickySeconds: 300 });
  for (const TargetGroupArn of [world.blueTg, world.greenTg]) {
    const Attributes = [
      { Key: "stickiness.enabled", Value: "true" },
      { Key: "stickiness.type", Value: "lb_cookie" },
    ];
    await world.elb("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  }
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, ...PREVIEW });
  expect(deploy.conclusion).toBe("success");
  const [forward = {}] = await ownActions();
  const config = structure(structure(forward, "ForwardConfig") ?? {}, "TargetGroupStickinessConfig");
  expect([String(config?.Enabled), String(config?.DurationSeconds)]).toEqual(["true", "300"]);
});

describe("a third target group", () => {
  const withThird = async (weight: number) => {
    const made = await world.elb("CreateTargetGroup", { Name: "blog", Protocol: "HTTP", Port: 80 });
    const third = String(first(made, "TargetGroups").TargetGroupArn);
    const TargetGroups = [
      { TargetGroupArn: world.blueTg, Weight: 100 },
      { TargetGroupArn: world.greenTg, Weight: 0 },
      { TargetGroupArn: third, Weight: weight },
    ];
    const DefaultActions = [{ Type: "forward", ForwardConfig: { TargetGroups } }];
    await world.elb("ModifyListener", { ListenerArn: world.listeners[0] ?? "", DefaultActions });
  };

  test("without weight is in nobody's way", async () => {
    world = await createWorld();
    await withThird(0);
    expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
    expect((await world.step("promote")).outputs.phase).toBe("promoted");
    expect(await world.weights()).toBe("a=0 b=100 ?=0");
  });

  test("with weight keeps traffic from moving on, never from moving back", async () => {
    world = await createWorld();
    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("promote");
    await withThird(10);
    const shift = await world.step("shift", { strategy: "canary", weight: "50" });
    expect(errorOf(shift)).toMatchObject({ code: "unsuitable", message: expect.stringContaining("blog") });
    expect((await world.step("rollback")).conclusion).toBe("success");
    expect(await world.weights()).toBe("a=100 b=0 ?=10");
  });
});

test("a group that is busy for a moment is asked again", async () => {
  world = await createWorld();
  const message = "Scaling activity is in progress";
  const effect = { kind: "error", code: "ScalingActivityInProgress", message, status: 400 } as const;
  world.aws.faults.add({ action: "UpdateAutoScalingGroup", times: 1, effect });
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
});

test("what AWS says about a group is told as it says it", async () => {
  world = await createWorld();
  const LaunchTemplateData = { ImageId: world.images.v2.id };
  const LaunchTemplateId = world.templateId;
  await world.ec2("CreateLaunchTemplateVersion", { LaunchTemplateId, SourceVersion: "1", LaunchTemplateData });
  const message = "The instance profile is not authorized to be passed";
  const effect = { kind: "error", code: "ValidationError", message, status: 400 } as const;
  world.aws.faults.add({ action: "UpdateAutoScalingGroup", effect });
  const error = errorOf(await world.step("deploy", { "launch-template-version": "2" }));
  expect(error).toMatchObject({ code: "platform", message: expect.stringContaining(message) });
  expect(error?.remedy ?? "").not.toContain("Check the number");
});
