import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AccessLogSource } from "../../src/gates/sources/access-log.ts";
import { logFormatLine, logFormatName } from "../../src/gates/sources/access-log-lines.ts";
import { until } from "../aws/until.ts";
import { startNginx } from "../nginx/engine.ts";
import { nginxTest } from "../nginx/nginx-test.ts";

const MINUTE = 60_000;
const FROM = Date.parse("2026-05-03T12:00:00Z");
const SPAN = { from: FROM, to: FROM + 10 * MINUTE };
const PORTS = { green: 8002, blue: 8001 };

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "access-log-"));
  path = join(directory, "shop.log");
});
afterEach(() => rmSync(directory, { recursive: true }));

const line = (minute: number, port = 8002, status = "200") =>
  `${JSON.stringify({ t: `${FROM / 1_000 + minute * 60}.5`, p: String(port), s: status, us: status, ut: "0.1", rt: "0.1", r: "" })}\n`;

function sourceOf(now = FROM + 5 * MINUTE, more = {}) {
  const at = { now };
  const clock = { now: () => at.now, sleep: () => Promise.resolve() };
  const { signal } = new AbortController();
  const source = new AccessLogSource({ path, ports: PORTS, clock, signal, ...more });
  /** `0: 2 1` per minute: requests of green and of blue; with a `?` when lines are missing. */
  const read = async (span = SPAN) => {
    const reading = await source.read(span);
    if ("problem" in reading) return reading.problem.reasons;
    return reading.minutes.map(
      ({ at: minute, green, blue, complete }) =>
        `${(minute - FROM) / MINUTE}: ${green?.requests ?? 0} ${blue?.requests ?? 0}${complete ? "" : " ?"}`,
    );
  };
  return { at, source, read };
}

describe("a log that grows", () => {
  test("is read on from where the last look ended; a line that is half written waits for its end", async () => {
    const { read } = sourceOf();
    const half = line(1);
    writeFileSync(path, line(0) + line(0, 8001) + half.slice(0, 20));
    expect(await read()).toEqual(["0: 1 1"]);
    expect(await read()).toEqual(["0: 1 1"]);
    appendFileSync(path, half.slice(20) + line(2));
    expect(await read()).toEqual(["0: 1 1", "1: 1 0", "2: 1 0"]);
  });

  test("loses nothing when it is rotated between two looks", async () => {
    const { read } = sourceOf();
    writeFileSync(path, line(0));
    expect(await read()).toEqual(["0: 1 0"]);
    appendFileSync(path, line(1));
    renameSync(path, `${path}.1`);
    writeFileSync(path, line(1) + line(2));
    expect(await read()).toEqual(["0: 1 0", "1: 2 0", "2: 1 0"]);
    appendFileSync(path, line(3));
    expect(await read()).toEqual(["0: 1 0", "1: 2 0", "2: 1 0", "3: 1 0"]);
  });

  test("is read with what was rotated before the first look, compressed or not", async () => {
    writeFileSync(`${path}.2.gz`, gzipSync(line(0) + line(0)));
    writeFileSync(`${path}.1`, line(1));
    writeFileSync(join(directory, "shop.log.bak"), line(1));
    writeFileSync(path, line(2));
    expect(await sourceOf().read()).toEqual(["0: 2 0", "1: 1 0", "2: 1 0"]);
  });

  test("that was compressed before it was read leaves minutes that are not complete", async () => {
    const { at, read } = sourceOf(FROM + 30_000);
    writeFileSync(path, line(0));
    expect(await read()).toEqual(["0: 1 0"]);
    appendFileSync(path, line(1));
    const whole = `${path}.1`;
    renameSync(path, whole);
    writeFileSync(`${whole}.gz`, gzipSync("gone"));
    writeFileSync(path, line(2));
    rmSync(whole);
    at.now = FROM + 2 * MINUTE + 10_000;
    expect(await read()).toEqual(["0: 1 0 ?", "1: 0 0 ?", "2: 1 0 ?"]);
  });

  test("and is cut in place counts no line twice", async () => {
    const { at, read } = sourceOf(FROM + 30_000);
    writeFileSync(path, line(0) + line(0));
    expect(await read()).toEqual(["0: 2 0"]);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    appendFileSync(path, line(1));
    at.now = FROM + MINUTE + 1_000;
    expect(await read()).toEqual(["0: 2 0 ?", "1: 1 0 ?"]);
  });

  test("makes a history, also when the rollout was asked for first", async () => {
    const { source, read } = sourceOf();
    writeFileSync(path, line(0) + line(0, 8001, "500") + line(3));
    expect(await read({ from: FROM + 3 * MINUTE, to: SPAN.to })).toEqual(["3: 1 0"]);
    expect(await source.history({ from: FROM, to: FROM + 2 * MINUTE })).toEqual({
      minutes: [{ at: FROM, total: { requests: 2, errors: 1, clientErrors: 0 } }],
    });
  });
});

