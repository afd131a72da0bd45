import type { Progress, WaitOf } from "../../delivery/plan.ts";
import { smokeProgress } from "../checks/smoke.ts";
import type { LambdaChange } from "./changes.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sidesOf, unreadyReasons } from "./standing.ts";

/** A reading may lag behind: code that is another is looked at so often before somebody else's hand is seen in it. */
const LOOKS_BEFORE_CONFLICT = 3;

/** Whether a wait is over. Pure. */
export function progressOf(settings: LambdaSettings, wait: WaitOf<LambdaChange>, seen: Snapshot): Progress {
  switch (wait.kind) {
    case "smoke-test":
      return smokeProgress(seen.smoke, 1);
    case "wait-code":
      return codeProgress(settings, seen);
    case "wait-ready":
      return readyProgress(settings, wait.provisioned, seen);
  }
}

function readyProgress(settings: LambdaSettings, provisioned: boolean, seen: Snapshot): Progress {
  const { green, blue } = sidesOf(settings, seen);
  const version = seen.versions[green ?? ""];
  const beside = provisioned ? seen.versions[blue] : undefined;
  const reasons = version === undefined ? ["it is not found yet"] : unreadyReasons(version, beside);
  if (reasons.length === 0) return { state: "done" };
  if (version?.state === "Failed" || version?.provisioned?.failed !== undefined) {
    return { state: "impossible", because: `Version ${green} did not come up.`, reasons };
  }
  return { state: "waiting", for: "versions that can be called", have: 0, want: 1, reasons };
}

function codeProgress({ source, functionName }: LambdaSettings, { latest, looks = 0 }: Snapshot): Progress {
  const { update, code, reason } = latest;
  const wanted = source && revisionOf(source);
  if (update === "Failed") {
    return { state: "impossible", because: `${functionName} could not take the code.`, reasons: [reason] };
  }
  const isTaken = update === "Successful";
  if (isTaken && code === wanted && latest.state !== "Pending") return { state: "done" };
  if (isTaken && code !== wanted && looks >= LOOKS_BEFORE_CONFLICT) {
    const changed = refuse("code-changed", { function: functionName, found: code, wanted: wanted ?? "" });
    return { state: "impossible", because: changed.message, reasons: [] };
  }
  return { state: "waiting", for: "updates of the code", have: 0, want: 1, reasons: reason === "" ? [] : [reason] };
}
