import type { InputName } from "../../src/action/inputs/table.ts";
import { INPUT_NAMES, isConfigurable, rowsOf } from "../../src/action/inputs/table.ts";
import type { Schema } from "../../src/action/inputs/types.ts";
import { descriptionOf } from "./inputs.ts";

/** Keys that the file may have for itself, and the key that merges one map into another. */
const ANY_FILE: Schema = { patternProperties: { "^x-": {} } };

/** The names that a config file may hold. */
export function configKeys(): InputName[] {
  return INPUT_NAMES.filter((name) => rowsOf(name).some(([, row]) => isConfigurable(row)));
}

/** The JSON Schema of the config file: the keys that it may hold, at the top and in each service. */
export function configSchema(): Schema {
  const names = configKeys();
  const definitions = Object.fromEntries(
    names.map((name) => [
      name,
      { description: plain(descriptionOf(name)), examples: examplesOf(name), ...formOf(name) },
    ]),
  );
  const properties = {
    ...Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }])),
    "<<": { description: "Maps whose keys are merged into this one (YAML merge key)." },
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Config file of the progressive delivery action",
    description: "The settings of all steps. An input that the workflow gives wins.",
    type: "object",
    additionalProperties: false,
    ...ANY_FILE,
    properties: {
      ...properties,
      services: {
        description:
          "Several services in one file. What stands beside this key holds for each that does not say otherwise.",
        type: "object",
        additionalProperties: { $ref: "#/definitions/service" },
      },
    },
    definitions: {
      ...definitions,
      service: { type: ["object", "null"], additionalProperties: false, ...ANY_FILE, properties },
    },
  };
}

/** What a value may look like, on any of the platforms that have the input. */
function formOf(name: InputName): Schema {
  const forms = distinct(rowsOf(name).map(([, { type }]) => type.schema));
  if (forms.length === 1 && forms[0] !== undefined) return forms[0];
  const words = forms.flatMap(({ enum: allowed }) => (Array.isArray(allowed) ? allowed : []));
  if (forms.every((form) => form.enum !== undefined)) return { enum: [...new Set(words)] };
  return { anyOf: forms };
}

function examplesOf(name: InputName): string[] {
  return distinct(rowsOf(name).map(([, { example }]) => example));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function plain(description: string): string {
  return description.replace(/`/g, "");
}
