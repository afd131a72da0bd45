import type { SmokeResult } from "../checks/smoke.ts";

/** A published version, or `$LATEST`. */
export interface VersionState {
  version: string;
  /** Its code, as a deploy of it would be called. */
  code: string;
  /** As the API has it: what may be published is told by it. */
  sha256: string;
  revisionId: string;
  packaged: "zip" | "image";
  /** ARNs that have to be the same on both sides of an alias, by what they are of; empty: none. */
  setup: Readonly<Record<string, string>>;
  /** `Active`, `Inactive` (it wakes with its next call), `Pending`, `Failed`. */
  state: string;
  /** `Successful`, `InProgress`, `Failed`. */
  update: string;
  /** What AWS says of a state or an update that is not well; empty when it is. */
  reason: string;
  /** It is to start from a snapshot, and that is not taken yet. */
  unsnapped: boolean;
  timeoutMs: number;
  provisioned: { wanted: number; available: number; failed: string | undefined } | undefined;
}

export interface AliasState {
  version: string;
  /** Shares of other versions, 0–1: one of them at most. */
  weights: Readonly<Record<string, number>>;
  description: string;
  /** What the alias must still be at when it is changed. */
  revisionId: string;
}

/** What a look at the function and its alias saw. */
export interface Snapshot {
  /** Milliseconds since the epoch. */
  at: number;
  /** Of the function, without a qualifier. */
  arn: string;
  alias: AliasState;
  tags: Readonly<Record<string, string>>;
  latest: VersionState;
  /** Those that the alias, its record or the inputs name, as far as they exist. */
  versions: Readonly<Record<string, VersionState>>;
  /** All numbers; read for `teardown` alone. */
  published?: readonly number[];
  /** How often the present wait was looked at. */
  looks?: number;
  smoke?: SmokeResult;
}
