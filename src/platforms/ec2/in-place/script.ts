import type { InPlaceSettings } from "./settings.ts";
import type { Course } from "./stages.ts";
import type { Wrapped } from "./wrapper.ts";

/** What is run on a machine, for a rollout: the user's own commands, and what they are told. */
export function wrappedFor(
  { commands, rollbackCommands, healthCommand }: InPlaceSettings,
  { rollout, startedAt, revision, former = "" }: Course,
  { kind, attempt, notAfter }: Pick<Wrapped, "kind" | "attempt" | "notAfter">,
): Wrapped {
  const [to, from] = kind === "deploy" ? [revision, former] : [former, revision];
  return {
    kind,
    rollout: `${rollout} ${startedAt}`,
    attempt,
    notAfter,
    commands: (kind === "rollback" ? (rollbackCommands ?? commands) : commands) ?? "",
    healthCommand,
    variables: { REVISION: to, FORMER_REVISION: from },
  };
}
