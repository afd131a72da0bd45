import type { Wire } from "../contract.ts";
import { isStructure } from "../params.ts";
import type { Invocation } from "./invocation.ts";
import { contextOf, queryOf } from "./invocation.ts";

const REFERENCE =
  /\$!?(?:\{?stageVariables\.(\w+)\}?|\{?context\.(\w+(?:\.\w+)*)\}?|input\.(params|json|path)\((['"])(.*?)\4\)|(input\.body))/g;

/**
 * A mapping template's variables, of which the local AWS knows `$stageVariables.NAME`, `$context.NAME`, `$input.body`,
 * `$input.params('NAME')`, `$input.json('$.PATH')` and `$input.path('$.PATH')`. Directives stay as they are. What is not
 * there leaves nothing behind. Source: Developer Guide, "Mapping template and access logging variable reference".
 */
export function render(template: string, invocation: Invocation, body: string): string {
  const context = contextOf(invocation);
  return template.replace(
    REFERENCE,
    (_all, variable?: string, name?: string, reader?: string, _quote?: string, argument = "", whole?: string) => {
      if (variable !== undefined) return invocation.variables.get(variable) ?? "";
      if (name !== undefined) return context[name] ?? "";
      if (whole !== undefined) return body;
      if (reader === "params") return parameter(invocation, argument);
      const value = at(body, argument);
      if (reader === "json") return JSON.stringify(value ?? {});
      return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
    },
  );
}

function parameter(invocation: Invocation, name: string): string {
  const header = invocation.request.headers[name.toLowerCase()];
  return (
    invocation.pathParameters[name] ??
    queryOf(invocation).get(name) ??
    (Array.isArray(header) ? header[0] : header) ??
    ""
  );
}

function at(body: string, path: string): Wire {
  let value: Wire;
  try {
    value = JSON.parse(body) as Wire;
  } catch {
    return undefined;
  }
  for (const key of path.split(".").slice(1)) value = isStructure(value) ? value[key] : undefined;
  return value;
}
