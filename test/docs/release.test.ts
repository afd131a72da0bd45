import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ROOT } from "../runner/runner.ts";

/** What the release workflow runs, on a clone of the last commit. */
const run = promisify(execFile);
let clone: string;
beforeAll(async () => {
  clone = join(mkdtempSync(join(tmpdir(), "release-")), "clone");
  await run("git", ["clone", "--quiet", "--shared", ROOT, clone]);
});
afterAll(() => rmSync(join(clone, ".."), { recursive: true, force: true }));
afterEach(() => run("git", ["checkout", "--quiet", "."], { cwd: clone }));

const pack = (version: string) =>
  run("bash", [".github/tools/pack.sh", version, "release"], {
    cwd: clone,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, GITHUB_REPOSITORY: "acme/delivery" },
  });

test("a release is an archive, its bill of materials, checksums that hold, and notes that name the commit", async () => {
  const changelog =
    "# Changelog\n\n## 1.3.0\n\n- Lambda.\n\n## 1.2.3 (2026-11-26)\n\n- Gates.\n\n## 1.2.2\n\n- nginx.\n";
  writeFileSync(join(clone, "CHANGELOG.md"), changelog);
  await pack("v1.2.3");
  const directory = join(clone, "release");
  const names = readdirSync(directory).sort();
  expect(names).toEqual(["NOTES.md", "SHA256SUMS", "progressive-delivery-v1.2.3.tar.gz", "sbom.spdx.json"]);
  for (const line of readFileSync(join(directory, "SHA256SUMS"), "utf8").trim().split("\n")) {
    const [sum, name = ""] = line.split(/ +/);
    expect(
      createHash("sha256")
        .update(readFileSync(join(directory, name)))
        .digest("hex"),
    ).toBe(sum);
  }
  const { stdout: commit } = await run("git", ["rev-parse", "HEAD"], { cwd: clone });
  const notes = readFileSync(join(directory, "NOTES.md"), "utf8");
  expect(notes).toContain("- Gates.");
  expect(notes).not.toMatch(/Lambda|nginx/);
  expect(notes).toContain(`- uses: acme/delivery@${commit.trim()} # v1.2.3`);
  const { packages } = JSON.parse(readFileSync(join(directory, "sbom.spdx.json"), "utf8")) as {
    packages: { name: string }[];
  };
  const packed = packages.map(({ name }) => name);
  expect(packed).toContain("@aws-sdk/client-auto-scaling");
  expect(packed).not.toContain("vitest");
});

test.each<[string, string, () => void, RegExp]>([
  ["a tag that is no version", "v1.2", () => {}, /A version is vX\.Y\.Z, e\.g\. v1\.2\.3; given: v1\.2/],
  ["a version without an entry in the changelog", "v9.9.9", () => {}, /CHANGELOG\.md has no entry "## 9\.9\.9"/],
  [
    "a dist/ that the sources do not build to",
    "v1.2.3",
    () => appendFileSync(join(clone, "dist", "index.js"), "//"),
    /dist\/ is not what the sources build to[\s\S]*dist\/index\.js/,
  ],
])("%s is not released", async (_name, version, change, said) => {
  change();
  await expect(pack(version)).rejects.toMatchObject({ stderr: expect.stringMatching(said) });
});
