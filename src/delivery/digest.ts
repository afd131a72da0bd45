import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { DeliveryError } from "./errors.ts";
import type { Facts } from "./plan.ts";

const VERSION = "pd1";
/** More than this is no digest of ours: facts of 100 listeners stay far below. */
const MAX_FACTS_BYTES = 262_144;

/**
 * The state digest: `pd1.<hash>.<facts>`. The hash (SHA-256, 32 hex digits) is what is compared; the facts (deflated
 * JSON, base64url) ride along so that a refusal can show field by field what changed since the approval. They hold
 * names, ARNs and weights, no secret.
 */
export function digest(facts: Facts): string {
  const canonical = canonicalJson(facts);
  const payload = deflateRawSync(Buffer.from(canonical), { level: 9 }).toString("base64url");
  return `${VERSION}.${hash(canonical)}.${payload}`;
}

/**
 * Reads a digest back.
 *
 * @throws DeliveryError `input` when the text is not a digest, or its facts do not match its hash.
 */
export function readDigest(text: string): Facts {
  const [version, sum, payload, ...rest] = text.trim().split(".");
  if (version === VERSION && sum !== undefined && payload !== undefined && rest.length === 0) {
    try {
      const canonical = inflateRawSync(Buffer.from(payload, "base64url"), {
        maxOutputLength: MAX_FACTS_BYTES,
      }).toString();
      const facts: unknown = JSON.parse(canonical);
      if (hash(canonical) === sum && isFacts(facts)) return facts;
    } catch {
      // Falls through to the one error below: whatever is wrong with it, it did not come from an earlier step.
    }
  }
  throw new DeliveryError("input", `expected-state: this is not a state digest, or it was cut short.`, {
    remedy: "Pass the output `state-digest` of an earlier step on unchanged, or leave `expected-state` out.",
  });
}

/** Marks the fact that stands for what the others of the same thing do not say in words. */
const FINGERPRINT = " fingerprint";

/** The name of the fact by which a change is noticed that no other fact about `what` tells. */
export function fingerprintName(what: string): string {
  return `${what}${FINGERPRINT}`;
}

/** The same for the same text; what it says stays untold. */
export function fingerprint(text: string): string {
  return hash(text).slice(0, 12);
}

/**
 * `name: before → now`, one line per fact that differs, in the order of the names, for people. A fingerprint is told only
 * where nothing else of the same thing differs, and then by the thing alone.
 */
export function differences(before: Facts, now: Facts): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const changed = names.filter((name) => before[name] !== now[name]);
  return changed.flatMap((name) => {
    if (!name.endsWith(FINGERPRINT)) return [`${name}: ${before[name] ?? "(absent)"} → ${now[name] ?? "(absent)"}`];
    const what = name.slice(0, -FINGERPRINT.length);
    const isTold = changed.some((other) => other !== name && other.startsWith(`${what} `));
    return isTold ? [] : [`${what}: changed in what is not shown here`];
  });
}

/**
 * An approval approves exactly what was shown.
 *
 * @returns the error `drift` when the live facts are not those of the digest.
 * @throws DeliveryError `input` when it is no digest.
 */
export function driftFrom(expected: string, live: Facts): DeliveryError | undefined {
  const changed = differences(readDigest(expected), live);
  if (changed.length === 0) return undefined;
  return new DeliveryError("drift", "The live state is not the one that was approved.", {
    reasons: changed,
    remedy:
      "Run `status` to see what is there now. To accept it, approve that: pass the `state-digest` of the `status` on as `expected-state`.",
  });
}

function hash(canonical: string): string {
  return createHash("sha256").update(canonical).digest("hex").slice(0, 32);
}

function canonicalJson(facts: Facts): string {
  return JSON.stringify(Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && Object.values(value).every((fact) => typeof fact === "string");
}
