import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, required, structure, structures } from "../params.ts";
import type { Transform } from "./model.ts";

const CONFIGS: Record<string, string> = {
  "url-rewrite": "UrlRewriteConfig",
  "host-header-rewrite": "HostHeaderRewriteConfig",
};

/** What a request makes of a rule's transforms: those that it gives, none, or those from before. */
export function readTransforms(params: Params, before: readonly Transform[]): Transform[] {
  const given = structures(params, "Transforms");
  const reset = flag(params, "ResetTransforms") ?? false;
  if (reset && given.length > 0)
    throw new AwsError("ValidationError", "You cannot specify both Transforms and ResetTransforms");
  if (reset) return [];
  if (given.length === 0) return [...before];
  const transforms = given.map(readTransform);
  if (new Set(transforms.map(({ type }) => type)).size < transforms.length)
    throw new AwsError("ValidationError", "A rule can have one transform of each type");
  return transforms;
}

function readTransform(params: Params): Transform {
  const type = required(params, "Type");
  const member = CONFIGS[type];
  if (member === undefined) throw new AwsError("ValidationError", `Transform type '${type}' is not valid`);
  const [rewrite, ...more] = structures(structure(params, member) ?? {}, "Rewrites");
  if (rewrite === undefined || more.length > 0)
    throw new AwsError("ValidationError", `A '${member}' must have exactly one rewrite`);
  const regex = required(rewrite, "Regex");
  const replace = required(rewrite, "Replace");
  try {
    new RegExp(regex);
  } catch {
    throw new AwsError("ValidationError", `The regular expression '${regex}' is not valid`);
  }
  return { type, regex, replace };
}

export function describeTransform({ type, regex, replace }: Transform): Params {
  return { Type: type, [CONFIGS[type] ?? ""]: { Rewrites: [{ Regex: regex, Replace: replace }] } };
}

/** The path with its query, and the host, that a target sees. */
export function rewritten(
  transforms: readonly Transform[],
  request: { path: string; host: string },
): { path: string; host: string } {
  const apply = (type: string, value: string) => {
    const transform = transforms.find((one) => one.type === type);
    return transform === undefined ? value : value.replace(new RegExp(transform.regex), transform.replace);
  };
  return { path: apply("url-rewrite", request.path), host: apply("host-header-rewrite", request.host) };
}
