import { AwsError } from "../contract.ts";
import type { Effect } from "../faults.ts";

/** The control plane's errors, with their HTTP status. Source: the service model in `@aws-sdk/client-api-gateway`. */

export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message, 400);
}

export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", message, 404);
}

export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, 409);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message, 429);
}

export function tooManyRequests(): AwsError {
  return new AwsError("TooManyRequestsException", "Too Many Requests", 429);
}

export function invalidValue(value: string, where: string, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${where}' failed to satisfy constraint: ${constraint}`,
    400,
  );
}

/** Faults for `aws.faults`, in this service's words. */
export const TOO_MANY_REQUESTS: Effect = {
  kind: "error",
  code: "TooManyRequestsException",
  message: "Too Many Requests",
  status: 429,
};

/** Two changes of one API at a time. The SDK does not retry it. */
export const CONCURRENT_MODIFICATION: Effect = {
  kind: "error",
  code: "ConflictException",
  message: "Unable to complete operation due to concurrent modification. Please try again later.",
  status: 409,
};
