import { AsyncLocalStorage } from "node:async_hooks";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { vi } from "vitest";
import type { Held } from "./runs.ts";
import type { Scheduler } from "./scheduler.ts";

/** The product's own reader and writer, down to every call that they send to AWS. */

interface Command {
  constructor: { name: string };
  input: object;
}
type Send = (command: Command) => Promise<unknown>;

/** Whose calls these are: each run sends its own. */
const SENDS = new AsyncLocalStorage<Send>();

/** The SDK's clients send nothing from here on: each call is one thing that happens in the model. */
export function interceptCalls(): void {
  process.env.AWS_ACCESS_KEY_ID ??= "model";
  process.env.AWS_SECRET_ACCESS_KEY ??= "model";
  for (const client of [APIGatewayClient, LambdaClient]) {
    vi.spyOn(client.prototype, "send").mockImplementation((command: unknown) => {
      const send = SENDS.getStore();
      if (send === undefined) throw new Error("A call was made outside of a run.");
      return send(command as Command);
    });
  }
}

/** What each call does and answers, by the name of its command. */
export type Calls<C> = Readonly<Record<string, (cloud: C, input: never, now: number) => unknown>>;

/** A world of calls: the cloud, and what went wrong in it so far. */
export interface Called<C> {
  cloud: C;
  faults: readonly string[];
}

/**
 * Runs what makes calls; each is one thing that the scheduler lets happen.
 *
 * @param wrong what must never be, as sentences; asked after every call.
 */
export function withCalls<C, T>(
  calls: Calls<C>,
  wrong: (cloud: C) => readonly string[],
  held: Held<Called<C>>,
  scheduler: Scheduler,
  actor: number,
  run: () => T,
): T {
  const send: Send = (command) => {
    const name = command.constructor.name.replace(/Command$/, "");
    const what = calls[name];
    if (what === undefined) {
      const fault = `The model knows no ${name}.`;
      held.now = { ...held.now, faults: [...held.now.faults, fault] };
      throw new Error(fault);
    }
    return scheduler.call(actor, name, () => {
      const cloud = structuredClone(held.now.cloud);
      const answer = what(cloud, structuredClone(command.input) as never, scheduler.now);
      const found = wrong(cloud).map((fault) => `after ${name}: ${fault}`);
      held.now = { cloud, faults: [...held.now.faults, ...found] };
      return answer;
    });
  };
  return SENDS.run(send, run);
}

/** An answer by which a service refuses a call, as the SDK throws it. */
export class Refused extends Error {
  readonly $fault = "client";
  readonly $metadata: { httpStatusCode: number };

  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}
