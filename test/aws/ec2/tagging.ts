import type { Operation } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, structures, text, texts } from "../params.ts";

/** Tags put on resources, and taken off, by calls of their own. */
export function tagOperations(tagsOf: (id: string) => Map<string, string> | undefined): Record<string, Operation> {
  const known = (id: string): Map<string, string> => {
    const tags = tagsOf(id);
    if (tags !== undefined) return tags;
    throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  };
  return {
    CreateTags: (params) => {
      const given = structures(params, "Tag").map((tag) => [required(tag, "Key"), text(tag, "Value") ?? ""] as const);
      for (const tags of texts(params, "ResourceId").map(known)) for (const [key, value] of given) tags.set(key, value);
      return { return: true };
    },
    DeleteTags: (params) => {
      const keys = structures(params, "Tag").map((tag) => required(tag, "Key"));
      for (const tags of texts(params, "ResourceId").map(known)) for (const key of keys) tags.delete(key);
      return { return: true };
    },
  };
}
