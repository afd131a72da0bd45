import type { Step } from "../../delivery/vocabulary.ts";
import type { InPlaceSettings } from "../../platforms/ec2/in-place/settings.ts";
import type { EC2 } from "./ec2.ts";
import { machinesAt, NEEDS_TWO_FLEETS, refuseHere } from "./read-single.ts";
import type { InputContext, InputReader } from "./reader.ts";
import { REPLACING_NAMES } from "./single.ts";

type Reader = InputReader<typeof EC2>;

const DEFAULT_TIMEOUT_MS = 600_000;
const DEFAULT_BATCH_MS = 300_000;
/** What a machine gets by its launch, and what EC2 Auto Scaling does while it replaces some. */
const OF_NEW_MACHINES = [
  ...REPLACING_NAMES.filter((name) => name !== "batch-timeout"),
  "image-id",
  "launch-template-version",
  "user-data-file",
  "keep-versions",
] as const;

/** The settings of `strategy: in-place`; mistakes go to the reader. */
export function readInPlace(reader: Reader, step: Step, region: string, context: InputContext): InPlaceSettings {
  for (const name of NEEDS_TWO_FLEETS) refuseHere(reader, name, "in-place", "it has one fleet, and no weights");
  for (const name of OF_NEW_MACHINES) refuseHere(reader, name, "in-place", "it launches no machines");
  if (step === "deploy") reader.require("commands", "is required for the strategy in-place");
  if (step === "rollback" && !reader.has("commands") && !reader.has("rollback-commands")) {
    const problem = "is required to roll back the strategy in-place: without it, give `rollback-commands`.";
    reader.fail("commands", problem);
  }
  return {
    region,
    strategy: "in-place",
    ...machinesAt(reader, region),
    revision: step === "deploy" ? revisionOf(reader, context) : undefined,
    commands: reader.get("commands"),
    rollbackCommands: reader.get("rollback-commands"),
    healthCommand: reader.get("health-command"),
    commandTimeoutMs: reader.get("command-timeout") ?? DEFAULT_TIMEOUT_MS,
    batch: reader.get("batch-size"),
    minHealthy: reader.get("min-healthy"),
    batchTimeoutMs: reader.get("batch-timeout") ?? DEFAULT_BATCH_MS,
    bakeMs: step === "deploy" ? (reader.get("bake-time") ?? 0) : 0,
    alarms: step === "deploy" ? (reader.get("alarms") ?? []) : [],
    maxErrors: reader.get("max-errors") ?? 0,
  };
}

function revisionOf(reader: Reader, { revision }: InputContext): string | undefined {
  const given = reader.get("revision");
  if (given !== undefined || reader.has("revision")) return given;
  if (revision !== undefined && revision !== "") return revision;
  return reader.fail("revision", "is not given, and the job has no commit: set `revision`.");
}
