import { randomUUID } from "node:crypto";
import type { CloudWatch } from "../../cloudwatch/index.ts";
import type { Operation, Params, RequestContext } from "../../contract.ts";
import { AwsError } from "../../contract.ts";
import { asText } from "../../protocol/rpc.ts";
import type { Group } from "../model.ts";
import type { RefreshEngine } from "./engine.ts";
import type { Progress } from "./model.ts";

/** A moment of a refresh: at so much of it, or so many AWS seconds after its start. */
export type Moment = { percent: number } | { seconds: number };

/** Somebody else: what their tools do to a group, at any time or in the middle of a refresh. Not among the calls. */
export type Hands = ReturnType<typeof createHands>;

export function createHands(
  operations: Record<string, Operation>,
  groups: ReadonlyMap<string, Group>,
  engine: RefreshEngine,
  cloudWatch: CloudWatch,
) {
  const call = async (known: Record<string, Operation>, action: string, params: Params): Promise<Params> => {
    const operation = known[action];
    if (operation === undefined) throw new AwsError("InvalidAction", `There is no ${action}`);
    return operation(asText(params) as Params, somebody());
  };
  return {
    /** Starts a refresh of theirs, and gives its id. @param params further members of StartInstanceRefresh */
    async startRefresh(AutoScalingGroupName: string, params: Params = {}): Promise<string> {
      const answer = await call(operations, "StartInstanceRefresh", { AutoScalingGroupName, ...params });
      return String(answer.InstanceRefreshId);
    },
    /** Cancels the refresh that is going on, whoever started it. */
    cancelRefresh: (AutoScalingGroupName: string, WaitForTransitioningInstances = true) =>
      call(operations, "CancelInstanceRefresh", { AutoScalingGroupName, WaitForTransitioningInstances }),
    /** Changes the desired capacity by so much, as a scaling policy does. */
    scale(name: string, by: number): void {
      const group = groups.get(name);
      if (group === undefined) throw new Error(`There is no group ${name}`);
      group.desired = Math.min(Math.max(group.desired + by, group.min), group.max);
    },
    /** Brings an alarm into a state in which it stays; one that is not there is made, on a metric without any data. */
    async alarm(AlarmName: string, StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA"): Promise<void> {
      if (!cloudWatch.alarms.has(AlarmName)) cloudWatch.put(AlarmName, { AlarmName, ...UNMOVED }, []);
      const StateReason = "Set by somebody else";
      await call(cloudWatch.service.operations, "SetAlarmState", { AlarmName, StateValue, StateReason });
    },
    /** Does something once, as soon as the group's refresh has come to a moment; resolves when it is done. */
    at(name: string, moment: Moment, act: () => unknown): Promise<void> {
      return new Promise((resolve, reject) => {
        const stop = engine.onLook((group, { progress }) => {
          if (group.name !== name || !hasCome(progress, moment, engine.now())) return;
          stop();
          Promise.resolve(act()).then(() => resolve(), reject);
        });
      });
    },
  };
}

/** Settings of an alarm whose state nothing but a hand changes: it has no data, and keeps its state without them. */
const UNMOVED: Params = {
  ...{ Namespace: "Hands", MetricName: "None", Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
  ...{ ComparisonOperator: "GreaterThanThreshold", TreatMissingData: "ignore" },
};

function hasCome(progress: Progress, moment: Moment, now: number): boolean {
  if ("seconds" in moment) return now - progress.startedAt >= moment.seconds;
  return progress.status !== "Pending" && progress.percent >= moment.percent;
}

function somebody(): RequestContext {
  const principal = { arn: "arn:aws:iam::111122223333:user/somebody", accessKeyId: "", secretAccessKey: "" };
  return { principal, requestId: randomUUID() };
}
