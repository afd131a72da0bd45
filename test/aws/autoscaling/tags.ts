import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Filter } from "../params.ts";
import { filters, flag, integer, paged, required, structures, text } from "../params.ts";
import type { Group } from "./model.ts";

/** API Reference, Tag, and the quota of tags per resource. */
const [MAX_TAGS, MAX_KEY, MAX_VALUE] = [50, 128, 256];
const RESOURCE_TYPE = "auto-scaling-group";
const PAGE = 50;

/** Adds tags to a group, or changes them. */
export function setTags(group: Group, tags: readonly Params[]): void {
  const next = new Map(group.tags);
  for (const tag of tags) {
    const [key, value] = [required(tag, "Key"), text(tag, "Value") ?? ""];
    const [id, type] = [text(tag, "ResourceId") ?? group.name, text(tag, "ResourceType") ?? RESOURCE_TYPE];
    if (key.startsWith("aws:"))
      throw new AwsError("ValidationError", `Tag keys starting with 'aws:' are reserved: ${key}`);
    if (key.length > MAX_KEY || value.length > MAX_VALUE)
      throw new AwsError("ValidationError", `The tag ${key.slice(0, 20)}… is longer than ${MAX_KEY} or ${MAX_VALUE}`);
    if (id !== group.name || type !== RESOURCE_TYPE)
      throw new AwsError("ValidationError", `The tag ${key} is about ${type} ${id}, not about group ${group.name}`);
    next.set(key, { key, value, propagate: flag(tag, "PropagateAtLaunch") ?? false });
  }
  if (next.size > MAX_TAGS)
    throw new AwsError("ValidationError", `A group may not have more than ${MAX_TAGS} tags, here are ${next.size}`);
  group.tags = next;
}

export function tagOperations(
  groups: ReadonlyMap<string, Group>,
  groupNamed: (name: string) => Group,
): Record<string, Operation> {
  const tagged = (params: Params): [Group, Params][] =>
    structures(params, "Tags").map((tag) => {
      required(tag, "ResourceType");
      return [groupNamed(required(tag, "ResourceId")), tag];
    });
  return {
    CreateOrUpdateTags: (params) => {
      for (const [group, tag] of tagged(params)) setTags(group, [tag]);
      return {};
    },
    DeleteTags: (params) => {
      for (const [group, tag] of tagged(params)) {
        const [key, value] = [required(tag, "Key"), text(tag, "Value")];
        // Whether it is propagated says nothing about which tag is meant.
        flag(tag, "PropagateAtLaunch");
        if (value === undefined || group.tags.get(key)?.value === value) group.tags.delete(key);
      }
      return {};
    },
    DescribeTags: (params) => {
      const wantedBy = filters(params, "Filters", "Values");
      const all = [...groups.values()].flatMap(describeTags);
      const found = all.filter((tag) => wantedBy.every((filter) => matchesTagFilter(tag, filter)));
      const page = paged(found, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { Tags: page.items, NextToken: page.next };
    },
  };
}

export function describeTags({ name, tags }: Group): Params[] {
  return [...tags.values()].map(({ key, value, propagate }) => ({
    ResourceId: name,
    ResourceType: RESOURCE_TYPE,
    Key: key,
    Value: value,
    PropagateAtLaunch: propagate,
  }));
}

/** `auto-scaling-group`, `key`, `value` and `propagate-at-launch`, as DescribeTags has them. */
function matchesTagFilter(tag: Params, { name, values }: Filter): boolean {
  const members: Record<string, string> = {
    "auto-scaling-group": "ResourceId",
    key: "Key",
    value: "Value",
    "propagate-at-launch": "PropagateAtLaunch",
  };
  const member = members[name];
  if (member === undefined)
    throw new AwsError("ValidationError", `Filter type ${name} is not correct for DescribeTags`);
  return values.includes(String(tag[member]));
}
