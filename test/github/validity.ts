import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidateFunction } from "ajv";
import { Ajv } from "ajv";

/** GitHub's published description of what the action uses: see describe.ts. */
interface Description {
  operations: Operation[];
  components: { schemas: Record<string, Schema> };
}

export interface Operation {
  method: string;
  path: string;
  query: { name: string; schema: Schema }[];
  body?: Schema;
  answers: Record<string, Schema>;
}

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const { operations, components } = JSON.parse(
  readFileSync(join(import.meta.dirname, "description.json"), "utf8"),
) as Description;

const ajv = new Ajv({ strict: false, allErrors: true });
// An address that was not given is empty in GitHub's answers: the description itself has that as the default.
ajv.addFormat("uri", (text) => text === "" || URL.canParse(text));
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
for (const format of ["int64", "uri-template", "repo.nwo", "email"]) ajv.addFormat(format, true);
ajv.addSchema({ $id: "github", components });

const compiled = new Map<Schema, ValidateFunction>();

/** What is wrong with a value by a schema of the description; empty: nothing. */
export function problemsOf(schema: Schema, value: unknown): string {
  const known = compiled.get(schema);
  const text = JSON.stringify(schema).replaceAll('"#/', '"github#/');
  const validate = known ?? ajv.compile(JSON.parse(text) as Schema);
  compiled.set(schema, validate);
  return validate(value) ? "" : ajv.errorsText(validate.errors);
}

/** The operation that a request is, with the values of its path. */
export function operationOf(method: string, path: string): { operation: Operation; values: string[] } | undefined {
  for (const operation of operations) {
    const pattern = operation.path.replace(/\{\w+\}/g, "([^/]+)");
    const [found, ...values] = new RegExp(`^${pattern}$`).exec(path) ?? [];
    if (found !== undefined && operation.method === method)
      return { operation, values: values.map(decodeURIComponent) };
  }
  return undefined;
}

/** What is wrong with a request: GitHub itself overlooks what it does not know, which would be a misspelt name here. */
export function requestProblems(operation: Operation, query: URLSearchParams, body: unknown): string[] {
  const asked = [...query].map(([name, value]) => {
    const known = operation.query.find((parameter) => parameter.name === name);
    if (known === undefined) return `the query has no ${name}`;
    return problemsOf(known.schema, known.schema.type === "integer" ? Number(value) : value);
  });
  if (operation.body === undefined) return asked.filter((problem) => problem !== "");
  const names = Object.keys(operation.body.properties ?? {});
  const foreign = Object.keys(body ?? {}).filter((name) => !names.includes(name));
  const unknown = foreign.map((name) => `the body has no ${name}`);
  return [...asked, ...unknown, problemsOf(operation.body, body)].filter((problem) => problem !== "");
}

/** The least that a schema takes, for the parts of an answer that nobody reads. */
export function sampleOf(schema: Schema): unknown {
  if (schema.$ref !== undefined) return sampleOf(components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(sampleOf));
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.properties !== undefined || schema.type === "object") {
    const { properties = {}, required = [] } = schema;
    return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
  }
  if (first !== undefined) return sampleOf(first);
  const samples: Record<string, unknown> = { integer: 1, number: 1, boolean: false, array: [], null: null };
  return samples[schema.type ?? ""] ?? sampleText(schema as { format?: string });
}

function sampleText({ format }: { format?: string }): string {
  if (format === "uri") return "https://github.example/x";
  return format === "date-time" ? "2026-01-02T03:04:05Z" : "x";
}

/** A valid one of a named schema. */
export function sample(name: string): Record<string, unknown> {
  return sampleOf({ $ref: `#/components/schemas/${name}` }) as Record<string, unknown>;
}
