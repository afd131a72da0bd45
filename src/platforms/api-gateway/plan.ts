import type { Intent, Plan } from "../../delivery/plan.ts";
import type { Asked } from "../../delivery/policy.ts";
import { decide } from "../../delivery/policy.ts";
import type { Moves } from "../../delivery/schedule.ts";
import { schedule } from "../../delivery/schedule.ts";
import type { Standing } from "../../delivery/standing.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { cacheWarnings } from "./meter.ts";
import type { MoveContext } from "./moves.ts";
import { canaryMoves } from "./moves-canary.ts";
import { pairMoves } from "./moves-pair.ts";
import type { Pair } from "./pair.ts";
import { addressOf, identifyPair } from "./pair.ts";
import { readRecord, requireRoomForMove } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { identify } from "./sides.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import type { Wanted } from "./source.ts";
import { wantedOf } from "./source.ts";
import { differencesOf, differenceWarnings, requireOpen } from "./stage-setup.ts";
import { standingOf, weightOf } from "./standing.ts";

/** The steps in which people look at how the new version does. */
const WATCHING: readonly Step[] = ["shift", "verify"];

const UNREAD_PLANS = "The usage plans were not compared: allow `apigateway:GET` on `/usageplans` to have it done.";

/** What the policy decides, in the safe order, by API Gateway's means. Pure. */
export function planStep(settings: ApiGatewaySettings, intent: Intent, seen: Snapshot): Plan<ApiGatewayChange> {
  const { source, region, routing } = settings;
  const deploys = intent.step === "deploy" && source !== undefined;
  const wanted = deploys ? wantedOf(source, seen.resources, region) : undefined;
  const standing = standingOf(settings, seen, wanted);
  requireShare(settings, intent);
  const asked: Asked = {
    revision: wanted?.revision,
    audience: "everyone",
    checks: settings.probe !== undefined,
    atOnce: intent.strategy === "all-at-once",
    reroutes: intent.step === "promote" && routing.kind === "canary" && isUnpromoted(seen, routing.stage),
  };
  const pair = routing.kind === "stages" ? identifyPair(settings, routing, seen) : undefined;
  const decision = decide(intent, asked, standing);
  const leads = decision.do === "begin" || (decision.do === "shift" && decision.to === 100);
  if (pair !== undefined && leads) requireOpen(settings, seen, pair);
  const { moves, stage } = movesOf({ settings, intent, seen, standing }, wanted);
  const plan = schedule(intent, decision, standing, moves);
  if (decision.do === "shift" && decision.by !== "rollback") requireRoomForMoves(stage, plan, standing.now);
  const apart = pair !== undefined && leads ? stagesApart(seen, pair) : [];
  const cached = WATCHING.includes(intent.step) ? cacheWarnings(settings, seen) : [];
  const left = leftBehind(intent, standing, stage, plan);
  return { ...plan, warnings: [...plan.warnings, ...apart, ...cached, ...left] };
}

function requireRoomForMoves(stage: StageState, { changes }: Plan<ApiGatewayChange>, now: number): void {
  for (const change of changes) {
    if ("record" in change && change.record !== undefined) requireRoomForMove(stage, change.record, now);
  }
}

/** Where the switch changes more for users than the version. */
function stagesApart(seen: Snapshot, pair: Pair): string[] {
  const unread = seen.plans === undefined ? [UNREAD_PLANS] : [];
  return [...differenceWarnings(pair, differencesOf(pair, seen.plans)), ...unread];
}

function movesOf(
  context: Omit<MoveContext, "stage" | "record">,
  wanted: Wanted | undefined,
): { moves: Moves<ApiGatewayChange>; stage: StageState } {
  const { settings, seen } = context;
  const { routing } = settings;
  if (routing.kind === "canary") {
    const sides = identify(seen, routing.stage);
    const { stage, record } = sides;
    return { moves: canaryMoves({ ...context, stage, record }, sides, wanted), stage };
  }
  const pair = identifyPair(settings, routing, seen);
  const { green: stage, record } = pair;
  return { moves: pairMoves({ ...context, stage, record }, pair, wanted), stage };
}

/** Everyone gets green, but as a canary, or with canary settings that are left behind. */
function isUnpromoted(seen: Snapshot, stage: string): boolean {
  const sides = identify(seen, stage);
  return weightOf(sides) === 100 && sides.stage.canary !== undefined;
}

function requireShare({ routing }: ApiGatewaySettings, { step, weight = 0 }: Intent): void {
  if (routing.kind === "canary" || step !== "shift" || weight === 0 || weight === 100) return;
  throw refuse("no-share", { address: addressOf(routing), percent: String(weight) });
}

/** What a rollback cannot put back, because no rollout on record changed it. */
function leftBehind(
  { step }: Intent,
  { weight }: Standing,
  stage: StageState,
  { changes }: Plan<ApiGatewayChange>,
): string[] {
  if (step !== "rollback" || changes.length === 0) return [];
  const record = readRecord(stage);
  if (record === undefined)
    return weight === 0
      ? []
      : [
          "The canary that is removed is of no rollout on record: look through the API's resources and the functions' permissions before the next deployment.",
        ];
  if (record.details?.changes !== "nothing") return [];
  return [
    "The API's resources were not changed by the rollout, so they stay as they are: the next deployment of this API brings them again.",
  ];
}
