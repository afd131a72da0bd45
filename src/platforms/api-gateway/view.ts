import { restOf } from "../../delivery/capacity.ts";
import { fingerprint, fingerprintName } from "../../delivery/digest.ts";
import type { Facts, PreviewView, SideView, View } from "../../delivery/plan.ts";
import type { Standing } from "../../delivery/standing.ts";
import { viewFrom } from "../../delivery/view.ts";
import { describeLook } from "../checks/probe.ts";
import { linkTo } from "../console.ts";
import { isMeasured, stageUrl } from "./checks.ts";
import { goneAt } from "./moves.ts";
import type { StagesRouting } from "./pair.ts";
import { identifyPair } from "./pair.ts";
import type { RolloutRecord } from "./record.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { identify, revisionOf } from "./sides.ts";
import type { Snapshot, StageState, Variables } from "./snapshot.ts";
import { differencesOf } from "./stage-setup.ts";
import { blueId, greenId, rounded, standingOf, weightOf } from "./standing.ts";

export function viewOf(settings: ApiGatewaySettings, seen: Snapshot): View {
  const { routing } = settings;
  return routing.kind === "canary" ? viewOfCanary(settings, routing.stage, seen) : viewOfPair(settings, routing, seen);
}

function viewOfCanary(settings: ApiGatewaySettings, stageName: string, seen: Snapshot): View {
  const sides = identify(seen, stageName);
  const { stage, record } = sides;
  const standing = standingOf(settings, seen);
  const weight = weightOf(sides);
  const id = greenId(sides);
  return {
    ...common(settings, seen, standing, record),
    blue: sideView(seen, stageName, blueId(sides), restOf(weight)),
    green: id === undefined ? undefined : sideView(seen, stageName, id, weight),
    facts: factsOf(stage, record?.id),
  };
}

function viewOfPair(settings: ApiGatewaySettings, routing: StagesRouting, seen: Snapshot): View {
  const { blue, green, record, position, deployment, address } = identifyPair(settings, routing, seen);
  const standing = standingOf(settings, seen);
  const weight = standing.weight ?? 0;
  return {
    ...common(settings, seen, standing, record),
    blue: sideView(seen, blue.name, blue.deploymentId, restOf(weight)),
    green: deployment === undefined ? undefined : sideView(seen, green.name, deployment.id, weight),
    differences: differencesOf({ blue, green, record, position }, seen.plans),
    preview: position === "idle" || position === "begun" ? undefined : previewOf(settings, green.name),
    facts: {
      [`mapping ${address}`]: seen.mapping?.stage ?? "",
      ...factsOf(blue, undefined),
      ...factsOf(green, record?.id),
    },
  };
}

function common(settings: ApiGatewaySettings, seen: Snapshot, standing: Standing, record: RolloutRecord | undefined) {
  return {
    // The split is drawn anew for every request: nobody sticks to a side.
    ...viewFrom(standing, { safeAt: goneAt(settings, record, standing) }),
    links: linkTo(settings.region, "API", settings.restApi, { restApi: settings.restApi }),
    measured: isMeasured(seen),
    look: seen.probe === undefined ? undefined : describeLook(seen.probe),
  };
}

function previewOf(settings: ApiGatewaySettings, stage: string): PreviewView {
  return { url: stageUrl(settings, stage), who: `requests to the stage ${stage} itself`, headers: [] };
}

/** Nobody measures whether a deployment's backends are healthy. */
function sideView(seen: Snapshot, target: string, id: string, weight: number): SideView {
  return { name: id, target, revision: revisionOf(seen, id), healthy: undefined, wanted: 1, weight: rounded(weight) };
}

/** What a stage serves to whom. Values of variables may be secrets: that they changed is told, and no more. */
function factsOf({ name, deploymentId, variables, canary }: StageState, rollout: string | undefined): Facts {
  return {
    [`stage ${name} deployment`]: deploymentId,
    [fingerprintName(`stage ${name} variables`)]: fingerprintOf(variables),
    [`stage ${name} canary`]: canary?.deploymentId ?? "none",
    [`stage ${name} canary weight`]: canary === undefined ? "none" : `${rounded(canary.percent)} %`,
    [fingerprintName(`stage ${name} canary variables`)]:
      canary === undefined ? "none" : fingerprintOf(canary.overrides),
    [`stage ${name} rollout`]: rollout ?? "none",
  };
}

function fingerprintOf(variables: Variables): string {
  return fingerprint(JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))));
}
