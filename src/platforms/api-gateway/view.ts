import { createHash } from "node:crypto";
import type { Facts, PreviewView, SideView, View } from "../../delivery/plan.ts";
import type { Phase } from "../../delivery/vocabulary.ts";
import type { PairPosition, StagesRouting } from "./pair.ts";
import { identifyPair } from "./pair.ts";
import { rounded, safeAt } from "./plan-parts.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Position, Sides } from "./sides.ts";
import { identify, isBaking, revisionOf } from "./sides.ts";
import type { Snapshot, StageState, Variables } from "./snapshot.ts";
import { parseOrigin } from "./snapshot.ts";

export function viewOfCanary(settings: ApiGatewaySettings, stageName: string, seen: Snapshot): View {
  const sides = identify(seen, stageName);
  const { stage, record, position, green } = sides;
  const problems = findProblems(seen, sides);
  const weight = position === "promoted" ? 100 : rounded(stage.canary?.percent ?? 0);
  const phase = phaseOf(position, weight);
  const blueId = position === "promoted" ? (record?.blue ?? "") : stage.deploymentId;
  const greenId = position === "foreign-canary" ? stage.canary?.deploymentId : green?.id;
  const waits = phase === "promoted" || phase === "rolled-back";
  return {
    phase,
    blue: sideView(seen, stageName, blueId, 100 - weight),
    green: greenId === undefined ? undefined : sideView(seen, stageName, greenId, weight),
    weight,
    cohort: undefined,
    baking: isBaking(sides),
    greenReady: position === "canary" || position === "promoted",
    rollout:
      record === undefined ? undefined : { id: record.id, revision: record.revision, startedAt: record.startedAt },
    safeTeardownAt: waits ? safeAt(settings, record, seen.at) : undefined,
    // The split is drawn anew for every request: nobody sticks to a side.
    stickySeconds: 0,
    problems,
    facts: factsOf(stage, record?.id),
  };
}

export function viewOfPair(settings: ApiGatewaySettings, routing: StagesRouting, seen: Snapshot): View {
  const { blue, green, record, position, deployment, address } = identifyPair(settings, routing, seen);
  const weight = position === "promoted" ? 100 : 0;
  const split = [blue, green].filter(({ canary }) => canary !== undefined).map(({ name }) => name);
  const problems = split.map((name) => `${name} has canary settings, so it serves two versions by itself.`);
  const phase = problems.length > 0 ? "degraded" : PAIR_PHASES[position];
  const waits = phase === "promoted" || phase === "rolled-back";
  return {
    phase,
    blue: sideView(seen, blue.name, blue.deploymentId, 100 - weight),
    green: deployment === undefined ? undefined : sideView(seen, green.name, deployment.id, weight),
    weight,
    cohort: undefined,
    greenReady: position === "deployed" || position === "promoted" || position === "rolled-back",
    rollout:
      record === undefined ? undefined : { id: record.id, revision: record.revision, startedAt: record.startedAt },
    safeTeardownAt: waits ? safeAt(settings, record, seen.at) : undefined,
    stickySeconds: 0,
    problems,
    preview: position === "idle" || position === "begun" ? undefined : previewOf(settings, green.name),
    facts: {
      [`mapping ${address}`]: seen.mapping?.stage ?? "",
      ...factsOf(blue, undefined),
      ...factsOf(green, record?.id),
    },
  };
}

/** A stage has an address of its own, whatever the mapping leads to ("Invoke REST APIs", API Gateway developer guide). */
function previewOf({ restApi, region }: ApiGatewaySettings, stage: string): PreviewView {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = `https://${restApi}.execute-api.${region}.${domain}/${stage}`;
  return { url, who: `requests to the stage ${stage} itself`, headers: [] };
}

const PAIR_PHASES: Record<PairPosition, Phase> = {
  idle: "idle",
  begun: "deploying",
  deployed: "deployed",
  promoted: "promoted",
  "rolled-back": "rolled-back",
};

function phaseOf(position: Position, weight: number): Phase {
  switch (position) {
    case "idle":
      return "idle";
    case "begun":
      return "deploying";
    case "canary":
      return weight > 0 ? "shifting" : "deployed";
    case "promoted":
      return "promoted";
    case "rolled-back":
      return "rolled-back";
    case "foreign-canary":
    case "foreign-base":
      return "degraded";
  }
}

function findProblems(seen: Snapshot, { stage, record, position }: Sides): string[] {
  const { name, canary, deploymentId } = stage;
  if (position === "foreign-canary") {
    const percent = rounded(canary?.percent ?? 0);
    const origin = parseOrigin(seen.deployments.find(({ id }) => id === canary?.deploymentId)?.description ?? "");
    const whose =
      origin === undefined ? "no rollout made it" : `the rollout ${origin.rollout} made it, and its tags are gone`;
    return [`${name} has a canary of deployment ${canary?.deploymentId} with ${percent} % of the requests: ${whose}.`];
  }
  if (position === "foreign-base") {
    return [
      `${name} serves deployment ${deploymentId}, neither the former one of the rollout ${record?.id} (${record?.blue}) nor its new one.`,
    ];
  }
  return [];
}

export function sideView(seen: Snapshot, target: string, id: string, weight: number): SideView {
  const exists = seen.deployments.some((deployment) => deployment.id === id) ? 1 : 0;
  return { name: id, target, revision: revisionOf(seen, id), healthy: exists, wanted: 1, weight: rounded(weight) };
}

/** What a stage serves to whom. Values of variables are told by their hash alone. */
export function factsOf({ name, deploymentId, variables, canary }: StageState, rollout: string | undefined): Facts {
  return {
    [`stage ${name} deployment`]: deploymentId,
    [`stage ${name} variables`]: hashOf(variables),
    [`stage ${name} canary`]:
      canary === undefined
        ? "none"
        : `${canary.deploymentId} with ${rounded(canary.percent)} %, variables ${hashOf(canary.overrides)}`,
    [`stage ${name} rollout`]: rollout ?? "none",
  };
}

function hashOf(variables: Variables): string {
  const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 12);
}
