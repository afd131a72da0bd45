import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { PrometheusSource } from "../../src/gates/sources/prometheus.ts";
import type { Way } from "../../src/gates/sources/prometheus-wire.ts";

/** How the API is asked: credentials, redirects, trouble on the way. */

const FROM = Date.parse("2026-05-03T12:00:00Z");
const SPAN = { from: FROM, to: FROM + 60_000 };

let server: ReturnType<typeof createServer> | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Answer = (request: IncomingMessage, response: ServerResponse, asked: number) => void;

const EMPTY = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } });
const empty: Answer = (_, response) => response.end(EMPTY);

/** A server that answers as told, and a source that asks it; its pauses are noted, not waited for. */
async function serve(answer: Answer, more: Partial<Way> = {}) {
  const asked: IncomingMessage[] = [];
  server = createServer((request, response) => {
    asked.push(request);
    request.resume().on("end", () => answer(request, response, asked.length));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const pauses: number[] = [];
  const clock = {
    now: () => FROM,
    sleep: async (ms: number) => {
      pauses.push(ms);
    },
  };
  const queries = { green: { requests: "g", errors: "g" }, blue: { requests: "b", errors: "b" } };
  const { signal } = new AbortController();
  const labels = { green: "g", blue: "b" };
  return {
    asked,
    pauses,
    port,
    source: new PrometheusSource({ url: `${url}/`, clock, signal, queries, labels, ...more }),
  };
}

test("a bearer token and headers go along", async () => {
  const { source, asked } = await serve(empty, {
    authentication: { kind: "bearer", token: "T" },
    headers: { "X-Scope-OrgID": "shop" },
  });
  expect(await source.read(SPAN)).toEqual({ minutes: [{ at: FROM, complete: true }], warnings: [] });
  expect(asked[0]?.method).toBe("POST");
  expect(asked[0]?.url).toBe("/api/v1/query_range");
  expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer T", "x-scope-orgid": "shop" });
});

test("so do a user and a password", async () => {
  const { source, asked } = await serve(empty, { authentication: { kind: "basic", user: "u", password: "p:ä" } });
  await source.read(SPAN);
  expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from("u:p:ä").toString("base64")}`);
});

test("warnings make the minutes incomplete", async () => {
  const body = JSON.stringify({ ...JSON.parse(EMPTY), warnings: ["a store is gone"] });
  const { source } = await serve((_, response) => response.end(body));
  expect(await source.read(SPAN)).toEqual({
    minutes: [{ at: FROM, complete: false }],
    warnings: ["Prometheus: a store is gone"],
  });
});

test("a redirect within the host is followed, with credentials", async () => {
  const { source, asked } = await serve(
    (request, response) => {
      if (request.url?.startsWith("/prometheus") === true) return response.end(EMPTY);
      return response.writeHead(307, { location: `/prometheus${request.url}` }).end();
    },
    { authentication: { kind: "bearer", token: "T" } },
  );
  expect(await source.read(SPAN)).toMatchObject({ warnings: [] });
  expect(asked.every(({ headers, method }) => headers.authorization === "Bearer T" && method === "POST")).toBe(true);
});

test("a redirect to another host is refused, and gets no credentials", async () => {
  const { source, asked, port } = await serve(
    (request, response) => response.writeHead(302, { location: `http://localhost:${port}${request.url}` }).end(),
    { authentication: { kind: "bearer", token: "T" } },
  );
  expect(await source.read(SPAN)).toEqual({
    problem: { kind: "invalid", reasons: [`Prometheus redirects to another host, http://localhost:${port}: refused`] },
  });
  expect(asked.filter(({ headers }) => headers.host?.startsWith("localhost"))).toEqual([]);
});

test("a redirect in a circle ends", async () => {
  const { source } = await serve((request, response) => response.writeHead(308, { location: request.url }).end());
  expect(await source.read(SPAN)).toMatchObject({ problem: { reasons: ["Prometheus redirects more than 3 times"] } });
});

test("throttling and broken connections are repeated, as long as the server says", async () => {
  const { source, pauses } = await serve((request, response, asked) => {
    if (asked <= 2) return response.writeHead(429, { "retry-after": "5" }).end();
    if (asked <= 4) return request.socket.destroy();
    return response.end(EMPTY);
  });
  expect(await source.read(SPAN)).toMatchObject({ warnings: [] });
  expect(pauses.sort()).toEqual([1_000, 1_000, 5_000, 5_000]);
});

test("a server that stays away is no measurement", async () => {
  const { source, pauses } = await serve((_, response) => response.writeHead(503).end("gone"));
  expect(await source.read(SPAN)).toEqual({ problem: { kind: "unavailable", reasons: ["Prometheus answered 503"] } });
  expect(pauses.length).toBeGreaterThanOrEqual(2);
});

test("a cancelled run ends the request", async () => {
  const cancelled = new AbortController();
  const { source } = await serve(() => cancelled.abort(new Error("cancelled")), { signal: cancelled.signal });
  await expect(source.read(SPAN)).rejects.toThrow("cancelled");
});
