import type { IncomingMessage } from "node:http";
import { request as plainRequest } from "node:http";
import type { RequestOptions } from "node:https";
import { request as secureRequest } from "node:https";
import { errorMessage } from "../delivery/errors.ts";

/** No more of a body is read. */
const MAX_BODY_BYTES = 1_048_576;

export interface Answer {
  status: number;
  /** The values of each header, by its name in lower case. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  body: string;
}

/** A GET: over TLS or not, and how long its answer may take, in milliseconds. */
export interface Get extends RequestOptions {
  tls: boolean;
  limitMs: number;
}

/**
 * One GET. Redirects are answers, not followed.
 *
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
export async function get({ tls, limitMs, headers, ...options }: Get, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(limitMs);
  const all = {
    ...options,
    headers: { "user-agent": "progressive-delivery", ...headers },
    signal: AbortSignal.any([signal, limit]),
  };
  try {
    return await answerTo(tls ? secureRequest(all) : plainRequest(all));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new Error(`no answer within ${limitMs / 1_000} s`);
    const errors = error instanceof AggregateError ? error.errors : [error];
    throw new Error(errors.map(errorMessage).join(", "), { cause: error });
  }
}

function answerTo(request: ReturnType<typeof plainRequest>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.once("response", (response) => {
      const { statusCode = 0, headersDistinct } = response;
      bodyOf(response).then((body) => resolve({ status: statusCode, headers: headersDistinct, body }), reject);
    });
    request.end();
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
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString("utf8");
}
