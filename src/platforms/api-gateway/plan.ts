import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import { nextRung } from "../../delivery/ramp.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { planDeploy } from "./plan-deploy.ts";
import {
  announceBake,
  bake,
  deleteDeployments,
  finishPromotion,
  foreignCanary,
  hold,
  percents,
  removeCanary,
  restoreResources,
  revoke,
  superfluous,
} from "./plan-parts.ts";
import { rolloutKeys, variableTags } from "./record.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Sides } from "./sides.ts";
import { identify, isBaking, ownDeployments, revisionOf } from "./sides.ts";
import type { Snapshot } from "./snapshot.ts";

/** The ordered changes of a canary's step, from what was seen to what is intended. Pure. */
export function planCanary(
  settings: ApiGatewaySettings,
  stage: string,
  intent: Intent,
  seen: Snapshot,
): Plan<ApiGatewayChange> {
  const sides = identify(seen, stage);
  switch (intent.step) {
    case "deploy":
      return planDeploy(settings, stage, intent, seen);
    case "shift":
      return planShift(intent, seen, sides);
    case "promote":
      return planPromote(seen, sides);
    case "rollback":
      return planRollback(seen, sides);
    case "teardown":
      return planTeardown(settings, intent, seen, sides);
    default:
      return { changes: [], nothing: "status only reads.", warnings: [] };
  }
}

function planShift(intent: Intent, seen: Snapshot, sides: Sides): Plan<ApiGatewayChange> {
  const { stage } = sides;
  const green = requireCanary("shift", seen, sides);
  const now = stage.canary?.percent ?? 0;
  const unbaked = isBaking(sides) && intent.bakeMs > 0;
  const percent = intent.weight ?? (unbaked ? now : nextRung(intent.ramp, now));
  const baking = bake(intent, stage, green, percent);
  if (percent === now) {
    // The weight is there already. What is left to do is its bake, when that was cut off or failed.
    if (unbaked) return { changes: baking, warnings: [] };
    return nothing(`The canary of ${stage.name} already has ${percents(percent)}.`);
  }
  const deployment = { id: green };
  const change: ApiGatewayChange = {
    kind: "set-stage",
    movesTraffic: true,
    stage: stage.name,
    wish: { canary: { deployment, percent } },
    requires: green,
    summary: `Give the canary of ${stage.name} ${percents(percent)}`,
  };
  return { changes: [...announceBake(baking, stage, percent), change, ...baking], warnings: [] };
}

function planPromote(seen: Snapshot, sides: Sides): Plan<ApiGatewayChange> {
  const { stage, record, position } = sides;
  if (position === "promoted") {
    const changes = finishPromotion(sides);
    return changes.length > 0
      ? { changes, warnings: [] }
      : nothing(`${stage.name} already serves ${revisionOf(seen, stage.deploymentId)} to everyone.`);
  }
  const green = requireCanary("promote", seen, sides);
  const changes: ApiGatewayChange[] = [];
  const tags = formerTags(sides);
  if (Object.keys(tags).length > 0) {
    const summary = `Record what ${stage.name} serves now, which changed since the rollout began`;
    changes.push({ kind: "tag", stage: stage.name, tags, remove: [], summary });
  }
  changes.push({
    kind: "promote-canary",
    movesTraffic: true,
    stage: stage.name,
    green,
    summary: `Make ${stage.name} serve ${record?.revision} to everyone, with the canary's variables`,
  });
  changes.push(...finishPromotion(sides));
  return { changes, warnings: [] };
}

/** Tags for what the way back needs, where they are not up to date: somebody may have set a variable meanwhile. */
function formerTags({ stage, record }: Sides): Record<string, string> {
  const former = Object.fromEntries(
    Object.keys(stage.canary?.overrides ?? {}).map((name) => [name, stage.variables[name] ?? null]),
  );
  const tags = variableTags(former);
  const same = Object.entries(former).every(([name, value]) => record?.variables[name] === value);
  return same ? {} : tags;
}

function planRollback(seen: Snapshot, sides: Sides): Plan<ApiGatewayChange> {
  const { stage, record, position } = sides;
  const serving = `${stage.name} serves ${revisionOf(seen, stage.deploymentId)} to everyone`;
  if (record === undefined) {
    if (position !== "foreign-canary") {
      return nothing(`No rollout is in progress; ${serving}. To return to an earlier version, deploy it.`);
    }
    return {
      changes: [removeCanary(stage, true)],
      warnings: ["The canary that is removed was not made by a rollout."],
    };
  }
  if (position === "rolled-back") return nothing(`${serving}.`);
  const changes: ApiGatewayChange[] = [];
  if (position === "promoted") {
    requireBlue(seen, record.blue);
    changes.push({
      kind: "set-stage",
      movesTraffic: true,
      stage: stage.name,
      wish: { base: { id: record.blue }, variables: record.variables, canary: "none" },
      requires: undefined,
      summary: `Make ${stage.name} serve ${revisionOf(seen, record.blue)} again, with its former variables`,
    });
  } else if (stage.canary !== undefined) changes.push(removeCanary(stage, true));
  changes.push(...restoreResources(stage, record), ...revoke(stage));
  changes.push({
    kind: "mark-switched",
    stage: stage.name,
    direction: "rollback",
    served: position !== "begun" && (position !== "canary" || (stage.canary?.percent ?? 0) > 0),
    summary: `Record on ${stage.name} that it was rolled back`,
  });
  return { changes, warnings: leftBehind(sides) };
}

