import { refuse } from "./refusals.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";
import { groupOf } from "./snapshot.ts";

/** Suspended, a machine that comes back from Standby gets no requests (user guide, suspend processes). */
const NEEDED = ["AddToLoadBalancer"];

/** @throws DeliveryError when the group's machines cannot be changed where they are. */
export function requireSuitable(seen: InPlaceSnapshot, changes: boolean): void {
  const group = groupOf(seen);
  const given = seen.targetGroups.map(({ arn }) => arn);
  const isSame =
    given.length === group.targetGroupArns.length && given.every((arn) => group.targetGroupArns.includes(arn));
  if (!isSame) {
    const attached = group.targetGroupArns.map(nameIn).join(", ") || "none";
    const names = seen.targetGroups.map(({ name }) => name).join(", ");
    throw refuse("in-place-not-attached", { given: names, group: group.name, attached });
  }
  if (!changes) return;
  if (group.otherSources.length > 0) {
    throw refuse("in-place-other-sources", { group: group.name, sources: group.otherSources.join(", ") });
  }
  const stuck = group.suspended.filter((process) => NEEDED.includes(process));
  if (stuck.length > 0) throw refuse("in-place-suspended", { group: group.name, processes: stuck.join(", ") });
}

function nameIn(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}
