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
}

/** Code and configuration that never change; `$LATEST` is replaced by another one. */
export interface Version {
  readonly version: string;
  readonly code: Code;
  readonly settings: Settings;
  readonly revisionId: string;
  readonly lastModified: Date;
  /** Until then, in real milliseconds since the epoch, `$LATEST` is being updated and a version is pending. */
  readonly readyAt: number;
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

export function newVersion(version: string, code: Code, settings: Settings, now: number, readyAt = now): Version {
  return { version, code, settings, revisionId: randomUUID(), lastModified: new Date(now), readyAt };
}

export function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("base64");
}

/** A FunctionConfiguration. Its members: recorded from AWS in localstack's snapshots of the Lambda API. */
export function describeVersion(
  owner: LambdaFunction,
  { version, code, settings, ...rest }: Version,
  qualified: boolean,
): Params {
  const { environment, deadLetter, snapStart = false } = settings;
  const ready = Date.now() >= rest.readyAt;
  const isLatest = version === "$LATEST";
  return {
    FunctionName: owner.name,
    FunctionArn: qualified ? `${owner.arn}:${version}` : owner.arn,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.size,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: rest.lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: code.sha256,
    Version: version,
    Environment: Object.keys(environment).length === 0 ? undefined : { Variables: environment },
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: rest.revisionId,
    ...(ready || isLatest
      ? { State: "Active" }
      : { State: "Pending", StateReason: "The function is being created.", StateReasonCode: "Creating" }),
    ...(ready || !isLatest
      ? { LastUpdateStatus: "Successful" }
      : { LastUpdateStatus: "InProgress", LastUpdateStatusReason: "The function is being created." }),
    PackageType: code.imageUri === undefined ? "Zip" : "Image",
    DeadLetterConfig: deadLetter === undefined ? undefined : { TargetArn: deadLetter },
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: {
      ApplyOn: snapStart ? "PublishedVersions" : "None",
      OptimizationStatus: snapStart && ready && !isLatest ? "On" : "Off",
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
