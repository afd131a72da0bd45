import { DeliveryError, inputError } from "../delivery/errors.ts";
import { COMMON } from "./inputs/common.ts";
import type { RawInputs } from "./inputs/reader.ts";
import { InputReader } from "./inputs/reader.ts";

/** Who asks for a run, as GitHub tells it to every step (GitHub docs, "Default environment variables"). */
interface Askers {
  /** GITHUB_ACTOR: who began the run. */
  actor: string | undefined;
  /** GITHUB_TRIGGERING_ACTOR: who began this attempt. Another one than the actor when somebody else runs it again. */
  triggeringActor: string | undefined;
}

/** In place of the list: whoever may run the workflow. */
const ANYBODY = "*";

/**
 * Refuses a run that `allowed-actors` does not allow: both who began it and who runs it again have to be on the list.
 * Logins are compared whole and without regard to case, as GitHub does.
 *
 * @throws DeliveryError `input` when the list has something else than logins, `refused` when somebody is not on it.
 */
export function requireAllowedActors(given: RawInputs, { actor, triggeringActor }: Askers): void {
  if (!given.has("allowed-actors")) return;
  const reader = new InputReader(COMMON, given);
  const allowed = reader.get("allowed-actors") ?? [];
  if (allowed.length === 1 && allowed[0] === ANYBODY) return;
  if (!reader.isWrong("allowed-actors") && (allowed.length === 0 || allowed.includes(ANYBODY))) {
    reader.fail("allowed-actors", "must be logins of users, separated by commas or lines, or * alone for anybody.");
  }
  if (reader.mistakes.length > 0) throw inputError(reader.mistakes);
  const known = new Set(allowed.map((login) => login.toLowerCase()));
  const askers = new Set([actor ?? "", triggeringActor ?? actor ?? ""]);
  const unauthorised = [...askers].filter((login) => !known.has(login.toLowerCase()));
  if (unauthorised.length === 0) return;
  const who = unauthorised.map((login) => (login === "" ? "an unknown user" : login)).join(" and ");
  throw new DeliveryError("refused", `allowed-actors: ${who} may not run this step.`, {
    reasons: [`allowed are ${allowed.join(", ")}`],
    remedy:
      "Let somebody who is on the list start the workflow; a run of somebody else that they run again is refused.",
  });
}
