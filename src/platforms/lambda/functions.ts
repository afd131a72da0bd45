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
  paginateListProvisionedConcurrencyConfigs,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import type { Clock } from "../../engine/clock.ts";
import type { About } from "../aws.ts";
import { call, clientConfig, gather, unless } from "../aws.ts";
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
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(settings: LambdaSettings, clock: Clock, signal: AbortSignal) {
    this.#client = new LambdaClient(clientConfig(settings.region));
    this.#settings = settings;
    this.#clock = clock;
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
  async observe(listed: boolean): Promise<Snapshot> {
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
      ...numbers.map((number) => this.#function(number).catch(unless("ResourceNotFoundException"))),
    ]);
    const versions = found.flatMap((one) => {
      const version = one && toVersion(one.Configuration, one.Code?.ImageUri);
      return version === undefined ? [] : [{ ...version, provisioned: provisioned.get(version.version) }];
    });
    return {
      ...{ at: this.#clock.now(), arn: Configuration?.FunctionArn ?? "", tags: Tags, alias },
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

  /** What is provisioned, by version or alias. */
  async #provisioned(): Promise<ReadonlyMap<string, NonNullable<VersionState["provisioned"]>>> {
    const pages = paginateListProvisionedConcurrencyConfigs(...this.#listing);
    const found = await call("lambda:ListProvisionedConcurrencyConfigs", this.#signal, () =>
      gather(pages, ({ ProvisionedConcurrencyConfigs }) => ProvisionedConcurrencyConfigs),
    );
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
    const pages = paginateListVersionsByFunction(...this.#listing);
    const found = await call("lambda:ListVersionsByFunction", this.#signal, () =>
      gather(pages, ({ Versions }) => Versions),
    );
    return found.map(({ Version }) => Number(Version)).filter(Number.isInteger);
  }

  get #listing() {
    const { functionName: FunctionName } = this.#settings;
    return [{ client: this.#client }, { FunctionName }, { abortSignal: this.#signal }] as const;
  }
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
    setup: { "execution roles": found.Role ?? "", "dead-letter queues": found.DeadLetterConfig?.TargetArn ?? "" },
    state: found.State ?? "Active",
    update: found.LastUpdateStatus ?? "Successful",
    reason: found.StateReason ?? found.LastUpdateStatusReason ?? "",
    unsnapped: found.Version !== "$LATEST" && ApplyOn === "PublishedVersions" && OptimizationStatus !== "On",
    timeoutMs: (found.Timeout ?? 3) * 1_000,
    provisioned: undefined,
  };
}
