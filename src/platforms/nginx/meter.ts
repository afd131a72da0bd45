import type { Meter } from "../../engine/platform.ts";
import { greenPort } from "./routing-state.ts";
import type { Snapshot } from "./snapshot.ts";

/** nginx's log of the delivered requests, as the state on record says that `setup` laid it down. */
export function meterOf({ state }: Pick<Snapshot, "state">): Meter {
  if (state?.log === undefined) {
    return { by: "nothing", because: "nginx was set up without a log of its requests. Run `setup` again, as root." };
  }
  return { by: "access-log", path: state.log, ports: { green: greenPort(state), blue: state.live } };
}
