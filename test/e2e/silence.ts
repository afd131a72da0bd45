import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";

/** A machine that accepts every connection and never says a word. */
export async function startSilence() {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.resume();
    for (const resolve of waiting.splice(0)) resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves at the next connection. */
    connected: () => new Promise<void>((resolve) => waiting.push(resolve)),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
