import { createHash } from "node:crypto";
import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import { refuse } from "./refusals.ts";
import { codeOf } from "./store.ts";

/** How long the holder of the lock has to say who it is, in milliseconds. */
const ANSWER_MS = 1_000;

/**
 * One step at a time for each state directory: an abstract socket, which the kernel takes away with the process that
 * holds it, however it ends (unix(7)). Whoever connects is told who holds it.
 *
 * @throws DeliveryError `refused` when another step holds it.
 */
export async function lock(stateDir: string, holder: string): Promise<Server> {
  const id = createHash("sha256").update(stateDir).digest("hex").slice(0, 32);
  const path = `\0progressive-delivery-${id}`;
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(holder);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ path }, resolve);
    });
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    throw refuse("step-at-work", { directory: stateDir, holder: await whoHolds(path) });
  }
  // The lock alone does not keep the process alive.
  server.unref();
  return server;
}

function whoHolds(path: string): Promise<string> {
  return new Promise((resolve) => {
    let message = "";
    const socket = connect({ path });
    const end = () => {
      socket.destroy();
      resolve(message === "" ? "it did not say which" : message.slice(0, 200));
    };
    socket.setTimeout(ANSWER_MS, end);
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      message += chunk;
    });
    socket.on("end", end);
    socket.on("error", end);
  });
}
