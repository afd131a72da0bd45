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
import { DeliveryError } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { call, errorName } from "../aws.ts";
import { Attacher } from "./attach.ts";
import type { Ec2Change, Tags, TemplateVersion } from "./changes.ts";
import { cloneRequest, tag, templateAt } from "./clone.ts";
import type { AlarmEditor } from "./cloudwatch.ts";
import type { Ec2Reader } from "./observe.ts";
import { ownRoutes } from "./own-rules.ts";
import type { RuleWriter } from "./rules.ts";
import type { GroupState, Snapshot } from "./snapshot.ts";
import { formatSwitch, parseSwitch, TAG } from "./snapshot.ts";
import type { TemplateEditor } from "./template.ts";
import type { WeightTools } from "./weights.ts";
import { writeWeights } from "./weights.ts";

/** At most this many instances per SetInstanceProtection (Auto Scaling API Reference). */
const PROTECTION_BATCH = 50;
/** How long a group that is being deleted may still be listed, in milliseconds. */
const DELETE_PATIENCE_MS = 120_000;
const DELETE_PAUSE_MS = 1_500;

type Of<K extends Ec2Change["kind"]> = Extract<Ec2Change, { kind: K }>;

/** The writing half of the platform: one method per kind of change, each idempotent. */
export class Ec2Writer {
  readonly #autoScaling: AutoScalingClient;
  readonly #reader: Ec2Reader;
  readonly #weights: WeightTools;
  readonly #rules: RuleWriter;
  readonly #attacher: Attacher;
  readonly #editor: () => Promise<TemplateEditor>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** The number that `create-template-version` made, for the changes after it. */
  #created: number | undefined;

  constructor(tools: {
    autoScaling: AutoScalingClient;
    reader: Ec2Reader;
    weights: WeightTools;
    rules: RuleWriter;
    editor: () => Promise<TemplateEditor>;
    alarms: () => Promise<AlarmEditor>;
    clock: Clock;
    signal: AbortSignal;
  }) {
    this.#autoScaling = tools.autoScaling;
    this.#reader = tools.reader;
    this.#weights = tools.weights;
    this.#rules = tools.rules;
    this.#attacher = new Attacher(tools);
    this.#editor = tools.editor;
    this.#clock = tools.clock;
    this.#signal = tools.signal;
  }

  async apply(change: Ec2Change, seen: Snapshot): Promise<Snapshot | undefined> {
    switch (change.kind) {
      case "create-template-version":
        return this.#createTemplateVersion(change, seen);
      case "create-green":
        return this.#createGreen(change, seen);
      case "attach":
        await this.#attacher.attach(change.group, change.attachments);
        return undefined;
      case "set-template":
        return this.#setTemplate(change, seen);
      case "mark":
        await this.#tag(change.group, change.tags);
        return undefined;
      case "unmark":
        return this.#unmark(change);
      case "set-capacity":
        return this.#setCapacity(change);
      case "set-weights":
        return this.#setWeights(change, seen);
      case "create-rule":
        return this.#createRule(change, seen);
      case "delete-rule":
        await this.#rules.delete(change.arn);
        return { ...seen, rules: seen.rules.filter(({ arn }) => arn !== change.arn) };
      case "point-test-listener":
        return this.#pointTestListener(change, seen);
      case "reference-green":
        return this.#withRoutes(
          seen,
          await writeWeights(this.#weights, seen, change.blueArn, change.greenArn, 0, undefined),
        );
      case "allow-scale-in":
        return this.#allowScaleIn(change);
      case "delete-group":
        return this.#deleteGroup(change);
      case "record-baked":
        return this.#recordBaked(change, seen);
      case "wait-healthy":
      case "wait-drained":
      case "wait-until":
      case "wait-bake":
      case "smoke-test":
      case "wait-share":
        throw new DeliveryError("internal", `A wait (${change.kind}) was applied instead of waited for.`);
    }
  }

