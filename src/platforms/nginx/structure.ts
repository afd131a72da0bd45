import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { logFormatLine, logFormatName } from "../../gates/sources/access-log-lines.ts";
import type { NginxSettings } from "./settings.ts";
import { cohortSource, routeHeader } from "./settings.ts";

/** Seconds after which nginx closes an idle connection to a side: below Node's default of 5, so that nginx closes first. */
const POOL_SECONDS = 4;
const COOKIE_SECONDS = 30 * 86_400;
/** The header by which nginx tells, to those who sent a route header, which side it chose and by which structure. */
export const ANSWER_HEADER = "x-delivery";

export interface ConfigFile {
  path: string;
  content: string;
  /** It holds a preview's secret: only whoever starts nginx may read it. */
  secret?: boolean;
}

/** The files that `setup` writes. Nothing in them ever changes with a weight. */
export interface Structure {
  /** Of all that decides about the content. */
  hash: string;
  /** At http level, found by nginx's own `include conf.d/*.conf`. */
  http: ConfigFile;
  /** Included by the user in the site's server block. */
  server: ConfigFile;
  /** Included by the user in the location that is to be delivered. */
  location: ConfigFile;
  /** The same without headers, for a location that has its own. */
  pass: ConfigFile;
  /** For a site with an `access_log` of its own, which takes that of the http level out of force. */
  log: ConfigFile;
}

export type Part = "http" | "server" | "location" | "pass" | "log" | "routes";

/** The files, in an order in which nginx can start wherever their writing is cut off: the others need the first. */
export function filesIn({ http, server, location, pass, log }: Structure): ConfigFile[] {
  return [http, server, location, pass, log];
}

type Shape = Pick<NginxSettings, "app" | "ports" | "stateDir" | "configuration" | "stickiness" | "cohort" | "mode">;

/** The first line of each file: how we know our own, in the directory and in what `nginx -T` prints. */
export function headLine(app: string, part: Part): string {
  return `# managed by progressive-delivery: ${app}, ${part}`;
}

/** Where the routes of `mode: reload` are. */
export function routesPath({ app, configuration }: Pick<NginxSettings, "app" | "configuration">): string {
  return join(dirname(configuration), "delivery", `${app}.routes.inc`);
}

/**
 * The log of the delivered requests. It is opened by root, so whoever runs the steps must not own its directory: a link
 * there would lead root's hand. That directory is there whenever nginx starts; and the name has no `.log` at its end,
 * since the rotation of nginx's own packages takes the right to read away.
 */
export function logPath({ app, configuration }: Pick<NginxSettings, "app" | "configuration">): string {
  const directory = dirname(configuration);
  if (directory === "/etc/nginx") return `/var/log/nginx/delivery-${app}.jsonl`;
  return join(directory, "delivery", `${app}.jsonl`);
}

/** Everything that nginx has to know once. Pure: the same settings give the same bytes. */
export function structureOf(settings: Shape): Structure {
  const draft = filesOf(settings, "");
  const hash = createHash("sha256")
    .update(
      filesIn({ hash: "", ...draft })
        .map(({ content }) => content)
        .join("\0"),
    )
    .digest("hex")
    .slice(0, 12);
  return { hash, ...filesOf(settings, hash) };
}

/** What the user puts into the site, once. */
export function siteSnippet({ server, location }: Pick<Structure, "server" | "location">): string {
  return `open_file_cache off; include ${server.path}; location / { include ${location.path}; }`;
}

/** Two `proxy_set_header` of one name are both sent, and most servers refuse a request with two hosts. */
export function harmRemedy(settings: Shape): string {
  const { location, pass } = structureOf(settings);
  const own = `If its location has \`proxy_set_header\` lines of its own, include ${pass.path} there instead of ${location.path}.`;
  return `${own} If it has a \`proxy_cache\`, put \`$${settings.app}_p\` into its \`proxy_cache_key\`.`;
}

function filesOf(settings: Shape, hash: string): Omit<Structure, "hash"> {
  const { app, configuration } = settings;
  const directory = dirname(configuration);
  const file = (path: string, part: Part, lines: readonly string[]): ConfigFile => ({
    path,
    content: `${headLine(app, part)}\n# Do not edit: step \`setup\` writes it anew.\n${lines.join("\n")}\n`,
  });
  return {
    http: file(join(directory, "conf.d", `delivery-${app}.conf`), "http", httpLines(settings, hash)),
    server: file(join(directory, "delivery", `${app}.server.inc`), "server", serverLines(settings)),
    location: file(join(directory, "delivery", `${app}.location.inc`), "location", locationLines(app)),
    pass: file(join(directory, "delivery", `${app}.pass.inc`), "pass", passLines(app)),
    log: file(join(directory, "delivery", `${app}.log.inc`), "log", [logLine(settings)]),
  };
}

