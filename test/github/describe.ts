/**
 * Writes description.json: of GitHub's published OpenAPI description the operations that the action uses, with the
 * schemas of their requests and answers as JSON Schema.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz
 *     node test/github/describe.ts package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DEPLOYMENTS = "/repos/{owner}/{repo}/deployments";
const OPERATIONS: readonly [path: string, method: "get" | "post" | "patch"][] = [
  [DEPLOYMENTS, "get"],
  [DEPLOYMENTS, "post"],
  [`${DEPLOYMENTS}/{deployment_id}/statuses`, "get"],
  [`${DEPLOYMENTS}/{deployment_id}/statuses`, "post"],
  ["/repos/{owner}/{repo}/actions/runs/{run_id}/approvals", "get"],
  ["/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "get"],
  ["/repos/{owner}/{repo}/issues/{issue_number}/comments", "get"],
  ["/repos/{owner}/{repo}/issues/{issue_number}/comments", "post"],
  ["/repos/{owner}/{repo}/issues/comments/{comment_id}", "patch"],
];

interface Published {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
}

interface Operation {
  parameters: Json[];
  requestBody?: { content: { "application/json": { schema: unknown } } };
  responses: Record<string, { content?: { "application/json"?: { schema: unknown } } }>;
}

interface Parameter {
  name: string;
  in: string;
  schema: unknown;
}

type Json = Record<string, unknown>;

/** What says nothing of what is valid. */
const PROSE = new Set(["description", "example", "examples", "title", "default", "deprecated"]);

/** OpenAPI 3.0 as JSON Schema: `nullable` is a type of its own there. */
function schemaOf(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => schemaOf(item));
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = value as Json;
  const said = isNames ? (value as Json) : rest;
  const kept = Object.entries(said).filter(([key]) => isNames || !(PROSE.has(key) || key.startsWith("x-")));
  const schema = Object.fromEntries(kept.map(([key, part]) => [key, schemaOf(part, key === "properties")]));
  return nullable === true && !isNames ? { anyOf: [schema, { type: "null" }] } : schema;
}

/** Every schema that is named in what is kept, and in those. */
function named(root: unknown, all: Record<string, unknown>): Record<string, unknown> {
  const found = new Map<string, unknown>();
  const look = (part: unknown) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      const schema = schemaOf(all[name]);
      found.set(name, schema);
      look(schema);
    }
  };
  look(root);
  return Object.fromEntries([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const published = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Published;
const { schemas = {}, parameters = {}, responses = {} } = published.components;

function resolved<T>(value: unknown, among: Record<string, unknown>): T {
  const ref = (value as Json).$ref;
  return (typeof ref === "string" ? among[ref.split("/").at(-1) ?? ""] : value) as T;
}

const operations = OPERATIONS.map(([path, method]) => {
  const operation = published.paths[path]?.[method];
  if (operation === undefined) throw new Error(`GitHub has no ${method} ${path}`);
  const asked = operation.parameters.map((parameter) => resolved<Parameter>(parameter, parameters));
  const answers = Object.entries(operation.responses).flatMap(([status, answer]) => {
    const schema = resolved<(typeof operation.responses)[string]>(answer, responses).content?.["application/json"]
      ?.schema;
    return schema === undefined ? [] : [[status, schemaOf(schema)]];
  });
  const body = operation.requestBody?.content["application/json"].schema;
  return {
    ...{ method: method.toUpperCase(), path },
    query: asked
      .filter((parameter) => parameter.in === "query")
      .map(({ name, schema }) => ({ name, schema: schemaOf(schema) })),
    ...(body === undefined ? {} : { body: schemaOf(body) }),
    answers: Object.fromEntries(answers),
  };
});
const description = {
  version: published.info.version,
  operations,
  components: { schemas: named(operations, schemas) },
};
writeFileSync(join(import.meta.dirname, "description.json"), `${JSON.stringify(description)}\n`);
