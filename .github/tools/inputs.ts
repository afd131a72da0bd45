import { stringify } from "yaml";
import { COMMON } from "../../src/action/inputs/common.ts";
import { GATE_NAMES } from "../../src/action/inputs/gates.ts";
import type { InputRow } from "../../src/action/inputs/row.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { INPUT_NAMES, isForWorkflows, rowOf, rowsOf, TABLE } from "../../src/action/inputs/table.ts";
import type { PlatformName, Step } from "../../src/delivery/vocabulary.ts";
import { PLATFORMS, STEPS } from "../../src/delivery/vocabulary.ts";
import { table } from "./table.ts";

/** What an input says, on every platform that has it. */
export function descriptionOf(name: InputName): string {
  const texts = new Map<string, PlatformName[]>();
  for (const [platform, row] of rowsOf(name)) {
    const text = withDefault(row);
    texts.set(text, [...(texts.get(text) ?? []), platform]);
  }
  const [only, ...more] = texts;
  if (only !== undefined && more.length === 0 && only[1].length === PLATFORMS.length) return only[0];
  return [...texts].map(([text, platforms]) => `On ${platforms.map(code).join(" and ")}: ${text}`).join(" ");
}

/** The inputs of action.yml, as YAML. */
export function actionInputs(): string {
  const inputs = INPUT_NAMES.filter(isForWorkflows).map((name) => {
    const required = rowsOf(name).every(([, row]) => row.required === true) && !isConfigured(name);
    return [name, { description: descriptionOf(name), ...(required ? { required } : {}) }] as const;
  });
  return stringify({ inputs: Object.fromEntries(inputs) }, { lineWidth: 0 });
}

/** The inputs that every platform has alike. */
export function commonTable(): string {
  const names = INPUT_NAMES.filter((name) => Object.hasOwn(COMMON, name));
  return `### For every platform\n\n${inputTable(names.flatMap(anywhere))}`;
}

/** The inputs about how green is judged. */
export function gateTable(): string {
  return inputTable(GATE_NAMES.flatMap(anywhere));
}

/** The other inputs of one platform. */
export function platformTable(platform: PlatformName): string {
  const others = [...Object.keys(COMMON), ...GATE_NAMES];
  const rows = Object.keys(TABLE[platform]).flatMap((name) => {
    const row = others.includes(name) ? undefined : rowOf(name, platform);
    return row === undefined ? [] : [{ name, text: withDefault(row), row }];
  });
  return `### For \`${platform}\`\n\n${inputTable(rows)}`;
}

interface Shown {
  name: string;
  text: string;
  row: InputRow;
}

/** An input as it is on every platform. */
function anywhere(name: InputName): Shown[] {
  const [first] = rowsOf(name);
  return first === undefined ? [] : [{ name, text: descriptionOf(name), row: first[1] }];
}

function inputTable(rows: readonly Shown[]): string {
  const cells = rows.map(({ name, text, row }) => {
    return [code(name), row.required === true ? "yes" : "", text, kindOf(row), stepList(row.steps)];
  });
  return table(["input", "required", "what it says", "kind", "used by"], cells);
}

function kindOf({ kind, config, configOnly }: InputRow): string {
  if (configOnly === true) return `${kind}, in the config file only`;
  return kind === "argument" && config === true ? "argument, also in the config file" : kind;
}

function withDefault({ description, fallback }: InputRow): string {
  return fallback === undefined ? description : `${description} Default ${code(fallback)}.`;
}

/** A setting that is required may be in the config file, where GitHub does not see it. */
function isConfigured(name: InputName): boolean {
  return rowsOf(name).some(([, { kind }]) => kind === "setting");
}

function stepList(steps: readonly Step[]): string {
  const others = STEPS.filter((step) => !steps.includes(step));
  if (others.length === 0) return "all";
  if (others.length === 1) return `all but ${others.map(code).join()}`;
  return steps.map(code).join(", ");
}

function code(text: string): string {
  return `\`${text}\``;
}
