import { amountOf } from "../../../delivery/counted.ts";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent } from "../../../delivery/plan.ts";
import { refuse as refusePolicy } from "../../../delivery/refusals.ts";
import type { Given, MoveRecord, Moves, Part } from "../../../delivery/schedule.ts";
import { waitForClaim } from "../../../delivery/waits.ts";
import { templateVersion } from "../groups/bring-up.ts";
import type { GroupChange, SwitchRecord } from "../groups/changes.ts";
import { markEnding, takeOver, takeUp, templateTag, unmark } from "../groups/marks.ts";
import { isLeaving } from "../groups/suitable.ts";
import { switchTags } from "../groups/switch-tags.ts";
import type { Baked } from "../image/plan.ts";
import { bake, overrideWarnings } from "../image/plan.ts";
import type { Revision } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SingleChange } from "./changes.ts";
import { formerOf, markTags, wantedOf } from "./marks.ts";
import { preflightWarnings, requireReplaceable } from "./preflight.ts";
import { isRollingBack, runningOf } from "./refreshes.ts";
import { refuse } from "./refusals.ts";
import type { SingleSettings } from "./settings.ts";
import { backPreferences, forecast, machineTimes, preferencesOf, sizesOf, stallOf } from "./sizes.ts";
import type { SingleSnapshot } from "./snapshot.ts";

/** What the moves of one group need to know. */
export type MoveContext = Given<SingleSettings, SingleSnapshot>;

/** How one group gets from one version to another, and back: by an instance refresh each way. Pure. */
export function singleMoves(context: MoveContext): Moves<SingleChange> {
  const { intent, seen } = context;
  const { group } = seen;
  return {
    begin: () => begin(context),
    resume: () => resume(context),
    shift: (_to, record) => goBack(context, record),
    growBlue: () => (context.standing.weight === 0 ? goBack(context, backRecord(intent)) : []),
    record: (record) => recorded(context, record),
    takeOver: () => {
      const changes = takeOver(group);
      const claim = takeUp(intent, group).filter(({ waits }) => waits !== true);
      return changes.length === 0 ? [] : [...claim, ...changes];
    },
    remove: (side) => remove(context, side),
    markEnding: () => markEnding(intent, group, seen.at),
  };
}

/** Marks the group before anything of it is replaced; who writes last holds it. */
function begin(context: MoveContext): Part<SingleChange> {
  const { settings, intent, seen } = context;
  const { name } = seen.group;
  const revision = revisionOf(settings);
  const template = requireReplaceable(settings, revision, seen);
  const version = revision.kind === "version" ? revision.version : undefined;
  const known = version === undefined ? undefined : templateTag(template, version);
  const tags = markTags(intent, seen.group, describeRevision(revision), known);
  const summary = `Mark ${name} with the rollout ${intent.rolloutId}, and what it runs now`;
  const forward = replace(context, template, version, intent.rolloutId);
  const mark: SingleChange = { kind: "mark", group: name, tags, claims: true, summary };
  return { ...forward, changes: [mark, waitForClaim(name), ...forward.changes] };
}

/** Joins what goes on already, or starts again with what is left. */
function resume(context: MoveContext): Part<SingleChange> {
  const { settings, intent, seen } = context;
  const { group } = seen;
  const running = runningOf(seen.refreshes);
  const { id = "", status = "" } = running ?? {};
  const isCancelling = status === "Cancelling";
  if (running !== undefined && !isCancelling) {
    if (running.brings === wantedOf(group)?.template) return { changes: [waitReplaced(context, "forward")] };
    throw refuse("rolling-back", { group: group.name, id, status });
  }
  const template = requireReplaceable(settings, revisionOf(settings), seen);
  const made = wantedOf(group);
  const number = made === undefined ? undefined : Number(made.number);
  const rest = replace(context, template, number, group.tags[TAG.rollout] ?? intent.rolloutId);
  const ended = isCancelling ? [waitIdle(group.name)] : [];
  return { ...rest, changes: [...takeUp(intent, group), ...ended, ...rest.changes] };
}

