import type { MetricAlarm, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";
import { call, clientConfig, gather } from "../../aws.ts";
import type { AlarmState } from "./alarms.ts";

/** The most names that DescribeAlarms and DeleteAlarms take (CloudWatch API Reference). */
const MAX_NAMES = 100;

/** The only place that needs client-cloudwatch: loaded when a cloned group has a policy that a customer's alarm drives. */
export class AlarmEditor {
  readonly #cloudWatch: CloudWatchClient;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#cloudWatch = new CloudWatchClient(clientConfig(region));
    this.#signal = signal;
  }

  /** The alarms of these names that there are, with their tags, which are read one after the other: many would be throttled. */
  async read(names: readonly string[]): Promise<AlarmState[]> {
    const found: AlarmState[] = [];
    for (const batch of batches(names)) {
      for (const metric of await this.#describe(batch))
        found.push({ name: metric.AlarmName ?? "", metric, tags: await this.#tags(metric.AlarmArn) });
    }
    return found;
  }

  /** Makes the alarm, or overwrites everything of it but its state and its tags. */
  async put(alarm: PutMetricAlarmInput): Promise<void> {
    await this.#send("PutMetricAlarm", () => this.#cloudWatch.send(new PutMetricAlarmCommand(alarm), this.#abort));
  }

  async delete(names: readonly string[]): Promise<void> {
    for (const AlarmNames of batches(names)) {
      await this.#send("DeleteAlarms", () =>
        this.#cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }), this.#abort),
      );
    }
  }

  close(): void {
    this.#cloudWatch.destroy();
  }

  /** A name that is missing is no error to CloudWatch. Composite alarms would take a right to all that there are. */
  async #describe(AlarmNames: string[]): Promise<MetricAlarm[]> {
    const from = { client: this.#cloudWatch, pageSize: MAX_NAMES };
    const pages = paginateDescribeAlarms(from, { AlarmNames, AlarmTypes: ["MetricAlarm"] }, this.#abort);
    return this.#send("DescribeAlarms", () => gather(pages, ({ MetricAlarms }) => MetricAlarms));
  }

  async #tags(ResourceARN: string | undefined): Promise<Record<string, string>> {
    const { Tags = [] } = await this.#send("ListTagsForResource", () =>
      this.#cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }), this.#abort),
    );
    return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  }

  #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`cloudwatch:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function batches(names: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(names.length / MAX_NAMES) }, (_, index) =>
    names.slice(index * MAX_NAMES, (index + 1) * MAX_NAMES),
  );
}
