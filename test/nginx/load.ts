import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:http";

export interface LoadKind {
  name: string;
  clients: number;
  path?: string;
  method?: "GET" | "POST";
  /** A connection for each request. */
  fresh?: boolean;
  /** Each client keeps its cookies, as a browser does. */
  sticky?: boolean;
  /** Milliseconds between two requests of a client. */
  pause?: number;
}

/** What GET and POST keep-alive, new connections, sticky users, slow requests and try_files look like. */
export const KINDS: readonly LoadKind[] = [
  { name: "GET keep-alive", clients: 12 },
  { name: "POST keep-alive", clients: 12, method: "POST" },
  { name: "new connections", clients: 4, fresh: true },
  { name: "sticky users", clients: 10, sticky: true },
  { name: "slow requests", clients: 10, path: "/?ms=400" },
  { name: "try_files", clients: 4, path: "/files/a" },
];

export interface Tally {
  answered: number;
  failed: number;
  /** The first few failures, in words. */
  failures: string[];
  /** Answers by version. */
  versions: Map<string, number>;
  /** How often a sticky user saw another version than before. */
  changes: number;
}

/** Steady load until it is stopped. A reused connection that breaks counts: Node repeats nothing on its own. */
export function startLoad(url: string, kinds: readonly LoadKind[] = KINDS) {
  const tallies = new Map<string, Tally>();
  let running = true;
  const clients = kinds.flatMap((kind) => {
    const tally: Tally = { answered: 0, failed: 0, failures: [], versions: new Map(), changes: 0 };
    tallies.set(kind.name, tally);
    return Array.from({ length: kind.clients }, () => runClient(url, kind, tally, () => running));
  });
  const sum = (pick: (tally: Tally) => number) =>
    [...tallies.values()].reduce((total, tally) => total + pick(tally), 0);
  return {
    tallies,
    answered: () => sum(({ answered }) => answered),
    failed: () => sum(({ failed }) => failed),
    failures: () => [...tallies].flatMap(([name, { failures }]) => failures.map((failure) => `${name}: ${failure}`)),
    byVersion: (version: string) => sum(({ versions }) => versions.get(version) ?? 0),
    async stop(): Promise<void> {
      running = false;
      await Promise.all(clients);
    },
  };
}

async function runClient(url: string, kind: LoadKind, tally: Tally, running: () => boolean): Promise<void> {
  const agent = kind.fresh === true ? undefined : new Agent({ keepAlive: true, maxSockets: 1 });
  let cookie: string | undefined;
  let last: string | undefined;
  while (running()) {
    try {
      const { response, body } = await once(new URL(kind.path ?? "/", url), kind, agent, cookie);
      const version = body.split(" ")[0] ?? "";
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
      tally.answered += 1;
      tally.versions.set(version, (tally.versions.get(version) ?? 0) + 1);
      if (kind.sticky === true) {
        cookie ??= response.headers["set-cookie"]?.[0]?.split(";")[0];
        if (last !== undefined && last !== version) tally.changes += 1;
        last = version;
      }
    } catch (error) {
      tally.failed += 1;
      if (tally.failures.length < 5) tally.failures.push(`${new Date().toISOString()} ${String(error)}`);
    }
    if (kind.pause !== undefined) await new Promise((resolve) => setTimeout(resolve, kind.pause));
  }
  agent?.destroy();
}

function once(
  url: URL,
  { method = "GET" }: LoadKind,
  agent: Agent | undefined,
  cookie: string | undefined,
): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(cookie === undefined ? {} : { cookie }),
      ...(agent === undefined ? { connection: "close" } : {}),
    };
    const begun = request(url, { method, agent: agent ?? false, headers, timeout: 20_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ response, body }));
      response.on("error", reject);
    });
    begun.on("error", reject);
    begun.on("timeout", () => begun.destroy(new Error("no answer within 20 s")));
    begun.end(method === "POST" ? "x".repeat(100) : undefined);
  });
}
