import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DeleteWarmPoolCommand,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Clock } from "../../../engine/clock.ts";
import { call, errorName } from "../../aws.ts";
import { Attacher } from "../clone/attach.ts";
import { cloneRequest, tag, templateAt } from "../clone/clone.ts";
import type { GroupState, Snapshot } from "../snapshot.ts";
import { formatSwitch, parseSwitch, TAG } from "../snapshot.ts";
import type { GroupChange, Tags, TemplateVersion } from "./changes.ts";
import type { Editors } from "./editors.ts";
import type { Ec2Reader } from "./observe.ts";

/** At most this many instances per SetInstanceProtection (Auto Scaling API Reference). */
const PROTECTION_BATCH = 50;
/** How long a group that is being deleted may still be listed, in milliseconds. */
const DELETE_PATIENCE_MS = 120_000;
const DELETE_PAUSE_MS = 1_500;

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
  readonly #autoScaling: AutoScalingClient;
  readonly #reader: Ec2Reader;
  readonly #attacher: Attacher;
  readonly #editors: Editors;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** The number that `create-template-version` made, for the changes after it. */
  #created: number | undefined;

  constructor(tools: GroupTools) {
    this.#autoScaling = tools.autoScaling;
    this.#reader = tools.reader;
    this.#attacher = new Attacher(tools);
    this.#editors = tools.editors;
    this.#clock = tools.clock;
    this.#signal = tools.signal;
  }

  /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
  async apply<S extends Seen>(change: GroupChange, seen: S): Promise<S | undefined> {
    switch (change.kind) {
      case "create-template-version":
        await this.#createTemplateVersion(change);
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
        return undefined;
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
      case "record-baked":
        return this.#recordBaked(change, seen);
    }
  }

  /** Puts tags on a group; those it has stay, but for the values given. */
  async tag(group: string, tags: Tags): Promise<void> {
    const Tags = Object.entries(tags).map(([key, value]) => tag(group, key, value));
    await this.#send("CreateOrUpdateTags", () =>
      this.#autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), this.#abort),
    );
  }

  async #createTemplateVersion(change: Of<"create-template-version">): Promise<void> {
    const editor = await this.#editors.template();
    const { version, warnings } = await editor.createVersion(change);
    if (warnings.length > 0) {
      throw new DeliveryError("unsuitable", `AWS made launch template version ${version}, but warns about it.`, {
        reasons: warnings,
        remedy: "No group uses it yet and no traffic was touched: mend the template or the input, then deploy again.",
      });
    }
    this.#created = version;
  }

  async #createGreen(change: Of<"create-green">, seen: Seen): Promise<void> {
    const { raw } = groupNamed(seen, change.from);
    const { name, targetGroupArn, tags, hooks } = change;
    const templateVersion = this.#versionOf(change.version);
    const request = cloneRequest(raw, { name, targetGroupArn, tags, templateVersion, hooks });
    try {
      await this.#send("CreateAutoScalingGroup", () =>
        this.#autoScaling.send(new CreateAutoScalingGroupCommand(request), this.#abort),
      );
    } catch (error) {
      // The name is the idempotency key: a lost answer, or another deploy a moment ago. The tag tells whose it is.
      if (errorName(error) !== "AlreadyExistsFault" && errorName(error) !== "AlreadyExists") throw error;
      const [existing] = await this.#reader.groupsNamed([name]);
      if (existing?.tags[TAG.rollout] !== tags[TAG.rollout]) throw error;
    }
  }

  async #setTemplate(change: Of<"set-template">, seen: Seen): Promise<void> {
    const group = groupNamed(seen, change.group);
    const version = this.#versionOf(change.version);
    try {
      await this.#update(change.group, templateAt(group.raw, version));
    } catch (error) {
      if (errorName(error) !== "ValidationError" || "created" === change.version) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new DeliveryError(
        "not-found",
        `launch-template-version: ${change.group} cannot take version ${version}: ${said}`,
        {
          cause: error,
          remedy: "Check the number with `aws ec2 describe-launch-template-versions`.",
        },
      );
    }
  }

  async #unmark(change: Of<"unmark">): Promise<void> {
    const Tags = change.keys.map((Key) => ({ ResourceId: change.group, ResourceType: "auto-scaling-group", Key }));
    await this.#send("DeleteTags", () => this.#autoScaling.send(new DeleteTagsCommand({ Tags }), this.#abort));
  }

  async #setCapacity({ group, capacity }: Of<"set-capacity">): Promise<void> {
    const { min, desired, max } = capacity;
    await this.#update(group, {
      ...(min === undefined ? {} : { MinSize: min }),
      ...(desired === undefined ? {} : { DesiredCapacity: desired }),
      ...(max === undefined ? {} : { MaxSize: max }),
    });
  }

  /** The moment of the switch stays: it is what `safe-teardown-at` counts from. */
  async #recordBaked<S extends Seen>({ group }: Of<"record-baked">, seen: S): Promise<S> {
    const switched = parseSwitch(groupNamed(seen, group).tags[TAG.switched]);
    const value = formatSwitch({ direction: "shift", at: switched?.at ?? this.#clock.now(), baking: false });
    await this.tag(group, { [TAG.switched]: value });
    return withTags(seen, group, { [TAG.switched]: value });
  }

  async #allowScaleIn({ group, instanceIds }: Of<"allow-scale-in">): Promise<void> {
    for (let start = 0; start < instanceIds.length; start += PROTECTION_BATCH) {
      const InstanceIds = instanceIds.slice(start, start + PROTECTION_BATCH);
      const request = { AutoScalingGroupName: group, InstanceIds, ProtectedFromScaleIn: false };
      await this.#send("SetInstanceProtection", () =>
        this.#autoScaling.send(new SetInstanceProtectionCommand(request), this.#abort),
      );
    }
  }

  async #deleteGroup({ group }: Of<"delete-group">): Promise<void> {
    const until = this.#clock.now() + DELETE_PATIENCE_MS;
    for (;;) {
      const [existing] = await this.#reader.groupsNamed([group]);
      if (existing === undefined) return;
      const pool = existing.raw.WarmPoolConfiguration;
      if (pool !== undefined) {
        if (pool.Status !== "PendingDelete") await this.#deleteWarmPool(group);
      } else if (!existing.deleting) {
        await this.#attacher.deleteAlarms(existing);
        await this.#delete(group, until);
      }
      if (this.#clock.now() > until) {
        throw new DeliveryError("timeout", `${group} is still being deleted after ${DELETE_PATIENCE_MS / 1_000} s.`, {
          remedy: "Run `teardown` again to finish.",
        });
      }
      await this.#clock.sleep(DELETE_PAUSE_MS, this.#signal);
    }
  }

  /** A group with a warm pool cannot be deleted; the pool serves nobody and goes with its instances. */
  async #deleteWarmPool(group: string): Promise<void> {
    const request = { AutoScalingGroupName: group, ForceDelete: true };
    await this.#send("DeleteWarmPool", () => this.#autoScaling.send(new DeleteWarmPoolCommand(request), this.#abort));
  }

  async #delete(group: string, until: number): Promise<void> {
    try {
      await this.#send("DeleteAutoScalingGroup", () =>
        this.#autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: group }), this.#abort),
      );
    } catch (error) {
      // An activity that has just ended may still be listed; the loop tries again.
      const busy = [
        "ScalingActivityInProgress",
        "ScalingActivityInProgressFault",
        "ResourceInUse",
        "ResourceInUseFault",
      ];
      if (!busy.includes(errorName(error)) || this.#clock.now() > until) throw error;
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

  #versionOf(version: TemplateVersion): number {
    if (version !== "created") return version.number;
    if (this.#created !== undefined) return this.#created;
    throw new DeliveryError("internal", "A launch template version is used before it was made.");
  }

  #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`autoscaling:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

/** The world with these tags on a group. */
export function withTags<S extends Seen>(seen: S, name: string, tags: Tags): S {
  const groups = seen.groups.map((group) =>
    group.name === name ? { ...group, tags: { ...group.tags, ...tags } } : group,
  );
  return { ...seen, groups };
}

function groupNamed({ groups }: Seen, name: string): GroupState {
  const group = groups.find((candidate) => candidate.name === name);
  if (group === undefined) throw new DeliveryError("internal", `The plan names ${name}, which was not observed.`);
  return group;
}
