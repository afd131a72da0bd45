import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import tls from "node:tls";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { DeliveryError, errorMessage } from "../delivery/errors.ts";

/** An answer that does not come from AWS: a proxy, a gateway or a login page stands between. */
export class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  readonly host: string;
  readonly status: number;
  /** As the SDK's errors have it: a 5xx is tried again. */
  readonly $metadata: { httpStatusCode: number };

  constructor(host: string, status: number) {
    super(`${host} answered ${status} with a web page`);
    this.host = host;
    this.status = status;
    this.$metadata = { httpStatusCode: status };
  }
}

/** Of answers, and of errors without one. */
const hosts = new WeakMap<object, string>();

/** The host that a failed call was made to; undefined when it got no further than its own machine. */
export function hostOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const answer = "$response" in error ? error.$response : undefined;
  return hosts.get(typeof answer === "object" && answer !== null ? answer : error);
}

type Handle = NodeHttpHandler["handle"];

/** The way to AWS: knows who answered, and whether it was AWS at all. */
export class Wire extends NodeHttpHandler {
  constructor() {
    // Node's agents heed HTTPS_PROXY and its like when told to; the SDK's own do not.
    const agent = { keepAlive: true, maxSockets: 16, proxyEnv: process.env };
    super({
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent({ ...agent, ...trusted() }),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    });
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { hostname } = request;
    try {
      const answered = await super.handle(request, options);
      const { statusCode, headers, body } = answered.response;
      if (/^text\/html\b/i.test(headers["content-type"] ?? "")) {
        body?.resume?.();
        throw new ForeignAnswer(hostname, statusCode);
      }
      hosts.set(answered.response, hostname);
      return answered;
    } catch (error) {
      if (typeof error === "object" && error !== null) hosts.set(error, hostname);
      throw error;
    }
  }
}

/**
 * AWS_CA_BUNDLE, which the CLI heeds and the JavaScript SDK does not. Beside the authorities that Node trusts, not in
 * their place: a bundle with nothing but the proxy's own is common.
 *
 * @throws DeliveryError `input` when it is not a file with certificates.
 */
function trusted(): { ca?: string[] } {
  const file = process.env.AWS_CA_BUNDLE ?? "";
  if (file === "") return {};
  const bundle = read(file);
  return { ca: [...tls.getCACertificates("default"), bundle] };
}

function read(file: string): string {
  let problem = "has no certificate in PEM format";
  try {
    const bundle = readFileSync(file, "utf8");
    if (bundle.includes("-----BEGIN CERTIFICATE-----")) return bundle;
  } catch (error) {
    problem = `cannot be read (${errorMessage(error)})`;
  }
  throw new DeliveryError("input", `AWS_CA_BUNDLE: ${file} ${problem}.`, {
    remedy: "Name a file with the certificates of your proxy's authority, or unset it. No changes were made.",
  });
}
