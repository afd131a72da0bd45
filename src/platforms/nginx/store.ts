import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DeliveryError } from "../../delivery/errors.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import { markersOf, parseState } from "./routing-state.ts";

/** How many states stay on disk: a request may be between two looks at the one that was current. */
const KEEP = 5;
const LINK = "w";
const STATE = "state.json";

/** What the state directory holds. */
interface Stored {
  state: RoutingState | undefined;
  drift: readonly string[];
  unfinished: readonly string[];
}

/**
 * Reads the current state and compares the markers with what it says.
 *
 * @throws DeliveryError `denied` when the directory may not be read, `unsuitable` when the state is not ours.
 */
export function readStore(directory: string): Stored {
  const name = linkTarget(directory);
  if (name === undefined) return { state: undefined, drift: [], unfinished: [] };
  const file = join(directory, name, STATE);
  const state = parseState(
    explained(directory, () => readFileSync(file, "utf8")),
    file,
  );
  const wanted = new Set(markersOf(state));
  const there = new Set(
    explained(directory, () => readdirSync(join(directory, name))).filter((item) => item !== STATE),
  );
  const secrets = [...state.probeTokens, state.previewToken, state.preview].filter((item) => item != null);
  const shown = (marker: string) => (secrets.some((secret) => marker.endsWith(secret)) ? "a secret marker" : marker);
  const drift = [
    ...[...wanted].filter((marker) => !there.has(marker)).map((marker) => `${shown(marker)} is missing`),
    ...[...there].filter((marker) => !wanted.has(marker)).map((marker) => `${marker} is not ours`),
  ];
  const unfinished = statesIn(directory).filter((seq) => seq > state.seq);
  return { state, drift, unfinished: unfinished.map((seq) => `w.${seq}`) };
}

/**
 * Writes a state and makes it the current one by one rename, on disk before it returns.
 *
 * @throws DeliveryError with `noEffect` when it could not be written: the former one stays current, as a whole.
 */
export function writeState(directory: string, state: RoutingState): void {
  const name = `w.${state.seq}`;
  const path = join(directory, name);
  const next = join(directory, "w.next");
  try {
    // Of a change that was cut off here: nobody ever saw it.
    rmSync(path, { recursive: true, force: true });
    rmSync(next, { force: true });
    mkdirSync(path);
    for (const marker of markersOf(state)) closeSync(openSync(join(path, marker), "wx", 0o644));
    writeFileSync(join(path, STATE), `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600, flush: true });
    // nginx may test for a name, but nobody may list the names: some are secrets. Set here, whatever the umask says.
    chmodSync(path, 0o711);
    giveAway(directory, path, join(path, STATE));
    sync(path);
    symlinkSync(name, next);
    sync(directory);
    renameSync(next, join(directory, LINK));
  } catch (error) {
    discard(path, next);
    throw unwritable(directory, error);
  }
  sync(directory);
  for (const seq of statesIn(directory).filter((old) => old <= state.seq - KEEP)) {
    rmSync(join(directory, `w.${seq}`), { recursive: true, force: true });
  }
}

/**
 * Makes a state that is still on disk the current one again, where there is no room for another.
 *
 * @returns that state; undefined when none is as wanted, or not even that can be written.
 */
export function returnTo(directory: string, isWanted: (state: RoutingState) => boolean): RoutingState | undefined {
  for (const seq of statesIn(directory).sort((a, b) => b - a)) {
    const file = join(directory, `w.${seq}`, STATE);
    try {
      const state = parseState(readFileSync(file, "utf8"), file);
      if (!isWanted(state)) continue;
      const next = join(directory, "w.next");
      rmSync(next, { recursive: true, force: true });
      symlinkSync(`w.${seq}`, next);
      renameSync(next, join(directory, LINK));
      sync(directory);
      return state;
    } catch {
      // Cut off, or no room for a link either: the error that led here is the one to tell.
    }
  }
  return undefined;
}

/** The file that a systemd unit reads its variables from, a process writes its output to, or its session is noted in. */
export function sideFile(directory: string, port: number, kind: "env" | "log" | "session"): string {
  return join(directory, `${port}.${kind}`);
}

/** What a failed write means. */
export function unwritable(path: string, error: unknown): DeliveryError {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const denied = code === "EACCES" || code === "EPERM" || code === "EROFS";
  const full = code === "ENOSPC" || code === "EDQUOT";
  const id = denied ? "write-denied" : full ? "disk-full" : "write-failed";
  return refuse(id, { path, message }, { noEffect: true, cause: error });
}

function linkTarget(directory: string): string | undefined {
  try {
    const target = readlinkSync(join(directory, LINK));
    if (/^w\.\d{1,15}$/.test(target)) return target;
    throw refuse("not-our-link", { link: join(directory, LINK), target });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    if (codeOf(error) === "EINVAL") throw refuse("no-link", { link: join(directory, LINK) });
    throw readable(directory, error);
  }
}

function statesIn(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => {
    const seq = /^w\.(\d{1,15})$/.exec(name)?.[1];
    return seq === undefined ? [] : [Number(seq)];
  });
}

function explained<T>(directory: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readable(directory, error);
  }
}

function readable(directory: string, error: unknown): unknown {
  if (error instanceof DeliveryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const denied = codeOf(error) === "EACCES" || codeOf(error) === "EPERM";
  return refuse(denied ? "state-denied" : "state-unreadable", { directory, message }, { cause: error });
}

function discard(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next change removes it; the error that led here is the one to tell.
    }
  }
}

/** What root writes during `setup` belongs to whom the directory belongs. */
function giveAway(directory: string, ...paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(directory);
  for (const path of paths) chownSync(path, uid, gid);
}

/** Names in a directory are on disk only when the directory is synced (fsync(2)). */
function sync(directory: string): void {
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
