import { amountOf } from "../../delivery/counted.ts";
import type { Given, MoveRecord, Moves, Part } from "../../delivery/schedule.ts";
import { recordOf } from "../../delivery/schedule.ts";
import type { SideName } from "../../delivery/standing.ts";
import { safeAt } from "../../delivery/standing.ts";
import type { LambdaChange, SetAlias } from "./changes.ts";
import { ownTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings, Source } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { Snapshot, VersionState } from "./snapshot.ts";
import type { Sides } from "./standing.ts";
import { unreadyReasons } from "./standing.ts";

export interface MoveContext extends Given<LambdaSettings, Snapshot> {
  sides: Sides;
}

/** How an alias does what was decided. Pure; each returns only what is not so yet. */
export function movesOf(context: MoveContext): Moves<LambdaChange> {
  const { settings, intent, seen, standing, sides } = context;
  const { alias, scaleDownDelayMs } = settings;
  return {
    begin: () => begin(context),
    resume: (again) => resume(context, again),
    smokeTest: () => smokeTest(settings),
    shift: (to, move) => [moveTo(context, to, move)],
    recordVerified(to) {
      const move = recorded({ by: "shift", to, run: intent.rolloutId, verified: true });
      return [{ ...move, records: true, summary: `Record on ${alias} that ${to} % is baked` }];
    },
    record: (move) => [{ ...recorded(move), summary: `Record on ${alias} that the ${move.by} is done` }],
    safeAt: () => safeAt(standing, scaleDownDelayMs),
    markEnding() {
      const summary = `Note on ${alias} that the rollout is being ended`;
      return standing.ending ? [] : [{ kind: "set-alias", claims: true, record: { ending: true }, summary }];
    },
    remove: (side) => remove(settings, seen, sides, side),
    tidy: () => (ownTags(seen.tags, alias).length === 0 ? [] : [endOf(alias)]),
  };
}

function smokeTest({ smoke: call }: LambdaSettings): LambdaChange[] {
  const summary = "Smoke test: invoke the new version alone";
  return call === undefined ? [] : [{ kind: "smoke-test", waits: true, once: true, call, summary }];
}

function begin(context: MoveContext): Part<LambdaChange> {
  const { settings, intent, seen } = context;
  const { source, alias } = settings;
  if (source === undefined) return { changes: [] };
  requireSuitable(settings, source, seen);
  const [revision, blue] = [revisionOf(source), seen.alias.version];
  const green = source.kind === "version" ? source.version : undefined;
  const record = { id: intent.rolloutId, revision, startedAt: new Date(intent.now).toISOString(), blue, green };
  const mark: LambdaChange = {
    kind: "set-alias",
    claims: true,
    record: { ...record, ending: false, last: undefined },
    summary: `Mark ${alias} with the rollout of ${revision} by ${intent.rolloutId}`,
  };
  const sides: Sides = { record: undefined, blue, green, weight: 0 };
  return { changes: [mark, ...bringUp({ ...context, sides }, source)] };
}

function resume(context: MoveContext, again: boolean): Part<LambdaChange> {
  const { settings, intent, sides } = context;
  const { source, alias } = settings;
  if (source === undefined) return { changes: [] };
  const summary = `Clear the record of the rollback on ${alias}`;
  const clear: LambdaChange[] = again ? [{ kind: "set-alias", record: { last: undefined }, summary }] : [];
  const rest = sides.weight === 0 || intent.strategy === "all-at-once";
  return { changes: [...clear, ...(rest ? bringUp(context, source) : [])] };
}

/** What is missing of a green that can take what blue takes. */
function bringUp(context: MoveContext, source: Source): LambdaChange[] {
  const { settings, intent, seen, standing, sides } = context;
  const { versions } = seen;
  const { record, green } = sides;
  const found = versions[green ?? ""];
  const isReady = found !== undefined && unreadyReasons(found).length === 0;
  const rest = [
    ...(green === undefined ? publish(settings, seen, revisionOf(source)) : []),
    ...(isReady ? [] : [waitReady("Wait until the new version can be called", false)]),
    ...provision(found, versions[sides.blue]),
  ];
  const atOnce = intent.strategy === "all-at-once";
  const tested = record === undefined || rest.length > 0 || atOnce ? smokeTest(settings) : [];
  return [...rest, ...tested, ...(atOnce ? [moveTo(context, 100, recordOf(intent, standing, "promote", 100))] : [])];
}

function publish({ functionName }: LambdaSettings, { latest }: Snapshot, revision: string): LambdaChange[] {
  const update: LambdaChange = { kind: "update-code", summary: `Give ${functionName} the code of ${revision}` };
  return [
    ...(latest.code === revision ? [] : [update]),
    { kind: "wait-code", waits: true, summary: `Wait until ${functionName} has taken the code` },
    { kind: "publish", summary: `Publish ${revision} as a version of ${functionName}` },
  ];
}

