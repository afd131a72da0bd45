import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, expect } from "vitest";
import { until } from "../aws/until.ts";
import { startByHand } from "./by-hand.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/** What users got from a site before `setup` is what they get after it. */

let world: World;
let endApp: (() => void) | undefined;
afterEach(async () => {
  endApp?.();
  endApp = undefined;
  await world?.close();
});

interface Lines {
  /** In the location, before and after. */
  own?: string;
  /** In the server block, likewise. */
  server?: string;
  /** In the http block, likewise. */
  http?: string;
  /** What the site includes instead of its `proxy_pass`. */
  part?: "location" | "pass";
}

const siteOf = ({ own = "", server = "" }: Lines, what: string) =>
  `server { listen 127.0.0.1:${world.nginx.port}; open_file_cache off; ${server} location / { ${own} ${what} } }`;

/** A site that passes its requests on to the app on the first port, by its own lines. */
async function proxied(lines: Lines = {}): Promise<void> {
  world = await createWorld({ ready: false });
  world.nginx.write(siteOf(lines, `proxy_pass http://127.0.0.1:${world.ports[0]};`), lines.http);
  world.nginx.reload();
  await until("the site's own lines", async () => (await world.ask()).status === 502);
}

/** The user's edit, which nobody has loaded yet. */
function edit(lines: Lines = {}): void {
  const inc = (name: string) => join(world.directory, "delivery", `shop.${name}.inc`);
  const server = `include ${inc("server")}; ${lines.server ?? ""}`;
  world.nginx.write(siteOf({ ...lines, server }, `include ${inc(lines.part ?? "location")};`), lines.http);
}

async function runApp(): Promise<void> {
  endApp = await startByHand(world.ports[0], "v1");
  await until("the app through nginx", async () => (await world.ask("/healthz")).status === 200);
}

/** The page that shows what the app was told in a header. */
const showing = (header: string) => ({ url: new URL(`/?header=${header}`, world.nginx.url).href });

/** What a user of a host gets. */
async function pageOf(host: string): Promise<string> {
  const response = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
    get(world.nginx.url, { agent: false, headers: { host } }, resolve).once("error", reject);
  });
  return text(response);
}

test("a site that passes on to the app gives its users the same answers, and setup says nothing of them", async () => {
  await proxied();
  await runApp();
  const before = await world.ask();
  edit();
  await must(world.step("setup"));
  expect(await world.ask()).toEqual(before);
});

test("a header line of the location that would be sent twice is told with the answers before and after, until it is fixed", async () => {
  const own = "proxy_set_header Host $http_host;";
  await proxied({ own });
  await runApp();
  edit({ own });
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain(
    "Users get another answer from the site: / answered 200 before, and answers 400 now",
  );
  expect(setup.log.text).toContain("shop.pass.inc");
  expect(setup.log.text).toContain("to undo it, take its includes out and reload nginx");
  world.nginx.test();
  // It is loaded now, so that before is as after: the app itself tells that it is not well.
  const again = await world.step("setup");
  expect(again.conclusion).toBe("failure");
  expect(again.log.text).toContain("/ answers 400 through nginx, but 200 when port");
  edit({ own, part: "pass" });
  world.nginx.reload();
  await until("one Host", async () => (await world.ask()).status === 200);
  await must(world.step("setup"));
});

test("a header line of the server that the app no longer gets is found by the page, which may be meant", async () => {
  const server = "proxy_set_header X-Tenant north;";
  await proxied({ server });
  await runApp();
  edit({ server });
  const url = showing("x-tenant");
  const setup = await world.step("setup", url);
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain("/?header=x-tenant is another page than before");
  expect(setup.log.text).toContain("are not inherited where ours stand: repeat them there");
  await must(world.step("setup", url));
});

test("a header that the http block adds, and the site's users would lose, is named", async () => {
  const http = "add_header Strict-Transport-Security max-age=60 always;";
  await proxied({ http });
  await runApp();
  edit({ http });
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain("/ had the header strict-transport-security before, and does not have it now");
});

test.each(["markers", "reload"])(
  "mode %s: a new structure that changes what users get is put back, and nginx serves what it served",
  async (mode) => {
    world = await createWorld({ inputs: { mode } });
    // As another release may have written it.
    const file = join(world.directory, "delivery", "shop.location.inc");
    const other = readFileSync(file, "utf8").replace("Host $host", "Host $http_host");
    writeFileSync(file, other);
    world.nginx.reload();
    const page = async () => (await world.ask("/?header=host")).body;
    await until("the other structure", async () => (await page()).includes(`127.0.0.1:${world.nginx.port},`));
    const setup = await world.step("setup", showing("host"));
    expect(setup.conclusion).toBe("failure");
    expect(setup.log.text).toContain("/?header=host is another page than before");
    expect(setup.log.text).toContain("The former files are back in place, and nginx serves what it served");
    expect(readFileSync(file, "utf8")).toBe(other);
    await until("the former structure", async () => (await page()).includes(`127.0.0.1:${world.nginx.port},`));
  },
);

test("a page that is made anew for each request is compared by its status alone", async () => {
  await proxied();
  await runApp();
  edit();
  await must(world.step("setup", { url: new URL("/now", world.nginx.url).href }));
});

test("a site whose app is not up yet is set up: an error is nothing to lose", async () => {
  await proxied();
  edit();
  await must(world.step("setup"));
  await must(world.step("deploy", { revision: "v1" }));
  await must(world.step("promote"));
  expect(await world.version()).toBe("v1");
});

test("a site that nginx answered like any other host before is a new one, whatever its users got", async () => {
  world = await createWorld({ ready: false });
  const welcome = `server { listen 127.0.0.1:${world.nginx.port}; return 200 "Welcome"; }`;
  world.nginx.write(welcome);
  world.nginx.reload();
  await until("the welcome", async () => (await pageOf("shop.example")) === "Welcome");
  const url = `http://shop.example:${world.nginx.port}/`;
  edit({ server: "server_name shop.example;" });
  const site = readFileSync(world.nginx.configuration, "utf8");
  writeFileSync(world.nginx.configuration, site.replace("server {", `${welcome} server {`));
  await must(world.step("setup", { url }));
  expect(await pageOf("other.example")).toBe("Welcome");
});

test("a site that would lead its users to a port where nobody answers is not loaded", async () => {
  await proxied();
  const elsewhere = `server { listen 127.0.0.1:${world.nginx.port} default_server; return 404; }`;
  const named = (server: string) => `server_name shop.example; ${server}`;
  const url = `http://shop.example:${world.nginx.port}/`;
  const static200 = siteOf({ server: named("") }, 'return 200 "The shop";');
  world.nginx.write(`${elsewhere} ${static200}`);
  world.nginx.reload();
  await until("the shop", async () => (await pageOf("shop.example")) === "The shop");
  edit({ server: named("") });
  const site = readFileSync(world.nginx.configuration, "utf8");
  writeFileSync(world.nginx.configuration, site.replace("server {", `${elsewhere} server {`));
  const setup = await world.step("setup", { url });
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain(`/ answers 200 now, and nothing answers on port ${world.ports[0]}`);
  expect(await pageOf("shop.example")).toBe("The shop");
  world.nginx.test();
});