/** The image and the version, where there are none yet, and the refresh that brings them. */
function replace(
  context: MoveContext,
  template: TemplateRef,
  version: number | undefined,
  rollout: string,
): Part<SingleChange> {
  const { settings, intent, seen } = context;
  const { name } = seen.group;
  const baked = bakeFor(context, template, version, rollout);
  const { revision } = baked;
  const sizes = sizesOf(settings, seen);
  const preferences = preferencesOf(settings, sizes);
  const made = version === undefined ? makeVersion(context, revision, template, rollout) : [];
  const { batch, lowest } = sizes.pace;
  const what = version === undefined ? describeRevision(revision) : `launch template version ${version}`;
  const record = { group: name, by: "promote", to: 100, verified: true, run: intent.rolloutId } as const;
  const changes: SingleChange[] = [
    ...baked.changes,
    ...made,
    {
      kind: "start-refresh",
      movesTraffic: true,
      group: name,
      way: "forward",
      version,
      preferences,
      record,
      summary: `Replace the ${amountOf(seen.group.desired, "machine")} of ${name} by ${what}, ${batch} at a time, never fewer than ${lowest} healthy (${preferences.min} to ${preferences.max} %)`,
    },
    waitReplaced(context, "forward"),
  ];
  const { notes, warnings } = forecast(settings, seen, sizes);
  const ofFleet = [...preflightWarnings(seen), ...overrideWarnings(template, seen.baking)];
  return { changes, notes, warnings: [...warnings, ...ofFleet] };
}

/** The image comes before all that would be in vain without it; that of the way back is kept. */
function bakeFor(
  { settings, seen }: MoveContext,
  template: TemplateRef,
  version: number | undefined,
  rollout: string,
): Baked {
  const revision = revisionOf(settings);
  if (version !== undefined) return { changes: [], revision };
  const targets = seen.targetGroups.flatMap((group) => group.targets.map(({ id }) => id));
  const former = formerOf(seen.group)?.number;
  const versions = former === undefined ? [] : [former];
  return bake(revision, { rollout, template, targets, versions, standsAside: false }, seen.baking);
}

function makeVersion(
  { seen, settings }: MoveContext,
  revision: Revision,
  template: TemplateRef,
  rollout: string,
): SingleChange[] {
  const { changes } = templateVersion(revision, template, describeRevision(revision), rollout);
  const { id: templateId, name: templateName } = template;
  const pruned: SingleChange[] =
    settings.keepVersions === undefined
      ? []
      : [
          {
            kind: "prune-versions",
            templateId,
            templateName,
            keep: settings.keepVersions,
            summary: `Delete versions of the launch template ${templateName} that deploys made and nobody uses, but for the newest ${settings.keepVersions}`,
          },
        ];
  const { name: group } = seen.group;
  const made = changes.map(
    (request): SingleChange => ({ kind: "make-version", group, request, summary: request.summary }),
  );
  return [...pruned, ...made];
}

/** The way back: what goes on forward is turned round by one call, what is over by a refresh of its own. */
function goBack(context: MoveContext, move: MoveRecord): SingleChange[] {
  const { seen, standing } = context;
  const { group } = seen;
  const former = formerOf(group);
  if (former === undefined) throw refuse("former-unknown", { group: group.name });
  const record = { group: group.name, ...move };
  const running = runningOf(seen.refreshes);
  const back = waitReplaced(context, "back");
  if (running !== undefined && running.status !== "Cancelling") {
    if (isRollingBack(running) || running.brings === former.template) return [back];
    const summary = `Have EC2 Auto Scaling put back the machines of ${group.name} that it replaced (${running.id})`;
    return [{ kind: "roll-back", movesTraffic: true, group: group.name, record, summary }, back];
  }
  if (running === undefined && standing.weight === 0 && isWhollyFormer(seen, former.number)) return [];
  const ended = running === undefined ? [] : [waitIdle(group.name)];
  return [...ended, ...claimed(context), startBack(context, former.number, record), back];
}

