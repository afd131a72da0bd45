import type { IncomingMessage } from "node:http";
import type { AwsError, Params, Service, Wire } from "../contract.ts";
import { AwsError as Refusal } from "../contract.ts";
import { isStructure } from "../params.ts";
import { decodeCbor, encodeCbor } from "./cbor.ts";
import { errorXml, parseQuery, resultXml } from "./query.ts";

/** One call as it came, and how its answer is written: a service may speak several protocols. */
export interface Spoken {
  action: string;
  /** Leaves are texts, whatever the protocol. */
  params: Params;
  result(service: Service, result: Params, requestId: string): Payload;
  error(service: Service | undefined, error: AwsError, requestId: string): Payload;
}

export interface Payload {
  headers: Record<string, string>;
  body: string | Buffer;
}

/**
 * Reads a call in whatever protocol it is written in: Smithy RPC v2 CBOR, AWS JSON, or query. Sources: Smithy's pages on
 * the three, and on "AWS Query compatible" errors, which keep the code of the query protocol in a header.
 */
export function readCall(request: IncomingMessage, body: Buffer): Spoken {
  const [, operation] = /^\/service\/\w+\/operation\/(\w+)$/.exec(request.url ?? "") ?? [];
  if (operation !== undefined) return document(operation, body.length === 0 ? {} : decodeCbor(body), cborPayload);
  const [, target] = /^\w+\.(\w+)$/.exec(String(request.headers["x-amz-target"] ?? "")) ?? [];
  const type = String(request.headers["content-type"]);
  if (target !== undefined) return document(target, parseJson(body), (members) => jsonPayload(members, type));
  return query(body);
}

function query(body: Buffer): Spoken {
  const {
    Action: action = "",
    Version: _version,
    ...params
  } = parseQuery(body.toString()) as Params & {
    Action?: string;
  };
  const xml = (text: string): Payload => ({ headers: { "content-type": "text/xml" }, body: text });
  return {
    action,
    params,
    result: (service, result, requestId) => xml(resultXml(service, action, result, requestId)),
    error: (service, error, requestId) => xml(errorXml(service, error, requestId)),
  };
}

function document(action: string, given: Params, write: (members: Params) => Payload): Spoken {
  return {
    action,
    params: asText(given) as Params,
    result: (_service, result) => write(result),
    error: (_service, error) => {
      const { headers, body } = write({ __type: error.code, message: error.message });
      const side = error.status < 500 ? "Sender" : "Receiver";
      return { headers: { ...headers, "x-amzn-query-error": `${error.code};${side}` }, body };
    },
  };
}

/** AWS JSON 1.0 or 1.1: the answer is of the request's type. */
function jsonPayload(members: Params, type: string): Payload {
  return { headers: { "content-type": type }, body: JSON.stringify(inSeconds(members)) };
}

function cborPayload(members: Params): Payload {
  const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
  return { headers, body: encodeCbor(members) };
}

function parseJson(body: Buffer): Params {
  try {
    const parsed = JSON.parse(body.toString()) as Wire;
    if (isStructure(parsed)) return parsed;
  } catch {
    // Falls through: what is no JSON object is refused.
  }
  throw new Refusal("SerializationException", "Unexpected token in the request body");
}

/** AWS JSON has timestamps in seconds since the epoch. */
function inSeconds(value: Wire): Wire {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (!isStructure(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inSeconds(inner)]));
}

/** Leaves as the query protocol carries them. */
export function asText(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(asText);
  if (value === undefined || value === null) return undefined;
  if (isStructure(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined && inner !== null)
        .map(([key, inner]) => [key, asText(inner)]),
    );
  return value instanceof Date ? value.toISOString() : String(value);
}
