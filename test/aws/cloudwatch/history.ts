import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, text, texts } from "../params.ts";
import type { Alarm, AlarmState } from "./alarms.ts";
import { typeOf } from "./alarms.ts";
import { timestamp } from "./time.ts";

const PAGE = 100;
/** User guide, "Alarm history": two weeks. */
const KEPT = 14 * 86_400_000;

interface Item {
  alarm: string;
  type: "MetricAlarm" | "CompositeAlarm";
  at: number;
  kind: "StateUpdate" | "ConfigurationUpdate";
  summary: string;
  data: Params;
}

/** What happened to alarms, also to those that are no more. */
export class AlarmHistory {
  readonly #now: () => number;
  readonly #items: Item[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A change of the value; another reason alone is none. */
  state(alarm: Alarm, before: AlarmState): void {
    const after = alarm.state;
    const summary = `Alarm updated from ${before.value} to ${after.value}`;
    this.#add(alarm, "StateUpdate", summary, { oldState: stateData(before), newState: stateData(after) });
  }

  configuration(alarm: Alarm, type: "Create" | "Update" | "Delete"): void {
    const words = { Create: "created", Update: "updated", Delete: "deleted" }[type];
    this.#add(alarm, "ConfigurationUpdate", `Alarm "${alarm.name}" ${words}`, { type });
  }

  /** The answer of DescribeAlarmHistory. */
  describe(params: Params): Params {
    const [name, kind] = [text(params, "AlarmName"), text(params, "HistoryItemType")];
    const [from, to] = [timestamp(params, "StartDate"), timestamp(params, "EndDate")];
    // "If you omit this parameter, only metric alarms are returned" (API Reference, DescribeAlarmHistory).
    const types = texts(params, "AlarmTypes");
    const order = text(params, "ScanBy") ?? "TimestampDescending";
    if (!["TimestampDescending", "TimestampAscending"].includes(order))
      throw new AwsError("ValidationError", `ScanBy ${order} is not supported`);
    const found = this.#items.filter(
      (item) =>
        (name === undefined || item.alarm === name) &&
        (kind === undefined || item.kind === kind) &&
        (types.length === 0 ? item.type === "MetricAlarm" : types.includes(item.type)) &&
        item.at >= Math.max(from ?? 0, this.#now() - KEPT) &&
        item.at <= (to ?? Number.POSITIVE_INFINITY),
    );
    if (order === "TimestampDescending") found.reverse();
    const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
    return { AlarmHistoryItems: page.items.map(describeItem), NextToken: page.next };
  }

  #add(alarm: Alarm, kind: Item["kind"], summary: string, data: Params): void {
    const item = { alarm: alarm.name, type: typeOf(alarm), at: this.#now(), kind, summary };
    this.#items.push({ ...item, data: { version: "1.0", ...data } });
  }
}

function stateData({ value, reason, data }: AlarmState): Params {
  const parsed = data === undefined ? {} : { stateReasonData: parsedOr(data) };
  return { stateValue: value, stateReason: reason, ...parsed };
}

/** SetAlarmState takes any text for JSON. */
function parsedOr(data: string): Params | string {
  try {
    return JSON.parse(data) as Params;
  } catch {
    return data;
  }
}

function describeItem({ alarm, type, at, kind, summary, data }: Item): Params {
  return {
    AlarmName: alarm,
    AlarmType: type,
    Timestamp: new Date(at),
    HistoryItemType: kind,
    HistorySummary: summary,
    HistoryData: JSON.stringify(data),
  };
}
