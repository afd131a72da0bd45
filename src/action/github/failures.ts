import { errorMessage } from "../../delivery/errors.ts";

/** Milliseconds before the second try; twice as long before the third. */
const PAUSE_MS = 500;
/** A step does not wait longer than this for GitHub's rate limit. */
const MAX_PAUSE_MS = 5_000;
const MAX_TEXT = 200;

interface Failure {
  /** Undefined: there was no answer. */
  status: number | undefined;
  requestId: string | undefined;
  /** Seconds to wait, where GitHub says so. */
  retryAfter: number | undefined;
  message: string;
}

/** What a failed call of the library comes to. Its errors have status 500 when there was no answer at all. */
export function failureOf(error: unknown): Failure {
  const { status, response } = (typeof error === "object" && error !== null ? error : {}) as {
    status?: unknown;
    response?: { headers?: Record<string, unknown> };
  };
  const headers = response?.headers ?? {};
  const seconds = Number.parseInt(String(headers["retry-after"]), 10);
  const id = headers["x-github-request-id"];
  return {
    status: response === undefined || typeof status !== "number" ? undefined : status,
    requestId: typeof id === "string" ? id : undefined,
    retryAfter: Number.isNaN(seconds) ? undefined : seconds,
    message: errorMessage(error).slice(0, MAX_TEXT),
  };
}

/** Milliseconds after which a call is worth another try; undefined: it is not. */
export function pauseAfter(error: unknown, attempt: number): number | undefined {
  const { status, retryAfter } = failureOf(error);
  const limited = status === 429 || (status === 403 && retryAfter !== undefined);
  if (status !== undefined && status < 500 && !limited) return undefined;
  const pause = retryAfter === undefined ? PAUSE_MS * 2 ** (attempt - 1) : retryAfter * 1_000;
  return pause > MAX_PAUSE_MS ? undefined : pause;
}

/**
 * Why GitHub could not be told or asked, as a sentence with what helps.
 *
 * @param permission what the job's `permissions` have to grant, e.g. `deployments: write`.
 */
export function explained(error: unknown, permission: string): string {
  const { status, message, retryAfter } = failureOf(error);
  if (status === undefined) return `GitHub did not answer (${message}).`;
  if (status === 401) return "The token is not valid (401): check `github-token`.";
  if (status === 429 || retryAfter !== undefined) return `GitHub's rate limit is reached (${status}).`;
  if (status === 403 || status === 404) {
    return `The token may not do this (${status}): give the job \`permissions: { ${permission} }\`.`;
  }
  return `GitHub answered ${status}: ${message}.`;
}
