import type { FormerIntegration } from "./record.ts";

/** OpenAPI documents as API Gateway reads them: the file that is deployed, and the export of what a stage serves. Pure. */

/** An OpenAPI file, read and judged. */
export interface OpenApiSource {
  /** The text as it goes to the service. */
  body: string;
  /** SHA-256 of the body, in hex. */
  sha256: string;
  backends: readonly Backend[];
}

/** What a method calls. */
export interface Backend {
  /** `GET`; `ANY` for every method. */
  verb: string;
  /** `/pets/{id}`. */
  path: string;
  /** As the integration has it; stage variables may stand in it. Empty for a mock. */
  uri: string;
  /** The role that API Gateway calls it with; undefined: the function's own policy has to allow the call. */
  credentials: string | undefined;
  /** It is no method's integration, but the function of a Lambda authorizer. */
  authorizer?: boolean;
}

/** "The maximum size of the API definition file is 6MB" (API Reference, PutRestApi). */
export const MAX_OPENAPI_BYTES = 6 * 1024 * 1024;

/** The keys of a path item that are methods, with the verb that API Gateway makes of them. */
const VERBS = new Map([
  ...["get", "put", "post", "delete", "options", "head", "patch"].map((key) => [key, key.toUpperCase()] as const),
  ["x-amazon-apigateway-any-method", "ANY"],
]);

/**
 * The backends of a parsed document.
 *
 * @returns what is wrong with it, as the end of a sentence, when API Gateway could not deploy it.
 */
export function backendsOf(document: unknown): Backend[] | string {
  if (!isMap(document)) return "is not a map: an OpenAPI document in JSON or YAML is wanted.";
  const known = String(document.swagger) === "2.0" || /^3\.0(\.\d+)?$/.test(String(document.openapi));
  if (!known) return 'is neither OpenAPI 3.0 (`openapi: 3.0.1`) nor Swagger 2.0 (`swagger: "2.0"`).';
  const backends: Backend[] = [];
  for (const [path, item] of Object.entries(isMap(document.paths) ? document.paths : {})) {
    if (!isMap(item)) continue;
    for (const [key, operation] of Object.entries(item)) {
      const verb = VERBS.get(key);
      if (verb === undefined || !isMap(operation)) continue;
      const integration = operation["x-amazon-apigateway-integration"];
      if (!isMap(integration)) {
        return `has no x-amazon-apigateway-integration for ${verb} ${path}: API Gateway deploys no method without one.`;
      }
      const uri = typeof integration.uri === "string" ? integration.uri : "";
      const credentials = typeof integration.credentials === "string" ? integration.credentials : undefined;
      backends.push({ verb, path, uri, credentials });
    }
  }
  if (backends.length === 0) return "has no method: API Gateway deploys no API without one.";
  return [...backends, ...authorizersOf(document)];
}

/** The functions of Lambda authorizers, which security schemes name ("x-amazon-apigateway-authorizer object"). */
function authorizersOf(document: Record<string, unknown>): Backend[] {
  const components = isMap(document.components) ? document.components.securitySchemes : undefined;
  const schemes = components ?? document.securityDefinitions;
  return Object.values(isMap(schemes) ? schemes : {}).flatMap((scheme) => {
    const given = isMap(scheme) ? scheme["x-amazon-apigateway-authorizer"] : undefined;
    if (!isMap(given) || typeof given.authorizerUri !== "string") return [];
    const credentials = typeof given.authorizerCredentials === "string" ? given.authorizerCredentials : undefined;
    return [{ verb: "", path: "", uri: given.authorizerUri, credentials, authorizer: true }];
  });
}

/** Every integration of an exported document, as it is put. */
export function integrationsOf(document: unknown): FormerIntegration[] {
  const paths = isMap(document) && isMap(document.paths) ? document.paths : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(isMap(item) ? item : {}).flatMap(([key, operation]) => {
      const verb = VERBS.get(key);
      const integration = isMap(operation) ? operation["x-amazon-apigateway-integration"] : undefined;
      if (verb === undefined || !isMap(integration)) return [];
      const { type = "", httpMethod = "", uri = "" } = integration;
      return [{ verb, path, type: String(type).toUpperCase(), httpMethod: String(httpMethod), uri: String(uri) }];
    }),
  );
}

/** The methods of an exported document that everybody may call: `GET /pets`. */
export function openMethods(document: unknown): string[] {
  const paths = isMap(document) && isMap(document.paths) ? document.paths : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(isMap(item) ? item : {}).flatMap(([key, operation]) => {
      const verb = VERBS.get(key);
      if (verb === undefined || !isMap(operation)) return [];
      const { security, "x-amazon-apigateway-auth": auth } = operation;
      return (Array.isArray(security) && security.length > 0) || auth !== undefined ? [] : [`${verb} ${path}`];
    }),
  );
}

/**
 * Whether a file in JSON or YAML has a key of API Gateway's own. The names are unlike anything else that stands in such a
 * document; lines that YAML takes for comments do not count.
 */
export function mentions(body: string, key: string): boolean {
  const lines = body.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  return new RegExp(`(?:^|[{,\\s])["']?${key}["']?\\s*:`, "m").test(lines.join("\n"));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
