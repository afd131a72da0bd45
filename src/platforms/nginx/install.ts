import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../engine/clock.ts";
import { harmOf } from "./harm.ts";
import { turnAt } from "./lock.ts";
import { checkRouting } from "./probe.ts";
import { lastLines, runProgram } from "./processes.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import { tokenOf } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import { hasOwnLog, rewriteBefore } from "./site.ts";
import type { SiteProblem } from "./site-answers.ts";
import { askSite, emptySideOf, siteChangeOf } from "./site-answers.ts";
import type { Installation } from "./snapshot.ts";
import { codeOf, unwritable } from "./store.ts";
import type { ConfigFile } from "./structure.ts";
import { filesIn, harmRemedy, headLine, logPath, routesPath, structureOf } from "./structure.ts";

/** nginx's own default on Debian, Ubuntu, RHEL and in the official image. */
const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
/** Fresh connections in a row that must be decided by the new structure. */
const PROOFS = 20;
/** nginx tells its old workers to go after 100 ms (ngx_process_cycle.c); until then they accept too. */
const SETTLE_MS = 300;
const PROVE_MS = 10_000;
const LOOK_MS = 50;

interface InstallTools {
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
  const routes = settings.mode === "reload" ? [routesPath(settings)] : [];
  const paths = [...filesIn(structureOf(settings)).map(({ path }) => path), ...routes];
  return {
    version: /nginx\/[\d.]+/.exec(output)?.[0] ?? output.trim(),
    broken: await testError(tools),
    files: Object.fromEntries(paths.map((path) => [path, contentOf(path)])),
  };
}

/** Files of a `setup` that was cut off before it was proven. */
export function leftoversOf(settings: NginxSettings): string[] {
  const paths = filesIn(structureOf(settings)).map(({ path }) => backupOf(path));
  return paths.filter((path) => existsSync(path));
}

/** A file to write. `former`: what it held before, where the record says so; otherwise what is found there. */
type Installed = ConfigFile & { former?: string };

/**
 * Writes files, has nginx test and load them, and proves by requests that it did. Whatever fails, the former files are
 * put back; nginx serves what it served until its new workers are there.
 *
 * @param files in an order in which nginx can start wherever this is cut off: what a file needs comes before it.
 * @throws DeliveryError `denied` without the rights, `unsuitable` when nginx refuses.
 */
export async function install(
  tools: InstallTools,
  files: readonly Installed[],
  hash: string,
  state: RoutingState,
): Promise<void> {
  const { app, configuration } = tools.settings;
  const letGo = await turnAt(`${configuration} of nginx`, `${app}, pid ${process.pid}`, tools);
  try {
    const broken = await testError(tools);
    if (broken !== undefined && !missesOneOf(broken, files)) throw refuse("nginx-broken-before", {}, [broken]);
    await replaceAll(tools, files, hash, state);
  } finally {
    letGo();
  }
}

/** nginx fails because a file of ours, which others include, is missing: writing it is the cure. */
export function missesOneOf(broken: string, files: readonly ConfigFile[]): boolean {
  return files.some(({ path }) => broken.includes(`open() "${path}" failed`));
}

async function replaceAll(
  tools: InstallTools,
  files: readonly Installed[],
  hash: string,
  state: RoutingState,
): Promise<void> {
  const { app } = tools.settings;
  let begunLog: string | undefined;
  const before = laysDown(tools.settings, files) ? await askSite(tools, state) : undefined;
  let isLoaded = false;
  try {
    for (const file of files) replace(file);
    if (laysDown(tools.settings, files)) begunLog = beginLog(logPath(tools.settings));
  } catch (error) {
    putBack(files);
    throw unwritable(dirname(files[0]?.path ?? ""), error);
  }
  try {
    const broken = await testError(tools);
    if (broken !== undefined) throw unloadable("nginx refuses the configuration with our files in it.", [broken]);
    const { output } = await nginx(tools, ["-T", "-q"], Number.POSITIVE_INFINITY);
    if (before !== undefined && isIncluded(output, app)) stopAt(emptySideOf(state, before));
    requireFitting(tools.settings, files, output);
    await reload(tools);
    isLoaded = true;
    if (isIncluded(output, app)) {
      await prove(tools, hash, state);
      if (before !== undefined) stopAt(await siteChangeOf(tools, state, before));
      stopAt(await siteHarmOf(tools, state));
    }
  } catch (error) {
    const isUndone = await undo(tools, files);
    if (isUndone && begunLog !== undefined) rmSync(begunLog, { force: true });
    if (!(error instanceof Unproven)) throw error;
    const { problem, fix, reasons } = error;
    if (isUndone || !isLoaded) throw refuse("not-loaded", { problem, fix }, reasons);
    throw refuse("loaded-as-edited", { problem, fix }, reasons);
  }
  for (const { path } of files) rmSync(backupOf(path), { force: true });
}

/** `setup` at work, and not a switch by reload: that moves users, and has no business with the rest of the configuration. */
function laysDown(settings: NginxSettings, files: readonly ConfigFile[]): boolean {
  const { http } = structureOf(settings);
  return files.some(({ path }) => path === http.path);
}

