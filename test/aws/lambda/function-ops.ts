import type { AwsError, Params } from "../contract.ts";
import { paged, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { number, Raw, texts, truth } from "../protocol/rest.ts";
import type { CodeStore } from "./code.ts";
import type { Code, LambdaFunction, Settings, Version } from "./model.ts";
import { describeVersion, isReady, listVersion, newVersion, revisionOf } from "./model.ts";
import type { Functions } from "./store.ts";
import { checkRevision, conflicting, invalid, readReference } from "./store.ts";

const FUNCTIONS = "/2015-03-31/functions";
const FUNCTION = `${FUNCTIONS}/{FunctionName}`;
const REVISION_SOURCE = "GetFunction/GetAlias";

export interface Invoked {
  ok: boolean;
  /** JSON: the handler's result, or its error. */
  payload: string;
  version: string;
}

/** Functions and their versions. */
export function functionOperations(
  functions: Functions,
  code: CodeStore,
  invoke: (arn: string, event: string) => Promise<Invoked>,
  gone: { replaced(version: Version): Promise<void>; deleted(owner: LambdaFunction): Promise<void> },
): Record<string, RestOperation> {
  const given = (params: Params): Code => {
    const uri = text(params, "ImageUri");
    if (uri !== undefined) return code.image(uri);
    const zip = text(params, "ZipFile");
    if (zip === undefined) throw invalid("Please provide a source for function code.");
    return code.fromZip(Buffer.from(zip, "base64"));
  };
  const changed = async (
    params: Params,
    change: (latest: Version) => Pick<Version, "code" | "settings">,
  ): Promise<Params> => {
    const owner = functions.function(readReference(params));
    const { latest } = owner;
    checkRevision(text(params, "RevisionId"), revisionOf(latest), REVISION_SOURCE);
    const next = change(latest);
    requireReady(owner);
    if ((next.code.imageUri === undefined) !== (latest.code.imageUri === undefined))
      throw invalid("Please don't provide a source of another package type than the function has.");
    const readyAt = functions.doneAt(functions.times.updateSeconds);
    owner.latest = newVersion("$LATEST", next, { now: functions.config.clock.now(), readyAt, busy: "updating" });
    await gone.replaced(latest);
    if (truth(params, "Publish") === true) return describeVersion(owner, publish(functions, owner, {}), true);
    return describeVersion(owner, owner.latest, false);
  };
  return {
    CreateFunction: {
      http: `POST ${FUNCTIONS}`,
      status: 201,
      run(params) {
        const owner = createFunction(functions, params, given(structure(params, "Code") ?? {}));
        if (truth(params, "Publish") === true) return describeVersion(owner, publish(functions, owner, {}), false);
        return describeVersion(owner, owner.latest, false);
      },
    },
    GetFunction: {
      http: `GET ${FUNCTION}`,
      status: 200,
      run(params) {
        const { tags } = functions.function(readReference(params));
        const { imageUri } = functions.version(readReference(params)).code;
        return {
          Configuration: describeNamed(functions, params),
          Code:
            imageUri === undefined
              ? { RepositoryType: "S3", Location: "https://awslambda.local/code" }
              : { RepositoryType: "ECR", ImageUri: imageUri, ResolvedImageUri: imageUri },
          Tags: tags.size === 0 ? undefined : Object.fromEntries(tags),
        };
      },
    },
    GetFunctionConfiguration: {
      http: `GET ${FUNCTION}/configuration`,
      status: 200,
      run: (params) => describeNamed(functions, params),
    },
    UpdateFunctionCode: {
      http: `PUT ${FUNCTION}/code`,
      status: 200,
      run: (params) => changed(params, ({ settings }) => ({ code: given(params), settings })),
    },
    UpdateFunctionConfiguration: {
      http: `PUT ${FUNCTION}/configuration`,
      status: 200,
      run: (params) =>
        changed(params, (latest) => ({ code: latest.code, settings: readSettings(params, latest.settings) })),
    },
    PublishVersion: {
      http: `POST ${FUNCTION}/versions`,
      status: 201,
      run(params) {
        const owner = functions.function(readReference(params));
        requireReady(owner);
        return describeVersion(owner, publish(functions, owner, params), true);
      },
    },
    ListVersionsByFunction: {
      http: `GET ${FUNCTION}/versions`,
      status: 200,
      run(params) {
        const owner = functions.function(readReference(params));
        const size = Math.min(50, number(params, "MaxItems") ?? 50);
        const { items, next } = paged([owner.latest, ...owner.versions.values()], text(params, "Marker"), size);
        return { Versions: items.map((version) => listVersion(owner, version, true)), NextMarker: next };
      },
    },
    DeleteFunction: {
      http: `DELETE ${FUNCTION}`,
      status: 204,
      async run(params) {
        const reference = readReference(params);
        const owner = functions.function(reference);
        if (reference.qualifier === undefined) {
          functions.all.delete(owner.name);
          await gone.deleted(owner);
        } else {
          const { version } = functions.version(reference);
          const named = [...owner.aliases.values()].some(
            (alias) => alias.functionVersion === version || alias.additional?.version === version,
          );
          // That it is refused is documented (DeleteFunction), the words are not.
          if (named) throw conflicting(`Version ${version} is referenced by an alias.`);
          owner.versions.delete(version);
          owner.provisioned.delete(version);
        }
        return undefined;
      },
    },
    Invoke: {
      http: `POST ${FUNCTION}/invocations`,
      status: 200,
      payload: "Payload",
      async run(params) {
        const reference = readReference(params);
        const named = functions.version(reference);
        if (!isReady(named) && named.busy === "creating") throw pending();
        const { ok, payload, version } = await invoke(functions.arn(reference), text(params, "Payload") || "{}");
        return new Raw(payload, {
          "content-type": "application/json",
          "x-amz-executed-version": version,
          ...(ok ? {} : { "x-amz-function-error": "Unhandled" }),
        });
      },
    },
  };
}

export function createFunction(functions: Functions, params: Params, code: Code): LambdaFunction {
  const { name } = readReference(params);
  if (functions.all.has(name)) throw conflicting(`Function already exist: ${name}`);
  const owner: LambdaFunction = {
    name,
    arn: functions.arn({ name, qualifier: undefined }),
    latest: newVersion(
      "$LATEST",
      { code, settings: readSettings(params, DEFAULTS) },
      {
        now: functions.config.clock.now(),
        readyAt: functions.doneAt(functions.times.createSeconds),
      },
    ),
    versions: new Map(),
    aliases: new Map(),
    policies: new Map(),
    provisioned: new Map(),
    urls: new Map(),
    tags: new Map(),
    published: 0,
    publishedOf: undefined,
  };
  functions.all.set(name, owner);
  return owner;
}

const DEFAULTS: Settings = {
  handler: "index.handler",
  runtime: "nodejs22.x",
  role: "arn:aws:iam::111122223333:role/lambda",
  description: "",
  timeout: 3,
  memorySize: 128,
  environment: {},
};

/** A new version, or the last one when nothing has changed since. It is pending as long as its code is. */
function publish(functions: Functions, owner: LambdaFunction, params: Params): Version {
  const { latest } = owner;
  checkRevision(text(params, "RevisionId"), revisionOf(latest), REVISION_SOURCE);
  const wanted = text(params, "CodeSha256");
  if (wanted !== undefined && wanted !== latest.code.sha256) {
    throw invalid(
      `CodeSHA256 (${wanted}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). ` +
        "Please try again with the CodeSHA256 in $LATEST.",
    );
  }
  const description = text(params, "Description") ?? latest.settings.description;
  const last = owner.versions.get(String(owner.published));
  if (last !== undefined && owner.publishedOf !== undefined && same(owner.publishedOf, latest)) return last;
  owner.published += 1;
  owner.publishedOf = latest;
  const settings = { ...latest.settings, description };
  const snapped = functions.doneAt(settings.snapStart === true ? functions.times.publishSeconds : 0);
  const times = { now: functions.config.clock.now(), readyAt: Math.max(latest.readyAt, snapped) };
  const version = newVersion(String(owner.published), { code: latest.code, settings }, times);
  owner.versions.set(version.version, version);
  return version;
}

function requireReady({ arn, latest }: LambdaFunction): void {
  if (isReady(latest)) return;
  if (latest.busy === "creating") throw pending();
  throw conflicting(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);
}

function pending(): AwsError {
  return conflicting(
    "The operation cannot be performed at this time. The function is currently in the following state: Pending",
  );
}

function same(one: Pick<Version, "code" | "settings">, other: Version): boolean {
  const comparable = ({ code, settings }: typeof one) => JSON.stringify([code.sha256, settings]);
  return comparable(one) === comparable(other);
}

function describeNamed(functions: Functions, params: Params): Params {
  const reference = readReference(params);
  const owner = functions.function(reference);
  const described = describeVersion(owner, functions.version(reference), false);
  return { ...described, FunctionArn: functions.arn(reference) };
}

function readSettings(params: Params, before: Settings): Settings {
  const [environment, queue] = [structure(params, "Environment"), structure(params, "DeadLetterConfig")];
  const snapStart = structure(params, "SnapStart");
  return {
    handler: text(params, "Handler") ?? before.handler,
    runtime: text(params, "Runtime") ?? before.runtime,
    role: text(params, "Role") ?? before.role,
    description: text(params, "Description") ?? before.description,
    timeout: number(params, "Timeout") ?? before.timeout,
    memorySize: number(params, "MemorySize") ?? before.memorySize,
    environment: environment === undefined ? before.environment : (texts(environment, "Variables") ?? {}),
    deadLetter: queue === undefined ? before.deadLetter : text(queue, "TargetArn"),
    snapStart: snapStart === undefined ? before.snapStart === true : text(snapStart, "ApplyOn") === "PublishedVersions",
  };
}
