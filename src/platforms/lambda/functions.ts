import type {
  $Command,
  AliasConfiguration,
  FunctionConfiguration,
  LambdaClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from "@aws-sdk/client-lambda";
import {
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import type { About } from "../aws.ts";
import { call, clientConfig, errorName } from "../aws.ts";
import { answers } from "../checks/answer.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings, SmokeCall } from "./settings.ts";
import { imageRevision, zipRevision } from "./settings.ts";
import type { AliasState, Snapshot, VersionState } from "./snapshot.ts";

/** Reads a function, its versions and its alias. */
export class FunctionReader {
  readonly #client: LambdaClient;
  readonly #settings: LambdaSettings;
  readonly #signal: AbortSignal;

  constructor(settings: LambdaSettings, signal: AbortSignal) {
    this.#client = new LambdaClient(clientConfig(settings.region));
    this.#settings = settings;
    this.#signal = signal;
  }

  /** One call, by the name that a policy allows it by. */
  send<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
    action: string,
    command: $Command<I, O, LambdaClientResolvedConfig>,
    about?: About,
  ): Promise<O> {
    const send = () => this.#client.send(command, { abortSignal: this.#signal });
    return call(`lambda:${action}`, this.#signal, send, about);
  }

  /** @throws DeliveryError `not-found`, or `unsuitable` when the alias points at no version. */
  async alias(): Promise<AliasState> {
    const { functionName: FunctionName, alias: Name } = this.#settings;
    const about = { input: "alias", given: `${FunctionName}:${Name}` };
    const answer = await this.send("GetAlias", new GetAliasCommand({ FunctionName, Name }), about);
    if (answer.FunctionVersion === "$LATEST") throw refuse("alias-of-latest", { alias: Name });
    return toAlias(answer);
  }

  /** @param listed with the numbers of all versions. */
  async observe(now: () => number, listed: boolean): Promise<Snapshot> {
    const alias = await this.alias();
    const { source, alias: name } = this.#settings;
    const record = readRecord({ alias, tags: {} }, name);
    const given = source?.kind === "version" ? source.version : undefined;
    const named = [alias.version, ...Object.keys(alias.weights), record?.blue, record?.green, given];
    const numbers = [...new Set(named.filter((one) => one !== undefined))];
    const [{ Configuration, Code, Tags = {} }, provisioned, published, ...found] = await Promise.all([
      this.#function(undefined),
      this.#provisioned(),
      listed ? this.#published() : undefined,
      ...numbers.map((number) => this.#version(number)),
    ]);
    const versions = found.flatMap((one) => {
      const version = one && toVersion(one.Configuration, one.Code?.ImageUri);
      return version === undefined ? [] : [{ ...version, provisioned: provisioned.get(version.version) }];
    });
    return {
      ...{ at: now(), arn: Configuration?.FunctionArn ?? "", tags: Tags, alias },
      latest: toVersion(Configuration, Code?.ImageUri),
      versions: Object.fromEntries(versions.map((version) => [version.version, version])),
      ...(published === undefined ? {} : { published }),
    };
  }

  /** Why green's answer is not as it should be; none when it is. */
  async smoke(Qualifier: string, { payload, answer: wanted }: SmokeCall): Promise<string[]> {
    const { functionName: FunctionName } = this.#settings;
    const command = new InvokeCommand({ FunctionName, Qualifier, Payload: Buffer.from(payload) });
    const answer = await this.send("InvokeFunction", command);
    const said = Buffer.from(answer.Payload ?? []).toString();
    const told = said.length > 300 ? `${said.slice(0, 299)}…` : said;
    if (answer.FunctionError !== undefined) return [`version ${Qualifier} failed (${answer.FunctionError}): ${told}`];
    return answers(said, wanted) ? [] : [`version ${Qualifier} answered ${told}`];
  }

  close(): void {
    this.#client.destroy();
  }

  #function(Qualifier: string | undefined) {
    const { functionName: FunctionName } = this.#settings;
    const about = { input: "function", given: FunctionName };
    return this.send("GetFunction", new GetFunctionCommand({ FunctionName, Qualifier }), about);
  }

  #version(version: string) {
    return this.#function(version).catch((error: unknown) => {
      if (errorName(error) === "ResourceNotFoundException") return undefined;
      throw error;
    });
  }

  /** What is provisioned, by version or alias. */
  async #provisioned(): Promise<ReadonlyMap<string, NonNullable<VersionState["provisioned"]>>> {
    const { functionName: FunctionName } = this.#settings;
    const found = await allPages(async (Marker) => {
      const command = new ListProvisionedConcurrencyConfigsCommand({ FunctionName, Marker });
      const { ProvisionedConcurrencyConfigs: items = [], NextMarker } = await this.send(
        "ListProvisionedConcurrencyConfigs",
        command,
      );
      return { items, NextMarker };
    });
    return new Map(
      found.map(({ FunctionArn = "", Status, StatusReason = "provisioning failed", ...counts }) => [
        FunctionArn.slice(FunctionArn.lastIndexOf(":") + 1),
        {
          wanted: counts.RequestedProvisionedConcurrentExecutions ?? 0,
          available: counts.AvailableProvisionedConcurrentExecutions ?? 0,
          failed: Status === "FAILED" ? StatusReason : undefined,
        },
      ]),
    );
  }

  async #published(): Promise<number[]> {
    const { functionName: FunctionName } = this.#settings;
    const found = await allPages(async (Marker) => {
      const command = new ListVersionsByFunctionCommand({ FunctionName, Marker });
      const { Versions: items = [], NextMarker } = await this.send("ListVersionsByFunction", command);
      return { items, NextMarker };
    });
    return found.map(({ Version }) => Number(Version)).filter(Number.isInteger);
  }
}

async function allPages<T>(
  read: (marker?: string) => Promise<{ items: T[]; NextMarker?: string | undefined }>,
): Promise<T[]> {
  const { items, NextMarker } = await read();
  const all = [...items];
  for (let marker = NextMarker; marker !== undefined; ) {
    const page = await read(marker);
    all.push(...page.items);
    marker = page.NextMarker;
  }
  return all;
}

export function toAlias({ FunctionVersion, RoutingConfig, Description, RevisionId }: AliasConfiguration): AliasState {
  return {
    version: FunctionVersion ?? "",
    weights: RoutingConfig?.AdditionalVersionWeights ?? {},
    description: Description ?? "",
    revisionId: RevisionId ?? "",
  };
}

function toVersion(found: FunctionConfiguration = {}, imageUri: string | undefined): VersionState {
  const { ApplyOn, OptimizationStatus } = found.SnapStart ?? {};
  const sha256 = found.CodeSha256 ?? "";
  return {
    version: found.Version ?? "",
    code: imageUri === undefined ? zipRevision(sha256) : imageRevision(imageUri),
    sha256,
    revisionId: found.RevisionId ?? "",
    packaged: found.PackageType === "Image" ? "image" : "zip",
    role: found.Role ?? "",
    deadLetter: found.DeadLetterConfig?.TargetArn ?? "",
    state: found.State ?? "Active",
    update: found.LastUpdateStatus ?? "Successful",
    reason: found.StateReason ?? found.LastUpdateStatusReason ?? "",
    unsnapped: found.Version !== "$LATEST" && ApplyOn === "PublishedVersions" && OptimizationStatus !== "On",
    timeoutMs: (found.Timeout ?? 3) * 1_000,
    provisioned: undefined,
  };
}
