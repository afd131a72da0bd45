import type { AliasConfiguration, FunctionConfiguration } from "@aws-sdk/client-lambda";
import {
  GetAliasCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { call, clientConfig, errorName } from "../aws.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings, SmokeCall } from "./settings.ts";
import { imageRevision, zipRevision } from "./settings.ts";
import type { AliasState, Snapshot, VersionState } from "./snapshot.ts";

/** Reads a function, its versions and its alias. */
export class FunctionReader {
  readonly client: LambdaClient;
  readonly #settings: LambdaSettings;
  readonly #signal: AbortSignal;

  constructor(settings: LambdaSettings, signal: AbortSignal) {
    this.client = new LambdaClient(clientConfig(settings.region));
    this.#settings = settings;
    this.#signal = signal;
  }

  /** @throws DeliveryError `not-found`, or `unsuitable` when the alias points at no version. */
  async alias(): Promise<AliasState> {
    const { functionName: FunctionName, alias: Name } = this.#settings;
    const about = { input: "alias", given: `${FunctionName}:${Name}` };
    const command = new GetAliasCommand({ FunctionName, Name });
    const answer = await call("lambda:GetAlias", this.#signal, () => this.client.send(command, this.#abort), about);
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
    const [latest, published, ...versions] = await Promise.all([
      this.#function(undefined),
      listed ? this.#published() : undefined,
      ...numbers.map((number) => this.#version(number)),
    ]);
    const found = versions.filter((version) => version !== undefined);
    return {
      at: now(),
      arn: latest.arn,
      tags: latest.tags,
      alias,
      latest: latest.state,
      versions: Object.fromEntries(found.map((version) => [version.version, version])),
      ...(published === undefined ? {} : { published }),
    };
  }

  /** Why green's answer is not as it should be; none when it is. */
  async smoke(version: string, { payload, answer: wanted }: SmokeCall): Promise<string[]> {
    const { functionName: FunctionName } = this.#settings;
    const command = new InvokeCommand({ FunctionName, Qualifier: version, Payload: Buffer.from(payload) });
    const answer = await call("lambda:InvokeFunction", this.#signal, () => this.client.send(command, this.#abort));
    const said = Buffer.from(answer.Payload ?? []).toString();
    const told = said.length > 300 ? `${said.slice(0, 299)}…` : said;
    if (answer.FunctionError !== undefined) return [`version ${version} failed (${answer.FunctionError}): ${told}`];
    return contains(parsed(said), wanted) ? [] : [`version ${version} answered ${told}`];
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }

  async #function(Qualifier: string | undefined) {
    const { functionName: FunctionName } = this.#settings;
    const about = { input: "function", given: FunctionName };
    const command = new GetFunctionCommand({ FunctionName, Qualifier });
    const answer = await call("lambda:GetFunction", this.#signal, () => this.client.send(command, this.#abort), about);
    const { Configuration = {}, Code, Tags = {} } = answer;
    return {
      arn: Configuration.FunctionArn ?? "",
      tags: Tags,
      state: toVersion(Configuration, Code?.ImageUri),
    };
  }

  async #version(version: string): Promise<VersionState | undefined> {
    try {
      const [{ state }, provisioned] = await Promise.all([this.#function(version), this.#provisioned(version)]);
      return { ...state, provisioned };
    } catch (error) {
      if (errorName(error) === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  async #provisioned(Qualifier: string): Promise<VersionState["provisioned"]> {
    const { functionName: FunctionName } = this.#settings;
    const command = new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
    try {
      const answer = await call("lambda:GetProvisionedConcurrencyConfig", this.#signal, () =>
        this.client.send(command, this.#abort),
      );
      return {
        wanted: answer.RequestedProvisionedConcurrentExecutions ?? 0,
        available: answer.AvailableProvisionedConcurrentExecutions ?? 0,
        failed: answer.Status === "FAILED" ? (answer.StatusReason ?? "provisioning failed") : undefined,
      };
    } catch (error) {
      if (errorName(error) === "ProvisionedConcurrencyConfigNotFoundException") return undefined;
      throw error;
    }
  }

  async #published(): Promise<number[]> {
    const numbers: number[] = [];
    let Marker: string | undefined;
    do {
      const command = new ListVersionsByFunctionCommand({ FunctionName: this.#settings.functionName, Marker });
      const answer = await call("lambda:ListVersionsByFunction", this.#signal, () =>
        this.client.send(command, this.#abort),
      );
      numbers.push(...(answer.Versions ?? []).map(({ Version }) => Number(Version)).filter(Number.isInteger));
      Marker = answer.NextMarker;
    } while (Marker !== undefined);
    return numbers;
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

function toVersion(found: FunctionConfiguration, imageUri: string | undefined): VersionState {
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A structure has to have at least the members that are wanted; anything else has to be what is wanted. */
function contains(answer: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) {
    return JSON.stringify(answer) === JSON.stringify(wanted);
  }
  if (typeof answer !== "object" || answer === null) return false;
  return Object.entries(wanted).every(([name, value]) => contains(Reflect.get(answer, name), value));
}
