import type { Intent } from "../../delivery/plan.ts";
import type { MoveRecord, Moves, Part } from "../../delivery/schedule.ts";
import { recordOf } from "../../delivery/schedule.ts";
import type { SideName, Standing } from "../../delivery/standing.ts";
import type { LambdaChange, SetAlias } from "./changes.ts";
import { ownTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings, Source } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { Snapshot, VersionState } from "./snapshot.ts";
import type { Sides } from "./standing.ts";
import { safeAt, unreadyReasons } from "./standing.ts";

export interface MoveContext {
  settings: LambdaSettings;
  intent: Intent;
  seen: Snapshot;
  standing: Standing;
  sides: Sides;
}

/** How an alias does what was decided. Pure; each returns only what is not so yet. */
export function movesOf(context: MoveContext): Moves<LambdaChange> {
  const { settings, intent, seen, standing, sides } = context;
  const { alias, smoke } = settings;
  const ending = sides.record?.ending === true;
  const tested = "Smoke test: invoke the new version alone";
  const smokeTest: LambdaChange[] =
    smoke === undefined ? [] : [{ kind: "smoke-test", waits: true, once: true, call: smoke, summary: tested }];
  return {
    begin: () => begin(context, smokeTest),
    resume: (again) => resume(context, again, smokeTest),
    smokeTest: () => smokeTest,
    shift: (to, move) => [moveTo(context, to, move)],
    recordVerified(to) {
      const move: MoveRecord = { by: "shift", to, run: intent.rolloutId, verified: true };
      return [
        { kind: "set-alias", records: true, record: {}, move, summary: `Record on ${alias} that ${to} % is baked` },
      ];
    },
    record: (move) => [{ ...recorded(move), summary: `Record on ${alias} that the ${move.by} is done` }],
    safeAt: () => safeAt(settings, standing),
    markEnding() {
      const summary = `Note on ${alias} that the rollout is being ended`;
      return ending ? [] : [{ kind: "set-alias", claims: true, record: { ending: true }, summary }];
    },
    remove: (side) => remove(settings, seen, sides, side),
    tidy: () => (ownTags(seen.tags, alias).length === 0 ? [] : [endOf(alias)]),
  };
}

function begin(context: MoveContext, smokeTest: readonly LambdaChange[]): Part<LambdaChange> {
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
  return { changes: [mark, ...bringUp({ ...context, sides }, source, smokeTest)] };
}

function resume(context: MoveContext, again: boolean, smokeTest: readonly LambdaChange[]): Part<LambdaChange> {
  const { settings, intent, sides } = context;
  const { source, alias } = settings;
  if (source === undefined) return { changes: [] };
  const summary = `Clear the record of the rollback on ${alias}`;
  const clear: LambdaChange[] = again ? [{ kind: "set-alias", record: { last: undefined }, summary }] : [];
  const rest = sides.weight === 0 || intent.strategy === "all-at-once";
  return { changes: [...clear, ...(rest ? bringUp(context, source, smokeTest) : [])] };
}

/** What is missing of a green that can take what blue takes. */
function bringUp(context: MoveContext, source: Source, smokeTest: readonly LambdaChange[]): LambdaChange[] {
  const { settings, intent, seen, standing, sides } = context;
  const { functionName } = settings;
  const { latest, versions } = seen;
  const { record, blue, green } = sides;
  const revision = revisionOf(source);
  const update: LambdaChange = { kind: "update-code", summary: `Give ${functionName} the code of ${revision}` };
  const published: LambdaChange[] =
    green === undefined
      ? [
          ...(latest.code === revision ? [] : [update]),
          { kind: "wait-code", waits: true, summary: `Wait until ${functionName} has taken the code` },
          { kind: "publish", summary: `Publish ${revision} as a version of ${functionName}` },
        ]
      : [];
  const [now, beside] = [versions[green ?? ""], versions[blue]];
  const wait = (summary: string, provisioned: boolean): LambdaChange[] => [
    { kind: "wait-ready", waits: true, provisioned, summary },
  ];
  const executions = beside?.provisioned?.wanted;
  const ready = now !== undefined && unreadyReasons(now).length === 0;
  const provision = `Provision ${executions} executions of the new version, as version ${blue} has them`;
  const provisioned: LambdaChange[] =
    executions === undefined || (now !== undefined && unreadyReasons(now, beside).length === 0)
      ? []
      : [
          ...(now?.provisioned === undefined ? [{ kind: "provision", executions, summary: provision } as const] : []),
          ...wait("Wait until they are provisioned", true),
        ];
  const active = ready ? [] : wait("Wait until the new version can be called", false);
  const rest = [...published, ...active, ...provisioned];
  const atOnce = intent.strategy === "all-at-once";
  const tested = record === undefined || rest.length > 0 || atOnce ? smokeTest : [];
  return [...rest, ...tested, ...(atOnce ? [moveTo(context, 100, recordOf(intent, standing, "promote", 100))] : [])];
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
  const what = [
    ...(blue.role === candidate.role ? [] : ["execution roles"]),
    ...(blue.deadLetter === candidate.deadLetter ? [] : ["dead-letter queues"]),
  ].join(" and ");
  const [one, other] = [blue, candidate].map(({ version }) => (version === "$LATEST" ? version : `version ${version}`));
  if (what !== "") throw refuse("versions-differ", { one: one ?? "", other: other ?? "", what });
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
    const summary = `Delete ${deleted.length} versions: ${deleted.join(", ")}`;
    changes.push({ kind: "delete-versions", destroys: true, versions: deleted.map(String), summary });
  }
  return { changes: [...changes, endOf(alias)] };
}

function endOf(alias: string): LambdaChange {
  return { kind: "set-alias", record: "ended", summary: `End the rollout on ${alias}` };
}
