import type { Params } from "../contract.ts";
import { required } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, texts } from "../protocol/rest.ts";
import type { LambdaFunction } from "./model.ts";
import type { Functions } from "./store.ts";
import { invalid, parseReference, violates } from "./store.ts";

const TAGS = "/2017-03-31/tags/{Resource}";
/** Lambda developer guide, "Tag restrictions". */
const MAX_TAGS = 50;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** Tags of a function: of the function alone, not of a version or an alias. */
export function tagOperations(functions: Functions): Record<string, RestOperation> {
  const owner = (params: Params): LambdaFunction => {
    const arn = required(params, "Resource");
    const reference = parseReference(arn);
    if (reference === undefined || reference.qualifier !== undefined)
      throw violates(arn, "resource", "Member must satisfy regular expression pattern: arn:…:function:name");
    return functions.function(reference);
  };
  return {
    TagResource: {
      http: `POST ${TAGS}`,
      status: 204,
      run(params) {
        const { tags } = owner(params);
        const added = Object.entries(texts(params, "Tags") ?? {});
        for (const [key, value] of added) {
          if (!VALUE.test(value) || key.length > 128 || key === "") throw invalid(`The tag ${key} is not valid.`);
        }
        if (new Set([...tags.keys(), ...added.map(([key]) => key)]).size > MAX_TAGS)
          throw invalid("The number of tags exceeds the limit of 50.");
        for (const [key, value] of added) tags.set(key, value);
        return undefined;
      },
    },
    UntagResource: {
      http: `DELETE ${TAGS}`,
      status: 204,
      run(params) {
        const { tags } = owner(params);
        for (const key of list(params, "tagKeys")) tags.delete(key);
        return undefined;
      },
    },
    ListTags: {
      http: `GET ${TAGS}`,
      status: 200,
      run: (params) => ({ Tags: Object.fromEntries(owner(params).tags) }),
    },
  };
}
