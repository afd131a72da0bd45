import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

/** Real milliseconds after which a client asks again: datagrams get lost. */
const AGAIN_MS = 500;
const PAUSE_MS = 50;

/** A client with an address and a port of its own, which is what makes a flow of its datagrams. */
export async function openFlow(url: string) {
  const socket = createSocket("udp4");
  socket.connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  // A port that was closed says so. Over a real network nobody would.
  socket.on("error", () => {});
  let asked = 0;
  return {
    /** Asks which version answers; resolves when it did. */
    ask(): Promise<string> {
      asked += 1;
      const question = String(asked);
      return new Promise((resolve) => {
        const send = () => socket.send(question);
        const again = setInterval(send, AGAIN_MS);
        socket.on("message", function onMessage(datagram) {
          const [version = "", answered] = datagram.toString().split(" ");
          if (answered !== question) return;
          clearInterval(again);
          socket.off("message", onMessage);
          resolve(version);
        });
        send();
      });
    },
    end: () => void socket.close(),
  };
}

/** A flow that never gets idle. `versions`: which of them answered so far, in order. */
export async function steadyFlow(url: string) {
  const flow = await openFlow(url);
  const versions = [await flow.ask()];
  let over = false;
  const done = (async () => {
    while (!over) {
      versions.push(await flow.ask());
      await pause(PAUSE_MS);
    }
    flow.end();
  })();
  return {
    versions,
    async stop(): Promise<void> {
      over = true;
      await done;
    },
  };
}
