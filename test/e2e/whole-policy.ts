import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";

/** The policy of the reference, for the local AWS to enforce on every call. */
export function wholePolicy(): Policy {
  const reference = readFileSync(join(ROOT, "docs", "reference.md"), "utf8");
  const [, json = ""] = /<!-- iam-policy -->\s*```json\n([\s\S]*?)```/.exec(reference) ?? [];
  return JSON.parse(json) as Policy;
}
