import { get, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nginxScene } from "./nginx.ts";
import type { Scene } from "./scene.ts";
import type { Frame } from "./web/server.ts";
import { serve } from "./web/server.ts";

/** The page of the demo, on a real scene; what a browser makes of it was looked at. */
let scene: Scene;
let page: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  scene = await nginxScene();
  page = await serve(scene);
});
afterAll(async () => {
  await page.close();
  await scene.close();
});

function ask(path: string, method = "GET", headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request(new URL(path, page.url), { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.once("error", reject).end();
  });
}

/** The first frame for which this holds. */
function frame(holds: (frame: Frame) => boolean): Promise<Frame> {
  return new Promise((resolve, reject) => {
    const asked = get(new URL("frames", page.url), (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
        const events = text.split("\n\n");
        text = events.pop() ?? "";
        const found = events.map((event) => JSON.parse(event.slice("data: ".length)) as Frame).find(holds);
        if (found === undefined) return;
        asked.destroy();
        resolve(found);
      });
    }).once("error", reject);
  });
}

const press = (id: number, origin = new URL(page.url).origin) => ask(`steps/${id}`, "POST", { origin });

test("the page is served with what it needs and nothing else, and loads nothing from elsewhere", async () => {
  const { status, headers, text } = await ask("/");
  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = ""]) => part);
  expect(parts).toEqual(["page.css", "page.js"]);
  for (const part of parts) expect((await ask(part)).status).toBe(200);
  expect((await ask("../server.ts")).status).toBe(404);
});

test("a button runs its step, alone, and the page shows what users get", async () => {
  const { buttons } = await frame(({ totals }) => totals.blue > 0);
  expect(buttons.map(({ title }) => title)).toEqual([
    ...["status", "deploy", "shift to 10 %", "shift to 50 %", "promote", "rollback", "teardown"],
  ]);
  const idOf = (title: string) => buttons.find((button) => button.title === title)?.id ?? -1;
  expect((await press(idOf("deploy"))).status).toBe(202);
  expect((await press(idOf("promote"))).status).toBe(409);
  const deployed = await frame(({ ended }) => ended?.title === "deploy");
  expect(deployed).toMatchObject({ ended: { ok: true }, outputs: { phase: "deployed", "next-step": "shift" } });
  expect((await press(idOf("shift to 50 %"))).status).toBe(202);
  const shifted = await frame(({ ended, totals }) => ended?.title === "shift to 50 %" && totals.green > 0);
  expect(shifted).toMatchObject({ ended: { ok: true }, outputs: { weight: "50" }, totals: { failed: 0 } });
  expect(shifted.log.join("\n")).toContain("Set the weights");
});

test("nobody else's page can press a button", async () => {
  expect((await press(0, "http://evil.example")).status).toBe(403);
  expect((await ask("steps/0", "POST")).status).toBe(403);
  expect((await press(99)).status).toBe(404);
});
