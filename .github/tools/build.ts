/**
 * Builds dist/: tsc turns src/ into build/, ncc bundles build/main.js. The folder is emptied first because ncc leaves
 * the chunks of earlier builds lying about. Not minified: V8 starts minified code slower, and nobody can review it.
 */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const run = (name: string, ...args: string[]) =>
  execFileSync(bin(name), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });

for (const folder of ["build", "dist"]) rmSync(join(root, folder), { recursive: true, force: true });
try {
  run("tsc", "-p", ".");
} catch {
  execFileSync(bin("tsc"), ["-p", ".", "--noEmit"], { cwd: root, stdio: "inherit" });
}
run("ncc", "build", "build/main.js", "-o", "dist", "--license", "licenses.txt");
// The runner starts both entries alike. A file of its own for `post` tells them apart even when `main` was killed before
// it could save any state, and would otherwise be run a second time.
writeFileSync(join(root, "dist", "post.js"), 'process.env.DELIVERY_ENTRY = "post";\nawait import("./index.js");\n');
