import { unreadable } from "../../../delivery/findings.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Platform } from "../../../engine/platform.ts";
import { groupClients } from "../groups/clients.ts";
import { rightsFindings } from "../groups/rights.ts";
import { isUndoAside, undoAside } from "../image/aside.ts";
import { meterOf } from "../listeners/meter.ts";
import { RouteReader } from "../listeners/observe-routes.ts";
import type { SharedSettings } from "../settings.ts";
import { SharedWriter } from "./apply.ts";
import type { SharedChange } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { SharedObserver } from "./observe.ts";
import { planStep } from "./plan.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { isUndoOf, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/**
 * EC2 Auto Scaling groups that share one target group: the share of the traffic is the share of healthy instances, and
 * who is attached decides about none and all.
 */
export function sharedPlatform(
  settings: SharedSettings,
  step: Step,
  clock: Clock,
  signal: AbortSignal,
): Platform<SharedSnapshot, SharedChange> {
  const { elb, close, ...clients } = groupClients(settings.region, signal);
  const { editors } = clients;
  const routes = new RouteReader(elb, signal);
  const observer = new SharedObserver({ ...clients, settings, routes, clock, signal });
  const writer = new SharedWriter({ ...clients, clock, signal });
  return {
    observe: () => observer.observe(step),
    plan: (intent, seen) => planStep(settings, intent, seen),
    apply: (change, seen) => writer.apply(change, seen),
    refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
    settled: progressOf,
    async diagnose(intent, seen) {
      const rights = rightsFindings(editors, identify(seen).blue.group?.template);
      // What only a deploy reads: what is attached to the group to be cloned, and whether blue can be detached.
      const found = observer.observe("deploy").then((whole) => diagnose(settings, intent, whole), unreadable);
      return [...(await found), ...(await rights)];
    },
    view: (seen) => viewOf(settings, seen),
    // One target group counts both sides together.
    meter: ({ targetGroup }) => meterOf(settings.routes, targetGroup, targetGroup),
    undo(intent, seen) {
      // Once green serves its image was made long ago.
      const aside = identify(seen).green.attached ? undefined : undoAside(intent, settings.revision, seen.baking);
      return aside ?? undoOf(intent, seen);
    },
    accepts: (undo, intent, seen) => isUndoAside(undo, intent, settings.revision) || isUndoOf(undo, intent, seen),
    close,
  };
}
