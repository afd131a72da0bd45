import type { IncomingMessage } from "node:http";
import { Agent as HttpAgent, request as plainRequest } from "node:http";
import { Agent as HttpsAgent, request as secureRequest } from "node:https";
import { errorMessage } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { SourceFault } from "./source-fault.ts";

const ANSWER_MS = 30_000;
const MAX_BYTES = 64 * 1_048_576;
const MAX_REDIRECTS = 3;
/** Milliseconds to wait before the second try and the third. */
const PAUSES = [1_000, 2_000] as const;
/** A server that wants more patience than this is asked at the next look. */
const MAX_PAUSE_MS = 10_000;

const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new HttpAgent(AGENT), new HttpsAgent(AGENT)];

export type Authentication = { kind: "bearer"; token: string } | { kind: "basic"; user: string; password: string };

export interface Way {
  /** Where the API is, without `/api/v1`. */
  url: string;
  authentication?: Authentication;
  /** `X-Scope-OrgID` and its like. */
  headers?: Readonly<Record<string, string>>;
  clock: Clock;
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * Posts a form to the API. Throttling, 5xx and broken connections are tried three times. Redirects are followed within
 * the host alone: credentials go with them.
 *
 * @param path `query_range`.
 * @throws SourceFault when nobody answers, or the answer leads elsewhere; the signal's reason when it aborts first.
 */
export async function postForm(way: Way, path: string, form: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const url = new URL(`${way.url.replace(/\/+$/, "")}/api/v1/${path}`);
  for (const pause of [...PAUSES, undefined]) {
    const answer = await follow(way, url, new URLSearchParams(form).toString());
    if (pause === undefined || !isTransient(answer)) return fromServer(answer);
    const wanted = "status" in answer ? answer.retryAfterMs : 0;
    if (wanted > MAX_PAUSE_MS) return fromServer(answer);
    await way.clock.sleep(Math.max(pause, wanted), way.signal);
  }
  throw new SourceFault("unavailable", ["Prometheus was not asked"]);
}

interface Answered extends HttpAnswer {
  retryAfterMs: number;
  location: string | undefined;
}
interface Failed {
  failure: string;
}

function isTransient(answer: Answered | Failed): boolean {
  return "failure" in answer || answer.status === 429 || answer.status >= 500;
}

function fromServer(answer: Answered | Failed): HttpAnswer {
  if ("failure" in answer) throw new SourceFault("unavailable", [`Prometheus did not answer: ${answer.failure}`]);
  return answer;
}

async function follow(way: Way, first: URL, body: string): Promise<Answered | Failed> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await post(way, url, body);
    if ("failure" in answer || answer.location === undefined) return answer;
    if (!URL.canParse(answer.location, url.href))
      throw new SourceFault("invalid", ["Prometheus redirects to no address"]);
    const next = new URL(answer.location, url);
    if (next.hostname !== first.hostname || (url.protocol === "https:" && next.protocol !== "https:"))
      throw new SourceFault("invalid", [
        `Prometheus redirects to another host, ${next.protocol}//${next.host}: refused`,
      ]);
    url = next;
  }
  throw new SourceFault("invalid", [`Prometheus redirects more than ${MAX_REDIRECTS} times`]);
}

async function post(way: Way, url: URL, body: string): Promise<Answered | Failed> {
  const limit = AbortSignal.timeout(ANSWER_MS);
  try {
    return await send(url, body, headersOf(way, body), AbortSignal.any([way.signal, limit]));
  } catch (error) {
    way.signal.throwIfAborted();
    if (error instanceof SourceFault) throw error;
    if (limit.aborted) return { failure: `no answer within ${ANSWER_MS / 1_000} s` };
    const errors = error instanceof AggregateError ? error.errors : [error];
    return { failure: errors.map(errorMessage).join(", ") };
  }
}

function headersOf({ headers = {}, authentication }: Way, body: string): Record<string, string> {
  return {
    "user-agent": "progressive-delivery",
    ...headers,
    ...(authentication === undefined ? {} : { authorization: authorization(authentication) }),
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(Buffer.byteLength(body)),
  };
}

function authorization(given: Authentication): string {
  switch (given.kind) {
    case "bearer":
      return `Bearer ${given.token}`;
    case "basic":
      return `Basic ${Buffer.from(`${given.user}:${given.password}`).toString("base64")}`;
  }
}

function send(url: URL, body: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers, signal };
    const begun =
      url.protocol === "https:"
        ? secureRequest(url, { ...options, agent: SECURE })
        : plainRequest(url, { ...options, agent: PLAIN });
    begun.on("error", reject);
    begun.once("response", (response) => {
      const { statusCode = 0, headers: got } = response;
      const seconds = Number(got["retry-after"] ?? 0);
      const about = {
        status: statusCode,
        // A date, which is allowed too, is not heeded.
        retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : 0,
        location: statusCode >= 300 && statusCode < 400 ? got.location : undefined,
      };
      bodyOf(response).then((text) => resolve({ ...about, body: text }), reject);
    });
    begun.end(body);
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new SourceFault("invalid", [`Prometheus answers with more than ${MAX_BYTES} bytes: narrow the selector`]);
  }
  return Buffer.concat(chunks).toString("utf8");
}
