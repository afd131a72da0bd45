import { randomUUID } from "node:crypto";
import type { CloudWatch } from "../../cloudwatch/index.ts";
import type { Operation, Params, RequestContext } from "../../contract.ts";
import { AwsError } from "../../contract.ts";
import type { Ec2 } from "../../ec2/index.ts";
import { flag, integer, paged, structure, text, texts } from "../../params.ts";
import type { Group } from "../model.ts";
import { activeRefresh } from "./active.ts";
import { irreversible, readDesired, usesParameter, withDesired } from "./configuration.ts";
import type { RefreshEngine } from "./engine.ts";
import type { Refresh, Wishes } from "./model.ts";
import { readPreferences, refuse } from "./preferences.ts";
import { MANUAL_ROLLBACK } from "./reasons.ts";
import { cancel, pending, rollBack } from "./step.ts";
import { describeRefresh } from "./wire.ts";

const [PAGE, MAX_PAGE] = [50, 100];

export interface RefreshCalls {
  named(params: Params): Group;
  engine: RefreshEngine;
  ec2: Ec2;
  cloudWatch: CloudWatch;
  /** Throws unless the caller may launch what is named. */
  requireLaunchRight(params: Params, context: RequestContext): void;
}

/** StartInstanceRefresh and what follows it. */
export function refreshOperations(calls: RefreshCalls): Record<string, Operation> {
  const { named, engine, ec2, cloudWatch } = calls;
  return {
    StartInstanceRefresh: (params, context) => {
      const group = named(params);
      requireStrategy(text(params, "Strategy") ?? "Rolling");
      const desired = readDesired(params, ec2);
      calls.requireLaunchRight(structure(params, "DesiredConfiguration") ?? {}, context);
      const { wishes, shown } = readPreferences(params, group);
      requireNoRefresh(group, "this Instance Refresh");
      requireFit(group, desired, wishes, ec2);
      requireQuietAlarms(wishes.alarms, cloudWatch);
      const refresh: Refresh = { id: randomUUID(), wishes, desired, shown, progress: pending(engine.now()) };
      group.refreshes.unshift(refresh);
      return { InstanceRefreshId: refresh.id };
    },
    DescribeInstanceRefreshes: (params) => {
      const [group, ids] = [named(params), texts(params, "InstanceRefreshIds")];
      const size = Math.min(integer(params, "MaxRecords") ?? PAGE, MAX_PAGE);
      const found = group.refreshes.filter(({ id }) => ids.length === 0 || ids.includes(id));
      const page = paged(found, text(params, "NextToken"), size);
      const dateOf = (seconds: number) => engine.dateOf(seconds);
      return {
        InstanceRefreshes: page.items.map((refresh) => describeRefresh(group, refresh, dateOf)),
        NextToken: page.next,
      };
    },
    CancelInstanceRefresh: (params) => {
      const [group, waits] = [named(params), flag(params, "WaitForTransitioningInstances") ?? true];
      const refresh = requireActive(group);
      // One that is being cancelled can still be told not to wait.
      refresh.progress = cancel(refresh.progress, waits, engine.now());
      return { InstanceRefreshId: refresh.id };
    },
    RollbackInstanceRefresh: (params) => {
      const group = named(params);
      const refresh = requireActive(group);
      // AWS does not say what it answers while a refresh is already on its way back or out.
      if (!["Pending", "InProgress", "Baking"].includes(refresh.progress.status)) throw notFound(group);
      const why = irreversible(group, refresh.desired, ec2);
      if (why !== undefined)
        throw new AwsError("IrreversibleInstanceRefresh", `The instance refresh cannot be rolled back: ${why}.`);
      refresh.progress = rollBack(refresh.progress, MANUAL_ROLLBACK, engine.now());
      return { InstanceRefreshId: refresh.id };
    },
  };
}

/** The operations, of which these are refused while a refresh is going on (API Reference, InstanceRefreshInProgressFault). */
export function blockedByRefresh(
  operations: Record<string, Operation>,
  names: readonly string[],
  named: (params: Params) => Group,
): Record<string, Operation> {
  const guarded = Object.entries(operations).map(([name, operation]): [string, Operation] => {
    if (!names.includes(name)) return [name, operation];
    const guard: Operation = (params, context) => {
      requireNoRefresh(named(params), name);
      return operation(params, context);
    };
    return [name, guard];
  });
  return Object.fromEntries(guarded);
}

/** @param what is refused otherwise, as the service's message has it. */
function requireNoRefresh(group: Group, what: string): void {
  if (activeRefresh(group) === undefined) return;
  throw new AwsError(
    "InstanceRefreshInProgress",
    `An Instance Refresh is already in progress and blocks the execution of ${what}.`,
  );
}

/** @throws AwsError when a group is to be launched from something else while a refresh brings it a configuration. */
export function requireSourceUnlocked(group: Group, changesSource: boolean): void {
  if (!changesSource || activeRefresh(group)?.desired === undefined) return;
  refuse(
    "An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.",
  );
}

function requireActive(group: Group): Refresh {
  const refresh = activeRefresh(group);
  if (refresh === undefined) throw notFound(group);
  return refresh;
}

function notFound({ name }: Group): AwsError {
  return new AwsError(
    "ActiveInstanceRefreshNotFound",
    `No in progress or pending Instance Refresh found for Auto Scaling group ${name}`,
  );
}

function requireStrategy(strategy: string): void {
  if (strategy === "Rolling") return;
  if (strategy !== "ReplaceRootVolume") refuse(`Strategy must be Rolling or ReplaceRootVolume, not ${strategy}.`);
  throw new AwsError("UnsupportedMember", "The local AWS does not replace root volumes.");
}

/** What can neither be compared nor brought back (User Guide, "Use AWS Systems Manager parameters", "Undo changes"). */
function requireFit(group: Group, desired: Params | undefined, wishes: Wishes, ec2: Ec2): void {
  const parameter = [group.members, withDesired(group.members, desired)].some((each) => usesParameter(each, ec2));
  const compares = desired !== undefined || wishes.skipMatching || group.members.MixedInstancesPolicy !== undefined;
  if (parameter && compares)
    refuse(
      "A desired configuration, skip matching and mixed instances policies are not supported for launch templates that use an AWS Systems Manager parameter instead of an AMI ID.",
    );
  const why = wishes.autoRollback ? irreversible(group, desired, ec2) : undefined;
  if (why !== undefined) refuse(`AutoRollback cannot be enabled: ${why}.`);
}

/** Alarms must be in the state OK at the start (User Guide, "Undo changes with a rollback"). */
function requireQuietAlarms(names: readonly string[], { alarms }: CloudWatch): void {
  for (const name of names) {
    const alarm = alarms.get(name);
    if (alarm === undefined) refuse(`The CloudWatch alarm ${name} does not exist.`);
    if (alarm.state.value !== "OK")
      refuse(
        `The CloudWatch alarm ${name} is in the ${alarm.state.value} state, which keeps an instance refresh from starting.`,
      );
  }
}