/** As many executions at the ready as blue has. */
function provision(green: VersionState | undefined, blue: VersionState | undefined): LambdaChange[] {
  const executions = blue?.provisioned?.wanted;
  if (executions === undefined || (green !== undefined && unreadyReasons(green, blue).length === 0)) return [];
  const summary = `Provision ${executions} executions of the new version, as version ${blue?.version} has them`;
  const begun = green?.provisioned !== undefined;
  return [
    ...(begun ? [] : [{ kind: "provision", executions, summary } as const]),
    waitReady("Wait until they are provisioned", true),
  ];
}

function waitReady(summary: string, provisioned: boolean): LambdaChange {
  return { kind: "wait-ready", waits: true, provisioned, summary };
}

/** One call, which either happens as a whole or is refused. */
function moveTo({ settings, sides }: MoveContext, to: number, move: MoveRecord): LambdaChange {
  const { blue, green = "the new one" } = sides;
  const share = to === 0 || to === 100 ? `version ${to === 0 ? blue : green}` : `${to} % of the calls version ${green}`;
  const summary = `Give ${settings.alias} ${share}`;
  const unknown = sides.record === undefined && move.by === "rollback";
  return { ...(unknown ? { kind: "set-alias" } : recorded(move)), movesTraffic: true, to, summary };
}

/** A way back takes the rollout out of the hands of a teardown that has begun. */
export function recorded(move: MoveRecord): Pick<SetAlias, "kind" | "record" | "move"> {
  return { kind: "set-alias", record: move.by === "rollback" ? { ending: false } : {}, move };
}

/** @throws DeliveryError when green could not take over from blue, before anything is changed. */
function requireSuitable(settings: LambdaSettings, source: Source, { alias, latest, versions }: Snapshot): void {
  const { functionName } = settings;
  const candidate = source.kind === "version" ? versions[source.version] : latest;
  if (source.kind === "version") {
    const { version } = source;
    if (candidate === undefined) throw refuse("version-not-found", { version, function: functionName });
    const found = unreadyReasons(candidate).join(", ");
    if (found !== "") throw refuse("version-not-ready", { version, function: functionName, found });
  } else {
    const [packaged, input] = latest.packaged === "zip" ? ["a .zip file", "zip-file"] : ["an image", "image-uri"];
    if (latest.packaged !== source.kind) throw refuse("other-package", { function: functionName, packaged, input });
    const busy =
      latest.state === "Pending"
        ? "it is being made"
        : latest.update === "InProgress"
          ? "an update is in progress"
          : "";
    if (busy !== "") throw refuse("function-busy", { function: functionName, found: `${busy}` });
  }
  const blue = versions[alias.version];
  if (candidate !== undefined && blue !== undefined) requireAlike(blue, candidate);
}

/** Lambda developer guide, "Implement Lambda canary deployments using a weighted alias". */
function requireAlike(blue: VersionState, candidate: VersionState): void {
  const setup = Object.entries(candidate.setup);
  const what = setup.filter(([part, its]) => blue.setup[part] !== its).map(([part]) => part);
  const other = candidate.version === "$LATEST" ? "$LATEST" : `version ${candidate.version}`;
  if (what.length === 0) return;
  throw refuse("versions-differ", { one: `version ${blue.version}`, other, what: what.join(" and ") });
}

/** Versions that an alias names are kept by the service itself. */
function remove(
  { alias, keepVersions }: LambdaSettings,
  { versions, published = [] }: Snapshot,
  { blue, green }: Sides,
  side: SideName,
): Part<LambdaChange> {
  const [gone = "", survivor = ""] = side === "blue" ? [blue, green] : [green, blue];
  const old = published.filter((number) => number < Number(survivor) || number === Number(gone));
  const deleted = keepVersions === undefined ? [] : old.sort((one, other) => other - one).slice(keepVersions);
  const changes: LambdaChange[] = [];
  if (versions[gone]?.provisioned !== undefined) {
    const summary = `Take away the provisioned executions of version ${gone}`;
    changes.push({ kind: "unprovision", destroys: true, version: gone, summary });
  }
  if (deleted.length > 0) {
    const summary = `Delete ${amountOf(deleted.length, "version")}: ${deleted.join(", ")}`;
    changes.push({ kind: "delete-versions", destroys: true, versions: deleted.map(String), summary });
  }
  return { changes: [...changes, endOf(alias)] };
}

function endOf(alias: string): LambdaChange {
  return { kind: "set-alias", record: "ended", summary: `End the rollout on ${alias}` };
}
