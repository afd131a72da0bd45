import { counted } from "../../../delivery/counted.ts";
import type { GroupChange } from "../groups/changes.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Attachment, GroupConfig } from "./group-config.ts";
import { missingAttachments } from "./group-config.ts";
import type { ReferenceRewrite } from "./references.ts";

/**
 * What a clone still lacks of what is attached to blue.
 *
 * @param takes which of it can be put on the clone now.
 */
export function giveAttached(
  { attachments, at }: Pick<Snapshot, "at"> & { attachments: Readonly<Record<string, GroupConfig>> },
  rewrite: ReferenceRewrite,
  takes: (attachment: Attachment) => boolean = () => true,
): GroupChange[] {
  const [from, to] = [rewrite.from.group, rewrite.to.group];
  const blue = attachments[from];
  const missing = blue === undefined ? [] : missingAttachments(blue, attachments[to], rewrite, at).filter(takes);
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
