import { unreadable } from "../../../delivery/findings.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Platform } from "../../../engine/platform.ts";
import { groupClients } from "../groups/clients.ts";
import { rightsFindings } from "../groups/rights.ts";
import { isUndoAside, undoAside } from "../image/aside.ts";
import { meterOf } from "../listeners/meter.ts";
import { RouteReader } from "../listeners/observe-routes.ts";
import { RuleWriter } from "../listeners/rules.ts";
import type { Ec2Settings } from "../settings.ts";
import { ANY_REVISION } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { Ec2Writer } from "./apply.ts";
import type { Ec2Change } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { Ec2Observer } from "./observe.ts";
import { planStep } from "./plan.ts";
import { identify } from "./sides.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
export function ec2Platform(
  settings: Ec2Settings,
  step: Step,
  clock: Clock,
  signal: AbortSignal,
): Platform<Snapshot, Ec2Change> {
  const { elb, reader, close, ...clients } = groupClients(settings.region, signal);
  const { editors } = clients;
  const routes = new RouteReader(elb, signal);
  const observerOf = (of: Step) =>
    new Ec2Observer({ settings, step: of, clock, signal, groups: reader, routes, editors });
  const observer = observerOf(step);
  const weights = { elb, reader: routes, signal, clock };
  const rules = new RuleWriter(elb, routes, signal);
  const writer = new Ec2Writer({ ...clients, reader, weights, rules, clock, signal });
  return {
    observe: () => observer.observe(),
    confirm: (seen) => observer.confirm(seen),
    plan: (intent, seen) => planStep(settings, intent, seen),
    apply: (change, seen) => writer.apply(change, seen),
    refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
    settled: progressOf,
    async diagnose(intent, seen) {
      const any = { ...settings, revision: ANY_REVISION };
      const rights = rightsFindings(editors, identify(seen).blue.group?.template);
      // What only a deploy reads, e.g. who else uses the target groups, and what is attached to the group to be cloned.
      const whole = observerOf("deploy").observe();
      const found = whole.then((of) => diagnose(any, intent, of), unreadable);
      return [...(await found), ...(await rights)];
    },
    view: (seen) => viewOf(settings, seen),
    meter(seen) {
      const { blue, green } = identify(seen);
      return meterOf(settings.routes, blue.targetGroup, green.targetGroup);
    },
    undo: (intent, seen) => undoAside(intent, settings.revision, seen.baking) ?? undoOf(settings, intent, seen),
    accepts: (undo, intent, seen) =>
      isUndoAside(undo, intent, settings.revision) || acceptsUndo(undo, settings, intent, seen),
    close,
  };
}
