import { isAbsolute, relative, resolve } from "node:path";
import type { Step, Strategy } from "../delivery/vocabulary.ts";
import type { Cohort, NginxSettings, Site, Stickiness, Supervisor } from "../platforms/nginx/settings.ts";
import {
  APP,
  MODES,
  parseCohort,
  parsePath,
  parsePorts,
  parseSite,
  parseStickiness,
  REVISION,
  routeHeader,
  SECRET,
  UNIT,
  URL_PATH,
} from "../platforms/nginx/settings.ts";
import { pathChecksOf } from "./inputs-looks.ts";
import type { InputContext, InputReader } from "./reading.ts";

const DEFAULT_PORTS: [number, number] = [7001, 7002];
const DEFAULT_URL = "http://127.0.0.1/";
const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
const DEFAULT_STATE = "/var/lib/delivery";
const DEFAULT_DRAIN = "30s";
/** A command is a line or two; a script belongs into a file. */
const MAX_COMMAND = 2_000;

/** The inputs of the platform `nginx`; mistakes go to the reader. */
export function readNginx(reader: InputReader, step: Step, strategy: Strategy, context: InputContext): NginxSettings {
  const app = appOf(reader);
  return {
    app,
    ports: portsOf(reader),
    site: siteOf(reader),
    stateDir: pathOf(reader, "state-dir", `${DEFAULT_STATE}/${app === "" ? "app" : app}`),
    mode: (reader.has("mode") ? reader.oneOf("mode", MODES) : undefined) ?? "markers",
    configuration: pathOf(reader, "nginx-conf", DEFAULT_CONFIGURATION),
    stickiness: stickinessOf(reader),
    supervisor: supervisorOf(reader, step, context),
    healthPath: healthPathOf(reader),
    drainMs: reader.duration("drain-timeout", DEFAULT_DRAIN),
    fallback: reader.has("fallback") ? reader.boolean("fallback") : undefined,
    cohort: cohortOf(reader, step, strategy),
    preview: previewOf(reader, app),
    smoke: pathChecksOf(reader, URL_PATH),
    revision: step === "deploy" ? revisionOf(reader, context) : undefined,
    workspace: context.workspace,
  };
}

function appOf(reader: InputReader): string {
  const app = reader.text("app");
  if (app !== undefined && APP.test(app)) return app;
  const problem =
    app === undefined
      ? "is required for the platform nginx: it names the routes, the header and the state."
      : "is not a name of lower-case letters, digits and underscores that begins with a letter, 28 at most.";
  reader.wrong("app", problem, "app: shop");
  return "";
}

function portsOf(reader: InputReader): [number, number] {
  if (!reader.has("ports")) return DEFAULT_PORTS;
  const ports = parsePorts(reader.list("ports"));
  if (ports !== undefined) return ports;
  reader.wrong("ports", "must be two different ports from 1 to 65535, one for each side.", "ports: 7001, 7002");
  return DEFAULT_PORTS;
}

function siteOf(reader: InputReader): Site {
  const fallback: Site = { tls: false, address: "127.0.0.1", port: 80, host: "127.0.0.1", path: "/" };
  const site = parseSite(reader.text("url") ?? DEFAULT_URL);
  if (site === undefined) {
    const problem =
      "is not an http or https URL of the site, with a host name or an address, and no user, query or anchor.";
    reader.wrong("url", problem, "url: https://shop.example/");
    return fallback;
  }
  if (portsOf(reader).includes(site.port) && !reader.mistakes.some(({ input }) => input === "ports")) {
    reader.wrong("url", "leads to one of the two `ports`: nginx has to listen somewhere else.", `url: ${DEFAULT_URL}`);
  }
  return site;
}

function pathOf(reader: InputReader, input: "state-dir" | "nginx-conf", fallback: string): string {
  const given = reader.text(input);
  if (given === undefined) return fallback;
  const path = parsePath(given);
  if (path !== undefined) return path;
  const problem = "is not an absolute path of letters, digits, `_`, `-` and `.`, without `..`.";
  reader.wrong(input, problem, `${input}: ${fallback}`);
  return fallback;
}

function stickinessOf(reader: InputReader): Stickiness {
  const given = reader.text("stickiness");
  if (given === undefined) return { kind: "id" };
  const stickiness = parseStickiness(given);
  if (stickiness !== undefined) return stickiness;
  const problem = "must be id, ip, none, or cookie:NAME with a cookie of your own, on the platform nginx.";
  reader.wrong("stickiness", problem, "stickiness: cookie:session");
  return { kind: "id" };
}

