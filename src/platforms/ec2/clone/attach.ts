import type { AutoScalingClient, PutScalingPolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import {
  EnableMetricsCollectionCommand,
  PutNotificationConfigurationCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
  PutWarmPoolCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import { call } from "../../aws.ts";
import type { Editors } from "../groups/editors.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { refuse } from "../refusals.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { PutAlarm } from "./alarms.ts";
import { alarmRequest, isMadeFor } from "./alarms.ts";
import type { Attachment } from "./group-config.ts";

type GroupAttachment = Exclude<Attachment, PutAlarm>;
/** Only a policy's tells something. */
type Answer = Pick<PutScalingPolicyCommandOutput, "$metadata" | "PolicyARN">;

/** Puts on a clone what is attached to its group by calls of its own, and takes away what would outlive the clone. */
export class Attacher {
  readonly #autoScaling: AutoScalingClient;
  readonly #reader: Ec2Reader;
  readonly #editors: Editors;
  readonly #signal: AbortSignal;

  constructor(tools: {
    autoScaling: AutoScalingClient;
    reader: Ec2Reader;
    editors: Editors;
    signal: AbortSignal;
  }) {
    this.#autoScaling = tools.autoScaling;
    this.#reader = tools.reader;
    this.#editors = tools.editors;
    this.#signal = tools.signal;
  }

  /** One after the other: each is a put, so that all can be repeated. Alarms last, as they call policies by their ARNs. */
  async attach(group: string, attachments: readonly Attachment[]): Promise<void> {
    const alarms: PutAlarm[] = [];
    const policyArns = new Map<string, string>();
    for (const attachment of attachments) {
      if (attachment.call === "PutMetricAlarm") {
        alarms.push(attachment);
        continue;
      }
      const { PolicyARN } = await call(`autoscaling:${attachment.call}`, this.#signal, () =>
        this.#put(group, attachment),
      );
      if (attachment.call === "PutScalingPolicy") policyArns.set(attachment.input.PolicyName ?? "", PolicyARN ?? "");
    }
    if (alarms.length > 0) await this.#putAlarms(group, alarms, policyArns);
  }

  /**
   * Deletes the alarms that were made for this clone: AWS deletes with the group only those that call nothing else. An
   * alarm of somebody else stays. Before the group goes, because its policies tell which alarms they are.
   */
  async deleteAlarms({ name, tags }: GroupState): Promise<void> {
    if (tags[TAG.fleet] === undefined) return;
    const alarms = await this.#reader.alarmsOf(await this.#reader.policies(name));
    const ours = alarms.filter((alarm) => isMadeFor(alarm, name));
    if (ours.length > 0) await (await this.#editors.alarms()).delete(ours.map((alarm) => alarm.name));
  }

  async #putAlarms(group: string, alarms: readonly PutAlarm[], put: ReadonlyMap<string, string>): Promise<void> {
    const editor = await this.#editors.alarms();
    const there = await editor.read(alarms.map(({ input }) => input.AlarmName ?? ""));
    const foreign = there.find((alarm) => !isMadeFor(alarm, group));
    if (foreign !== undefined) {
      throw refuse("alarm-exists", { alarm: foreign.name, group });
    }
    // Policies that an earlier deploy put before it was cut off are only listed, those of a moment ago perhaps not yet.
    const listed = (await this.#reader.policies(group)).map(
      ({ PolicyName = "", PolicyARN = "" }) => [PolicyName, PolicyARN] as const,
    );
    const arns = new Map([...listed, ...put]);
    for (const alarm of alarms) await editor.put(alarmRequest(alarm, arns));
  }

  async #put(group: string, attachment: GroupAttachment): Promise<Answer> {
    const own = { AutoScalingGroupName: group };
    const { call: name, input } = attachment;
    const abort = { abortSignal: this.#signal };
    switch (name) {
      case "PutScalingPolicy":
        return this.#autoScaling.send(new PutScalingPolicyCommand({ ...input, ...own }), abort);
      case "PutScheduledUpdateGroupAction":
        return this.#autoScaling.send(new PutScheduledUpdateGroupActionCommand({ ...input, ...own }), abort);
      case "PutNotificationConfiguration":
        return this.#autoScaling.send(new PutNotificationConfigurationCommand({ ...input, ...own }), abort);
      case "PutWarmPool":
        return this.#autoScaling.send(new PutWarmPoolCommand({ ...input, ...own }), abort);
      case "EnableMetricsCollection":
        return this.#autoScaling.send(new EnableMetricsCollectionCommand({ ...input, ...own }), abort);
      case "SuspendProcesses":
        return this.#autoScaling.send(new SuspendProcessesCommand({ ...input, ...own }), abort);
    }
  }
}
