import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommandSource } from "../../src/gates/sources/command.ts";
import { ROOT } from "../runner/runner.ts";

const FROM = 1_790_000_040;
const SPAN = { from: FROM * 1_000, to: (FROM + 180) * 1_000 };

/** Two versions and one of last week, as the APIs answer. */
const DATADOG = {
  status: "ok",
  series: [
    { metric: "trace.http.request.hits", tag_set: ["version:v2"], pointlist: points(600, 601, null) },
    { metric: "trace.http.request.errors", tag_set: ["version:v2"], pointlist: points(null, 3, 2) },
    { metric: "trace.http.request.hits", tag_set: ["version:v1"], pointlist: points(5_400, null, 5_399, 7) },
    { metric: "trace.http.request.hits", tag_set: ["version:v0"], pointlist: points(1, 1, 1) },
  ],
};
const NEW_RELIC = {
  data: {
    actor: {
      account: {
        nrql: {
          results: [
            { facet: "v2", appVersion: "v2", beginTimeSeconds: FROM, requests: 600, errors: 0 },
            { facet: "v2", appVersion: "v2", beginTimeSeconds: FROM + 60, requests: 601, errors: 3 },
            { facet: "v1", appVersion: "v1", beginTimeSeconds: FROM, requests: 5_400, errors: 0 },
            { facet: "v1", appVersion: "v1", beginTimeSeconds: FROM + 60, requests: 0, errors: 0 },
            { facet: "v1", appVersion: "v1", beginTimeSeconds: FROM + 120, requests: 5_399, errors: 0 },
          ],
        },
      },
    },
  },
};

function points(...values: (number | null)[]): [number, number | null][] {
  return values.map((value, minute) => [(FROM + minute * 60) * 1_000, value]);
}

/** The scripts to copy, with a `curl` that answers what the services would. */
describe.each([
  ["counts-datadog.sh", DATADOG, { DD_API_KEY: "key", DD_APP_KEY: "key" }],
  ["counts-new-relic.sh", NEW_RELIC, { NEW_RELIC_ACCOUNT: "1", NEW_RELIC_USER_KEY: "key" }],
])("%s", (script, answer, secrets) => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "counts-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function read(curl: string) {
    writeFileSync(join(directory, "answer.json"), JSON.stringify(answer));
    // It reads what it is to send, as curl does.
    const sent = 'case "$*" in *@-*) cat >/dev/null ;; esac';
    writeFileSync(join(directory, "curl"), `#!/bin/sh\n${sent}\n${curl}\n`, { mode: 0o755 });
    const set = Object.entries({ ...secrets, PATH: `${directory}:$PATH` }).map(([name, value]) => `${name}="${value}"`);
    const source = new CommandSource({
      command: `${set.join(" ")} "${join(ROOT, "examples", script)}"`,
      sides: { green: "v2", blue: "v1" },
      weight: () => 10,
      clock: { now: () => SPAN.to, sleep: async () => undefined },
      signal: new AbortController().signal,
    });
    return source.read(SPAN);
  }

  test("prints what both versions counted in each minute; a minute without requests was not counted", async () => {
    expect(await read(`cat "${directory}/answer.json"`)).toEqual({
      minutes: [
        {
          at: SPAN.from,
          complete: true,
          green: { requests: 600, errors: 0 },
          blue: { requests: 5_400, errors: 0 },
        },
        { at: SPAN.from + 60_000, complete: true, green: { requests: 601, errors: 3 } },
        { at: SPAN.from + 120_000, complete: true, blue: { requests: 5_399, errors: 0 } },
      ],
      warnings: [],
    });
  });

  test("fails when the service does, and never counts nothing instead", async () => {
    const failed = await read("echo 'curl: (22) The requested URL returned error: 403' >&2; exit 22");
    expect(failed).toMatchObject({ problem: { kind: "unavailable" } });
    expect(JSON.stringify(failed)).toContain("error: 403");
  });
});
