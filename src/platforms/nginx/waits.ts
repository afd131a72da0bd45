import { countdown } from "../../delivery/countdown.ts";
import { formatDuration } from "../../delivery/duration.ts";
import type { Progress, WaitOf } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import { greenPort } from "./routing-state.ts";
import type { Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";

type Of<K extends NginxChange["kind"]> = Extract<NginxChange, { kind: K }>;

/** Whether a wait is over. Pure: when it began is part of the snapshot. */
export function settledOf(wait: WaitOf<NginxChange>, seen: Snapshot): Progress {
  switch (wait.kind) {
    case "wait-healthy":
      return healthy(wait.port, seen);
    case "wait-drained":
      return drained(wait, seen);
    case "wait-bake":
      return baked(wait, seen);
    case "wait-logged":
      return logged(wait, seen);
    case "wait-uncached":
      return { state: "done" };
  }
}

/** Whether that matters is known to the steps that read it: they refuse a log that nobody writes. */
function logged({ path }: Of<"wait-logged">, { logged: isWritten }: Snapshot): Progress {
  if (isWritten !== false) return { state: "done" };
  const warning =
    `nginx does not write ${path}, which gates count by: the site has an \`access_log\` of its own, or logs are off. ` +
    "docs/nginx.md says where the site includes it.";
  return { state: "done", warning };
}

function healthy(port: number, seen: Snapshot): Progress {
  const { unhealthyReason, failure, pids } = sideSeen(seen, port);
  if (unhealthyReason === undefined) return { state: "done" };
  if (failure !== undefined && pids.length === 0) {
    return {
      state: "impossible",
      because: `The process on port ${port} ended before it was healthy: ${failure}`,
      reasons: [unhealthyReason],
    };
  }
  return { state: "waiting", for: `port ${port} to be healthy`, have: 0, want: 1, reasons: [unhealthyReason] };
}

function drained({ port, limitMs }: Of<"wait-drained">, seen: Snapshot): Progress {
  const { connections } = sideSeen(seen, port);
  // No request has been led there since the state that closed it.
  const since = seen.state?.at ?? seen.at;
  if (connections === 0) return { state: "done" };
  if (seen.at >= since + limitMs) {
    const limit = formatDuration(limitMs);
    const [what, are] = connections === 1 ? ["connection", "is"] : ["connections", "are"];
    const warning = `${connections} ${what} to port ${port} ${are} still open after ${limit} (drain-timeout), and ${are} cut.`;
    return { state: "done", warning };
  }
  return { state: "waiting", for: `open connections to port ${port}`, have: connections, want: 0, reasons: [] };
}

function baked({ port, percent, durationMs }: Of<"wait-bake">, seen: Snapshot): Progress {
  const { state, at, waitingSince = at } = seen;
  const green = sideSeen(seen, port).unhealthyReason;
  if (green !== undefined) {
    const because = `Port ${port} became unhealthy during the bake; its weight is unchanged.`;
    const remedy = "Run `rollback`, or `shift` again once it is healthy.";
    return { state: "impossible", because, reasons: [green], remedy };
  }
  const other = state === undefined || greenPort(state) !== port ? undefined : sideSeen(seen, state.live);
  if (percent < 100 && other?.unhealthyReason !== undefined) {
    const because = `Blue (port ${other.port}) became unhealthy while green baked; the weights are unchanged.`;
    const remedy = "Run `promote` to give green everything, or fix blue and run `shift` again.";
    return { state: "impossible", because, reasons: [other.unhealthyReason], remedy };
  }
  return countdown("seconds of bake time", waitingSince + durationMs - at, durationMs);
}
