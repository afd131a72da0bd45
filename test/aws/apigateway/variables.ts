import { badRequest } from "./errors.ts";

/** Stage variables per stage, and their lengths. Source: Developer Guide, "API Gateway stage variables reference" and "Quotas". */
const MAX_VARIABLES = 100;
const MAX_NAME = 64;
const MAX_VALUE = 512;

/** A map of stage variables, or of a canary's overrides, checked. */
export function readVariables(given: Record<string, string> | undefined): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(given ?? {})) setVariable(variables, name, value);
  return variables;
}

/** The messages: sirceljm/aws-lambda-blog#10, serverless/serverless#6133. The grammar of values: CreateStage in the service model. */
export function setVariable(variables: Map<string, string>, name: string, value: string): void {
  if (!/^\w+$/.test(name) || name.length > MAX_NAME) {
    throw badRequest(`Invalid stage variable name: ${name}.  Please use names with only word characters.`);
  }
  if (!/^[A-Za-z0-9\-._~:/?#&=,]+$/.test(value) || value.length > MAX_VALUE) {
    throw badRequest(
      `Invalid stage variable value: ${value}.  Please use values with alphanumeric characters and the symbols ` +
        "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    );
  }
  variables.set(name, value);
  // The quota is documented; the words are not.
  if (variables.size > MAX_VARIABLES) {
    throw badRequest(`Maximum number of stage variables is ${MAX_VARIABLES}`);
  }
}
