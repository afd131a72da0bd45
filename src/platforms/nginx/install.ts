import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { DeliveryError } from "../../delivery/errors.ts";
import type { Clock } from "../../engine/clock.ts";
import { checkRouting } from "./probe.ts";
import { lastLines, runProgram } from "./processes.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import type { Installation } from "./snapshot.ts";
import { codeOf, unwritable } from "./store.ts";
import type { ConfigFile } from "./structure.ts";
import { headLine, routesPath, structureOf } from "./structure.ts";

/** nginx's own default on Debian, Ubuntu, RHEL and in the official image. */
export const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
/** Fresh connections in a row that must be decided by the new structure. */
const PROOFS = 20;
/** nginx tells its old workers to go after 100 ms (ngx_process_cycle.c); until then they accept too. */
const SETTLE_MS = 300;
const PROVE_MS = 10_000;
const LOOK_MS = 50;

export interface InstallTools {
  settings: NginxSettings;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * What is in nginx's directory, and whether nginx would take it.
 *
 * @throws DeliveryError `not-found` when nginx is not installed.
 */
export async function readInstallation(tools: InstallTools): Promise<Installation> {
  const { settings, signal } = tools;
  const { output } = await runProgram("nginx", ["-v"], { signal });
  if (!existsSync(settings.configuration)) {
    throw refuse("no-nginx-conf", { path: settings.configuration });
  }
  const { http, server, location } = structureOf(settings);
  const routes = settings.mode === "reload" ? [routesPath(settings)] : [];
  const paths = [...[http, server, location].map(({ path }) => path), ...routes];
  return {
    version: /nginx\/[\d.]+/.exec(output)?.[0] ?? output.trim(),
    broken: await testError(tools),
    files: Object.fromEntries(paths.map((path) => [path, contentOf(path)])),
    leftovers: paths.map(backupOf).filter((path) => existsSync(path)),
  };
}

/**
 * Writes the structure, has nginx test and load it, and proves by requests that it did. Whatever fails, the former
 * files are put back; nginx serves what it served until its new workers are there.
 *
 * @throws DeliveryError `denied` without the rights, `unsuitable` when nginx refuses.
 */
export async function install(
  tools: InstallTools,
  files: readonly ConfigFile[],
  hash: string,
  state: RoutingState,
): Promise<void> {
  const { app } = tools.settings;
  try {
    for (const file of files) replace(file);
  } catch (error) {
    putBack(files);
    throw unwritable(dirname(files[0]?.path ?? ""), error);
  }
  try {
    const broken = await testError(tools);
    if (broken !== undefined) throw unloadable("nginx refuses the configuration with our files in it.", [broken]);
    const { output } = await nginx(tools, ["-T", "-q"]);
    if (!output.includes(headLine(app, "http"))) {
      const problem = `nginx-conf: ${tools.settings.configuration} does not include ${files[0]?.path} in its http block.`;
      throw unloadable(problem, [], "Add `include conf.d/*.conf;` to its http block, as the packages have it.");
    }
    await reload(tools);
    const included = output.includes(headLine(app, "server")) && output.includes(headLine(app, "location"));
    if (included) await prove(tools, hash, state);
  } catch (error) {
    await undo(tools, files);
    throw error;
  }
  for (const { path } of files) rmSync(backupOf(path), { force: true });
}

/** Why `nginx -t` fails, in nginx's words; undefined when it does not. */
async function testError(tools: InstallTools): Promise<string | undefined> {
  const { code, output } = await nginx(tools, ["-t", "-q"]);
  return code === 0 ? undefined : (lastLines(output).find((line) => line.includes("[emerg]")) ?? output.trim());
}

async function reload(tools: InstallTools): Promise<void> {
  const { code, output } = await nginx(tools, ["-s", "reload"]);
  if (code === 0) return;
  const lines = lastLines(output);
  const foreign = output.includes("Operation not permitted");
  const problem = foreign ? "nginx is not ours to reload." : "nginx could not be told to reload: is it running?";
  const remedy = foreign ? "Run `setup` as the user that started nginx, which is root as a rule." : "Start nginx.";
  throw unloadable(problem, lines, remedy);
}

/** A reload that nginx cannot follow says so only in its log: whether it followed is seen from outside. */
async function prove({ settings, clock, signal }: InstallTools, hash: string, state: RoutingState): Promise<void> {
  const began = clock.now();
  let inARow = 0;
  let message = "";
  while (inARow < PROOFS || clock.now() - began < SETTLE_MS) {
    const routing = await checkRouting(settings.site, settings.app, state, signal);
    const proven = routing.kind === "obeys" && routing.structure === hash;
    inARow = proven ? inARow + 1 : 0;
    if (!proven) {
      message = routing.kind === "obeys" ? `nginx still has the structure ${routing.structure}` : routing.message;
      await clock.sleep(LOOK_MS, signal);
    }
    if (clock.now() - began > PROVE_MS) {
      const remedy =
        "Look into nginx's error log. Is `url` the site that includes the files, do its server and location have no " +
        "`add_header` that hides X-Delivery, and may nginx's user enter the state directory?";
      throw unloadable("The new structure was loaded, but a request does not show it.", [message], remedy);
    }
  }
}

/** Puts the former files back and has nginx load them, if it would; a site that needs ours keeps them. */
async function undo(tools: InstallTools, files: readonly ConfigFile[]): Promise<void> {
  putBack(files);
  // Not the step's signal: a cancelled setup has to leave a whole configuration, too.
  const calm: InstallTools = { ...tools, signal: AbortSignal.timeout(PROVE_MS) };
  if ((await testError(calm)) === undefined) {
    await nginx(calm, ["-s", "reload"]);
    return;
  }
  for (const file of files) writeWhole(file);
  if ((await testError(calm)) === undefined) return;
  for (const { path } of files) rmSync(path, { force: true });
}

function nginx({ settings, signal }: InstallTools, args: readonly string[]) {
  const own = settings.configuration === DEFAULT_CONFIGURATION ? [] : ["-c", settings.configuration];
  return runProgram("nginx", [...args, ...own], { signal });
}

function unloadable(problem: string, reasons: readonly string[], fix = "Fix what nginx says."): DeliveryError {
  return refuse("not-loaded", { problem, fix }, reasons);
}

/** The former content is kept beside it until the new one is proven. An earlier one that was never proven is no former. */
function replace(file: ConfigFile): void {
  const { path } = file;
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(backupOf(path))) writeWhole({ ...file, path: backupOf(path), content: contentOf(path) ?? "" });
  writeWhole(file);
}

function putBack(files: readonly ConfigFile[]): void {
  for (const file of files) {
    const { path } = file;
    const former = contentOf(backupOf(path));
    if (former === undefined) continue;
    // Ours are never empty: an empty one stands for none.
    if (former === "") rmSync(path, { force: true });
    else writeWhole({ ...file, content: former });
    rmSync(backupOf(path), { force: true });
  }
}

/** Whole or not at all, and under a name that no `*.conf` finds until it is whole. */
function writeWhole({ path, content, secret }: ConfigFile): void {
  const next = `${path}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, content, { mode: secret === true ? 0o600 : 0o644, flush: true });
  renameSync(next, path);
}

function backupOf(path: string): string {
  return `${path}.before`;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw unwritable(path, error);
  }
}
