import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { DemoReport } from "./table.ts";

/** The first thing that a stranger runs: every step of it succeeds, and no request fails. */
test.each(["ec2", "rolling", "api-gateway", "lambda", "nginx"])(
  "the demo on %s comes to its end without a failed request",
  async (name) => {
    const json = join(tmpdir(), `demo-${name}-${process.pid}.json`);
    const { stdout } = await promisify(execFile)(NODE24, ["test/demo/main.ts", name, "--json", json], {
      cwd: ROOT,
      maxBuffer: 2 ** 26,
    });
    expect(stdout).toContain("No request failed.");
    const report = JSON.parse(await readFile(json, "utf8")) as DemoReport;
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.totals.requestsGreen).toBeGreaterThan(0);
  },
);
