import { createHash } from "node:crypto";
import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { retry } from "../../engine/poll.ts";
import { refuse } from "./refusals.ts";
import { codeOf } from "./store.ts";

/** How long the holder of the lock has to say who it is, in milliseconds. */
const ANSWER_MS = 1_000;
/** How long another app's set-up may take, in milliseconds: a test, a reload and its proof. */
const TURN_MS = 60_000;
const TURN_LOOK_MS = 100;

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

/**
 * The same, for a moment: waits its turn instead of refusing. nginx's own files are one for all apps of a machine.
 *
 * @returns how to let go of it.
 * @throws DeliveryError `refused` when it is still held after a minute.
 */
export async function turnAt(path: string, holder: string, { clock, signal }: Waiting): Promise<() => void> {
  const pace = { clock, signal, pauseMs: TURN_LOOK_MS, until: clock.now() + TURN_MS };
  const held = await retry(
    pace,
    (error) => error instanceof DeliveryError,
    () => lock(path, holder),
  );
  return () => void held.close();
}

interface Waiting {
  clock: Clock;
  signal: AbortSignal;
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
