import type { Operation, Params, Principal, Service, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { allows } from "../iam.ts";
import { integer, paged, required, structures, text, texts } from "../params.ts";
import type { Alarm, StateValue } from "./alarms.ts";
import { actionsOf, allActions, describeAlarm, newAlarm, readMetricAlarm } from "./alarms.ts";

const [PAGE, MAX_NAMES] = [50, 100];
const ALARM_TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"];
const STATES = ["INSUFFICIENT_DATA", "ALARM", "OK"];

/** What an alarm asks of whoever an action of its state names. */
export type AlarmAction = (arn: string, alarm: Alarm) => void;

export type CloudWatch = ReturnType<typeof createCloudWatch>;

/** CloudWatch's metric alarms. They watch nothing: SetAlarmState moves them, and their scaling actions are carried out. */
export function createCloudWatch(config: WorldConfig) {
  const alarms = new Map<string, Alarm>();
  const listeners: AlarmAction[] = [];
  const prefix = `arn:aws:cloudwatch:${config.region}:${config.accountId}:alarm:`;
  const byArn = (params: Params): Alarm => {
    const arn = required(params, "ResourceARN");
    const alarm = alarms.get(arn.slice(prefix.length));
    if (alarm !== undefined && arn.startsWith(prefix)) return alarm;
    throw new AwsError("ResourceNotFoundException", `${arn} does not exist`, 404);
  };

  /** Puts an alarm; one that is there keeps its state and its tags, and nothing else. */
  const put = (name: string, settings: Params, tags: Params[]): void => {
    const [existing, alarm] = [alarms.get(name), newAlarm(name, settings, config)];
    // Tags of an alarm that is there are ignored (API Reference, PutMetricAlarm).
    setTags(alarm, tags);
    if (existing !== undefined) Object.assign(alarm, { state: existing.state, tags: existing.tags });
    alarms.set(name, alarm);
  };

  const operations: Record<string, Operation> = {
    PutMetricAlarm: (params, { principal }) => {
      const [name, tags] = [required(params, "AlarmName"), structures(params, "Tags")];
      if (tags.length > 0) requireRight(principal, "cloudwatch:TagResource", `${prefix}${name}`);
      put(name, readMetricAlarm(params), tags);
      return {};
    },
    DescribeAlarms: (params) => {
      // "If you omit this parameter, only metric alarms are returned" (API Reference, DescribeAlarms).
      const types = texts(params, "AlarmTypes");
      const wrong = types.filter((type) => !ALARM_TYPES.includes(type));
      if (wrong.length > 0) throw new AwsError("ValidationError", `AlarmTypes ${wrong} are none of ${ALARM_TYPES}`);
      const metric = types.length === 0 || types.includes("MetricAlarm");
      const wanted = matcher(params);
      const found = [...alarms.values()].filter((alarm) => metric && wanted(alarm));
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { MetricAlarms: page.items.map(describeAlarm), CompositeAlarms: [], NextToken: page.next };
    },
    DeleteAlarms: (params, { principal }) => {
      const names = texts(params, "AlarmNames");
      requireFew(names);
      for (const name of names) requireRight(principal, "cloudwatch:DeleteAlarms", `${prefix}${name}`);
      for (const name of names) alarms.delete(name);
      return {};
    },
    SetAlarmState: (params) => {
      const alarm = alarms.get(required(params, "AlarmName"));
      if (alarm === undefined) throw new AwsError("ResourceNotFound", "Unknown", 404);
      const value = required(params, "StateValue");
      if (!STATES.includes(value))
        throw new AwsError("ValidationError", `Value '${value}' at 'stateValue' is none of ${STATES.join(", ")}`);
      setState(alarm, value as StateValue, required(params, "StateReason"), text(params, "StateReasonData"));
      return {};
    },
    ListTagsForResource: (params) => ({
      Tags: [...byArn(params).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
    TagResource: (params) => {
      setTags(byArn(params), structures(params, "Tags"));
      return {};
    },
    UntagResource: (params) => {
      for (const key of texts(params, "TagKeys")) byArn(params).tags.delete(key);
      return {};
    },
  };

  /** Auto Scaling's actions, unlike others, are called again while the state lasts (User Guide, "Alarm actions"). */
  function setState(alarm: Alarm, value: StateValue, reason: string, data: string | undefined): void {
    alarm.state = { value, reason, data, at: new Date(config.clock.now()) };
    for (const arn of actionsOf(alarm, value)) for (const listener of listeners) listener(arn, alarm);
  }

  const service: Service = {
    name: "cloudwatch",
    signingName: "monitoring",
    protocol: "query",
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    resource: (action, params) => {
      if (action === "DescribeAlarms") return `${prefix}*`;
      const [first = "*"] = texts(params, "AlarmNames");
      return text(params, "ResourceARN") ?? `${prefix}${text(params, "AlarmName") ?? first}`;
    },
    operations,
  };

  return {
    service,
    alarms,
    put,
    /** Calls back for every action that an alarm's state asks for. */
    onAction: (listener: AlarmAction) => void listeners.push(listener),
    /** The alarms that call this ARN in one state or another. */
    calling: (arn: string) => [...alarms.values()].filter((alarm) => allActions(alarm).includes(arn)),
  };
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

function setTags(alarm: Alarm, tags: readonly Params[]): void {
  for (const tag of tags) alarm.tags.set(required(tag, "Key"), text(tag, "Value") ?? "");
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
