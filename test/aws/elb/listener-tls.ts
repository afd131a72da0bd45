import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, structure, structures, text, texts } from "../params.ts";
import { anyOf, kept } from "../unread.ts";
import type { LoadBalancer, TlsSettings } from "./model.ts";

/** What only listeners with HTTPS or TLS have (API Reference, CreateListener and ModifyListener). */

const PROTOCOLS: Record<LoadBalancer["type"], readonly string[]> = {
  application: ["HTTP", "HTTPS"],
  network: ["TCP", "TLS", "UDP", "TCP_UDP"],
};
const ENCRYPTED = ["HTTPS", "TLS"];
const ALPN_POLICIES = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];
const DEFAULT_SSL_POLICY = "ELBSecurityPolicy-2016-08";
/** Quota "Certificates per Application Load Balancer", the default one not counted. */
export const MAX_CERTIFICATES = 26;
const NONE: TlsSettings = { sslPolicy: undefined, certificates: [], alpn: undefined, mutualAuthentication: undefined };

/** Undefined: the request does not name one. */
export function readProtocol(params: Params, { type }: LoadBalancer): string | undefined {
  const protocol = text(params, "Protocol");
  if (protocol === undefined || PROTOCOLS[type].includes(protocol)) return protocol;
  throw new AwsError("ValidationError", `Protocol '${protocol}' must be one of '${PROTOCOLS[type].join(", ")}'`);
}

/** The settings that a request leaves a listener of this protocol with; `before` is undefined at its creation. */
export function readTls(params: Params, protocol: string, before: TlsSettings | undefined): TlsSettings {
  const given = structures(params, "Certificates").map(readCertificate);
  const [policy, alpn] = [text(params, "SslPolicy"), texts(params, "AlpnPolicy")];
  const mutual = structure(params, "MutualAuthentication");
  if (!ENCRYPTED.includes(protocol)) {
    if (given.length > 0) throw refused(`Certificates cannot be specified for ${protocol} listeners`);
    if (policy !== undefined) throw refused(`SSL policies cannot be specified for ${protocol} listeners`);
    if (alpn.length > 0) throw refused(`ALPN policies cannot be specified for ${protocol} listeners`);
    return NONE;
  }
  if (given.length > 1) throw refused("Up to '1' certificate ARNs can be specified, but '2' were specified");
  const others = before?.certificates.slice(1) ?? [];
  const certificates = given.length > 0 ? [...new Set([...given, ...others])] : [...(before?.certificates ?? [])];
  if (certificates.length === 0) throw refused(`A certificate must be specified for ${protocol} listeners`);
  if (policy !== undefined && !policy.startsWith("ELBSecurityPolicy-"))
    throw new AwsError("SSLPolicyNotFound", `SSL policy '${policy}' not found`);
  return {
    sslPolicy: policy ?? before?.sslPolicy ?? DEFAULT_SSL_POLICY,
    certificates,
    alpn: readAlpn(alpn, protocol) ?? (protocol === "TLS" ? before?.alpn : undefined),
    mutualAuthentication: protocol === "HTTPS" ? readMutual(mutual, before) : undefined,
  };
}

export function readCertificate(params: Params): string {
  const arn = required(params, "CertificateArn");
  if (params.IsDefault !== undefined) throw refused("You cannot set the isDefault field of a certificate");
  if (/^arn:aws[\w-]*:(acm|iam):/.test(arn)) return arn;
  throw new AwsError("CertificateNotFound", `Certificate '${arn}' not found`);
}

function readAlpn(alpn: readonly string[], protocol: string): string | undefined {
  const [policy, ...more] = alpn;
  if (policy === undefined) return undefined;
  if (protocol !== "TLS") throw new AwsError("ALPNNotSupported", "ALPN policies are for TLS listeners only");
  if (more.length > 0 || !ALPN_POLICIES.includes(policy))
    throw refused(`The ALPN policy must be one of '${ALPN_POLICIES.join(", ")}'`);
  return policy;
}

function readMutual(given: Params | undefined, before: TlsSettings | undefined): Params {
  const shape = anyOf("Mode", "TrustStoreArn", "IgnoreClientCertificateExpiry", "AdvertiseTrustStoreCaNames");
  return given === undefined ? (before?.mutualAuthentication ?? { Mode: "off" }) : kept(given, shape);
}

function refused(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