function httpLines(settings: Shape, hash: string): string[] {
  const {
    app,
    ports: [first, second],
    stickiness,
  } = settings;
  const markers = settings.mode === "markers";
  const server = (port: number, more = "") => `server 127.0.0.1:${port}${more} max_fails=0;`;
  const upstream = (name: string, servers: string) =>
    `upstream ${name} { zone ${name} 64k; ${servers} keepalive 32; keepalive_timeout ${POOL_SECONDS}s; }`;
  const value = "(?<VALUE>[A-Za-z0-9_-]{1,64})";
  // One map per source: a joined key could be forged by the value of the other.
  const named = (source: string, target: string, letter: string) =>
    `map $${source} $${app}_${target} { "~^${value.replace("VALUE", `${app}_${letter}1`)}$" ${letter}.$${app}_${letter}1; default none; }`;
  return [
    upstream(`${app}_${first}`, server(first)),
    upstream(`${app}_${second}`, server(second)),
    upstream(`${app}_${first}_fb`, `${server(first)} ${server(second, " backup")}`),
    upstream(`${app}_${second}_fb`, `${server(second)} ${server(first, " backup")}`),
    ...identity(app, stickiness),
    // In each mode all variables of the other: the files that use them are written one after the other.
    buckets(`"$${app}_id"`, `${app}_b`),
    buckets(`"f$${app}_id"`, `${app}_f`),
    ...(stickiness.kind === "id" ? [] : [`map "" $${app}_setid { default ""; }`]),
    ...(markers ? [`map "" $${app}_u { default ""; }`] : []),
    named(variableOf(`header ${routeHeader(app)}`), "hk", "h"),
    named(variableOf(cohortSource(settings)), "ck", "c"),
    // Known here already, because maps name them; the site sets them.
    `map "" $${app}_here { default ""; }`,
    // A `rewrite … break` of the location's own ends its settings: then whom the request was passed on to tells.
    `map $${app}_here$proxy_host $${app}_in { "~^1" 1; "~^${app}_[0-9]+(_fb)?$" 1; default ""; }`,
    markers ? `map "" $${app}_p { default ${first}; }` : `include ${routesPath(settings)};`,
    // Behind another proxy the site sets it: `set $<app>_proto $http_x_forwarded_proto;`.
    `map "" $${app}_proto { default $scheme; }`,
    `map $http_upgrade $${app}_conn { default upgrade; "" ""; }`,
    `map $${app}_in$${app}_hk $${app}_say { "~^1h\\." "$${app}_p ${hash}"; default ""; }`,
    logFormatLine(app),
    logLine(settings),
  ];
}

/** Beside the logs of the http level, which go on; servers with logs of their own do not inherit it. */
function logLine(settings: Shape): string {
  const { app } = settings;
  return `access_log ${logPath(settings)} ${logFormatName(app)} buffer=64k flush=1s if=$${app}_in;`;
}

/** nginx's own variable for a header, a cookie or an argument of the query. */
function variableOf(source: string): string {
  const [kind, name = ""] = source.split(" ");
  if (kind === "header") return `http_${name.toLowerCase().replaceAll("-", "_")}`;
  return kind === "cookie" ? `cookie_${name}` : `arg_${name}`;
}

/** The text that the share is drawn by: the same one always falls into the same bucket. */
function identity(app: string, stickiness: Shape["stickiness"]): string[] {
  switch (stickiness.kind) {
    case "id": {
      const cookie = `${app}_id=$request_id; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`;
      return [
        `map $cookie_${app}_id $${app}_id { "~^[0-9a-f]{32}$" $cookie_${app}_id; default $request_id; }`,
        `map $https $${app}_secure { "" ""; default "; Secure"; }`,
        `map $cookie_${app}_id $${app}_new { "~^[0-9a-f]{32}$" ""; default "${cookie}$${app}_secure"; }`,
        `map $${app}_in $${app}_setid { 1 $${app}_new; default ""; }`,
      ];
    }
    case "ip":
      return [`map $remote_addr $${app}_id { default $remote_addr; }`];
    case "cookie":
      return [`map $cookie_${stickiness.name} $${app}_id { "" $request_id; default $cookie_${stickiness.name}; }`];
    case "none":
      return [`map $request_id $${app}_id { default $request_id; }`];
  }
}

/** 100 buckets of 1 %; the last takes what rounding leaves. */
function buckets(key: string, target: string): string {
  const parts = Array.from({ length: 99 }, (_, index) => `1% ${index};`);
  return `split_clients ${key} $${target} { ${parts.join(" ")} * 99; }`;
}

/** At server level, where `if` with `set` alone is safe; inside a location it would disable the user's try_files. */
function serverLines(settings: Shape): string[] {
  const { app, stickiness } = settings;
  return [
    `set $${app}_here "";`,
    ...(settings.mode === "markers" ? choices(settings) : []),
    // Here and not in the location: there they would put the site's own headers out of force.
    `add_header X-Delivery $${app}_say always;`,
    ...(stickiness.kind === "id" ? [`add_header Set-Cookie $${app}_setid always;`] : []),
  ];
}

/** Looks at the markers: everyone's share, the cohort's, named requests; the last that is found decides. */
function choices({ app, ports: [first, second], stateDir }: Shape): string[] {
  const w = `${stateDir}/w`;
  const choose = (marker: string, port: number) => `if (-f ${w}/${marker}) { set $${app}_p ${port}; }`;
  return [
    `set $${app}_p ${first};`,
    choose(`$${app}_b`, second),
    choose(`$${app}_b.$${app}_f`, second),
    choose(`$${app}_ck`, first),
    choose(`$${app}_ck.$${app}_b`, second),
    choose(`$${app}_ck.$${app}_b.$${app}_f`, second),
    choose(`${second}.$${app}_hk`, second),
    choose(`${first}.$${app}_hk`, first),
    `set $${app}_u ${app}_$${app}_p;`,
    `if (-f ${w}/fb.$${app}_p) { set $${app}_u ${app}_\${${app}_p}_fb; }`,
  ];
}

function locationLines(app: string): string[] {
  return [
    `set $${app}_here 1;`,
    "proxy_http_version 1.1;",
    `proxy_set_header Connection $${app}_conn;`,
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    `proxy_set_header X-Forwarded-Proto $${app}_proto;`,
    `proxy_pass http://$${app}_u;`,
  ];
}

/** For a location whose own `proxy_set_header` lines are to stand: two of a kind would both be sent. */
function passLines(app: string): string[] {
  return [`set $${app}_here 1;`, `proxy_pass http://$${app}_u;`];
}
