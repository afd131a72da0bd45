import { createHash } from "node:crypto";
import { runStep } from "../../src/engine/run.ts";
import { lambdaPlatform } from "../../src/platforms/lambda/index.ts";
import { readRecord } from "../../src/platforms/lambda/record.ts";
import type { LambdaSettings } from "../../src/platforms/lambda/settings.ts";
import type { Called, Calls } from "./intercept.ts";
import { Refused, withCalls } from "./intercept.ts";
import type { End, Model, Run } from "./runs.ts";

/** Lambda as far as a rollout calls it: one function with one alias, as a value that calls change. */
export interface FunctionCloud {
  alias: { version: string; weights: Record<string, number>; description: string; revision: number };
  latest: { code: string; revision: number };
  /** Code by number. */
  versions: Record<string, string>;
  provisioned: Record<string, number>;
  tags: Record<string, string>;
  made: number;
}

interface Input {
  Qualifier?: string;
  RevisionId: string;
  FunctionVersion: string;
  RoutingConfig: { AdditionalVersionWeights: Record<string, number> };
  Description: string;
  ZipFile: Uint8Array;
  CodeSha256: string;
  ProvisionedConcurrentExecutions: number;
  Tags: Record<string, string>;
  TagKeys: string[];
}

/** What each call does and answers (Lambda API Reference). */
const CALLS: Calls<FunctionCloud> = {
  GetAlias: ({ alias }) => answerOf(alias),
  UpdateAlias(cloud, { RevisionId, FunctionVersion, RoutingConfig, Description }: Input) {
    const { alias } = cloud;
    if (RevisionId !== String(alias.revision))
      throw new Refused("PreconditionFailedException", 412, "another revision");
    for (const version of [FunctionVersion, ...Object.keys(RoutingConfig.AdditionalVersionWeights)])
      codeOf(cloud, version);
    const weights = RoutingConfig.AdditionalVersionWeights;
    cloud.alias = { version: FunctionVersion, weights, description: Description, revision: alias.revision + 1 };
    return answerOf(cloud.alias);
  },
  GetFunction(cloud, { Qualifier = "$LATEST" }: Input) {
    const code = Qualifier === "$LATEST" ? cloud.latest.code : codeOf(cloud, Qualifier);
    const RevisionId = String(cloud.latest.revision);
    const Configuration = { FunctionArn: "arn:shop", Version: Qualifier, CodeSha256: sha256(code), RevisionId };
    return { Configuration, Code: {}, Tags: { ...cloud.tags } };
  },
  ListProvisionedConcurrencyConfigs: ({ provisioned }) => ({
    ProvisionedConcurrencyConfigs: Object.entries(provisioned).map(([version, wanted]) => ({
      FunctionArn: `arn:shop:${version}`,
      RequestedProvisionedConcurrentExecutions: wanted,
      AvailableProvisionedConcurrentExecutions: wanted,
    })),
  }),
  PutProvisionedConcurrencyConfig(cloud, { Qualifier = "", ProvisionedConcurrentExecutions }: Input) {
    codeOf(cloud, Qualifier);
    cloud.provisioned[Qualifier] = ProvisionedConcurrentExecutions;
    return {};
  },
  DeleteProvisionedConcurrencyConfig({ provisioned }, { Qualifier = "" }: Input) {
    delete provisioned[Qualifier];
    return {};
  },
  UpdateFunctionCode({ latest }, { RevisionId, ZipFile }: Input) {
    if (RevisionId !== String(latest.revision))
      throw new Refused("PreconditionFailedException", 412, "another revision");
    Object.assign(latest, { code: Buffer.from(ZipFile).toString(), revision: latest.revision + 1 });
    return {};
  },
  PublishVersion(cloud, { CodeSha256 }: Input) {
    const { latest, versions, made } = cloud;
    if (CodeSha256 !== sha256(latest.code)) throw new Refused("InvalidParameterValueException", 400, "another code");
    if (versions[String(made)] === latest.code) return { Version: String(made) };
    cloud.made += 1;
    versions[String(cloud.made)] = latest.code;
    return { Version: String(cloud.made) };
  },
  ListVersionsByFunction: ({ versions }) => ({ Versions: Object.keys(versions).map((Version) => ({ Version })) }),
  DeleteFunction(cloud, { Qualifier = "" }: Input) {
    codeOf(cloud, Qualifier);
    if ([cloud.alias.version, ...Object.keys(cloud.alias.weights)].includes(Qualifier))
      throw new Refused("ResourceConflictException", 409, "an alias names it");
    delete cloud.versions[Qualifier];
    delete cloud.provisioned[Qualifier];
    return {};
  },
  TagResource({ tags }, { Tags }: Input) {
    Object.assign(tags, Tags);
    return {};
  },
  UntagResource({ tags }, { TagKeys }: Input) {
    for (const key of TagKeys) delete tags[key];
    return {};
  },
};

