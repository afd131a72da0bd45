import type { Answer } from "../protocol/http.ts";

export const JSON_TYPE = "application/json";

/** API Gateway's own answers. Source: Developer Guide, "Gateway response types"; bodies recorded from AWS. */
export const FORBIDDEN = own(403, "Forbidden", "ForbiddenException");
/** More than the stage or the account lets through; `0` lets nothing through. */
export const THROTTLED = own(429, "Too Many Requests", "TooManyRequestsException");
/** No such resource, or no such method on it. */
export const MISSING_TOKEN = own(403, "Missing Authentication Token", "MissingAuthenticationTokenException");
export const UNAUTHORIZED = own(401, "Unauthorized", "UnauthorizedException");
/** The authorizer's policy denies it. */
export const DENIED = own(403, "User is not authorized to access this resource", "AccessDeniedException");
/** The authorizer could not be called, or failed; the service leaves the message out. */
export const AUTHORIZER_FAILED = own(500, "null", "AuthorizerConfigurationException");
/** The integration could not be called: no permission, no function, no stage variable. */
export const INTERNAL_ERROR = own(500, "Internal server error", "InternalServerErrorException");
/** A Lambda function failed, or did not answer as a proxy integration has to. */
export const BAD_GATEWAY = own(502, "Internal server error", "InternalServerErrorException");
export const TIMED_OUT = own(504, "Endpoint request timed out", "InternalServerErrorException");

function own(status: number, message: string, errorType: string): Answer {
  return {
    status,
    headers: { "content-type": JSON_TYPE, "x-amzn-errortype": errorType },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
