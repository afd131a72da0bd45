import type { IncomingMessage } from "node:http";
import type { Wire } from "../contract.ts";
import type { Lambda } from "../lambda/index.ts";
import { isStructure } from "../params.ts";
import type { Answer } from "../protocol/http.ts";
import { bodyOf, endToEnd } from "../protocol/http.ts";
import type { TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";

/** Functions as targets (Application Load Balancers user guide, "Use Lambda functions as targets"). */

/** Of a request's body, and of a function's answer. */
export const MAX_BYTES = 2 ** 20;

export interface FunctionAnswer extends Answer {
  /** What follows the status: the reason phrase. */
  reason: string;
}

/** What a function answers to an event; undefined: it may not be called, failed, or its answer makes no response. */
export async function askFunction(
  lambda: Lambda,
  group: TargetGroup,
  arn: string,
  event: object,
): Promise<FunctionAnswer | undefined> {
  if (lambda.find(arn) === undefined || !mayCall(lambda, arn, group.arn)) return undefined;
  const { ok, payload } = await lambda.invoke(arn, JSON.stringify(event));
  return ok && Buffer.byteLength(payload) <= MAX_BYTES ? readAnswer(payload, isMultiValue(group)) : undefined;
}

/** Whether the policy of the function, or of the alias or version that the ARN names, lets this target group in. */
export function mayCall(lambda: Lambda, arn: string, groupArn: string): boolean {
  return lambda.admits(arn, "elasticloadbalancing", groupArn);
}

/** The event of a request. Its query stays as it came: the load balancer does not decode it. */
export function requestEvent(
  group: TargetGroup,
  request: IncomingMessage,
  { path: url, host }: { path: string; host: string },
  body: Buffer,
): object {
  const [path = "/", search = ""] = url.split("?", 2);
  const pairs = search
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split(/=(.*)/s) as [string, string?]);
  const query = listsOf(pairs.map(([name, value = ""]) => [name, value]));
  const headers = endToEnd<string[]>(request.headersDistinct);
  const lists = { ...headers, ...(host === "" ? {} : { host: [host] }), ...forwarded(request) };
  return {
    requestContext: contextOf(group),
    httpMethod: request.method ?? "GET",
    path,
    ...(isMultiValue(group)
      ? { multiValueQueryStringParameters: query, multiValueHeaders: lists }
      : { queryStringParameters: lastOf(query), headers: lastOf(lists) }),
    ...bodyOf(body, request),
  };
}

/** The event of a health check. */
export function checkEvent(group: TargetGroup): object {
  const agent = "ELB-HealthChecker/2.0";
  return {
    requestContext: contextOf(group),
    ...{ httpMethod: "GET", path: group.check.path },
    ...(isMultiValue(group)
      ? { multiValueQueryStringParameters: {}, multiValueHeaders: { "user-agent": [agent] } }
      : { queryStringParameters: {}, headers: { "user-agent": agent } }),
    ...{ body: "", isBase64Encoded: false },
  };
}

function readAnswer(payload: string, multiValue: boolean): FunctionAnswer | undefined {
  const answer = JSON.parse(payload) as Wire;
  if (!isStructure(answer)) return undefined;
  const { statusCode, statusDescription = "", body = "" } = answer;
  const headers = (multiValue ? answer.multiValueHeaders : answer.headers) ?? {};
  const status = Number(statusCode);
  if (statusCode === undefined || !Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if ((body !== null && typeof body !== "string") || !isStructure(headers)) return undefined;
  const sent = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.map(String) : String(value),
  ]);
  return {
    status,
    reason: String(statusDescription).replace(/^\d+ ?/, ""),
    headers: endToEnd(Object.fromEntries(sent) as Record<string, string | string[]>),
    body: Buffer.from(body ?? "", answer.isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function isMultiValue(group: TargetGroup): boolean {
  return attribute(group, "lambda.multi_value_headers.enabled") === "true";
}

function contextOf({ arn }: TargetGroup): object {
  return { elb: { targetGroupArn: arn } };
}

function forwarded({ headers, socket }: IncomingMessage): Record<string, string[]> {
  return {
    "x-forwarded-for": [[headers["x-forwarded-for"] ?? [], socket.remoteAddress ?? ""].flat().join(", ")],
    "x-forwarded-port": [String(socket.localPort)],
    "x-forwarded-proto": ["encrypted" in socket ? "https" : "http"],
  };
}

function listsOf(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const names = [...new Set(pairs.map(([name]) => name))];
  return Object.fromEntries(
    names.map((name) => [name, pairs.filter(([other]) => other === name).map(([, value]) => value)]),
  );
}

function lastOf(lists: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? ""]));
}