/** One of the three ways; needed where a process is started or stopped. */
function supervisorOf(reader: InputReader, step: Step, context: InputContext): Supervisor | undefined {
  const ways = (["start", "unit", "compose-file"] as const).filter((input) => reader.has(input));
  const [way, other] = ways;
  if (other !== undefined) {
    return reader.wrong(other, `contradicts \`${way}\`: a process is started in one way. Give one of the two.`);
  }
  if (reader.has("stop") && way !== "start") {
    return reader.wrong("stop", "goes with `start`: a unit and a compose file know how to stop.", "start: ./start.sh");
  }
  if (way === undefined) {
    if (step !== "deploy" && step !== "teardown") return undefined;
    const problem = `${step} needs to know how a process is started and stopped: give \`start\`, \`unit\` or \`compose-file\`.`;
    return reader.wrong("start", problem, "start: exec node server.js");
  }
  if (way === "unit") return unitOf(reader);
  return way === "start" ? commandsOf(reader) : composeOf(reader, context);
}

function unitOf(reader: InputReader): Supervisor | undefined {
  const template = reader.text("unit") ?? "";
  if (UNIT.test(template)) return { kind: "unit", template };
  return reader.wrong("unit", "is not a systemd template unit, whose instances are the ports.", "unit: shop@");
}

function commandsOf(reader: InputReader): Supervisor {
  for (const input of ["start", "stop"] as const) {
    const command = reader.text(input) ?? "";
    if (command.length > MAX_COMMAND) reader.wrong(input, `is longer than ${MAX_COMMAND} characters: use a script.`);
    if (command.includes("\0")) reader.wrong(input, "has a NUL character.");
  }
  return { kind: "commands", start: reader.text("start") ?? "", stop: reader.text("stop") };
}

function composeOf(reader: InputReader, { workspace }: InputContext): Supervisor | undefined {
  const given = reader.text("compose-file") ?? "";
  const file = resolve(workspace, given);
  const inside = relative(workspace, file);
  const leaves = !isAbsolute(given) && (inside.startsWith("..") || isAbsolute(inside));
  if (!leaves && /^[A-Za-z0-9_./-]+\.ya?ml$/.test(given) && !given.startsWith("-")) return { kind: "compose", file };
  const problem = "is not a YAML file in the workspace, nor an absolute path to one.";
  return reader.wrong("compose-file", problem, "compose-file: deploy/compose.yaml");
}

function healthPathOf(reader: InputReader): string {
  const path = reader.text("health-check") ?? "/";
  if (URL_PATH.test(path)) return path;
  reader.wrong("health-check", "is not a path that begins with a slash.", "health-check: /healthz");
  return "/";
}

function cohortOf(reader: InputReader, step: Step, strategy: Strategy): Cohort | undefined {
  const given = reader.text("cohort");
  const example = "cohort: cookie plan = pro";
  if (given === undefined) {
    if (strategy === "ab-test" && step === "shift") {
      reader.wrong("cohort", "is required for the strategy ab-test: whose requests reach green?", example);
    }
    return undefined;
  }
  if (strategy !== "ab-test" && step !== "setup") {
    const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
    return reader.wrong("cohort", problem, "strategy: ab-test");
  }
  const cohort = parseCohort(given);
  if (cohort !== undefined) return cohort;
  const problem =
    "is not `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE` with letters, digits, `_` and `-`.";
  return reader.wrong("cohort", problem, example);
}

/** The preview is a secret header's value, because the header itself is part of the structure. */
function previewOf(reader: InputReader, app: string): string | undefined {
  const given = reader.text("preview");
  if (given === undefined) return undefined;
  const header = app === "" ? "X-Shop-Route" : routeHeader(app);
  const [, name = "", value = ""] = /^header +([A-Za-z0-9-]+) *= *(.*)$/s.exec(given) ?? [];
  if (name.toLowerCase() === header.toLowerCase() && SECRET.test(value)) return value;
  // Not what was given: it is a secret.
  reader.mistakes.push({
    input: "preview",
    problem: `must be \`header ${header} = SECRET\` on the platform nginx, with a secret of 16 to 64 letters, digits, \`_\` and \`-\`.`,
    example: `preview: header ${header} = \${{ secrets.PREVIEW }}`,
  });
  return undefined;
}

function revisionOf(reader: InputReader, { revision }: InputContext): string | undefined {
  const given = reader.text("revision") ?? revision;
  if (given !== undefined && REVISION.test(given)) return given;
  const problem =
    given === undefined
      ? "deploy needs to know what is new."
      : "is not a name of letters, digits and `._:/@+-` that begins with a letter or digit, 128 at most.";
  return reader.wrong("revision", problem, "revision: v2.4.1");
}
