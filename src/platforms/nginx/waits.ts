import { countdown } from "../../delivery/countdown.ts";
import type { Progress } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";

/** Whether a wait is over. Pure; what began with the last switch is counted from there. */
export function settledOf(wait: NginxChange, seen: Snapshot): Progress {
  switch (wait.kind) {
    case "wait-healthy":
      return healthy(wait.port, seen);
    case "wait-drained":
      return drained(wait, seen);
    case "wait-bake":
      return baked(wait, seen);
    default:
      return { state: "done" };
  }
}

function healthy(port: number, seen: Snapshot): Progress {
  const { unhealthyReason, failure, pids } = stateOf(seen, port);
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

function drained(wait: Extract<NginxChange, { kind: "wait-drained" }>, seen: Snapshot): Progress {
  const { connections } = stateOf(seen, wait.port);
  const since = seen.generation?.at ?? seen.at;
  if (connections === 0 || seen.at >= since + wait.limitMs) return { state: "done" };
  return {
    state: "waiting",
    for: `open connections to port ${wait.port}`,
    have: connections,
    want: 0,
    reasons: [],
  };
}

function baked(wait: Extract<NginxChange, { kind: "wait-bake" }>, seen: Snapshot): Progress {
  const { unhealthyReason } = stateOf(seen, wait.port);
  if (unhealthyReason !== undefined) {
    return {
      state: "impossible",
      because: `Port ${wait.port} did not stay healthy while it baked. It keeps its weight: run \`rollback\`, or \`shift\` again once it is healthy.`,
      reasons: [unhealthyReason],
    };
  }
  const since = Math.max(seen.generation?.at ?? seen.at, wait.notBefore);
  return countdown("seconds of bake time", since + wait.durationMs - seen.at);
}
