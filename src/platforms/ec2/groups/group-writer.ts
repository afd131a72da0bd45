import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DeleteWarmPoolCommand,
  PutWarmPoolCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Applied } from "../../../delivery/plan.ts";
import { refuse as refusePolicy } from "../../../delivery/refusals.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll, retry } from "../../../engine/poll.ts";
import { call, errorName } from "../../aws.ts";
import { Attacher } from "../clone/attach.ts";
import { cloneRequest, tag, templateAt } from "../clone/clone.ts";
import { refuse } from "../refusals.ts";
import type { GroupState, Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { GroupChange, SwitchRecord, Tags, TemplateVersion } from "./changes.ts";
import { verifiedSwitch } from "./changes.ts";
import type { Editors } from "./editors.ts";
import { templateTag } from "./marks.ts";
import type { Ec2Reader } from "./observe.ts";
import { readSwitch, switchTags } from "./switch-tags.ts";
import { prunable } from "./template-versions.ts";
import { parsePool } from "./warm-pool.ts";

/** At most this many instances per SetInstanceProtection (Auto Scaling API Reference). */
const PROTECTION_BATCH = 50;
/** How long a group that is being deleted may still be listed, in milliseconds. */
const DELETE_PATIENCE_MS = 120_000;
const DELETE_PAUSE_MS = 1_500;
/** How long a group that is busy is asked again, in milliseconds. */
const BUSY_PATIENCE_MS = 30_000;
const BUSY_PAUSE_MS = 1_500;
/** An activity that goes on, or has just ended, and is still listed (Auto Scaling API Reference, common errors). */
const BUSY = ["ScalingActivityInProgress", "ScalingActivityInProgressFault", "ResourceInUse", "ResourceInUseFault"];

type Of<K extends GroupChange["kind"]> = Extract<GroupChange, { kind: K }>;
type Seen = Pick<Snapshot, "groups">;

export interface GroupTools {
  autoScaling: AutoScalingClient;
  reader: Ec2Reader;
  editors: Editors;
  clock: Clock;
  signal: AbortSignal;
}

/** Writes to Auto Scaling groups and launch templates, however traffic reaches them: one method per kind of change. */
export class GroupWriter {
  readonly #tools: GroupTools;
  readonly #autoScaling: AutoScalingClient;
  readonly #reader: Ec2Reader;
  readonly #attacher: Attacher;
  readonly #editors: Editors;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** The number that `create-template-version` made, for the changes after it. */
  #created: number | undefined;

  constructor(tools: GroupTools) {
    this.#tools = tools;
    this.#autoScaling = tools.autoScaling;
    this.#reader = tools.reader;
    this.#attacher = new Attacher(tools);
    this.#editors = tools.editors;
    this.#clock = tools.clock;
    this.#signal = tools.signal;
  }

  /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
  async apply<S extends Seen>(change: Applied<GroupChange>, seen: S): Promise<S | undefined> {
    switch (change.kind) {
      case "create-template-version":
        await this.#createTemplateVersion(change);
        return seen;
      case "prune-versions":
        await this.#pruneVersions(change);
        return seen;
      case "create-green":
        await this.#createGreen(change, seen);
        return undefined;
      case "attach":
        await this.#attacher.attach(change.group, change.attachments);
        return undefined;
      case "set-template":
        await this.#setTemplate(change, seen);
        return undefined;
      case "mark":
        await this.tag(change.group, change.tags);
        return withTags(seen, change.group, change.tags);
      case "unmark":
        await this.#unmark(change);
        return undefined;
      case "set-capacity":
        await this.#setCapacity(change);
        return undefined;
      case "allow-scale-in":
        await this.#allowScaleIn(change);
        return undefined;
      case "delete-group":
        await this.#deleteGroup(change);
        return undefined;
      case "delete-warm-pool":
        await this.#endWarmPool(change.group);
        return undefined;
      case "put-warm-pool":
        await this.#putWarmPool(change);
        return undefined;
      case "record-verified":
        return this.#recordVerified(change, seen);
      case "create-image":
        await (await this.#editors.images()).create(change);
        return undefined;
      case "take-source-out":
      case "return-source":
      case "forget-source":
        await (await this.#editors.sources()).apply(change, this.#tools);
        return undefined;
      case "discard-image":
        await (await this.#editors.images()).delete(change.imageId);
        return undefined;
      case "prune-images":
        await this.#pruneImages(change);
        return seen;
    }
  }

  /** Puts tags on a group; those it has stay, but for the values given. */
  async tag(group: string, tags: Tags): Promise<void> {
    const Tags = Object.entries(tags).map(([key, value]) => tag(group, key, value));
    await this.#send("CreateOrUpdateTags", () =>
      this.#autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), this.#abort),
    );
  }

  /**
   * Writes down a move of the traffic before it is made: a move that is on record and did not come about is seen as
   * such, one that came about unrecorded is not.
   *
   * @returns the world with the record.
   */
  async note<S extends Seen>(record: SwitchRecord | undefined, seen: S): Promise<S> {
    if (record === undefined) return seen;
    const tags = recordTags(record, tagsIn(seen, record.group), this.#clock.now());
    await this.tag(record.group, tags);
    return withTags(seen, record.group, tags);
  }

  /** Takes back what `note` wrote, when the traffic surely did not move. */
  async takeBack<S extends Seen>(record: SwitchRecord, seen: S): Promise<void> {
    const { group } = record;
    const before = tagsIn(seen, group);
    const keys = Object.keys(recordTags(record, before, this.#clock.now()));
    const had = Object.fromEntries(Object.entries(before).filter(([key]) => keys.includes(key)));
    if (Object.keys(had).length > 0) await this.tag(group, had);
    const gone = keys.filter((key) => !(key in had));
    if (gone.length > 0) await this.#unmark({ group, keys: gone });
  }

  async #createTemplateVersion(change: Of<"create-template-version">): Promise<void> {
    const editor = await this.#editors.template();
    const { version, warnings } = await editor.createVersion(change);
    if (warnings.length > 0) {
      throw refuse("template-warning", { version: String(version) }, warnings);
    }
    this.#created = version;
  }

  async #pruneVersions({ templateId: id, templateName: name, keep }: Of<"prune-versions">): Promise<void> {
    const used = await this.#reader.templateVersionsUsed({ id, name });
    const editor = await this.#editors.template();
    await editor.deleteVersions({ id, name }, (versions) => prunable(versions, used, keep));
  }

  async #pruneImages(change: Of<"prune-images">): Promise<void> {
    const used = await this.#reader.templateVersionsUsed({ id: change.templateId, name: change.templateName });
    await (await this.#editors.images()).prune(change, used);
  }

  async #createGreen(change: Of<"create-green">, seen: Seen): Promise<void> {
    const { raw } = await this.#groupNamed(change.from, seen);
    const { name, targetGroupArn, tags, hooks } = change;
    const templateVersion = this.#versionOf(change.version);
    const request = cloneRequest(raw, { name, targetGroupArn, tags, templateVersion, hooks });
    try {
      await this.#send("CreateAutoScalingGroup", () =>
        this.#autoScaling.send(new CreateAutoScalingGroupCommand(request), this.#abort),
      );
    } catch (error) {
      // The name is the idempotency key: a lost answer, or another deploy a moment ago. The tags tell whose it is.
      if (errorName(error) !== "AlreadyExistsFault" && errorName(error) !== "AlreadyExists") throw error;
      const [existing] = await this.#reader.groupsNamed([name]);
      const { [TAG.rollout]: holder, [TAG.claim]: claim, [TAG.revision]: revision = "" } = existing?.tags ?? {};
      if (holder === undefined) throw error;
      if (holder === tags[TAG.rollout] && claim === tags[TAG.claim]) return;
      throw refusePolicy("claim-lost", { green: name, holder, revision });
    }
  }

  /** The note of what the group was given comes last: a step that is cut off between the two gives it once more. */
  async #setTemplate(change: Of<"set-template">, seen: Seen): Promise<void> {
    const { raw, template } = await this.#groupNamed(change.group, seen);
    const version = this.#versionOf(change.version);
    try {
      await this.#update(change.group, templateAt(raw, version));
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const about = errorName(error) === "ValidationError" && /version/i.test(said);
      if (!about || change.version === "created") throw error;
      throw refuse(
        "template-version-refused",
        { group: change.group, version: String(version), said },
        { cause: error },
      );
    }
    if (template !== undefined) await this.tag(change.group, { [TAG.template]: templateTag(template, version) });
  }

  async #unmark({ group, keys }: Pick<Of<"unmark">, "group" | "keys">): Promise<void> {
    const Tags = keys.map((Key) => ({ ResourceId: group, ResourceType: "auto-scaling-group", Key }));
    await this.#send("DeleteTags", () => this.#autoScaling.send(new DeleteTagsCommand({ Tags }), this.#abort));
  }

  /** A group that is gone already is scaled in as far as can be. */
  async #setCapacity({ group, capacity, destroys }: Of<"set-capacity">): Promise<void> {
    const { min, desired, max } = capacity;
    try {
      await this.#update(group, {
        ...(min === undefined ? {} : { MinSize: min }),
        ...(desired === undefined ? {} : { DesiredCapacity: desired }),
        ...(max === undefined ? {} : { MaxSize: max }),
      });
    } catch (error) {
      if (destroys !== true || !(await this.#isGone(group, error))) throw error;
    }
  }

  /** Whether a call was refused because the group does not exist any more, or is on its way out. */
  async #isGone(group: string, error: unknown): Promise<boolean> {
    if (!(error instanceof DeliveryError) || !error.noEffect) return false;
    const [existing] = await this.#reader.groupsNamed([group]);
    return existing === undefined || existing.deleting;
  }

  /** The moment of the switch stays: it is what `safe-teardown-at` counts from. */
  async #recordVerified<S extends Seen>({ group, to }: Of<"record-verified">, seen: S): Promise<S> {
    const { tags: before } = await this.#groupNamed(group, seen);
    const tags = switchTags(verifiedSwitch(readSwitch(before), to, this.#clock.now()), before);
    await this.tag(group, tags);
    return withTags(seen, group, tags);
  }

  async #allowScaleIn({ group, instanceIds }: Of<"allow-scale-in">): Promise<void> {
    for (let start = 0; start < instanceIds.length; start += PROTECTION_BATCH) {
      const InstanceIds = instanceIds.slice(start, start + PROTECTION_BATCH);
      const request = { AutoScalingGroupName: group, InstanceIds, ProtectedFromScaleIn: false };
      try {
        await this.#send("SetInstanceProtection", () =>
          this.#autoScaling.send(new SetInstanceProtectionCommand(request), this.#abort),
        );
      } catch (error) {
        if (!(await this.#isGone(group, error))) throw error;
      }
    }
  }

  async #deleteGroup({ group }: Of<"delete-group">): Promise<void> {
    const until = this.#clock.now() + DELETE_PATIENCE_MS;
    const pace = { clock: this.#clock, signal: this.#signal, pauseMs: DELETE_PAUSE_MS, until };
    const isGone = await poll(
      pace,
      () => this.#deletedFurther(group, until),
      (gone) => gone,
    );
    if (isGone) return;
    throw new DeliveryError("timeout", `${group} is still being deleted after ${DELETE_PATIENCE_MS / 1_000} s.`, {
      remedy: "Run `teardown` again to finish.",
    });
  }

  /** One look at a group that is to go, and what leads on from there. */
  async #deletedFurther(group: string, until: number): Promise<boolean> {
    const [existing] = await this.#reader.groupsNamed([group]);
    if (existing === undefined) return true;
    const pool = existing.raw.WarmPoolConfiguration;
    if (pool !== undefined) {
      if (pool.Status !== "PendingDelete") await this.#deleteWarmPool(group);
    } else if (!existing.deleting) {
      await this.#attacher.deleteAlarms(existing);
      await this.#delete(group, until);
    }
    return false;
  }

  /** A group with a warm pool cannot be deleted; the pool serves nobody and goes with its instances. */
  async #deleteWarmPool(group: string): Promise<void> {
    const request = { AutoScalingGroupName: group, ForceDelete: true };
    await this.#send("DeleteWarmPool", () => this.#autoScaling.send(new DeleteWarmPoolCommand(request), this.#abort));
  }

  /** One that is gone, or goes, is as it should be. */
  async #endWarmPool(group: string): Promise<void> {
    try {
      await this.#deleteWarmPool(group);
    } catch (error) {
      const [existing] = await this.#reader.groupsNamed([group]);
      const pool = existing?.raw.WarmPoolConfiguration;
      if (pool !== undefined && pool.Status !== "PendingDelete") throw error;
    }
  }

  async #putWarmPool({ group, pool }: Of<"put-warm-pool">): Promise<void> {
    const settings = parsePool(pool);
    if (settings !== undefined) {
      const request = { AutoScalingGroupName: group, ...settings };
      await this.#send("PutWarmPool", () => this.#autoScaling.send(new PutWarmPoolCommand(request), this.#abort));
    }
    await this.#unmark({ group, keys: [TAG.warmPool] });
  }

  async #delete(group: string, until: number): Promise<void> {
    try {
      await this.#send("DeleteAutoScalingGroup", () =>
        this.#autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: group }), this.#abort),
      );
    } catch (error) {
      // The loop looks at the group before it tries again.
      if (!isBusy(error) || this.#clock.now() > until) throw error;
    }
  }

  async #update(
    group: string,
    members: Partial<ConstructorParameters<typeof UpdateAutoScalingGroupCommand>[0]>,
  ): Promise<void> {
    await this.#send("UpdateAutoScalingGroup", () =>
      this.#autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group, ...members }),
        this.#abort,
      ),
    );
  }

  /** As observed; a group that was made a moment ago is read. */
  async #groupNamed(name: string, { groups }: Seen): Promise<GroupState> {
    const group = groups.find((each) => each.name === name) ?? (await this.#reader.groupsNamed([name]))[0];
    if (group === undefined) throw refuse("group-not-found", { names: name });
    return group;
  }

  #versionOf(version: TemplateVersion): number {
    if (version !== "created") return version.number;
    if (this.#created !== undefined) return this.#created;
    throw new DeliveryError("internal", "A launch template version is used before it was made.");
  }

  /** A group that is busy with an activity refuses for a moment; it is asked again. */
  async #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    const pace = { pauseMs: BUSY_PAUSE_MS, until: this.#clock.now() + BUSY_PATIENCE_MS };
    return retry({ clock: this.#clock, signal: this.#signal, ...pace }, isBusy, () =>
      call(`autoscaling:${action}`, this.#signal, send),
    );
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function isBusy(error: unknown): boolean {
  return BUSY.includes(errorName(error));
}

function recordTags({ group: _group, least, ...move }: SwitchRecord, before: Tags, at: number): Tags {
  return { ...switchTags({ ...move, at }, before), ...(least === undefined ? {} : { [TAG.bake]: String(least) }) };
}

function tagsIn({ groups }: Seen, group: string): Tags {
  return groups.find(({ name }) => name === group)?.tags ?? {};
}

/** The world with these tags on a group. */
export function withTags<S extends Seen>(seen: S, name: string, tags: Tags): S {
  const groups = seen.groups.map((group) =>
    group.name === name ? { ...group, tags: { ...group.tags, ...tags } } : group,
  );
  return { ...seen, groups };
}
