import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** A forward proxy that notes what goes through it: absolute-form requests are passed on, CONNECT is refused. */
export async function startProxy() {
  const forwarded: string[] = [];
  const tunnels: string[] = [];
  const server = createServer((request, response) => {
    forwarded.push(request.url ?? "");
    const upstream = send(request.url ?? "", { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.once("error", () => response.writeHead(502).end());
    request.pipe(upstream);
  });
  server.on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded,
    tunnels,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
