import { createHash } from "node:crypto";
import type { PathCheck } from "../../delivery/path-check.ts";

/** How a request without a marker of its own finds its side, so that a user stays where the share put him. */
export type Stickiness = { kind: "id" } | { kind: "ip" } | { kind: "cookie"; name: string } | { kind: "none" };

/** What starts and stops a side's process. */
export type Supervisor =
  /** Shell commands; without `stop` the side's processes get a SIGTERM. */
  | { kind: "commands"; start: string; stop: string | undefined }
  /** A systemd template unit, e.g. `shop@`: its instances are named after the ports. */
  | { kind: "unit"; template: string }
  /** A compose file; each port is a project of its own. */
  | { kind: "compose"; file: string };

/** Where a request through nginx goes: to this machine, whatever the name resolves to elsewhere. */
export interface Site {
  tls: boolean;
  /** The address to connect to. */
  address: string;
  port: number;
  /** What the Host header and the TLS handshake say. */
  host: string;
  path: string;
}

export const MODES = ["markers", "reload"] as const;
export type Mode = (typeof MODES)[number];

export interface Cohort {
  source: "header" | "cookie" | "query";
  name: string;
  value: string;
}

/** The `nginx` inputs, judged. Everything that reaches a file of nginx has passed one of the grammars below. */
export interface NginxSettings {
  app: string;
  /** The two ports in the order given; which is blue follows from the live state. */
  ports: readonly [number, number];
  site: Site;
  stateDir: string;
  /**
   * `markers`: a switch is a rename that nginx sees at once. `reload`: it is a file of nginx's own and a reload, for
   * where nginx cannot see the state directory.
   */
  mode: Mode;
  /** nginx's main configuration file; the structure goes into its directory. */
  configuration: string;
  stickiness: Stickiness;
  /** undefined: the step was given nothing to start or stop a process with. */
  supervisor: Supervisor | undefined;
  healthPath: string;
  /** Milliseconds that `teardown` waits for open connections. */
  drainMs: number;
  /** Whether requests that a crashed green cannot take go to blue; undefined: as before, and from the first they do. */
  fallback: boolean | undefined;
  /** Whose requests an A/B test is about. `setup` lays down where to look; the value may change with every step. */
  cohort: Cohort | undefined;
  /** The secret header value that reaches green at any weight. */
  preview: string | undefined;
  /** What green has to answer through nginx before it counts as deployed, and before its first weight. */
  smoke: readonly PathCheck[];
  /** Given for `deploy` alone. */
  revision: string | undefined;
  /** Where commands run. */
  workspace: string;
}

/**
 * A name that is safe as part of nginx variables, upstreams, headers and file names. With `_h1` behind it it names a
 * group in a pattern, which PCRE lets have 32 characters.
 */
export const APP = /^[a-z][a-z0-9_]{0,27}$/;
/** A file name of one marker and the value of a header or cookie: no character that a path or a pattern gives meaning. */
export const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
/** A preview token is a secret: long enough not to be guessed. */
export const SECRET = /^[A-Za-z0-9_-]{16,64}$/;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,40}$/;
const COOKIE_NAME = /^[A-Za-z0-9_]{1,40}$/;
/** An absolute path that needs no quoting in nginx, sudoers or a shell. */
export const PATH = /^(?:\/[A-Za-z0-9_.-]+)+$/;
/** What a version is called: a commit, a tag, an image with digest. */
export const REVISION = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;
/** A template unit without or with its suffix, e.g. `shop@` or `shop@.service` (systemd.unit(5)). */
export const UNIT = /^([A-Za-z0-9][A-Za-z0-9:_.-]{0,100}@)(?:\.service)?$/;
export const URL_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]{0,500}$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** An absolute path without `..`; undefined when it is none. */
export function parsePath(text: string): string | undefined {
  return PATH.test(text) && !text.split("/").some((part) => part === ".." || part === ".") ? text : undefined;
}

/** Two different ports, e.g. `7001, 7002`; undefined otherwise. */
export function parsePorts(items: readonly string[]): [number, number] | undefined {
  const ports = items.map((item) => (/^[1-9]\d{0,4}$/.test(item) ? Number(item) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN, ...rest] = ports;
  if (rest.length > 0 || first === second || !(first <= 65_535) || !(second <= 65_535)) return undefined;
  return [first, second];
}

export function parseStickiness(text: string): Stickiness | undefined {
  if (text === "id" || text === "ip" || text === "none") return { kind: text };
  const name = /^cookie:(.*)$/s.exec(text)?.[1];
  return name !== undefined && COOKIE_NAME.test(name) ? { kind: "cookie", name } : undefined;
}

/**
 * The site's URL. A name is never looked up: nginx is on this machine, and in front of several machines the name would
 * lead to any of them. An address is connected to as it stands.
 */
export function parseSite(text: string): Site | undefined {
  const match = /^(https?):\/\/([a-z0-9.-]+|\[::1\])(?::(\d{1,5}))?(\/.*)?$/is.exec(text);
  if (match === null) return undefined;
  const [, scheme = "", authority = "", given, path = "/"] = match;
  const tls = scheme.toLowerCase() === "https";
  const host = authority.toLowerCase();
  const port = given === undefined ? (tls ? 443 : 80) : Number(given);
  const isAddress = host === "[::1]" || IPV4.test(host);
  if (!(port >= 1 && port <= 65_535) || !URL_PATH.test(path)) return undefined;
  if (!isAddress && !HOST_NAME.test(host)) return undefined;
  if (IPV4.test(host) && host.split(".").some((part) => Number(part) > 255)) return undefined;
  const address = host === "[::1]" ? "::1" : isAddress ? host : "127.0.0.1";
  return { tls, address, port, host, path };
}

/** How a process is started and stopped, as a fingerprint: the words themselves may hold secrets. */
export function commandOf({ supervisor }: Pick<NginxSettings, "supervisor">): string | null {
  if (supervisor === undefined) return null;
  return createHash("sha256").update(JSON.stringify(supervisor)).digest("hex").slice(0, 12);
}

/** The header whose value can name a side: for previews, cohorts and our own probes. */
export function routeHeader(app: string): string {
  return `X-${app.split("_").map(capitalised).join("-")}-Route`;
}

/** `header X-Beta = 1`, `cookie plan = pro` or `query beta = 1`; undefined when it is none. */
export function parseCohort(text: string): Cohort | undefined {
  const match = /^(header|cookie|query) +([A-Za-z0-9_-]+) *= *([A-Za-z0-9_-]+)$/.exec(text);
  if (match === null) return undefined;
  const [, source = "", name = "", value = ""] = match;
  if (!TOKEN.test(value) || !(source === "header" ? HEADER_NAME : COOKIE_NAME).test(name)) return undefined;
  return { source: source as Cohort["source"], name, value };
}

/** Where the cohort is looked for: `header X-Beta`. Without an input it is a cookie of the app's own. */
export function cohortSource({ app, cohort }: Pick<NginxSettings, "app" | "cohort">): string {
  return cohort === undefined ? `cookie ${app}_cohort` : `${cohort.source} ${cohort.name}`;
}

/** What a side's process is told in `COLOR`: fixed for each port, unlike the roles blue and green of a rollout. */
export function colorOf(ports: readonly [number, number], port: number): "blue" | "green" {
  return port === ports[0] ? "blue" : "green";
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
