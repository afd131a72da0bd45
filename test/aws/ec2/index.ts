import type { Behaviour } from "../compute/hosts.ts";
import type { Operation, Params, Service, WorldConfig } from "../contract.ts";
import { AwsError, VPC } from "../contract.ts";
import type { Filter } from "../params.ts";
import { filters, flag, integer, paged, text, texts } from "../params.ts";
import { Images } from "./images.ts";
import type { Instance } from "./instances.ts";
import { Instances } from "./instances.ts";
import { powerOperations } from "./power.ts";
import { tagOperations } from "./tagging.ts";
import { describeTags, Templates } from "./templates.ts";

const PAGE = 1_000;

export type Ec2 = ReturnType<typeof createEc2>;

/** EC2, the part used: images, launch templates, instances, subnets. */
export function createEc2(config: WorldConfig) {
  const templates = new Templates(config);
  const instances = new Instances(config);
  const images = new Images(config, instances);
  const subnets = config.zones.map((zone, index) => ({
    subnetId: `subnet-0${zone.replace(/\W/g, "")}0000`.slice(0, 24),
    vpcId: VPC,
    availabilityZone: zone,
    cidrBlock: `10.0.${index}.0/24`,
    state: "available",
  }));

  const service: Service = {
    name: "ec2",
    protocol: "ec2",
    xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    resource: (action, params) => resourcesOf(config, action, params),
    operations: dryRunnable({
      ...templates.operations,
      ...images.operations,
      ...powerOperations(instances),
      ...tagOperations((id) => images.tagsOf(id) ?? instances.all.get(id)?.tags ?? templates.tags.get(id)),
      DescribeInstances: (params) => {
        const wanted = texts(params, "InstanceId");
        for (const id of wanted) {
          if (!/^i-[0-9a-f]{8,17}$/.test(id)) throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${id}"`);
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
      DescribeVpcs: (params) => {
        const unknown = texts(params, "VpcId").find((id) => id !== VPC);
        if (unknown !== undefined)
          throw new AwsError("InvalidVpcID.NotFound", `The vpc ID '${unknown}' does not exist`);
        return { vpcSet: [{ vpcId: VPC, cidrBlock: "10.0.0.0/16", isDefault: true }] };
      },
      DescribeAvailabilityZones: () => ({
        availabilityZoneInfo: config.zones.map((zoneName) => ({
          zoneName,
          zoneState: "available",
          regionName: config.region,
        })),
      }),
    }),
  };

  return {
    service,
    images: images.all,
    /** How images come about, and what ends their pending. */
    imaging: images.imaging,
    finishImage: (id: string) => images.finish(id),
    snapshots: images.snapshots,
    tagsOf: (id: string) => Object.fromEntries(images.tagsOf(id) ?? []),
    templates,
    instances,
    subnets,
    /** Makes an image available to launch templates. */
    registerImage: images.register.bind(images),
    /** Changes how well an image's instances serve: those that run, and those to come. */
    behave(imageId: string, change: Partial<Behaviour>): void {
      const image = images.all.get(imageId);
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

/** Actions, resources, and condition keys for Amazon EC2 (Service Authorization Reference), of the calls used. */
function resourcesOf({ region, accountId }: WorldConfig, action: string, params: Params): string | readonly string[] {
  const [own, shared] = [`arn:aws:ec2:${region}:${accountId}:`, `arn:aws:ec2:${region}::`];
  if (action === "CreateImage")
    return [`${shared}image/*`, `${own}instance/${text(params, "InstanceId")}`, `${shared}snapshot/*`];
  if (action === "DeregisterImage") return `${shared}image/${text(params, "ImageId")}`;
  if (action === "DeleteSnapshot") return `${shared}snapshot/${text(params, "SnapshotId")}`;
  if (action === "CreateTags" || action === "DeleteTags") {
    return texts(params, "ResourceId").map((id) => {
      if (id.startsWith("i-")) return `${own}instance/${id}`;
      return id.startsWith("ami-") ? `${shared}image/${id}` : id.startsWith("snap-") ? `${shared}snapshot/${id}` : "*";
    });
  }
  return action.includes("LaunchTemplateVersion") && !action.startsWith("Describe")
    ? `${own}launch-template/${params.LaunchTemplateId}`
    : "*";
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

function matchesFilter({ id, imageId, state, zone, tags, privateIp }: Instance, { name, values }: Filter): boolean {
  const members: Record<string, string> = {
    "instance-id": id,
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
