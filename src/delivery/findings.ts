import type { ErrorCode } from "./errors.ts";
import { DeliveryError } from "./errors.ts";
import type { Change, Plan } from "./plan.ts";

/** What `status` found out about the next `deploy`, which it does not make. */
export interface Finding {
  /** `refused`: a deploy would be; `warning`: it would warn; `unchecked`: nobody can tell without making it. */
  kind: "refused" | "warning" | "unchecked";
  /** Which refusal of a registry it is. */
  id?: string | undefined;
  message: string;
  reasons: readonly string[];
  remedy?: string | undefined;
}

/**
 * All that a deploy would be refused for or warn of. A plan tells its first refusal alone, so what else it would ask is
 * asked by itself as well.
 *
 * @param plan makes the plan of a deploy, as far as it is known what that would bring.
 * @param checks throw what a deploy would be refused for; each is asked, whatever the others say.
 */
export function rehearse(plan: () => Plan<Change>, checks: readonly (() => unknown)[] = []): Finding[] {
  const found = new Map<string, Finding>();
  const note = (finding: Finding) => void found.set(finding.message, finding);
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      note(refusalOf(error));
    }
  }
  try {
    for (const message of plan().warnings) note({ kind: "warning", message, reasons: [] });
  } catch (error) {
    note(refusalOf(error));
  }
  return [...found.values()];
}

/** Of these nobody can say what they mean for a deploy: the step itself is over, or the action has a mistake. */
const OVER = new Set<ErrorCode>(["internal", "cancelled", "timeout", "credentials"]);

/** A refusal as a finding; what is none goes on. */
export function refusalOf(error: unknown): Finding {
  if (!(error instanceof DeliveryError) || OVER.has(error.code)) throw error;
  const { id, message, reasons, remedy } = error;
  return { kind: "refused", id, message, reasons, remedy };
}

/** A reading that only a deploy makes, and that failed: denied is denied for it too, anything else may pass. */
export function unreadable(error: unknown): Finding[] {
  const finding = refusalOf(error);
  return [error instanceof DeliveryError && error.code === "platform" ? { ...finding, kind: "unchecked" } : finding];
}

export function unchecked(message: string): Finding {
  return { kind: "unchecked", message, reasons: [] };
}