export type Functions = Called<FunctionCloud>;

export function lambdaModel(): Model<Functions> {
  return {
    strategy: "canary",
    runner: (held, scheduler, actor, run) => (intent, options, tools) =>
      withCalls(CALLS, wrongIn, held, scheduler, actor, () => {
        const platform = lambdaPlatform(settingsFor(run), intent.step, tools.clock, tools.signal);
        return runStep(platform, intent, options, tools);
      }),
    faults: ({ faults }) => faults,
    key: ({ cloud }) => JSON.stringify(cloud),
    timeless: ({ cloud }) => timeless(cloud),
    judge,
  };
}

function settingsFor({ revision, scaleDownDelayMs = 0 }: Run): LambdaSettings {
  return {
    ...{
      region: "eu-west-1",
      functionName: "shop",
      alias: "live",
      keepVersions: 1,
      scaleDownDelayMs,
      smoke: undefined,
    },
    source: revision === undefined ? undefined : { kind: "zip", bytes: Buffer.from(revision) },
  };
}

/** `v1` serves as version 3, with provisioned executions and older versions beside it. */
export function idleFunctions(): Functions {
  const cloud: FunctionCloud = {
    alias: { version: "3", weights: {}, description: "what is live", revision: 1 },
    latest: { code: "v1", revision: 1 },
    versions: { 1: "v-1", 2: "v0", 3: "v1" },
    provisioned: { 3: 5 },
    tags: { team: "shop" },
    made: 3,
  };
  return { cloud, faults: [] };
}

/** Whom calls reach, with what share: a version that is there, and what a version has provisioned while it serves. */
function wrongIn({ alias, versions }: FunctionCloud): string[] {
  return [alias.version, ...Object.keys(alias.weights)]
    .filter((version) => versions[version] === undefined)
    .map((version) => `calls reach version ${version}, which is gone`);
}

/** Versions by what they run; what is published and serves nobody is no difference. */
function timeless(cloud: FunctionCloud): string {
  const { alias, versions, provisioned, tags } = cloud;
  const named = (version: string) => versions[version] ?? "gone";
  const weights = Object.fromEntries(Object.entries(alias.weights).map(([version, share]) => [named(version), share]));
  const description = alias.description
    .replace(
      / (\d+)>(\d*) /,
      (_, blue: string, green: string) => ` ${named(blue)}>${green === "" ? "" : named(green)} `,
    )
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
    .replace(/runs\/\d+|~\d+/g, "a run");
  const kept = Object.entries(provisioned).map(([version, count]) => [named(version), count]);
  return JSON.stringify([named(alias.version), weights, description, kept, tags]);
}

/** Rollback gives everyone what they had, as it was provisioned. */
async function judge({ held }: End<Functions>, alone: (run: Run) => Promise<string | undefined>): Promise<string[]> {
  const blue = recordIn(held.now.cloud)?.blue;
  if (blue === undefined) return [];
  const failed = await alone({ step: "rollback" });
  if (failed !== undefined) return [`rollback afterwards: ${failed}`];
  const { alias } = held.now.cloud;
  const served = alias.version === blue && Object.keys(alias.weights).length === 0;
  return served ? [] : [`rollback left ${JSON.stringify(alias)} instead of ${blue}`];
}

export function recordIn({ alias, tags }: FunctionCloud) {
  const seen = { version: alias.version, weights: alias.weights, description: alias.description, revisionId: "" };
  return readRecord({ alias: seen, tags }, "live");
}

function answerOf({ version, weights, description, revision }: FunctionCloud["alias"]) {
  const RoutingConfig = { AdditionalVersionWeights: { ...weights } };
  return { FunctionVersion: version, RoutingConfig, Description: description, RevisionId: String(revision) };
}

function codeOf({ versions }: FunctionCloud, version: string): string {
  const code = versions[version];
  if (code === undefined) throw new Refused("ResourceNotFoundException", 404, `Function not found: shop:${version}`);
  return code;
}

function sha256(code: string): string {
  return createHash("sha256").update(code).digest("base64");
}
