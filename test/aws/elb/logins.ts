import { createHmac, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { structure, structures, text, texts } from "../params.ts";
import { AUTHENTICATING } from "./action-configs.ts";
import type { Action } from "./model.ts";

/**
 * Who is logged in where. No identity provider is asked: a test takes a session or a token by its own name, and what
 * the load balancer does about requests without one is AWS's ("Authenticate users using an Application Load Balancer").
 */
export class Logins {
  readonly #sessions = new Set<string>();
  readonly #key = randomBytes(32);

  /** The cookie of a client who has logged in at the identity provider of this action. */
  session(cookieName = "AWSELBAuthSessionCookie"): string {
    const value = randomBytes(16).toString("hex");
    this.#sessions.add(`${cookieName}-0=${value}`);
    return `${cookieName}-0=${value}`;
  }

  /** A token of this issuer for an `authorization` header. */
  token(issuer: string, claims: Record<string, unknown> = {}): string {
    const payload = { iss: issuer, exp: Math.floor(Date.now() / 1_000) + 3_600, ...claims };
    const body = Buffer.from(JSON.stringify(payload)).toString("base64url");
    return `${HEADER}.${body}.${this.#sign(body)}`;
  }

  /** Whether the request may go on; otherwise it is answered here: with the way to the login, or with a refusal. */
  admits(actions: readonly Action[], request: IncomingMessage, response: ServerResponse): boolean {
    const ordered = [...actions].sort((a, b) => (a.order ?? 1) - (b.order ?? 1));
    for (const { type, other } of ordered.filter((action) => AUTHENTICATING.includes(action.type))) {
      if (type === "jwt-validation" ? this.#hasToken(request, other) : this.#hasSession(request, other)) continue;
      const config = structure(other, "AuthenticateOidcConfig") ?? structure(other, "AuthenticateCognitoConfig") ?? {};
      const otherwise =
        type === "jwt-validation" ? "deny" : (text(config, "OnUnauthenticatedRequest") ?? "authenticate");
      if (otherwise === "allow") continue;
      request.resume();
      if (otherwise === "deny") response.writeHead(401, HTML).end("<h1>401 Authorization Required</h1>");
      else response.writeHead(302, { location: loginUrl(type, config, request) }).end();
      return false;
    }
    return true;
  }

  #hasSession(request: IncomingMessage, other: Action["other"]): boolean {
    const config = structure(other, "AuthenticateOidcConfig") ?? structure(other, "AuthenticateCognitoConfig") ?? {};
    const name = text(config, "SessionCookieName");
    const cookies = (request.headers.cookie ?? "").split("; ");
    return cookies.some((cookie) => cookie.startsWith(`${name}-0=`) && this.#sessions.has(cookie));
  }

  #hasToken(request: IncomingMessage, other: Action["other"]): boolean {
    const config = structure(other, "JwtValidationConfig") ?? {};
    const [, header, body, signature] =
      /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (header !== HEADER || body === undefined || signature !== this.#sign(body)) return false;
    const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
    if (claims.iss !== text(config, "Issuer") || Number(claims.exp) < Date.now() / 1_000) return false;
    return structures(config, "AdditionalClaims").every((claim) => {
      const found = claims[text(claim, "Name") ?? ""];
      const given = text(claim, "Format") === "space-separated-values" ? String(found).split(" ") : [found].flat();
      return texts(claim, "Values").some((value) => given.includes(value));
    });
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#key).update(`${HEADER}.${body}`).digest("base64url");
  }
}

const HTML = { "content-type": "text/html", server: "awselb/2.0" };
const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

function loginUrl(type: string, config: Action["other"], request: IncomingMessage): string {
  const oidc = type === "authenticate-oidc";
  const endpoint = oidc
    ? (text(config, "AuthorizationEndpoint") ?? "")
    : `https://${text(config, "UserPoolDomain")}.auth.amazoncognito.com/oauth2/authorize`;
  const query = new URLSearchParams({
    client_id: text(config, oidc ? "ClientId" : "UserPoolClientId") ?? "",
    redirect_uri: `https://${request.headers.host}/oauth2/idpresponse`,
    response_type: "code",
    scope: text(config, "Scope") ?? "",
    state: randomBytes(16).toString("base64url"),
  });
  return `${endpoint}?${query}`;
}