/** Ends the rollout. Before a promote, and without traffic on the canary, it gives the new version up. */
function planTeardown(
  settings: ApiGatewaySettings,
  intent: Intent,
  seen: Snapshot,
  sides: Sides,
): Plan<ApiGatewayChange> {
  const { stage, record, position } = sides;
  if (position === "foreign-canary") throw foreignCanary(stage, seen);
  if (position === "foreign-base") {
    throw new DeliveryError("refused", `${stage.name} serves a deployment that is not of the rollout ${record?.id}.`, {
      remedy: "Somebody else deployed. Run `rollback`, which leaves that serving, then `teardown`.",
    });
  }
  if (record === undefined) {
    const changes = deleteDeployments(superfluous(settings, seen, [stage.name], []));
    const sentence = `No rollout is in progress; ${stage.name} serves ${revisionOf(seen, stage.deploymentId)}.`;
    return changes.length > 0 ? { changes, warnings: [] } : nothing(sentence);
  }
  const percent = stage.canary?.percent ?? 0;
  if (position === "canary" && percent > 0) {
    throw new DeliveryError("refused", `The canary of ${stage.name} has ${percents(percent)}: neither side can go.`, {
      remedy: "Run `promote` or `rollback` first.",
    });
  }
  const own = ownDeployments(seen, stage.name, record).map(({ id }) => id);
  const changes: ApiGatewayChange[] = [];
  // What a kill left of the canary settings at 0 %, or the canary that is given up.
  if (stage.canary !== undefined) changes.push(removeCanary(stage, false));
  if (position === "begun" || position === "canary") changes.push(...restoreResources(stage, record));
  const afterwards = stage.canary === undefined ? seen : withoutCanary(seen, stage.name);
  const leaving = own.filter((id) => id !== stage.deploymentId);
  const ids = superfluous(settings, afterwards, [stage.name], leaving);
  const served = position === "promoted" || position === "rolled-back";
  if (served && (ids.length > 0 || revoke(stage).length > 0)) changes.unshift(...hold(settings, intent, seen, record));
  changes.push(...deleteDeployments(ids), ...revoke(stage));
  const remove = rolloutKeys(stage.tags);
  changes.push({
    kind: "tag",
    stage: stage.name,
    tags: {},
    remove,
    summary: `Remove the rollout's tags from ${stage.name}`,
  });
  return { changes, warnings: [] };
}

function withoutCanary(seen: Snapshot, name: string): Snapshot {
  const stages = seen.stages.map((stage) => (stage.name === name ? { ...stage, canary: undefined } : stage));
  return { ...seen, stages };
}

function requireCanary(step: string, seen: Snapshot, { stage, record, position, green }: Sides): string {
  if (position === "foreign-canary") throw foreignCanary(stage, seen);
  if (position === "canary" && green !== undefined) return green.id;
  const serving = revisionOf(seen, stage.deploymentId);
  if (position === "foreign-base") {
    throw new DeliveryError(
      "refused",
      `Somebody made ${stage.name} serve ${serving} while the rollout ${record?.id} was on.`,
      {
        remedy: "Run `rollback`, which ends the rollout and leaves that serving, then deploy anew.",
      },
    );
  }
  const why: Record<typeof position, string> = {
    idle: `There is no rollout to ${step}: ${stage.name} serves ${serving} to everyone.`,
    begun: `There is nothing to ${step} yet: the deploy of ${record?.revision} to ${stage.name} was not finished.`,
    promoted: `There is nothing to ${step}: ${stage.name} serves ${serving} to everyone already.`,
    "rolled-back": `There is nothing to ${step}: ${record?.revision} was rolled back from ${stage.name}.`,
    canary: "",
    "foreign-canary": "",
  } as Record<typeof position, string>;
  const remedy = position === "promoted" ? "`rollback` is the way back" : "Run `deploy` first";
  throw new DeliveryError("refused", why[position], { remedy: `${remedy}.` });
}

function requireBlue(seen: Snapshot, blue: string): void {
  if (seen.deployments.some(({ id }) => id === blue)) return;
  throw new DeliveryError("refused", `There is no way back: the former deployment ${blue} was deleted.`, {
    remedy: "Deploy the former version.",
  });
}

/** What a rollback cannot put back, because the rollout did not change it. */
function leftBehind({ record }: Sides): string[] {
  if (record?.changes !== "nothing") return [];
  return [
    "The API's resources were not changed by the rollout, so they stay as they are: the next deployment of this API brings them again.",
  ];
}

function nothing(sentence: string): Plan<ApiGatewayChange> {
  return { changes: [], nothing: sentence, warnings: [] };
}