/** What the whole configuration, as nginx prints it, has around our files. */
function requireFitting(settings: NginxSettings, files: readonly ConfigFile[], printed: string): void {
  const { http, server } = structureOf(settings);
  if (!printed.includes(headLine(settings.app, "http"))) {
    const problem = `nginx-conf: ${settings.configuration} does not include ${http.path} in its http block.`;
    throw unloadable(problem, [], "Add `include conf.d/*.conf;` to its http block, as the packages have it.");
  }
  const rewrite = rewriteBefore(printed, server.path);
  if (rewrite !== undefined) {
    const problem = `The site's server block has \`${rewrite}\` before it includes ${server.path}: those requests would get no side.`;
    throw unloadable(problem, [], "Move that include above it.");
  }
  if (!laysDown(settings, files) || hasOwnLog(printed, logPath(settings))) return;
  const problem = "The http block has no `access_log` of its own: the log that nginx was built with would end.";
  throw unloadable(problem, [], "Add the log that you want to go on, e.g. `access_log logs/access.log;`, or `off`.");
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

/** The site has our files in it. */
function isIncluded(dump: string, app: string): boolean {
  const places = ["location", "pass"] as const;
  return dump.includes(headLine(app, "server")) && places.some((part) => dump.includes(headLine(app, part)));
}

/** What a user gets through nginx, against what the process itself answers; undefined: the same. */
export async function siteHarmOf(
  { settings, signal }: Pick<InstallTools, "settings" | "signal">,
  state: RoutingState,
): Promise<SiteProblem | undefined> {
  const { live } = state;
  const headers = { [routeHeader(settings.app)]: tokenOf(state, live) };
  const asked = { port: live, headers, other: state.ports.find((port) => port !== live) };
  const harm = await harmOf(settings.site, settings.site.path, asked, signal);
  if (harm === undefined) return undefined;
  return { problem: `The site does not pass requests on as they are: ${harm}.`, fix: harmRemedy(settings) };
}

function stopAt(found: SiteProblem | undefined): void {
  if (found !== undefined) throw unloadable(found.problem, [], found.fix);
}

/**
 * Puts the former files back and has nginx load them, if it would; a site that names ours keeps them.
 *
 * @returns whether nginx goes by the former files.
 */
async function undo(tools: InstallTools, files: readonly Installed[]): Promise<boolean> {
  putBack(files);
  // Not the step's signal: a cancelled setup has to leave a whole configuration, too.
  const calm: InstallTools = { ...tools, signal: AbortSignal.timeout(PROVE_MS) };
  const broken = await testError(calm);
  if (broken === undefined) {
    await nginx(calm, ["-s", "reload"]);
    return true;
  }
  // A mistake of somebody else's is no reason to take a file away that was there before.
  const added = files.filter(({ path }) => contentOf(path) === undefined);
  if (!missesOneOf(broken, added)) return false;
  for (const file of added) writeWhole(file);
  if ((await testError(calm)) === undefined) return false;
  for (const { path } of added) rmSync(path, { force: true });
  return false;
}

function nginx({ settings, signal }: InstallTools, args: readonly string[], keep?: number) {
  const own = settings.configuration === DEFAULT_CONFIGURATION ? [] : ["-c", settings.configuration];
  return runProgram("nginx", [...args, ...own], { signal, ...(keep === undefined ? {} : { keep }) });
}

/** Why the files do not stay: how it ends is known only when they are put back. */
class Unproven extends Error {
  readonly problem: string;
  readonly reasons: readonly string[];
  readonly fix: string;

  constructor(problem: string, reasons: readonly string[], fix: string) {
    super(problem);
    this.problem = problem;
    this.reasons = reasons;
    this.fix = fix;
  }
}

function unloadable(problem: string, reasons: readonly string[], fix = "Fix what nginx says."): Unproven {
  return new Unproven(problem, reasons, fix);
}

/** The former content is kept beside it until the new one is proven. An earlier one that was never proven is no former. */
function replace(file: Installed): void {
  const { path, former } = file;
  mkdirSync(dirname(path), { recursive: true });
  // What the record says needs no copy; a copy that is found is of whatever an earlier step was cut off at.
  if (former !== undefined) rmSync(backupOf(path), { force: true });
  else if (!existsSync(backupOf(path))) {
    writeWhole({ ...file, path: backupOf(path), content: contentOf(path) ?? "" });
  }
  writeWhole(file);
}

function putBack(files: readonly Installed[]): void {
  for (const file of files) {
    const { path } = file;
    const former = file.former ?? contentOf(backupOf(path));
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

/**
 * Whom root's nginx creates a file for depends on the umask; whoever runs the steps has to read this one.
 *
 * @returns its path; undefined when it was there.
 */
function beginLog(path: string): string | undefined {
  try {
    const file = openSync(path, "ax", 0o644);
    fchmodSync(file, 0o644);
    closeSync(file);
    return path;
  } catch {
    // It is there, or nginx cannot create it either: then its test says so.
    return undefined;
  }
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
