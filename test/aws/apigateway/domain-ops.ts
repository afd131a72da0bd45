import type { Params } from "../contract.ts";
import { required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, texts } from "../protocol/rest.ts";
import { page } from "./api-ops.ts";
import { badRequest, conflict, notFound } from "./errors.ts";
import type { Domain, Mapping } from "./model.ts";
import { readPatch } from "./patch.ts";
import type { Gateway } from "./store.ts";
import { record } from "./store.ts";

const EMPTY_PATH = "(none)";
const MAPPINGS = "/domainnames/{domainName}/basepathmappings";
const MAPPING = `${MAPPINGS}/{basePath}`;

/**
 * Custom domain names and what they map to. Messages: aws/aws-extensions-for-dotnet-cli#102,
 * amplify-education/serverless-domain-manager#613.
 */
export function domainOperations(gateway: Gateway): Record<string, RestOperation> {
  const domain = (params: Params) => gateway.domain(required(params, "domainName"));
  const mapping = (params: Params): [Domain, Mapping] => {
    const found = domain(params);
    const one = found.mappings.get(required(params, "basePath"));
    if (one === undefined) throw notFound("Invalid base path mapping identifier specified");
    return [found, one];
  };
  return {
    CreateDomainName: {
      http: "POST /domainnames",
      status: 201,
      run: (params) => describe(gateway, createDomain(gateway, params)),
    },
    GetDomainNames: {
      http: "GET /domainnames",
      status: 200,
      run: (params) => page([...gateway.domains.values()], params, (one) => describe(gateway, one)),
    },
    GetDomainName: {
      http: "GET /domainnames/{domainName}",
      status: 200,
      run: (params) => describe(gateway, domain(params)),
    },
    DeleteDomainName: {
      http: "DELETE /domainnames/{domainName}",
      status: 202,
      run(params) {
        gateway.domains.delete(domain(params).name);
        return undefined;
      },
    },
    CreateBasePathMapping: {
      http: `POST ${MAPPINGS}`,
      status: 201,
      run(params) {
        const { mappings } = domain(params);
        const made = readMapping(gateway, {
          basePath: text(params, "basePath") || EMPTY_PATH,
          restApiId: required(params, "restApiId"),
          stage: text(params, "stage"),
        });
        if (mappings.has(made.basePath)) throw conflict("Base path already exists for this domain name");
        mappings.set(made.basePath, made);
        return made;
      },
    },
    GetBasePathMappings: {
      http: `GET ${MAPPINGS}`,
      status: 200,
      run: (params) => page([...domain(params).mappings.values()], params, (one) => one),
    },
    GetBasePathMapping: { http: `GET ${MAPPING}`, status: 200, run: (params) => mapping(params)[1] },
    UpdateBasePathMapping: {
      http: `PATCH ${MAPPING}`,
      status: 200,
      run(params) {
        const [{ mappings }, before] = mapping(params);
        const changed = { ...before };
        for (const { op, path, value } of readPatch(params, "updateBasePathMappingInput")) {
          if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
          if (path === "/stage") changed.stage = value;
          else if (path.toLowerCase() === "/restapiid") changed.restApiId = value ?? "";
          else if (path === "/basePath") changed.basePath = value || EMPTY_PATH;
          else throw badRequest(`Invalid patch path ${path}`);
        }
        readMapping(gateway, changed);
        if (changed.basePath !== before.basePath && mappings.has(changed.basePath)) {
          throw conflict("Base path already exists for this domain name");
        }
        mappings.delete(before.basePath);
        mappings.set(changed.basePath, changed);
        return changed;
      },
    },
    DeleteBasePathMapping: {
      http: `DELETE ${MAPPING}`,
      status: 202,
      run(params) {
        const [{ mappings }, { basePath }] = mapping(params);
        mappings.delete(basePath);
        return undefined;
      },
    },
  };
}

/** The stage and the rest of the path that a request to a custom domain goes to; undefined: nothing is mapped there. */
export function mapped(
  { mappings }: Domain,
  segments: readonly string[],
): { restApiId: string; stage: string; path: string[] } | undefined {
  const [first = "", ...rest] = segments;
  const named = mappings.get(first);
  const found = named ?? mappings.get(EMPTY_PATH);
  if (found === undefined) return undefined;
  const below = named === undefined ? [...segments] : rest;
  const stage = found.stage ?? below.shift();
  return stage === undefined ? undefined : { restApiId: found.restApiId, stage, path: below };
}

function createDomain(gateway: Gateway, params: Params): Domain {
  const name = required(params, "domainName");
  if (gateway.domains.has(name)) throw conflict("The domain name you provided already exists.");
  const domain: Domain = {
    name,
    endpointType: list(structure(params, "endpointConfiguration") ?? {}, "types")[0] ?? "EDGE",
    certificateArn: text(params, "regionalCertificateArn") ?? text(params, "certificateArn"),
    securityPolicy: text(params, "securityPolicy") ?? "TLS_1_2",
    tags: new Map(Object.entries(texts(params, "tags") ?? {})),
    mappings: new Map(),
  };
  gateway.domains.set(name, domain);
  return domain;
}

function readMapping(gateway: Gateway, mapping: Mapping): Mapping {
  const api = gateway.apis.get(mapping.restApiId);
  if (api === undefined) throw badRequest("Invalid REST API identifier specified");
  if (mapping.stage !== undefined && !api.stages.has(mapping.stage)) {
    throw badRequest("Invalid stage identifier specified");
  }
  return mapping;
}

function describe({ config }: Gateway, domain: Domain): Params {
  const regional = domain.endpointType === "REGIONAL";
  const [arn, target] = regional
    ? ["regionalCertificateArn", "regionalDomainName"]
    : ["certificateArn", "distributionDomainName"];
  return {
    domainName: domain.name,
    domainNameArn: `arn:aws:apigateway:${config.region}::/domainnames/${domain.name}`,
    domainNameStatus: "AVAILABLE",
    [arn]: domain.certificateArn,
    [target]: regional ? `d-local.execute-api.${config.region}.amazonaws.com` : "dlocal.cloudfront.net",
    endpointConfiguration: { types: [domain.endpointType] },
    securityPolicy: domain.securityPolicy,
    tags: record(domain.tags),
  };
}
