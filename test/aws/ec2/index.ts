import { randomBytes } from "node:crypto";
import type { Behaviour, Image } from "../compute/hosts.ts";
import type { Operation, Params, Service, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Filter } from "../params.ts";
import { filters, flag, integer, paged, text, texts } from "../params.ts";
import type { Instance } from "./instances.ts";
import { Instances } from "./instances.ts";
import { describeTags, Templates } from "./templates.ts";

const PAGE = 1_000;

/** Members of an image that differ from the usual, and how well it serves. */
export type ImageOptions = Partial<Omit<Image, "id" | "behaviour"> & Behaviour>;

export type Ec2 = ReturnType<typeof createEc2>;

/** EC2, the part used: images, launch templates, instances, subnets. */
export function createEc2(config: WorldConfig) {
  const images = new Map<string, Image>();
  const templates = new Templates(config);
  const instances = new Instances(config, images);
  const subnets = config.zones.map((zone, index) => ({
    subnetId: `subnet-0${zone.replace(/\W/g, "")}0000`.slice(0, 24),
    vpcId: "vpc-0123456789abcdef0",
    availabilityZone: zone,
    cidrBlock: `10.0.${index}.0/24`,
    state: "available",
  }));

  const service: Service = {
    name: "ec2",
    protocol: "ec2",
    xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    resource: (action, params) =>
      action.includes("LaunchTemplateVersion") && !action.startsWith("Describe")
        ? `arn:aws:ec2:${config.region}:${config.accountId}:launch-template/${params.LaunchTemplateId}`
        : "*",
    operations: dryRunnable({
      ...templates.operations,
      DescribeImages: (params) => ({ imagesSet: texts(params, "ImageId").map((id) => describeImage(images, id)) }),
      DescribeInstances: (params) => {
        const wanted = texts(params, "InstanceId");
        for (const id of wanted) {
          if (!instances.all.has(id))
            throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
        }
        const wantedBy = filters(params, "Filter", "Value");
        const found = [...instances.all.values()].filter(
          (instance) =>
            (wanted.length === 0 || wanted.includes(instance.id)) &&
            wantedBy.every((filter) => matchesFilter(instance, filter)),
        );
        const page = paged(found, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
        return {
          reservationSet: page.items.map((instance) => ({
            reservationId: instance.id.replace(/^i-/, "r-"),
            ownerId: config.accountId,
            instancesSet: [describeInstance(instance)],
          })),
          nextToken: page.next,
        };
      },
      DescribeSubnets: (params) => {
        const ids = texts(params, "SubnetId");
        const unknown = ids.find((id) => subnets.every(({ subnetId }) => subnetId !== id));
        if (unknown !== undefined)
          throw new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${unknown}' does not exist`);
        return { subnetSet: subnets.filter(({ subnetId }) => ids.length === 0 || ids.includes(subnetId)) };
      },
      DescribeVpcs: () => ({ vpcSet: [{ vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.0.0/16", isDefault: true }] }),
      DescribeAvailabilityZones: () => ({
        availabilityZoneInfo: config.zones.map((zoneName) => ({
          zoneName,
          zoneState: "available",
          regionName: config.region,
        })),
      }),
      TerminateInstances: (params) => ({
        instancesSet: texts(params, "InstanceId").map((id) => {
          const instance = instances.all.get(id);
          if (instance === undefined)
            throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
          const previousState = { name: instance.state };
          void instances.terminate(id);
          return { instanceId: id, previousState, currentState: { name: instance.state } };
        }),
      }),
    }),
  };

  return {
    service,
    images,
    templates,
    instances,
    subnets,
    /** Makes an image available to launch templates. */
    registerImage({ errorRate, latencyMs, slowRate, ...options }: ImageOptions = {}): Image {
      const id = `ami-${randomBytes(9).toString("hex").slice(0, 17)}`;
      const version = options.version ?? "v1";
      const defaults = {
        name: `${options.app ?? "web"}-${version}`,
        state: "available",
        app: "web",
        bootSeconds: 10,
        port: 80,
        morePorts: [] as readonly number[],
        udp: false,
        shared: false,
        behaviour: { errorRate: errorRate ?? 0, latencyMs: latencyMs ?? 0, slowRate: slowRate ?? 1 },
      } as const;
      const image: Image = { ...defaults, ...options, id, version };
      images.set(id, image);
      return image;
    },
    /** Changes how well an image's instances serve: those that run, and those to come. */
    behave(imageId: string, change: Partial<Behaviour>): void {
      const image = images.get(imageId);
      if (image === undefined) throw new Error(`There is no image ${imageId}`);
      image.behaviour = { ...image.behaviour, ...change };
      const own = [...instances.all.values()].filter((instance) => instance.imageId === imageId);
      for (const { app } of own) app?.behave(image.behaviour);
    },
    /** Where each running instance answers on loopback. */
    addresses: () =>
      Object.fromEntries(
        [...instances.all.values()]
          .filter(({ app }) => app?.port !== undefined)
          .map(({ id, app }) => [id, `http://127.0.0.1:${app?.port}`]),
      ),
    close: () => instances.close(),
  };
}

function describeImage(images: Map<string, Image>, id: string): Params {
  const image = images.get(id);
  if (!/^ami-[0-9a-f]{8,17}$/.test(id)) throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}"`);
  if (image === undefined) throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
  return { imageId: image.id, name: image.name, imageState: image.state, architecture: "x86_64" };
}

/** Says what a call would come to, and makes nothing, when it is a dry run. */
function dryRunnable(operations: Record<string, Operation>): Record<string, Operation> {
  const tried = (operation: Operation): Operation => {
    return (params, context) => {
      if (flag(params, "DryRun") !== true) return operation(params, context);
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    };
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, tried(operation)]));
}

function matchesFilter({ imageId, state, zone, tags, privateIp }: Instance, { name, values }: Filter): boolean {
  const members: Record<string, string> = {
    "image-id": imageId,
    "instance-state-name": state,
    "availability-zone": zone,
    "private-ip-address": privateIp,
  };
  if (name === "tag-key") return values.some((key) => tags.has(key));
  if (name.startsWith("tag:")) return values.includes(tags.get(name.slice(4)) ?? "");
  const member = members[name];
  if (member === undefined) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  return values.includes(member);
}

function describeInstance({ id, imageId, state, type, tags, zone, launchedAt, privateIp }: Instance): Params {
  return {
    instanceId: id,
    imageId,
    instanceState: { name: state },
    instanceType: type,
    tagSet: describeTags(tags),
    placement: { availabilityZone: zone },
    launchTime: new Date(launchedAt),
    privateIpAddress: privateIp,
  };
}
