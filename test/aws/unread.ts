import type { Params, Wire } from "./contract.ts";
import { AwsError } from "./contract.ts";

/** What is behind a watched structure or list, and how its members are called. */
interface Watched {
  raw: object;
  path: string;
  read: Set<string>;
}

const behind = new WeakMap<object, Watched>();

/**
 * Runs an operation and refuses the call when a member of it was never looked at: what an operation does not know it
 * would otherwise ignore in silence, and the caller's mistake with it.
 *
 * @throws AwsError `UnsupportedMember`, which no AWS service has: the local AWS must learn the member.
 */
export async function refuseUnread<T>(
  action: string,
  params: Params,
  run: (params: Params) => T | Promise<T>,
): Promise<T> {
  const read = new Set<string>();
  const result = await run(watch(params, "", read) as Params);
  const unread = unreadOf(params, "", read);
  if (unread.length === 0) return result;
  throw new AwsError("UnsupportedMember", `The local AWS does not read ${unread.join(", ")} of ${action}.`);
}

/** A value as it came, for what is stored as a whole: all of it counts as read. */
export function whole<T extends Wire>(value: T): T {
  const watched = behindOf(value);
  if (watched === undefined) return value;
  markAll(watched.raw as Wire, watched.path, watched.read);
  return watched.raw as T;
}

/** A value as it came, read or not: to compare a request with an earlier one. */
export function unwatched<T extends Wire>(value: T): T {
  return (behindOf(value)?.raw ?? value) as T;
}

/** Which members a structure has: `true` for any value, a shape for a structure or for the items of a list. */
export interface Shape {
  readonly [member: string]: true | Shape;
}

/** The members of a structure that its shape knows, as they came. The others stay unread. */
export function kept(params: Params, shape: Shape): Params {
  const members: Params = {};
  for (const [member, inner] of Object.entries(shape)) {
    const value = params[member];
    if (value !== undefined) members[member] = inner === true ? whole(value) : keptValue(value, inner);
  }
  return members;
}

/** A shape of members that may have any value. */
export function anyOf(...members: string[]): Shape {
  return Object.fromEntries(members.map((member) => [member, true]));
}

function keptValue(value: Wire, shape: Shape): Wire {
  if (Array.isArray(value)) return value.map((item) => keptValue(item, shape));
  return isParent(value) ? kept(value as Params, shape) : value;
}

function behindOf(value: Wire): Watched | undefined {
  return typeof value === "object" && value !== null ? behind.get(value) : undefined;
}

function watch(raw: object, path: string, read: Set<string>): object {
  const children = new Map<string, object>();
  const proxy = new Proxy(raw, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || !Object.hasOwn(target, key) || (Array.isArray(target) && key === "length"))
        return value;
      const name = `${path}/${key}`;
      read.add(name);
      if (!isParent(value as Wire)) return value;
      const child = children.get(key) ?? watch(value as object, name, read);
      children.set(key, child);
      return child;
    },
  });
  behind.set(proxy, { raw, path, read });
  return proxy;
}

/** The members that were not read, from the top: of a structure that nobody asked for its name alone. */
function unreadOf(value: Wire, path: string, read: ReadonlySet<string>): string[] {
  return Object.entries(value ?? {}).flatMap(([key, inner]) => {
    const name = `${path}/${key}`;
    if (inner === undefined) return [];
    if (!read.has(name)) return [name.slice(1).replaceAll("/", ".")];
    return isParent(inner) ? unreadOf(inner, name, read) : [];
  });
}

function markAll(value: Wire, path: string, read: Set<string>): void {
  for (const [key, inner] of Object.entries(value ?? {})) {
    read.add(`${path}/${key}`);
    if (isParent(inner)) markAll(inner, `${path}/${key}`, read);
  }
}

function isParent(value: Wire): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}
