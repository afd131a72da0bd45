import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";

/**
 * The certificates behind the ARNs that listeners name: self-signed, made when a listener first serves one, for
 * 127.0.0.1. The last part of the ARN is the subject.
 */
const made = new Map<string, Identity>();

/** What a server shows, and proves that it is its own; PEM. */
export interface Identity {
  cert: string;
  key: string;
}

export function identityOf(arn: string): Identity {
  const known = made.get(arn);
  if (known !== undefined) return known;
  const names = ["-subj", `/CN=${subjectOf(arn)}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const pem = execFileSync("openssl", ["req", ...form, ...names, "-keyout", "-", "-out", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const identity = {
    cert: new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----"))).toString(),
    key: createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString(),
  };
  made.set(arn, identity);
  return identity;
}

/** What clients have to trust; PEM. */
export function trusted(): string[] {
  return [...made.values()].map(({ cert }) => cert);
}

function subjectOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1).replace(/[^\w.-]/g, "");
}
