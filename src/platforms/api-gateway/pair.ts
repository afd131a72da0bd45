import { DeliveryError } from "../../delivery/errors.ts";
import type { RolloutRecord } from "./record.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings, Routing } from "./settings.ts";
import { earlierAttempts, ownDeployments, stageNamed } from "./sides.ts";
import type { DeploymentState, MappingState, Snapshot, StageState } from "./snapshot.ts";
import { TAG } from "./snapshot.ts";

/** Two stages behind a base path mapping, which of them is which, and where a rollout stands. Pure. */

export type StagesRouting = Extract<Routing, { kind: "stages" }>;

/**
 * - `idle`: no rollout.
 * - `begun`: green's stage is marked, and does not serve the new deployment yet.
 * - `deployed`: it does, and the mapping leads to blue.
 * - `promoted`: the mapping leads to green.
 * - `rolled-back`: it leads to blue, after a rollback or after green had been promoted.
 */
type PairPosition = "idle" | "begun" | "deployed" | "promoted" | "rolled-back";

export interface Pair {
  blue: StageState;
  green: StageState;
  record: RolloutRecord | undefined;
  position: PairPosition;
  /** The deployment that the rollout made, when it exists. */
  deployment: DeploymentState | undefined;
  /** What green's stage serves is this rollout's, of an earlier attempt at it, or what it was before. */
  explained: boolean;
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

export function addressOf({ mapping: { domain, basePath } }: StagesRouting): string {
  return basePath === "(none)" ? domain : `${domain}/${basePath}`;
}

/** @throws DeliveryError `unsuitable` when the mapping leads elsewhere; `refused` when both stages are marked. */
export function identifyPair(settings: ApiGatewaySettings, routing: StagesRouting, seen: Snapshot): Pair {
  const address = addressOf(routing);
  const { mapping } = seen;
  if (mapping === undefined) throw new DeliveryError("internal", "The base path mapping was not observed.");
  if (mapping.restApi !== settings.restApi || !routing.stages.includes(mapping.stage)) {
    throw refuse("mapping-elsewhere", { address, stage: mapping.stage, api: mapping.restApi });
  }
  const marked = routing.stages.filter((name) => readRecord(stageNamed(seen, name)) !== undefined);
  if (marked.length > 1) throw refuse("both-marked", { stages: marked.join(" and "), tag: TAG.rollout });
  const name = greenName(routing, seen.stages, mapping);
  const green = stageNamed(seen, name);
  const blue = stageNamed(seen, routing.stages.find((other) => other !== name) ?? name);
  const record = readRecord(green);
  const own = record === undefined ? [] : ownDeployments(seen, name, record);
  const earlier = record === undefined ? [] : earlierAttempts(seen, name, record);
  const serving = own.find(({ id }) => id === green.deploymentId);
  const known = [record?.blue, ...own.map(({ id }) => id), ...earlier.map(({ id }) => id)];
  return {
    blue,
    green,
    record,
    address,
    deployment: serving ?? own[0],
    explained: record === undefined || known.includes(green.deploymentId),
    position: positionOf(record, mapping.stage === name, serving !== undefined),
  };
}

function positionOf(record: RolloutRecord | undefined, leads: boolean, serves: boolean): PairPosition {
  if (record === undefined) return "idle";
  if (leads) return "promoted";
  const { last } = record;
  // A promotion is on record as verified only when the mapping was seen to lead to green: so it was led back since.
  if (last?.by === "rollback" || last?.verified === true) return "rolled-back";
  return serves ? "deployed" : "begun";
}
