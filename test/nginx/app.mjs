// A small shop. What it does wrong is in the name of its revision.
import { createServer } from "node:http";

const { PORT, COLOR, REVISION } = process.env;
if (REVISION?.startsWith("crash")) {
  console.error("cannot find the module ./cart");
  process.exit(3);
}
let served = 0;
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
    served += 1;
    if (REVISION?.startsWith("fragile") && served > 20) process.exit(1);
    const status = url.pathname === "/cart" && REVISION?.startsWith("nocart") ? 500 : 200;
    const answer = () => response.writeHead(status, { "x-revision": REVISION }).end(`${REVISION} ${PORT} ${COLOR}\n`);
    setTimeout(answer, Number(url.searchParams.get("ms") ?? 0));
  });
});
server.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
