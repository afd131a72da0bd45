import { randomUUID } from "node:crypto";
import type { Operation, Params, Service, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { flag, integer, paged, required, structures, text, texts } from "../params.ts";
import type { SsmOptions } from "./agents.ts";
import { Agents } from "./agents.ts";
import type { Command } from "./model.ts";
import { describeCommand, describeInvocation, describePlugin } from "./output.ts";
import { readCommand } from "./request.ts";

const PAGE = 50;
/** API Reference, DescribeInstanceInformation. */
const [FEWEST_INFORMATION, MOST_INFORMATION, USUAL_INFORMATION] = [5, 50, 10];

export type Ssm = ReturnType<typeof createSsm>;

/** Systems Manager, the part used: which machines have an agent, and scripts on them. */
export function createSsm(config: WorldConfig, ec2: Ec2, options: SsmOptions, endpoint: () => string) {
  const commands = new Map<string, Command>();
  const parameters = new Map<string, string>();
  const agents = new Agents(config, ec2, options, endpoint);
  const isVisible = ({ requestedAt }: Command) =>
    config.clock.now() - requestedAt >= config.clock.scaled(options.invisibleSeconds ?? 0.6);
  const visible = (params: Params) => {
    const [id, instance] = [text(params, "CommandId"), text(params, "InstanceId")];
    const wantedBy = structures(params, "Filters").map((filter) => timeFilter(filter));
    return [...commands.values()]
      .filter((command) => isVisible(command) && (id === undefined || command.id === id))
      .filter(({ invocations }) => instance === undefined || invocations.some((one) => one.instanceId === instance))
      .filter(({ requestedAt }) => wantedBy.every((matches) => matches(requestedAt)))
      .reverse();
  };

  const operations: Record<string, Operation> = {
    DescribeInstanceInformation: (params) => {
      const size = integer(params, "MaxResults") ?? USUAL_INFORMATION;
      if (size < FEWEST_INFORMATION || size > MOST_INFORMATION) throw invalid("maxResults", String(size));
      const matches = structures(params, "Filters").map((filter) => nodeFilter(ec2, agents, filter));
      const found = [...ec2.instances.all.values()].filter(
        ({ id }) => agents.isRegistered(id) && matches.every((match) => match(id)),
      );
      const page = paged(found, text(params, "NextToken"), size);
      const list = page.items.map(({ id, privateIp, launchedAt }) => ({
        InstanceId: id,
        PingStatus: agents.stateOf(id) === "online" ? "Online" : "ConnectionLost",
        LastPingDateTime: new Date(config.clock.now()),
        AgentVersion: "3.3.2746.0",
        PlatformType: "Linux",
        RegistrationDate: new Date(launchedAt),
        ResourceType: "EC2Instance",
        IPAddress: privateIp,
        ComputerName: `ip-${privateIp.replaceAll(".", "-")}.${config.region}.compute.internal`,
      }));
      return { InstanceInformationList: list, NextToken: page.next };
    },
    SendCommand: (params) => {
      const command = readCommand(params, { id: randomUUID(), now: config.clock.now(), parameters });
      for (const { instanceId } of command.invocations) if (!agents.isRegistered(instanceId)) throw invalidInstance();
      commands.set(command.id, command);
      agents.send(command);
      return { Command: describeCommand(command) };
    },
    ListCommands: (params) => {
      const page = paged(visible(params), text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      return { Commands: page.items.map(describeCommand), NextToken: page.next };
    },
    ListCommandInvocations: (params) => {
      const [instance, details] = [text(params, "InstanceId"), flag(params, "Details") ?? false];
      const all = visible(params).flatMap((command) => command.invocations.map((one) => [command, one] as const));
      const wanted = all.filter(([, { instanceId }]) => instance === undefined || instanceId === instance);
      const page = paged(wanted, text(params, "NextToken"), integer(params, "MaxResults") ?? PAGE);
      const CommandInvocations = page.items.map(([command, one]) => describeInvocation(command, one, details));
      return { CommandInvocations, NextToken: page.next };
    },
    GetCommandInvocation: (params) => {
      const [id, instance] = [required(params, "CommandId"), required(params, "InstanceId")];
      const plugin = text(params, "PluginName");
      const command = commands.get(id);
      const invocation = command?.invocations.find(({ instanceId }) => instanceId === instance);
      if (command === undefined || invocation === undefined || !isVisible(command))
        throw new AwsError("InvocationDoesNotExist", "");
      if (plugin !== undefined && plugin !== "aws:runShellScript") throw new AwsError("InvalidPluginName", "");
      return describePlugin(command, invocation);
    },
    CancelCommand: (params) => {
      const [id, instanceIds] = [required(params, "CommandId"), texts(params, "InstanceIds")];
      const command = commands.get(id);
      if (command === undefined) throw new AwsError("InvalidCommandId", "");
      agents.cancel(command, instanceIds);
      return {};
    },
  };

  const service: Service = {
    name: "ssm",
    protocol: "json",
    xmlNamespace: "",
    resource: (action, params) =>
      action === "SendCommand"
        ? [
            `arn:aws:ssm:${config.region}::document/${text(params, "DocumentName")}`,
            ...texts(params, "InstanceIds").map(
              (id) => `arn:aws:ec2:${config.region}:${config.accountId}:instance/${id}`,
            ),
          ]
        : "*",
    operations,
  };

  return {
    service,
    agents,
    /** Parameter Store's texts, for `{{ssm:name}}` in commands. */
    parameters,
    /** Can be changed at any time. */
    options,
    close: () => agents.close(),
  };
}

function nodeFilter(ec2: Ec2, agents: Agents, filter: Params): (instanceId: string) => boolean {
  const [key, values] = [required(filter, "Key"), texts(filter, "Values")];
  if (key === "InstanceIds") {
    // An id that is nobody's is an error; a machine without an agent is missing from the answer.
    if (values.some((id) => !ec2.instances.all.has(id))) throw invalidInstance();
    return (id) => values.includes(id);
  }
  if (key === "PingStatus")
    return (id) => values.includes(agents.stateOf(id) === "online" ? "Online" : "ConnectionLost");
  if (key === "PlatformTypes") return () => values.includes("Linux");
  throw new AwsError("InvalidInstanceInformationFilterValue", `Invalid filter key: ${key}`);
}

function timeFilter(filter: Params): (requestedAt: number) => boolean {
  const [key, value] = [required(filter, "key"), Date.parse(required(filter, "value"))];
  if (Number.isNaN(value)) throw new AwsError("InvalidFilterValue", "");
  if (key === "InvokedAfter") return (requestedAt) => requestedAt >= value;
  if (key === "InvokedBefore") return (requestedAt) => requestedAt <= value;
  throw new AwsError("InvalidFilterKey", "");
}

function invalidInstance(): AwsError {
  return new AwsError("InvalidInstanceId", "Instances not in a valid state for account");
}

function invalid(member: string, value: string): AwsError {
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint`;
  return new AwsError("ValidationException", message);
}
