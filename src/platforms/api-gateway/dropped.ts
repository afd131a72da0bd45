import type { OpenApiSource } from "./openapi.ts";
import { mentions } from "./openapi.ts";
import { refuse } from "./refusals.ts";
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
 * @throws DeliveryError `unsuitable` when it is the resource policy: without it everybody may call the API.
 */
export function droppedBy({ body }: OpenApiSource, { api, resources }: Snapshot): string[] {
  if (api === undefined) return [];
  if (api.policy !== undefined && !mentions(body, KEYS.policy)) throw refuse("policy-dropped", { key: KEYS.policy });
  const { binaryMediaTypes, minimumCompressionSize: size } = api;
  const gone: string[] = [];
  if (binaryMediaTypes.length > 0 && !mentions(body, KEYS.binary)) {
    gone.push(`the binary media types ${binaryMediaTypes.join(", ")} (${KEYS.binary})`);
  }
  if (size !== undefined && !mentions(body, KEYS.compression)) {
    gone.push(`the compression of answers from ${size} bytes on (${KEYS.compression})`);
  }
  const closed = (resources?.methods ?? []).filter((method) => method.protection !== undefined);
  if (closed.length > 0 && !PROTECTIONS.some((key) => mentions(body, key))) {
    const shown = closed.slice(0, SHOWN).map(({ verb, path, protection }) => `${verb} ${path} (${protection})`);
    gone.push(`the authorization of ${shown.join(", ")}${closed.length > SHOWN ? " …" : ""}`);
  }
  return gone.map((what) => `The OpenAPI file becomes the whole definition of the API and does not have ${what}.`);
}
