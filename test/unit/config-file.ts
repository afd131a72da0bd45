import { expect } from "vitest";
import { readConfig } from "../../src/action/config.ts";
import type { Given } from "./fixtures.ts";
import { failureOf, rawInputs, workspaceWith } from "./fixtures.ts";

export const FILE = ".github/delivery.yml";

/** What a config file with this content says. */
export function read(yaml: string, given: Given = {}): Record<string, string> {
  return Object.fromEntries(readConfig(rawInputs({ config: FILE, ...given }), workspaceWith({ [FILE]: yaml })));
}

export function refusalOf(yaml: string, given: Given = {}) {
  const refusal = failureOf(() => read(yaml, given));
  expect(refusal.code).toBe("input");
  return refusal;
}
