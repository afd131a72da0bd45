import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPairs } from "./files.ts";
import { runStep } from "./runner.ts";

/** The harness against a small action of its own: what it does must be what the runner does. */
const ECHO = join(import.meta.dirname, "fixtures", "echo");

test("inputs come as variables with their defaults, and outputs, state and summary go by files", async () => {
  const result = await runStep({ with: { "two words": "a b" } }, ECHO);
  expect(result.conclusion).toBe("success");
  expect(result.log.text).toContain("mode=ok words=a b prepared=yes repository=acme/shop");
  expect(result.outputs).toEqual({ said: "one\ntwo" });
  expect(result.summary).toBe("### done\n");
  expect(result.post?.log.text).toContain("post of 42, node 24");
});

test("a default that is an expression is evaluated anew for post, when the job may have failed", async () => {
  const posts = [{}, { jobStatus: "failure" }, { with: { job: "given" } }] as const;
  const said = await Promise.all(posts.map((options) => runStep({ token: "t0k", ...options }, ECHO)));
  expect(said.map(({ post }) => /the job: .*/.exec(post?.log.text ?? "")?.[0])).toEqual([
    ...["the job: success, token: t0k", "the job: failure, token: t0k", "the job: given, token: t0k"],
  ]);
});

test("nothing of the machine's environment reaches the action", async () => {
  process.env.HARNESS_LEAK = "leaked";
  const result = await runStep({ env: { GITHUB_REPOSITORY: "other/repo" } }, ECHO);
  expect(result.log.text).toContain("repository=other/repo");
  expect(JSON.stringify(result)).not.toContain("leaked");
});

test("workflow commands are taken out of the log, and masks hold everywhere", async () => {
  const result = await runStep({ with: { secret: "hunter2" } }, ECHO);
  expect(result.log.text).toContain("the secret is ***");
  expect(result.log.text).not.toContain("hunter2");
  expect(result.log.annotations).toEqual([{ level: "warning", message: "100% of\nthis" }]);
});

test("an unknown input is an error here", async () => {
  await expect(runStep({ with: { mood: "ok" } }, ECHO)).rejects.toThrow("Unexpected input(s) 'mood'");
});

test("post runs after a failure too", async () => {
  const result = await runStep({ with: { mode: "fail" } }, ECHO);
  expect(result).toMatchObject({ conclusion: "failure", exitCode: 1, post: { exitCode: 0 } });
});

test.each([
  ["polite", 3],
  ["stubborn", null],
])("cancellation is SIGINT, then SIGTERM, then a kill: %s", async (mode, exitCode) => {
  const cancel = new AbortController();
  const result = await runStep(
    {
      with: { mode },
      cancel: cancel.signal,
      cancelDelays: [100, 100],
      onLine: (line) => line === "waiting" && cancel.abort(),
    },
    ECHO,
  );
  expect(result).toMatchObject({ conclusion: "cancelled", exitCode, post: { exitCode: 0 } });
  expect(result.log.text).toContain("got SIGINT\ngot SIGTERM");
});

test("a machine that goes away runs no post", async () => {
  const kill = new AbortController();
  const onLine = (line: string) => line === "waiting" && kill.abort();
  const result = await runStep({ with: { mode: "stubborn" }, kill: kill.signal, onLine }, ECHO);
  expect(result.post).toBeUndefined();
});

test("a file command that is malformed fails the step", () => {
  const directory = mkdtempSync(join(tmpdir(), "files-"));
  const file = join(directory, "output");
  writeFileSync(file, "no equals sign\n");
  expect(() => readPairs(file)).toThrow("Invalid format 'no equals sign'");
  writeFileSync(file, "a<<EOT\nnever ends\n");
  expect(() => readPairs(file)).toThrow("Matching delimiter not found 'EOT'");
  rmSync(directory, { recursive: true });
});
