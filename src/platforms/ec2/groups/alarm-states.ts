import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { call, clientConfig } from "../../aws.ts";

/** The states of alarms by their names. CloudWatch's client is loaded by a deploy that gives any. */
export async function readAlarmStates(
  region: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, string | undefined>> {
  if (names.length === 0) return {};
  const { CloudWatchClient, DescribeAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
  const client: CloudWatchClient = new CloudWatchClient(clientConfig(region));
  try {
    const request = new DescribeAlarmsCommand({
      AlarmNames: [...names],
      AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    });
    const { MetricAlarms = [], CompositeAlarms = [] } = await call("cloudwatch:DescribeAlarms", signal, () =>
      client.send(request, { abortSignal: signal }),
    );
    const found = [...MetricAlarms, ...CompositeAlarms];
    return Object.fromEntries(found.map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]));
  } finally {
    client.destroy();
  }
}
