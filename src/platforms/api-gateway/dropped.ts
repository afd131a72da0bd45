import type { OpenApiSource } from "./openapi.ts";
import { mentions } from "./openapi.ts";
import { refuse } from "./refusals.ts";
import type { Droppable } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a file that becomes the whole definition of the API takes away from it, because it does not say it. Pure. */

/** The extensions by which a file keeps what it would drop (developer guide, "API Gateway extensions to OpenAPI"). */
const KEYS = {
  policy: "x-amazon-apigateway-policy",
  binary: "x-amazon-apigateway-binary-media-types",
  compression: "x-amazon-apigateway-minimum-compression-size",
} as const;
/** A method is protected by a scheme that says so, or by IAM. */
const PROTECTIONS = ["security", "x-amazon-apigateway-auth"] as const;
/** So many methods are named. */
const SHOWN = 10;

/**
 * What would be gone, as sentences.
 *
 * @param allowed what is meant to go: refused otherwise when it keeps people out, and not warned of when it does not.
 * @throws DeliveryError `policy-dropped` or `authorizers-dropped`: without them everybody may call the API, or methods
 * of it.
 */
export function droppedBy(
  { body }: OpenApiSource,
  { api, resources }: Snapshot,
  allowed: readonly Droppable[],
): string[] {
  if (api === undefined) return [];
  const gone: string[] = [];
  if (api.policy !== undefined && !mentions(body, KEYS.policy)) {
    if (!allowed.includes("policy")) throw refuse("policy-dropped", { key: KEYS.policy });
    gone.push(`the resource policy, by which not everybody may call the API (${KEYS.policy})`);
  }
  const { binaryMediaTypes, minimumCompressionSize: size } = api;
  if (binaryMediaTypes.length > 0 && !mentions(body, KEYS.binary) && !allowed.includes("binary-types")) {
    gone.push(`the binary media types ${binaryMediaTypes.join(", ")} (${KEYS.binary})`);
  }
  if (size !== undefined && !mentions(body, KEYS.compression) && !allowed.includes("minimum-compression")) {
    gone.push(`the compression of answers from ${size} bytes on (${KEYS.compression})`);
  }
  const closed = (resources?.methods ?? []).filter((method) => method.protection !== undefined);
  if (closed.length > 0 && !PROTECTIONS.some((key) => mentions(body, key))) {
    const shown = closed.slice(0, SHOWN).map(({ verb, path, protection }) => `${verb} ${path} (${protection})`);
    const methods = `${shown.join(", ")}${closed.length > SHOWN ? " …" : ""}`;
    if (!allowed.includes("authorizers")) throw refuse("authorizers-dropped", { methods });
    gone.push(`the authorization of ${methods}`);
  }
  return gone.map((what) => `The OpenAPI file becomes the whole definition of the API and does not have ${what}.`);
}
