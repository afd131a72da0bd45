import { parsePathCheck } from "../../delivery/path-check.ts";
import { STEPS } from "../../delivery/vocabulary.ts";
import {
  APP,
  MODES,
  parseCohort,
  parsePath,
  parsePorts,
  parseSite,
  parseStickiness,
  REVISION,
  UNIT,
  URL_PATH,
} from "../../platforms/nginx/settings.ts";
import { COMMON } from "./common.ts";
import { courseRows } from "./course.ts";
import { gateRows } from "./gates.ts";
import type { InputRow } from "./row.ts";
import type { InputType } from "./types.ts";
import { duration, flag, grammar, list, mapped, pattern, text, word } from "./types.ts";

/** A command is a line or two; a script belongs into a file. */
const MAX_COMMAND = 2_000;
/**
 * Names whose variables, such as `$request_id`, would be nginx's own, or hide a header, cookie or argument of that name
 * (nginx.org, "Alphabetical index of variables").
 */
const RESERVED =
  /^(?:request|ssl_session|(?:arg|cookie|http|sent_http|sent_trailer|upstream_cookie|upstream_http|upstream_trailer)(?:_.*)?)$/;
const PORT: InputType<string> = { ...text, schema: { type: ["string", "integer"] } };

function parseApp(given: string): string | undefined {
  return APP.test(given) && !RESERVED.test(given) ? given : undefined;
}

