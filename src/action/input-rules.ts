import type { PlatformName, Step } from "../delivery/vocabulary.ts";
import { STEPS } from "../delivery/vocabulary.ts";

const ACTING = ["deploy", "shift", "promote", "rollback", "teardown"] as const satisfies readonly Step[];

const EC2 = ["ec2"] as const satisfies readonly PlatformName[];

/** Where an input belongs. The one table behind the parser, the documents and the schema of the config file. */
export interface InputRule {
  /** The steps that take it. A workflow input given to another step is an error; a config file may hold it. */
  steps: readonly Step[];
  /** The platforms that take it; undefined: every one. */
  platforms?: readonly PlatformName[];
  /** Whether a config file may hold it. */
  config: boolean;
  /** Several values, by commas or lines. */
  list?: boolean;
}

export const INPUT_RULES = {
  step: { steps: STEPS, config: false },
  platform: { steps: STEPS, config: true },
  strategy: { steps: STEPS, config: true },
  config: { steps: STEPS, config: false },
  service: { steps: STEPS, config: false },
  "dry-run": { steps: STEPS, config: false },
  "expected-state": { steps: STEPS, config: false },
  timeout: { steps: ACTING, config: true },
  weight: { steps: ["shift"], config: false },
  ramp: { steps: STEPS, config: true },
  "bake-time": { steps: ["shift"], config: true },
  replace: { steps: ["deploy"], config: false },
  "fail-on": { steps: ["status"], config: true, list: true },
  "expires-after": { steps: ["status"], config: true },
  listeners: { platforms: EC2, steps: STEPS, config: true, list: true },
  "target-groups": { platforms: EC2, steps: STEPS, config: true, list: true },
  "auto-scaling-groups": { platforms: EC2, steps: STEPS, config: true, list: true },
  "image-id": { platforms: EC2, steps: ["deploy"], config: true },
  "launch-template-version": { platforms: EC2, steps: ["deploy"], config: true },
  "user-data-file": { platforms: EC2, steps: ["deploy"], config: true },
  "desired-capacity": { platforms: EC2, steps: ["deploy"], config: true },
  preview: { platforms: EC2, steps: ["deploy"], config: true },
  cohort: { platforms: EC2, steps: ["shift", "promote", "rollback", "teardown", "status"], config: true },
  stickiness: { platforms: EC2, steps: ["shift", "promote", "rollback"], config: true },
  "max-capacity-deficit": { platforms: EC2, steps: ["shift"], config: true },
  "scale-down-delay": { platforms: EC2, steps: ["shift", "promote", "rollback", "teardown", "status"], config: true },
} as const satisfies Record<string, InputRule>;

export type InputName = keyof typeof INPUT_RULES;

export const INPUT_NAMES = Object.keys(INPUT_RULES) as readonly InputName[];

export function ruleOf(name: InputName): InputRule {
  return INPUT_RULES[name];
}

export function isInputName(name: string): name is InputName {
  return name in INPUT_RULES;
}
