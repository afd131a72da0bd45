import { DeliveryError } from "../../delivery/errors.ts";
import type { RolloutRecord } from "./record.ts";
import { readRecord } from "./record.ts";
import type { ApiGatewaySettings, Routing } from "./settings.ts";
import { ownDeployments, stageNamed } from "./sides.ts";
import type { DeploymentState, MappingState, Snapshot, StageState } from "./snapshot.ts";
import { TAG } from "./snapshot.ts";

/** Two stages behind a base path mapping, which of them is which, and where a rollout stands. Pure. */

export type StagesRouting = Extract<Routing, { kind: "stages" }>;

/**
 * - `idle`: no rollout.
 * - `begun`: green's stage is marked, and does not serve the new deployment yet.
 * - `deployed`: it does, and the mapping leads to blue.
 * - `promoted`: the mapping leads to green.
 * - `rolled-back`: it leads to blue, and a rollback is on record.
 */
export type PairPosition = "idle" | "begun" | "deployed" | "promoted" | "rolled-back";

export interface Pair {
  blue: StageState;
  green: StageState;
  record: RolloutRecord | undefined;
  position: PairPosition;
  /** The deployment that the rollout made, when it exists. */
  deployment: DeploymentState | undefined;
  /** `api.example.com/v1`. */
  address: string;
}

/** The stage that is released to: the marked one, or else the one that the mapping does not lead to. */
export function greenName(routing: Routing, stages: readonly StageState[], mapping: MappingState | undefined): string {
  if (routing.kind === "canary") return routing.stage;
  const marked = routing.stages.filter((name) => stages.find((stage) => stage.name === name)?.tags[TAG.rollout]);
  const idle = routing.stages.find((name) => name !== mapping?.stage) ?? routing.stages[1];
  return marked[0] ?? idle;
}

/** @throws DeliveryError `unsuitable` when the mapping leads elsewhere; `refused` when both stages are marked. */
export function identifyPair(settings: ApiGatewaySettings, routing: StagesRouting, seen: Snapshot): Pair {
  const { domain, basePath } = routing.mapping;
  const address = basePath === "(none)" ? domain : `${domain}/${basePath}`;
  const { mapping } = seen;
  if (mapping === undefined) throw new DeliveryError("internal", "The base path mapping was not observed.");
  if (mapping.restApi !== settings.restApi || !routing.stages.includes(mapping.stage)) {
    throw new DeliveryError(
      "unsuitable",
      `base-path-mapping: ${address} leads to the stage ${mapping.stage} of ${mapping.restApi}, which is none of the two.`,
      { remedy: `Give the stages of ${settings.restApi} that it switches between.` },
    );
  }
  const marked = routing.stages.filter((name) => readRecord(stageNamed(seen, name)) !== undefined);
  if (marked.length > 1) {
    throw new DeliveryError("refused", `Both ${marked.join(" and ")} carry the tag ${TAG.rollout}.`, {
      remedy: "No step leaves this behind: remove the tag from the stage that is not green.",
    });
  }
  const name = greenName(routing, seen.stages, mapping);
  const green = stageNamed(seen, name);
  const blue = stageNamed(seen, routing.stages.find((other) => other !== name) ?? name);
  const record = readRecord(green);
  const own = record === undefined ? [] : ownDeployments(seen, name, record);
  const serving = own.find(({ id }) => id === green.deploymentId);
  return {
    blue,
    green,
    record,
    address,
    deployment: serving ?? own[0],
    position: positionOf(record, mapping.stage === name, serving !== undefined),
  };
}

function positionOf(record: RolloutRecord | undefined, leads: boolean, serves: boolean): PairPosition {
  if (record === undefined) return "idle";
  if (leads) return "promoted";
  if (record.switched?.direction === "rollback") return "rolled-back";
  return serves ? "deployed" : "begun";
}
