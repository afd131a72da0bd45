import type { ErrorCode, ErrorDetails } from "../delivery/errors.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { ForeignAnswer, hostOf } from "./aws-wire.ts";

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
  "InvalidSignatureException",
  "AuthFailure",
  "IncompleteSignature",
  "MissingAuthenticationToken",
  "InvalidIdentityToken",
]);
const SKEWED = new Set(["RequestTimeTooSkewed", "RequestInTheFuture"]);
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
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
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_PROXY_TUNNEL",
]);
/** How OpenSSL says that it does not know who signed a certificate (Node docs, "X509 certificate error codes"). */
const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

const CONFIGURE = "aws-actions/configure-aws-credentials";

/** Which input a not-found answer of this call is about, and what it gave. */
export interface About {
  input: string;
  given: string;
}

/** What is known of a call that failed. */
interface Failure {
  action: string;
  error: unknown;
  /** The error's name, which for an error of the API is its code. */
  name: string;
  /** A code of Node's, e.g. `ECONNRESET`. */
  code: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** What it said, on one line. */
  said: string;
  host: string;
  about: About | undefined;
}

type Explanation = [code: ErrorCode, message: string, details: ErrorDetails];

/** What a failed call means to who runs the step. */
export function explain(action: string, error: unknown, about: About | undefined): DeliveryError {
  const failure = read(action, error, about);
  const [code, message, details] =
    ofCredentials(failure) ?? ofTheWay(failure) ?? ofTheAnswer(failure) ?? ofAnythingElse(failure);
  const { status } = failure;
  // What a proxy answers says nothing about what AWS did.
  const noEffect = status >= 400 && status < 500 && !isForeign(failure);
  return new DeliveryError(code, message, { cause: error, noEffect, ...details });
}

