import { formatDuration } from "../../../delivery/duration.ts";
import type { Progress } from "../../../delivery/plan.ts";
import { templateTag } from "../groups/marks.ts";
import { refuse } from "../refusals.ts";
import type { Revision } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { asideProgress, forgetSource, isAside, isBack, isOutOfService, outOfService, returnSource } from "./aside.ts";
import type { ImageChange } from "./changes.ts";
import type { Baking, ImageSource, MadeImage, SourceInstance } from "./source.ts";
import { IMAGE_TAG, sourceOf, templateKey } from "./source.ts";

/** How a deploy's image is made of an instance: once in a rollout, by whichever run goes on with it. Pure. */

type Until = Extract<ImageChange, { kind: "wait-image" }>["until"];

/** EC2 API Reference, CreateImage. */
const MAX_NAME = 128;
const ILLEGAL = /[^A-Za-z0-9()[\] ./\-'@_]/g;
/** From these no image becomes available any more. */
const ENDED = ["failed", "error", "invalid", "deregistered", "disabled"];
/** A state that is seen once may be a slip; an image did turn up after it. */
const LOOKS_TO_BELIEVE = 2;

/** The rollout that an image is for. */
export interface ForRollout {
  rollout: string;
  /** The launch template, in the version that gets the image. */
  template: TemplateRef;
  /** The ids of what gets requests from the load balancer. */
  targets: readonly string[];
  /** An instance that serves may be taken out of service for its image. */
  standsAside: boolean;
  /** Versions whose images stay, beside those that groups and instances use: a way back that nobody runs now. */
  versions?: readonly string[];
}

export interface Baked {
  /** What is left to do until the image can be launched; [] when it can, and for every other revision. */
  changes: ImageChange[];
  /** The revision with its image, as soon as there is one. */
  revision: Revision;
}

/**
 * Makes the image of a revision that names an instance. Its changes come before the launch template version; after the
 * wait that they end with the plan is made anew, and then the revision has its image.
 *
 * @param seen undefined where the revision names no instance.
 * @throws DeliveryError when the image cannot be made without harm.
 */
export function bake(revision: Revision, about: ForRollout, seen: Baking | undefined): Baked {
  const source = sourceOf(revision);
  if (source === undefined || revision.kind === "version") return { changes: [], revision };
  const image = imageOf(seen, about.rollout, templateKey(about.template));
  const instance = seen?.instance;
  const aside = isAside(instance, about.rollout);
  const back = aside ? returned(source, instance, about) : [];
  if (image?.state === "available") return { changes: back, revision: { ...revision, imageId: image.id } };
  if (image !== undefined && !ENDED.includes(image.state))
    return { changes: [waitImage(source, about), ...back], revision };
  requireSource(source, instance, about);
  const out = about.standsAside ? outOfService(source, instance, about.rollout) : [];
  const isLeaving = out.length > 0 || (aside && !isOutOfService(instance));
  const changes = [
    ...out,
    ...(isLeaving ? [waitFor("out", source, about)] : []),
    ...(image === undefined ? [] : [discard(image)]),
    ...(source.keep === undefined ? [] : [prune(source.keep, about)]),
    create(source, describeRevision(revision), about),
    waitImage(source, about),
    ...(out.length > 0 || aside ? returned(source, undefined, about) : []),
  ];
  return { changes, revision };
}

/**
 * What is left of the way back into service.
 *
 * @param instance undefined: it is out by then.
 */
function returned(source: ImageSource, instance: SourceInstance | undefined, about: ForRollout): ImageChange[] {
  const { instanceId } = source;
  const isIn = instance?.serving?.service === "in" && !instance.serving.held;
  return [
    ...(isIn ? [] : [returnSource(instanceId)]),
    ...(isIn && isBack(instance) ? [] : [waitFor("back", source, about)]),
    forgetSource(instanceId),
  ];
}

/** What of the image a launch template does not let through. */
export function overrideWarnings(template: TemplateRef, seen: Baking | undefined): string[] {
  const devices = seen?.overrides[templateTag(template, template.version)] ?? [];
  if (devices.length === 0) return [];
  return [
    `source-instance: the launch template ${template.name} has a block device mapping of its own for ${devices.join(" and ")}, with a snapshot or an encryption: it takes the place of what the image has there. ` +
      "If new instances are to start with the source instance's disk, take it out of the launch template.",
  ];
}

/** @param now milliseconds since the epoch, as `since`, at which this wait began. */
export function imageProgress(
  { until, source, rollout, template }: Extract<ImageChange, { kind: "wait-image" }>,
  seen: Baking | undefined,
  since: number,
  now: number,
): Progress {
  if (until !== "made") return asideProgress(until, source, seen);
  const image = imageOf(seen, rollout, template);
  if (image?.state === "available") return { state: "done" };
  const failed = image !== undefined && ENDED.includes(image.state);
  if (failed && (seen?.failedLooks ?? 0) >= LOOKS_TO_BELIEVE) {
    return {
      state: "impossible",
      because: `The image ${image.id} of ${source.instanceId} is ${image.state}.`,
      reasons: [image.reason ?? "EC2 gives no reason"],
      remedy: "Fix the cause, then run `deploy` again: it deletes this image and makes another.",
    };
  }
  if (now - since >= source.timeoutMs) {
    return {
      state: "impossible",
      because: `The image of ${source.instanceId} is not available after ${formatDuration(source.timeoutMs)} (image-timeout).`,
      reasons: [image === undefined ? "EC2 does not list it yet" : `${image.id} is ${image.state}`],
      remedy: "EC2 goes on with it. Run `deploy` again: it waits for the same image and makes no other.",
    };
  }
  return {
    state: "waiting",
    for: `percent of the image ${image?.id ?? ""} of ${source.instanceId} copied`.replace("  ", " "),
    have: image?.progress ?? 0,
    want: 100,
    reasons: [image === undefined ? "EC2 does not list it yet" : `it is ${image.state}`],
  };
}

/** Images that may go: beyond the newest `keep`, used by nobody, and not at work. */
export function prunableImages(
  /** Ours for one launch template. */
  images: readonly { id: string; state: string; createdAt: number }[],
  used: ReadonlySet<string>,
  keep: number,
): string[] {
  return [...images]
    .sort((one, other) => other.createdAt - one.createdAt)
    .slice(keep)
    .filter(({ id, state }) => !used.has(id) && state !== "pending")
    .map(({ id }) => id);
}

/** Of several, an available one: a rollout has two only after a failed one that could not be deleted. */
function imageOf(seen: Baking | undefined, rollout: string, template: string): MadeImage | undefined {
  const own = (seen?.images ?? []).filter((image) => image.rollout === rollout && image.template === template);
  return own.find(({ state }) => state === "available") ?? own[0];
}

/**
 * A machine that is restarted serves nobody meanwhile, and its group may take it for broken: that is not done unasked.
 *
 * @throws DeliveryError `source-not-found`, `source-state`, `source-in-group` or `source-is-target`.
 */
function requireSource(
  { instanceId, noReboot }: ImageSource,
  instance: SourceInstance | undefined,
  { targets, standsAside }: ForRollout,
): void {
  if (instance === undefined) throw refuse("source-not-found", { instance: instanceId });
  const { state, group, lifecycle } = instance;
  if (state !== "running" && state !== "stopped") throw refuse("source-state", { instance: instanceId, state });
  if (noReboot || state === "stopped") return;
  const { service, aside } = instance.serving ?? {};
  // It is taken out first, or was already.
  if (standsAside && (service === "in" || aside !== undefined)) return;
  if (group !== undefined && lifecycle !== undefined && lifecycle !== "Standby")
    throw refuse("source-in-group", { instance: instanceId, group, lifecycle });
  if (targets.includes(instanceId)) throw refuse("source-is-target", { instance: instanceId });
}

function create(source: ImageSource, revision: string, { rollout, template }: ForRollout): ImageChange {
  const { instanceId, noReboot } = source;
  return {
    kind: "create-image",
    instanceId,
    noReboot,
    name: nameFor(template.name, instanceId, rollout),
    rollout,
    tags: {
      [TAG.rollout]: rollout,
      [TAG.revision]: revision,
      [IMAGE_TAG.source]: instanceId,
      [IMAGE_TAG.template]: templateKey(template),
    },
    summary: `Create an image of ${instanceId}${noReboot ? " without a reboot" : ", which reboots it"}`,
  };
}

/** What tells rollouts apart stands last, and is what stays of a name that is too long. */
function nameFor(template: string, instanceId: string, rollout: string): string {
  return `${template} ${instanceId} ${rollout}`.replace(ILLEGAL, "-").slice(-MAX_NAME).trim();
}

function discard({ id }: MadeImage): ImageChange {
  return { kind: "discard-image", imageId: id, summary: `Delete the image ${id}, which failed, with its snapshots` };
}

function prune(keep: number, { template, versions = [] }: ForRollout): ImageChange {
  const summary = `Delete images that deploys made for the launch template ${template.name} and nobody uses, but for the newest ${keep}`;
  return { kind: "prune-images", templateId: template.id, templateName: template.name, keep, versions, summary };
}

function waitImage(source: ImageSource, about: ForRollout): ImageChange {
  return waitFor("made", source, about);
}

const WAITS: Readonly<Record<Until, (instance: string) => string>> = {
  out: (instance) => `Wait for the last request to ${instance}`,
  made: (instance) => `Wait until the image of ${instance} is available`,
  back: (instance) => `Wait until ${instance} is healthy in service again`,
};

function waitFor(until: Until, source: ImageSource, { rollout, template }: ForRollout): ImageChange {
  const summary = WAITS[until](source.instanceId);
  return { kind: "wait-image", waits: true, until, source, rollout, template: templateKey(template), summary };
}
