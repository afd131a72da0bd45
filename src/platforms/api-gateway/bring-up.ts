import type { Part } from "../../delivery/schedule.ts";
import { waitForClaim } from "../../delivery/waits.ts";
import type { ApiGatewayChange, DeploymentRef, Holder } from "./changes.ts";
import { droppedBy } from "./dropped.ts";
import type { MoveContext } from "./moves.ts";
import type { FunctionNeed } from "./permission.ts";
import { isAllowed } from "./permission.ts";
import type { Claim, Details } from "./record.ts";
import { claimTags, detailTags, grantTag, requireRoom, rolloutKeys, staleKeys } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Wanted } from "./source.ts";
import { isSet } from "./source.ts";

/** What green needs, on a canary's stage and on a pair's idle one alike. */
export interface Target {
  /** The rollout that is taken up as it is; undefined: a new one is marked. */
  takenUp: boolean;
  /** It lost its place to a rollback that was cut off: what that put back is set again. */
  again: boolean;
  /** What the marked stage served before, and of a pair the other stage. */
  blue: string;
  serving: string | undefined;
  /** The deployment that the rollout made already. */
  deployment: string | undefined;
  /** The former values of the variables that green overrides on the marked stage. */
  variables: Details["variables"];
  /** What is asked of the deployment before and after a stage serves it; [] without a smoke test. */
  before: readonly ApiGatewayChange[];
  after: readonly ApiGatewayChange[];
  /** Makes the stage serve the deployment; [] when it does. */
  serve(deployment: DeploymentRef, of: Holder): readonly ApiGatewayChange[];
}

/**
 * What green still lacks, the claim first: whoever takes a rollout up in the middle, and whoever looks again in the
 * middle of one, gets the rest. Nothing lacking: no claim either.
 */
export function bringUp(context: MoveContext, wanted: Wanted, target: Target): Part<ApiGatewayChange> {
  const { seen, stage, record, intent } = context;
  const takenUp = target.takenUp ? record : undefined;
  const { id, revision, startedAt } = takenUp ?? {
    id: intent.rolloutId,
    revision: wanted.revision,
    startedAt: new Date(intent.now).toISOString(),
  };
  const { blue, serving } = takenUp ?? target;
  const claim: Claim = { id, revision, startedAt, blue, serving, nonce: intent.nonce };
  const deployment = takenUp === undefined ? undefined : target.deployment;
  const serve = target.serve(deployment === undefined ? "created" : { id: deployment }, claim);
  const changes = [
    ...detail(context, claim, takenUp?.details, wanted, target),
    ...grant(seen, stage.name, claim),
    ...(deployment === undefined ? build(context, wanted, claim) : []),
    ...(deployment !== undefined && target.again ? pointAt(wanted) : []),
    ...(serve.length > 0 ? target.before : []),
    ...serve,
    ...target.after,
  ];
  if (deployment !== undefined && serve.length === 0) return { changes: target.after };
  requireFunctions(context.settings, seen);
  const gone =
    wanted.source.openapi === undefined ? [] : droppedBy(wanted.source.openapi, seen, context.settings.allowDropping);
  const held = takenUp !== undefined && takenUp.nonce === intent.nonce;
  return {
    changes: [...(held ? [] : [mark(context, claim, takenUp !== undefined)]), waitForClaim(stage.name), ...changes],
    warnings: [...(takenUp === undefined ? warningsOf(seen) : []), ...(deployment === undefined ? gone : [])],
  };
}

function mark({ stage, seen }: MoveContext, claim: Claim, again: boolean): ApiGatewayChange {
  const tags = claimTags(claim);
  const grants = missingNeeds(seen).map(({ arn }) => grantTag(arn));
  requireRoom(stage, Object.assign({}, tags, ...grants), rolloutKeys(stage.tags));
  const summary = again
    ? `Take up the rollout ${claim.id} on ${stage.name}`
    : `Mark ${stage.name} with the rollout ${claim.id}, and with what it serves now (deployment ${stage.deploymentId})`;
  return { kind: "tag", claims: true, stage: stage.name, tags, remove: [], summary };
}

/** Once the claim stands: two rollouts that begin at the same moment never mix what they have to remember. */
function detail(
  { stage }: MoveContext,
  claim: Claim,
  written: Details | undefined,
  { source, steps }: Wanted,
  { variables }: Target,
): ApiGatewayChange[] {
  if (written !== undefined) return [];
  const tags = detailTags(claim, {
    changes: source.openapi !== undefined ? "openapi" : steps.length > 0 ? "integration" : "nothing",
    variables,
    integrations: steps.filter((step) => !isSet(step)).map(({ former }) => former),
  });
  const remove = staleKeys(stage.tags, tags);
  requireRoom(stage, { ...claimTags(claim), ...tags }, remove);
  const summary = `Record on ${stage.name} what the way back needs`;
  return [{ kind: "tag", stage: stage.name, tags, remove, summary }];
}

function grant(seen: Snapshot, stage: string, of: Holder): ApiGatewayChange[] {
  const needs = missingNeeds(seen);
  if (needs.length === 0) return [];
  const functions = [...new Set(needs.map(({ arn }) => arn.split(":").slice(6).join(":")))].join(", ");
  return [{ kind: "grant", stage, needs, of, summary: `Allow ${stage} to call ${functions}` }];
}

function build({ settings, stage }: MoveContext, wanted: Wanted, claim: Claim): ApiGatewayChange[] {
  const { id, startedAt } = claim;
  const { source, revision } = wanted;
  const changes: ApiGatewayChange[] = [];
  if (source.openapi !== undefined) {
    const summary = `Make the OpenAPI file the definition of the API ${settings.restApi}`;
    changes.push({ kind: "put-openapi", body: source.openapi.body, summary });
  }
  changes.push(...pointAt(wanted));
  const origin = { stage: stage.name, rollout: id, startedAt, revision };
  const summary = `Create a deployment of ${revision}, which nobody gets yet`;
  return [...changes, { kind: "create-deployment", origin, of: claim, summary }];
}

function pointAt({ steps, revision }: Wanted): ApiGatewayChange[] {
  const open = steps.filter((step) => !isSet(step));
  if (open.length === 0) return [];
  const integrations = open.map(({ former: { verb, path }, target }) => ({ verb, path, target }));
  const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
  return [{ kind: "set-integrations", integrations, summary: `Point ${where} at ${revision}` }];
}

function missingNeeds({ permissions }: Snapshot): FunctionNeed[] {
  return permissions
    .filter(({ need, statements }) => statements !== "missing" && !isAllowed(need, statements))
    .map(({ need }) => need);
}

/** @throws DeliveryError `not-found` when green would call a function that does not exist. */
export function requireFunctions({ source }: ApiGatewaySettings, { permissions }: Snapshot): void {
  const missing = permissions.filter(({ statements }) => statements === "missing").map(({ need }) => need.arn);
  if (missing.length === 0) return;
  const functions = [...new Set(missing)].join(", ");
  // The input that brought the function, so that the mistake is looked for there.
  const brought = source?.openapi !== undefined ? "openapi" : source?.integrations.length ? "integration" : undefined;
  const input = brought ?? (Object.keys(source?.variables ?? {}).length > 0 ? "stage-variables" : "rest-api");
  throw refuse(functions.includes("${") ? "function-unresolved" : "function-not-found", { input, functions });
}

function warningsOf(seen: Snapshot): string[] {
  const functions = seen.permissions.filter(({ need }) => need.arn.endsWith(":$LATEST"));
  return functions.length === 0
    ? []
    : [
        "The function is called as $LATEST, which changes with its code: a version or an alias stays what was released.",
      ];
}
