import { baseOf, joined, spread } from "../../tag-text.ts";
import type { Tags } from "../groups/changes.ts";
import type { Registration } from "./snapshot.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";

/**
 * Where a machine without a group was registered, as tags of it, written before it is deregistered: a target group forgets
 * who left it, and whoever goes on puts back exactly this. Their presence tells which machines are out.
 */

/** `web:8080/web-admin:9090`. */
const FORM = /^([A-Za-z0-9-]{1,32}):(\d{1,5})$/;

export function portTags(ports: readonly Registration[]): Tags {
  return spread(IN_PLACE_TAG.ports, ports.map(({ targetGroup, port }) => `${targetGroup}:${port}`).join("/"));
}

/** Undefined when there are none, or they were tampered with. */
export function readPorts(tags: Tags): readonly Registration[] | undefined {
  const text = joined(tags).get(IN_PLACE_TAG.ports);
  if (text === undefined) return undefined;
  const found = text.split("/").map((part) => FORM.exec(part));
  const ports = found.flatMap((match) =>
    match === null ? [] : [{ targetGroup: match[1] ?? "", port: Number(match[2]) }],
  );
  return ports.length === found.length ? ports : undefined;
}

/** All parts of them. */
export function portKeys(tags: Tags): string[] {
  return Object.keys(tags).filter((key) => baseOf(key) === IN_PLACE_TAG.ports);
}
