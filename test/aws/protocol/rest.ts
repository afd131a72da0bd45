import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Params, Principal, RequestContext, Wire } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Faults } from "../faults.ts";
import { holdUp } from "../faults.ts";
import { allows } from "../iam.ts";
import { isStructure } from "../params.ts";
import type { Call } from "../server.ts";
import { refuseUnread } from "../unread.ts";

/** One operation of a service that speaks restJson. */
export interface RestOperation {
  /** Method and path as in the service model, e.g. `PATCH /restapis/{restApiId}/stages/{stageName}`. */
  http: string;
  /** HTTP status of success. */
  status: number;
  /** A query parameter that must be there, `name=value`: two operations may share a path. */
  query?: string;
  /** The member that holds the whole body, which then is no JSON. */
  payload?: string;
  /** Body members that go by another name: wire name to member. */
  rename?: Record<string, string>;
  /** Headers that are members: header to member. */
  headers?: Record<string, string>;
  run(params: Params, context: RequestContext): RestResult | Promise<RestResult>;
}

/** Undefined: an answer without a body. */
export type RestResult = Params | Raw | undefined;

/** An answer that is no JSON document of its members. */
export class Raw {
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly status: number | undefined;
  constructor(body: string, headers: Record<string, string>, status?: number) {
    this.body = body;
    this.headers = headers;
    this.status = status;
  }
}

export interface RestService {
  /** The name in a SigV4 credential scope: `apigateway`, `lambda`. */
  name: string;
  operations: Record<string, RestOperation>;
  /** What a policy must allow for this call. */
  permission(action: string, params: Params, request: { method: string; path: string }): Permission;
  errorBody(error: AwsError): Params;
  /** Throws when the account makes too many calls. */
  admit(action: string): void;
}

export interface Permission {
  action: string;
  resource: string;
}

/** What all services of the local AWS share. */
export interface Door {
  calls: Call[];
  faults: Faults;
  onCall(call: { index: number; action: string }): void;
  /** Throws an AwsError in the query services' words. */
  authenticate(request: IncomingMessage, body: Buffer): Principal;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
  startedAt: number;
}

interface Matched {
  name: string;
  operation: RestOperation;
  labels: Params;
}

/** Answers one request to a restJson service: call log, faults, authentication, quota, policy, operation. */
export async function serveRest(service: RestService, exchange: Exchange, door: Door): Promise<void> {
  const { request, response, body, startedAt } = exchange;
  const requestId = randomUUID();
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const query = readQuery(search);
  const matched = route(service, request.method ?? "GET", path, query);
  const call: Call = {
    service: service.name,
    action: matched?.name ?? "?",
    params: { ...query, ...matched?.labels },
    principal: "",
    status: 0,
    error: undefined,
    startedAt,
    endedAt: 0,
  };
  const effect = door.faults.take(call.action);
  door.calls.push(call);
  door.onCall({ index: door.calls.length, action: call.action });
  const finish = (status: number, text: string, headers: Record<string, string>) => {
    call.status = status;
    call.endedAt = Date.now();
    response.writeHead(status, { "x-amzn-requestid": requestId, ...headers }).end(text);
  };
  try {
    if (effect?.kind === "drop-before") return void response.destroy();
    await holdUp(effect, response);
    const principal = authenticate(door, request, body);
    call.principal = principal.arn;
    if (effect?.kind === "error") throw new AwsError(effect.code, effect.message, effect.status);
    if (matched === undefined)
      throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
    call.params = { ...query, ...readBody(matched.operation, request, body), ...matched.labels };
    service.admit(matched.name);
    authorize(service, principal, matched.name, call.params, { method: request.method ?? "GET", path });
    const { operation } = matched;
    const result = await refuseUnread(matched.name, unrouted(operation, call.params), (given) =>
      operation.run(given, { principal, requestId }),
    );
    if (effect?.kind === "drop-after") return void response.destroy();
    if (result instanceof Raw) return finish(result.status ?? matched.operation.status, result.body, result.headers);
    finish(matched.operation.status, result === undefined ? "" : toJson(result), JSON_TYPE);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    call.error = error.code;
    finish(error.status, toJson(service.errorBody(error)), { ...JSON_TYPE, "x-amzn-errortype": error.code });
  }
}

const JSON_TYPE = { "content-type": "application/json" };

/** An operation without the wire: no quota, no faults, not among the calls. */
export async function callRest(
  service: RestService,
  action: string,
  params: Params,
  context: RequestContext,
): Promise<Params> {
  const operation = service.operations[action];
  if (operation === undefined) throw new AwsError("InvalidAction", `${service.name} has no operation ${action}.`);
  const result = await refuseUnread(action, unrouted(operation, params), (given) => operation.run(given, context));
  return result instanceof Raw ? { body: result.body } : (result ?? {});
}

