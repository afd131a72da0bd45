import type { Strategy } from "../../delivery/vocabulary.ts";
import type { Revision } from "../../platforms/ec2/settings.ts";
import { judgeGroups, judgeTargetGroupNames } from "../../platforms/ec2/settings.ts";
import type { Replacing, SingleSettings } from "../../platforms/ec2/single/settings.ts";
import { REPLACING } from "../../platforms/ec2/single/settings.ts";
import { accountMistakes } from "./arns.ts";
import type { EC2 } from "./ec2.ts";
import type { InputReader } from "./reader.ts";
import { BATCH_NAMES, IN_PLACE_NAMES, REPLACING_NAMES } from "./single.ts";

type Reader = InputReader<typeof EC2>;
type Name = keyof typeof EC2;

/** EC2 Auto Scaling watches ten alarms at most (API Reference, AlarmSpecification). */
const MAX_ALARMS = 10;

const REQUIRED = "is required on the platform ec2";

/** What two fleets have, or the weights between them. */
export const NEEDS_TWO_FLEETS = [
  "listeners",
  "weight",
  "preview",
  "cohort",
  "stickiness",
  "desired-capacity",
  "max-capacity-deficit",
  "allow-foreign-targets",
  "end-connections",
  "on-teardown",
  "to",
  "scale-down-delay",
  "url",
  "smoke-test",
  "probe-url",
  "probe-match",
] as const satisfies readonly Name[];

export function isReplacing(strategy: Strategy): strategy is Replacing {
  return REPLACING.some((known) => known === strategy);
}

/** Refuses the inputs that only a single fleet has, where there are two. */
export function refuseSingle(reader: Reader, strategy: Strategy): void {
  for (const name of [...BATCH_NAMES, ...REPLACING_NAMES, ...IN_PLACE_NAMES]) {
    if (!reader.has(name)) continue;
    const problem = `is not supported by the strategy ${strategy}, which has two fleets.`;
    reader.fail(name, problem, { example: "strategy: rolling" });
  }
}

/** The settings of the strategies that replace the machines of one group; mistakes go to the reader. */
export function readSingle(
  reader: Reader,
  strategy: Replacing,
  { region, revision, deploys }: { region: string; revision: Revision | undefined; deploys: boolean },
): SingleSettings {
  for (const name of NEEDS_TWO_FLEETS) refuseHere(reader, name, strategy, "it has one fleet, and no weights");
  for (const name of IN_PLACE_NAMES) refuseHere(reader, name, strategy, "it replaces the machines");
  if (strategy === "all-at-once") {
    for (const name of [...BATCH_NAMES, "checkpoints", "checkpoint-delay"] as const)
      refuseHere(reader, name, strategy, "it replaces all machines in one batch");
  }
  if (strategy === "rolling-with-additional-batch")
    refuseHere(reader, "min-healthy", strategy, "it keeps as many machines as the group has");
  if (deploys && reader.get("on-failure") === "hold")
    refuseHere(reader, "on-failure", strategy, "EC2 Auto Scaling goes on by itself unless it rolls back");
  if (reader.has("checkpoint-delay") && !reader.has("checkpoints"))
    reader.fail("checkpoint-delay", "needs `checkpoints`.", { example: "checkpoints: 10, 50" });
  return {
    region,
    strategy,
    ...placesOf(reader, region),
    revision,
    keepVersions: deploys ? reader.get("keep-versions") : undefined,
    batch: reader.get("batch-size"),
    minHealthy: reader.get("min-healthy"),
    warmUpSeconds: seconds(reader.get("warm-up")),
    batchTimeoutMs: reader.get("batch-timeout"),
    checkpoints: deploys ? (reader.get("checkpoints") ?? []) : [],
    checkpointSeconds: deploys ? seconds(reader.get("checkpoint-delay")) : undefined,
    bakeSeconds: deploys ? (seconds(reader.get("bake-time")) ?? 0) : 0,
    alarms: deploys ? alarmsOf(reader) : [],
    standby: reader.get("standby-instances") ?? "wait",
    protected: reader.get("protected-instances") ?? "wait",
  };
}

/** The one group, and its target groups. */
function placesOf(reader: Reader, region: string): Pick<SingleSettings, "group" | "targetGroups"> {
  reader.require("auto-scaling-groups", REQUIRED);
  const { group = "", targetGroups } = machinesAt(reader, region);
  return { group, targetGroups };
}

/** The target groups of machines, and the one group that owns them, if one does. */
export function machinesAt(
  reader: Reader,
  region: string,
): { group: string | undefined; targetGroups: readonly string[] } {
  const targetGroups = reader.require("target-groups", REQUIRED) ?? [];
  const groups = reader.get("auto-scaling-groups") ?? [];
  if (region !== "" && targetGroups.length > 0) {
    reader.mistakes.push(...judgeTargetGroupNames(targetGroups, region));
    reader.mistakes.push(...accountMistakes({ "target-groups": targetGroups }, region));
  }
  if (groups.length > 0) reader.mistakes.push(...judgeGroups(groups));
  if (groups.length > 1) {
    const problem = `must be one group for the strategy ${reader.get("strategy")}, which has no second fleet.`;
    reader.fail("auto-scaling-groups", problem, { example: "auto-scaling-groups: web" });
  }
  const repeated = targetGroups.find((name, index) => targetGroups.indexOf(name) !== index);
  if (repeated !== undefined) reader.fail("target-groups", "is given twice.", { given: repeated, example: "none" });
  return { group: groups[0], targetGroups };
}

export function refuseHere(reader: Reader, name: Name, strategy: Strategy, why: string): void {
  if (!reader.has(name)) return;
  reader.fail(name, `is not supported by the strategy ${strategy}: ${why}.`, { example: "none" });
}

function alarmsOf(reader: Reader): readonly string[] {
  const alarms = reader.get("alarms") ?? [];
  if (alarms.length > MAX_ALARMS) {
    const problem = `are ${alarms.length}; EC2 Auto Scaling watches ${MAX_ALARMS} at most while it replaces machines.`;
    reader.fail("alarms", problem, { example: "alarms: shop-5xx" });
  }
  return alarms;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.ceil(ms / 1_000);
}
