import type { PathCheck } from "../../delivery/path-check.ts";
import type { Change } from "../../delivery/plan.ts";
import type { TimedWait } from "../../delivery/waits.ts";
import type { Probe } from "../checks/probe.ts";
import type { SmokeTest } from "../checks/smoke.ts";
import type { FunctionNeed } from "./permission.ts";
import type { Claim, FormerIntegration, SwitchRecord } from "./record.ts";
import type { IntegrationTarget } from "./settings.ts";
import type { Origin, Tags, Variables } from "./snapshot.ts";
import type { CanaryWish, StageWish } from "./stage-patch.ts";

/** Which deployment: one that exists, or the one that `create-deployment` makes. */
export type DeploymentRef = { id: string } | "created";

/** The rollout that a change is about: what the stage's tags must still say right before the call. */
export type Holder = Pick<Claim, "id" | "startedAt" | "nonce">;

/** Everything that an `api-gateway` step can do to the world. Data: `apply` is the only place that acts on it. */
export type ApiGatewayChange =
  | TimedWait
  | (Change &
      (
        | { kind: "tag"; stage: string; tags: Tags; remove: readonly string[] }
        /** All that the rollout wrote on the stage, what this plan itself adds included. */
        | { kind: "untag-rollout"; stage: string }
        /** Writes down how the weight moved, as of now. `keeps`: the moment that is on record already stays. */
        | { kind: "record"; stage: string; record: SwitchRecord; keeps: boolean }
        | { kind: "grant"; stage: string; needs: readonly FunctionNeed[]; of: Holder }
        /** Takes back what was granted to the stage and is not needed by the deployment that it serves. */
        | { kind: "revoke"; stage: string }
        /** Makes the file the API's definition. */
        | { kind: "put-openapi"; body: string }
        | { kind: "set-integrations"; integrations: readonly IntegrationChange[] }
        /** Makes the API's resources those of the deployment that the stage serves. */
        | { kind: "restore-openapi"; stage: string }
        | { kind: "restore-integrations"; integrations: readonly FormerIntegration[] }
        /** Undoes what a rollout did to the API whose tags are gone, as far as its deployment's description tells it. */
        | { kind: "restore-found"; stage: string; revision: string; variables: Variables }
        | { kind: "create-deployment"; origin: Origin; of: Holder }
        /** What a stage serves, and to whom: one call, on the ground of a fresh reading. */
        | {
            kind: "set-stage";
            movesTraffic?: boolean;
            stage: string;
            wish: DeferredWish;
            /** The canary that has to be there, lest the service makes one of its own. */
            requires: string | undefined;
            /** Written down before: whoever finds the move cut off knows what it was. */
            record?: SwitchRecord;
            of?: Holder;
          }
        | {
            kind: "promote-canary";
            movesTraffic: true;
            stage: string;
            green: string;
            record: SwitchRecord | undefined;
            of?: Holder;
          }
        /** Points the base path at another stage. `marked`: the stage that carries the rollout's tags. */
        | {
            kind: "set-mapping";
            movesTraffic: true;
            stage: string;
            requires: string | undefined;
            marked?: string;
            record?: SwitchRecord;
          }
        | { kind: "delete-deployments"; ids: readonly string[] }
        /** Asks a pair's green stage at its own address. */
        | { kind: "smoke-test"; waits: true; once: true; test: SmokeTest }
        /** Asks what a canary's deployment was made of. */
        | { kind: "test-invoke"; waits: true; once: true; checks: readonly PathCheck[]; variables: Variables }
        | { kind: "wait-share"; waits: true; once: true; probe: Probe }
      ));

export interface IntegrationChange {
  verb: string;
  path: string;
  target: IntegrationTarget;
}

/** A wish whose deployments may not exist yet. */
export interface DeferredWish extends Omit<StageWish, "base" | "canary"> {
  base?: DeploymentRef;
  canary?: (Omit<CanaryWish, "deploymentId"> & { deployment: DeploymentRef }) | "none";
}
