import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPeers, run } from "../aws/peers.ts";
import { SHA } from "../runner/runner.ts";
import { allWorkflows, read } from "./workflows.ts";

/** zizmor looks for what makes workflows unsafe: unpinned actions, templates in scripts, permissions that nobody needs. */
const peers = await findPeers();

describe.skipIf("missing" in peers)("zizmor", () => {
  const { python } = peers as { python: string };
  let repository: string;
  let workflows: string;
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), "zizmor-"));
    workflows = join(repository, ".github", "workflows");
    mkdirSync(workflows, { recursive: true });
  });
  afterAll(() => rmSync(repository, { recursive: true }));

  const audit = () =>
    run(join(dirname(python), "zizmor"), ["--offline", "--no-progress", "--quiet", repository], { HOME: repository });

  test("finds nothing in the action, in any workflow, and in any that a reader may copy", async () => {
    writeFileSync(join(repository, "action.yml"), read("action.yml"));
    for (const [index, { file, text }] of allWorkflows().entries()) {
      const copy = text.replace(/OWNER\/REPOSITORY(\/\S+)?@COMMIT-SHA/g, `acme/delivery$1@${SHA}`);
      writeFileSync(join(workflows, `${index}-${basename(file)}`), copy);
    }
    expect(await audit()).toMatchObject({ code: 0, stdout: expect.stringContaining("No findings") });
  });

  test("finds a template in a script", async () => {
    const steps = [{ run: `echo \${{ github.event.issue.title }}` }];
    const workflow = { on: "issues", permissions: {}, jobs: { greet: { "runs-on": "ubuntu-latest", steps } } };
    writeFileSync(join(workflows, "unsafe.yml"), JSON.stringify(workflow));
    const { code, stdout } = await audit();
    expect(code).not.toBe(0);
    expect(stdout).toContain("template-injection");
  });
});
