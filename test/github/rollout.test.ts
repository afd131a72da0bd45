import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { markerOf } from "../../src/action/github/comment.ts";
import { startProxy } from "../e2e/proxy.ts";
import type { World } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { SHA } from "../runner/runner.ts";
import type { Fault, LocalGitHub, Permission } from "./server.ts";
import { startGitHub } from "./server.ts";

const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
const SETTINGS = { strategy: "canary", "deployment-environment": "production", "bake-time": "1s" };

let world: World;
let github: LocalGitHub;
/** RUNNER_TEMP of the job. */
let temporary: string;
beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), "job-"));
  world = await createWorld({ timeScale: 40 });
  github = await startGitHub({ token: TOKEN });
});
afterAll(async () => {
  github.close();
  rmSync(temporary, { recursive: true });
  await world.close();
});
beforeEach(() => {
  github.setFault(undefined);
  github.asked.length = 0;
});

/** A step of a run, with the token that GitHub gives to its job. */
function step(name: string, more: Record<string, string> = {}, run = "4242", options: Partial<StepOptions> = {}) {
  const env = { ...github.env, GITHUB_RUN_ID: run, RUNNER_TEMP: temporary, ...options.env };
  return world.step(name, { ...SETTINGS, ...more }, { token: TOKEN, secrets: [TOKEN], ...options, env });
}

test("a rollout seen through GitHub's API reads as a timeline: environment, weights, who approved, end", async () => {
  const deploy = await step("deploy", { "image-id": world.images.v2.id });
  expect(deploy, deploy.log.text).toMatchObject({ conclusion: "success" });
  github.reviews.push({ login: "octocat", environment: "production-canary", comment: "looks *well*" });
  const shift = await step("shift", { weight: "10" });
  expect(shift.summary).toContain(
    "**Approved in this run**\n\n- `production-canary` by `octocat`: looks &#42;well&#42;",
  );
  github.reviews.push({ login: "hubot", environment: "production", comment: "" });
  await step("promote");
  await step("teardown", { "scale-down-delay": "1s" });
  expect(github.timeline()).toEqual([
    `production in_progress: deploy: image-id=${world.images.v2.id} comes up as green`,
    "production in_progress: deploy: green has 0 %",
    "production in_progress: shift: green 0 % → 10 %, approved by octocat (production-canary)",
    "production in_progress: shift: green has 10 %",
    "production in_progress: promote: green 10 % → 100 %, approved by hubot (production)",
    "production success: promote: green has 100 %",
    "production in_progress: teardown: blue is removed",
    "production success: teardown: blue is gone, green serves everything",
  ]);
  expect(github.deployments).toHaveLength(1);
  expect(github.deployments[0]).toMatchObject({ ref: SHA, payload: { rollout: "acme/shop/runs/4242" } });
  const links = github.deployments.flatMap(({ statuses }) => statuses.map(({ log_url }) => log_url));
  expect(new Set(links)).toEqual(new Set(["https://github.com/acme/shop/actions/runs/4242/attempts/1"]));
  expect(github.problems).toEqual([]);
});

const annotations = ({ log }: StepResult, wanted: "warning" | "error") =>
  log.annotations.filter(({ level }) => level === wanted).map(({ message }) => message);
const OTHER_RUN = "4243";

