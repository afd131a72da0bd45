import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { urlToHttpOptions } from "node:url";
import type { Answer } from "../../engine/http.ts";
import { get } from "../../engine/http.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;

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

/**
 * One GET as a user makes it, without cookies, so that each is led anew; HTTPS_PROXY and its like are heeded. Redirects
 * are answers, not followed.
 *
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
export function ask(url: URL, { headers, query }: Sent = NOTHING, signal: AbortSignal): Promise<Answer> {
  const target = new URL(url);
  if (query !== "") target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
  const tls = target.protocol === "https:";
  const options = { ...urlToHttpOptions(target), headers, agent: tls ? SECURE : PLAIN };
  return get({ tls, limitMs: ANSWER_MS, ...options }, signal);
}
