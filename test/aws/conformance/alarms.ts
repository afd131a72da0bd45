import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import type { Context, Step } from "./step.ts";

const NAME = { AlarmNames: ["cpu-high"] };
const HIGH = { ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 2, Threshold: 80.5 } as const;
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:ops";
const CPU: PutMetricAlarmInput = {
  AlarmName: "cpu-high",
  MetricName: "CPUUtilization",
  Namespace: "AWS/EC2",
  Statistic: "Average",
  Period: 60,
  Dimensions: [{ Name: "AutoScalingGroupName", Value: "shop" }],
  AlarmActions: [TOPIC],
  ...HIGH,
};

/** A change, and the alarm after it. */
const change = (name: string, run: (it: Context) => Promise<unknown>): Step => ({
  name,
  run: async (it) => {
    await run(it);
    return it.cloudWatch.describeAlarms(NAME);
  },
});

const tagsOf = async (it: Context) => {
  const { MetricAlarms } = await it.cloudWatch.describeAlarms(NAME);
  return it.cloudWatch.listTagsForResource({ ResourceARN: MetricAlarms?.[0]?.AlarmArn });
};

export const ALARMS: readonly Step[] = [
  change("put an alarm", (it) => it.cloudWatch.putMetricAlarm({ ...CPU, Tags: [{ Key: "team", Value: "shop" }] })),
  { name: "tags of an alarm", run: tagsOf },
  change("set the state of an alarm", (it) =>
    it.cloudWatch.setAlarmState({ AlarmName: "cpu-high", StateValue: "ALARM", StateReason: "a test" }),
  ),
  change("put an alarm with everything that one metric takes", (it) =>
    it.cloudWatch.putMetricAlarm({
      ...CPU,
      Statistic: undefined,
      ExtendedStatistic: "p99",
      EvaluateLowSampleCountPercentile: "ignore",
      AlarmDescription: "the processors are busy",
      ActionsEnabled: false,
      OKActions: [TOPIC],
      InsufficientDataActions: [TOPIC],
      DatapointsToAlarm: 1,
      TreatMissingData: "notBreaching",
      Unit: "Percent",
    }),
  ),
  {
    name: "put an alarm on metric math",
    run: async (it) => {
      const Metric = { Namespace: "Shop", MetricName: "Depth", Dimensions: [{ Name: "Queue", Value: "orders" }] };
      await it.cloudWatch.putMetricAlarm({
        AlarmName: "depth",
        ...HIGH,
        Metrics: [
          { Id: "depth", MetricStat: { Metric, Period: 60, Stat: "Maximum" }, ReturnData: false },
          { Id: "tenth", Expression: "depth / 10", Label: "tenth", ReturnData: true },
        ],
      });
      return it.cloudWatch.describeAlarms({ AlarmNames: ["depth"] });
    },
  },
  {
    name: "alarms by what their names begin with",
    run: async (it) =>
      (await it.cloudWatch.describeAlarms({ AlarmNamePrefix: "cpu" })).MetricAlarms?.map(({ AlarmName }) => AlarmName),
  },
  { name: "an alarm that is missing", run: (it) => it.cloudWatch.describeAlarms({ AlarmNames: ["none"] }) },
  {
    name: "set the state of an alarm that is missing",
    run: (it) => it.cloudWatch.setAlarmState({ AlarmName: "none", StateValue: "OK", StateReason: "a test" }),
  },
  {
    name: "set a state that there is not",
    run: (it) => it.cloudWatch.setAlarmState({ AlarmName: "depth", StateValue: "FINE" as "OK", StateReason: "a test" }),
  },
  change("tag an alarm", async (it) => {
    const { MetricAlarms } = await it.cloudWatch.describeAlarms(NAME);
    const ResourceARN = MetricAlarms?.[0]?.AlarmArn;
    await it.cloudWatch.tagResource({ ResourceARN, Tags: [{ Key: "env", Value: "test" }] });
  }),
  { name: "tags of an alarm that got one more", run: tagsOf },
  change("delete alarms", (it) => it.cloudWatch.deleteAlarms({ AlarmNames: ["cpu-high", "depth"] })),
];
