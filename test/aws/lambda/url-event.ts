import type { IncomingMessage } from "node:http";
import type { Wire } from "../contract.ts";
import { isStructure } from "../params.ts";
import type { Answer } from "../protocol/http.ts";
import { bodyOf, endToEnd } from "../protocol/http.ts";

/** A request as it came to a function URL. */
export interface UrlRequest {
  request: IncomingMessage;
  body: Buffer;
  requestId: string;
  urlId: string;
  /** `URL-ID.lambda-url.REGION.on.aws` */
  domainName: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Payload format 2.0 (Lambda developer guide, "Invoking Lambda function URLs"); paths, queries and headers: as recorded from AWS in localstack's `TestLambdaURL`. */
export function urlEvent({ request, body, requestId, urlId, domainName, now }: UrlRequest): object {
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const query = new URLSearchParams(search);
  const sourceIp = request.socket.remoteAddress ?? "";
  const { cookie, ...headers } = headersOf(request);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: search,
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
    headers: { ...headers, host: domainName, ...forwarded(sourceIp) },
    ...(query.size === 0 ? {} : { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: "anonymous",
      apiId: urlId,
      domainName,
      domainPrefix: urlId,
      http: {
        method: request.method ?? "GET",
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: logTime(now),
      timeEpoch: now,
    },
    ...(body.length === 0 ? { isBase64Encoded: false } : bodyOf(body, request)),
  };
}

/** What a function's result means: a whole answer, or, without a `statusCode`, a body. Undefined: neither. */
export function urlAnswer(payload: string): Answer | undefined {
  const result = JSON.parse(payload) as Wire;
  if (!isStructure(result) || result.statusCode === undefined)
    return { status: 200, headers: JSON_TYPE, body: Buffer.from(typeof result === "string" ? result : payload) };
  const { body = "", headers = {}, cookies = [] } = result;
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (typeof body !== "string" || !isStructure(headers) || !Array.isArray(cookies)) return undefined;
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status,
    headers: {
      ...JSON_TYPE,
      ...Object.fromEntries(sent),
      ...(cookies.length === 0 ? {} : { "set-cookie": cookies.map(String) }),
    },
    body: Buffer.from(body, result.isBase64Encoded === true ? "base64" : "utf8"),
  };
}

const JSON_TYPE = { "content-type": "application/json" };

/** Names in small letters, several values of one name with commas between them. */
function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  const lists = Object.entries(endToEnd<string[]>(headersDistinct));
  return Object.fromEntries(lists.map(([name, values]) => [name, values.join(name === "cookie" ? "; " : ",")]));
}

function joined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

function forwarded(sourceIp: string): Record<string, string> {
  return { "x-forwarded-for": sourceIp, "x-forwarded-port": "443", "x-forwarded-proto": "https" };
}

/** `12/Mar/2020:19:03:58 +0000` */
function logTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
