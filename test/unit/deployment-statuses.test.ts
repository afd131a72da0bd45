import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvalsOf, approvalsSection, untold } from "../../src/action/github/approvals.ts";
import { broughtBy, commentBody, markerOf, ownComment } from "../../src/action/github/comment.ts";
import { isOf, subjectOf } from "../../src/action/github/rollout-key.ts";
import { isOfRun, runInfo } from "../../src/action/github/run-info.ts";
import type { DeploymentState } from "../../src/action/github/statuses.ts";
import { beginStatus, described, endStatus, MAX_DESCRIPTION } from "../../src/action/github/statuses.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { View } from "../../src/delivery/plan.ts";
import type { Phase, Step } from "../../src/delivery/vocabulary.ts";
import { inputsFor, standingIn, targetGroupArn, view } from "./fixtures.ts";

function seen(phase: Phase, more: Partial<View> = {}): View {
  const standing = standingIn(phase);
  return view({ phase, standing, weight: standing.weight, ...more });
}

describe("the state of a deployment", () => {
  test.each<[Step, Phase, Phase, DeploymentState, string]>([
    ["deploy", "idle", "deployed", "in_progress", "deploy: green has 0 %"],
    ["shift", "deployed", "shifting", "in_progress", "shift: green has 10 %"],
    ["promote", "shifting", "promoted", "success", "promote: green has 100 %"],
    ["rollback", "promoted", "rolled-back", "inactive", "rollback: blue has 100 % again"],
    ["teardown", "promoted", "idle", "success", "teardown: blue is gone, green serves everything"],
    ["teardown", "rolled-back", "idle", "inactive", "teardown: green is gone, blue serves everything"],
    ["deploy", "idle", "idle", "success", "deploy: the new version serves everything"],
    ["shift", "deployed", "degraded", "failure", "shift: green has 50 % (degraded)"],
  ])("after %s from %s to %s is %s", (step, from, to, state, description) => {
    const ended = { step, before: seen(from), view: seen(to), error: undefined, verdict: undefined };
    expect(endStatus(ended, undefined)).toEqual({ state, description: expect.any(String), environmentUrl: "" });
    if (to !== "shifting") expect(endStatus(ended, undefined).description).toBe(description);
  });

  test("tells what the gates said, and of whose requests the weight is", () => {
    const shifted = seen("shifting", { weight: 25, cohort: "header X-Beta = 1" });
    const ended = { step: "shift", before: undefined, view: shifted, error: undefined, verdict: "pass" } as const;
    expect(endStatus(ended, undefined).description).toBe("shift: green has 25 % of the cohort, verdict pass");
  });

  test("is told with no more characters than GitHub takes, on one line, and with nothing unseen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const error = new DeliveryError("platform", text);
        const ended = { step: "shift", before: undefined, view: seen("shifting"), error, verdict: undefined } as const;
        for (const told of [described(text), endStatus(ended, undefined).description]) {
          expect(told.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
          expect(told).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
        }
      }),
    );
  });

  test("has the preview's address until green has everything, without what may be a token; then the service's", () => {
    const preview = { url: "https://user:pw@shop.example/beta?key=secret#x", who: "testers", headers: [] };
    const urls = [seen("shifting", { preview, weight: 10 }), seen("promoted", { preview, weight: 100 })].map(
      (now) =>
        endStatus(
          { step: "shift", before: undefined, view: now, error: undefined, verdict: undefined },
          "https://shop.example/?a=b",
        ).environmentUrl,
    );
    expect(urls).toEqual(["https://shop.example/beta", "https://shop.example/"]);
    const script = endStatus(
      { step: "shift", before: undefined, view: seen("shifting"), error: undefined, verdict: undefined },
      "javascript:alert(1)",
    );
    expect(script.environmentUrl).toBe("");
  });

  test("does not begin with a step that changes nothing", () => {
    const nothing = { do: "nothing", because: "It is there already." } as const;
    expect(beginStatus("shift", nothing, seen("shifting"), [], undefined)).toBeUndefined();
  });
});

