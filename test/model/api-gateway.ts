import { runStep } from "../../src/engine/run.ts";
import { ApiGatewayPlatform } from "../../src/platforms/api-gateway/index.ts";
import { functionArn } from "../../src/platforms/api-gateway/permission.ts";
import { readRecord } from "../../src/platforms/api-gateway/record.ts";
import type { ApiGatewaySettings, Routing } from "../../src/platforms/api-gateway/settings.ts";
import { judgeIntegrations } from "../../src/platforms/api-gateway/settings.ts";
import { parseOrigin, TAG } from "../../src/platforms/api-gateway/snapshot.ts";
import type { ApiCloud } from "./api-cloud.ts";
import { API, CALLS, functionOf, outagesOf, servedBy, stageOf, uriOf } from "./api-cloud.ts";
import type { Called } from "./intercept.ts";
import { withCalls } from "./intercept.ts";
import type { End, Model, Run } from "./runs.ts";
import { START } from "./runs.ts";

export type Api = Called<ApiCloud>;

/** @param routing a canary on one stage, or two stages behind a base path. */
export function apiModel(routing: Routing): Model<Api> {
  const places = routing.kind === "canary" ? [routing.stage] : routing.stages;
  const users = ({ mapping }: ApiCloud) => mapping ?? places[0] ?? "";
  return {
    strategy: routing.kind === "canary" ? "canary" : "blue-green",
    runner: (held, scheduler, actor, run) => (intent, options, tools) => {
      const wrong = (cloud: ApiCloud) => outagesOf(cloud, users(cloud));
      return withCalls(CALLS, wrong, held, scheduler, actor, () => {
        const deadline = intent.now + intent.timeoutMs;
        const settings = settingsFor(routing, run);
        const platform = new ApiGatewayPlatform(settings, intent.step, tools.clock, tools.signal, deadline);
        return runStep(platform, intent, options, tools);
      });
    },
    faults: ({ faults }) => faults,
    key: ({ cloud }) => JSON.stringify(cloud),
    timeless: ({ cloud }) => timeless(cloud),
    judge: (end, alone) => judge(places, users, end, alone),
  };
}

function settingsFor(routing: Routing, { revision, scaleDownDelayMs = 0 }: Run): ApiGatewaySettings {
  const lines = [`GET /math = ${functionOf(revision ?? "v1")}`];
  const integrations = judgeIntegrations(lines, "eu-west-1").value;
  return {
    region: "eu-west-1",
    restApi: API,
    routing,
    source: { openapi: undefined, integrations, variables: {} },
    keepDeployments: undefined,
    scaleDownDelayMs,
    url: undefined,
    smoke: undefined,
    allowDropping: [],
    allowMappings: [],
    allowDifferences: [],
    probe: undefined,
  };
}

/** `v1` serves, by a function that lets every stage in. */
export function idleApi(routing: Routing): Api {
  const first = { id: "first", description: "", createdAt: START - 900_000, uri: uriOf("v1") };
  const stage = () => ({ deploymentId: "first", variables: {}, tags: {} });
  const names = routing.kind === "canary" ? [routing.stage] : routing.stages;
  const source = `arn:aws:execute-api:eu-west-1:111122223333:${API}/*`;
  const cloud: ApiCloud = {
    stages: Object.fromEntries(names.map((name) => [name, stage()])),
    deployments: [first],
    uri: uriOf("v1"),
    mapping: routing.kind === "canary" ? undefined : names[0],
    policies: { [functionOf("v1")]: [{ Sid: "by-hand", source }] },
    made: 0,
  };
  return { cloud, faults: [] };
}

/**
 * Deployments by what they are, and tags without who wrote them and when, nor what nobody reads any more. A permission
 * that no stage needs is on record: the end of this rollout or of the next one takes it back.
 */
function timeless(cloud: ApiCloud): string {
  const { stages, deployments, uri, mapping, policies } = structuredClone(cloud);
  const called = Object.keys(stages).flatMap((name) => calledBy(cloud, name));
  for (const [name, { tags }] of Object.entries(stages)) {
    const record = recordOf(cloud, name);
    if (record?.last === undefined) delete tags[TAG.switched];
    // The next teardown clears away what one that was cut off after its end has left.
    if (record?.ending === undefined) delete tags[TAG.ending];
    for (const [key, arn] of Object.entries(tags))
      if (key.startsWith(TAG.grant) && !called.includes(arn)) delete tags[key];
  }
  for (const arn of Object.keys(policies)) if (!called.includes(arn)) delete policies[arn];
  const names = new Map(deployments.map(({ id, uri: of }) => [id, of.replace(/^.*function:/, "")]));
  const named = JSON.stringify({ stages, uri, mapping, policies }).replace(/"(?:made\d+|first)"/g, (id) =>
    JSON.stringify(names.get(JSON.parse(id) as string) ?? "gone"),
  );
  return named
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
    .replace(/(nonce-)?runs[/-]\d+/g, "a run")
    .replace(/made\d+/g, "made");
}

/** Two runs did not both win, a loser leaves nothing, and rollback gives everyone what they had. */
async function judge(
  places: readonly string[],
  users: (cloud: ApiCloud) => string,
  { held, outcomes, hands, kills }: End<Api>,
  alone: (run: Run) => Promise<string | undefined>,
): Promise<string[]> {
  const { cloud } = held.now;
  const records = places.flatMap((name) => recordOf(cloud, name) ?? []);
  const wrong =
    hands + kills > 0
      ? []
      : leftBehind(
          cloud,
          outcomes,
          records.map(({ id }) => id),
        );
  const [record] = records;
  if (record === undefined) return wrong;
  const blue = users(cloud) === record.stage ? record.before : stageOf(cloud.stages, users(cloud)).deploymentId;
  const failed = await alone({ step: "rollback" });
  if (failed !== undefined) return [...wrong, `rollback afterwards: ${failed}`];
  const served = servedBy(held.now.cloud, users(held.now.cloud));
  if (served.length !== 1 || served[0]?.deploymentId !== blue)
    wrong.push(`rollback left ${JSON.stringify(served)} instead of ${blue}`);
  return wrong;
}

/** The functions behind what a stage serves and behind its canary, at any share. */
function calledBy({ stages, deployments }: ApiCloud, name: string): string[] {
  const { deploymentId, canary } = stageOf(stages, name);
  const ids = [deploymentId, canary?.deploymentId];
  return deployments.filter(({ id }) => ids.includes(id)).flatMap(({ uri }) => functionArn(uri, {}) ?? []);
}

/** The rollout on a stage, and the deployment that users had before it. */
function recordOf({ stages }: ApiCloud, name: string) {
  const { tags } = stageOf(stages, name);
  const record = readRecord({ name, deploymentId: "", variables: {}, canary: undefined, tags });
  return record === undefined ? undefined : { ...record, stage: name, before: record.serving ?? record.blue };
}

/** What a deploy that failed has made, when its rollout is not the one on record and nobody is served by it. */
function leftBehind({ stages, deployments }: ApiCloud, outcomes: End<Api>["outcomes"], records: string[]): string[] {
  const used = Object.values(stages).flatMap(({ deploymentId, canary }) => [deploymentId, canary?.deploymentId]);
  return outcomes
    .filter(({ step, how }) => step === "deploy" && how === "failed")
    .map(({ run }) => `runs/${run + 1}`)
    .filter((rollout) => !records.includes(rollout))
    .flatMap((rollout) => deployments.filter(({ description }) => parseOrigin(description)?.rollout === rollout))
    .filter(({ id }) => !used.includes(id))
    .map(({ id, description }) => `${id} is left behind: ${description}`);
}