/** What the query services call by other names. Source: the services' answers in SDK error reports. */
const AUTHENTICATION_ERRORS: Record<string, string> = {
  InvalidClientTokenId: "UnrecognizedClientException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  ExpiredToken: "ExpiredTokenException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
};

function authenticate(door: Door, request: IncomingMessage, body: Buffer): Principal {
  try {
    return door.authenticate(signedView(request), body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(AUTHENTICATION_ERRORS[error.code] ?? error.code, error.message, error.status);
  }
}

/** The request as it was signed: every path segment of the canonical request is encoded twice (but for S3's). */
function signedView(request: IncomingMessage): IncomingMessage {
  const [path = "/", search] = (request.url ?? "/").split("?", 2);
  const twice = path.split("/").map(encodeSegment).join("/");
  const url = search === undefined ? twice : `${twice}?${search}`;
  return Object.create(request, { url: { value: url } }) as IncomingMessage;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function authorize(
  service: RestService,
  principal: Principal,
  name: string,
  params: Params,
  request: { method: string; path: string },
): void {
  const { action, resource } = service.permission(name, params, request);
  if (allows(principal, action, resource)) return;
  throw new AwsError(
    "AccessDeniedException",
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`,
    403,
  );
}

function route(service: RestService, method: string, path: string, query: Params): Matched | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const [name, operation] of Object.entries(service.operations)) {
    const [verb, template = ""] = operation.http.split(" ");
    if (verb !== method) continue;
    const labels = matchPath(template.split("/").slice(1), segments);
    if (labels !== undefined && hasQuery(operation.query, query)) return { name, operation, labels };
  }
  return undefined;
}

function matchPath(template: readonly string[], segments: readonly string[]): Params | undefined {
  if (template.length !== segments.length) return undefined;
  const labels: Params = {};
  for (const [index, part] of template.entries()) {
    const segment = decodeURIComponent(segments[index] ?? "");
    if (part.startsWith("{")) labels[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return labels;
}

/** Without the query parameter that told the operation from its neighbour. */
function unrouted({ query }: RestOperation, params: Params): Params {
  const [name] = query?.split("=") ?? [];
  return Object.fromEntries(Object.entries(params).filter(([member]) => member !== name));
}

function hasQuery(wanted: string | undefined, query: Params): boolean {
  if (wanted === undefined) return true;
  const [name = "", value] = wanted.split("=");
  return query[name] === value;
}

function readQuery(search: string): Params {
  const query: Params = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = query[name];
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return query;
}

function readBody({ payload, rename, headers }: RestOperation, request: IncomingMessage, body: Buffer): Params {
  const read: Params = {};
  for (const [header, member] of Object.entries(headers ?? {})) {
    const value = request.headers[header];
    if (typeof value === "string") read[member] = value;
  }
  if (payload !== undefined) return { ...read, [payload]: body.toString() };
  if (body.length === 0) return read;
  for (const [name, value] of Object.entries(parseObject(body))) read[rename?.[name] ?? name] = value;
  return read;
}

function parseObject(body: Buffer): Params {
  try {
    const parsed = JSON.parse(body.toString()) as Wire;
    if (isStructure(parsed)) return parsed;
  } catch {
    // Falls through: what is no JSON object is refused.
  }
  throw new AwsError("SerializationException", "Unexpected token in the request body");
}

/** JSON with timestamps in seconds since the epoch, as restJson has them, and without what is undefined. */
function toJson(result: Params): string {
  return JSON.stringify(encode(result));
}

function encode(value: Wire): Wire {
  if (value instanceof Date) return Math.floor(value.getTime() / 1_000);
  if (Array.isArray(value)) return value.map(encode);
  if (!isStructure(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, encode(inner)]));
}

/** Typed access to members that are JSON or text. */

export function number(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  const parsed = typeof value === "number" ? value : Number(value === "" ? Number.NaN : value);
  if (Number.isFinite(parsed)) return parsed;
  throw new AwsError("SerializationException", `'${String(value)}' is not a number at '${name}'`);
}

export function truth(params: Params, name: string): boolean | undefined {
  const value = params[name];
  return value === undefined || value === null ? undefined : value === true || value === "true";
}

/** A list of texts; a query parameter that is given once is one text. */
export function list(params: Params, name: string): string[] {
  const value = params[name];
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

/** A map of texts. */
export function texts(params: Params, name: string): Record<string, string> | undefined {
  const value = params[name];
  if (!isStructure(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, String(inner)]));
}