describe("approvals", () => {
  const review = (login: string, state: string, ...names: string[]) => ({
    ...{ state, comment: "", user: { login } },
    environments: names.map((name) => ({ name })),
  });
  const approvals = approvalsOf([
    review("octocat", "approved", "canary", "production"),
    review("hubot", "rejected", "canary"),
    review("octocat", "approved", "canary"),
  ]);

  test("are one for each environment, and none where somebody rejected", () => {
    expect(approvals.map(({ login, environment }) => `${login} ${environment}`)).toEqual([
      ...["octocat canary", "octocat production", "octocat canary"],
    ]);
  });

  test("that an earlier line names are not told again, as often as they are named", () => {
    const line = "shift: green 0 % → 10 %, approved by octocat (canary)";
    const names = (told: string[]) => untold(approvals, told).map(({ environment }) => environment);
    expect(names([])).toEqual(["canary", "production", "canary"]);
    expect(names([line])).toEqual(["production", "canary"]);
    expect(names([line, line])).toEqual(["production"]);
  });

  test("are a section of the summary, in which no name is markup", () => {
    const text = { plain: (said: string) => `plain(${said})`, code: (said: string) => `code(${said})` };
    expect(approvalsSection([], text)).toBe("");
    const hostile = { login: "x", environment: "<img>", comment: "**ship**" };
    expect(approvalsSection([hostile], text)).toContain("- code(<img>) by code(x): plain(**ship**)");
  });
});

describe("the comment", () => {
  test("is only that of the token's own user, whatever marker others write", () => {
    const marker = markerOf("production", "shop");
    const comments = [
      { id: 1, body: `${marker} mine now`, author: "mallory" },
      { id: 2, body: `quoted: ${marker}`, author: "bot" },
      { id: 3, body: `${marker}\n\nold`, author: "bot" },
    ];
    expect(ownComment(comments, marker, "bot")?.id).toBe(3);
    expect(ownComment(comments, markerOf("production", "blog"), "bot")).toBeUndefined();
  });

  test("shows the oldest line first, and where the rollout stands above them", () => {
    const entry = (state: string, description: string) => ({
      ...{ state, description, createdAt: "2026-01-02T03:04:05Z", author: "bot" },
      logUrl: "https://github.com/acme/shop/actions/runs/1/attempts/1",
    });
    const body = commentBody("production", "shop", [entry("success", "second"), entry("in_progress", "first")]);
    expect(body.split("\n").slice(2)).toEqual([
      ...[
        "**Rollout of `shop` to `production`**",
        "",
        "✅ serving: `second`",
        "",
        "| UTC | state | what |",
        "|---|---|---|",
      ],
      "| `2026-01-02 03:04` | 🔄 in progress | [`first`](https://github.com/acme/shop/actions/runs/1/attempts/1) |",
      "| `2026-01-02 03:04` | ✅ serving | [`second`](https://github.com/acme/shop/actions/runs/1/attempts/1) |",
    ]);
  });

  test("goes to the pull request that was merged as the commit, else to one that is merged, else to one that is open", () => {
    const pull = (number: number, mergedAt: string | null, mergeCommit: string | null) => ({
      number,
      mergedAt,
      mergeCommit,
    });
    const [open, merged, exact] = [pull(1, null, null), pull(2, "2026-01-02", "bbb"), pull(3, "2026-01-02", "aaa")];
    expect(broughtBy([open, merged, exact], "aaa")).toBe(3);
    expect(broughtBy([open, merged], "aaa")).toBe(2);
    expect(broughtBy([open], "aaa")).toBe(1);
    expect(broughtBy([], "aaa")).toBeUndefined();
  });
});

describe("the deployment of a rollout", () => {
  test("is known by its payload, as an object or as text; whatever else is there is none of ours", () => {
    const key = { subject: "shop", rollout: "acme/shop/runs/1" };
    expect(isOf(key, key)).toBe(true);
    expect(isOf(JSON.stringify(key), key)).toBe(true);
    for (const other of [{ ...key, rollout: "acme/shop/runs/11" }, {}, null, 7, "", "{", [], "null"]) {
      expect(isOf(other, key)).toBe(false);
    }
  });

  test("has the same subject however the inputs name the target groups", () => {
    const groups = ["web-green", "web-blue"].map(targetGroupArn).join(", ");
    expect(subjectOf(inputsFor("promote", { "target-groups": groups }))).toBe("web-blue and web-green");
    expect(subjectOf(inputsFor("promote"))).toBe("web-blue and web-green");
  });

  test("belongs to a run by the run's address, and not to one whose number begins alike", () => {
    const run = runInfo({ GITHUB_REPOSITORY: "acme/shop", GITHUB_RUN_ID: "42", GITHUB_SHA: "a" });
    if (run === undefined) throw new Error("This is a run.");
    const base = "https://github.com/acme/shop/actions/runs";
    expect(["42", "42/job/7", "42/attempts/2", "421"].map((end) => isOfRun(`${base}/${end}`, run))).toEqual([
      ...[true, true, true, false],
    ]);
    expect(runInfo({ GITHUB_REPOSITORY: "acme", GITHUB_RUN_ID: "42", GITHUB_SHA: "a" })).toBeUndefined();
  });
});