  async #createTemplateVersion(change: Of<"create-template-version">, seen: Snapshot): Promise<Snapshot> {
    const editor = await this.#editor();
    const { version, warnings } = await editor.createVersion(change);
    if (warnings.length > 0) {
      throw new DeliveryError("unsuitable", `AWS made launch template version ${version}, but warns about it.`, {
        reasons: warnings,
        remedy: "No group uses it yet and no traffic was touched: mend the template or the input, then deploy again.",
      });
    }
    this.#created = version;
    return seen;
  }

  async #createGreen(change: Of<"create-green">, seen: Snapshot): Promise<undefined> {
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
    return undefined;
  }

  async #setTemplate(change: Of<"set-template">, seen: Snapshot): Promise<undefined> {
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
          remedy: "Check the number with `aws ec2 describe-launch-template-versions`; nothing was touched.",
        },
      );
    }
    return undefined;
  }

  async #createRule(change: Of<"create-rule">, seen: Snapshot): Promise<Snapshot> {
    const rules = await this.#rules.create(change);
    const others = seen.rules.filter(({ listenerArn }) => listenerArn !== change.listenerArn);
    return { ...seen, rules: [...others, ...rules] };
  }

  async #unmark(change: Of<"unmark">): Promise<undefined> {
    const Tags = change.keys.map((Key) => ({ ResourceId: change.group, ResourceType: "auto-scaling-group", Key }));
    await this.#send("DeleteTags", () => this.#autoScaling.send(new DeleteTagsCommand({ Tags }), this.#abort));
    return undefined;
  }

  async #setCapacity({ group, capacity }: Of<"set-capacity">): Promise<undefined> {
    const { min, desired, max } = capacity;
    await this.#update(group, {
      ...(min === undefined ? {} : { MinSize: min }),
      ...(desired === undefined ? {} : { DesiredCapacity: desired }),
      ...(max === undefined ? {} : { MaxSize: max }),
    });
    return undefined;
  }

  /** Weights and the record of the switch go out together: one round trip, and neither waits for the other. */
  async #setWeights(change: Of<"set-weights">, seen: Snapshot): Promise<Snapshot> {
    const { blueArn, greenArn, green, sticky, record } = change;
    const value = record === undefined ? "" : formatSwitch({ ...record, at: this.#clock.now() });
    const target = change.cohort === true ? { routes: ownRoutes(seen, "cohort"), routesAt: seen.routesAt } : seen;
    const [routes, tagged] = await Promise.allSettled([
      writeWeights(this.#weights, target, blueArn, greenArn, green, sticky),
      record === undefined ? undefined : this.#tag(record.group, { [TAG.switched]: value }),
    ]);
    if (routes.status === "rejected") throw routes.reason;
    if (tagged.status === "rejected") throw tagged.reason;
    const after = change.cohort === true ? withCohort(seen, routes.value) : this.#withRoutes(seen, routes.value);
    if (record === undefined) return after;
    return withTags(after, record.group, { [TAG.switched]: value });
  }

  /** The moment of the switch stays: it is what `safe-teardown-at` counts from. */
  async #recordBaked({ group }: Of<"record-baked">, seen: Snapshot): Promise<Snapshot> {
    const switched = parseSwitch(groupNamed(seen, group).tags[TAG.switched]);
    const value = formatSwitch({ direction: "shift", at: switched?.at ?? this.#clock.now(), baking: false });
    await this.#tag(group, { [TAG.switched]: value });
    return withTags(seen, group, { [TAG.switched]: value });
  }

  /** Always from a fresh reading: the one of its own step may be as old as the deploy took. */
  async #pointTestListener(change: Of<"point-test-listener">, seen: Snapshot): Promise<Snapshot> {
    const { listener: ref, blueArn, greenArn, green } = change;
    const stale = { routes: [{ ref, actions: [] }], routesAt: Number.NEGATIVE_INFINITY };
    const [testListener] = await writeWeights(this.#weights, stale, blueArn, greenArn, green, undefined);
    return { ...seen, testListener };
  }

  async #allowScaleIn({ group, instanceIds }: Of<"allow-scale-in">): Promise<undefined> {
    for (let start = 0; start < instanceIds.length; start += PROTECTION_BATCH) {
      const InstanceIds = instanceIds.slice(start, start + PROTECTION_BATCH);
      const request = { AutoScalingGroupName: group, InstanceIds, ProtectedFromScaleIn: false };
      await this.#send("SetInstanceProtection", () =>
        this.#autoScaling.send(new SetInstanceProtectionCommand(request), this.#abort),
      );
    }
    return undefined;
  }

  async #deleteGroup({ group }: Of<"delete-group">): Promise<undefined> {
    const until = this.#clock.now() + DELETE_PATIENCE_MS;
    for (;;) {
      const [existing] = await this.#reader.groupsNamed([group]);
      if (existing === undefined) return undefined;
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

  async #tag(group: string, tags: Tags): Promise<void> {
    const Tags = Object.entries(tags).map(([key, value]) => tag(group, key, value));
    await this.#send("CreateOrUpdateTags", () =>
      this.#autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), this.#abort),
    );
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

  #withRoutes(seen: Snapshot, routes: readonly Snapshot["routes"][number][]): Snapshot {
    return { ...seen, routes, routesAt: this.#clock.now() };
  }

  #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`autoscaling:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function withTags(seen: Snapshot, name: string, tags: Tags): Snapshot {
  const groups = seen.groups.map((group) =>
    group.name === name ? { ...group, tags: { ...group.tags, ...tags } } : group,
  );
  return { ...seen, groups };
}

function withCohort(seen: Snapshot, routes: Snapshot["routes"]): Snapshot {
  const actions = new Map(routes.map((route) => [route.ref.arn, route.actions]));
  return { ...seen, rules: seen.rules.map((rule) => ({ ...rule, actions: actions.get(rule.arn) ?? rule.actions })) };
}

function groupNamed(seen: Snapshot, name: string): GroupState {
  const group = seen.groups.find((candidate) => candidate.name === name);
  if (group === undefined) throw new DeliveryError("internal", `The plan names ${name}, which was not observed.`);
  return group;
}
