import { createHash } from "node:crypto";
import { counted } from "../../../delivery/counted.ts";
import { formatDuration } from "../../../delivery/duration.ts";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { Attachment, Attachments } from "../clone/attachments.ts";
import { missingAttachments } from "../clone/attachments.ts";
import type { Repointing } from "../clone/repoint.ts";
import type { Revision } from "../settings.ts";
import type { Capacity, GroupState, Snapshot, TemplateRef } from "../snapshot.ts";
import { formatCapacity, parseCapacity, TAG } from "../snapshot.ts";
import type { Ec2Change } from "../weighted/changes.ts";
import type { Side } from "../weighted/sides.ts";
import type { GroupChange, SetCapacity, Tags, TemplateVersion } from "./changes.ts";

/** What is done to groups, and asked of them, however traffic reaches them. */

interface Pair {
  blue: Side;
  green: Side;
}

/** @throws DeliveryError `refused` when both groups carry the mark of a rollout. */
export function requireOneMark({ blue, green, markedTwice }: Pair & { markedTwice: boolean }): void {
  if (!markedTwice) return;
  throw new DeliveryError(
    "refused",
    `Both ${blue.group?.name} and ${green.group?.name} carry the tag ${TAG.rollout}.`,
    {
      remedy: "No step leaves this behind: remove the tag from the group that is not green.",
    },
  );
}

/**
 * Green's group in a rollout.
 *
 * @throws DeliveryError `refused` when there is nothing to do the step on.
 */
export function requireRollout({ blue, green, marked }: Pair & { marked: boolean }, verb: string): GroupState {
  if (marked && green.group !== undefined) return green.group;
  const serving = blue.group?.name ?? blue.targetGroup.name;
  throw new DeliveryError("refused", `There is no rollout to ${verb}: ${serving} serves alone.`, {
    remedy: "Run `deploy` first.",
  });
}

/**
 * The rollout that a deploy takes up again has to be of what it deploys.
 *
 * @throws DeliveryError `locked` when it is another one, `refused` when AWS is deleting its group.
 */
export function requireResumable(green: GroupState | undefined, wanted: string): void {
  const tags = green?.tags ?? {};
  if (tags[TAG.revision] !== wanted) {
    throw new DeliveryError(
      "locked",
      `A rollout of ${tags[TAG.revision]} is in progress on ${green?.name}, held by ${tags[TAG.rollout]}.`,
      {
        remedy: `To deploy ${wanted}, finish that one first: \`rollback\`, then \`teardown\`, or give \`replace: true\`.`,
      },
    );
  }
  if (green?.deleting === true) throw beingDeleted(green);
}

/** The tags that mark a rollout from its first moment. */
export function rolloutTags({ rolloutId, now }: Intent, { min, desired, max }: GroupState, wanted: string): Tags {
  return {
    [TAG.rollout]: rolloutId,
    [TAG.revision]: wanted,
    [TAG.startedAt]: new Date(now).toISOString(),
    [TAG.blueCapacity]: formatCapacity({ min, desired, max }),
  };
}

/**
 * What a clone still lacks of what is attached to blue.
 *
 * @param takes which of it can be put on the clone now.
 */
export function giveAttached(
  { attachments, at }: Pick<Snapshot, "at"> & { attachments: Readonly<Record<string, Attachments>> },
  repoint: Repointing,
  takes: (attachment: Attachment) => boolean = () => true,
): GroupChange[] {
  const [from, to] = [repoint.from.group, repoint.to.group];
  const blue = attachments[from];
  const missing = blue === undefined ? [] : missingAttachments(blue, attachments[to], repoint, at).filter(takes);
  if (missing.length === 0) return [];
  const what = counted(missing.map((attachment) => NOUNS[attachment.call]));
  const summary = `Give ${to} what is attached to ${from}: ${what.join(", ")}`;
  return [{ kind: "attach", group: to, attachments: missing, summary }];
}

const NOUNS: Record<Attachment["call"], string> = {
  PutScalingPolicy: "scaling policy",
  PutScheduledUpdateGroupAction: "scheduled action",
  PutNotificationConfiguration: "notification topic",
  PutWarmPool: "warm pool",
  EnableMetricsCollection: "metrics collection",
  SuspendProcesses: "suspended processes",
  PutMetricAlarm: "CloudWatch alarm",
};

