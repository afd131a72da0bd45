import { DeliveryError } from "../../delivery/errors.ts";
import type { Plan } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import { refuse } from "./refusals.ts";
import type { Content } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { cohortSource } from "./settings.ts";
import type { Installation, Snapshot } from "./snapshot.ts";
import type { Structure } from "./structure.ts";
import { headLine, structureOf } from "./structure.ts";

/** `keepalive_timeout` in an upstream: nginx 1.15.3. */
const OLDEST = [1, 15, 3];

/** Writes the structure once. Repeated, it finds everything as it should be, or repairs what was cut off. */
export function planSetup(settings: NginxSettings, seen: Snapshot): Plan<NginxChange> {
  const { installation, state, routing } = seen;
  if (installation === undefined) throw new DeliveryError("internal", "A setup was planned without looking at nginx.");
  // The ports in the order of the record: swapped in the inputs they are still the same two sides.
  const structure = structureOf({ ...settings, ports: state?.ports ?? settings.ports });
  requireVersion(installation);
  requireOurs(settings, installation, structure);
  requireGood(installation, structure);
  const files = [structure.http, structure.server, structure.location];
  const stale = files.filter(({ path, content }) => installation.files[path] !== content);
  const loaded = routing.structure === structure.hash && (state === undefined || routing.kind === "obeys");
  const changes: NginxChange[] = [];
  if (state === undefined) {
    changes.push({
      kind: "begin",
      content: firstContent(settings, seen, structure.hash),
      summary: `Write the first state into ${settings.stateDir}: everything goes to ${firstLive(settings, seen)}`,
    });
  }
  if (stale.length > 0 || installation.leftovers.length > 0 || !loaded) {
    const what = stale.length === 0 ? "Test" : `Write ${stale.map(({ path }) => path).join(", ")}; test`;
    changes.push({
      kind: "install",
      files,
      hash: structure.hash,
      summary: `${what} the configuration, reload nginx once, and prove it`,
    });
  }
  if (state !== undefined && state.structure !== structure.hash) {
    changes.push({
      kind: "switch",
      edit: { structure: structure.hash, cohortSource: cohortSource(settings) },
      summary: "Put the new structure on record",
    });
  }
  const warnings = installation.leftovers.map(
    (path) => `An earlier setup was cut off before it was proven (${path} is left of it): this one finishes it.`,
  );
  if (changes.length === 0)
    return { changes, nothing: `nginx already has the structure of ${settings.app}.`, warnings };
  return { changes, warnings };
}

/** The side that is there serves; the first port when it cannot be told. */
function firstLive({ ports: [first, second] }: NginxSettings, { sides }: Snapshot): number {
  return !sides[0].listening && sides[1].listening ? second : first;
}

function firstContent(settings: NginxSettings, seen: Snapshot, hash: string): Content {
  const { app, ports } = settings;
  const live = firstLive(settings, seen);
  const record = (port: number, index: 0 | 1) => ({ revision: null, up: port === live && seen.sides[index].listening });
  return {
    app,
    ports,
    live,
    share: 0,
    rollout: null,
    switched: null,
    sides: [record(ports[0], 0), record(ports[1], 1)],
    fallback: true,
    cohortSource: cohortSource(settings),
    cohort: null,
    preview: null,
    leaving: false,
    structure: hash,
  };
}

function requireVersion({ version }: Installation): void {
  const numbers = (/(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const index = OLDEST.findIndex((part, place) => part !== numbers[place]);
  if (index < 0 || (numbers[index] ?? 0) > (OLDEST[index] ?? 0)) return;
  throw refuse("nginx-too-old", { version });
}

function requireOurs(settings: NginxSettings, { files }: Installation, structure: Structure): void {
  for (const part of ["http", "server", "location"] as const) {
    const { path } = structure[part];
    const content = files[path];
    if (content === undefined || content.startsWith(headLine(settings.app, part))) continue;
    throw refuse("foreign-file", { path });
  }
}

function requireGood({ broken }: Installation, structure: Structure): void {
  if (broken === undefined) return;
  // The site may name our files before they are there: then writing them is the cure.
  const missesOurs = [structure.server, structure.location].some(({ path }) =>
    broken.includes(`open() "${path}" failed`),
  );
  if (!missesOurs) throw refuse("nginx-broken-before", {}, [broken]);
}
