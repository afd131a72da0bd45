import type { StepResult } from "../../src/action/outputs.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { PartLink } from "../../src/delivery/plan.ts";
import { linkTo } from "../../src/platforms/console.ts";
import { REGION, sideView, stepLog, stepResult, view } from "./fixtures.ts";

export const FOUND = ["refused", "warning", "unchecked"] as const;

/** A result in which the cloud says the given text wherever it can say anything. */
export function saying(text: string, more: Partial<StepResult> = {}): StepResult {
  const side = sideView(text, { target: text, revision: text });
  const now = view({
    blue: side,
    green: side,
    rollout: { id: text, revision: text, startedAt: text },
    problems: [text, text],
    preview: { url: text, who: text, headers: [text] },
    look: text,
    differences: [{ what: text, blue: text, green: text }],
    phase: "degraded",
    weight: 10,
    links: linksTo(text),
  });
  const told = stepLog({
    ...{ before: now, now, current: text, touched: true },
    ...{
      planned: [text, text],
      warnings: [text],
      findings: FOUND.map((kind) => ({ kind, message: text, reasons: [text], remedy: text })),
      done: [{ summary: text, durationMs: 1 }],
      ahead: {
        step: "promote" as const,
        outcome: { changes: [{ kind: "x", summary: text }], warnings: [text], nothing: text },
      },
    },
  });
  const error = new DeliveryError("unhealthy", text || "It failed.", { reasons: [text, text], remedy: text });
  return stepResult({ log: told, error, ...more });
}

function linksTo(text: string): PartLink[] {
  return [
    ...linkTo(REGION, text, "other", { listener: text }),
    ...linkTo(REGION, "Auto Scaling group", text, { autoScalingGroup: text }),
    ...linkTo(REGION, "target group", text, { targetGroup: text }),
    ...linkTo(REGION, "alarm", text, { alarm: text }),
  ];
}
