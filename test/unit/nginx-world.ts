import type { Intent, Plan } from "../../src/delivery/plan.ts";
import type { NginxChange } from "../../src/platforms/nginx/changes.ts";
import type { RoutingState } from "../../src/platforms/nginx/routing-state.ts";
import { greenPort } from "../../src/platforms/nginx/routing-state.ts";
import type { NginxSettings } from "../../src/platforms/nginx/settings.ts";
import type { SideState, Snapshot } from "../../src/platforms/nginx/snapshot.ts";
import { sideSeen } from "../../src/platforms/nginx/snapshot.ts";

/** A machine with nginx and two ports as plain data, and what each change makes of it. */

export const NOW = Date.parse("2026-01-02T03:04:05.000Z");
export const [BLUE, GREEN] = [7001, 7002] as const;

export const settings: NginxSettings = {
  app: "shop",
  ports: [BLUE, GREEN],
  site: { tls: false, address: "127.0.0.1", port: 80, host: "127.0.0.1", path: "/" },
  stateDir: "/var/lib/delivery/shop",
  mode: "markers",
  configuration: "/etc/nginx/nginx.conf",
  stickiness: { kind: "id" },
  supervisor: { kind: "commands", start: "./start", stop: undefined },
  healthPath: "/",
  drainMs: 30_000,
  fallback: undefined,
  cohort: undefined,
  preview: undefined,
  smoke: [],
  revision: "v2",
  workspace: "/work",
};

export function intentOf(step: Intent["step"], more: Partial<Intent> = {}): Intent {
  return {
    step,
    strategy: "canary",
    weight: undefined,
    ramp: { rungs: [10, 50, 100], bakeMs: undefined },
    bakeMs: 0,
    rolloutId: "acme/shop/runs/2",
    now: NOW,
    timeoutMs: 600_000,
    ...more,
  };
}

export const state: RoutingState = {
  format: 1,
  seq: 7,
  at: NOW - 60_000,
  probeTokens: ["q".repeat(32), "p".repeat(32)],
  app: "shop",
  ports: [BLUE, GREEN],
  live: BLUE,
  share: 0,
  rollout: null,
  switched: null,
  sides: [
    { revision: "v1", up: true },
    { revision: null, up: false },
  ],
  fallback: true,
  cohortSource: "cookie shop_cohort",
  cohort: null,
  preview: null,
  leaving: false,
  structure: "0123456789ab",
};

export function side(port: number, runs: string | undefined, more: Partial<SideState> = {}): SideState {
  return {
    port,
    listening: runs !== undefined,
    owner: undefined,
    pids: runs === undefined ? [] : [port],
    runs,
    unhealthyReason: runs === undefined ? `nothing listens on port ${port}` : undefined,
    connections: 0,
    failure: undefined,
    ...more,
  };
}

/** v1 serves from the first port. */
export function snapshot(more: Partial<RoutingState> = {}, sides: Partial<Record<"blue" | "green", SideState>> = {}) {
  const seen: Snapshot = {
    at: NOW,
    state: { ...state, ...more },
    drift: [],
    unfinished: [],
    routing: { kind: "obeys", message: "", structure: "0123456789ab" },
    sides: [sides.blue ?? side(BLUE, "v1"), sides.green ?? side(GREEN, undefined)],
    installation: undefined,
    leftovers: [],
  };
  return seen;
}

/** A rollout of v2 on the second port. */
export function rolling(more: Partial<RoutingState> = {}, sides: Partial<Record<"blue" | "green", SideState>> = {}) {
  const rollout = {
    id: "acme/shop/runs/1",
    revision: "v2",
    startedAt: new Date(NOW - 120_000).toISOString(),
    tried: true,
  };
  const both = [
    { revision: "v1", up: true },
    { revision: "v2", up: true },
  ] as const;
  return snapshot({ rollout, sides: both, ...more }, { green: side(GREEN, "v2"), ...sides });
}

/** What the machine is after a change. */
export function changedBy(seen: Snapshot, change: NginxChange): Snapshot {
  if (seen.state === undefined) throw new Error("no state");
  const before = seen.state;
  const write = (edit: Partial<RoutingState>): Snapshot => ({
    ...seen,
    state: { ...before, ...edit, seq: before.seq + 1 },
  });
  const put = (next: SideState, now = seen): Snapshot => ({
    ...now,
    sides: next.port === BLUE ? [next, now.sides[1]] : [now.sides[0], next],
  });
  switch (change.kind) {
    case "switch":
      return write({
        ...change.edit,
        ...(change.record === undefined ? {} : { switched: { ...change.record, at: seen.at } }),
      });
    case "undo":
      return write(change.routing);
    case "start":
      // It is there, and still coming up.
      return put(
        side(change.port, change.revision, { listening: false, unhealthyReason: "nothing listens yet" }),
        before.rollout === null || change.port !== greenPort(before)
          ? seen
          : write({ rollout: { ...before.rollout, tried: false } }),
      );
    case "stop":
      return put(side(change.port, undefined));
    case "boot":
      return put({
        ...sideSeen(seen, change.port),
        boot: { starts: change.on, how: change.on ? "enabled" : "disabled" },
      });
    case "try":
      return before.rollout === null ? seen : write({ rollout: { ...before.rollout, tried: true } });
    case "record-verified":
      return write({
        switched: {
          ...change.record,
          at: before.switched?.at ?? seen.at,
          ...(before.switched?.memory === undefined ? {} : { memory: before.switched.memory }),
        },
      });
    case "wait-healthy":
      return put({ ...sideSeen(seen, change.port), listening: true, unhealthyReason: undefined });
    case "wait-drained":
    case "wait-bake":
    case "bake":
    case "wait-until":
    case "wait-claim":
    case "wait-uncached":
    case "wait-logged":
    case "install":
    case "begin":
      return seen;
  }
}

export function kindsOf({ changes }: Plan<NginxChange>): string[] {
  return changes.map(({ kind, summary }) => `${kind}: ${summary}`);
}
