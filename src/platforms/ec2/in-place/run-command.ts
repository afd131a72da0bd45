import type { CommandInvocation } from "@aws-sdk/client-ssm";
import {
  CancelCommandCommand,
  paginateDescribeInstanceInformation,
  paginateListCommandInvocations,
  paginateListCommands,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { call, clientConfig } from "../../aws.ts";
import type { Invocation } from "./outcome.ts";
import { START_MS } from "./outcome.ts";
import type { Agent } from "./snapshot.ts";

const DOCUMENT = "AWS-RunShellScript";
/** SendCommand takes so many ids, DescribeInstanceInformation so many values (Systems Manager API Reference). */
const IDS_PER_COMMAND = 50;
const IDS_PER_FILTER = 100;
/** A command may not be listed for so long after it was sent, in milliseconds. */
const LISTED_MS = 30_000;
const LIST_PAUSE_MS = 1_500;
/** API Reference, SendCommand: `Comment`. */
const MAX_COMMENT = 100;

export interface Script {
  /** By it a command is found whose answer was lost. */
  comment: string;
  lines: readonly string[];
  timeoutMs: number;
}

/** A command as it was found again. */
export interface Found {
  id: string;
  instanceIds: readonly string[];
}

/** Systems Manager, as far as it runs scripts. The only place that loads its client. */
export class RunCommand {
  readonly #reading: SSMClient;
  /** SendCommand has no client token: the SDK may not send it twice by itself. */
  readonly #sending: SSMClient;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(region: string, clock: Clock, signal: AbortSignal) {
    this.#reading = new SSMClient(clientConfig(region));
    this.#sending = new SSMClient({ ...clientConfig(region), maxAttempts: 1 });
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The agents by their machines' ids; whoever is missing has none, or is not running. */
  async agents(ids: readonly string[]): Promise<Record<string, Agent>> {
    const found: Record<string, Agent> = {};
    for (let start = 0; start < ids.length; start += IDS_PER_FILTER) {
      const Filters = [{ Key: "InstanceIds", Values: ids.slice(start, start + IDS_PER_FILTER) }];
      await this.#call("DescribeInstanceInformation", async () => {
        const pages = paginateDescribeInstanceInformation(
          { client: this.#reading, pageSize: 50 },
          { Filters },
          this.#abort,
        );
        for await (const { InstanceInformationList = [] } of pages) {
          for (const { InstanceId = "", PingStatus = "unknown", PlatformType = "unknown" } of InstanceInformationList)
            found[InstanceId] = { ping: PingStatus, platform: PlatformType };
        }
      });
    }
    return found;
  }

  /**
   * Sends a script to machines.
   *
   * @returns the id of the command by machine.
   * @throws DeliveryError when none was sent to some of them, as far as anybody can know.
   */
  async send(ids: readonly string[], script: Script): Promise<Record<string, string>> {
    const sent: Record<string, string> = {};
    for (let start = 0; start < ids.length; start += IDS_PER_COMMAND) {
      const some = ids.slice(start, start + IDS_PER_COMMAND);
      const command = await this.#sendOne(some, script);
      for (const id of some) sent[id] = command;
    }
    return sent;
  }

  /** When the answer was lost it is looked for before it is sent again: a second command would run beside the first. */
  async #sendOne(ids: readonly string[], { comment, lines, timeoutMs }: Script): Promise<string> {
    const began = this.#clock.now();
    const request = new SendCommandCommand({
      DocumentName: DOCUMENT,
      InstanceIds: [...ids],
      Parameters: { commands: [...lines], executionTimeout: [String(Math.ceil(timeoutMs / 1_000))] },
      TimeoutSeconds: START_MS / 1_000,
      Comment: comment.slice(0, MAX_COMMENT),
      MaxConcurrency: "100%",
      MaxErrors: "100%",
    });
    try {
      const { Command } = await this.#call("SendCommand", () => this.#sending.send(request, this.#abort));
      return Command?.CommandId ?? "";
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.noEffect || !error.transient) throw error;
      const pace = { clock: this.#clock, signal: this.#signal, pauseMs: LIST_PAUSE_MS, until: began + LISTED_MS };
      const find = async () =>
        (await this.find(comment, began)).find(({ instanceIds }) => instanceIds.includes(ids[0] ?? ""));
      const found = await poll(pace, find, (command) => command !== undefined);
      if (found === undefined) throw error;
      return found.id;
    }
  }

  /**
   * The commands with a comment, newest first.
   *
   * @param since milliseconds since the epoch.
   */
  async find(comment: string, since: number): Promise<Found[]> {
    const found: Found[] = [];
    const wanted = comment.slice(0, MAX_COMMENT);
    // The moment is in whole seconds, and the clocks of two machines are not one.
    const InvokedAfter = new Date(since - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
    const input = { Filters: [{ key: "InvokedAfter" as const, value: InvokedAfter }] };
    await this.#call("ListCommands", async () => {
      for await (const { Commands = [] } of paginateListCommands(
        { client: this.#reading, pageSize: 50 },
        input,
        this.#abort,
      )) {
        for (const { CommandId: id = "", Comment, InstanceIds: instanceIds = [] } of Commands)
          if (Comment === wanted) found.push({ id, instanceIds });
      }
    });
    return found;
  }

  /** What became of a command, by machine; one that AWS does not list yet is missing. */
  async invocations(commandId: string): Promise<Map<string, Invocation>> {
    const found = new Map<string, Invocation>();
    const input = { CommandId: commandId, Details: true };
    await this.#call("ListCommandInvocations", async () => {
      const pages = paginateListCommandInvocations({ client: this.#reading, pageSize: 50 }, input, this.#abort);
      for await (const { CommandInvocations = [] } of pages)
        for (const one of CommandInvocations) found.set(one.InstanceId ?? "", toInvocation(one));
    });
    return found;
  }

  /** What has not begun will not; what has may be ended or not (API Reference, CancelCommand). */
  async cancel(commandId: string, ids: readonly string[]): Promise<void> {
    const request = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [...ids] });
    await this.#call("CancelCommand", () => this.#reading.send(request, this.#abort));
  }

  close(): void {
    this.#reading.destroy();
    this.#sending.destroy();
  }

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`ssm:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function toInvocation({ StatusDetails = "", CommandPlugins = [], RequestedDateTime }: CommandInvocation): Invocation {
  const [plugin] = CommandPlugins;
  return {
    status: StatusDetails,
    output: plugin?.Output ?? "",
    responseCode: plugin?.ResponseCode,
    requestedAt: RequestedDateTime?.getTime() ?? 0,
  };
}
