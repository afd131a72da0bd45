import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { pageOf } from "./page.ts";

/**
 * Pictures of the summaries under `test/summary`, as GitHub shows them, on a desk and on a phone: for whoever changes one,
 * to look at. Needs `cmark-gfm` and `chromium` (Debian's packages), and GitHub's style sheet and Mermaid:
 *
 *     npm install --prefix .cache/pictures github-markdown-css mermaid
 *     node test/pictures/main.ts [NAME…]
 *     node test/pictures/main.ts README.md docs/gates.md
 *     node test/pictures/main.ts --readme
 *
 * A page is shown on a desk and as wide as GitHub's column. `--readme` makes the one in the README anew: what a person who approves sees first.
 */

const ROOT = resolve(import.meta.dirname, "../..");
const OUT = join(ROOT, ".cache/pictures");
/** Chromium says much on the way. */
const PIPED = ["ignore", "pipe", "ignore"] as const;
/** Widths in pixels, by what they are called. */
const WIDTHS = { desk: 1_280, phone: 400 } as const;
const PAGE_WIDTHS = { desk: 1_280, column: 830 } as const;

const require = createRequire(join(OUT, "package.json"));
const assets = {
  css: readFileSync(require.resolve("github-markdown-css/github-markdown-light.css"), "utf8"),
  mermaid: pathToFileURL(join(require.resolve("mermaid"), "../mermaid.min.js")).href,
};

function render(markdown: string): string {
  const extensions = ["table", "strikethrough", "autolink", "tasklist", "tagfilter"].flatMap((name) => ["-e", name]);
  return execFileSync("cmark-gfm", ["--unsafe", ...extensions], { input: markdown, encoding: "utf8" });
}

function photograph(page: string, picture: string, width: number): void {
  // As high as the content: Chromium tells its height, and is then given a window of it.
  const flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--allow-file-access-from-files"];
  const time = "--virtual-time-budget=5000";
  const dom = execFileSync("chromium", [...flags, time, "--dump-dom", page], { encoding: "utf8", stdio: [...PIPED] });
  const height = Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 2_000);
  const size = `--window-size=${Math.max(width, 500)},${height}`;
  execFileSync("chromium", [...flags, time, size, `--screenshot=${picture}`, page], { stdio: [...PIPED] });
}

/** The README's: its scene, with the names of its quick start, up to what was done. */
const README = { scene: "shift-further", width: 760, picture: join(ROOT, "docs/images/summary.png") };

function readme(): void {
  const [shown = ""] = read(README.scene).split("**What was done**");
  const named = shown.replaceAll(/\bweb-(?:a|blue)\b/g, "shop-a").replaceAll(/\bweb-(?:b|green)\b/g, "shop-b");
  picture(named, "readme", README.width, README.picture);
}

function everyWidth(asked: readonly string[]): void {
  const names = readdirSync(join(ROOT, "test/summary"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.replace(/\.md$/, ""))
    .filter((name) => asked.length === 0 || asked.includes(name));
  for (const name of names) {
    for (const [kind, width] of Object.entries(WIDTHS))
      picture(read(name), `${name}-${kind}`, width, join(OUT, `${name}-${kind}.png`));
  }
}

function pages(files: readonly string[]): void {
  for (const file of files) {
    const name = file.replace(/\.md$/, "").replaceAll("/", "-");
    const base = pathToFileURL(join(ROOT, file)).href;
    for (const [kind, width] of Object.entries(PAGE_WIDTHS))
      picture(readFileSync(join(ROOT, file), "utf8"), `${name}-${kind}`, width, join(OUT, `${name}-${kind}.png`), base);
  }
}

/** @param base the address that links and images of the text are relative to. */
function picture(markdown: string, name: string, width: number, file: string, base?: string): void {
  const page = join(OUT, `${name}.html`);
  writeFileSync(page, pageOf(render(markdown), width, assets, base));
  photograph(pathToFileURL(page).href, file, width);
  process.stdout.write(`${relative(ROOT, file)}\n`);
}

function read(scene: string): string {
  return readFileSync(join(ROOT, "test/summary", `${scene}.md`), "utf8");
}

mkdirSync(OUT, { recursive: true });
const asked = process.argv.slice(2);
const files = asked.filter((name) => name.endsWith(".md"));
if (asked.includes("--readme")) readme();
else if (files.length > 0) pages(files);
else everyWidth(asked);
