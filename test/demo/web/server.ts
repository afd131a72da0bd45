import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Scene, SceneStep } from "../scene.ts";
import type { Counts } from "../watch.ts";
import { between } from "../watch.ts";

/** What the page shows, as it is sent to it every second. */
export interface Frame {
  title: string;
  load: string;
  /** Requests per second since the frame before. */
  rates: Counts;
  totals: Counts;
  /** The outputs of the last step that was run. */
  outputs: Record<string, string>;
  /** The step that runs now. */
  running: string | undefined;
  /** How the last step ended. */
  ended: { title: string; ok: boolean; seconds: number } | undefined;
  /** The last lines of its log, oldest first. */
  log: readonly string[];
  buttons: readonly { id: number; title: string; step: string }[];
}

const FRAME_MS = 1_000;
const LINES = 14;
const FILES: Readonly<Record<string, { file: string; type: string }>> = {
  "/": { file: "page.html", type: "text/html; charset=utf-8" },
  "/page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
  "/page.css": { file: "page.css", type: "text/css; charset=utf-8" },
};
const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** A page on which the steps of a scene are buttons. It listens on this machine alone. */
export async function serve(scene: Scene): Promise<{ url: string; close(): Promise<void> }> {
  const buttons = buttonsOf(scene);
  const show = new Show(scene, buttons);
  const server = createServer((request, response) => {
    if (request.method === "POST") return press(request, response, show, buttons.length);
    if (request.url === "/frames") return show.stream(response);
    const found = FILES[request.url ?? ""];
    if (found === undefined) return void response.writeHead(404, HEADERS).end();
    response.writeHead(200, { ...HEADERS, "content-type": found.type });
    response.end(readFileSync(join(import.meta.dirname, found.file)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      await show.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every different step of the script once, and `status`. */
function buttonsOf({ steps }: Scene): SceneStep[] {
  const known = new Map<string, SceneStep>();
  for (const step of [{ step: "status" }, ...steps]) {
    const key = JSON.stringify([step.step, step.inputs ?? {}]);
    if (!known.has(key)) known.set(key, step);
  }
  return [...known.values()];
}

/** Another site's page must not be able to press a button: a browser says whose page it is. */
function press(request: IncomingMessage, response: ServerResponse, show: Show, buttons: number): void {
  const id = Number(/^\/steps\/(\d{1,2})$/.exec(request.url ?? "")?.[1] ?? Number.NaN);
  const own = request.headers.origin === `http://${request.headers.host}`;
  if (!own || !(id < buttons)) return void response.writeHead(own ? 404 : 403, HEADERS).end();
  response.writeHead(show.start(id) ? 202 : 409, HEADERS).end();
}

/** One step at a time, and who watches. */
class Show {
  readonly #scene: Scene;
  readonly #steps: readonly SceneStep[];
  readonly #watchers = new Set<ServerResponse>();
  readonly #timer: NodeJS.Timeout;
  #last: Counts & { at: number };
  #rates: Counts = { blue: 0, green: 0, failed: 0 };
  #outputs: Record<string, string> = {};
  #running: { title: string; done: Promise<void> } | undefined;
  #ended: Frame["ended"];
  #log: string[] = [];

  constructor(scene: Scene, steps: readonly SceneStep[]) {
    this.#scene = scene;
    this.#steps = steps;
    this.#last = { ...scene.count(), at: Date.now() };
    this.#timer = setInterval(() => this.#tick(), FRAME_MS);
  }

  /** @returns whether nothing else was running. */
  start(id: number): boolean {
    const step = this.#steps[id];
    if (this.#running !== undefined || step === undefined) return false;
    const title = step.title ?? step.step;
    this.#log = [];
    this.#running = { title, done: this.#run(step, title) };
    return true;
  }

  stream(response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
    this.#watchers.add(response);
    response.once("close", () => this.#watchers.delete(response));
    response.write(this.#event());
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.done;
  }

  async #run(step: SceneStep, title: string): Promise<void> {
    const began = Date.now();
    const onLine = (line: string) => {
      this.#log = [...this.#log, line].slice(-LINES);
    };
    const { conclusion, outputs } = await this.#scene.run(step, { onLine });
    this.#outputs = { ...outputs };
    this.#ended = { title, ok: conclusion === "success", seconds: Math.round((Date.now() - began) / 100) / 10 };
    this.#running = undefined;
  }

  #tick(): void {
    const now = { ...this.#scene.count(), at: Date.now() };
    this.#rates = between(this.#last, now);
    this.#last = now;
    const event = this.#event();
    for (const watcher of this.#watchers) watcher.write(event);
  }

  #event(): string {
    const { at: _, ...totals } = this.#last;
    const frame: Frame = {
      title: this.#scene.title,
      load: this.#scene.load,
      rates: this.#rates,
      totals,
      outputs: pick(this.#outputs),
      running: this.#running?.title,
      ended: this.#ended,
      log: this.#log,
      buttons: this.#steps.map(({ step, title = step }, id) => ({ id, title, step })),
    };
    return `data: ${JSON.stringify(frame)}\n\n`;
  }
}

const SHOWN = [
  "phase",
  "weight",
  "blue",
  "green",
  "healthy-blue",
  "healthy-green",
  "verdict",
  "next-step",
  "next-weight",
];

function pick(outputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(SHOWN.map((name) => [name, outputs[name] ?? ""]));
}
