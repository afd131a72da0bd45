import type { Params } from "../../contract.ts";
import type { Group } from "../model.ts";
import type { PoolProgress, Refresh } from "./model.ts";

/** A refresh as DescribeInstanceRefreshes shows it. @param dateOf of AWS seconds */
export function describeRefresh(group: Group, refresh: Refresh, dateOf: (seconds: number) => Date): Params {
  const { progress, shown, desired } = refresh;
  const { rollback, endedAt, percent, toUpdate, pool } = progress;
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: group.name,
    Status: progress.status,
    StatusReason: progress.reason,
    // What is pending has not begun yet.
    ...(progress.status === "Pending" ? {} : { StartTime: dateOf(progress.startedAt) }),
    ...(endedAt === undefined ? {} : { EndTime: dateOf(endedAt) }),
    PercentageComplete: percent,
    InstancesToUpdate: toUpdate,
    ...(pool === undefined ? {} : { ProgressDetails: detailsOf({ percent, toUpdate }, pool) }),
    Preferences: shown,
    ...(desired === undefined ? {} : { DesiredConfiguration: desired }),
    ...(rollback === undefined
      ? {}
      : {
          RollbackDetails: {
            RollbackReason: rollback.reason,
            RollbackStartTime: dateOf(rollback.at),
            PercentageCompleteOnRollback: rollback.percent,
            InstancesToUpdateOnRollback: rollback.toUpdate,
            ...(rollback.pool === undefined ? {} : { ProgressDetailsOnRollback: detailsOf(rollback, rollback.pool) }),
          },
        }),
    Strategy: "Rolling",
  };
}

function detailsOf(all: PoolProgress, pool: PoolProgress): Params {
  const live = Math.max(0, all.toUpdate - pool.toUpdate);
  return {
    LivePoolProgress: { PercentageComplete: live === 0 ? 100 : all.percent, InstancesToUpdate: live },
    WarmPoolProgress: { PercentageComplete: pool.percent, InstancesToUpdate: pool.toUpdate },
  };
}
