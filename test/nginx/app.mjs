// A small shop. What it does wrong is in the name of its revision.
import { createServer } from "node:http";

const { PORT, COLOR, REVISION } = process.env;
if (REVISION?.startsWith("crash")) {
  console.error("cannot find the module ./cart");
  process.exit(3);
}
let served = 0;
let asked = 0;
let failed = 0;
let ill = REVISION?.startsWith("ill") ?? false;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/healthz") {
      response.writeHead(ill ? 503 : 200).end();
      return;
    }
    // What a test tells it, past nginx.
    if (url.pathname === "/health") {
      ill = url.searchParams.get("is") === "ill";
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === "/metrics") {
      const count = (code, value) => `http_requests_total{version="${REVISION}",code="${code}"} ${value}\n`;
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end(count(200, asked - failed) + count(500, failed));
      return;
    }
    served += 1;
    if (REVISION?.startsWith("fragile") && served > 20) process.exit(1);
    const bad = REVISION?.startsWith("broken") || (url.pathname === "/cart" && REVISION?.startsWith("nocart"));
    // `errs-20`: one in twenty of its users' requests, none of a step's own.
    const [, each] = /^errs-(\d+)/.exec(REVISION ?? "") ?? [];
    const isUsers = request.headers["x-shop-route"] === undefined;
    if (isUsers) asked += 1;
    const errs = each !== undefined && isUsers && asked % Number(each) === 0;
    const status = bad || errs ? 500 : 200;
    if (isUsers && status === 500) failed += 1;
    // As most servers do; Node by itself takes the first.
    const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
    if (hosts.length > 1) {
      response.writeHead(400).end();
      return;
    }
    const told = request.headers[url.searchParams.get("header") ?? ""];
    const answer = () =>
      response
        .writeHead(status, { "x-revision": REVISION })
        .end(`${REVISION} ${PORT} ${COLOR}${told === undefined ? "" : ` ${told},`}\n`);
    if (url.pathname === "/now") {
      response.end(`${process.hrtime.bigint()}\n`);
      return;
    }
    setTimeout(answer, Number(url.searchParams.get("ms") ?? 0));
  });
});
server.listen(Number(PORT), process.env.HOST ?? "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
