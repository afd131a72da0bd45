import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputName } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { routesOf } from "../../src/platforms/nginx/routes.ts";
import type { Content, RoutingState } from "../../src/platforms/nginx/routing-state.ts";
import { markersOf, parseState } from "../../src/platforms/nginx/routing-state.ts";
import type { NginxSettings } from "../../src/platforms/nginx/settings.ts";
import { parseSite, parseStickiness } from "../../src/platforms/nginx/settings.ts";
import { structureOf } from "../../src/platforms/nginx/structure.ts";
import { withSbin } from "./engine.ts";
import { nginxTest } from "./nginx-test.ts";

/** What reaches nginx, a file name or a command line, from whatever a workflow may be made to say. */
const GOOD = { platform: "nginx", app: "shop" };
const START = { start: "exec ./shop" };

/** Attempts that were seen to work on unguarded templates, and what fast-check makes up around them. */
const ATTACKS = [
  "shop; include /etc/passwd",
  "shop;\nload_module /tmp/evil.so;\n",
  'shop" include "/etc/shadow',
  "shop } server { listen 1; root /;",
  "$(touch /tmp/pwned)",
  "`id`",
  "../../etc/cron.d/x",
  "shop\0",
  "shop # ",
  "$remote_user",
  "~^.*$",
  '"default"',
  "--config=/tmp/x",
  "-c/tmp/evil",
  "shop\r\nX-Injected: 1",
  "%0a",
  "shop;",
  "{}",
  "\u2028include",
];
const hostile = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .tuple(
      fc.constantFrom("shop", "7001", "/var/lib", "id", "cookie:", "http://a/", "header X-A = "),
      fc.constantFrom(...ATTACKS),
    )
    .map((parts) => parts.join("")),
  fc.stringMatching(/^[a-z0-9_./@:=$;{}"' -]{0,40}$/),
);

/** Every input of the platform that is not a command of the user's own, with a step that takes it. */
const FUZZED: readonly [input: InputName, step: string, good: string][] = [
  ["app", "setup", "shop_2"],
  ["ports", "setup", "8001, 8002"],
  ["url", "setup", "https://shop.example/cart"],
  ["state-dir", "setup", "/srv/state"],
  ["nginx-conf", "setup", "/opt/nginx/nginx.conf"],
  ["stickiness", "setup", "cookie:session"],
  ["cohort", "setup", "header X-Beta = 1"],
  ["revision", "deploy", "v1.2.3+build/7"],
  ["preview", "deploy", "header X-Shop-Route = 0123456789abcdef"],
  ["unit", "deploy", "shop@"],
  ["compose-file", "deploy", "deploy/compose.yaml"],
  ["health-check", "deploy", "/healthz?deep=1"],
  ["smoke-test", "deploy", "/, /cart, /old = 301"],
];

describe.each(FUZZED)("the input %s", (input, step, good) => {
  const more = step === "deploy" && input !== "unit" && input !== "compose-file" ? START : {};

  test("lets nothing through that its grammar does not name", () => {
    const accepted = parsed({ ...GOOD, ...more, step, [input]: good });
    expect(accepted).toBeDefined();
    fc.assert(
      fc.property(hostile, (text) => {
        const settings = parsed({ ...GOOD, ...more, step, [input]: text });
        if (settings !== undefined) expectHarmless(settings);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("the files of nginx are made of words from a short list of forms, whatever the inputs", () => {
  const settings = fc.record({
    app: fc.stringMatching(/^[a-z][a-z0-9_]{0,27}$/),
    ports: fc.tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 })),
    stickiness: fc.constantFrom("id", "ip", "none", "cookie:session", "cookie:A_9"),
    cohort: fc.constantFrom("", "header X-Beta = 1", "cookie plan = pro", "query a_b = c-d"),
  });
  fc.assert(
    fc.property(settings, ({ app, ports, stickiness, cohort }) => {
      fc.pre(ports[0] !== ports[1] && !ports.includes(80));
      const result = parsed({ ...GOOD, step: "setup", app, ports: ports.join(","), stickiness, cohort });
      if (result === undefined) throw new Error("refused");
      expectHarmless(result);
    }),
    { numRuns: 500 },
  );
});

const content: Content = {
  app: "shop",
  ports: [7001, 7002],
  live: 7001,
  share: 0,
  rollout: { id: "a/b/runs/1", revision: "v2", startedAt: "2026-01-01T00:00:00.000Z" },
  switched: { by: "shift", at: 1, to: 10, verified: true, run: "a/b/runs/1" },
  sides: [
    { revision: "v1", up: true },
    { revision: "v2", up: true },
  ],
  fallback: true,
  cohortSource: "cookie shop_cohort",
  cohort: null,
  preview: null,
  leaving: false,
  structure: "0123456789ab",
};
const stateWith = (more: Partial<RoutingState>): RoutingState => ({
  ...content,
  format: 1,
  seq: 1,
  at: 1,
  probeTokens: ["q".repeat(32), "p".repeat(32)],
  ...more,
});

nginxTest("nginx itself takes the structure of every kind of settings", () => {
  const directory = mkdtempSync(join(tmpdir(), "grammar-"));
  try {
    for (const stickiness of ["id", "ip", "none", "cookie:session"]) {
      for (const mode of ["markers", "reload"])
        for (const cohort of ["", "header X-Beta-2 = 1", "query plan = pro"]) {
          for (const app of ["shop", "a", `a${"_9".repeat(13)}z`]) {
            const configuration = join(directory, "nginx.conf");
            const settings = parsed({
              ...GOOD,
              step: "setup",
              app,
              stickiness,
              cohort,
              mode,
              "nginx-conf": configuration,
              "state-dir": `${directory}/state`,
            });
            if (settings === undefined) throw new Error("refused");
            const { http, server, location } = structureOf(settings);
            const routes =
              mode === "reload" ? [routesOf(settings, stateWith({ cohort: "b".repeat(64), share: 1 }))] : [];
            for (const { path, content } of [http, server, location, ...routes]) {
              mkdirSync(dirname(path), { recursive: true });
              writeFileSync(path, content);
            }
            writeFileSync(
              configuration,
              `pid ${directory}/pid; error_log ${directory}/error.log; events {} http { access_log off; include ${http.path};
             server { listen 127.0.0.1:1; include ${server.path}; location / { include ${location.path}; } } }`,
            );
            execFileSync("nginx", ["-t", "-q", "-c", configuration], { env: withSbin() });
            rmSync(http.path);
          }
        }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

describe("markers", () => {
  /** What nginx makes of the markers: the share of the second port among 100 × 100 buckets. */
  const secondOf = (markers: readonly string[]) => {
    const names = new Set(markers);
    let count = 0;
    for (let b = 0; b < 100; b += 1)
      for (let f = 0; f < 100; f += 1) if (names.has(`${b}`) || names.has(`${b}.${f}`)) count += 1;
    return count;
  };

  test("say exactly the share, to a hundredth of a per cent, and grow one way", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), (low, high) => {
        fc.pre(low <= high);
        const [less, more] = [markersOf(stateWith({ share: low })), markersOf(stateWith({ share: high }))];
        expect(secondOf(less)).toBe(low);
        expect(secondOf(more)).toBe(high);
        expect(secondOf(markersOf(stateWith({ share: low, live: 7002 })))).toBe(10_000 - low);
        const covered = (name: string) => more.includes(name) || more.includes(name.split(".")[0] ?? "");
        expect(less.filter((name) => /^[\d.]+$/.test(name)).every(covered)).toBe(true);
      }),
    );
  });

  test("never let a blue fall back to green, and close every route of a side that leaves", () => {
    const all = stateWith({ share: 5_000, preview: "s".repeat(16) });
    expect(markersOf(all)).toContain("fb.7002");
    expect(markersOf(all)).not.toContain("fb.7001");
    const closed = markersOf(stateWith({ leaving: true, preview: "s".repeat(16) }));
    expect(closed).toEqual([`7001.h.${"q".repeat(32)}`, `7002.h.${"p".repeat(32)}`]);
    expect(markersOf(stateWith({ switched: null }))).not.toContain("fb.7002");
  });

  test("of a cohort leave everyone else where they are", () => {
    for (const live of [7001, 7002]) {
      const markers = markersOf(stateWith({ live, share: 2_500, cohort: "beta" }));
      expect(secondOf(markers)).toBe(live === 7001 ? 0 : 10_000);
      const inside = markers.filter((name) => name.startsWith("c.beta.")).map((name) => name.slice("c.beta.".length));
      expect(secondOf(inside)).toBe(live === 7001 ? 2_500 : 7_500);
    }
  });

  test("come back from disk as they went there, and nothing else does", () => {
    const written = stateWith({ share: 1 });
    expect(parseState(JSON.stringify(written), "state.json")).toEqual(written);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(written)), fc.anything(), (member, value) => {
        const text = JSON.stringify({ ...written, [member]: value });
        try {
          const names = markersOf(parseState(text, "state.json"));
          expect(names.every((name) => /^[A-Za-z0-9_.-]+$/.test(name) && !name.includes(".."))).toBe(true);
        } catch (error) {
          expect(String(error)).toContain("is not a state that a step of this action wrote");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test("a site's name is not looked up: nginx is on this machine", () => {
  expect(parseSite("https://Shop.example/cart")).toEqual({
    tls: true,
    address: "127.0.0.1",
    port: 443,
    host: "shop.example",
    path: "/cart",
  });
  expect(parseSite("http://10.0.0.7:8080")).toEqual({
    tls: false,
    address: "10.0.0.7",
    port: 8080,
    host: "10.0.0.7",
    path: "/",
  });
  for (const text of [
    "ftp://a/",
    "http://a b/",
    "http://user@a/",
    "http://a:0/",
    "http://a:99999/",
    "http://999.0.0.1/",
    "//a",
    "http://a/#x",
  ]) {
    expect([text, parseSite(text)]).toEqual([text, undefined]);
  }
  expect(parseStickiness("cookie:")).toBe(undefined);
});

function parsed(given: Record<string, string>): NginxSettings | undefined {
  const raw = new Map(Object.entries(given).filter(([, value]) => value !== "")) as Map<InputName, string>;
  try {
    const { target } = parseInputs(raw, new Map(), { region: undefined, workspace: "/work", revision: "abc123" });
    return target.platform === "nginx" ? target.settings : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever got through can be written into nginx's files, file names and command lines as it stands. */
function expectHarmless(settings: NginxSettings): void {
  expect(settings.app).toMatch(/^[a-z][a-z0-9_]{0,27}$/);
  for (const path of [settings.stateDir, settings.configuration]) expect(path).toMatch(/^(\/[A-Za-z0-9_.-]+)+$/);
  for (const path of [settings.healthPath, settings.site.path, ...settings.smoke.map((check) => check.path)])
    expect(path).toMatch(/^\/[!-~]*$/);
  expect(settings.site.host).toMatch(/^[a-z0-9.:[\]-]+$/);
  if (settings.revision !== undefined) expect(settings.revision).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$/);
  if (settings.preview !== undefined) expect(settings.preview).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
  if (settings.supervisor?.kind === "unit")
    expect(settings.supervisor.template).toMatch(/^[A-Za-z0-9][A-Za-z0-9:_.-]*@(\.service)?$/);
  if (settings.supervisor?.kind === "compose") expect(settings.supervisor.file).toMatch(/^\/[A-Za-z0-9_./-]+$/);
  for (const { content } of Object.values(structureOf(settings)).filter((part) => typeof part !== "string")) {
    for (const line of content.split("\n")) expect(line).toMatch(LINE);
  }
}

/** Every line that the structure may have: the values in it are names, ports and paths. */
const LINE = new RegExp(
  [
    "",
    "# managed by progressive-delivery: \\w+, (http|server|location|pass|log)",
    "access_log (/[\\w.-]+)+ \\w+ buffer=64k flush=1s if=\\$\\w+;",
    `log_format \\w+ escape=json '\\{("\\w+":"\\$\\w+",?)+\\}';`,
    "# Do not edit: step `setup` writes it anew\\.",
    "include (/[\\w.-]+)+;",
    "upstream \\w+ \\{ zone \\w+ 64k; (server 127\\.0\\.0\\.1:\\d+( backup)? max_fails=0; ){1,2}keepalive 32; keepalive_timeout 4s; \\}",
    'map (""|\\$\\w+(\\$\\w+)?) \\$\\w+ \\{ [^\\\\/]*(\\\\\\.)?[^\\\\]*(Path=/;)?[^\\\\/]* \\}',
    'split_clients "f?\\$\\w+" \\$\\w+ \\{ (1% \\d+; ){99}\\* 99; \\}',
    'set \\$\\w+ (""|1|\\d+|\\w+_\\$\\w+);',
    "if \\(-f (/[\\w.-]+)+/[\\w.$]+\\) \\{ set \\$\\w+ (\\d+|\\w+\\$\\{\\w+\\}_fb); \\}",
    "add_header (X-Delivery|Set-Cookie) \\$\\w+ always;",
    "proxy_http_version 1\\.1;",
    "proxy_set_header [\\w-]+ \\$\\w+;",
    "proxy_pass http://\\$\\w+;",
  ]
    .map((form) => `^${form}$`)
    .join("|"),
);
