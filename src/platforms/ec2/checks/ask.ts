import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { urlToHttpOptions } from "node:url";
import type { Answer } from "../../../engine/http.ts";
import { get } from "../../../engine/http.ts";
import type { Condition } from "../listeners/conditions.ts";
import { asRequest } from "../listeners/conditions.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;

/** Every request has a connection of its own: a network load balancer chooses once per connection. */
const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new HttpAgent(AGENT), new HttpsAgent(AGENT)];

/**
 * One GET through the load balancer, without cookies, so that each is led anew; HTTPS_PROXY and its like are heeded.
 *
 * @param condition what the request has to meet, e.g. that of a preview.
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
export function ask(url: URL, condition: Condition | undefined, signal: AbortSignal): Promise<Answer> {
  const { headers = {}, query = "" } = (condition === undefined ? undefined : asRequest(condition)) ?? {};
  const target = new URL(url);
  if (query !== "") target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
  const tls = target.protocol === "https:";
  const options = { ...urlToHttpOptions(target), headers, agent: tls ? SECURE : PLAIN };
  return get({ tls, limitMs: ANSWER_MS, ...options }, signal);
}