function startBack({ settings, seen }: MoveContext, version: string, record: SwitchRecord): SingleChange {
  const { name } = seen.group;
  return {
    kind: "start-refresh",
    movesTraffic: true,
    group: name,
    way: "back",
    version: Number(version),
    preferences: backPreferences(settings, seen),
    record,
    summary: `Replace the machines of ${name} by the former launch template version ${version}`,
  };
}

/**
 * Before the record is acted on: another run that goes on with it, or puts a new one in its place, must
 * have seen that.
 */
function claimed({ intent, seen: { group } }: MoveContext): GroupChange[] {
  const { [TAG.claim]: claim, [TAG.rollout]: holder = "", [TAG.revision]: revision = "" } = group.tags;
  if (intent.holds === true && claim !== undefined && claim !== intent.nonce)
    throw refusePolicy("claim-lost", { green: group.name, holder, revision });
  // Whoever takes the rollout over from a teardown claims it with that.
  return group.tags[TAG.ending] === undefined ? takeUp(intent, group) : [];
}

/** No machine runs anything else, and the next launch brings the same. */
function isWhollyFormer({ group }: SingleSnapshot, version: string): boolean {
  const serving = group.instances.filter((each) => !isLeaving(each));
  return group.template?.version === version && serving.every(({ templateVersion: own }) => own === version);
}

/** A rollback whose weight is 0 already: what was noted of it stands for the call, too. */
function backRecord({ rolloutId }: Intent): MoveRecord {
  return { by: "rollback", to: 0, verified: true, run: rolloutId };
}

function recorded({ seen }: MoveContext, record: MoveRecord): SingleChange[] {
  const { name, tags } = seen.group;
  const summary = `Record on ${name} that ${record.to} % of its machines run the new version, by ${record.by}`;
  return [{ kind: "mark", group: name, tags: switchTags({ ...record, at: seen.at }, tags), records: true, summary }];
}

/** The record alone goes: the machines stay as they are. */
function remove(context: MoveContext, side: "blue" | "green"): Part<SingleChange> {
  const { seen, standing } = context;
  const { group } = seen;
  const running = runningOf(seen.refreshes);
  if (running !== undefined)
    throw refuse("refresh-running", { group: group.name, id: running.id, status: running.status });
  const former = formerOf(group);
  const back = side === "green" && former !== undefined;
  const revision: GroupChange[] = back
    ? [
        {
          kind: "mark",
          group: group.name,
          tags: { [TAG.revision]: former.revision, [TAG.template]: former.template },
          summary: `Note on ${group.name} that it runs ${former.revision}`,
        },
      ]
    : [];
  return {
    changes: [...revision, { ...unmark(group.name, side === "green" && !back), destroys: true }],
    nothing: `${standing.blue.name} stands alone.`,
    warnings: [`The machines of ${group.name} stay as they are; without the record there is no \`rollback\`.`],
  };
}

function waitReplaced({ settings, seen }: MoveContext, way: "forward" | "back"): SingleChange {
  const { group } = seen;
  const where = way === "forward" ? "the new version" : "the former version";
  const summary = `Wait until all machines of ${group.name} run ${where} and are healthy`;
  const stallMs = stallOf(settings, seen);
  const patienceMs = (1_000 * machineTimes(settings, seen).warmUp) / 2;
  return {
    kind: "wait-replaced",
    waits: true,
    movesTraffic: true,
    bakes: way === "forward",
    group: group.name,
    way,
    stallMs,
    patienceMs,
    summary,
  };
}

function waitIdle(group: string): SingleChange {
  return { kind: "wait-idle", waits: true, group, summary: `Wait until no instance refresh runs on ${group}` };
}

function revisionOf({ revision }: SingleSettings): Revision {
  if (revision === undefined) throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  return revision;
}
