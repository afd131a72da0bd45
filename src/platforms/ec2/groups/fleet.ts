import type { Ec2Settings } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";

/** The names of a fleet whose green is cloned, and what its owner has to know of its groups. Pure. */

/** What this action puts behind a fleet's name. */
const NUMBER = /-v(\d{3,})$/;

/** `shop` of `shop-v001`; undefined: the name is none of a clone. */
export function stemOf(name: string): string | undefined {
  const stem = name.replace(NUMBER, "");
  return stem === name || stem === "" ? undefined : stem;
}

/** The fleet that a name belongs to: its own, or that which the group of this name is a clone of. */
export function fleetOf(name: string, groups: readonly GroupState[]): string {
  const named = groups.find((group) => group.name === name);
  const marked = groups.find(({ tags }) => tags[TAG.fleet] !== undefined);
  return (named ?? marked)?.tags[TAG.fleet] ?? name;
}

/** `web` → `web-v001`, `web-v007` → `web-v008`: a name that a repeated deploy finds again and that never comes back. */
export function nextCloneName(fleet: string, groups: readonly GroupState[]): string {
  const numbers = groups.map(({ name }) => Number(NUMBER.exec(name)?.[1] ?? 0));
  return `${stemOf(fleet) ?? fleet}-v${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}

/** A clone's name in the inputs does not outlive the clone. */
export function memberWarnings(fleet: Ec2Settings["fleet"], groups: readonly GroupState[]): string[] {
  if (fleet.kind === "paired") return [];
  const own = fleetOf(fleet.name, groups);
  if (own === fleet.name) return [];
  return [
    `auto-scaling-groups: ${fleet.name} is a group of the fleet ${own}, and goes with a later teardown: name ${own}, which stays the fleet's name.`,
  ];
}

/** Which group goes in the end, where it is not one that this action made. */
export function deletionWarnings({ keepsGroups }: Pick<Ec2Settings, "keepsGroups">, group: GroupState): string[] {
  if (keepsGroups || group.tags[TAG.fleet] !== undefined) return [];
  const { name } = group;
  return [
    `The \`teardown\` that follows \`promote\` deletes ${name}, which was not made by this action. If Terraform manages it, take it out of its state before (\`terraform state rm\`), or the next apply makes it again; \`on-teardown: scale-to-zero\` keeps it.`,
  ];
}
