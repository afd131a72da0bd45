import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Agent, createServer, STATUS_CODES, request as send } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Params, WorldConfig } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { structure, text } from "../params.ts";
import { endToEnd, readBody } from "../protocol/http.ts";
import { drawGroup, nextTarget } from "./choice.ts";
import { matches } from "./conditions.ts";
import type { Entrance } from "./entrance.ts";
import { entranceOf, shown } from "./entrance.ts";
import { askFunction, MAX_BYTES, requestEvent } from "./functions.ts";
import type { Logins } from "./logins.ts";
import type { Action, Forward, Listener, LoadBalancer, Target, TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";
import type { Observers } from "./observers.ts";
import { rewritten } from "./transforms.ts";

const GROUP_COOKIE = "AWSALBTG";
const TARGET_COOKIE = "AWSALB";
/** Of what the load balancer answers by itself. */
const OWN_HEADERS = { "content-type": "text/html", server: "awselb/2.0" };
export interface DataPlane {
  config: WorldConfig;
  ec2: Ec2;
  lambda: Lambda;
  groups: ReadonlyMap<string, TargetGroup>;
  logins: Logins;
  observers: Observers;
}

/** A request as a rule passes it on. */
interface Passed {
  path: string;
  host: string;
}

/** The data plane of an application load balancer's listener: a real port for HTTP or HTTPS. Targets get HTTP alone. */
export function createAlb(listener: Listener, world: DataPlane): Entrance {
  // Targets keep idle connections longer than this, so that no request meets one that is being closed.
  const agent = new Agent({ keepAlive: true, timeout: 60_000, maxFreeSockets: 512 });
  const onRequest: RequestListener = (request, response) => route(listener, world, agent, request, response);
  const encrypted = listener.protocol === "HTTPS";
  const server = encrypted ? createSecureServer(shown(listener.tls), onRequest) : createServer(onRequest);
  server.keepAliveTimeout = 60_000;
  server.on("close", () => agent.destroy());
  return entranceOf(server);
}

function route(
  listener: Listener,
  world: DataPlane,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const rule = listener.live.rules.find(({ conditions }) => matches(conditions, request));
  const actions = rule?.actions ?? listener.live.actions;
  if (!world.logins.admits(actions, request, response)) return;
  const passed = rewritten(rule?.transforms ?? [], { path: request.url ?? "/", host: request.headers.host ?? "" });
  const action = actions.find(({ type }) => ["forward", "redirect", "fixed-response"].includes(type));
  if (action?.forward !== undefined) forwardTo(action.forward, listener, world, agent, request, response, passed);
  else answer(action, listener, request, response);
}

/** A fixed response or a redirect. */
function answer(
  action: Action | undefined,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const fixed = structure(action?.other ?? {}, "FixedResponseConfig");
  const redirect = structure(action?.other ?? {}, "RedirectConfig");
  if (fixed !== undefined) {
    const type = text(fixed, "ContentType") ?? "text/plain";
    response
      .writeHead(Number(text(fixed, "StatusCode")), { "content-type": type })
      .end(text(fixed, "MessageBody") ?? "");
  } else if (redirect !== undefined) {
    const status = text(redirect, "StatusCode") === "HTTP_301" ? 301 : 302;
    response.writeHead(status, { location: locationOf(redirect, listener, request) }).end();
  } else response.writeHead(500).end();
}

/** What a redirect does not say stays as it is in the request; the port is always spelt out. */
function locationOf(redirect: Params, listener: Listener, request: IncomingMessage): string {
  const url = new URL(request.url ?? "/", "http://localhost");
  const own: Record<string, string> = {
    protocol: listener.protocol.toLowerCase(),
    host: (request.headers.host ?? "").replace(/:\d+$/, ""),
    port: String(listener.port),
    path: url.pathname.slice(1),
    query: url.search.slice(1),
  };
  const part = (member: string, unsaid: string) =>
    (text(redirect, member) ?? unsaid).replace(/#\{(\w+)\}/g, (_match, name: string) => own[name] ?? "");
  const query = part("Query", "#{query}");
  const [protocol, host, port] = [part("Protocol", "#{protocol}"), part("Host", "#{host}"), part("Port", "#{port}")];
  return `${protocol.toLowerCase()}://${host}:${port}${part("Path", "/#{path}")}${query === "" ? "" : `?${query}`}`;
}

function forwardTo(
  forward: Forward,
  { loadBalancer }: Listener,
  world: DataPlane,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  passed: Passed,
): void {
  const cookies = readCookies(request);
  const pinned = forward.sticky.enabled ? pinnedGroup(forward, cookies.get(GROUP_COOKIE), world) : undefined;
  const arn = pinned ?? drawGroup(forward);
  const group = world.groups.get(arn ?? "");
  const [target, targetIsNew] =
    group === undefined ? [undefined, false] : chooseTarget(group, cookies.get(TARGET_COOKIE), world);
  if (group !== undefined) group.traffic.requests += 1;
  if (group === undefined || target === undefined) {
    if (group !== undefined) group.traffic.failed += 1;
    const answered = { by: "balancer", status: 503, unconnected: false, responseSeconds: undefined } as const;
    world.observers.request({ loadBalancer, group, target: "none", ...answered });
    request.resume();
    response.writeHead(503, OWN_HEADERS).end("<h1>503 Service Temporarily Unavailable</h1>");
    return;
  }
  const set: string[] = [];
  if (forward.sticky.enabled && pinned === undefined)
    set.push(cookie(GROUP_COOKIE, group.arn, forward.sticky.seconds ?? 0, world));
  if (targetIsNew)
    set.push(
      cookie(TARGET_COOKIE, target.id, Number(attribute(group, "stickiness.lb_cookie.duration_seconds")), world),
    );
  const to = { loadBalancer, group, target };
  if (group.targetType === "lambda")
    // A client that went away is no mistake of this server.
    void invoke(to, set, world, request, response, passed).catch(() => response.destroy());
  else proxy(to, set, world, agent, request, response, passed);
}

interface Route {
  loadBalancer: LoadBalancer;
  group: TargetGroup;
  target: Target;
}

/** A function as the target: an event instead of a connection. */
async function invoke(
  { loadBalancer, group, target }: Route,
  cookies: string[],
  { lambda, observers }: DataPlane,
  request: IncomingMessage,
  response: ServerResponse,
  passed: Passed,
): Promise<void> {
  const sentAt = performance.now();
  const body = await readBody(request);
  const isTooLarge = body.length > MAX_BYTES;
  const answer = isTooLarge
    ? undefined
    : await askFunction(lambda, group, target.id, requestEvent(group, request, passed, body));
  const status = answer?.status ?? (isTooLarge ? 413 : 502);
  if (status >= 500) group.traffic.failed += 1;
  const state = target.state === "healthy" || !group.check.enabled ? "healthy" : "unhealthy";
  observers.request({
    ...{ loadBalancer, group, target: state, status, unconnected: false },
    by: answer === undefined ? "balancer" : "target",
    responseSeconds: answer === undefined ? undefined : (performance.now() - sentAt) / 1_000,
  });
  const reason = answer?.reason || (STATUS_CODES[status] ?? "");
  if (answer === undefined)
    return void response.writeHead(status, reason, OWN_HEADERS).end(`<h1>${status} ${reason}</h1>`);
  const headers = withCookies(answer.headers, [answer.headers["set-cookie"] ?? []].flat(), cookies);
  response.writeHead(status, reason, { ...headers, "content-length": answer.body.length });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

function proxy(
  { loadBalancer, group, target }: Route,
  cookies: string[],
  world: DataPlane,
  agent: Agent,
  request: IncomingMessage,
  response: ServerResponse,
  { path, host }: Passed,
): void {
  const endpoint = world.ec2.instances.endpoint(target.id, target.port) ?? { host: "127.0.0.1", port: 1 };
  const headers = {
    ...endToEnd<string | string[]>(request.headers),
    ...(host === "" ? {} : { host }),
    "x-forwarded-for": [request.headers["x-forwarded-for"] ?? [], request.socket.remoteAddress ?? ""].flat().join(", "),
    "x-forwarded-proto": "encrypted" in request.socket ? "https" : "http",
  };
  const sentAt = performance.now();
  const state = target.state === "healthy" ? "healthy" : "unhealthy";
  const observed = { loadBalancer, group, target: state, unconnected: false } as const;
  const upstream = send({ ...endpoint, agent, method: request.method, path, headers }, (answer) => {
    const responseSeconds = (performance.now() - sentAt) / 1_000;
    world.observers.request({ ...observed, by: "target", status: answer.statusCode ?? 500, responseSeconds });
    if ((answer.statusCode ?? 500) >= 500) group.traffic.failed += 1;
    const sent = withCookies(endToEnd(answer.headers), answer.headers["set-cookie"] ?? [], cookies);
    response.writeHead(answer.statusCode ?? 502, sent);
    answer.pipe(response);
    answer.once("close", () => {
      done();
      if (!answer.complete) response.destroy();
    });
  });
  const cut = () => upstream.destroy(new Error("The deregistration delay is over"));
  const done = () => target.inFlight.delete(cut);
  target.inFlight.add(cut);
  response.once("close", () => {
    if (!response.writableFinished) upstream.destroy();
  });
  upstream.once("error", (error: NodeJS.ErrnoException) => {
    done();
    const [gone, unanswered] = [response.destroyed, !response.headersSent];
    const failed = { ...observed, by: "balancer", responseSeconds: undefined } as const;
    // 460: the client closed the connection first (user guide, "Troubleshoot your Application Load Balancers").
    if (unanswered)
      world.observers.request({ ...failed, status: gone ? 460 : 502, unconnected: error.code === "ECONNREFUSED" });
    if (gone) return;
    group.traffic.failed += 1;
    if (response.headersSent) response.destroy();
    else response.writeHead(502, OWN_HEADERS).end("<h1>502 Bad Gateway</h1>");
  });
  request.pipe(upstream);
}

/** The target's headers with the load balancer's own cookies, each in both of its forms. */
function withCookies(
  headers: Record<string, string | string[]>,
  theirs: readonly string[],
  own: readonly string[],
): Record<string, string | string[]> {
  if (own.length === 0) return headers;
  const both = own.flatMap((text) => [text, `${text.replace("=", "CORS=")}; SameSite=None; Secure`]);
  return { ...headers, "set-cookie": [...theirs, ...both] };
}

/** A client stays with the group in its cookie until the cookie is over, whatever the weights say. */
function pinnedGroup(forward: Forward, value: string | undefined, world: DataPlane): string | undefined {
  const pin = openCookie(value);
  if (pin === undefined || pin.until < world.config.clock.now()) return undefined;
  return forward.groups.find(({ arn }) => arn === pin.to)?.arn;
}

function chooseTarget(group: TargetGroup, value: string | undefined, world: DataPlane): [Target | undefined, boolean] {
  if (attribute(group, "stickiness.enabled") !== "true") return [nextTarget(group, world.config.clock), false];
  const pin = openCookie(value);
  const pinned = [...group.targets.values()].find(({ id, state }) => id === pin?.to && state === "healthy");
  if (pinned !== undefined && pin !== undefined && pin.until >= world.config.clock.now()) return [pinned, false];
  return [nextTarget(group, world.config.clock), true];
}

function cookie(name: string, to: string, seconds: number, { config: { clock } }: DataPlane): string {
  const until = clock.now() + clock.scaled(seconds);
  const value = Buffer.from(JSON.stringify({ to, until })).toString("base64url");
  return `${name}=${value}; Expires=${new Date(until).toUTCString()}; Path=/`;
}

function openCookie(value: string | undefined): { to: string; until: number } | undefined {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString()) as { to: string; until: number };
  } catch {
    return undefined;
  }
}

function readCookies(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=", 2));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}
