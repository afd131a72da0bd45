import { randomBytes } from "node:crypto";
import type { Behaviour, Image } from "../compute/hosts.ts";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { allows } from "../iam.ts";
import type { Filter } from "../params.ts";
import { filters, flag, integer, paged, required, text, texts } from "../params.ts";
import type { Instances } from "./instances.ts";
import { describeTags, tagsOf } from "./templates.ts";

const PAGE = 1_000;
/** API Reference, CreateImage. */
const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;
/** AWS seconds that a machine is down for its image. */
const DOWN_SECONDS = 5;

/** Members of an image that differ from the usual, and how well it serves. */
export type ImageOptions = Partial<Omit<Image, "id" | "behaviour"> & Behaviour> & {
  tags?: Record<string, string>;
  /** Milliseconds since the epoch. */
  createdAt?: number;
};

/** How images come about; can be changed at any time. */
export interface Imaging {
  /** AWS seconds until an image is available. Infinity: until `finish` says so. */
  pendingSeconds: number;
  /** What becomes of it in place of that; without a reason AWS shows none either. */
  failure: { reason?: string } | undefined;
}

/** What EC2 knows of an image beside what its instances start. */
interface Paper {
  tags: Map<string, string>;
  snapshotId: string;
  description: string | undefined;
  sourceInstanceId: string | undefined;
  failure: { reason?: string } | undefined;
  createdAt: number;
  /** AWS seconds from then on; 0: it has been available from the start. */
  pendingSeconds: number;
}

interface Snapshot {
  id: string;
  imageId: string;
  tags: Map<string, string>;
  description: string;
  startedAt: number;
}

/** Machine images, those that a world begins with and those that are made of instances, and their snapshots. */
export class Images {
  readonly all = new Map<string, Image>();
  readonly snapshots = new Map<string, Snapshot>();
  readonly imaging: Imaging = { pendingSeconds: 120, failure: undefined };
  readonly #papers = new Map<string, Paper>();
  readonly #config: WorldConfig;
  readonly #instances: Instances;

  constructor(config: WorldConfig, instances: Instances) {
    this.#config = config;
    this.#instances = instances;
  }

  /** Makes an image available to launch templates. */
  register({ errorRate, latencyMs, slowRate, tags = {}, createdAt, ...options }: ImageOptions = {}): Image {
    const version = options.version ?? "v1";
    const id = newId("ami");
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
    const age = createdAt === undefined ? {} : { createdAt };
    this.#add(image, { tags: new Map(Object.entries(tags)), ...age });
    return image;
  }

