import { isAbsolute, relative, resolve } from "node:path";
import type { Step, Strategy } from "../../delivery/vocabulary.ts";
import type { Cohort, NginxSettings, Site, Supervisor } from "../../platforms/nginx/settings.ts";
import { REVISION, routeHeader, SECRET } from "../../platforms/nginx/settings.ts";
import type { NGINX } from "./nginx.ts";
import type { InputContext, InputReader } from "./reader.ts";

const REQUIRED = "is required on the platform nginx";
type Reader = InputReader<typeof NGINX>;

/** The settings of the platform `nginx`; mistakes go to the reader. */
export function readNginx(reader: Reader, step: Step, strategy: Strategy, context: InputContext): NginxSettings {
  const app = reader.require("app", REQUIRED) ?? "";
  return {
    app,
    ports: reader.get("ports"),
    site: siteOf(reader),
    stateDir: reader.get("state-dir") ?? `/var/lib/delivery/${app === "" ? "app" : app}`,
    mode: reader.get("mode"),
    configuration: reader.get("nginx-conf"),
    stickiness: reader.get("stickiness"),
    supervisor: supervisorOf(reader, step, context),
    healthPath: reader.get("health-check"),
    drainMs: reader.get("drain-timeout"),
    fallback: reader.get("fallback"),
    cohort: cohortOf(reader, step, strategy),
    preview: previewOf(reader, app),
    smoke: reader.get("smoke-test") ?? [],
    revision: step === "deploy" ? revisionOf(reader, context) : undefined,
    workspace: context.workspace,
  };
}

function siteOf(reader: Reader): Site {
  const site = reader.get("url");
  if (reader.get("ports").includes(site.port) && !reader.isWrong("ports")) {
    reader.fail("url", "points at one of the two `ports`: nginx has to listen somewhere else.", {
      example: "url: http://127.0.0.1/",
    });
  }
  return site;
}

/** One of the three ways; needed where a process is started or stopped. */
function supervisorOf(reader: Reader, step: Step, context: InputContext): Supervisor | undefined {
  const [way, other] = (["start", "unit", "compose-file"] as const).filter((input) => reader.has(input));
  if (other !== undefined) {
    const problem = `contradicts \`${way}\`: a process is started in one way. Give one of the two.`;
    return reader.fail(other, problem, { example: "none" });
  }
  if (reader.has("stop") && way !== "start") {
    const problem = "goes with `start`: a unit and a compose file know how to stop.";
    return reader.fail("stop", problem, { example: "start: ./start.sh" });
  }
  if (way === undefined) {
    if (step !== "deploy" && step !== "teardown") return undefined;
    const problem = `is not given, and ${step} starts or stops a process: set \`start\`, \`unit\` or \`compose-file\`.`;
    return reader.fail("start", problem);
  }
  if (way === "compose-file") return composeOf(reader, context);
  if (way === "start") return { kind: "commands", start: reader.get("start") ?? "", stop: reader.get("stop") };
  const template = reader.get("unit");
  return template === undefined ? undefined : { kind: "unit", template };
}

function composeOf(reader: Reader, { workspace }: InputContext): Supervisor | undefined {
  const given = reader.get("compose-file") ?? "";
  const file = resolve(workspace, given);
  const inside = relative(workspace, file);
  const leaves = !isAbsolute(given) && (inside.startsWith("..") || isAbsolute(inside));
  if (!leaves && /^[A-Za-z0-9_./-]+\.ya?ml$/.test(given) && !given.startsWith("-")) return { kind: "compose", file };
  return reader.fail("compose-file", "is not a YAML file in the workspace, nor an absolute path to one.");
}

function cohortOf(reader: Reader, step: Step, strategy: Strategy): Cohort | undefined {
  if (!reader.has("cohort")) {
    if (strategy !== "ab-test" || (step !== "shift" && step !== "rollout")) return undefined;
    return reader.fail("cohort", "is required for the strategy ab-test: which requests are routed to green?");
  }
  // `setup` lays the name down for the A/B tests to come.
  if (strategy !== "ab-test" && step !== "setup") {
    const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
    return reader.fail("cohort", problem, { example: "strategy: ab-test" });
  }
  return reader.get("cohort");
}

/** The preview is a secret header's value, because the header itself is part of the structure. */
function previewOf(reader: Reader, app: string): string | undefined {
  const given = reader.get("preview");
  if (given === undefined) return undefined;
  const header = app === "" ? "X-Shop-Route" : routeHeader(app);
  const [, name = "", value = ""] = /^header +([A-Za-z0-9-]+) *= *(.*)$/s.exec(given) ?? [];
  if (name.toLowerCase() === header.toLowerCase() && SECRET.test(value)) return value;
  return reader.fail(
    "preview",
    `must be \`header ${header} = SECRET\` on the platform nginx, with a secret of 16 to 64 letters, digits, \`_\` and \`-\`.`,
    { example: `preview: header ${header} = \${{ secrets.PREVIEW }}` },
  );
}

function revisionOf(reader: Reader, { revision }: InputContext): string | undefined {
  const given = reader.get("revision");
  if (given !== undefined || reader.has("revision")) return given;
  if (revision !== undefined && REVISION.test(revision)) return revision;
  return reader.fail("revision", "is not given, and the job has no commit: set `revision`.");
}
