import type { Operation, Params, Principal } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { allows } from "../iam.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { setTags } from "./alarm-book.ts";
import type { Alarm } from "./alarms.ts";
import { allActions, describeAlarm, readCompositeAlarm, readMetricAlarm, typeOf } from "./alarms.ts";
import type { StateValue } from "./evaluation.ts";

const [PAGE, MAX_NAMES] = [50, 100];
const ALARM_TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"];
const STATES = ["INSUFFICIENT_DATA", "ALARM", "OK"];

export function alarmOperations(book: AlarmBook): Record<string, Operation> {
  const { alarms, prefix } = book;
  const readTags = (params: Params, principal: Principal): [name: string, tags: Params[]] => {
    const [name, tags] = [required(params, "AlarmName"), structures(params, "Tags")];
    if (tags.length > 0) requireRight(principal, "cloudwatch:TagResource", `${prefix}${name}`);
    return [name, tags];
  };
  return {
    PutMetricAlarm: (params, { principal }) => {
      const [name, tags] = readTags(params, principal);
      book.put(name, readMetricAlarm(params), tags);
      return {};
    },
    PutCompositeAlarm: (params, { principal }) => {
      const [name, tags] = readTags(params, principal);
      const { settings, rule } = readCompositeAlarm(params);
      book.put(name, settings, tags, rule);
      return {};
    },
    DescribeAlarms: (params, { principal }) => {
      const [types, wanted] = [readTypes(params), matcher(params)];
      // A policy with a narrower scope than `*` hides composite alarms (API Reference, DescribeAlarms).
      const hidden = allows(principal, "cloudwatch:DescribeAlarms", "*") ? undefined : "CompositeAlarm";
      const found = [...alarms.values()].filter(
        (alarm) => types.includes(typeOf(alarm)) && typeOf(alarm) !== hidden && wanted(alarm),
      );
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      const shown = (type: string) => page.items.filter((alarm) => typeOf(alarm) === type).map(describeAlarm);
      return { MetricAlarms: shown("MetricAlarm"), CompositeAlarms: shown("CompositeAlarm"), NextToken: page.next };
    },
    DescribeAlarmHistory: (params) => book.history.describe(params),
    DeleteAlarms: (params, { principal }) => {
      const names = texts(params, "AlarmNames");
      requireFew(names);
      for (const name of names) requireRight(principal, "cloudwatch:DeleteAlarms", `${prefix}${name}`);
      // "You can delete up to 100 metric alarms and one composite alarm in one operation" (API Reference, DeleteAlarms).
      if (names.filter((name) => alarms.get(name)?.composite !== undefined).length > 1)
        throw new AwsError("ValidationError", "Only one composite alarm can be deleted with one call");
      for (const name of names) book.remove(name);
      return {};
    },
    SetAlarmState: (params) => {
      const value = required(params, "StateValue");
      if (!STATES.includes(value))
        throw new AwsError(
          "ValidationError",
          `1 validation error detected: Value '${value}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [${STATES.join(", ")}]`,
        );
      const alarm = alarms.get(required(params, "AlarmName"));
      const [reason, data] = [required(params, "StateReason"), text(params, "StateReasonData")];
      if (alarm === undefined) throw new AwsError("ResourceNotFound", "Unknown", 404);
      book.setState(alarm, { value: value as StateValue, reason, data });
      return {};
    },
    // Of an alarm that is gone it lists none, as it was recorded from AWS.
    ListTagsForResource: (params) => ({
      Tags: [...(book.find(required(params, "ResourceARN"))?.tags ?? [])].map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: (params) => {
      setTags(book.byArn(required(params, "ResourceARN")), structures(params, "Tags"));
      return {};
    },
    UntagResource: (params) => {
      const { tags } = book.byArn(required(params, "ResourceARN"));
      for (const key of texts(params, "TagKeys")) tags.delete(key);
      return {};
    },
  };
}

/** "If you omit this parameter, only metric alarms are returned" (API Reference, DescribeAlarms). */
function readTypes(params: Params): string[] {
  const types = texts(params, "AlarmTypes");
  const wrong = types.filter((type) => !ALARM_TYPES.includes(type));
  if (wrong.length > 0) throw new AwsError("ValidationError", `AlarmTypes ${wrong} are none of ${ALARM_TYPES}`);
  return types.length === 0 ? ["MetricAlarm"] : types;
}

function matcher(params: Params): (alarm: Alarm) => boolean {
  const names = texts(params, "AlarmNames");
  requireFew(names);
  const [prefix, state, action] = ["AlarmNamePrefix", "StateValue", "ActionPrefix"].map((name) => text(params, name));
  return (alarm) =>
    (names.length === 0 || names.includes(alarm.name)) &&
    alarm.name.startsWith(prefix ?? "") &&
    (state === undefined || alarm.state.value === state) &&
    (action === undefined || allActions(alarm).some((arn) => arn.startsWith(action)));
}

function requireFew(names: readonly string[]): void {
  if (names.length <= MAX_NAMES) return;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to ${MAX_NAMES}`,
  );
}

function requireRight(principal: Principal, action: string, resource: string): void {
  if (allows(principal, action, resource)) return;
  throw new AwsError(
    "AccessDenied",
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    403,
  );
}
