import type { Params, Service, Wire } from "../contract.ts";
import { AwsError } from "../contract.ts";

interface Tree {
  [key: string]: Tree | string;
}

/**
 * Parses a query-protocol body: `A.member.1.B=x` (awsQuery) and `A.1.B=x` (EC2) both become `{A: [{B: "x"}]}`.
 * Source: Smithy, "AWS Query protocol" and "EC2 Query protocol".
 */
export function parseQuery(body: string): Params {
  const tree: Tree = {};
  for (const [path, value] of new URLSearchParams(body)) {
    const keys = path.split(".");
    if (keys.some((key) => ["__proto__", "constructor", "prototype"].includes(key)))
      throw new AwsError("MalformedQueryString", "Malformed");
    const last = keys.pop() ?? "";
    let node = tree;
    for (const key of keys) {
      const next = node[key];
      const child: Tree = typeof next === "object" ? next : {};
      node[key] = child;
      node = child;
    }
    node[last] = value;
  }
  const parsed = untangle(tree);
  return parsed as Params;
}

/** The XML document of a result, as the service's protocol has it. */
export function resultXml(service: Service, action: string, result: Params, requestId: string): string {
  const item = service.protocol === "ec2" ? "item" : "member";
  const members = Object.entries(result)
    .map(([name, value]) => element(name, value, item))
    .join("");
  const body =
    service.protocol === "ec2"
      ? `<requestId>${requestId}</requestId>${members}`
      : `<${action}Result>${members}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${action}Response xmlns="${service.xmlNamespace}">${body}</${action}Response>`;
}

export function errorXml(service: Service | undefined, error: AwsError, requestId: string): string {
  const [code, message] = [escapeXml(error.code), escapeXml(error.message)];
  if (service?.protocol === "ec2") {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  const type = error.status < 500 ? "Sender" : "Receiver";
  const namespace = service === undefined ? "" : ` xmlns="${service.xmlNamespace}"`;
  return `<ErrorResponse${namespace}><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function untangle(node: Tree | string): Wire {
  if (typeof node === "string") return node;
  const keys = Object.keys(node);
  const [only] = keys;
  const member = node.member;
  if (keys.length === 1 && only === "member" && member !== undefined) return untangle(member);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => untangle(node[key] ?? ""));
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, untangle(value)]));
}

function element(name: string, value: Wire, item: string): string {
  if (value === undefined || value === null) return "";
  // A map is a list of entries that nothing encloses.
  if (name === "entry" && Array.isArray(value)) return value.map((entry) => element(name, entry, item)).join("");
  if (Array.isArray(value)) return `<${name}>${value.map((entry) => element(item, entry, item)).join("")}</${name}>`;
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === "object") {
    return `<${name}>${Object.entries(value)
      .map(([key, inner]) => element(key, inner, item))
      .join("")}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

function escapeXml(value: string): string {
  return value.replace(/[<>&"'\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
