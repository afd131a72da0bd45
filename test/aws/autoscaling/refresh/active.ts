import type { Params } from "../../contract.ts";
import type { Group } from "../model.ts";
import { withDesired } from "./configuration.ts";
import type { Refresh } from "./model.ts";
import { isOver } from "./model.ts";

/** The refresh that is going on. */
export function activeRefresh({ refreshes }: Group): Refresh | undefined {
  const [newest] = refreshes;
  return newest === undefined || isOver(newest.progress) ? undefined : newest;
}

/** What the group's next instance is launched from: while a refresh goes forward, what that one wants. */
export function launchesFrom(group: Group): Params {
  const refresh = activeRefresh(group);
  return refresh === undefined ? group.members : wantedOf(group, refresh);
}

/** Units that the group runs beyond its desired capacity, or short of it. */
export function surgeOf(group: Group): number {
  return activeRefresh(group)?.progress.surge ?? 0;
}

/** What a refresh brings the group's instances to: where it is on its way back, what the group has. */
export function wantedOf(group: Group, { progress, desired }: Refresh): Params {
  const forward = progress.status === "InProgress" || progress.status === "Baking" || progress.status === "Pending";
  return forward ? withDesired(group.members, desired) : group.members;
}
