import { unreadable } from "../../../delivery/findings.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Platform } from "../../../engine/platform.ts";
import { groupClients } from "../groups/clients.ts";
import { rightsFindings } from "../groups/rights.ts";
import { meterOfOne } from "../listeners/meter.ts";
import { SingleWriter } from "./apply.ts";
import type { SingleChange } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { SingleObserver } from "./observe.ts";
import { planStep } from "./plan.ts";
import { RefreshClient } from "./refresh-client.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** One EC2 Auto Scaling group, whose machines are replaced batch by batch, behind one or more target groups. */
export function singlePlatform(
  settings: SingleSettings,
  step: Step,
  clock: Clock,
  signal: AbortSignal,
): Platform<SingleSnapshot, SingleChange> {
  const { close, reader, autoScaling, editors } = groupClients(settings.region, signal);
  const refreshes = new RefreshClient(autoScaling, signal);
  const observerOf = (of: Step) =>
    new SingleObserver({ settings, step: of, clock, signal, groups: reader, refreshes, editors });
  const observer = observerOf(step);
  const writer = new SingleWriter({ autoScaling, reader, refreshes, editors, clock, signal });
  return {
    observe: () => observer.observe(),
    plan: (intent, seen) => planStep(settings, intent, seen),
    apply: (change, seen) => writer.apply(change, seen),
    refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
    settled: progressOf,
    async diagnose(intent, seen) {
      const rights = rightsFindings(editors, seen.group.template);
      // What only a deploy reads: the version that the group names, and the alarms.
      const whole = observerOf("deploy").observe();
      const found = whole.then((of) => diagnose(settings, intent, of), unreadable);
      return [...(await found), ...(await rights)];
    },
    view: (seen) => viewOf(settings, seen),
    meter: ({ targetGroups }) => meterOfOne(targetGroups),
    undo: (intent, seen) => undoOf(settings, intent, seen),
    accepts: (undo, intent, seen) => acceptsUndo(undo, settings, intent, seen),
    close,
  };
}
