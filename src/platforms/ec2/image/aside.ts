import type { Change, Facts, Intent, Progress } from "../../../delivery/plan.ts";
import { isDrained, isHealthy } from "../in-place/snapshot.ts";
import { refuse } from "../refusals.ts";
import type { Revision } from "../settings.ts";
import type { ImageChange } from "./changes.ts";
import type { Baking, ImageSource, Serving, SourceInstance } from "./source.ts";
import { sourceOf } from "./source.ts";

/**
 * An instance that serves is taken out of service before its image restarts it, and put back once that is over. Who was
 * taken out is told by its own tags, which whoever goes on with the rollout reads. Pure.
 */

type ReturnSource = Extract<ImageChange, { kind: "return-source" }>;

/** Where it serves, or did. One that does not run serves nobody. */
function servingOf(instance: SourceInstance | undefined): Serving | undefined {
  return instance?.state === "running" ? instance.serving : undefined;
}

/**
 * What is left to do before the image is made.
 *
 * @throws DeliveryError where nobody would serve in its place, or it is out for another rollout.
 */
export function outOfService(
  source: ImageSource,
  instance: SourceInstance | undefined,
  rollout: string,
): ImageChange[] {
  const serving = servingOf(instance);
  if (source.noReboot || serving === undefined || instance === undefined) return [];
  const { instanceId } = source;
  const { aside, service, ports, others } = serving;
  if (aside !== undefined && aside !== rollout && service !== "in")
    throw refuse("source-aside", { instance: instanceId, rollout: aside });
  if (service === "in" || (service === "partly" && aside === rollout)) {
    if (service === "in" && others === 0) throw refuse("source-last", { instance: instanceId });
    const { group } = instance;
    const how = group === undefined ? "deregistered from its target groups" : `Standby in ${group}`;
    const summary = `Take ${instanceId} out of service for its image (${how})`;
    return [{ kind: "take-source-out", movesTraffic: true, instanceId, rollout, owner: group, ports, summary }];
  }
  return [];
}

/** Whether it is, or is about to be, out of service for this rollout, and has to be seen back in it. */
export function isAside(instance: SourceInstance | undefined, rollout: string): boolean {
  return servingOf(instance)?.aside === rollout;
}

/** It is out, and no request reaches it any more. */
export function isOutOfService(instance: SourceInstance | undefined): boolean {
  const serving = instance?.serving;
  return serving === undefined || isDrained(serving);
}

/** It serves again as it did. */
export function isBack(instance: SourceInstance | undefined): boolean {
  const serving = instance?.serving;
  return serving === undefined || isHealthy(serving);
}

export function returnSource(instanceId: string): ReturnSource {
  return { kind: "return-source", movesTraffic: true, instanceId, summary: `Put ${instanceId} back in service` };
}

export function forgetSource(instanceId: string): ImageChange {
  return { kind: "forget-source", instanceId, summary: `Note on ${instanceId} that it is back` };
}

export function asideProgress(until: "out" | "back", { instanceId }: ImageSource, seen: Baking | undefined): Progress {
  const instance = seen?.instance;
  const isOver = until === "out" ? isOutOfService(instance) : isBack(instance);
  if (isOver) return { state: "done" };
  const { service = "out", reasons = [], registered = false } = instance?.serving ?? {};
  const draining = registered ? "it still answers requests" : "it is on its way";
  const told = until === "out" ? [draining] : service === "in" ? reasons : [`it is ${instance?.lifecycle ?? service}`];
  const what = until === "out" ? `${instanceId} out of service` : `${instanceId} back in service`;
  return { state: "waiting", for: what, have: 0, want: 1, reasons: told };
}

/** That it is out is no state to leave by itself: see `Platform.view`. */
export function asideFacts(seen: Baking | undefined): Facts {
  const serving = seen?.instance?.serving;
  if (serving?.aside === undefined || serving.service === "in") return {};
  return { "source instance": `out of service for the image of ${serving.aside}` };
}

/**
 * What a deploy undoes that was cut off before anything of green moved: whoever was taken out for an image serves again.
 *
 * @returns undefined where the step is none that takes anybody out.
 */
export function undoAside(
  { step }: Pick<Intent, "step">,
  revision: Revision | undefined,
  seen: Baking | undefined,
): ReturnSource | undefined {
  const source = sourceOf(revision);
  if (step !== "deploy" || source === undefined) return undefined;
  return servingOf(seen?.instance) === undefined ? undefined : returnSource(source.instanceId);
}

export function isUndoAside(
  undo: Change,
  { step }: Pick<Intent, "step">,
  revision: Revision | undefined,
): undo is ReturnSource {
  const { kind, instanceId } = undo as Partial<ReturnSource>;
  return kind === "return-source" && step === "deploy" && instanceId === sourceOf(revision)?.instanceId;
}
