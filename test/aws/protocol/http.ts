import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** What goes back to a client of a data plane. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Of one connection, and not passed on: RFC 9110 section 7.6.1. */
const HOP_BY_HOP = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"],
]);

/** The headers that are passed on. */
export function endToEnd<T extends string | string[]>(
  headers: IncomingHttpHeaders | Record<string, T | undefined>,
): Record<string, T> {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name));
  return Object.fromEntries(kept) as Record<string, T>;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * A body as an event for a function has it: as text where its type is one of text, else in Base64. Source: Application
 * Load Balancers user guide, "Receive events from the load balancer".
 */
export function bodyOf(
  body: Buffer,
  { headers }: Pick<IncomingMessage, "headers">,
): { body: string; isBase64Encoded: boolean } {
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const text = /^(text\/.*|application\/(json|javascript|xml))$/.test(type);
  const encoded = body.length > 0 && (!text || headers["content-encoding"] !== undefined);
  return { body: body.toString(encoded ? "base64" : "utf8"), isBase64Encoded: encoded };
}
