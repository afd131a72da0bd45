import type { Image } from "./compute/hosts.ts";
import type { Params } from "./contract.ts";
import type { ImageOptions } from "./ec2/images.ts";
import { structure, structures } from "./params.ts";
import type { AwsOptions, LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

export interface ShopOptions extends AwsOptions {
  /** Of the load balancer and the launch template, and the beginning of every other name. Default `shop`. */
  name?: string;
  /** Where they are registered already. */
  images?: { v1: Image; v2: Image };
  /** `paired`: two groups. `cloned`: one. */
  fleet?: "paired" | "cloned";
  type?: "application" | "network";
  size?: number;
  /** One target group for both sides: the second group of a pair is attached to none. */
  shared?: boolean;
  /** HTTPS listeners, as a login needs them. */
  https?: boolean;
  /** Further members of CreateTargetGroup, of CreateListener. */
  targets?: Params;
  listener?: Params;
  /** How many listeners forward to the target groups. */
  listeners?: number;
  /** Whether the listener's forward action names green's target group already. */
  referenced?: boolean;
  /** Group stickiness of the forward action, in seconds. */
  stickySeconds?: number;
  image?: ImageOptions;
  /** Further members of CreateAutoScalingGroup for the serving group. */
  group?: Params;
  /** AWS seconds. */
  deregistrationDelay?: number;
}

/** A small shop on the local AWS: a load balancer, two target groups, a launch template, one group or two. */
export type Shop = Awaited<ReturnType<typeof createShop>>;

export const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/shop";
const INTERVAL_SECONDS = 10;

export async function createShop(options: ShopOptions = {}) {
  return addShop(await startAws({ timeScale: 20, ...options }), options);
}

/** The same on an AWS that is there; resolves when its first version is healthy. */
export async function addShop(aws: LocalAws, options: ShopOptions = {}) {
  const { name: own = "shop", fleet = "paired", type = "application", size = 2, referenced = false } = options;
  const image = (version: string) => aws.ec2.registerImage({ version, bootSeconds: 5, ...options.image });
  const { v1, v2 } = options.images ?? { v1: image("v1"), v2: image("v2") };
  const elb = (action: string, params: Params) => aws.request("elasticloadbalancing", action, params);
  const scaling = (action: string, params: Params) => aws.request("autoscaling", action, params);
  const ec2 = (action: string, params: Params) => aws.request("ec2", action, params);

  const balancer = first(
    await elb("CreateLoadBalancer", {
      Name: own,
      Type: type,
      Subnets: aws.ec2.subnets.map(({ subnetId }) => subnetId),
    }),
    "LoadBalancers",
  );
  const targetGroup = async (name: string): Promise<string> => {
    const protocol = type === "network" ? "TCP" : "HTTP";
    const group = first(
      await elb("CreateTargetGroup", {
        Name: name,
        Protocol: protocol,
        Port: 80,
        HealthCheckIntervalSeconds: INTERVAL_SECONDS,
        HealthyThresholdCount: 2,
        ...options.targets,
      }),
      "TargetGroups",
    );
    const delay = { Key: "deregistration_delay.timeout_seconds", Value: options.deregistrationDelay ?? 20 };
    await elb("ModifyTargetGroupAttributes", { TargetGroupArn: group.TargetGroupArn, Attributes: [delay] });
    return String(group.TargetGroupArn);
  };
  const [blueTg, greenTg] = [await targetGroup(`${own}-a`), await targetGroup(`${own}-b`)];
  const sticky =
    options.stickySeconds === undefined
      ? {}
      : {
          TargetGroupStickinessConfig: {
            Enabled: true,
            ...(type === "network" ? {} : { DurationSeconds: options.stickySeconds }),
          },
        };
  const forward: Params =
    referenced || options.stickySeconds !== undefined
      ? {
          Type: "forward",
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: blueTg, Weight: 100 },
              { TargetGroupArn: greenTg, Weight: 0 },
            ],
            ...sticky,
          },
        }
      : { Type: "forward", TargetGroupArn: blueTg };
  const listeners: string[] = [];
  for (let index = 0; index < (options.listeners ?? 1); index += 1) {
    const made = await elb("CreateListener", {
      LoadBalancerArn: balancer.LoadBalancerArn,
      Port: 80 + index,
      Protocol: type === "network" ? "TCP" : options.https === true ? "HTTPS" : "HTTP",
      ...(options.https === true ? { Certificates: [{ CertificateArn: CERTIFICATE }] } : {}),
      DefaultActions: [forward],
      ...options.listener,
    });
    listeners.push(String(first(made, "Listeners").ListenerArn));
  }
  const template = (
    await ec2("CreateLaunchTemplate", {
      LaunchTemplateName: own,
      LaunchTemplateData: { ImageId: v1.id, InstanceType: "t3.micro" },
    })
  ).launchTemplate as Params;
  const templateId = String(template.launchTemplateId);
  const group = (name: string, arn: string, desired: number, more: Params = {}) =>
    scaling("CreateAutoScalingGroup", {
      AutoScalingGroupName: name,
      MinSize: 0,
      MaxSize: Math.max(size * 2, 4),
      DesiredCapacity: desired,
      VPCZoneIdentifier: aws.ec2.subnets.map(({ subnetId }) => subnetId).join(","),
      LaunchTemplate: { LaunchTemplateId: templateId, Version: "1" },
      TargetGroupARNs: [arn],
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 60,
      ...more,
    });
  const blue = fleet === "paired" ? `${own}-a` : own;
  await group(blue, blueTg, size, options.group);
  if (fleet === "paired") await group(`${own}-b`, greenTg, 0, options.shared === true ? { TargetGroupARNs: [] } : {});

  const shop = {
    aws,
    images: { v1, v2 },
    balancer: String(balancer.LoadBalancerArn),
    blueTg,
    greenTg,
    listeners,
    templateId,
    blue,
    elb,
    scaling,
    ec2,
    url: () => aws.elb.url(listeners[0] ?? ""),
    /** `a=100 b=0` of the first listener's default action. */
    async weights(listener = 0): Promise<string> {
      const { DefaultActions } = first(
        await elb("DescribeListeners", { ListenerArns: [listeners[listener] ?? ""] }),
        "Listeners",
      );
      const [action = {}] = DefaultActions as Params[];
      const tuples = structures(structure(action, "ForwardConfig") ?? {}, "TargetGroups");
      return tuples
        .map(
          ({ TargetGroupArn, Weight }) =>
            `${TargetGroupArn === blueTg ? "a" : TargetGroupArn === greenTg ? "b" : "?"}=${Weight}`,
        )
        .join(" ");
    },
    group: (name: string) => aws.autoScaling.groups.get(name),
    /** Resolves when `count` targets of the group are healthy. */
    healthy: (arn: string, count: number) =>
      until(
        `${count} healthy targets`,
        () => [...aws.elb.group(arn).targets.values()].filter(({ state }) => state === "healthy").length === count,
      ),
    close: () => aws.close(),
  };
  await shop.healthy(blueTg, size);
  return shop;
}

export function first(answer: Params, member: string): Params {
  const [item] = answer[member] as Params[];
  if (item === undefined) throw new Error(`The answer has no ${member}`);
  return item;
}