const command = grammar(
  (given) => (given.length <= MAX_COMMAND && !given.includes("\0") ? given : undefined),
  (given) =>
    given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_COMMAND} characters: use a script.`,
);
const path = grammar(parsePath, "is not an absolute path of letters, digits, `_`, `-` and `.`, without `..`.");

/** The inputs of the platform `nginx`. */
export const NGINX = {
  ...COMMON,
  ...gateRows("nginx"),
  ...courseRows("nginx", {
    grain: "hundredths",
    weight: {
      steps: ["shift"],
      description:
        "Percent of the requests that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`.",
    },
  }),
  app: {
    kind: "setting",
    type: grammar(parseApp, (given) =>
      APP.test(given)
        ? `is not possible: nginx has variables of its own that begin with \`$${given}_\`. Give another name.`
        : "is not a name of lower-case letters, digits and underscores that begins with a letter, 28 at most.",
    ),
    steps: STEPS,
    required: true,
    description:
      "Name of the app. It names the routes, the header `X-<App>-Route` and the state. Lower-case letters, digits and `_`.",
    example: "shop",
  },
  ports: {
    kind: "setting",
    type: mapped(list(PORT), parsePorts, "must be two different ports from 1 to 65535, one for each side."),
    steps: STEPS,
    fallback: "7001, 7002",
    description: "The two ports on 127.0.0.1 that take turns. Which is blue follows from the live state.",
    example: "8001, 8002",
  },
  url: {
    kind: "setting",
    type: grammar(
      parseSite,
      "is not an http or https URL of the site, with a host name or an address, and no user, query or anchor.",
    ),
    steps: STEPS,
    fallback: "http://127.0.0.1/",
    description:
      "The site as nginx on this machine serves it, e.g. `https://shop.example/`; a name is not looked up. Every change is proven by a request to it.",
    example: "https://shop.example/",
  },
  "state-dir": {
    kind: "setting",
    type: path,
    steps: STEPS,
    description:
      "Where the state and nginx's markers are, on a local disk that nginx's user may enter. Default `/var/lib/delivery/<app>`.",
    example: "/srv/delivery/shop",
  },
  "health-check": {
    kind: "setting",
    type: pattern(URL_PATH, "is not a path that begins with a slash."),
    steps: STEPS,
    fallback: "/",
    description: "The path that a process answers with 2xx when it is healthy.",
    example: "/healthz",
  },
  revision: {
    kind: "argument",
    type: pattern(
      REVISION,
      "is not a name of letters, digits and `._:/@+-` that begins with a letter or digit, 128 at most.",
    ),
    steps: ["deploy"],
    description: "What the new version is called; the process gets it as `REVISION`. By default the commit.",
    example: "v2.4.1",
  },
  start: {
    kind: "setting",
    type: command,
    steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
    description:
      "Command that starts the process, with `PORT`, `COLOR` and `REVISION` in its environment. It outlives the job.",
    example: "exec node server.js",
  },
  stop: {
    kind: "setting",
    type: command,
    steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
    description:
      "Command that stops the process, with the same variables. By default what `start` left running gets a SIGTERM, and a SIGKILL 10 seconds later.",
    example: "./stop.sh",
  },
  unit: {
    kind: "setting",
    type: pattern(UNIT, "is not a systemd template unit, whose instances are the ports."),
    steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
    description:
      "A systemd template unit instead of `start`, e.g. `shop@`. Its instances are the ports; `<state-dir>/<port>.env` holds the variables.",
    example: "shop@",
  },
  "compose-file": {
    kind: "setting",
    type: text,
    steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
    description:
      "A compose file instead of `start`. Each port is a project of its own, `<app>-<port>`, with the same variables.",
    example: "deploy/compose.yaml",
  },
  preview: {
    kind: "setting",
    type: text,
    steps: ["deploy"],
    secret: true,
    description:
      "Which requests reach green before any user's do, `header X-<App>-Route = <secret>`, with a secret of 16 to 64 letters, digits, `_` and `-`.",
    example: "header X-Shop-Route = a-secret-of-16-to-64-characters",
  },
  "smoke-test": {
    kind: "setting",
    type: list(
      grammar(
        (given) => parsePathCheck(given, URL_PATH),
        "is not a path that begins with a slash, nor such a path and the status that is right.",
      ),
    ),
    steps: ["deploy", "shift", "promote", "rollout"],
    description:
      "Paths that must answer 2xx or 3xx on green through nginx, or with the one status given, e.g. `/, /cart, /old = 301`. `deploy` requests them at its end, `shift` and `promote` once more before green's first weight.",
    example: "/, /cart, /old = 301",
  },
  cohort: {
    kind: "setting",
    type: grammar(
      parseCohort,
      "is not `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE` with letters, digits, `_` and `-`.",
    ),
    steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status", "setup"],
    description:
      "Which requests an `ab-test` is about, `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE`. `setup` lays down the name, the value may change.",
    example: "cookie plan = pro",
  },
  stickiness: {
    kind: "setting",
    type: grammar(
      parseStickiness,
      "must be id, ip, none, or cookie:NAME with a cookie of your own, on the platform nginx.",
    ),
    steps: ["setup"],
    fallback: "id",
    description:
      "By what a user stays on a side, `id` (a cookie of ours), `ip`, `cookie:NAME` or `none`. `setup` lays it down.",
    example: "cookie:session",
  },
  fallback: {
    kind: "setting",
    type: flag,
    steps: ["deploy", "shift", "promote", "rollout"],
    description: "Whether requests that a crashed green does not take go to blue. Default `true`.",
    example: "false",
  },
  "drain-timeout": {
    kind: "setting",
    type: duration(),
    steps: ["teardown"],
    fallback: "30s",
    description: "How long `teardown` waits for open connections before it stops a process.",
    example: "2m",
  },
  mode: {
    kind: "setting",
    type: word(MODES),
    steps: STEPS,
    fallback: "markers",
    description:
      "How a switch reaches nginx. `markers` is a rename that it sees at once; `reload` writes its configuration and reloads, for where it cannot see `state-dir`, and may lose requests.",
    example: "reload",
  },
  "nginx-conf": {
    kind: "setting",
    type: path,
    steps: STEPS,
    fallback: "/etc/nginx/nginx.conf",
    description: "The main configuration file of nginx; its directory gets the structure.",
    example: "/opt/nginx/nginx.conf",
  },
} as const satisfies Record<string, InputRow>;
