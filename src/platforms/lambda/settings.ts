import { createHash } from "node:crypto";

/** The `lambda` inputs, judged. */
export interface LambdaSettings {
  region: string;
  functionName: string;
  alias: string;
  /** What is new; given for `deploy` and `status` alone. */
  source: Source | undefined;
  /** How many older versions `teardown` leaves; undefined: all of them. */
  keepVersions: number | undefined;
  /** Milliseconds that a version must have been without traffic before `teardown` touches it. */
  scaleDownDelayMs: number;
  /** What green has to answer before it gets any weight. */
  smoke: SmokeCall | undefined;
}

/** A new package or image, which `deploy` publishes, or a version that exists. */
export type Source =
  | { kind: "zip"; bytes: Uint8Array }
  | { kind: "image"; uri: string }
  | { kind: "version"; version: string };

/** One call of green's version alone. */
export interface SmokeCall {
  /** JSON. */
  payload: string;
  /** What the answer has to contain, as JSON is read; undefined: anything but an error. */
  answer: unknown;
}

/** What a deploy of it is called. Of code it is what tells it from other code, not how often it was published. */
export function revisionOf(source: Source): string {
  switch (source.kind) {
    case "zip":
      return zipRevision(createHash("sha256").update(source.bytes).digest("base64"));
    case "image":
      return imageRevision(source.uri);
    case "version":
      return `version-${source.version}`;
  }
}

/** @param sha256 CodeSha256 of a version, base64. */
export function zipRevision(sha256: string): string {
  return `sha256:${Buffer.from(sha256, "base64").toString("hex").slice(0, 16)}`;
}

/** Without the registry, and with as much of a digest as tells it from any other: `shop@sha256:3f2a91c0d4e5f607`. */
export function imageRevision(uri: string): string {
  return uri.replace(/^[^/]*\//, "").replace(/(@sha256:[\da-f]{16})[\da-f]*$/, "$1");
}
