import { afterEach, beforeEach, expect, test } from "vitest";
import { DeploymentTimeline, OctokitApi, runInfo } from "../../src/action/github/index.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { View } from "../../src/delivery/plan.ts";
import type { Decision } from "../../src/delivery/policy.ts";
import type { Phase, Step } from "../../src/delivery/vocabulary.ts";
import { SHA } from "../runner/runner.ts";
import { sideStanding, sideView, standingIn, view } from "../unit/fixtures.ts";
import type { Fault, LocalGitHub } from "./server.ts";
import { startGitHub } from "./server.ts";

const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";
const RUN = { GITHUB_REPOSITORY: "acme/shop", GITHUB_RUN_ID: "4242", GITHUB_SHA: SHA };

let github: LocalGitHub;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  github = await startGitHub({ token: TOKEN });
});
afterEach(() => github.close());

interface Setting {
  subject?: string;
  comment?: boolean;
  url?: string;
  path?: string;
  /** The number of the run. */
  id?: string;
  /** Milliseconds that an answer may take. */
  answerMs?: number;
}

/** Where an answer is waited for that does not come; long enough for one that does. */
const SHORT = 2_500;

/** The timeline of one step, with the action's own client: a small GitHub answers it. */
async function timeline(setting: Setting = {}) {
  const { subject = "shop", comment = false, url, path = "", id = RUN.GITHUB_RUN_ID, answerMs = 60_000 } = setting;
  const run = runInfo({ ...RUN, GITHUB_RUN_ID: id, GITHUB_API_URL: `${github.url}${path}` });
  if (run === undefined) throw new Error("This is no run.");
  const { signal } = new AbortController();
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const { apiUrl: baseUrl, owner, repo } = run;
  const api = new OctokitApi({ token: TOKEN, baseUrl, owner, repo, clock, signal, answerMs });
  const warn = (message: string) => void warnings.push(message);
  return new DeploymentTimeline(
    { environment: "production", subject, comment, url, warn },
    { api, run, clock, signal },
  );
}

function seen(phase: Phase, more: Partial<View> = {}): View {
  const standing = standingIn(phase);
  const rollout =
    phase === "idle" ? undefined : { id: "acme/shop/runs/4242", revision: "v2", startedAt: "2026-01-02T03:04:05Z" };
  return view({ phase, standing, rollout, weight: standing.weight, ...more });
}

const SHIFT: Decision = { do: "shift", to: 50, by: "shift", audience: "everyone", first: true, bakeMs: 0 };

/** What the engine tells of one step. */
async function run(
  told: DeploymentTimeline,
  step: Step,
  decision: Decision,
  before: View,
  after: View,
  error?: DeliveryError,
) {
  const change = { kind: "x", summary: "x" };
  told.report({ type: "observed", view: before });
  told.report({ type: "planned", step, dryRun: false, plan: { changes: [change], decision, warnings: [] } });
  told.report({ type: "settled", view: after });
  await told.end(step, error);
}

const shifted = async (setting: Setting = {}) => {
  const told = await timeline(setting);
  await run(told, "shift", SHIFT, seen("deployed"), seen("shifting", { weight: 50 }));
};
const LINES = ["production in_progress: shift: green 0 % → 50 %", "production in_progress: shift: green has 50 %"];

test.each<[string, Fault, string]>([
  ["an answer that is lost after the deployment was made", "drop-after", "deployments"],
  ["a connection that breaks", "drop-before", "deployments"],
  ["a fault of the server", { status: 502 }, "deployments"],
  ["a rate limit that passes", { status: 429, headers: { "retry-after": "1" } }, "deployments"],
  ["a secondary rate limit that passes", { status: 403, headers: { "retry-after": "1" } }, "statuses"],
  ["a status whose answer is lost", "drop-after", "statuses"],
  ["an answer that does not come", "silent", "statuses"],
])("%s: every line is there once", async (_what, fault, end) => {
  let left = 1;
  github.setFault(({ method, path }) => {
    if (method !== "POST" || !path.endsWith(end) || left === 0) return undefined;
    left -= 1;
    return fault;
  });
  await shifted(fault === "silent" ? { answerMs: SHORT } : {});
  expect(left).toBe(0);
  expect(github.timeline()).toEqual(LINES);
  expect(github.deployments).toHaveLength(1);
  expect([warnings, github.problems]).toEqual([[], []]);
});