test("the pull request that brought the commit has one comment, which is brought up to date; a planted one is left", async () => {
  github.pulls.push({ number: 7, sha: SHA });
  const planted = { id: 1, issue: 7, body: markerOf("production", "shop-a and shop-b"), login: "mallory" };
  github.comments.push({ ...planted });
  const told = { "pull-request-comment": "true" };
  await step("deploy", { "image-id": world.images.v1.id, ...told }, OTHER_RUN);
  const shift = await step("shift", { weight: "50", ...told }, OTHER_RUN);
  expect(annotations(shift, "warning")).toEqual([]);
  expect(github.comments).toHaveLength(2);
  expect(github.comments[0]).toEqual(planted);
  expect(github.comments[1]?.body).toContain("🔄 in progress: `shift: green has 50 %`");
  expect(github.comments[1]?.body.match(/^\| `/gm)).toHaveLength(4);
  expect(github.problems).toEqual([]);
});

test.each<[string, Permission | Fault | undefined, string]>([
  ["without the permission", "deployments", "give the job `permissions: { deployments: write }`"],
  ["while GitHub is down", { status: 503 }, "GitHub answered 503"],
  ["without a token", undefined, "`github-token` is empty"],
])("%s a step does what it does, and warns once", async (_when, fault, says) => {
  const before = github.timeline();
  if (typeof fault === "string") github.granted.delete(fault as Permission);
  else if (fault !== undefined) github.setFault(() => fault);
  const shift = await step("shift", { weight: "40" }, OTHER_RUN, fault === undefined ? { token: "" } : {});
  github.granted.add("deployments");
  expect(shift, shift.log.text).toMatchObject({ conclusion: "success", outputs: { weight: "40" } });
  const warned = annotations(shift, "warning").filter((message) => message.includes("deployment-environment"));
  expect(warned).toEqual([expect.stringContaining(says)]);
  expect(github.timeline()).toEqual(before);
  await step("shift", { weight: "50" }, OTHER_RUN);
});

test("behind a proxy GitHub is told through it, at the address of a GitHub Enterprise Server", async () => {
  const proxy = await startProxy();
  try {
    const env = { GITHUB_API_URL: "http://github.example/api/v3", http_proxy: proxy.url, no_proxy: "127.0.0.1" };
    const shift = await step("shift", { weight: "45" }, OTHER_RUN, { env });
    expect(shift, shift.log.text).toMatchObject({ conclusion: "success", outputs: { weight: "45" } });
    expect([...proxy.tunnels, ...proxy.forwarded].join()).toContain("github.example");
  } finally {
    proxy.close();
  }
});

test("a step that is to tell nobody asks GitHub nothing, although it has a token", async () => {
  await world.step("status", SETTINGS, { token: TOKEN, env: github.env });
  await world.step("verify", { strategy: "canary" }, { token: TOKEN, env: github.env });
  await step("shift", { weight: "55", "dry-run": "true" }, OTHER_RUN);
  expect(github.asked).toEqual([]);
});

test("with debug logging every call of AWS and of GitHub is told, and nothing of what was sent", async () => {
  const lines: string[] = [];
  const onLine = (line: string) => line.startsWith("::debug::") && lines.push(line);
  const debug = { env: { RUNNER_DEBUG: "1" }, onLine };
  await step("shift", { weight: "60" }, OTHER_RUN, debug);
  expect(lines).toContainEqual(
    expect.stringMatching(/^::debug::elasticloadbalancing: ?ModifyListener: 200, \d+ ms, request [\w-]+$/),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^::debug::POST \/repos\/\{owner\}\/\{repo\}\/deployments\/.*: 201, \d+ ms, request ABCD:\d+$/,
    ),
  );
  for (const secret of [TOKEN, "Authorization", "arn:aws"]) expect(lines.join("\n")).not.toContain(secret);
});

test("a job that fails after a step leaves the rollout as it is, or rolls it back: on-job-failure", async () => {
  const failed = { jobStatus: "failure" } as const;
  const held = await step("shift", { weight: "50" }, OTHER_RUN, failed);
  expect(held.post?.log.text).toContain("The rollout is left as it is (on-job-failure: hold)");
  expect(await world.weights()).toBe("a=50 b=50");
  const back = { "on-job-failure": "rollback" };
  const succeeded = await step("shift", { weight: "30", ...back }, OTHER_RUN);
  expect(succeeded.post?.log.text).toBe("");
  const given = await step("shift", { weight: "40", ...back }, OTHER_RUN, failed);
  expect(given.post, given.post?.log.text).toMatchObject({ exitCode: 0 });
  expect(await world.weights()).toBe("a=0 b=100");
  expect(github.timeline().at(-1)).toBe("production inactive: rollback: blue has 100 % again");
  // Nothing is open any more that a later failure could give up.
  expect((await step("rollback", {}, OTHER_RUN, failed)).post?.log.text).toBe("");
});

test("a job whose environment makes a deployment of its own is told how not to, and has no second one", async () => {
  github.beginJob("staging", SHA, 4242);
  const staging = { "deployment-environment": "staging" };
  const deploy = await step("deploy", { "image-id": world.images.v1.id, ...staging });
  expect(deploy, deploy.log.text).toMatchObject({ conclusion: "success" });
  expect(annotations(deploy, "warning")).toContainEqual(expect.stringContaining("deployment: false"));
  expect(github.deployments.filter(({ environment }) => environment === "staging")).toHaveLength(1);
  expect(github.problems).toEqual([]);
});
