import { createServer } from "node:http";

/** Boots, but answers every request with a 500. */
export async function start() {
  const server = createServer((_request, response) => {
    response.statusCode = 500;
    response.end("broken\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, stop: () => new Promise((resolve) => server.close(resolve)) };
}
