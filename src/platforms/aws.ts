import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { DeliveryError } from "../delivery/errors.ts";

/**
 * What every SDK client here is made with. Region and endpoints come from the environment as
 * `configure-aws-credentials` leaves it (AWS_REGION, AWS_ENDPOINT_URL). The SDK ignores HTTPS_PROXY by itself; Node's
 * own agents read it when told to.
 */
export function clientConfig(region: string) {
  const agent = { keepAlive: true, maxSockets: 16, proxyEnv: process.env };
  return {
    region,
    maxAttempts: 5,
    requestHandler: {
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  };
}

const DENIED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "UnauthorizedException",
  "OptInRequired",
]);
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);
const INVALID_CREDENTIALS = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "AuthFailure",
  "IncompleteSignature",
  "MissingAuthenticationToken",
]);
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
  "LimitExceeded",
]);
const NETWORK = new Set([
  "TimeoutError",
  "RequestTimeout",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** Which input a not-found answer of this call is about, and what it gave. */
export interface About {
  input: string;
  given: string;
}

/**
 * Makes one API call and turns whatever goes wrong into a `DeliveryError` that says which call it was.
 *
 * @param action `elasticloadbalancing:ModifyRule`, as a policy names it.
 * @throws DeliveryError `denied`, `credentials`, `not-found` or `platform`; the signal's reason when it was aborted.
 */
export async function call<T>(action: string, signal: AbortSignal, send: () => Promise<T>, about?: About): Promise<T> {
  try {
    return await send();
  } catch (error) {
    signal.throwIfAborted();
    throw explain(action, error, about);
  }
}

/** The API's error code, e.g. `AlreadyExists`; empty when it is not an API error. */
export function errorName(error: unknown): string {
  const cause = error instanceof DeliveryError ? error.cause : error;
  return cause instanceof Error ? cause.name : "";
}

function explain(action: string, error: unknown, about: About | undefined): DeliveryError {
  const name = error instanceof Error ? error.name : "";
  const status = statusOf(error);
  const noEffect = status >= 400 && status < 500;
  const said = error instanceof Error ? error.message.trim() : String(error);
  if (DENIED.has(name)) {
    return new DeliveryError("denied", `AWS denied ${action}: ${said}`, {
      cause: error,
      noEffect,
      remedy: `Allow ${action} in the role's policy; the README has the policy that each step needs.`,
    });
  }
  if (EXPIRED.has(name)) {
    return new DeliveryError("credentials", `The AWS credentials have expired (${action}: ${said}).`, {
      cause: error,
      noEffect,
      remedy: "Get fresh ones in the job that runs the step: put aws-actions/configure-aws-credentials before it.",
    });
  }
  if (INVALID_CREDENTIALS.has(name)) {
    return new DeliveryError("credentials", `AWS does not accept the credentials (${action}: ${said}).`, {
      cause: error,
      noEffect,
      remedy: "Check the role or keys that aws-actions/configure-aws-credentials was given.",
    });
  }
  if (name === "CredentialsProviderError" || /could not load credentials/i.test(said)) {
    return new DeliveryError("credentials", `There are no AWS credentials in this job: ${said}`, {
      cause: error,
      noEffect,
      remedy: "Put aws-actions/configure-aws-credentials before this step.",
    });
  }
  if (/not ?found/i.test(name) && about !== undefined) {
    return new DeliveryError("not-found", `${about.input}: AWS knows no ${about.given} in this region (${said}).`, {
      cause: error,
      noEffect,
      remedy: "Check the name, AWS_REGION, and the account of the credentials.",
    });
  }
  const transient = THROTTLED.has(name) || NETWORK.has(name) || NETWORK.has(codeOf(error)) || status >= 500;
  return new DeliveryError("platform", `${action} failed: ${name === "" ? "" : `${name}: `}${said}`, {
    cause: error,
    transient,
    noEffect,
  });
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return 0;
  const metadata = error.$metadata as { httpStatusCode?: number };
  return metadata.httpStatusCode ?? 0;
}
