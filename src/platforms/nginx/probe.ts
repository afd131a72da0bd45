import type { IncomingHttpHeaders } from "node:http";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import type { RoutingState } from "./routing-state.ts";
import type { Site } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { RoutingCheck } from "./snapshot.ts";
import { ANSWER_HEADER } from "./structure.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 5_000;
/** Good answers in a row that make a side healthy: the first may come from a process that is about to fall over. */
const ANSWERS = 3;

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
}

/** One GET on a connection of its own; its body is thrown away. */
export function get(
  site: Site,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isDefault = site.port === (site.tls ? 443 : 80);
    const options = {
      host: site.address,
      port: site.port,
      path,
      // An agent would keep the connection, which then counts as one to drain.
      agent: false as const,
      headers: {
        host: isDefault ? site.host : `${site.host}:${site.port}`,
        connection: "close",
        "user-agent": "progressive-delivery",
        ...headers,
      },
      timeout: ANSWER_MS,
      signal,
    };
    const begun = site.tls
      ? secureRequest({ ...options, servername: /^[[\d]/.test(site.host) ? "" : site.host })
      : plainRequest(options);
    begun.on("response", (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      response.on("error", reject);
    });
    begun.on("timeout", () => begun.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)));
    begun.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    begun.end();
  });
}

/** Why a side does not pass its health check; undefined: it does, several times in a row. */
export async function unhealthyReasonOf(port: number, path: string, signal: AbortSignal): Promise<string | undefined> {
  const side: Site = { tls: false, address: "127.0.0.1", port, host: "127.0.0.1", path };
  for (let count = 0; count < ANSWERS; count += 1) {
    try {
      const { status } = await get(side, path, {}, signal);
      if (status < 200 || status > 299) return `127.0.0.1:${port}${path} answers ${status}`;
    } catch (error) {
      signal.throwIfAborted();
      return `127.0.0.1:${port}${path} does not answer: ${messageOf(error)}`;
    }
  }
  return undefined;
}

/** Which side nginx chose for a request with a route header, and by which structure. */
export function choiceOf({ headers }: Answer): { port: number; structure: string } | undefined {
  const value = headers[ANSWER_HEADER];
  const match = /^(\d{1,5}) ([0-9a-f]{12})$/.exec(Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));
  return match === null ? undefined : { port: Number(match[1]), structure: match[2] ?? "" };
}

/** The route to the sides: does nginx see the state? Its probe leads to the second port, which no default does. */
export async function checkRouting(
  site: Site,
  app: string,
  state: Pick<RoutingState, "probeToken" | "ports"> | undefined,
  signal: AbortSignal,
): Promise<RoutingCheck> {
  const url = `${site.tls ? "https" : "http"}://${site.host}:${site.port}${site.path}`;
  let answer: Answer;
  try {
    answer = await get(site, site.path, { [routeHeader(app)]: state?.probeToken ?? "none" }, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreachable", message: `${url} does not answer: ${messageOf(error)}`, structure: undefined };
  }
  const choice = choiceOf(answer);
  if (choice === undefined) {
    return {
      kind: "plain",
      message: `${url} answers ${answer.status}, but not through the structure of ${app}: does the site include its files, and is nginx reloaded?`,
      structure: undefined,
    };
  }
  if (choice.port === state?.ports[1]) return { kind: "obeys", message: "", structure: choice.structure };
  return {
    kind: "blind",
    message: `nginx does not see the current state of ${app}: it chose port ${choice.port} for a probe that leads to ${state?.ports[1] ?? "none"}.`,
    structure: choice.structure,
  };
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
