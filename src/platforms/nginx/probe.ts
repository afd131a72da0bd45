import type { Answer } from "../../engine/http.ts";
import { get as request } from "../../engine/http.ts";
import type { RoutingState } from "./routing-state.ts";
import type { Site } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { RoutingCheck } from "./snapshot.ts";
import { ANSWER_HEADER } from "./structure.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 5_000;
/** Good answers in a row that make a side healthy: the first may come from a process that is about to fall over. */
const ANSWERS = 3;

/** One GET on a connection of its own. */
export function get(
  site: Site,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const isDefault = site.port === (site.tls ? 443 : 80);
  const options = {
    host: site.address,
    port: site.port,
    path,
    // An agent would keep the connection, which then counts as one to drain.
    agent: false as const,
    headers: { host: isDefault ? site.host : `${site.host}:${site.port}`, connection: "close", ...headers },
  };
  const trust = {
    servername: /^[[\d]/.test(site.host) ? "" : site.host,
    // On this machine there is nobody between: a certificate of one's own, or an old one, is no obstacle.
    rejectUnauthorized: !isLoopback(site.address),
  };
  return request({ tls: site.tls, limitMs: ANSWER_MS, ...options, ...(site.tls ? trust : {}) }, signal);
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
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
  const match = /^(\d{1,5}) ([0-9a-f]{12})$/.exec(headers[ANSWER_HEADER]?.join(", ") ?? "");
  return match === null ? undefined : { port: Number(match[1]), structure: match[2] ?? "" };
}

/** The route to the sides: does nginx see the state? Each port is asked for by the header value that leads there. */
export async function checkRouting(
  site: Site,
  app: string,
  state: Pick<RoutingState, "probeTokens" | "ports"> | undefined,
  signal: AbortSignal,
): Promise<RoutingCheck> {
  if (state === undefined) return checkToken(site, app, "none", undefined, signal);
  const { ports, probeTokens } = state;
  let last: RoutingCheck | undefined;
  for (const [index, token] of probeTokens.entries()) {
    if (token === null) continue;
    last = await checkToken(site, app, token, ports[index], signal);
    if (last.kind !== "obeys") return last;
  }
  return last ?? checkToken(site, app, "none", undefined, signal);
}

async function checkToken(
  site: Site,
  app: string,
  token: string,
  port: number | undefined,
  signal: AbortSignal,
): Promise<RoutingCheck> {
  const url = `${site.tls ? "https" : "http"}://${site.host}:${site.port}${site.path}`;
  let answer: Answer;
  try {
    answer = await get(site, site.path, { [routeHeader(app)]: token }, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreachable", message: `${url} does not answer: ${messageOf(error)}`, structure: undefined };
  }
  const choice = choiceOf(answer);
  if (choice === undefined) {
    return { kind: "plain", message: `${url} ${plainly(app, answer)}`, structure: undefined };
  }
  if (choice.port === port) return { kind: "obeys", message: "", structure: choice.structure };
  const message = `nginx does not see the current state of ${app}: it chose port ${choice.port} for a probe that leads to ${port ?? "none"}.`;
  return { kind: "blind", message, structure: choice.structure };
}

/** What an answer that did not come through our structure says. */
function plainly(app: string, { status, headers }: Answer): string {
  const [location] = headers.location ?? [];
  if (status >= 300 && status < 400 && location !== undefined) {
    return `answers ${status} and redirects to ${shown(location)}: give the address that serves the site as \`url\`.`;
  }
  return `answers ${status}, but not through the structure of ${app}: does the site include its files, and is nginx reloaded?`;
}

/** Printable, and short: it is the site's word. */
export function shown(text: string): string {
  return text.replace(/[^ -~]/g, "?").slice(0, 200);
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
