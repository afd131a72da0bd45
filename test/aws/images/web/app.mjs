import { createServer } from "node:http";

/** A small web service that says which version and instance answered. `?delay=MS` makes a slow request, `?status=N` another answer. */
export async function start({ VERSION, INSTANCE_ID, USER_DATA }) {
  const version = /^version=(\S+)/m.exec(USER_DATA ?? "")?.[1] ?? VERSION;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const answer = () => {
      response.setHeader("x-version", version);
      response.setHeader("x-instance", INSTANCE_ID);
      response.setHeader("x-host", request.headers.host ?? "");
      response.statusCode = Number(url.searchParams.get("status") ?? 200);
      response.end(request.method === "POST" ? undefined : `${version}\n`);
    };
    if (request.method === "POST") request.pipe(response.setHeader("x-version", version));
    else if (url.searchParams.has("delay")) setTimeout(answer, Number(url.searchParams.get("delay")));
    else answer();
  });
  // Longer than any load balancer keeps an idle connection, so that none ever meets a closing socket.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, stop: () => new Promise((resolve) => server.close(resolve)) };
}