describe("before the first move", () => {
  test("a log has to be there", async () => {
    expect(await sourceOf().source.probe()).toEqual({
      kind: "invalid",
      reasons: [`the access log ${path} was not found`],
    });
  });

  test("and to be a file", async () => {
    expect(await sourceOf(FROM, { path: directory }).source.probe()).toEqual({
      kind: "unavailable",
      reasons: [`the access log ${directory} cannot be read: EISDIR`],
    });
  });

  test("in the format of setup; single lines of another are passed over with a warning", async () => {
    writeFileSync(path, '127.0.0.1 - - "GET / HTTP/1.1" 200\n');
    const { source } = sourceOf();
    expect(await source.probe()).toMatchObject({
      kind: "invalid",
      reasons: [expect.stringContaining("none of 1 lines is in the format")],
    });
    appendFileSync(path, line(0));
    expect(await source.read(SPAN)).toMatchObject({
      minutes: [{ at: FROM, complete: true }],
      warnings: [`${path}: 1 lines are not in the format of step \`setup\``],
    });
  });
});

describe("a log that nobody writes", () => {
  test("stops the step that has just asked nginx for a page; a line of its own is enough to go on", async () => {
    writeFileSync(path, line(0));
    const at = { now: FROM + 5 * MINUTE };
    const sleep = (ms: number) => {
      at.now += ms;
      return Promise.resolve();
    };
    const options = { path, ports: PORTS, clock: { now: () => at.now, sleep }, signal: new AbortController().signal };
    expect(await new AccessLogSource(options).probe()).toMatchObject({
      kind: "invalid",
      reasons: [expect.stringContaining(`nginx does not write the access log ${path}`)],
    });
    const late = new AccessLogSource({
      ...options,
      clock: {
        now: () => at.now,
        sleep: (ms) => {
          appendFileSync(path, line(5).replace('"r":""', '"r":"8002 hash"'));
          return sleep(ms);
        },
      },
    });
    expect(await late.probe()).toBeUndefined();
  });
});

nginxTest("what a real nginx writes is counted: retries, clients that leave, test routes", async () => {
  const hung: (() => void)[] = [];
  const answering = (answer: (url: string) => number) =>
    new Promise<ReturnType<typeof createServer>>((resolve) => {
      const server = createServer(({ url = "" }, response) => {
        if (url.startsWith("/hang")) hung.push(() => response.end());
        else response.writeHead(answer(url)).end();
      });
      server.listen(0, "127.0.0.1", () => resolve(server));
    });
  const failing = await answering((url) => (url.startsWith("/retry") ? 502 : 200));
  const good = await answering((url) => (url.startsWith("/missing") ? 404 : 200));
  const [first, second] = [failing, good].map((server) => (server.address() as AddressInfo).port);
  const http = `
    ${logFormatLine("shop")}
    upstream shop { server 127.0.0.1:${first} max_fails=0; server 127.0.0.1:${second} max_fails=0 backup; }
    map $http_x_route $shop_say { "" ""; default "8002 hash"; }
    map $http_x_side $shop_p { default 8001; green 8002; }`;
  const nginx = await startNginx(directory, "shop", {
    http,
    server: (port) => `server { listen 127.0.0.1:${port}; access_log ${path} ${logFormatName("shop")};
      location / { proxy_pass http://shop; proxy_next_upstream http_502; } }`,
  });
  try {
    const from = Math.floor(Date.now() / MINUTE) * MINUTE;
    const { source } = sourceOf(Date.now());
    const totals = async () => {
      const reading = await source.read({ from, to: Date.now() + MINUTE });
      const sides = "minutes" in reading ? reading.minutes.map(({ green }) => green) : [];
      const sum = (name: "requests" | "errors" | "clientErrors") =>
        sides.reduce((all, counts) => all + (counts?.[name] ?? 0), 0);
      return `${sum("requests")} ${sum("errors")} ${sum("clientErrors")}`;
    };
    const before = await totals();
    const ask = (url: string, headers: Record<string, string> = {}) =>
      fetch(`${nginx.url}${url}`, { headers: { "x-side": "green", ...headers } }).then(({ status }) => status);
    expect(await ask("")).toBe(200);
    // Two attempts: users see 200, green failed.
    expect(await ask("retry")).toBe(200);
    expect(await ask("", { "x-route": "secret" })).toBe(200);
    const leaving = request(`${nginx.url}hang`, { headers: { "x-side": "green" } });
    leaving.on("error", () => {});
    leaving.end();
    await until("the request to hang", () => hung.length > 0);
    leaving.destroy();
    expect(before).toBe("0 0 0");
    await until("nginx to log all of them", async () => (await totals()) === "3 1 0");
  } finally {
    for (const answer of hung) answer();
    await nginx.stop();
    for (const server of [failing, good]) server.closeAllConnections();
    for (const server of [failing, good]) server.close();
  }
});
