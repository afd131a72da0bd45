import type { IncomingMessage } from "node:http";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import type { Wire } from "../contract.ts";
import { isStructure } from "../params.ts";
import type { Answer } from "../protocol/http.ts";
import { endToEnd } from "../protocol/http.ts";
import { BAD_GATEWAY, INTERNAL_ERROR, JSON_TYPE, TIMED_OUT } from "./answers.ts";
import type { DataPlane } from "./data-plane.ts";
import type { Invocation } from "./invocation.ts";
import { queryOf, withVariables } from "./invocation.ts";
import type { Integration, IntegrationResponse } from "./model.ts";
import { proxyAnswer, proxyEvent } from "./proxy-event.ts";
import { render } from "./templates.ts";

/** Calls the method's integration, for at most as long as the integration may take (in real time: handlers run in it). */
export async function invoke(plane: DataPlane, invocation: Invocation): Promise<Answer> {
  const integration = invocation.method.methodIntegration;
  if (integration === undefined) return INTERNAL_ERROR;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), integration.timeoutInMillis);
  });
  try {
    return await Promise.race([call(plane, invocation, integration), late]);
  } finally {
    clearTimeout(timer);
  }
}

function call(plane: DataPlane, invocation: Invocation, integration: Integration): Promise<Answer> | Answer {
  switch (integration.type) {
    case "MOCK":
      return mock(invocation, integration);
    case "AWS_PROXY":
      return lambdaProxy(plane, invocation, integration);
    case "AWS":
      return lambdaPlain(plane, invocation, integration);
    default:
      return http(plane, invocation, integration);
  }
}

/** The request template says which status the integration "has"; the integration response for it makes the answer. */
function mock(invocation: Invocation, integration: Integration): Answer {
  const status = parsed(requestOf(invocation, integration));
  const code = isStructure(status) ? Number(status.statusCode) : Number.NaN;
  if (!Number.isInteger(code)) return INTERNAL_ERROR;
  return respond(invocation, choose(integration, String(code)), "");
}

async function lambdaProxy(plane: DataPlane, invocation: Invocation, integration: Integration): Promise<Answer> {
  const result = await callFunction(plane, invocation, integration, JSON.stringify(proxyEvent(invocation)));
  if (result === undefined) return INTERNAL_ERROR;
  return result.ok ? proxyAnswer(result.payload, invocation) : BAD_GATEWAY;
}

async function lambdaPlain(plane: DataPlane, invocation: Invocation, integration: Integration): Promise<Answer> {
  const event = requestOf(invocation, integration);
  const result = await callFunction(plane, invocation, integration, event === "" ? "{}" : event);
  if (result === undefined) return INTERNAL_ERROR;
  const error = result.ok ? undefined : parsed(result.payload);
  const message = isStructure(error) ? String(error.errorMessage ?? "") : "";
  return respond(invocation, choose(integration, result.ok ? "" : message), result.payload);
}

/** Undefined: the function can't be called, for want of a permission or of the function itself. */
async function callFunction(
  plane: DataPlane,
  invocation: Invocation,
  { uri = "", credentials }: Integration,
  event: string,
) {
  const [, arn] =
    /\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/.exec(withVariables(uri, invocation)) ?? [];
  if (arn === undefined) return undefined;
  const target = plane.lambda.find(arn);
  if (target === undefined) return undefined;
  if (credentials === undefined && !plane.lambda.admits(arn, "apigateway", sourceArn(invocation))) return undefined;
  return plane.lambda.invoke(arn, event);
}

/** `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/path/of/the/resource`, which permissions are matched with. */
function sourceArn({ config, api, stage, request, resource }: Invocation): string {
  return `arn:aws:execute-api:${config.region}:${config.accountId}:${api.id}/${stage}/${request.method}${resource.path}`;
}

function http(plane: DataPlane, invocation: Invocation, integration: Integration): Promise<Answer> {
  const url = target(invocation, integration);
  if (url === undefined) return Promise.resolve(INTERNAL_ERROR);
  const { request, body } = invocation;
  const headers = passedOn(request);
  const method = integration.httpMethod === "ANY" ? request.method : integration.httpMethod;
  return new Promise((resolve) => {
    const options = { method, headers: { ...headers, "content-length": body.length } };
    const received = (upstream: IncomingMessage) => {
      const chunks: Buffer[] = [];
      upstream.on("data", (chunk: Buffer) => chunks.push(chunk));
      upstream.once("error", () => resolve(INTERNAL_ERROR));
      upstream.once("end", () =>
        resolve({ status: upstream.statusCode ?? 502, headers: passedOn(upstream), body: Buffer.concat(chunks) }),
      );
    };
    const sent =
      url.protocol === "https:"
        ? overHttps(url, options, received)
        : overHttp(url, { ...options, agent: plane.agent }, received);
    sent.once("error", () => resolve(INTERNAL_ERROR));
    sent.end(body);
  });
}

/** The endpoint with its stage variables, path parameters that the integration maps, and the request's query. */
function target(invocation: Invocation, { uri = "", requestParameters }: Integration): URL | undefined {
  let text = withVariables(uri, invocation);
  for (const [to, from] of Object.entries(requestParameters ?? {})) {
    const name = to.replace(/^integration\.request\.path\./, "");
    const value = invocation.pathParameters[from.replace(/^method\.request\.path\./, "")];
    if (name !== to && value !== undefined) text = text.replace(`{${name}}`, value);
  }
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  for (const [name, value] of queryOf(invocation)) url.searchParams.append(name, value);
  return url;
}

function requestOf(invocation: Invocation, { requestTemplates }: Integration): string {
  const body = invocation.body.toString();
  const type = (invocation.request.headers["content-type"] ?? JSON_TYPE).split(";")[0] ?? JSON_TYPE;
  const template = requestTemplates?.[type];
  return template === undefined ? body : render(template, invocation, body);
}

/** The integration response whose pattern matches the whole text; else the one without a pattern. */
function choose({ integrationResponses }: Integration, text: string): IntegrationResponse | undefined {
  const responses = Object.values(integrationResponses ?? {});
  const matching = responses.find(
    ({ selectionPattern }) =>
      selectionPattern && text !== "" && new RegExp(`^(?:${selectionPattern})$`, "s").test(text),
  );
  return matching ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function respond(invocation: Invocation, response: IntegrationResponse | undefined, body: string): Answer {
  if (response === undefined) return INTERNAL_ERROR;
  const [type = JSON_TYPE, template] = Object.entries(response.responseTemplates ?? {})[0] ?? [];
  const headers: Record<string, string> = { "content-type": type };
  for (const [to, from] of Object.entries(response.responseParameters ?? {})) {
    const name = to.replace(/^method\.response\.header\./, "");
    if (name !== to && /^'.*'$/.test(from)) headers[name.toLowerCase()] = from.slice(1, -1);
  }
  const text = template === undefined || template === null ? body : render(template, invocation, body);
  return { status: Number(response.statusCode), headers, body: Buffer.from(text) };
}

function parsed(text: string): Wire {
  try {
    return JSON.parse(text) as Wire;
  } catch {
    return undefined;
  }
}

function passedOn({ headers }: IncomingMessage): Record<string, string | string[]> {
  const { host: _host, "content-length": _length, ...kept } = endToEnd<string | string[]>(headers);
  return kept;
}
