import type { Params } from "../contract.ts";
import { isStructure, structure } from "../params.ts";

/** The keys of a path item that are methods. */
export const METHOD_KEYS: Record<string, string> = {
  get: "GET",
  put: "PUT",
  post: "POST",
  delete: "DELETE",
  options: "OPTIONS",
  head: "HEAD",
  patch: "PATCH",
  "x-amazon-apigateway-any-method": "ANY",
};

const DOCUMENT_2 = [
  ...["swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters"],
  ...["responses", "securityDefinitions", "security", "tags", "externalDocs"],
];
const DOCUMENT_3 = [
  "openapi",
  "info",
  "servers",
  "paths",
  "components",
  "security",
  "tags",
  "externalDocs",
  "webhooks",
];
const COMPONENTS = [
  ...["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links"],
  "callbacks",
];
const PATH_ITEM = ["$ref", "summary", "description", "servers", "parameters", "trace", ...Object.keys(METHOD_KEYS)];
const OPERATION = [
  ...["tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses"],
  ...["callbacks", "deprecated", "security", "servers", "consumes", "produces", "schemes"],
];

/**
 * What the importer warns of: keys that OpenAPI does not have, operations without responses, and references to schemas
 * that are not there. AWS parses with swagger-parser, whose messages these are: terraform-provider-aws's acceptance test of
 * `fail_on_warnings` has the first, moto's recorded one of `FailOnWarnings` the last.
 */
export function importWarnings(document: Params): string[] {
  const found: string[] = [];
  const unexpected = (where: string, value: Params | undefined, known: readonly string[]) => {
    for (const key of Object.keys(value ?? {})) {
      if (!known.includes(key) && !key.startsWith("x-")) found.push(`${where}${key} is unexpected`);
    }
  };
  unexpected("", document, document.swagger === undefined ? DOCUMENT_3 : DOCUMENT_2);
  unexpected("components.", structure(document, "components"), COMPONENTS);
  for (const [path, item] of Object.entries(structure(document, "paths") ?? {})) {
    if (!isStructure(item)) continue;
    unexpected(`paths.'${path}'.`, item, PATH_ITEM);
    for (const key of Object.keys(METHOD_KEYS)) {
      const operation = structure(item, key);
      if (operation === undefined) continue;
      const where = `paths.'${path}'(${key}).`;
      unexpected(where, operation, OPERATION);
      if (structure(operation, "responses") === undefined && key in STANDARD)
        found.push(`${where}responses is missing`);
      for (const reference of missingSchemas(operation, document)) found.push(`${where}${reference} is missing`);
    }
  }
  return found.map((text) => `Parse issue: attribute ${text}`);
}

const STANDARD: Record<string, true> = {
  get: true,
  put: true,
  post: true,
  delete: true,
  options: true,
  head: true,
  patch: true,
};

function missingSchemas(operation: Params, document: Params): string[] {
  const schemas = structure(structure(document, "components") ?? {}, "schemas") ?? structure(document, "definitions");
  const missing: string[] = [];
  for (const [code, response] of Object.entries(structure(operation, "responses") ?? {})) {
    const content = isStructure(response) ? (structure(response, "content") ?? { "": response }) : {};
    for (const media of Object.values(content)) {
      const reference = isStructure(media) ? structure(media, "schema")?.$ref : undefined;
      if (typeof reference !== "string") continue;
      if (schemas?.[reference.split("/").at(-1) ?? ""] === undefined) {
        missing.push(`responses.${code}.content.schema.${reference}`);
      }
    }
  }
  return missing;
}
