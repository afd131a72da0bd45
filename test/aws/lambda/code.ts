import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import type { Code } from "./model.ts";
import { sha256 } from "./model.ts";
import { invalid } from "./store.ts";

/** Where the functions' code lies: every deployment package in a directory of its own, until the world ends. */
export class CodeStore {
  #root: string | undefined;
  #count = 0;
  readonly #images = new Map<string, Code>();

  /** One module: ESM when it exports, else CommonJS. Its handler is `index.handler`. */
  fromSource(source: string): Code {
    const name = /^\s*export\b/m.test(source) ? "index.mjs" : "index.cjs";
    return this.fromFiles(new Map([[name, Buffer.from(source)]]));
  }

  /** A directory as it is now, without the directories in it. */
  fromDirectory(path: string): Code {
    const names = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
    return this.fromFiles(new Map(names.map(({ name }) => [name, readFileSync(join(path, name))])));
  }

  fromZip(zip: Buffer): Code {
    return { ...this.fromFiles(unzip(zip)), sha256: sha256(zip), size: zip.length };
  }

  /** What an image in the registry has inside; the images of this world are made by `registerImage`. */
  image(uri: string): Code {
    const found = this.#images.get(uri);
    if (found === undefined) throw invalid(`Source image ${uri} does not exist. Provide a valid source image.`);
    // The hash of an image is its digest.
    const digest = Buffer.from(found.sha256, "base64").toString("hex");
    return { ...found, sha256: digest, imageUri: uri };
  }

  registerImage(uri: string, source: string): void {
    this.#images.set(uri, this.fromSource(source));
  }

  fromFiles(files: ReadonlyMap<string, Buffer>): Code {
    this.#root ??= mkdtempSync(join(tmpdir(), "local-lambda-"));
    this.#count += 1;
    const directory = join(this.#root, String(this.#count));
    mkdirSync(directory);
    for (const [name, content] of files) {
      const path = join(directory, name);
      if (!path.startsWith(directory))
        throw invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const all = Buffer.concat([...files].flatMap(([name, content]) => [Buffer.from(name), content]));
    return { directory, sha256: sha256(all), size: all.length };
  }

  close(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
  }
}

const END_OF_DIRECTORY = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;

/** The files of a zip archive. Source: APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  try {
    const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new RangeError("no directory");
    let at = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
      const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
      const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const content = zip.subarray(start, start + size);
      if (method !== STORED && method !== DEFLATED) throw new RangeError("unknown compression");
      if (!name.endsWith("/")) files.set(name, method === STORED ? content : inflateRawSync(content));
      at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
    }
  } catch {
    throw invalid("Could not unzip uploaded file. Please check your file, then try to upload again.");
  }
  return files;
}