function read(action: string, error: unknown, about: About | undefined): Failure {
  const { $metadata, code } = (typeof error === "object" && error !== null ? error : {}) as {
    $metadata?: { httpStatusCode?: number };
    code?: unknown;
  };
  const said = error instanceof AggregateError ? error.errors.map(String).join(", ") : messageOf(error);
  return {
    action,
    error,
    name: error instanceof Error ? error.name : "",
    code: typeof code === "string" ? code : "",
    status: $metadata?.httpStatusCode ?? 0,
    said: said
      .split("\n")
      .map((line) => line.trim())
      .join(" ")
      .trim(),
    host: hostOf(error) ?? "AWS",
    about,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ofCredentials({ action, name, said }: Failure): Explanation | undefined {
  if (EXPIRED.has(name)) {
    const remedy = `Get fresh ones in the job that runs the step: put ${CONFIGURE} before it.`;
    return ["credentials", `The AWS credentials have expired (${action}: ${said}).`, { remedy }];
  }
  if (SKEWED.has(name) || /signature (?:expired|not yet current)/i.test(said)) {
    const message = `The clock of the runner is wrong: it says ${new Date().toISOString()} (${action}: ${said}).`;
    return ["credentials", message, { remedy: "Set the runner's clock, by NTP best, and run the step again." }];
  }
  if (/\bsts:AssumeRole/.test(said)) {
    const remedy = "Check the role's trust policy, and that the job has `id-token: write`.";
    return ["credentials", `The role cannot be assumed: ${said}`, { remedy }];
  }
  if (INVALID_CREDENTIALS.has(name)) {
    const remedy = `Check the role or keys that ${CONFIGURE} was given.`;
    return ["credentials", `AWS does not accept the credentials (${action}: ${said}).`, { remedy }];
  }
  if (name !== "CredentialsProviderError" && !/could not load credentials/i.test(said)) return undefined;
  const profile = process.env.AWS_PROFILE ?? "";
  if (profile === "") {
    const remedy = `Put ${CONFIGURE} before this step.`;
    return ["credentials", `There are no AWS credentials in this job: ${said}`, { remedy }];
  }
  const remedy =
    "Is the profile in the config files of this machine? To use the keys of " +
    `${CONFIGURE} instead, give the step \`env: {AWS_PROFILE: ""}\`.`;
  return ["credentials", `The profile ${profile} (AWS_PROFILE) gives no AWS credentials: ${said}`, { remedy }];
}

/** What stands between the job and AWS. */
function ofTheWay(failure: Failure): Explanation | undefined {
  const { action, name, code, status, said, host } = failure;
  if (isForeign(failure)) {
    const remedy =
      "Something between the job and AWS answers in its place: check HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL" +
      `${status >= 500 ? ", or run the step again later" : ""}.`;
    const what = name === "ForeignAnswer" ? "a web page" : "something else than an answer of AWS";
    return [
      "platform",
      `${action} failed: ${host} answered ${status} with ${what}.`,
      { transient: status >= 500, remedy },
    ];
  }
  if (UNTRUSTED.has(code)) {
    const remedy =
      "A proxy that inspects TLS? Give the job NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE, a PEM file with the certificate " +
      "of its authority.";
    // Node goes on with a flag for itself, which no step can give.
    const [why = said] = said.split(";");
    return ["platform", `${action} failed: the certificate of ${host} is not trusted (${why}).`, { remedy }];
  }
  if (NETWORK.has(name) || NETWORK.has(code)) {
    const remedy = `Check that the job reaches ${host}: network, DNS, HTTPS_PROXY and NO_PROXY. The step can be run again.`;
    return ["platform", `${action} failed: no answer from ${host} (${said}).`, { transient: true, remedy }];
  }
  return undefined;
}

function ofTheAnswer({ action, name, status, said, about }: Failure): Explanation | undefined {
  if (DENIED.has(name)) {
    const remedy =
      otherAccount(said) ?? `Allow ${action} in the role's policy; the README has the policy that each step needs.`;
    return ["denied", `AWS denied ${action}: ${said}`, { remedy }];
  }
  if (/not ?found/i.test(name) && about !== undefined) {
    const [, partition, region, account] = /\barn:([\w-]+):\w[\w-]*:([\w-]*):(\d{12}):/.exec(about.given) ?? [];
    const whose =
      account === undefined
        ? "the account of the credentials"
        : `that the credentials are of account ${account} in partition ${partition}`;
    const remedy = `Check the name, AWS_REGION${region ? ` (the ARN says ${region})` : ""}, and ${whose}. No changes were made.`;
    return ["not-found", `${about.input}: ${about.given} not found in this region and account (${said}).`, { remedy }];
  }
  if (THROTTLED.has(name) || status === 429) {
    const remedy =
      "Other jobs and tools of this account call AWS at the same time. Run the step again in a minute: it goes on " +
      "where it stopped. If it happens often, let fewer jobs run at once, or ask AWS for a higher rate.";
    return [
      "platform",
      `${action} failed: AWS throttles the account's calls (${name}: ${said}).`,
      { transient: true, remedy },
    ];
  }
  return undefined;
}

function ofAnythingElse({ action, name, status, said }: Failure): Explanation {
  const remedy = status >= 500 ? { remedy: "AWS failed, not the step: run it again, and see AWS's health page." } : {};
  const message = `${action} failed: ${name === "" ? "" : `${name}: `}${said}`;
  return ["platform", message, { transient: status >= 500, ...remedy }];
}

/** Whether AWS did not answer, but something that answers in its place. The SDK cannot read it, whatever its status. */
function isForeign({ error, name, status, said }: Failure): boolean {
  if (error instanceof ForeignAnswer) return true;
  return status > 0 && (name === "Unknown" || said.includes("Deserialization error:"));
}

/** A denial that no policy fixes: the resource is of another account than the one who asks. */
function otherAccount(said: string): string | undefined {
  const [, asking, owning] =
    /^User: arn:[\w-]+:\w+::(\d{12}):.* on resource: arn:[\w-]+:\w[\w-]*:[\w-]*:(\d{12}):/.exec(said) ?? [];
  if (asking === owning) return undefined;
  return `The resource is of account ${owning}, the credentials are of ${asking}: use a role of account ${owning}.`;
}
