import type { IncomingMessage } from "node:http";
import type { Params, WorldConfig } from "../contract.ts";
import { isStructure, structure, text } from "../params.ts";
import type { Answer } from "../protocol/http.ts";
import { AUTHORIZER_FAILED, DENIED, UNAUTHORIZED } from "./answers.ts";
import type { Authorizer, Deployment, Method, RestApi } from "./model.ts";
import { newId } from "./store.ts";

/**
 * Lambda authorizers, which OpenAPI documents bring as security schemes. Source: developer guide, "Use API Gateway Lambda
 * authorizers" and "x-amazon-apigateway-authorizer object".
 */

const AUTHORIZER = "x-amazon-apigateway-authorizer";
const AUTHTYPE = "x-amazon-apigateway-authtype";
const API_KEY = "api_key";

/** The authorizers of a document by the name of their scheme; the API's own stay the same ones. */
export function readAuthorizers(document: Params, existing: Iterable<Authorizer>): Map<string, Authorizer> {
  const known = new Map([...existing].map((authorizer) => [authorizer.name, authorizer.id]));
  return new Map(
    Object.entries(schemesOf(document)).flatMap(([name, scheme]) => {
      const given = isStructure(scheme) ? structure(scheme, AUTHORIZER) : undefined;
      if (given === undefined || !isStructure(scheme)) return [];
      const authorizer: Authorizer = {
        id: known.get(name) ?? newId(6),
        name,
        type: (text(given, "type") ?? "token").toUpperCase(),
        authorizerUri: text(given, "authorizerUri") ?? "",
        header: text(scheme, "name") ?? "Authorization",
      };
      return [[name, authorizer] as const];
    }),
  );
}

/** The security schemes of a document, of OpenAPI 3 or 2. */
export function schemesOf(document: Params): Params {
  return (
    structure(structure(document, "components") ?? {}, "securitySchemes") ??
    structure(document, "securityDefinitions") ??
    {}
  );
}

/** What an export with `extensions=authorizers` has of a deployment's authorizers and API keys. */
export function exportedSchemes({ authorizers, resources }: Deployment): object {
  const keys = resources.some(({ methods }) => [...methods.values()].some(({ apiKeyRequired }) => apiKeyRequired));
  return Object.fromEntries([
    ...(keys ? [[API_KEY, { type: "apiKey", name: "x-api-key", in: "header" }] as const] : []),
    ...authorizers.map(({ name, type, authorizerUri, header }) => [
      name,
      {
        type: "apiKey",
        name: header,
        in: "header",
        [AUTHTYPE]: "custom",
        [AUTHORIZER]: { type: type.toLowerCase(), authorizerUri },
      },
    ]),
  ]);
}

/** The `security` of an exported method. */
export function exportedSecurity({ authorizers }: Deployment, { authorizerId, apiKeyRequired }: Method): object[] {
  const authorizer = authorizers.find(({ id }) => id === authorizerId);
  return [
    ...(apiKeyRequired ? [{ [API_KEY]: [] }] : []),
    ...(authorizer === undefined ? [] : [{ [authorizer.name]: [] }]),
  ];
}

export interface Guard {
  config: WorldConfig;
  api: RestApi;
  deployment: Deployment;
  variables: ReadonlyMap<string, string>;
  lambda: {
    admits(arn: string, service: string, sourceArn: string): boolean;
    invoke(arn: string, event: string): Promise<{ ok: boolean; payload: string }>;
  };
}

/** Why a request is not let through; undefined when it is. */
export async function refusedBy(guard: Guard, method: Method, request: IncomingMessage): Promise<Answer | undefined> {
  const { config, api, deployment, variables, lambda } = guard;
  if (method.authorizationType !== "CUSTOM") return undefined;
  const authorizer = deployment.authorizers.find(({ id }) => id === method.authorizerId);
  const uri = (authorizer?.authorizerUri ?? "").replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_, name) => variables.get(name) ?? "",
  );
  const [, arn] = /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri) ?? [];
  const token = request.headers[(authorizer?.header ?? "").toLowerCase()];
  if (token === undefined) return UNAUTHORIZED;
  const source = `arn:aws:execute-api:${config.region}:${config.accountId}:${api.id}/authorizers/${authorizer?.id}`;
  if (arn === undefined || !lambda.admits(arn, "apigateway", source)) return AUTHORIZER_FAILED;
  const event = { type: "TOKEN", authorizationToken: String(token), methodArn: source.replace(/authorizers.*/, "*") };
  const { ok, payload } = await lambda.invoke(arn, JSON.stringify(event));
  if (!ok) return AUTHORIZER_FAILED;
  return payload.includes('"Effect":"Allow"') ? undefined : DENIED;
}
