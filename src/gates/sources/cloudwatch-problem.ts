import type { DeliveryError } from "../../delivery/errors.ts";
import type { SourceProblem } from "../source.ts";

/**
 * Why CloudWatch could not be asked.
 *
 * @param action what the call needs to be allowed: `cloudwatch:GetMetricData`.
 */
export function problemOf({ code, message, reasons, transient }: DeliveryError, action: string): SourceProblem {
  const words = [message, ...reasons];
  if (code === "denied") return { kind: "denied", reasons: words, action };
  if (code === "credentials") return { kind: "denied", reasons: words };
  return { kind: transient ? "unavailable" : "invalid", reasons: words };
}