export function requirePinnedTemplate({ name, template }: GroupState): TemplateRef {
  if (template === undefined) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${name} uses a launch configuration, not a launch template.`,
      {
        remedy: "Launch configurations cannot be versioned: move the group to a launch template.",
      },
    );
  }
  if (!/^\d+$/.test(template.version)) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${name} uses ${template.version} of the launch template ${template.name}, not a numbered version.`,
      {
        remedy:
          "A blue instance that is replaced during the rollout would silently come up with the new version. Pin it: " +
          `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${name} ` +
          `--launch-template LaunchTemplateId=${template.id},Version=NUMBER..`,
      },
    );
  }
  return template;
}

export function runsAlready(blue: GroupState, template: TemplateRef, revision: Revision, wanted: string): boolean {
  return revision.kind === "version"
    ? template.version === String(revision.version)
    : blue.tags[TAG.revision] === wanted;
}

export function requireImage(revision: Revision, seen: Pick<Snapshot, "imageState">): void {
  if (revision.kind !== "template" || revision.imageId === undefined || seen.imageState === "available") return;
  throw new DeliveryError(
    "unsuitable",
    `image-id: ${revision.imageId} is ${seen.imageState ?? "unknown"}, not available.`,
    {
      remedy: "Wait until the image is available, then deploy.",
    },
  );
}

export function requireIdleGreen({ green }: { green: Side }, blueTemplate: TemplateRef): GroupState {
  const { group, targetGroup } = green;
  if (group === undefined) {
    throw new DeliveryError("unsuitable", `auto-scaling-groups: no group is attached to ${targetGroup.name}.`, {
      remedy: "Attach the idle group of the pair to it.",
    });
  }
  if (group.deleting) throw beingDeleted(group);
  if (group.template === undefined || group.template.id !== blueTemplate.id) {
    const uses = group.template === undefined ? "no launch template" : `the launch template ${group.template.id}`;
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${group.name} uses ${uses}, but the serving group uses ${blueTemplate.id}.`,
      {
        remedy: "Green is blue's launch template with only the revision changed: give both groups the same.",
      },
    );
  }
  const stuck = group.suspended.filter((process) => ["Launch", "AddToLoadBalancer", "HealthCheck"].includes(process));
  if (stuck.length > 0) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${group.name} has suspended processes: ${stuck.join(", ")}.`,
      {
        remedy: "With these suspended green can never get healthy: resume them.",
      },
    );
  }
  return group;
}

function beingDeleted({ name }: GroupState): DeliveryError {
  return new DeliveryError("refused", `auto-scaling-groups: ${name} is being deleted.`, {
    remedy: "Deploy again when it is gone.",
  });
}

export function templateVersion(
  revision: Revision,
  source: TemplateRef,
  wanted: string,
): { changes: Extract<GroupChange, { kind: "create-template-version" }>[]; version: TemplateVersion } {
  if (revision.kind === "version") return { changes: [], version: { number: revision.version } };
  const { imageId, userData } = revision;
  const token = createHash("sha256").update([source.id, source.version, imageId, userData].join("\n")).digest("hex");
  const change = {
    kind: "create-template-version" as const,
    templateId: source.id,
    sourceVersion: source.version,
    imageId,
    userData,
    description: wanted.slice(0, 255),
    clientToken: `pd-${token.slice(0, 48)}`,
    summary: `Create a version of the launch template ${source.name} from version ${source.version} with ${wanted}`,
  };
  return { changes: [change], version: "created" };
}

