import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { until } from "../aws/until.ts";
import { freePort } from "./engine.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/** What a site's own configuration does to our files, and what `setup` says to it. */

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };

test("two apps are set up at once: one waits for the other", async () => {
  world = await createWorld({ ready: false });
  const [first, second] = [await freePort(), await freePort()];
  const blog = { app: "blog", ports: `${first}, ${second}`, "state-dir": join(world.directory, "blog") };
  const both = await Promise.all([world.step("setup"), world.step("setup", blog)]);
  for (const { conclusion, log } of both) expect([conclusion, log.text]).toEqual(["success", log.text]);
  world.nginx.test();
  expect(readdirSync(join(world.directory, "conf.d")).sort()).toEqual(["delivery-blog.conf", "delivery-shop.conf"]);
});

test("a setup that is cut off after any of its files leaves an nginx that can start", async () => {
  world = await createWorld({ ready: false, inputs: { mode: "reload" } });
  world.inputs["nginx-conf"] = world.nginx.configuration;
  const files = ["shop.routes.inc", "shop.server.inc", "shop.location.inc", "shop.pass.inc", "shop.log.inc"];
  const paths = [
    join(world.directory, "conf.d", "delivery-shop.conf"),
    ...files.map((name) => join(world.directory, "delivery", name)),
  ];
  for (const path of paths) {
    const kill = new AbortController();
    const watch = setInterval(() => {
      if (existsSync(path)) kill.abort();
    }, 0);
    await world.step("setup", {}, { kill: kill.signal });
    clearInterval(watch);
    world.nginx.test();
  }
  const status = await world.step("status");
  expect(status.log.text + (await must(world.step("setup"))).log.text).toContain("was cut off before it was proven");
});

test("setup moves no users who are on green: neither by stickiness nor by the cohort", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "30" }));
  const before = world.current();
  const sticky = await world.step("setup", { stickiness: "ip" });
  expect(sticky.conclusion).toBe("failure");
  expect(sticky.log.text).toContain("would move users who are on green now");
  expect(world.current()).toBe(before);
  await must(world.step("setup"));
  await must(world.step("rollback"));
  await must(world.step("deploy", { strategy: "ab-test", revision: "v2" }));
  await must(world.step("shift", { strategy: "ab-test", cohort: "cookie shop_cohort = beta", weight: "100" }));
  const cohort = await world.step("setup", { strategy: "ab-test", cohort: "header X-Beta = 1" });
  expect(cohort.log.text).toContain("`cohort` was cookie shop_cohort, and would be header X-Beta");
  expect(await world.version({ cookie: "shop_cohort=beta" })).toBe("v2");
});

test("a certificate of one's own is no obstacle on this machine, and a redirect is named", async () => {
  const tlsPort = await freePort();
  world = await createWorld({ ready: false });
  const [key, cert] = [join(world.directory, "key.pem"), join(world.directory, "cert.pem")];
  const subject = ["-subj", "/CN=shop.example", "-days", "1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject], {
    stdio: "ignore",
  });
  const inc = (part: string) => join(world.directory, "delivery", `shop.${part}.inc`);
  const lines = `include ${inc("server")}; location / { include ${inc("location")}; }`;
  const tls = `listen 127.0.0.1:${tlsPort} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key};`;
  world.nginx.write(
    `server { ${tls} ${lines} } server { listen 127.0.0.1:${world.nginx.port}; return 301 https://shop.example:${tlsPort}/; }`,
  );
  const plain = await world.step("setup");
  expect(plain.log.text).toContain(`answers 301 and redirects to https://shop.example:${tlsPort}/`);
  const url = `https://shop.example:${tlsPort}/`;
  await must(world.step("setup", { url }));
  for (const [step, more] of [
    ["deploy", { revision: "v1" }],
    ["promote", {}],
    ["rollback", {}],
  ] as const) {
    const result = await world.step(step, { url, ...more });
    if (step !== "rollback") expect([result.conclusion, result.log.text]).toEqual(["success", result.log.text]);
  }
});

test("the scheme that an outer proxy tells is kept where the site says so", async () => {
  world = await createWorld();
  const proto = "set $shop_proto $http_x_forwarded_proto;";
  const scheme = async () => (await world.ask("/?header=x-forwarded-proto", { "x-forwarded-proto": "https" })).body;
  expect(await scheme()).toContain("http,");
  world.nginx.write(world.nginx.delivered.replace("location / {", `${proto} location / {`));
  world.nginx.reload();
  await until("the reload", async () => (await scheme()).includes("https,"));
});

