import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { get } from "../../src/engine/http.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listening(answer: RequestListener): Promise<number> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return (made.address() as AddressInfo).port;
}

const from = (port: number, limitMs = 60_000) =>
  ({ tls: false, limitMs, host: "127.0.0.1", port, agent: false }) as const;
const never = new AbortController().signal;

test("an answer has its status, every value of its headers, and no more of a body than a check needs", async () => {
  const port = await listening((_request, response) => {
    response.writeHead(302, { location: "/there", "x-side": ["a", "b"] });
    response.end("x".repeat(5_000_000));
  });
  const { status, headers, body } = await get(from(port), never);
  expect({ status, location: headers.location, side: headers["x-side"] }).toEqual({
    status: 302,
    location: ["/there"],
    side: ["a", "b"],
  });
  expect(body.length).toBe(1_048_576);
});

test("whoever does not answer is told of as such; who is not there, with the address; a cancelled step, by its reason", async () => {
  const port = await listening(() => undefined);
  await expect(get(from(port, 10), never)).rejects.toThrow("no answer within 0.01 s");
  await expect(get(from(port), AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await expect(get(from(port), never)).rejects.toThrow(`connect ECONNREFUSED 127.0.0.1:${port}`);
});
