import type { Step } from "../../../delivery/vocabulary.ts";
import type { GroupState } from "../snapshot.ts";
import { refuse } from "./refusals.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";

/** Suspended, a machine that comes back from Standby gets no requests (user guide, suspend processes). */
const NEEDED = ["AddToLoadBalancer"];

/** @throws DeliveryError when the machines cannot be changed where they are. */
export function requireSuitable(seen: InPlaceSnapshot, step: Step): void {
  const { group } = seen.fleet;
  if (group === undefined) requireInstances(seen);
  else requireAttached(group, seen);
  if (group !== undefined && (step === "deploy" || step === "rollback")) requireReturn(group);
}

function requireAttached(group: GroupState, { targetGroups }: InPlaceSnapshot): void {
  const given = targetGroups.map(({ arn }) => arn);
  const isSame =
    given.length === group.targetGroupArns.length && given.every((arn) => group.targetGroupArns.includes(arn));
  if (isSame) return;
  const attached = group.targetGroupArns.map(nameIn).join(", ") || "none";
  throw refuse("in-place-not-attached", { given: namesOf(targetGroups), group: group.name, attached });
}

function requireReturn({ name, otherSources, suspended }: GroupState): void {
  if (otherSources.length > 0) {
    throw refuse("in-place-other-sources", { group: name, sources: otherSources.join(", ") });
  }
  const stuck = suspended.filter((process) => NEEDED.includes(process));
  if (stuck.length > 0) throw refuse("in-place-suspended", { group: name, processes: stuck.join(", ") });
}

/** Run Command knows machines by their ids, and not by an address. */
function requireInstances({ targetGroups }: InPlaceSnapshot): void {
  const other = targetGroups.find(({ targetType }) => targetType !== "instance");
  if (other !== undefined) throw refuse("in-place-targets", { name: other.name, type: other.targetType });
}

/**
 * Of a rollout that begins: with others beside the machines the version would stay mixed, or a group would replace who is
 * out. Whoever comes later is no reason to stop half-way.
 *
 * @throws DeliveryError
 */
export function requireOwn({ fleet, targetGroups, machines, strangers, elsewhere }: InPlaceSnapshot): void {
  const targets = strangers.map(({ id }) => id).join(", ");
  const names = namesOf(targetGroups);
  if (fleet.group !== undefined) {
    if (strangers.length > 0) throw refuse("in-place-strangers", { targets, names, group: fleet.name });
    return;
  }
  if (strangers.length > 0) {
    const groups = [...new Set(strangers.map(({ group = "" }) => group))].join(", ");
    if (machines.length === 0) throw refuse("in-place-owned", { targets, names, groups });
    const others = machines.map(({ id }) => id).join(", ");
    throw refuse("in-place-mixed", { targets, names, groups, others });
  }
  if (machines.length === 0) throw refuse("in-place-empty", { names });
  if (elsewhere.length > 0) throw refuse("in-place-elsewhere", { names, others: elsewhere.join(", ") });
}

function namesOf(targetGroups: InPlaceSnapshot["targetGroups"]): string {
  return targetGroups.map(({ name }) => name).join(", ");
}

function nameIn(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}
