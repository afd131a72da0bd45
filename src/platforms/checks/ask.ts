import type { IncomingMessage } from "node:http";
import { Agent as HttpAgent, request as plainRequest } from "node:http";
import { Agent as HttpsAgent, request as secureRequest } from "node:https";
import { errorMessage } from "../../delivery/errors.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;
/** No more of a body is read. */
const MAX_BODY_BYTES = 1_048_576;

const NOTHING: Sent = { headers: {}, query: "" };
/** Every request has a connection of its own: a network load balancer chooses once per connection. */
const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new HttpAgent(AGENT), new HttpsAgent(AGENT)];

/** What a request carries beside its address, e.g. to meet the condition of a preview. */
export interface Sent {
  headers: Readonly<Record<string, string>>;
  /** Without its question mark; empty for none. */
  query: string;
}

export interface Answer {
  status: number;
  /** The values of each header, by its name in lower case. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  body: string;
}

/**
 * One GET as a user makes it, without cookies, so that each is led anew; HTTPS_PROXY and its like are heeded. Redirects
 * are answers, not followed.
 *
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
export async function ask(url: URL, sent: Sent | undefined, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(ANSWER_MS);
  try {
    return await get(url, sent, AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new Error(`no answer within ${ANSWER_MS / 1_000} s`);
    const errors = error instanceof AggregateError ? error.errors : [error];
    throw new Error(errors.map(errorMessage).join(", "), { cause: error });
  }
}

function get(url: URL, { headers, query }: Sent = NOTHING, signal: AbortSignal): Promise<Answer> {
  const target = new URL(url);
  if (query !== "") target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
  return new Promise((resolve, reject) => {
    const options = { headers: { "user-agent": "progressive-delivery", ...headers }, signal };
    const begun =
      target.protocol === "https:"
        ? secureRequest(target, { ...options, agent: SECURE })
        : plainRequest(target, { ...options, agent: PLAIN });
    begun.on("error", reject);
    begun.once("response", (response) => {
      const { statusCode = 0, headersDistinct } = response;
      bodyOf(response).then((body) => resolve({ status: statusCode, headers: headersDistinct, body }), reject);
    });
    begun.end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
