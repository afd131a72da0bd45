import type { Method, Resource } from "./model.ts";

export interface Match {
  resource: Resource;
  method: Method;
  pathParameters: Record<string, string>;
}

/** A deployment's resources, the most specific first: literal before `{variable}` before `{greedy+}`, segment by segment. */
const SORTED = new WeakMap<readonly Resource[], { resource: Resource; parts: string[] }[]>();

export function findMethod(resources: readonly Resource[], verb: string, path: string): Match | undefined {
  const trimmed = path.replace(/^\/+|\/+$/g, "");
  const segments = trimmed === "" ? [] : trimmed.split("/");
  for (const { resource, parts } of sorted(resources)) {
    const method = resource.methods.get(verb) ?? resource.methods.get("ANY");
    const pathParameters = method === undefined ? undefined : match(parts, segments);
    if (method !== undefined && pathParameters !== undefined) return { resource, method, pathParameters };
  }
  return undefined;
}

function sorted(resources: readonly Resource[]) {
  const known = SORTED.get(resources);
  if (known !== undefined) return known;
  const rank = (parts: string[]) =>
    parts.map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0")).join("");
  const made = resources
    .map((resource) => ({ resource, parts: resource.path.split("/").filter((part) => part !== "") }))
    .sort((a, b) => (rank(a.parts) < rank(b.parts) ? -1 : 1));
  SORTED.set(resources, made);
  return made;
}

function match(parts: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (part.endsWith("+}")) {
      parameters[part.slice(1, -2)] = decoded(segments.slice(index).join("/"));
      return parameters;
    }
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = decoded(segment);
    else if (part !== segment) return undefined;
  }
  return parts.length === segments.length ? parameters : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
