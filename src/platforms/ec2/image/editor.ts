import type { Filter, Image, LaunchTemplateVersion } from "@aws-sdk/client-ec2";
import {
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import { call, clientConfig, errorName } from "../../aws.ts";
import { refuse } from "../refusals.ts";
import type { TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { ImageChange } from "./changes.ts";
import { prunableImages } from "./plan.ts";
import type { MadeImage } from "./source.ts";
import { IMAGE_TAG, templateKey } from "./source.ts";

/** EC2 API Reference, DescribeInstances: up to 200 values in a filter. */
const FILTER_VALUES = 200;
const GROUP_TAG = "aws:autoscaling:groupName";
const ALIVE = ["pending", "running", "stopping", "stopped"];

type Of<K extends ImageChange["kind"]> = Extract<ImageChange, { kind: K }>;

export interface FoundInstance {
  state: string;
  group: string | undefined;
  tags: Readonly<Record<string, string>>;
}

/** Reads and writes images. Loaded, like all that needs EC2's client, by a deploy that makes one. */
export class ImageEditor {
  readonly #ec2: EC2Client;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#signal = signal;
  }

  /** The instance's state, its Auto Scaling group and its tags; undefined: there is none of this id. */
  async instance(instanceId: string): Promise<FoundInstance | undefined> {
    try {
      const { Reservations = [] } = await call("ec2:DescribeInstances", this.#signal, () =>
        this.#ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }), this.#abort),
      );
      const [instance] = Reservations.flatMap(({ Instances = [] }) => Instances);
      if (instance === undefined) return undefined;
      const tags = Object.fromEntries((instance.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
      return { state: instance.State?.Name ?? "unknown", group: tags[GROUP_TAG], tags };
    } catch (error) {
      if (errorName(error) === "InvalidInstanceID.NotFound") return undefined;
      throw error;
    }
  }

  /** Images of ours that were made of the instance, newest first, with the progress of those that are pending. */
  async imagesOf(instanceId: string): Promise<MadeImage[]> {
    const images = await this.#images([{ Name: `tag:${IMAGE_TAG.source}`, Values: [instanceId] }]);
    const newest = images.sort((one, other) => createdAt(other) - createdAt(one));
    const progress = await this.#progress(newest.filter(({ State }) => State === "pending"));
    return newest.map((image) => toMade(image, progress));
  }

  /** The devices whose disk a launch template version sets by itself, whatever the image has there. */
  async overrides(template: TemplateRef): Promise<string[]> {
    const versions = await this.#versions(template, [template.version]);
    const mappings = versions.flatMap(({ LaunchTemplateData }) => LaunchTemplateData?.BlockDeviceMappings ?? []);
    return mappings
      .filter(({ Ebs }) => Ebs?.SnapshotId !== undefined || Ebs?.Encrypted !== undefined)
      .map(({ DeviceName = "" }) => DeviceName);
  }

  /** EC2 gives no name twice: an answer that was lost, or another run of the same rollout, is told by its tag. */
  async create({ instanceId, noReboot, name, rollout, tags }: Of<"create-image">): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const request = {
      ...{ InstanceId: instanceId, Name: name, NoReboot: noReboot, Description: tags[TAG.revision] },
      TagSpecifications: (["image", "snapshot"] as const).map((ResourceType) => ({ ResourceType, Tags })),
    };
    try {
      await call("ec2:CreateImage", this.#signal, () => this.#ec2.send(new CreateImageCommand(request), this.#abort));
    } catch (error) {
      if (errorName(error) !== "InvalidAMIName.Duplicate") throw error;
      const [existing] = await this.#images([{ Name: "name", Values: [name] }]);
      if (existing !== undefined && tagOf(existing, TAG.rollout) === rollout) return;
      throw refuse("image-name-taken", { name, image: existing?.ImageId ?? "another image" }, { cause: error });
    }
  }

  /** With its snapshots. One that is gone already, or that is protected, is left as it is. */
  async delete(imageId: string): Promise<void> {
    const request = { ImageId: imageId, DeleteAssociatedSnapshots: true };
    try {
      const { DeleteSnapshotResults = [] } = await call("ec2:DeregisterImage", this.#signal, () =>
        this.#ec2.send(new DeregisterImageCommand(request), this.#abort),
      );
      const left = DeleteSnapshotResults.filter(({ ReturnCode }) => !GONE.includes(ReturnCode ?? ""));
      if (left.length === 0) return;
      const [snapshots, said] = [left.map(({ SnapshotId }) => SnapshotId), left.map(({ ReturnCode }) => ReturnCode)];
      throw refuse("snapshots-left", { image: imageId, snapshots: snapshots.join(", "), said: said.join(", ") });
    } catch (error) {
      if (!KEPT.includes(errorName(error))) throw error;
    }
  }

  /** @param used versions of the launch template that groups and their instances use. */
  async prune(change: Of<"prune-images">, used: ReadonlySet<string>): Promise<void> {
    const template = { id: change.templateId, name: change.templateName };
    const [ours, versions] = await Promise.all([
      this.#images([{ Name: `tag:${IMAGE_TAG.template}`, Values: [templateKey(template)] }]),
      this.#versions(template),
    ]);
    const images = ours.map((image) => ({
      id: image.ImageId ?? "",
      state: image.State ?? "unknown",
      createdAt: createdAt(image),
    }));
    const named = imagesNamed(versions, new Set([...used, ...change.versions]));
    const rest = prunableImages(images, named, change.keep);
    const running = await this.#running(rest);
    for (const id of rest.filter((each) => !running.has(each))) await this.delete(id);
  }

  close(): void {
    this.#ec2.destroy();
  }

  async #images(Filters: Filter[]): Promise<Image[]> {
    return call("ec2:DescribeImages", this.#signal, async () => {
      const found: Image[] = [];
      const pages = paginateDescribeImages({ client: this.#ec2 }, { Owners: ["self"], Filters }, this.#abort);
      for await (const { Images = [] } of pages) found.push(...Images);
      return found;
    });
  }

  /** The percentage of each snapshot, by its id. */
  async #progress(images: readonly Image[]): Promise<ReadonlyMap<string, number>> {
    const SnapshotIds = images.flatMap(snapshotsOf);
    if (SnapshotIds.length === 0) return new Map();
    const { Snapshots = [] } = await call("ec2:DescribeSnapshots", this.#signal, () =>
      this.#ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }), this.#abort),
    );
    return new Map(
      Snapshots.map(({ SnapshotId = "", Progress }) => [SnapshotId, Number.parseInt(Progress ?? "0", 10)]),
    );
  }

  async #versions(template: Pick<TemplateRef, "id" | "name">, Versions?: string[]): Promise<LaunchTemplateVersion[]> {
    const { id, name } = template;
    const which = id === "" ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
    return call("ec2:DescribeLaunchTemplateVersions", this.#signal, async () => {
      const found: LaunchTemplateVersion[] = [];
      const input = Versions === undefined ? which : { ...which, Versions };
      const pages = paginateDescribeLaunchTemplateVersions({ client: this.#ec2 }, input, this.#abort);
      for await (const { LaunchTemplateVersions = [] } of pages) found.push(...LaunchTemplateVersions);
      return found;
    });
  }

  /** Those of the images that an instance runs, or will run when it is started. */
  async #running(imageIds: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let start = 0; start < imageIds.length; start += FILTER_VALUES) {
      const Filters = [
        { Name: "image-id", Values: imageIds.slice(start, start + FILTER_VALUES) },
        { Name: "instance-state-name", Values: ALIVE },
      ];
      await call("ec2:DescribeInstances", this.#signal, async () => {
        for await (const { Reservations = [] } of paginateDescribeInstances(
          { client: this.#ec2 },
          { Filters },
          this.#abort,
        ))
          for (const { ImageId = "" } of Reservations.flatMap(({ Instances = [] }) => Instances)) found.add(ImageId);
      });
    }
    return found;
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

/** Of a snapshot: `skipped` is one that another image has too (EC2 API Reference, DeleteSnapshotReturnCode). */
const GONE = ["success", "skipped"];
/** Gone already; or under deregistration protection, which says so itself (EC2 API Reference, error codes). */
const KEPT = ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "OperationNotPermitted"];

/** The images of versions in use; `$Default` and `$Latest` may be used by whoever launches. */
function imagesNamed(versions: readonly LaunchTemplateVersion[], used: ReadonlySet<string>): ReadonlySet<string> {
  const latest = Math.max(...versions.map(({ VersionNumber = 0 }) => VersionNumber));
  const named = versions.filter(
    ({ VersionNumber = 0, DefaultVersion }) =>
      DefaultVersion === true || VersionNumber === latest || used.has(String(VersionNumber)),
  );
  return new Set(named.map(({ LaunchTemplateData }) => LaunchTemplateData?.ImageId ?? ""));
}

function toMade(image: Image, progress: ReadonlyMap<string, number>): MadeImage {
  const parts = snapshotsOf(image).map((id) => progress.get(id) ?? 0);
  return {
    id: image.ImageId ?? "",
    state: image.State ?? "unknown",
    reason: image.StateReason?.Message,
    rollout: tagOf(image, TAG.rollout) ?? "",
    template: tagOf(image, IMAGE_TAG.template) ?? "",
    progress: parts.length === 0 ? undefined : Math.min(...parts),
  };
}

function snapshotsOf({ BlockDeviceMappings = [] }: Image): string[] {
  return BlockDeviceMappings.flatMap(({ Ebs }) => (Ebs?.SnapshotId === undefined ? [] : [Ebs.SnapshotId]));
}

function tagOf({ Tags = [] }: Image, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

function createdAt({ CreationDate }: Image): number {
  return Date.parse(CreationDate ?? "") || 0;
}
