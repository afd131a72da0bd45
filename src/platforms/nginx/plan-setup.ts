import { DeliveryError } from "../../delivery/errors.ts";
import type { Plan } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import { missesOneOf } from "./install.ts";
import { refuse } from "./refusals.ts";
import { routesOf } from "./routes.ts";
import type { Content, RoutingState } from "./routing-state.ts";
import { WHOLE } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { cohortSource } from "./settings.ts";
import type { Installation, Snapshot } from "./snapshot.ts";
import type { ConfigFile, Structure } from "./structure.ts";
import { filesIn, headLine, logPath, structureOf } from "./structure.ts";

/** `keepalive_timeout` in an upstream: nginx 1.15.3. */
const OLDEST = [1, 15, 3];

/** Writes the structure once. Repeated, it finds everything as it should be, or repairs what was cut off. */
export function planSetup(settings: NginxSettings, seen: Snapshot): Plan<NginxChange> {
  const { installation, state, routing, leftovers } = seen;
  if (installation === undefined) throw new DeliveryError("internal", "A setup was planned without looking at nginx.");
  // The ports in the order of the record: swapped in the inputs they are still the same two sides.
  const structure = structureOf({ ...settings, ports: state?.ports ?? settings.ports });
  requireVersion(installation);
  requireOurs(settings, installation, structure);
  // The others use the variables of the first, which has all that an earlier one had: see `install`.
  const files = filesIn(structure);
  const routes = settings.mode === "reload" && state !== undefined ? [routesOf(settings, state)] : [];
  requireGood(installation, [...routes, ...files]);
  if (state !== undefined) requireUsersToStay(settings, installation, structure, state);
  const stale = [...routes, ...files].filter(({ path, content }) => installation.files[path] !== content);
  const loaded = routing.structure === structure.hash && (state === undefined || routing.kind === "obeys");
  const changes: NginxChange[] = [];
  if (state === undefined) {
    changes.push({
      kind: "begin",
      content: firstContent(settings, seen, structure.hash),
      summary: `Write the first state into ${settings.stateDir}: everything goes to ${firstLive(settings, seen)}`,
    });
  }
  if (stale.length > 0 || leftovers.length > 0 || !loaded) {
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
      edit: { structure: structure.hash, cohortSource: cohortSource(settings), log: logPath(settings) },
      summary: "Put the new structure on record",
    });
  }
  if (settings.mode === "markers") {
    // The site may have been edited since the last set-up: each asks.
    const summary = "Ask nginx for a marker that is gone: it must not remember it";
    changes.push({ kind: "wait-uncached", waits: true, once: true, summary });
  }
  if (settings.mode === "markers" || changes.length > 0) {
    const summary = `Ask nginx, and look whether it writes ${logPath(settings)}`;
    changes.push({ kind: "wait-logged", waits: true, once: true, path: logPath(settings), summary });
  }
  const warnings = leftovers.map(
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
    log: logPath(settings),
  };
}

function requireVersion({ version }: Installation): void {
  const numbers = (/(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  const index = OLDEST.findIndex((part, place) => part !== numbers[place]);
  if (index < 0 || (numbers[index] ?? 0) > (OLDEST[index] ?? 0)) return;
  throw refuse("nginx-too-old", { version });
}

function requireOurs(settings: NginxSettings, { files }: Installation, structure: Structure): void {
  for (const part of ["http", "server", "location", "pass", "log"] as const) {
    const { path } = structure[part];
    const content = files[path];
    if (content === undefined || content.startsWith(headLine(settings.app, part))) continue;
    throw refuse("foreign-file", { path });
  }
}

function requireGood({ broken }: Installation, files: readonly ConfigFile[]): void {
  if (broken !== undefined && !missesOneOf(broken, files)) throw refuse("nginx-broken-before", {}, [broken]);
}

/** By what a user is drawn, and where a cohort is looked for, is not changed under users who are on green. */
function requireUsersToStay(
  settings: NginxSettings,
  { files }: Installation,
  { http }: Structure,
  { share, cohort, cohortSource: laid }: RoutingState,
): void {
  if (share === 0) return;
  const given = cohortSource(settings);
  if (cohort !== null && given !== laid) {
    throw refuse("setup-moves-users", { what: "`cohort`", before: laid, now: given });
  }
  const drawn = (content: string) => content.split("\n").find((line) => line.includes(`$${settings.app}_id {`));
  const [before, now] = [drawn(files[http.path] ?? ""), drawn(http.content)];
  if (share === WHOLE || before === undefined || before === now) return;
  throw refuse("setup-moves-users", { what: "`stickiness`", before: keyOf(before), now: keyOf(now ?? "") });
}

/** `$cookie_shop_id`: what the line of the structure draws by. */
function keyOf(line: string): string {
  return /^map (\$\w+) /.exec(line)?.[1] ?? "nothing";
}
