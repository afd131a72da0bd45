import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Version } from "./model.ts";

const SANDBOX = join(import.meta.dirname, "sandbox.mjs");
/** Execution environments of one version at a time. More events wait; AWS would start up to a thousand. */
const MAX_PER_VERSION = 10;

export interface Outcome {
  ok: boolean;
  /** JSON. */
  payload: string;
}

interface Pool {
  idle: Sandbox[];
  count: number;
  waiting: (() => void)[];
}

/** Runs handlers: one event at a time in each execution environment, which is kept for the next event. */
export class Sandboxes {
  readonly #pools = new Map<Version, Pool>();
  readonly #all = new Set<Sandbox>();

  async run(version: Version, arn: string, event: string, names: { name: string; region: string }): Promise<Outcome> {
    const pool = this.#pools.get(version) ?? { idle: [], count: 0, waiting: [] };
    this.#pools.set(version, pool);
    while (pool.idle.length === 0 && pool.count >= MAX_PER_VERSION) {
      await new Promise<void>((resolve) => pool.waiting.push(resolve));
    }
    const sandbox = pool.idle.pop() ?? this.#start(version, pool, names);
    const context = {
      functionName: names.name,
      functionVersion: version.version,
      invokedFunctionArn: arn,
      memoryLimitInMB: String(version.settings.memorySize),
      awsRequestId: randomUUID(),
      callbackWaitsForEmptyEventLoop: true,
    };
    const outcome = await sandbox.run(event, context, version.settings.timeout);
    if (sandbox.alive) pool.idle.push(sandbox);
    else {
      pool.count -= 1;
      this.#all.delete(sandbox);
    }
    pool.waiting.shift()?.();
    return outcome;
  }

  /** Ends what idles of a version that is no more. */
  async retire(version: Version): Promise<void> {
    const idle = this.#pools.get(version)?.idle.splice(0) ?? [];
    this.#pools.delete(version);
    await Promise.all(idle.map((sandbox) => this.#end(sandbox)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((sandbox) => this.#end(sandbox)));
  }

  #start(
    { settings, code, version }: Version,
    pool: Pool,
    { name, region }: { name: string; region: string },
  ): Sandbox {
    pool.count += 1;
    const env = {
      ...settings.environment,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_REGION: region,
    };
    const sandbox = new Sandbox(code.directory, settings.handler, env);
    this.#all.add(sandbox);
    return sandbox;
  }

  async #end(sandbox: Sandbox): Promise<void> {
    this.#all.delete(sandbox);
    await sandbox.end();
  }
}

interface Message {
  ready?: true;
  payload?: string;
  failed?: object;
}

class Sandbox {
  alive = true;
  readonly #worker: Worker;
  #onMessage: (message: Message) => void = () => {};
  #ready: Promise<Message>;

  constructor(directory: string, handler: string, env: Record<string, string>) {
    this.#worker = new Worker(SANDBOX, {
      workerData: { directory, handler },
      env,
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.unref();
    // What handlers print goes nowhere.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on("message", (message: Message) => this.#onMessage(message));
    this.#worker.on("error", (error) => this.#died({ errorType: error.name, errorMessage: error.message, trace: [] }));
    this.#worker.on("exit", (code) =>
      this.#died({
        errorType: "Runtime.ExitError",
        errorMessage: `Error: Runtime exited with error: exit status ${code}`,
      }),
    );
    this.#ready = this.#next();
  }

  async run(event: string, context: object, timeoutSeconds: number): Promise<Outcome> {
    const started = await this.#ready;
    if (started.ready === undefined) return this.#fail(started.failed ?? {});
    const answered = this.#next();
    const deadline = Date.now() + timeoutSeconds * 1_000;
    this.#worker.postMessage({ event, context, deadline });
    const timer = setTimeout(() => {
      const errorMessage = `${new Date().toISOString()} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      this.#died({ errorMessage });
    }, timeoutSeconds * 1_000);
    const message = await answered;
    clearTimeout(timer);
    if (message.payload !== undefined) return { ok: true, payload: message.payload };
    const outcome = { ok: false, payload: JSON.stringify(message.failed) };
    if (!this.alive) await this.end();
    return outcome;
  }

  async end(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  async #fail(error: object): Promise<Outcome> {
    await this.end();
    return { ok: false, payload: JSON.stringify(error) };
  }

  #next(): Promise<Message> {
    return new Promise((resolve) => {
      this.#onMessage = resolve;
    });
  }

  #died(error: object): void {
    this.alive = false;
    this.#onMessage({ failed: error });
  }
}
