import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";

/** The policy of the README, for the local AWS to enforce on every call. */
export function readmePolicy(): Policy {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, json = ""] = /<!-- iam-policy -->\s*```json\n([\s\S]*?)```/.exec(readme) ?? [];
  return JSON.parse(json) as Policy;
}
