import type { GetMetricDataInput, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { Step } from "./step.ts";

const MINUTE = 60_000;
/** Some whole minutes ago, the same for both. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE;
const Dimensions = [{ Name: "Queue", Value: "orders" }];
const minute = (offset: number) => new Date(START + offset * MINUTE);

const query = (Stat: string, more: object = {}, Id = "m"): MetricDataQuery => {
  const Metric = { Namespace: "Shop", MetricName: "Depth", Dimensions, ...more };
  return { Id, MetricStat: { Metric, Period: 60, Stat } };
};

const get = (name: string, MetricDataQueries: MetricDataQuery[], more: Partial<GetMetricDataInput> = {}): Step => ({
  name,
  run: async (it) => {
    const span = { StartTime: minute(0), EndTime: minute(10), ScanBy: "TimestampAscending" } as const;
    const answer = await it.cloudWatch.getMetricData({ MetricDataQueries, ...span, ...more });
    return answer.MetricDataResults?.map(({ Id, Label, StatusCode, Values, Timestamps = [] }) => ({
      ...{ Id, Label, StatusCode, Values },
      minutes: Timestamps.map((time) => (time.getTime() - START) / MINUTE),
    }));
  },
});

/** Composite alarms are not among them: moto has none in this protocol. */
export const METRICS: readonly Step[] = [
  {
    name: "put metric data",
    run: (it) =>
      it.cloudWatch.putMetricData({
        Namespace: "Shop",
        MetricData: [
          ...[5, 7, 9].map((Value) => ({ MetricName: "Depth", Dimensions, Timestamp: minute(1), Value })),
          { MetricName: "Depth", Dimensions, Timestamp: minute(3), Value: 4 },
          { MetricName: "Depth", Dimensions: [{ Name: "Queue", Value: "mails" }], Timestamp: minute(1), Value: 100 },
        ],
      }),
  },
  ...["Sum", "SampleCount", "Average", "Minimum", "Maximum"].map((stat) => get(`metric data: ${stat}`, [query(stat)])),
  get("metric data, the newest first", [query("Sum")], { ScanBy: "TimestampDescending" }),
  get("metric data without the minute of the end", [query("Sum")], { EndTime: minute(3) }),
  get("metric data of another set of dimensions", [query("Sum", { Dimensions: [{ Name: "Queue", Value: "none" }] })]),
  get("metric data of two metrics", [
    query("Sum"),
    query("Sum", { Dimensions: [{ Name: "Queue", Value: "mails" }] }, "other"),
  ]),
  get("metric data that ends before it starts", [query("Sum")], { EndTime: minute(-5) }),
  {
    name: "metrics of a namespace",
    run: async (it) => {
      const { Metrics = [] } = await it.cloudWatch.listMetrics({ Namespace: "Shop" });
      return Metrics.map((metric) => JSON.stringify(metric)).sort();
    },
  },
  { name: "metrics of no namespace", run: (it) => it.cloudWatch.listMetrics({ Namespace: "None" }) },
];
