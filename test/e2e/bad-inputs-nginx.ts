import type { Case } from "./bad-inputs.ts";
import { NGINX } from "./bad-inputs.ts";

/** Wrong inputs of nginx. */

export const NGINX_CASES: Case[] = [
  [
    "strategy",
    { ...NGINX, strategy: "rolling" },
    'strategy: "rolling" is not supported on the platform nginx',
    "ab-test",
  ],
  ["app", { ...NGINX, app: "" }, "app: is required on the platform nginx", "app: shop"],
  ["app", { ...NGINX, app: "Shop; include /etc/passwd" }, "app: ", "is not a name of lower-case letters"],
  ["app", { ...NGINX, app: "request" }, "app: ", "nginx has variables of its own that begin with `$request_`"],
  ["ports", { ...NGINX, ports: "7001, 7001" }, "ports: ", "two different ports", "ports: 8001, 8002"],
  ["url", { ...NGINX, url: "shop.example" }, 'url: "shop.example" is not an http or https URL'],
  ["url", { ...NGINX, url: "http://127.0.0.1:7002/" }, "url: ", "points at one of the two `ports`"],
  ["state-dir", { ...NGINX, "state-dir": "state/../x" }, "state-dir: ", "is not an absolute path"],
  ["health-check", { ...NGINX, "health-check": "healthz" }, "health-check: ", "begins with a slash"],
  ["revision", { ...NGINX, revision: "v1; rm" }, "revision: ", "is not a name of letters", "revision: v2.4.1"],
  ["start", { ...NGINX, start: "" }, "start: is not given, and deploy starts or stops a process"],
  ["stop", { ...NGINX, start: "", stop: "./stop.sh" }, "stop: ", "goes with `start`"],
  ["unit", { ...NGINX, start: "", unit: "shop.service" }, "unit: ", "is not a systemd template unit", "unit: shop@"],
  ["unit", { ...NGINX, unit: "shop@" }, "unit: ", "contradicts `start`"],
  ["compose-file", { ...NGINX, start: "", "compose-file": "../x.yml" }, "compose-file: ", "is not a YAML file"],
  ["smoke-test", { ...NGINX, "smoke-test": "cart" }, "smoke-test: ", "begins with a slash"],
  ["fallback", { ...NGINX, fallback: "yes" }, 'fallback: "yes" must be true or false'],
  ["drain-timeout", { ...NGINX, step: "teardown", "drain-timeout": "30" }, "drain-timeout: ", "is not a duration"],
  ["mode", { ...NGINX, mode: "restart" }, 'mode: "restart" must be one of markers, reload'],
  ["nginx-conf", { ...NGINX, step: "setup", start: "", "nginx-conf": "nginx.conf" }, "nginx-conf: ", "absolute path"],
  ["stickiness", { ...NGINX, step: "setup", start: "", stickiness: "cookie:a;b" }, "stickiness: ", "cookie:NAME"],
  ["preview", { ...NGINX, preview: "header X-Shop-Route = short" }, "preview: must be `header X-Shop-Route = SECRET`"],
  [
    "cohort",
    { ...NGINX, step: "shift", strategy: "ab-test", start: "" },
    "cohort: is required for the strategy ab-test",
  ],
];