test.each<[string, (path: string) => Fault | undefined, string]>([
  ["is unknown", () => ({ status: 404 }), "give the job `permissions: { deployments: write }`"],
  ["refuses the token", () => ({ status: 401 }), "The token is not valid (401)"],
  ["stays silent", (path) => (path.endsWith("approvals") ? undefined : "silent"), "GitHub did not answer"],
  [
    "has a rate limit for an hour",
    () => ({ status: 429, headers: { "retry-after": "3600" } }),
    "rate limit is reached",
  ],
])("a GitHub that %s is asked no more, and that is said once", async (_what, fault, says) => {
  github.setFault(({ path }) => fault(path));
  await shifted(fault("") === "silent" ? { answerMs: SHORT } : {});
  const about = warnings.filter((warning) => warning.includes("deployment-environment"));
  expect(about).toEqual([expect.stringContaining(says)]);
  expect(github.deployments).toEqual([]);
});

test("who may not read approvals is told what to grant, and the timeline has its lines all the same", async () => {
  github.granted.delete("actions");
  await shifted();
  expect(warnings).toEqual([expect.stringContaining("permissions: { actions: read }")]);
  expect(github.timeline()).toEqual(LINES);
});

test("a comment that may not be written is warned of once", async () => {
  github.granted.delete("pull-requests");
  github.pulls.push({ number: 7, sha: SHA });
  await shifted({ comment: true });
  expect(warnings).toEqual([expect.stringContaining("permissions: { pull-requests: write }")]);
  expect(github.comments).toEqual([]);
});

test("a later step finds the deployment of the rollout, among those of other services in the same environment", async () => {
  await shifted({ subject: "blog" });
  await shifted();
  await shifted();
  expect(github.deployments.map(({ payload }) => payload)).toEqual([
    { subject: "blog", rollout: "acme/shop/runs/4242" },
    { subject: "shop", rollout: "acme/shop/runs/4242" },
  ]);
  expect(github.timeline()).toEqual([...LINES, ...LINES, ...LINES]);
});

