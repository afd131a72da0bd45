import type { PlatformName, Step } from "../delivery/vocabulary.ts";
import { STEPS } from "../delivery/vocabulary.ts";

const ACTING = ["deploy", "shift", "promote", "rollback", "teardown", "setup"] as const satisfies readonly Step[];

const EC2 = ["ec2"] as const satisfies readonly PlatformName[];
const NGINX = ["nginx"] as const satisfies readonly PlatformName[];
const AWS = ["ec2", "api-gateway"] as const satisfies readonly PlatformName[];
const API_GATEWAY = ["api-gateway"] as const satisfies readonly PlatformName[];
const BOTH = ["ec2", "nginx"] as const satisfies readonly PlatformName[];

/** Where an input belongs. The one table behind the parser, the documents and the schema of the config file. */
export interface InputRule {
  /** The steps that take it. A workflow input given to another step is an error; a config file may hold it. */
  steps: readonly Step[];
  /** The platforms that take it; undefined: every one. */
  platforms?: readonly PlatformName[];
  /** What to do instead, on platforms that cannot have it. */
  elsewhere?: Partial<Record<PlatformName, string>>;
  /** Whether a config file may hold it. */
  config: boolean;
  /** Several values, by commas or lines. */
  list?: boolean;
}

const NO_STICKINESS =
  "its split is drawn anew for every request, without stickiness. Let the backend decide by who asks, or use strategy blue-green";

export const INPUT_RULES = {
  step: { steps: STEPS, config: false },
  platform: { steps: STEPS, config: true },
  strategy: { steps: STEPS, config: true },
  config: { steps: STEPS, config: false },
  service: { steps: STEPS, config: false },
  "allowed-actors": { steps: STEPS, config: false, list: true },
  "dry-run": { steps: STEPS, config: false },
  "expected-state": { steps: STEPS, config: false },
  timeout: { steps: ACTING, config: true },
  weight: { steps: ["deploy", "shift"], config: false },
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
  preview: { platforms: BOTH, steps: ["deploy"], config: true },
  cohort: {
    platforms: BOTH,
    elsewhere: { "api-gateway": NO_STICKINESS },
    steps: ["shift", "promote", "rollback", "teardown", "status", "setup"],
    config: true,
  },
  stickiness: {
    platforms: BOTH,
    elsewhere: { "api-gateway": NO_STICKINESS },
    steps: ["shift", "promote", "rollback", "setup"],
    config: true,
  },
  "max-capacity-deficit": { platforms: EC2, steps: ["shift", "promote", "rollback", "teardown"], config: true },
  to: { platforms: EC2, steps: ["rollback"], config: false },
  "scale-down-delay": { platforms: AWS, steps: ["shift", "promote", "rollback", "teardown", "status"], config: true },
  "rest-api": { platforms: API_GATEWAY, steps: STEPS, config: true },
  stage: { platforms: API_GATEWAY, steps: STEPS, config: true, list: true },
  "base-path-mapping": { platforms: API_GATEWAY, steps: STEPS, config: true },
  openapi: { platforms: API_GATEWAY, steps: ["deploy"], config: true },
  integration: { platforms: API_GATEWAY, steps: ["deploy"], config: true, list: true },
  "stage-variables": { platforms: API_GATEWAY, steps: ["deploy"], config: true, list: true },
  "keep-deployments": { platforms: API_GATEWAY, steps: ["teardown"], config: true },
  app: { platforms: NGINX, steps: STEPS, config: true },
  ports: { platforms: NGINX, steps: STEPS, config: true, list: true },
  url: { platforms: BOTH, steps: STEPS, config: true },
  "state-dir": { platforms: NGINX, steps: STEPS, config: true },
  "health-check": { platforms: NGINX, steps: STEPS, config: true },
  revision: { platforms: NGINX, steps: ["deploy"], config: false },
  start: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
  stop: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
  unit: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
  "compose-file": { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
  "smoke-test": { platforms: BOTH, steps: ["deploy", "shift", "promote"], config: true, list: true },
  "probe-url": { platforms: EC2, steps: ["shift", "promote", "rollback"], config: true },
  "probe-match": { platforms: EC2, steps: ["shift", "promote", "rollback"], config: true },
  fallback: { platforms: NGINX, steps: ["deploy", "shift", "promote"], config: true },
  "drain-timeout": { platforms: NGINX, steps: ["teardown"], config: true },
  mode: { platforms: NGINX, steps: STEPS, config: true },
  "nginx-conf": { platforms: NGINX, steps: STEPS, config: true },
} as const satisfies Record<string, InputRule>;

export type InputName = keyof typeof INPUT_RULES;

export const INPUT_NAMES = Object.keys(INPUT_RULES) as readonly InputName[];

export function ruleOf(name: InputName): InputRule {
  return INPUT_RULES[name];
}

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUT_RULES, name);
}
