import { createHash, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { Params } from "../contract.ts";

export interface LambdaFunction {
  name: string;
  arn: string;
  latest: Version;
  /** The published ones, by number. */
  versions: Map<string, Version>;
  aliases: Map<string, Alias>;
  /** Resource policies, by qualifier; the empty one is the function's own. */
  policies: Map<string, ResourcePolicy>;
  /** Provisioned concurrency, by version or alias. */
  provisioned: Map<string, Provisioned>;
  /** Function URLs, by alias; the empty one is the function's own. */
  urls: Map<string, FunctionUrl>;
  tags: Map<string, string>;
  published: number;
  /** What `$LATEST` was when it was published last: without a change, no other version is made of it. */
  publishedOf: Pick<Version, "code" | "settings"> | undefined;
}

/** Code and configuration that never change; `$LATEST` is replaced by another one. */
export interface Version {
  readonly version: string;
  readonly code: Code;
  readonly settings: Settings;
  /** While it is not ready, and from then on. */
  readonly revisionIds: { readonly before: string; readonly after: string };
  readonly lastModified: Date;
  /** What has to be over for it to be ready: `$LATEST` is updated, everything else is created. */
  readonly busy: "creating" | "updating";
  /** Real milliseconds since the epoch. */
  readyAt: number;
}

export interface Provisioned {
  executions: number;
  /** Real milliseconds since the epoch. */
  readyAt: number;
}

export interface FunctionUrl {
  id: string;
  domainName: string;
  authType: string;
  createdAt: Date;
  /** Where it listens on loopback. */
  address: string;
  server: Server;
}

export interface Code {
  /** Where its files are. */
  directory: string;
  sha256: string;
  size: number;
  /** Of a container image. */
  imageUri?: string;
}

export interface Settings {
  handler: string;
  runtime: string;
  role: string;
  description: string;
  /** Seconds, in real time. */
  timeout: number;
  memorySize: number;
  environment: Record<string, string>;
  /** ARN of the dead-letter queue. */
  deadLetter?: string | undefined;
  /** Versions start from a snapshot, which is taken when they are published. */
  snapStart?: boolean;
}

export interface Alias {
  name: string;
  description: string;
  functionVersion: string;
  /** The one other version that gets a share, 0 to 1. */
  additional: { version: string; weight: number } | undefined;
  revisionId: string;
}

export interface ResourcePolicy {
  statements: Statement[];
  revisionId: string;
}

export type Statement = {
  Sid: string;
  Effect: "Allow";
  Principal: string | { Service: string } | { AWS: string };
  Action: string;
  Resource: string;
  Condition?: { [operator: string]: { [key: string]: string } };
};

export function newVersion(
  version: string,
  { code, settings }: Pick<Version, "code" | "settings">,
  { now, readyAt = now, busy = "creating" }: { now: number; readyAt?: number; busy?: Version["busy"] },
): Version {
  const revisionIds = { before: randomUUID(), after: randomUUID() };
  return { version, code, settings, revisionIds, lastModified: new Date(now), busy, readyAt };
}

export function isReady({ readyAt }: Version): boolean {
  return Date.now() >= readyAt;
}

export function revisionOf(version: Version): string {
  return version.revisionIds[isReady(version) ? "after" : "before"];
}

export function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("base64");
}

const CREATING = "The function is being created.";

/** A FunctionConfiguration. Its members: recorded from AWS in localstack's snapshots of the Lambda API. */
export function describeVersion(owner: LambdaFunction, version: Version, qualified: boolean): Params {
  const image = version.code.imageUri !== undefined;
  return {
    ...listVersion(owner, version, qualified),
    ...stateOf(version),
    RuntimeVersionConfig: image ? undefined : { RuntimeVersionArn: `${owner.arn.replace(/\d{12}.*/, "")}:runtime:0` },
  };
}

function stateOf(version: Version): Params {
  if (isReady(version)) return { State: "Active", LastUpdateStatus: "Successful" };
  if (version.busy === "creating") return { State: "Pending", StateReason: CREATING, StateReasonCode: "Creating" };
  // AWS gives the same reason as for a creation.
  return {
    ...{ State: "Active", LastUpdateStatus: "InProgress" },
    ...{ LastUpdateStatusReason: CREATING, LastUpdateStatusReasonCode: "Creating" },
  };
}

/** The same as lists have it: without its state. */
export function listVersion(owner: LambdaFunction, listed: Version, qualified: boolean): Params {
  const { version, code, settings, lastModified } = listed;
  const { environment, deadLetter, snapStart = false } = settings;
  const image = code.imageUri !== undefined;
  const snapped = snapStart && isReady(listed) && version !== "$LATEST";
  return {
    FunctionName: owner.name,
    FunctionArn: qualified ? `${owner.arn}:${version}` : owner.arn,
    Role: settings.role,
    // An image says itself what runs in it.
    ...(image ? {} : { Runtime: settings.runtime, Handler: settings.handler }),
    CodeSize: code.size,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: code.sha256,
    Version: version,
    Environment: Object.keys(environment).length === 0 ? undefined : { Variables: environment },
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: revisionOf(listed),
    PackageType: image ? "Image" : "Zip",
    DeadLetterConfig: deadLetter === undefined ? undefined : { TargetArn: deadLetter },
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: {
      ApplyOn: snapStart ? "PublishedVersions" : "None",
      OptimizationStatus: snapped ? "On" : "Off",
    },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${owner.name}` },
  };
}

export function describeAlias(
  owner: LambdaFunction,
  { name, description, functionVersion, additional, revisionId }: Alias,
): Params {
  return {
    AliasArn: `${owner.arn}:${name}`,
    Name: name,
    FunctionVersion: functionVersion,
    Description: description,
    RoutingConfig:
      additional === undefined ? undefined : { AdditionalVersionWeights: { [additional.version]: additional.weight } },
    RevisionId: revisionId,
  };
}
