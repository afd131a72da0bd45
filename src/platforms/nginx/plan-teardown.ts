import { formatDuration } from "../../delivery/duration.ts";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Plan } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import type { Generation } from "./generation.ts";
import { greenPort, isPromoted, sideOf, withSide } from "./generation.ts";
import { isUp, nameOf, percent } from "./parts.ts";
import type { NginxSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";

/** Removes the side that no longer serves: blue after a promote, green otherwise. Ends the rollout. */
export function planTeardown(settings: NginxSettings, seen: Snapshot, generation: Generation): Plan<NginxChange> {
  const { rollout, share, live } = generation;
  if (rollout === null) {
    return {
      changes: [],
      nothing: `No rollout is in progress; ${nameOf(generation, live)} stands alone.`,
      warnings: [],
    };
  }
  const promoted = isPromoted(generation);
  if (share !== 0 && !promoted) {
    throw new DeliveryError("refused", `Both sides have weight (green ${percent(share)} %): neither can be removed.`, {
      remedy: "Run `promote` or `rollback` first.",
    });
  }
  const green = greenPort(generation);
  const [survivor, going] = promoted ? [green, live] : [live, green];
  if (promoted) requireServing(seen, generation, green);
  const name = nameOf(generation, going);
  const changes: NginxChange[] = [];
  if (!generation.leaving) {
    changes.push({
      kind: "switch",
      edit: { leaving: true },
      summary: `Close every route to ${name}: preview, cohort, fallback`,
    });
  }
  if (isUp(settings, seen, generation, going)) {
    changes.push(
      {
        kind: "wait-drained",
        waits: true,
        port: going,
        limitMs: settings.drainMs,
        summary: `Wait until no connection to ${name} is open, ${formatDuration(settings.drainMs)} at most`,
      },
      { kind: "stop", port: going, revision: sideOf(generation, going).revision, summary: `Stop ${name}` },
    );
  }
  changes.push({
    kind: "switch",
    edit: {
      live: survivor,
      share: 0,
      rollout: null,
      switched: null,
      leaving: false,
      cohort: null,
      preview: null,
      ...withSide(generation, going, { revision: null, up: false }),
    },
    summary: `End the rollout: ${nameOf(generation, survivor)} is blue`,
  });
  const never =
    share === 0 && generation.switched === null ? [`${name} is removed without ever having had traffic.`] : [];
  return { changes, warnings: never };
}

function requireServing(seen: Snapshot, generation: Generation, green: number): void {
  const { unhealthyReason } = stateOf(seen, green);
  if (unhealthyReason === undefined) return;
  throw new DeliveryError(
    "unhealthy",
    `${nameOf(generation, green)} serves, but does not pass its health check: blue is still needed.`,
    { reasons: [unhealthyReason], remedy: "Wait until green is well, or run `rollback`." },
  );
}
