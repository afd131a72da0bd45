import type { PlatformName, Step } from "../../delivery/vocabulary.ts";
import { PLATFORMS } from "../../delivery/vocabulary.ts";
import { API_GATEWAY } from "./api-gateway.ts";
import { COMMON } from "./common.ts";
import { EC2 } from "./ec2.ts";
import { LAMBDA } from "./lambda.ts";
import { NGINX } from "./nginx.ts";
import type { InputRow, Rows } from "./row.ts";

/**
 * Every input, by platform. An input that several platforms have may have another row on each. The parser, action.yml,
 * the schema of the config file, the tables in the documents and the inputs of the workflows for users follow from it.
 */
export const TABLE = { ec2: EC2, "api-gateway": API_GATEWAY, nginx: NGINX, lambda: LAMBDA } as const satisfies Record<
  PlatformName,
  Rows
>;

export type InputName = keyof typeof EC2 | keyof typeof API_GATEWAY | keyof typeof NGINX | keyof typeof LAMBDA;

/** Every name once, those that all platforms have alike first. */
export const INPUT_NAMES = [
  ...new Set([COMMON, ...PLATFORMS.map((platform) => TABLE[platform])].flatMap((rows) => Object.keys(rows))),
] as readonly InputName[];

export function isInputName(name: string): name is InputName {
  return INPUT_NAMES.some((known) => known === name);
}

/** The row of an input on a platform; undefined: the platform does not have it. */
export function rowOf(name: string, platform: PlatformName): InputRow | undefined {
  const rows: Rows = TABLE[platform];
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}

/** The platforms that have an input, with its row on each. */
export function rowsOf(name: InputName): [PlatformName, InputRow][] {
  return PLATFORMS.flatMap((platform) => {
    const row = rowOf(name, platform);
    return row === undefined ? [] : [[platform, row] as [PlatformName, InputRow]];
  });
}

/** Whether a platform's config file may hold an input. */
export function isConfigurable({ kind, config }: InputRow): boolean {
  return kind === "setting" || config === true;
}

/** Whether a workflow may give an input: action.yml has it. */
export function isForWorkflows(name: InputName): boolean {
  return rowsOf(name).some(([, { configOnly }]) => configOnly !== true);
}

/** Whether a step of a platform accepts an input of the workflow: settings by every step, arguments where they are used. */
export function accepts({ kind, steps }: InputRow, step: Step): boolean {
  return kind === "setting" || steps.includes(step);
}

/** Whether a step looks at an input, on any platform. */
export function isUsedBy(name: InputName, step: Step): boolean {
  return rowsOf(name).some(([, { steps }]) => steps.includes(step));
}

/** Whether an input is several values. */
export function isSeveral(name: InputName): boolean {
  return rowsOf(name).some(([, { type }]) => type.list);
}

/** Whether the value of an input must not be repeated: on one platform is reason enough. */
export function isSecret(name: InputName): boolean {
  return rowsOf(name).some(([, { secret }]) => secret === true);
}
