import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, texts } from "../params.ts";
import type { Group } from "./model.ts";

const PROCESSES = [
  ...["Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance"],
  ...["HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions"],
];
const METRICS = [
  ...["GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity"],
  ...["InService", "Pending", "Standby", "Terminating", "Total"].flatMap((state) => [
    `Group${state}Instances`,
    `Group${state}Capacity`,
  ]),
  ...["Desired", "Warmed", "Pending", "Terminating", "Total"].map((state) => `WarmPool${state}Capacity`),
  ...["Desired", "Total"].map((state) => `GroupAndWarmPool${state}Capacity`),
];

/** The group's own metrics, and its processes, which can be suspended one by one. */
export function processOperations(named: (params: Params) => Group): Record<string, Operation> {
  return {
    EnableMetricsCollection: (params) => {
      const [group, granularity] = [named(params), required(params, "Granularity")];
      if (granularity !== "1Minute")
        throw new AwsError("ValidationError", `Granularity ${granularity} is not supported: 1Minute is`);
      for (const metric of listed(params, "Metrics", METRICS)) group.metrics.add(metric);
      return {};
    },
    DisableMetricsCollection: (params) => {
      const group = named(params);
      for (const metric of listed(params, "Metrics", METRICS)) group.metrics.delete(metric);
      return {};
    },
    SuspendProcesses: (params) => {
      const group = named(params);
      for (const process of listed(params, "ScalingProcesses", PROCESSES)) group.suspended.add(process);
      return {};
    },
    ResumeProcesses: (params) => {
      const group = named(params);
      for (const process of listed(params, "ScalingProcesses", PROCESSES)) group.suspended.delete(process);
      return {};
    },
  };
}

/** The names in a list; all that there are when the list is left out. */
function listed(params: Params, member: string, all: readonly string[]): readonly string[] {
  const given = texts(params, member);
  const [wrong] = given.filter((name) => !all.includes(name));
  if (wrong !== undefined)
    throw new AwsError("ValidationError", `'${wrong}' in ${member} is none of ${all.join(", ")}`);
  return given.length === 0 ? all : given;
}
