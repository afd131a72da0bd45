import type { Params, Wire } from "./contract.ts";
import { AwsError } from "./contract.ts";

/** Typed access to parsed query parameters, whose leaves are all strings. */

export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === "string" ? value : undefined;
}

export function required(params: Params, name: string): string {
  const value = text(params, name);
  if (value !== undefined && value !== "") return value;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

export function integer(params: Params, name: string): number | undefined {
  const value = text(params, name);
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new AwsError("MalformedInput", `Invalid integer '${value}' at '${name}'`);
}

export function flag(params: Params, name: string): boolean | undefined {
  const value = text(params, name);
  return value === undefined ? undefined : value === "true";
}

export function texts(params: Params, name: string): string[] {
  return items(params[name]).filter((item) => typeof item === "string");
}

export function structures(params: Params, name: string): Params[] {
  return items(params[name]).filter(isStructure);
}

export function structure(params: Params, name: string): Params | undefined {
  const value = params[name];
  return isStructure(value) ? value : undefined;
}

export interface Filter {
  name: string;
  values: string[];
}

/** Filters as every Describe call has them, read whether or not there is anything to filter. */
export function filters(params: Params, name: string, values: string): Filter[] {
  return structures(params, name).map((filter) => ({
    name: text(filter, "Name") ?? "",
    values: texts(filter, values),
  }));
}

export function isStructure(value: Wire): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** One page of `all`: the items and the token of the next page. */
export function paged<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; next: string | undefined } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  const next = start + size < all.length ? Buffer.from(String(start + size)).toString("base64url") : undefined;
  return { items: all.slice(start, start + size), next };
}

function items(value: Wire): Wire[] {
  return Array.isArray(value) ? value : [];
}
