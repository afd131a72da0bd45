import type { AutoScalingClient, StartInstanceRefreshCommandInput } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstanceRefreshesCommand,
  RollbackInstanceRefreshCommand,
  StartInstanceRefreshCommand,
} from "@aws-sdk/client-auto-scaling";
import { call, errorName } from "../../aws.ts";
import { templateAt } from "../clone/clone.ts";
import type { GroupState } from "../snapshot.ts";
import { inOrder, toRefresh } from "./refreshes.ts";
import type { LeftAlone } from "./settings.ts";
import type { Preferences } from "./sizes.ts";
import type { Refresh } from "./snapshot.ts";

/** Enough to see what runs and what ran last: the newest come first (EC2 Auto Scaling API Reference). */
const MAX_RECORDS = 20;

/** The calls that only instance refreshes need. */
export class RefreshClient {
  readonly #autoScaling: AutoScalingClient;
  readonly #signal: AbortSignal;

  constructor(autoScaling: AutoScalingClient, signal: AbortSignal) {
    this.#autoScaling = autoScaling;
    this.#signal = signal;
  }

  /** Those that run first, then the newest. */
  async read(group: string): Promise<Refresh[]> {
    const request = { AutoScalingGroupName: group, MaxRecords: MAX_RECORDS };
    const { InstanceRefreshes = [] } = await call("autoscaling:DescribeInstanceRefreshes", this.#signal, () =>
      this.#autoScaling.send(new DescribeInstanceRefreshesCommand(request), this.#abort),
    );
    return inOrder(InstanceRefreshes.map(toRefresh));
  }

  /**
   * Begins one. There is no token that would make the call safe to repeat: whoever gets no answer looks first.
   *
   * @returns its id; undefined: another runs already.
   */
  async start(group: GroupState, version: number, preferences: Preferences): Promise<string | undefined> {
    const request: StartInstanceRefreshCommandInput = {
      AutoScalingGroupName: group.name,
      Strategy: "Rolling",
      DesiredConfiguration: templateAt(group.raw, version),
      Preferences: toPreferences(preferences),
    };
    try {
      const { InstanceRefreshId } = await call("autoscaling:StartInstanceRefresh", this.#signal, () =>
        this.#autoScaling.send(new StartInstanceRefreshCommand(request), this.#abort),
      );
      return InstanceRefreshId;
    } catch (error) {
      if (errorName(error).startsWith("InstanceRefreshInProgress")) return undefined;
      throw error;
    }
  }

  /** Turns the one that runs round; nothing when none does any more. */
  async rollBack(group: string): Promise<void> {
    try {
      await call("autoscaling:RollbackInstanceRefresh", this.#signal, () =>
        this.#autoScaling.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group }), this.#abort),
      );
    } catch (error) {
      if (!errorName(error).startsWith("ActiveInstanceRefreshNotFound")) throw error;
    }
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

/** What happens to machines that are aside has a default that differs between AWS's own tools: it is always said. */
const STANDBY = { wait: "Wait", ignore: "Ignore", replace: "Terminate" } as const satisfies Record<LeftAlone, string>;
const PROTECTED = { wait: "Wait", ignore: "Ignore", replace: "Refresh" } as const satisfies Record<LeftAlone, string>;

function toPreferences(asked: Preferences): NonNullable<StartInstanceRefreshCommandInput["Preferences"]> {
  const { checkpoints, checkpointSeconds, alarms, warmUp, bake } = asked;
  return {
    MinHealthyPercentage: asked.min,
    MaxHealthyPercentage: asked.max,
    SkipMatching: true,
    AutoRollback: asked.autoRollback,
    StandbyInstances: STANDBY[asked.standby],
    ScaleInProtectedInstances: PROTECTED[asked.protected],
    ...(warmUp === undefined ? {} : { InstanceWarmup: warmUp }),
    ...(bake === 0 ? {} : { BakeTime: bake }),
    ...(checkpoints.length === 0 ? {} : { CheckpointPercentages: untilTheEnd(checkpoints) }),
    ...(checkpointSeconds === undefined ? {} : { CheckpointDelay: checkpointSeconds }),
    ...(alarms.length === 0 ? {} : { AlarmSpecification: { Alarms: [...alarms] } }),
  };
}

/** A refresh whose last checkpoint is below 100 stops there, and the group keeps its version. */
function untilTheEnd(checkpoints: readonly number[]): number[] {
  return checkpoints.at(-1) === 100 ? [...checkpoints] : [...checkpoints, 100];
}
