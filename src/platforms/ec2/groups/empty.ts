import { amountOf } from "../../../delivery/counted.ts";
import { refuse } from "../refusals.ts";
import type { GroupState } from "../snapshot.ts";
import type { GroupChange } from "./changes.ts";

/** How a group is emptied, and what would keep it from ever being empty. */

/**
 * @throws DeliveryError `terminate-suspended`, `in-standby` or `deletion-protected`: what no waiting helps against.
 */
export function requireTerminable(group: GroupState | undefined, isDeleted: boolean): void {
  if (group === undefined) return;
  const { name, suspended } = group;
  if (suspended.includes("Terminate")) throw refuse("terminate-suspended", { group: name });
  const standby = inStandby(group);
  if (standby.length > 0) throw refuse("in-standby", { group: name, instances: standby.join(" ") });
  if (isDeleted) requireDeletable(group);
}

/** @throws DeliveryError `deletion-protected`: a clone's teardown deletes the group that it was made from. */
export function requireDeletable({ name, raw }: GroupState): void {
  if (raw.DeletionProtection === "prevent-all-deletion") throw refuse("deletion-protected", { group: name });
}

/** Auto Scaling neither ends nor counts them. */
export function inStandby({ instances }: GroupState): string[] {
  return instances.filter(({ lifecycle }) => /Standby$/.test(lifecycle)).map(({ id }) => id);
}

/** Ends every instance of a group, also those that are protected from scale-in. */
export function scaleToNothing(group: GroupState, why: string): GroupChange[] {
  const changes: GroupChange[] = [];
  const shielded = group.instances.filter((instance) => instance.protected).map(({ id }) => id);
  if (shielded.length > 0) {
    changes.push({
      kind: "allow-scale-in",
      destroys: true,
      group: group.name,
      instanceIds: shielded,
      summary: `Lift the scale-in protection of ${amountOf(shielded.length, "instance")} of ${group.name}`,
    });
  }
  if (group.min > 0 || group.desired > 0) {
    changes.push({
      kind: "set-capacity",
      destroys: true,
      group: group.name,
      capacity: { min: 0, desired: 0 },
      summary: `Scale ${group.name} to 0 (it has ${amountOf(group.desired, "instance")})${why}`,
    });
  }
  return changes;
}
