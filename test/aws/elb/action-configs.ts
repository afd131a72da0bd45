import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, required, structure, text } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";

/** What actions that do not forward are configured with (API Reference, Action). */

const SESSION = anyOf("SessionCookieName", "Scope", "SessionTimeout", "OnUnauthenticatedRequest");
const CONFIGS: Record<string, { member: string; shape: Shape; needs: readonly string[] }> = {
  redirect: {
    member: "RedirectConfig",
    shape: anyOf("Protocol", "Port", "Host", "Path", "Query", "StatusCode"),
    needs: ["StatusCode"],
  },
  "fixed-response": {
    member: "FixedResponseConfig",
    shape: anyOf("MessageBody", "StatusCode", "ContentType"),
    needs: ["StatusCode"],
  },
  "authenticate-oidc": {
    member: "AuthenticateOidcConfig",
    shape: {
      ...anyOf("Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint", "ClientId", "ClientSecret"),
      ...anyOf("UseExistingClientSecret", "AuthenticationRequestExtraParams"),
      ...SESSION,
    },
    needs: ["Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint", "ClientId"],
  },
  "authenticate-cognito": {
    member: "AuthenticateCognitoConfig",
    shape: {
      ...anyOf("UserPoolArn", "UserPoolClientId", "UserPoolDomain", "AuthenticationRequestExtraParams"),
      ...SESSION,
    },
    needs: ["UserPoolArn", "UserPoolClientId", "UserPoolDomain"],
  },
  "jwt-validation": {
    member: "JwtValidationConfig",
    shape: { ...anyOf("JwksEndpoint", "Issuer"), AdditionalClaims: anyOf("Format", "Name", "Values") },
    needs: ["JwksEndpoint", "Issuer"],
  },
};
const SESSION_DEFAULTS = {
  SessionCookieName: "AWSELBAuthSessionCookie",
  Scope: "openid",
  SessionTimeout: "604800",
  OnUnauthenticatedRequest: "authenticate",
};
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];
export const AUTHENTICATING = ["authenticate-oidc", "authenticate-cognito", "jwt-validation"];

/**
 * The configuration of an action by its member. `hadSecret`: the listener or rule has an OIDC client secret, which may
 * be kept.
 */
export function readConfig(type: string, params: Params, hadSecret: boolean): Params {
  const known = CONFIGS[type];
  if (known === undefined) return {};
  const { member, shape, needs } = known;
  const given = structure(params, member);
  if (given === undefined)
    throw new AwsError("InvalidLoadBalancerAction", `You must specify a '${member}' for an action of type '${type}'`);
  const config = kept(given, shape);
  for (const need of needs) required(config, need);
  if (type === "fixed-response") judgeResponse(config);
  if (type === "redirect") judgeRedirect(config);
  if (type === "authenticate-oidc") judgeSecret(config, hadSecret);
  return { [member]: type.startsWith("authenticate-") ? { ...SESSION_DEFAULTS, ...config } : config };
}

/** A configuration as Describe calls show it: never with a client secret. */
export function describeConfig(configs: Params): Params {
  return Object.fromEntries(
    Object.entries(configs).map(([member, config]) => {
      const { ClientSecret: _secret, UseExistingClientSecret: _use, ...shown } = config as Params;
      return [member, shown];
    }),
  );
}

function judgeResponse(config: Params): void {
  const status = text(config, "StatusCode") ?? "";
  if (!/^[245]\d\d$/.test(status)) {
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value '${status}' at 'fixedResponseConfig.statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$`,
    );
  }
  const type = text(config, "ContentType");
  if (type !== undefined && type !== "" && !CONTENT_TYPES.includes(type))
    throw new AwsError("InvalidLoadBalancerAction", `The ContentType must be one of:'${CONTENT_TYPES.join("', '")}'`);
  if ((text(config, "MessageBody") ?? "").length > 1_024)
    throw new AwsError("InvalidLoadBalancerAction", "The MessageBody is longer than 1024 characters");
}

function judgeRedirect(config: Params): void {
  const status = text(config, "StatusCode") ?? "";
  if (!["HTTP_301", "HTTP_302"].includes(status))
    throw new AwsError(
      "ValidationError",
      `Value '${status}' at 'redirectConfig.statusCode' must be HTTP_301 or HTTP_302`,
    );
  if (["Protocol", "Port", "Host", "Path", "Query"].some((part) => text(config, part) !== undefined)) return;
  throw new AwsError(
    "InvalidLoadBalancerAction",
    "The redirect configuration is not valid because it creates a loop. You must specify a value for at least one of the following: Protocol, Port, Host, Path or Query.",
  );
}

function judgeSecret(config: Params, hadSecret: boolean): void {
  const [given, keep] = [text(config, "ClientSecret") !== undefined, flag(config, "UseExistingClientSecret") ?? false];
  if (given && keep) {
    throw new AwsError(
      "InvalidLoadBalancerAction",
      "You cannot both specify a client secret and set UseExistingClientSecret to true",
    );
  }
  if (!given && !(keep && hadSecret))
    throw new AwsError("InvalidLoadBalancerAction", "You must specify a client secret");
}
