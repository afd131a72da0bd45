import { countdown } from "../../../delivery/countdown.ts";
import type { Progress } from "../../../delivery/plan.ts";
import type { ChangeOf } from "./changes.ts";
import { refuse } from "./refusals.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";
import { isHealthy } from "./snapshot.ts";
import { membersOf } from "./stages.ts";

/** What has a say in whether changed machines stay as they are: CloudWatch alarms, and their own health afterwards. Pure. */

type Impossible = Extract<Progress, { state: "impossible" }>;

/**
 * Before anything is changed.
 *
 * @throws DeliveryError `in-place-alarm` where an alarm could not tell a bad version, or would condemn every one.
 */
export function requireAlarms({ alarms }: InPlaceSnapshot): void {
  for (const [alarm, state = "not found"] of Object.entries(alarms))
    if (state !== "OK") throw refuse("in-place-alarm", { alarm, state });
}

/** What ends a deploy as soon as it is seen; undefined: no alarm is red. */
export function redAlarm({ alarms }: InPlaceSnapshot): Impossible | undefined {
  const red = Object.keys(alarms).filter((alarm) => alarms[alarm] === "ALARM");
  if (red.length === 0) return undefined;
  const because = `The alarm ${red.join(", ")} turned red while machines were changed.`;
  const remedy = "Fix the version, and `deploy` again.";
  return { state: "impossible", because, reasons: red.map((alarm) => `${alarm} is ALARM`), remedy, rollsBack: true };
}

/** Every machine that runs the version has to stay healthy meanwhile, and every alarm to be OK at the end. */
export function bakeProgress({ revision, durationMs }: ChangeOf<"wait-bake">, seen: InPlaceSnapshot): Progress {
  const red = redAlarm(seen);
  if (red !== undefined) return red;
  // One that was launched or registered a moment ago does not run it yet, and tells nothing of it.
  const ill = membersOf(seen).filter((machine) => machine.revision === revision && !isHealthy(machine));
  if (ill.length > 0) {
    const because = `${ill.map(({ id }) => id).join(", ")} became unhealthy during the bake.`;
    const reasons = ill.flatMap(({ id, service, lifecycle, reasons }) =>
      service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`],
    );
    return { state: "impossible", because, reasons, remedy: "Fix the version, and `deploy` again.", rollsBack: true };
  }
  const left = countdown("seconds of bake time", (seen.waitingSince ?? seen.at) + durationMs - seen.at, durationMs);
  const silent = Object.entries(seen.alarms).filter(([, state]) => state !== "OK");
  if (left.state !== "done" || silent.length === 0) return left;
  const reasons = silent.map(([alarm, state = "not found"]) => `${alarm} is ${state}`);
  return { state: "waiting", for: "alarms that are OK", have: 0, want: silent.length, reasons };
}
