import type { Params } from "../contract.ts";
import { structures, text } from "../params.ts";
import { badRequest, invalidValue } from "./errors.ts";

export interface PatchOperation {
  op: string;
  path: string;
  value: string | undefined;
  from: string | undefined;
}

const OPS = ["add", "remove", "move", "test", "replace", "copy"];

/** Reads `patchOperations`; `input` is the name that AWS gives the request in its validation errors. */
export function readPatch(params: Params, input: string): PatchOperation[] {
  const operations = structures(params, "patchOperations").map((operation) => ({
    op: text(operation, "op") ?? "",
    path: text(operation, "path") ?? "",
    value: text(operation, "value"),
    from: text(operation, "from"),
  }));
  for (const [index, { op }] of operations.entries()) {
    if (!OPS.includes(op)) {
      const where = `${input}.patchOperations.${index + 1}.member.op`;
      throw invalidValue(op, where, `Member must satisfy enum value set: [${OPS.join(", ")}]`);
    }
  }
  return operations;
}

/** The keys of a JSON pointer. */
export function keysOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What may be patched in a plain object: its scalar members, and its maps with one key below them. */
export interface Patchable {
  fields: Record<string, "text" | "number" | "boolean">;
  maps?: readonly string[];
}

/** A changed copy of `target`. */
export function patched<T extends Params>(
  target: T,
  operations: readonly PatchOperation[],
  { fields, maps = [] }: Patchable,
): T {
  const copy: Params = structuredClone(target);
  for (const operation of operations) {
    const { op, path } = operation;
    const [member = "", key, ...rest] = keysOf(path);
    if (maps.includes(member) && key !== undefined && rest.length === 0) patchMap(copy, member, key, operation);
    else if (key === undefined && fields[member] !== undefined) {
      if (op !== "replace") {
        throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Please choose supported operations`);
      }
      copy[member] = convert(operation.value ?? "", fields[member], path);
    } else {
      const paths = [...Object.keys(fields), ...maps].map((name) => `/${name}`).join(", ");
      throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [${paths}]`);
    }
  }
  return copy as T;
}

export function convert(value: string, kind: "text" | "number" | "boolean", path: string): string | number | boolean {
  if (kind === "text") return value;
  if (kind === "boolean") return value.toLowerCase() === "true";
  const parsed = Number(value);
  if (value.trim() !== "" && Number.isFinite(parsed)) return parsed;
  throw badRequest(`Invalid value '${value}' specified for ${path}`);
}

function patchMap(target: Params, member: string, key: string, { op, path, value }: PatchOperation): void {
  const map = { ...(target[member] as Params | undefined) };
  if (op === "add" || op === "replace") map[key] = value ?? "";
  else if (op === "remove" && map[key] !== undefined) delete map[key];
  else throw badRequest(`Invalid patch path  '${path}' specified for op '${op}'. Please choose supported operations`);
  target[member] = Object.keys(map).length === 0 ? undefined : map;
}
