import type { Params } from "../contract.ts";
import type { Command, Invocation } from "./model.ts";
import { isOpen, statusOf } from "./model.ts";

/** Characters of the heads that answers have (agent: appconfig; API Reference, GetCommandInvocation). */
const [STDOUT, STDERR, LISTED] = [24_000, 8_000, 2_500];
const SUFFIX = "--output truncated--";
const PLUGIN = "aws:runShellScript";

export function describeCommand(command: Command): Params {
  const { invocations } = command;
  const count = (...wanted: string[]) => invocations.filter(({ details }) => wanted.includes(details)).length;
  const status = overall(invocations);
  return {
    CommandId: command.id,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    Parameters: command.parameters,
    InstanceIds: invocations.map(({ instanceId }) => instanceId),
    Targets: [],
    RequestedDateTime: new Date(command.requestedAt),
    Status: statusOf(status),
    StatusDetails: status,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: invocations.length,
    CompletedCount: invocations.filter((one) => !isOpen(one)).length,
    ErrorCount: count("Failed", "ExecutionTimedOut"),
    DeliveryTimedOutCount: count("DeliveryTimedOut"),
    TimeoutSeconds: command.timeoutSeconds,
  };
}

export function describeInvocation(command: Command, invocation: Invocation, withPlugins: boolean): Params {
  const { details, instanceId, code, startedAt, endedAt } = invocation;
  const plugin = {
    Name: PLUGIN,
    Status: statusOf(details),
    StatusDetails: details,
    ResponseCode: code,
    ResponseStartDateTime: startedAt === undefined ? undefined : new Date(startedAt),
    ResponseFinishDateTime: endedAt === undefined ? undefined : new Date(endedAt),
    Output: head(both(invocation), LISTED),
  };
  return {
    CommandId: command.id,
    InstanceId: instanceId,
    InstanceName: "",
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: new Date(command.requestedAt),
    Status: statusOf(details),
    StatusDetails: details,
    CommandPlugins: withPlugins ? [plugin] : [],
  };
}

/** One plugin's answer; times are texts there. */
export function describePlugin(command: Command, invocation: Invocation): Params {
  const { details, instanceId, code, stdout, stderr, startedAt, endedAt } = invocation;
  const stamp = (time: number | undefined) => (time === undefined ? "" : new Date(time).toISOString());
  const elapsed = startedAt === undefined || endedAt === undefined ? "" : `PT${(endedAt - startedAt) / 1_000}S`;
  return {
    CommandId: command.id,
    InstanceId: instanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    PluginName: PLUGIN,
    ResponseCode: code,
    ExecutionStartDateTime: stamp(startedAt),
    ExecutionElapsedTime: elapsed,
    ExecutionEndDateTime: stamp(endedAt),
    Status: statusOf(details),
    StatusDetails: details,
    StandardOutputContent: head(stdout, STDOUT),
    StandardErrorContent: head(stderr, STDERR),
  };
}

/** What all invocations come to: the worst of them, once none is open. */
function overall(invocations: readonly Invocation[]): Invocation["details"] {
  const order = ["Failed", "ExecutionTimedOut", "Terminated", "DeliveryTimedOut", "Cancelled", "Success"] as const;
  if (invocations.some(isOpen)) {
    if (invocations.some(({ details }) => details === "Cancelling")) return "Cancelling";
    return invocations.every(({ details }) => details === "Pending") ? "Pending" : "InProgress";
  }
  return order.find((one) => invocations.some(({ details }) => details === one)) ?? "Success";
}

function both({ stdout, stderr }: Invocation): string {
  return stderr === "" ? stdout : `${stdout}\n----------ERROR-------\n${stderr}`;
}

/** The beginning: the agent keeps no end. */
function head(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most - SUFFIX.length) + SUFFIX;
}