test("when blue is removed for good, the deployment of the version that it was is inactive", async () => {
  const earlier = { id: "acme/shop/runs/41", revision: "v1", startedAt: "2026-01-01T03:04:05Z" };
  const promote: Decision = { ...SHIFT, to: 100, by: "promote" };
  const remove: Decision = { do: "remove", side: "blue", neverServed: false };
  await run(
    await timeline(),
    "promote",
    promote,
    seen("deployed", { rollout: earlier }),
    seen("promoted", { rollout: earlier }),
  );
  await run(await timeline(), "promote", promote, seen("deployed"), seen("promoted"));
  await run(await timeline(), "teardown", remove, seen("promoted"), seen("idle"));
  expect(github.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(["inactive", "success"]);
  expect(github.deployments[0]?.statuses.at(-1)?.description).toBe("replaced by rollout acme/shop/runs/4242");
});

/** Ten machines of one group, of which a rollout has reached some. */
function machines(phase: Phase, on: number, id = RUN.GITHUB_RUN_ID, revision = "v2"): View {
  const standing = {
    ...standingIn(phase, { weight: on * 10 }),
    ...{ oneFleet: true, units: "machines", green: sideStanding("shop", { capacity: { have: on, want: 10 } }) },
  };
  const rollout = { id: `acme/shop/runs/${id}`, revision, startedAt: "2026-01-02T03:04:05Z" };
  const blue = sideView("shop", { revision: "v1", healthy: 10 - on, wanted: 10 });
  return view({ phase, standing, rollout: phase === "idle" ? undefined : rollout, weight: standing.weight, blue });
}

test("without a second fleet the lines count machines, and the next rollout, which needs no teardown, ends the one before", async () => {
  const begin = (revision: string): Decision => ({ do: "begin", revision });
  const earlier = machines("promoted", 10, "41", "v1");
  await run(await timeline({ id: "41" }), "deploy", begin("v1"), machines("idle", 0), earlier);
  await run(await timeline(), "deploy", begin("v2"), earlier, machines("promoted", 10));
  await run(
    await timeline(),
    "rollback",
    { ...SHIFT, to: 0, by: "rollback" },
    machines("promoted", 10),
    machines("rolled-back", 0),
  );
  const remove: Decision = { do: "remove", side: "green", neverServed: false };
  await run(await timeline(), "teardown", remove, machines("rolled-back", 0), machines("idle", 0));
  expect(github.timeline()).toEqual([
    "production in_progress: deploy: v1 comes to the machines",
    "production success: deploy: all 10 machines run v1",
    "production inactive: replaced by rollout acme/shop/runs/4242",
    "production in_progress: deploy: v2 comes to the machines",
    "production success: deploy: all 10 machines run v2",
    "production in_progress: rollback: the former version comes back to the machines",
    "production inactive: rollback: rolled back, all 10 machines run v1 again",
    "production in_progress: teardown: the rollout is forgotten, no machine changes",
    "production inactive: teardown: the rollout is over, what runs goes on",
  ]);
});

test("a step that failed, and one that was cut off, say so with the weight that green has", async () => {
  const failed = new DeliveryError("gates", "Green failed its gates: 5 % of the requests fail.", { verdict: "fail" });
  await run(await timeline(), "shift", SHIFT, seen("deployed"), seen("rolled-back", { weight: 0 }), failed);
  const cancelled = new DeliveryError("cancelled", "The run was cancelled.");
  await run(await timeline(), "shift", SHIFT, seen("deployed"), seen("shifting", { weight: 50 }), cancelled);
  expect(github.timeline().filter((line) => !line.includes("in_progress"))).toEqual([
    "production failure: shift failed, blue has 100 % again: Green failed its gates: 5 % of the requests fail.",
    "production error: shift was cancelled, green has 50 %",
  ]);
});

test("a rollback that follows a failed gate is a part of the step that failed", async () => {
  const told = await timeline();
  const plan = (decision: Decision) => ({ changes: [{ kind: "x", summary: "x" }], decision, warnings: [] });
  const rollback: Decision = { ...SHIFT, to: 0, by: "rollback" };
  told.report({ type: "observed", view: seen("deployed") });
  told.report({ type: "planned", step: "shift", dryRun: false, plan: plan(SHIFT) });
  told.report({ type: "settled", view: seen("shifting", { weight: 50 }) });
  told.report({ type: "observed", view: seen("shifting", { weight: 50 }) });
  told.report({ type: "planned", step: "rollback", dryRun: false, plan: plan(rollback) });
  told.report({ type: "settled", view: seen("rolled-back", { weight: 0 }) });
  await told.end("shift", new DeliveryError("gates", "Green failed its gates: it is slow.", { verdict: "fail" }));
  expect(github.timeline()).toEqual([
    ...LINES,
    "production in_progress: rollback: green 50 % → 0 %",
    "production failure: shift failed, blue has 100 % again: Green failed its gates: it is slow.",
  ]);
});

test("the deployment is of the commit that the version is called by, if the repository has it", async () => {
  const [own, foreign] = ["a".repeat(40), "b".repeat(40)];
  const begin = (revision: string): Decision => ({ do: "begin", revision });
  github.unknown.add(foreign);
  await run(await timeline(), "deploy", begin(own), seen("idle"), seen("deployed"));
  await run(await timeline({ subject: "blog" }), "deploy", begin(foreign), seen("idle"), seen("deployed"));
  expect(github.deployments.map(({ ref }) => ref)).toEqual([own, SHA]);
});

test("an API below a path, as GitHub Enterprise Server has it, is found there", async () => {
  await shifted({ path: "/api/v3" });
  expect(github.timeline()).toEqual(LINES);
  expect(new Set(github.asked.map(({ path }) => path.startsWith("/api/v3/repos/acme/shop/")))).toEqual(new Set([true]));
});

test("names that hold markup, commands or mentions are text in the timeline and in the comment", async () => {
  const hostile = "::error::x @acme/all #1 <!-- --> [x](https://evil.example) `|`\r\n\u202e\u001b[2J";
  github.pulls.push({ number: 7, sha: SHA });
  const told = await timeline({ subject: hostile, comment: true });
  const begin: Decision = { do: "begin", revision: hostile };
  await run(told, "deploy", begin, seen("idle"), seen("deployed"), new DeliveryError("platform", hostile.repeat(20)));
  for (const { statuses, description } of github.deployments) {
    for (const text of [description, ...statuses.map((status) => status.description)]) {
      expect(text.length).toBeLessThanOrEqual(140);
      expect(text).not.toMatch(/\p{Cc}|\p{Cf}/u);
    }
  }
  const [marker, ...body] = (github.comments[0]?.body ?? "").split("\n");
  expect(marker).toMatch(/^<!-- progressive-delivery [0-9a-f]{64} -->$/);
  const outside = body.join("\n").replace(/`[^`\n]*`/g, "");
  for (const part of ["@", "#1", "evil", "<!--", "::"]) expect(outside).not.toContain(part);
  expect([warnings, github.problems]).toEqual([[], []]);
});
