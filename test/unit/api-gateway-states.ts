import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { ApiGatewayChange } from "../../src/platforms/api-gateway/changes.ts";
import { planStep } from "../../src/platforms/api-gateway/plan.ts";
import type { SwitchRecord } from "../../src/platforms/api-gateway/record.ts";
import { claimTags, detailTags, switchTags } from "../../src/platforms/api-gateway/record.ts";
import type { ApiGatewaySettings } from "../../src/platforms/api-gateway/settings.ts";
import type { Snapshot, StageState } from "../../src/platforms/api-gateway/snapshot.ts";
import { formatOrigin } from "../../src/platforms/api-gateway/snapshot.ts";
import { wantedOf } from "../../src/platforms/api-gateway/source.ts";

/** Stages of one API as the planner sees them, and what it is asked about them. */

export const NOW = Date.parse("2026-01-01T12:00:00.000Z");
export const STARTED = "2026-01-01T11:00:00.000Z";
export const SWITCHED = NOW - 30_000;

export const SETTINGS: ApiGatewaySettings = {
  region: "eu-west-1",
  restApi: "a1b2c3d4e5",
  routing: { kind: "canary", stage: "prod" },
  source: { openapi: undefined, integrations: [], variables: { colour: "green" } },
  keepDeployments: undefined,
  scaleDownDelayMs: 60_000,
  url: undefined,
  smoke: undefined,
  probe: undefined,
  allowDifferences: [],
  allowDropping: [],
  allowMappings: [],
};
export const PAIR: ApiGatewaySettings = {
  ...SETTINGS,
  routing: { kind: "stages", stages: ["prod", "next"], mapping: { domain: "api.shop.test", basePath: "v1" } },
};
export const INTENT: Intent = {
  step: "status",
  strategy: "canary",
  weight: undefined,
  ramp: { rungs: [10, 50, 100], bakeMs: undefined },
  bakeMs: 0,
  rolloutId: "acme/shop/runs/2",
  now: NOW,
  timeoutMs: 600_000,
  nonce: "mine",
};

export const REVISION = wantedOf(SETTINGS.source ?? never(), { methods: [] }, "eu-west-1").revision;
export const CLAIM = {
  id: "acme/shop/runs/1",
  revision: REVISION,
  startedAt: STARTED,
  blue: "blue00",
  serving: undefined,
  nonce: "theirs",
};
export const ORIGIN = formatOrigin({ stage: "prod", rollout: CLAIM.id, startedAt: STARTED, revision: REVISION });
export const MARKED = {
  ...claimTags(CLAIM),
  ...detailTags(CLAIM, { changes: "nothing", variables: { colour: "blue" }, integrations: [] }),
};
export const CANARY = { deploymentId: "green0", percent: 0, overrides: { colour: "green" } };
export const moved = (record: SwitchRecord) => switchTags(record, SWITCHED);
export const ours = (key: string) => `progressive-delivery:${key}`;

export function never(): never {
  throw new Error("There is a source");
}

export function stage(more: Partial<StageState>): StageState {
  return {
    name: "prod",
    deploymentId: "blue00",
    variables: { colour: "blue" },
    canary: undefined,
    tags: MARKED,
    ...more,
  };
}

export function snapshot(stages: readonly StageState[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    at: NOW,
    stages,
    deployments: [
      { id: "third0", description: "by hand", createdAt: 3 },
      { id: "green0", description: ORIGIN, createdAt: 2 },
      { id: "blue00", description: "", createdAt: 1 },
    ],
    resources: { methods: [] },
    permissions: [],
    mapping: undefined,
    ...more,
  };
}

export const canary = (percent: number, record?: SwitchRecord, more: Partial<StageState> = {}) =>
  snapshot([
    stage({
      canary: { ...CANARY, percent },
      ...more,
      tags: { ...MARKED, ...(record === undefined ? {} : moved(record)), ...more.tags },
    }),
  ]);
export const begun = snapshot([stage({})]);
export const promoted = (record: SwitchRecord = { by: "promote", to: 100, verified: true }) =>
  snapshot([stage({ deploymentId: "green0", variables: { colour: "green" }, tags: { ...MARKED, ...moved(record) } })]);

export const plan = (step: Step, seen: Snapshot, more: Partial<Intent> = {}, settings = SETTINGS) =>
  planStep(settings, { ...INTENT, step, ...more }, seen);
export const kinds = (changes: readonly ApiGatewayChange[]) => changes.map(({ kind }) => kind);

export function refusal(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof DeliveryError) return error.id;
    throw error;
  }
  return undefined;
}
