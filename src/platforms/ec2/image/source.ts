import type { Machine } from "../in-place/snapshot.ts";
import type { Revision } from "../settings.ts";
import type { TemplateRef } from "../snapshot.ts";

/** From which instance a deploy makes its image, and how. */
export interface ImageSource {
  instanceId: string;
  /** The instance runs on: its disks are as after a power failure, and what is not written yet is lost. */
  noReboot: boolean;
  /** How many images of ours for the launch template stay before another is made; undefined: all. */
  keep: number | undefined;
  /** How long one step waits for the image, in milliseconds. */
  timeoutMs: number;
}

/** What is known of the image that a deploy makes of an instance. Plain data. */
export interface Baking {
  /** Undefined: EC2 knows none of this id. */
  instance: SourceInstance | undefined;
  /** Those of ours that were made of the instance, newest first. */
  images: readonly MadeImage[];
  /** Devices whose disk a launch template version sets itself, by the version (`templateTag`). */
  overrides: Readonly<Record<string, readonly string[]>>;
  /** Of how many looks in a row the newest image had failed: one alone is not believed. */
  failedLooks: number;
}

/** Where the instance serves; out of service as well, if it was taken out. */
export interface Serving extends Pick<Machine, "service" | "registered" | "ports" | "reasons"> {
  /** The rollout for whose image it was taken out; undefined: none did. */
  aside: string | undefined;
  /** How many others of its group, or of its target groups, are healthy. */
  others: number;
  /** What of its group's settings was changed for it has not been put back yet. */
  held: boolean;
}

export interface SourceInstance {
  /** `running`, `stopped` … (EC2 API Reference, InstanceState). */
  state: string;
  /** The Auto Scaling group that it belongs to; undefined: none. */
  group: string | undefined;
  /** Its lifecycle state there, such as `InService`; undefined when the group does not list it. */
  lifecycle: string | undefined;
  /** Undefined: it serves nowhere that is known. */
  serving?: Serving | undefined;
}

export interface MadeImage {
  id: string;
  /** `pending`, `available`, `failed` … (EC2 API Reference, ImageState). */
  state: string;
  /** Why it failed, where EC2 says so. */
  reason: string | undefined;
  rollout: string;
  /** What the launch template is called in its tag: see `templateKey`. */
  template: string;
  /** Percent of its snapshots that are copied; undefined: nobody knows. */
  progress: number | undefined;
}

/** The tags of an image and its snapshots, beside `TAG.rollout` and `TAG.revision`. */
export const IMAGE_TAG = {
  /** The instance that it was made of. */
  source: "progressive-delivery:source-instance",
  /** The launch template that it was made for: whose images `keep-images` counts. */
  template: "progressive-delivery:launch-template",
} as const;

/** On the instance, while it is out of service for its image: the rollout. Where it was registered is noted beside it. */
export const ASIDE_TAG = "progressive-delivery:image-for";

/** What a launch template is known by for as long as it is there; a mixed instances policy may tell its name alone. */
export function templateKey({ id, name }: Pick<TemplateRef, "id" | "name">): string {
  return id === "" ? name : id;
}

/** Of what instance a deploy makes its image; undefined: it makes none. */
export function sourceOf(revision: Revision | undefined): ImageSource | undefined {
  return revision?.kind === "template" ? revision.source : undefined;
}
