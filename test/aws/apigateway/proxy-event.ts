import type { Wire } from "../contract.ts";
import { isStructure } from "../params.ts";
import type { Answer } from "../protocol/http.ts";
import { BAD_GATEWAY, JSON_TYPE } from "./answers.ts";
import type { Invocation } from "./invocation.ts";
import { contextOf, queryOf } from "./invocation.ts";

const MEMBERS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
/** Of a connection, not of a message: set by the server that writes the answer. */
const OWN_HEADERS = ["content-length", "connection", "transfer-encoding"];

/** The event of a Lambda proxy integration. Its form: recorded from AWS in localstack's `test_lambda_aws_proxy_integration`. */
export function proxyEvent(invocation: Invocation): object {
  const { api, request, body, variables, pathParameters } = invocation;
  const multiValueHeaders = headersOf(invocation);
  const query = queryOf(invocation);
  const multiValueQuery = Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
  const binary = isBinary(api.binaryMediaTypes, request.headers["content-type"]);
  return {
    resource: invocation.resource.path,
    path: invocation.path,
    httpMethod: request.method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: query.size === 0 ? null : lastOf(multiValueQuery),
    multiValueQueryStringParameters: query.size === 0 ? null : multiValueQuery,
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: variables.size === 0 ? null : Object.fromEntries(variables),
    requestContext: requestContext(invocation),
    body: body.length === 0 ? null : body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary && body.length > 0,
  };
}

/** A function's answer to the client. What is malformed: recorded from AWS in `test_aws_proxy_response_payload_format_validation`. */
export function proxyAnswer(payload: string, { api, request }: Invocation): Answer {
  const answer = JSON.parse(payload) as Wire;
  if (!isStructure(answer) || Object.keys(answer).some((member) => !MEMBERS.includes(member))) return BAD_GATEWAY;
  const status = Number(answer.statusCode ?? 200);
  const { body = null, headers = null, multiValueHeaders = null } = answer;
  if (Object.keys(answer).length === 0 || !Number.isInteger(status) || status < 100 || status > 599) return BAD_GATEWAY;
  if (body !== null && typeof body !== "string") return BAD_GATEWAY;
  if (headers !== null && !isStructure(headers)) return BAD_GATEWAY;
  if (multiValueHeaders !== null && !isListMap(multiValueHeaders)) return BAD_GATEWAY;
  const merged = new Map<string, { name: string; values: string[] }>();
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    merged.set(name.toLowerCase(), { name, values: values.map(String) });
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    const before = merged.get(name.toLowerCase()) ?? { name, values: [] };
    merged.set(name.toLowerCase(), { ...before, values: [...before.values, String(value)] });
  }
  const sent = [...merged].filter(([key]) => !OWN_HEADERS.includes(key));
  const binary = answer.isBase64Encoded === true && isBinary(api.binaryMediaTypes, request.headers.accept);
  return {
    status,
    headers: {
      ...(merged.has("content-type") ? {} : { "content-type": JSON_TYPE }),
      ...Object.fromEntries(
        sent.map(([, { name, values }]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
      ),
    },
    body: Buffer.from(body ?? "", binary ? "base64" : "utf8"),
  };
}

function requestContext(invocation: Invocation): object {
  const { request, api, config } = invocation;
  const { "identity.sourceIp": sourceIp, "identity.userAgent": userAgent, ...context } = contextOf(invocation);
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  return {
    ...context,
    domainName: host,
    domainPrefix: host.split(".")[0] ?? api.id,
    extendedRequestId: invocation.requestId.slice(0, 13),
    requestTime: new Date(config.clock.now()).toUTCString(),
    requestTimeEpoch: config.clock.now(),
    identity: { sourceIp, userAgent, accessKey: null, accountId: null, caller: null, user: null, userArn: null },
  };
}

/** The headers as they came, with the names in the client's own letters. */
function headersOf({ request }: Invocation): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = request.rawHeaders.slice(index, index + 2);
    if (!OWN_HEADERS.includes(name.toLowerCase())) headers[name] = [...(headers[name] ?? []), value];
  }
  const client = request.socket.remoteAddress ?? "";
  const forwarded = request.headers["x-forwarded-for"];
  return {
    ...headers,
    "X-Forwarded-For": [forwarded === undefined ? client : `${forwarded}, ${client}`],
    "X-Forwarded-Port": ["443"],
    "X-Forwarded-Proto": ["https"],
  };
}

function lastOf(lists: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""]));
}

function isBinary(types: readonly string[], type: string | undefined): boolean {
  if (types.includes("*/*")) return true;
  return types.includes((type ?? "").split(/[,;]/)[0]?.trim() ?? "");
}

function isListMap(value: Wire): value is { [name: string]: Wire[] } {
  return isStructure(value) && Object.values(value).every((inner) => Array.isArray(inner));
}