  /** Ends an image's pending, well or as `imaging.failure` says. */
  finish(id: string): void {
    const [image, paper] = [this.all.get(id), this.#papers.get(id)];
    if (image?.state !== "pending" || paper === undefined) return;
    paper.failure = this.imaging.failure;
    image.state = paper.failure === undefined ? "available" : "failed";
  }

  /** The tags of an image or a snapshot; undefined when there is none of this id. */
  tagsOf(id: string): Map<string, string> | undefined {
    return this.#papers.get(id)?.tags ?? this.snapshots.get(id)?.tags;
  }

  readonly operations: Record<string, Operation> = {
    CreateImage: (params, { principal }) => {
      const [instanceId, name] = [required(params, "InstanceId"), required(params, "Name")];
      const [source, instance] = [this.#instances.imageOf(instanceId), this.#instances.all.get(instanceId)];
      const [noReboot, description] = [flag(params, "NoReboot") ?? false, text(params, "Description")];
      const [tags, ofSnapshot] = [tagsOf(params, "image"), tagsOf(params, "snapshot")];
      const tagging = `arn:aws:ec2:${this.#config.region}::image/*`;
      if (tags.size + ofSnapshot.size > 0 && !allows(principal, "ec2:CreateTags", tagging))
        throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
      if (source === undefined || instance === undefined)
        throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${instanceId}' does not exist`);
      if (instance.state !== "running" && instance.state !== "stopped")
        throw new AwsError(
          "IncorrectState",
          `The instance '${instanceId}' is not in a state from which an image can be created`,
        );
      if (!NAME.test(name)) throw new AwsError("InvalidAMIName.Malformed", `AMI name ${name} is invalid`);
      const taken = [...this.all.values()].find((image) => image.name === name);
      if (taken !== undefined)
        throw new AwsError("InvalidAMIName.Duplicate", `AMI name ${name} is already in use by AMI ${taken.id}`);
      const id = newId("ami");
      const installed = this.#instances.installed(instanceId) ?? source;
      const image: Image = { ...source, ...installed, id, name, state: "pending", shared: false, disk: id };
      const paper = { tags, description, sourceInstanceId: instanceId, pendingSeconds: this.imaging.pendingSeconds };
      this.#add(image, paper, ofSnapshot);
      void this.#copy(instanceId, image, noReboot);
      if (Number.isFinite(paper.pendingSeconds)) this.#config.clock.after(paper.pendingSeconds, () => this.finish(id));
      return { imageId: id };
    },
    DescribeImages: (params) => {
      const ids = texts(params, "ImageId");
      const owners = texts(params, "Owner");
      const wantedBy = filters(params, "Filter", "Value");
      // All images here belong to the one account.
      const areOurs = owners.length === 0 || owners.some((owner) => ["self", this.#config.accountId].includes(owner));
      const named = ids.map((id) => this.#image(id));
      const found = !areOurs ? [] : ids.length === 0 ? [...this.all.values()] : named;
      const shown = found.filter((image) => wantedBy.every((filter) => this.#matches(image, filter)));
      const page = paged(shown, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      return { imagesSet: page.items.map((image) => this.#describe(image)), nextToken: page.next };
    },
    DescribeSnapshots: (params) => {
      const ids = texts(params, "SnapshotId");
      texts(params, "Owner");
      const found = ids.length === 0 ? [...this.snapshots.values()] : ids.map((id) => this.#snapshot(id));
      const wantedBy = filters(params, "Filter", "Value");
      const shown = found.filter(({ tags }) => wantedBy.every((filter) => matchesTag(tags, filter)));
      const page = paged(shown, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      return { snapshotSet: page.items.map((snapshot) => this.#describeSnapshot(snapshot)), nextToken: page.next };
    },
    DeregisterImage: (params, { principal }) => {
      const { id } = this.#image(required(params, "ImageId"));
      const snapshotId = this.#papers.get(id)?.snapshotId ?? "";
      this.all.delete(id);
      this.#papers.delete(id);
      if (flag(params, "DeleteAssociatedSnapshots") !== true) return { return: true };
      const snapshot = `arn:aws:ec2:${this.#config.region}::snapshot/${snapshotId}`;
      const returnCode = allows(principal, "ec2:DeleteSnapshot", snapshot) ? "success" : "missing-permissions";
      if (returnCode === "success") this.snapshots.delete(snapshotId);
      return { return: true, deleteSnapshotResultSet: [{ snapshotId, returnCode }] };
    },
    DeleteSnapshot: (params) => {
      const { id, imageId } = this.#snapshot(required(params, "SnapshotId"));
      if (this.all.has(imageId))
        throw new AwsError("InvalidSnapshot.InUse", `The snapshot ${id} is currently in use by ${imageId}`);
      this.snapshots.delete(id);
      return { return: true };
    },
  };

  #add(image: Image, paper: Partial<Paper>, ofSnapshot = new Map<string, string>()): void {
    const now = this.#config.clock.now();
    const id = newId("snap");
    const description = `Created by CreateImage(${paper.sourceInstanceId ?? "-"}) for ${image.id}`;
    const usual = { description: undefined, sourceInstanceId: undefined, failure: undefined, pendingSeconds: 0 };
    this.all.set(image.id, image);
    this.snapshots.set(id, { id, imageId: image.id, tags: ofSnapshot, description, startedAt: now });
    this.#papers.set(image.id, { ...usual, tags: new Map(), createdAt: now, ...paper, snapshotId: id });
  }

  /** While the machine is down its files are at rest; else they are as they are just now. */
  async #copy(instanceId: string, image: Image, noReboot: boolean): Promise<void> {
    const restart = noReboot ? undefined : this.#instances.reboot(instanceId, DOWN_SECONDS);
    this.#instances.copyDisk(instanceId, image.id);
    await restart;
  }

  #image(id: string): Image {
    const image = this.all.get(id);
    if (!/^ami-[0-9a-f]{8,17}$/.test(id)) throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}"`);
    if (image === undefined) throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
    return image;
  }

  #snapshot(id: string): Snapshot {
    const snapshot = this.snapshots.get(id);
    if (snapshot === undefined) throw new AwsError("InvalidSnapshot.NotFound", `The snapshot '${id}' does not exist.`);
    return snapshot;
  }

  #matches({ id, name, state }: Image, filter: Filter): boolean {
    const member = new Map([
      ["image-id", id],
      ["name", name],
      ["state", state],
    ]).get(filter.name);
    return member === undefined
      ? matchesTag(this.#papers.get(id)?.tags ?? new Map(), filter)
      : filter.values.includes(member);
  }

  #describe(image: Image): Params {
    const paper = this.#papers.get(image.id);
    const reason = paper?.failure?.reason;
    return {
      imageId: image.id,
      name: image.name,
      description: paper?.description,
      imageState: image.state,
      stateReason: reason === undefined ? undefined : { code: "Server.InternalError", message: reason },
      architecture: "x86_64",
      imageOwnerId: this.#config.accountId,
      creationDate: new Date(paper?.createdAt ?? 0).toISOString(),
      sourceInstanceId: paper?.sourceInstanceId,
      rootDeviceName: "/dev/xvda",
      rootDeviceType: "ebs",
      blockDeviceMapping: [
        { deviceName: "/dev/xvda", ebs: { snapshotId: paper?.snapshotId, volumeSize: 8, deleteOnTermination: true } },
      ],
      tagSet: describeTags(paper?.tags),
    };
  }

  #describeSnapshot({ id, imageId, tags, description, startedAt }: Snapshot): Params {
    const state = this.all.get(imageId)?.state ?? "available";
    const all = this.#config.clock.scaled(this.#papers.get(imageId)?.pendingSeconds ?? 0);
    const passed = Math.floor((100 * (this.#config.clock.now() - startedAt)) / all);
    return {
      snapshotId: id,
      status: state === "pending" ? "pending" : state === "failed" ? "error" : "completed",
      progress: state === "pending" ? `${Math.min(99, passed)}%` : state === "failed" ? "" : "100%",
      description,
      startTime: new Date(startedAt),
      ownerId: this.#config.accountId,
      volumeSize: 8,
      tagSet: describeTags(tags),
    };
  }
}

function matchesTag(tags: ReadonlyMap<string, string>, { name, values }: Filter): boolean {
  if (name === "tag-key") return values.some((key) => tags.has(key));
  if (name.startsWith("tag:")) return values.includes(tags.get(name.slice(4)) ?? "");
  throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
}

function newId(kind: "ami" | "snap"): string {
  return `${kind}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}
