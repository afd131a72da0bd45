import type { Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, text } from "../params.ts";
import type { Alias, LambdaFunction, Version } from "./model.ts";

/** What takes its time, in AWS seconds; 0 by default. */
export interface LambdaTimes {
  /** Until a new function can be called. */
  createSeconds?: number;
  /** Of new code or configuration. */
  updateSeconds?: number;
  /** Until a version with SnapStart is active. */
  publishSeconds?: number;
  provisionSeconds?: number;
}

export interface Reference {
  name: string;
  qualifier: string | undefined;
}

/** All functions, and how they are found by name or ARN. Messages: recorded from AWS in localstack's snapshots. */
export class Functions {
  readonly config: WorldConfig;
  readonly times: Required<LambdaTimes>;
  readonly all = new Map<string, LambdaFunction>();

  constructor(config: WorldConfig, times: LambdaTimes = {}) {
    this.config = config;
    this.times = { createSeconds: 0, updateSeconds: 0, publishSeconds: 0, provisionSeconds: 0, ...times };
  }

  /** Real milliseconds since the epoch at which something is done that takes so many AWS seconds. */
  doneAt(seconds: number): number {
    return this.config.clock.now() + this.config.clock.scaled(seconds);
  }

  arn({ name, qualifier }: Reference): string {
    const arn = `arn:aws:lambda:${this.config.region}:${this.config.accountId}:function:${name}`;
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
  }

  function(reference: Reference): LambdaFunction {
    const found = this.all.get(reference.name);
    if (found === undefined) throw missing(`Function not found: ${this.arn(reference)}`);
    return found;
  }

  alias(reference: Reference, name: string): Alias {
    const alias = this.function(reference).aliases.get(name);
    if (alias === undefined) throw missing(`Cannot find alias arn: ${this.arn({ ...reference, qualifier: name })}`);
    return alias;
  }

  /** The version that a number, `$LATEST`, an alias (its main version) or nothing names. */
  version(reference: Reference): Version {
    const owner = this.function(reference);
    const { qualifier } = reference;
    if (qualifier === undefined || qualifier === "$LATEST") return owner.latest;
    const version = owner.versions.get(owner.aliases.get(qualifier)?.functionVersion ?? qualifier);
    if (version !== undefined) return version;
    if (owner.aliases.get(qualifier)?.functionVersion === "$LATEST") return owner.latest;
    throw missing(`Function not found: ${this.arn(reference)}`);
  }
}

/** `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME`, or an ARN; undefined when it is none of them. */
export function parseReference(given: string): Reference | undefined {
  const match = /^(?:arn:aws:lambda:[\w-]+:\d{12}:function:|\d{12}:function:)?([\w-]+)(?::([\w$-]+))?$/.exec(given);
  return match === null ? undefined : { name: match[1] ?? "", qualifier: match[2] };
}

/** `FunctionName` with `Qualifier`, which may both have the qualifier. */
export function readReference(params: Params): Reference {
  const reference = parseReference(required(params, "FunctionName"));
  if (reference === undefined) throw invalid("The function name is not valid.");
  const qualifier = text(params, "Qualifier");
  if (qualifier !== undefined && !/^[\w$-]+$/.test(qualifier))
    throw violates(
      qualifier,
      "qualifier",
      "Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
    );
  if (qualifier !== undefined && reference.qualifier !== undefined && qualifier !== reference.qualifier) {
    throw invalid("The derived qualifier from the function name does not match the specified qualifier.");
  }
  return { name: reference.name, qualifier: reference.qualifier ?? qualifier };
}

export function missing(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, 400);
}

export function conflicting(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, 409);
}

export function violates(value: string, where: string, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${where}' failed to satisfy constraint: ${constraint}`,
    400,
  );
}

/** `what`: the call that would have told the latest revision. */
export function checkRevision(given: string | undefined, actual: string, what: string): void {
  if (given === undefined || given === actual) return;
  throw new AwsError(
    "PreconditionFailedException",
    `The Revision Id provided does not match the latest Revision Id. Call the ${what} API to retrieve the latest Revision Id`,
    412,
  );
}