test("a location with header lines of its own: setup finds what users would get, and names the file to include", async () => {
  world = await createWorld();
  const own = "proxy_set_header Host $http_host; proxy_set_header X-Own 1;";
  const spoiled = world.nginx.delivered.replace("location / {", `location / { ${own}`);
  world.nginx.write(spoiled);
  world.nginx.reload();
  await until("the second Host", async () => (await world.ask()).status === 400);
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("answers 400 through nginx, but 200 when port");
  expect(deploy.log.text).toContain("shop.pass.inc");
  world.nginx.write(
    spoiled.replace(
      /location \/ \{ (.*?)include \S+location\.inc;/,
      `location / { $1include ${world.directory}/delivery/shop.pass.inc;`,
    ),
  );
  world.nginx.reload();
  await until("one Host", async () => (await world.ask()).status === 200);
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  expect(await world.version()).toBe("v2");
});

test("more configuration than a screenful after ours is read to its end", async () => {
  world = await createWorld({ ready: false });
  const block = Array.from({ length: 6_000 }, (_, index) => `deny 10.${index >> 8}.${index & 255}.1;`).join("\n");
  writeFileSync(join(world.directory, "conf.d", "zz-blocked.conf"), `${block}\n`);
  const setup = await world.step("setup");
  expect([setup.conclusion, setup.log.text]).toEqual(["success", setup.log.text]);
});

test("open_file_cache is found by setup, before a single user stays on the wrong side", async () => {
  world = await createWorld({ ready: false, http: "include conf.d/*.conf; open_file_cache max=1000 inactive=60s;" });
  const cached = world.nginx.delivered.replace("open_file_cache off;", "");
  world.nginx.write(cached);
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain("nginx remembers marker files that are gone (`open_file_cache`)");
  world.nginx.deliver();
  world.nginx.reload();
  await must(world.step("setup"));
});

test("open_file_cache that came into the site after its set-up is found by the next one, which changes nothing", async () => {
  world = await createWorld({ http: "include conf.d/*.conf; open_file_cache max=1000 inactive=60s;" });
  expect((await must(world.step("setup"))).outputs.changed).toBe("false");
  const markers = world.markers();
  world.nginx.write(world.nginx.delivered.replace("open_file_cache off;", ""));
  world.nginx.reload();
  // nginx's old workers may answer a moment longer.
  await expect
    .poll(async () => (await world.step("setup")).log.text, { timeout: 60_000 })
    .toContain("nginx remembers marker files that are gone");
  expect(world.markers()).toEqual(markers);
});

test("a cache that gives one side's page out for the other's is found before a user gets it", async () => {
  const cache = (key: string) => `proxy_cache pages; proxy_cache_key ${key}; proxy_cache_valid 200 10m;`;
  world = await createWorld();
  const cached = (key: string) => world.nginx.delivered.replace("location / {", `location / { ${cache(key)}`);
  const zone = `proxy_cache_path ${world.directory}/cache keys_zone=pages:1m;`;
  world.nginx.write(cached("$host$request_uri"), zone);
  world.nginx.reload();
  await until(
    "v1 in the cache",
    async () => existsSync(join(world.directory, "cache")) && (await world.version()) === "v1",
  );
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(deploy.log.text).toContain(`/ through nginx is the page of port ${world.ports[1]}, not of ${world.ports[0]}`);
  expect(deploy.log.text).toContain("put `$shop_p` into its `proxy_cache_key`");
  world.nginx.write(cached("$host$shop_p$request_uri"), zone);
  world.nginx.reload();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  expect(await world.version()).toBe("v2");
});

test("pages that are made anew for each request, or that the site adds to, are no harm", async () => {
  world = await createWorld();
  world.nginx.write(
    world.nginx.delivered.replace("location / {", `location / { sub_filter_types *; sub_filter "v" "V";`),
  );
  world.nginx.reload();
  await until("the reload", async () => (await world.version()) === "V1");
  await must(world.step("deploy", { revision: "v2", "smoke-test": "/, /now" }));
  await must(world.step("promote"));
  expect(await world.version()).toBe("V2");
});

test("a location that strips its prefix by a rewrite gives its users the same side and the same cookie", async () => {
  world = await createWorld();
  const location = `location /app/ { rewrite ^/app/(.*)$ /$1 break; include ${world.directory}/delivery/shop.location.inc; }`;
  world.nginx.write(world.nginx.delivered.replace("location / {", `${location} location / {`));
  world.nginx.reload();
  await until("the reload", async () => (await world.ask("/app/x")).status === 200);
  const url = new URL("/app/", world.nginx.url);
  const { headers } = await fetch(url);
  expect(headers.get("set-cookie")).toMatch(/^shop_id=/);
  const inputs = { url: url.href };
  await must(world.step("deploy", { ...inputs, revision: "v2" }));
  expect((await must(world.step("promote", inputs))).outputs.weight).toBe("100");
});

test("a rewrite of the server that would leave requests without a side is found by setup", async () => {
  world = await createWorld({ ready: false });
  const rewrite = "rewrite ^/old/(.*)$ /$1 last;";
  world.nginx.write(world.nginx.delivered.replace("include", `${rewrite} include`));
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain(`\`${rewrite}\` before it includes`);
  world.nginx.deliver();
  await must(world.step("setup"));
});