/** `web` → `web-v001`, `web-v007` → `web-v008`: a name that a repeated deploy finds again and that never comes back. */
export function nextCloneName(fleet: string, groups: readonly GroupState[]): string {
  const numbers = groups.map(({ name }) => Number(/-v(\d+)$/.exec(name.slice(fleet.length))?.[1] ?? 0));
  return `${fleet}-v${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}

export function emptyClone(blue: GroupState, name: string, tags: Tags): GroupState {
  return { ...blue, name, min: 0, desired: 0, instances: [], tags };
}

/** Instances that an idle group still has from before would never be of the wanted version: they go first. */
export function emptied(green: GroupState, version: TemplateVersion): GroupChange[] {
  const wanted = version === "created" ? undefined : String(version.number);
  if (green.desired === 0 && green.instances.length === 0) return [];
  if (wanted !== undefined && green.instances.every(({ templateVersion }) => templateVersion === wanted)) return [];
  const summary = `Empty ${green.name}: its ${green.instances.length} instances run an older version and have no traffic`;
  return [{ kind: "set-capacity", group: green.name, capacity: { min: 0, desired: 0 }, summary }];
}

/**
 * While two sides serve, a scale-in must not take the way back: blue's minimum is held at its live size. Nothing when
 * it already is, or when the record of what to restore is missing.
 */
export function pinBlue(blue: GroupState | undefined, green: GroupState | undefined): SetCapacity[] {
  const before = parseCapacity(green?.tags[TAG.blueCapacity]);
  if (blue === undefined || before === undefined || blue.min !== before.min || blue.min >= blue.desired) return [];
  return [
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: blue.desired },
      summary: `Hold ${blue.name} at its ${blue.desired} instances: set its minimum from ${blue.min} to ${blue.desired}`,
    },
  ];
}

export function restoreSize(blue: GroupState, before: Capacity | undefined): SetCapacity[] {
  if (before === undefined || blue.desired >= before.desired) return [];
  return [
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: before.desired, desired: before.desired, max: Math.max(blue.max, before.max) },
      summary: `Bring ${blue.name} back to ${before.desired} instances (it has ${blue.desired})`,
    },
  ];
}

/** Gives the surviving side the minimum and maximum that blue had before the rollout. */
export function restoreLimits(group: GroupState, before: Capacity | undefined): SetCapacity[] {
  if (before === undefined) return [];
  // A maximum below the live size would scale in what serves; one below what a policy reached meanwhile, too.
  const max = Math.max(before.max, group.desired);
  if (group.min === before.min && group.max === max) return [];
  return [
    {
      kind: "set-capacity",
      group: group.name,
      capacity: { min: before.min, max },
      summary: `Give ${group.name} back its limits: minimum ${before.min}, maximum ${max}`,
    },
  ];
}

export function requireTerminable(group: GroupState | undefined): void {
  if (group === undefined || !group.suspended.includes("Terminate")) return;
  throw new DeliveryError("unsuitable", `auto-scaling-groups: the process Terminate of ${group.name} is suspended.`, {
    remedy: "Its instances could never go away: resume the process.",
  });
}

/**
 * Waits until the side that leaves may go.
 *
 * @param until milliseconds since the epoch.
 * @throws DeliveryError `refused` when that is later than the step may wait.
 */
export function waitUntilSafe(
  until: number,
  intent: Intent,
  now: number,
): Extract<Ec2Change, { kind: "wait-until" }>[] {
  if (until <= now) return [];
  const iso = new Date(until).toISOString();
  if (until > intent.now + intent.timeoutMs) {
    throw new DeliveryError(
      "refused",
      `It is too early: until ${iso} (safe-teardown-at) clients can still reach the side that would go.`,
      {
        remedy: `Run \`teardown\` again in ${formatDuration(until - now)}, or give it a longer \`timeout\`.`,
      },
    );
  }
  const summary = `Wait until ${iso}: no client reaches the old side after that`;
  return [{ kind: "wait-until", waits: true, until, summary }];
}

/** Ends every instance of a group, also those that are protected from scale-in. */
export function scaleToNothing(group: GroupState): GroupChange[] {
  const changes: GroupChange[] = [];
  const shielded = group.instances.filter((instance) => instance.protected).map(({ id }) => id);
  if (shielded.length > 0) {
    changes.push({
      kind: "allow-scale-in",
      group: group.name,
      instanceIds: shielded,
      summary: `Lift the scale-in protection of ${shielded.length} instances of ${group.name}`,
    });
  }
  if (group.min > 0 || group.desired > 0) {
    changes.push({
      kind: "set-capacity",
      group: group.name,
      capacity: { min: 0, desired: 0 },
      summary: `Scale ${group.name} to 0 (it has ${group.desired} instances)`,
    });
  }
  return changes;
}

/** @param leaves the group runs nothing from now on: were its revision left on it, it would look deployed as blue. */
export function unmark(group: string, leaves: boolean): GroupChange {
  const kept: readonly string[] = leaves ? [TAG.fleet] : [TAG.fleet, TAG.revision];
  const keys = Object.values(TAG).filter((key) => !kept.includes(key));
  return { kind: "unmark", group, keys, summary: `Remove the rollout's tags from ${group}` };
}
