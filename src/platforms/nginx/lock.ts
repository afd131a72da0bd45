import { createHash } from "node:crypto";
import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import { DeliveryError } from "../../delivery/errors.ts";
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
    throw new DeliveryError("refused", `Another step is at work on ${stateDir}: ${await whoHolds(path)}.`, {
      remedy: "Run this one again when that one is over; give the workflows one `concurrency` group..",
    });
  }
  // The lock alone does not keep the process alive.
  server.unref();
  return server;
}

function whoHolds(path: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect({ path });
    const end = () => {
      socket.destroy();
      resolve(said === "" ? "it did not say which" : said.slice(0, 200));
    };
    socket.setTimeout(ANSWER_MS, end);
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      said += chunk;
    });
    socket.on("end", end);
    socket.on("error", end);
  });
}
