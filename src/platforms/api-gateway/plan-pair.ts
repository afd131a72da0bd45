import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import type { ApiGatewayChange } from "./changes.ts";
import type { Pair, StagesRouting } from "./pair.ts";
import { identifyPair } from "./pair.ts";
import { bringUp, markRollout, servesAlready, wantedOf, warningsOf } from "./plan-deploy.ts";
import { deleteDeployments, hold, lockedBy, restoreResources, revoke, superfluous } from "./plan-parts.ts";
import { rolloutKeys } from "./record.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { ownDeployments, revisionOf } from "./sides.ts";
import type { Snapshot, Variables } from "./snapshot.ts";

/** The ordered changes of a step of blue/green: two stages, and a base path mapping that is switched by one call. Pure. */
export function planPair(
  settings: ApiGatewaySettings,
  routing: StagesRouting,
  intent: Intent,
  seen: Snapshot,
): Plan<ApiGatewayChange> {
  const pair = identifyPair(settings, routing, seen);
  switch (intent.step) {
    case "deploy":
      return planDeploy(settings, intent, seen, pair);
    case "promote":
      return planPromote(seen, pair);
    case "rollback":
      return planRollback(pair);
    case "teardown":
      return planTeardown(settings, routing, intent, seen, pair);
    default:
      return nothing("status only reads.");
  }
}

function planDeploy(settings: ApiGatewaySettings, intent: Intent, seen: Snapshot, pair: Pair): Plan<ApiGatewayChange> {
  const { blue, green, record, position, deployment } = pair;
  const wanted = wantedOf(settings, seen);
  requireNoCanary(pair);
  const last = (id: string | undefined): ApiGatewayChange => ({
    kind: "set-stage",
    stage: green.name,
    wish: { base: id === undefined ? "created" : { id }, variables: variablesFor(pair, wanted.source.variables) },
    requires: undefined,
    summary: `Make ${green.name} serve ${wanted.revision}, with ${blue.name}'s variables; no user gets it yet`,
  });
  if (position === "idle" || position === "rolled-back") {
    if (servesAlready(seen, blue, wanted)) return nothing(`${blue.name} already serves ${wanted.revision}.`);
    const marked = markRollout(intent, seen, green, wanted, {});
    const changes = bringUp(settings, seen, green, undefined, wanted, marked.record);
    return { changes: [marked.mark, ...changes, last(undefined)], warnings: warningsOf(seen) };
  }
  if (record === undefined || record.revision !== wanted.revision) throw lockedBy(record, green.name, wanted.revision);
  if (position === "begun") {
    const changes = bringUp(settings, seen, green, deployment?.id, wanted, record);
    return { changes: [...changes, last(deployment?.id)], warnings: [] };
  }
  return nothing(`${green.name} already serves ${wanted.revision}.`);
}

/** Green is blue with nothing but the new version changed: so it gets blue's variables, and those given over them. */
function variablesFor({ blue, green }: Pair, given: Variables): Record<string, string | null> {
  const gone = Object.keys(green.variables).map((name) => [name, null] as const);
  return { ...Object.fromEntries(gone), ...blue.variables, ...given };
}

function planPromote(seen: Snapshot, { blue, green, record, position, address }: Pair): Plan<ApiGatewayChange> {
  if (position === "idle" || position === "begun") {
    const serving = `${blue.name} serves ${revisionOf(seen, blue.deploymentId)}`;
    throw new DeliveryError("refused", `There is nothing to promote: ${serving}.`, {
      remedy: "Run `deploy` first.",
    });
  }
  const changes: ApiGatewayChange[] = [];
  if (position !== "promoted") {
    if (green.deploymentId === record?.blue) throw replacedMeanwhile(green.name);
    changes.push({
      kind: "set-mapping",
      movesTraffic: true,
      stage: green.name,
      requires: blue.name,
      summary: `Lead ${address} to ${green.name}, which serves ${record?.revision}`,
    });
  }
  if (record?.switched?.direction !== "promote") {
    const summary = `Record on ${green.name} that it took over`;
    changes.push({ kind: "mark-switched", stage: green.name, direction: "promote", served: true, summary });
  }
  return changes.length > 0 ? { changes, warnings: [] } : nothing(`${address} already leads to ${green.name}.`);
}

function planRollback({ blue, green, record, position, address }: Pair): Plan<ApiGatewayChange> {
  if (record === undefined) return nothing(`No rollout is in progress; ${address} leads to ${blue.name}.`);
  if (position === "rolled-back") return nothing(`${address} leads to ${blue.name}.`);
  const changes: ApiGatewayChange[] = [];
  if (position === "promoted") {
    changes.push({
      kind: "set-mapping",
      movesTraffic: true,
      stage: blue.name,
      requires: green.name,
      summary: `Lead ${address} to ${blue.name} again`,
    });
  }
  changes.push(...restoreResources(blue, record));
  const served = position === "promoted";
  const summary = `Record on ${green.name} that it was rolled back`;
  changes.push({ kind: "mark-switched", stage: green.name, direction: "rollback", served, summary });
  return { changes, warnings: [] };
}

function planTeardown(
  settings: ApiGatewaySettings,
  routing: StagesRouting,
  intent: Intent,
  seen: Snapshot,
  pair: Pair,
): Plan<ApiGatewayChange> {
  const { blue, green, record, position, address } = pair;
  if (record === undefined) {
    const changes = deleteDeployments(superfluous(settings, seen, routing.stages, []));
    return changes.length > 0
      ? { changes, warnings: [] }
      : nothing(`No rollout is in progress; ${address} leads to ${blue.name}.`);
  }
  const promoted = position === "promoted";
  const changes: ApiGatewayChange[] = [];
  const own = ownDeployments(seen, green.name, record).map(({ id }) => id);
  let after = seen;
  if (!promoted) {
    if (position !== "rolled-back") changes.push(...restoreResources(blue, record));
    // The idle stage goes back to what it had, so that nothing of a version that was given up is left.
    const former = record.blue;
    if (own.includes(green.deploymentId) && seen.deployments.some(({ id }) => id === former)) {
      const wish = { base: { id: former } };
      const summary = `Make ${green.name} serve its former deployment ${former}`;
      changes.push({ kind: "set-stage", stage: green.name, wish, requires: undefined, summary });
      const stages = seen.stages.map((stage) =>
        stage.name === green.name ? { ...stage, deploymentId: former } : stage,
      );
      after = { ...seen, stages };
    }
    if (position === "rolled-back") changes.unshift(...hold(settings, intent, seen, record));
  }
  changes.push(...deleteDeployments(superfluous(settings, after, routing.stages, promoted ? [] : own)));
  changes.push(...revoke(green));
  const remove = rolloutKeys(green.tags);
  const summary = `Remove the rollout's tags from ${green.name}`;
  changes.push({ kind: "tag", stage: green.name, tags: {}, remove, summary });
  return { changes, warnings: [] };
}

function requireNoCanary({ blue, green }: Pair): void {
  const split = [blue, green].find(({ canary }) => canary !== undefined);
  if (split === undefined) return;
  throw new DeliveryError("refused", `stage: ${split.name} has canary settings, so it serves two versions by itself.`, {
    remedy: "Promote or remove its canary first, or use `strategy: canary` on that stage.",
  });
}

function replacedMeanwhile(stage: string): DeliveryError {
  return new DeliveryError("refused", `${stage} does not serve the new version any more: somebody set it back.`, {
    remedy: "Run `teardown`, then deploy anew.",
  });
}

function nothing(sentence: string): Plan<ApiGatewayChange> {
  return { changes: [], nothing: sentence, warnings: [] };
}
