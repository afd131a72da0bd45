import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Image } from "./hosts.ts";

/** What an instance starts: an app's directory below test/aws/images, and the version that it answers. */
export interface Installed {
  app: Image["app"];
  version: string;
}

const APPS = ["web", "broken", "crash", "silent"] as const;

/**
 * Instances' disks: a directory each, made when something on the machine is first looked at. Its files `app` and
 * `version` say what the machine starts, so that a script that changes them deploys in place.
 */
export class Disks {
  #root: string | undefined;

  /** The directory of an instance or of an image; made from the image when it is not there yet. */
  directory(id: string, image: Image, userData: string | undefined): string {
    const directory = this.#path(id);
    if (existsSync(directory)) return directory;
    mkdirSync(directory, { recursive: true });
    if (image.disk !== undefined) cpSync(this.#path(image.disk), directory, { recursive: true });
    else writeFileSync(join(directory, "app"), `${image.app}\n`);
    // As at a first boot: user data has the last word on a machine that is new.
    const given = /^version=(\S+)/m.exec(userData ?? "")?.[1];
    if (given !== undefined || image.disk === undefined)
      writeFileSync(join(directory, "version"), `${given ?? image.version}\n`);
    return directory;
  }

  /** What a disk says is to be started; undefined when nobody has looked at it, so that it is as its image. */
  installed(id: string): Installed | undefined {
    if (this.#root === undefined || !existsSync(this.#path(id))) return undefined;
    const read = (file: string) => {
      const path = join(this.#path(id), file);
      return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
    };
    const app = APPS.find((known) => known === read("app"));
    // A machine without its app starts, and nothing listens.
    return { app: app ?? "silent", version: read("version") };
  }

  /** A copy of a disk under another name, as it is at this moment. */
  copy(from: string, to: string): void {
    cpSync(this.#path(from), this.#path(to), { recursive: true, filter: (path) => !path.endsWith("/.agent") });
  }

  close(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
  }

  #path(id: string): string {
    this.#root ??= mkdtempSync(join(tmpdir(), "local-aws-"));
    return join(this.#root, id);
  }
}
