import { createHash } from "node:crypto";
import type { ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import type { MetricAlarm, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { DeliveryError } from "../../../delivery/errors.ts";
import { refuse } from "../refusals.ts";
import type { ReferenceRewrite } from "./references.ts";
import { namedInText, rewriteReferences } from "./references.ts";

/** A CloudWatch alarm that drives a scaling policy: a metric alarm, as composite ones cannot (User Guide, "Alarm actions"). */
export interface AlarmState {
  name: string;
  /** As DescribeAlarms returns it. */
  metric: MetricAlarm;
  tags: Readonly<Record<string, string>>;
}

/** A group's policies with the alarms that drive them; an alarm that CloudWatch does not know is missing here. */
export interface Driven {
  policies: readonly ScalingPolicy[];
  alarms: readonly AlarmState[];
}

/** Puts green's own alarm. Its policies go by their names: they have no ARN before they exist. */
export interface PutAlarm {
  call: "PutMetricAlarm";
  input: Omit<PutMetricAlarmInput, ActionList>;
  actions: Record<ActionList, readonly AlarmAction[]>;
}

type AlarmAction = { policy: string } | { arn: string };
const ACTION_LISTS = ["OKActions", "AlarmActions", "InsufficientDataActions"] as const;
type ActionList = (typeof ACTION_LISTS)[number];

/** What is carried of an alarm, and what is not, with the reason. A test walks the SDK's model against these lists. */
export const ALARM_MEMBERS = {
  carried: [
    "AlarmDescription",
    "ActionsEnabled",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Metrics",
    "ThresholdMetricId",
    "EvaluationWindow",
    "WarmUpConfiguration",
    "EvaluationCriteria",
    "EvaluationInterval",
  ],
  left: {
    AlarmName: "green's own, see cloneAlarmName",
    Tags: "carried without AWS's own (aws:*), with the mark of whom it was made for",
    OKActions: "carried, with blue's policies replaced by green's",
    AlarmActions: "carried, with blue's policies replaced by green's",
    InsufficientDataActions: "carried, with blue's policies replaced by green's",
    AlarmArn: "given by AWS",
    AlarmConfigurationUpdatedTimestamp: "given by AWS",
    StateValue: "green's own",
    StateReason: "green's own",
    StateReasonData: "green's own",
    StateUpdatedTimestamp: "green's own",
    StateTransitionedTimestamp: "green's own",
    EvaluationState: "green's own",
  },
} as const;

/** The tag on an alarm that was made for a clone, with the clone's name: such an alarm goes when the clone goes. */
export const ALARM_TAG = "progressive-delivery:group";
/** CloudWatch API Reference, PutMetricAlarm. */
const MAX_NAME = 255;
/** Longer names end in so many digits of a hash of what was cut off. */
const HASH_LENGTH = 8;

/** The alarms that are objects of their own: those of target tracking and predictive scaling are made by AWS. */
export function customerAlarms(policies: readonly ScalingPolicy[]): string[] {
  const own = policies.filter(({ PolicyType = "SimpleScaling" }) => /^(Step|Simple)Scaling$/.test(PolicyType));
  const names = own.flatMap(({ Alarms = [] }) => Alarms.map(({ AlarmName = "" }) => AlarmName));
  return [...new Set(names)].sort();
}

/** Whether the alarm was made for this clone, and by nobody else. */
export function isMadeFor({ tags }: AlarmState, group: string): boolean {
  return tags[ALARM_TAG] === group;
}

/**
 * The alarms that green lacks of those that drive blue's policies, about green and for green's policies.
 *
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
export function missingAlarms(blue: Driven, green: Driven | undefined, rewrite: ReferenceRewrite): PutAlarm[] {
  const wanted = customerAlarms(blue.policies).map((name) => cloned(requireAlarm(name, blue, rewrite), blue, rewrite));
  const names = wanted.map(({ input }) => input.AlarmName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw unsuitable(
      `two alarms of ${rewrite.from.group} would both be ${twice} on ${rewrite.to.group}.`,
      "Rename one of them",
    );
  }
  const has = new Set(green?.alarms.map(({ name }) => name));
  return wanted.filter(({ input }) => input.AlarmName === undefined || !has.has(input.AlarmName));
}

/** Sentences about what of blue's alarms their copies do not do. */
export function alarmWarnings(blue: Driven, from: string, to: string): string[] {
  return customerAlarms(blue.policies).flatMap((name) => {
    const others = otherPolicies(blue.alarms.find((alarm) => alarm.name === name)?.metric, blue.policies);
    return [...new Set(others.map(({ group }) => group))].map(
      (group) => `The alarm ${name} of ${from} scales ${group} too; its copy scales ${to} alone.`,
    );
  });
}

/** The request, once green's policies have ARNs. */
export function alarmRequest(
  { input, actions }: PutAlarm,
  policyArns: ReadonlyMap<string, string>,
): PutMetricAlarmInput {
  const arnOf = (action: AlarmAction): string => {
    if ("arn" in action) return action.arn;
    const arn = policyArns.get(action.policy);
    if (arn !== undefined) return arn;
    throw new DeliveryError("internal", `The alarm ${input.AlarmName} is put before the policy ${action.policy}.`);
  };
  const lists = ACTION_LISTS.map((list) => [list, actions[list].map(arnOf)] as const);
  return { ...input, ...Object.fromEntries(lists.filter(([, arns]) => arns.length > 0)) };
}

/**
 * `cpu-high` of `web` → `cpu-high-web-v001`; that of `web-v001` → `cpu-high-web-v002`: the same each time, never
 * blue's, and so that a policy can allow `alarm:*-web-v*` alone.
 */
export function cloneAlarmName(alarm: AlarmState, from: string, to: string): string {
  const [old, suffix] = [`-${from}`, `-${to}`];
  const base = isMadeFor(alarm, from) && alarm.name.endsWith(old) ? alarm.name.slice(0, -old.length) : alarm.name;
  if (base.length + suffix.length <= MAX_NAME) return base + suffix;
  const hash = createHash("sha256").update(base).digest("hex").slice(0, HASH_LENGTH);
  const room = MAX_NAME - suffix.length - hash.length - 1;
  if (room > 0) return `${cut(base, room)}-${hash}${suffix}`;
  const whole = createHash("sha256").update(base + suffix);
  return `${cut(base, HASH_LENGTH)}-${whole.digest("hex")}`;
}

function cloned(alarm: AlarmState, blue: Driven, rewrite: ReferenceRewrite): PutAlarm {
  const carried = ALARM_MEMBERS.carried.map((member) => [member, alarm.metric[member]] as const);
  const own = Object.entries(alarm.tags).filter(([key]) => !/^(aws|progressive-delivery):/.test(key));
  const others = new Set(otherPolicies(alarm.metric, blue.policies).map(({ arn }) => arn));
  const actions = (list: ActionList): AlarmAction[] =>
    (alarm.metric[list] ?? []).filter((arn) => !others.has(arn)).map((arn) => actionOf(arn, blue.policies));
  return {
    call: "PutMetricAlarm",
    input: {
      AlarmName: cloneAlarmName(alarm, rewrite.from.group, rewrite.to.group),
      // AWS tells some of what was never given as empty, and refuses some of it when it is given so.
      ...rewriteReferences(Object.fromEntries(carried.filter(([, value]) => !isEmpty(value))), rewrite),
      Tags: [...own, [ALARM_TAG, rewrite.to.group] as const].map(([Key, Value]) => ({ Key, Value })),
    },
    actions: {
      OKActions: actions("OKActions"),
      AlarmActions: actions("AlarmActions"),
      InsufficientDataActions: actions("InsufficientDataActions"),
    },
  };
}

function actionOf(arn: string, policies: readonly ScalingPolicy[]): AlarmAction {
  const policy = policies.find(({ PolicyARN }) => PolicyARN === arn)?.PolicyName;
  return policy === undefined ? { arn } : { policy };
}

function requireAlarm(name: string, blue: Driven, { from, to }: ReferenceRewrite): AlarmState {
  const alarm = blue.alarms.find((candidate) => candidate.name === name);
  if (alarm === undefined) {
    throw refuse("alarm-not-found", { group: from.group, alarm: name });
  }
  const { metric } = alarm;
  const what = `the alarm ${name}, which drives a policy of ${from.group},`;
  if (namedInText(metric, from)) {
    throw unsuitable(
      `${what} names ${from.group} or its target group in the text of a query, where it cannot be replaced safely.`,
      "Use a metric with dimensions",
    );
  }
  for (const { group } of otherPolicies(metric, blue.policies)) {
    if (group === to.group) throw unsuitable(`${what} scales ${group} too.`, `Take the policy of ${group} out of it`);
    if (!isAbout(metric, from)) continue;
    throw unsuitable(
      `${what} scales ${group} too, by a metric of ${from.group}, which goes at teardown.`,
      `Give ${group} an alarm of its own`,
    );
  }
  return alarm;
}

/** Whether the alarm watches blue itself, so that its copy watches something else. */
function isAbout(metric: MetricAlarm, from: ReferenceRewrite["from"]): boolean {
  const elsewhere = { group: "", targetGroupArn: "" };
  return JSON.stringify(rewriteReferences(metric, { from, to: elsewhere })) !== JSON.stringify(metric);
}

/** The policies of other groups, or of what else can be scaled, that an alarm calls (Service Authorization Reference). */
function otherPolicies(metric: MetricAlarm | undefined, own: readonly ScalingPolicy[]) {
  const arns = ACTION_LISTS.flatMap((list) => metric?.[list] ?? []);
  return [...new Set(arns)].flatMap((arn) => {
    const [, group] =
      /^arn:[^:]*:autoscaling:.*:scalingPolicy:[^:]*:(?:autoScalingGroupName\/)?(.+):policyName\//.exec(arn) ?? [];
    return group === undefined || own.some(({ PolicyARN }) => PolicyARN === arn) ? [] : [{ arn, group }];
  });
}

function unsuitable(sentence: string, remedy: string): DeliveryError {
  return refuse("alarm-not-carried", { sentence, remedy });
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** At most so many UTF-16 units, without half a character at the end. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
