import type { FileHandle } from "node:fs/promises";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

const CHUNK = 1_048_576;
/** A line longer than this is no line of a log. */
const MAX_LINE = 65_536;

/** What became of a log between two readings. */
export interface LogRead {
  /** Lines that were written since are gone: rotated away, or cut. */
  lost: boolean;
}

/** A log that is rotated, read by file and offset: each line once, the last one only when it is whole. */
export class LogFiles {
  readonly #path: string;
  /** By inode: how far it was read. */
  readonly #offsets = new Map<string, number>();
  #current: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Gives the lines that are new.
   *
   * @param since the first reading takes rotated files with it that were written to later; milliseconds.
   * @throws Node's error when the log cannot be read.
   */
  async read(since: number, take: (line: string) => void): Promise<LogRead> {
    const handle = await open(this.#path, "r");
    try {
      const { dev, ino, size } = await handle.stat();
      const id = `${dev}:${ino}`;
      const lost = await this.#catchUp(id, size, since, take);
      await this.#readOn(handle, id, size, take);
      this.#current = id;
      return { lost };
    } finally {
      await handle.close();
    }
  }

  /** Reads what came before the log as it is now. True when lines are missing in between. */
  async #catchUp(id: string, size: number, since: number, take: (line: string) => void): Promise<boolean> {
    const before = this.#current;
    if (before === undefined) {
      for (const path of await rotated(this.#path, since)) await this.#readRotated(path, take);
      return false;
    }
    if (before === id) {
      if (size >= (this.#offsets.get(id) ?? 0)) return false;
      // Cut, as `copytruncate` does: what was written between the last reading and the cut is in the copy alone.
      this.#offsets.set(id, 0);
      return true;
    }
    for (const path of await rotated(this.#path, 0)) {
      const { dev, ino } = await stat(path);
      if (`${dev}:${ino}` !== before) continue;
      await this.#readRotated(path, take);
      return false;
    }
    return true;
  }

  async #readRotated(path: string, take: (line: string) => void): Promise<void> {
    const handle = await open(path, "r");
    try {
      if (path.endsWith(".gz")) {
        const lines = createInterface({ input: handle.createReadStream({ autoClose: false }).pipe(createGunzip()) });
        for await (const line of lines) if (line !== "") take(line);
        return;
      }
      const { dev, ino, size } = await handle.stat();
      await this.#readOn(handle, `${dev}:${ino}`, size, take);
    } finally {
      await handle.close();
    }
  }

  async #readOn(handle: FileHandle, id: string, size: number, take: (line: string) => void): Promise<void> {
    const buffer = Buffer.alloc(CHUNK);
    let offset = this.#offsets.get(id) ?? 0;
    let rest = Buffer.alloc(0);
    for (let position = offset; position < size; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - position), position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const whole = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      const end = whole.lastIndexOf(10) + 1;
      for (const line of whole.toString("utf8", 0, end).split("\n")) if (line !== "") take(line);
      rest = whole.subarray(end);
      if (rest.length > MAX_LINE) rest = Buffer.alloc(0);
      offset = position - rest.length;
    }
    this.#offsets.set(id, offset);
  }
}

/** The files that a log was rotated into, the oldest first: `shop.log.2.gz`, `shop.log.1`, `shop.log-20260503`. */
async function rotated(path: string, since: number): Promise<string[]> {
  const [directory, name] = [dirname(path), basename(path)];
  const names = (await readdir(directory)).filter((other) => /^[.-][\d-]+(?:\.gz)?$/.test(other.slice(name.length)));
  const found = await Promise.all(
    names
      .filter((other) => other.startsWith(name))
      .map(async (other) => {
        const file = join(directory, other);
        return { file, changed: (await stat(file)).mtimeMs };
      }),
  );
  return found
    .filter(({ changed }) => changed >= since)
    .sort((one, other) => one.changed - other.changed)
    .map(({ file }) => file);
}
