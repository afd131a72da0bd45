import { beforeAll, expect, test } from "vitest";
import type { Api } from "./api-gateway.ts";
import { apiModel, idleApi } from "./api-gateway.ts";
import { interceptCalls } from "./intercept.ts";
import type { Run } from "./runs.ts";
import { caseOf, worldAfter } from "./runs.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * A promote whose UpdateStage arrives after the canary is gone: it makes the canary anew, of what the stage serves. The
 * rollback that took it away must not end there.
 */

const CANARY = { kind: "canary", stage: "prod" } as const;
const MODEL = apiModel(CANARY);
const [PROMOTE, ROLLBACK] = [0, 1];
let deployed: Api;
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= "model";
  process.env.AWS_SECRET_ACCESS_KEY ??= "model";
  interceptCalls();
  deployed = await worldAfter(MODEL, idleApi(CANARY), { step: "deploy", revision: "v2" });
});

const RUNS: readonly Run[] = [{ step: "promote" }, { step: "rollback" }];

/** Lets a run make its calls until the next would be this one, or until it is over. */
async function upTo(scheduler: Scheduler, actor: number, label: string, count = 1): Promise<void> {
  for (let met = 0; ; ) {
    const next = scheduler.actors[actor];
    if (next?.ended !== "running") return;
    if (next.pending?.label === label) met += 1;
    if (met === count) return;
    await take(scheduler, actor);
  }
}

async function take(scheduler: Scheduler, actor: number): Promise<void> {
  const [choice] = scheduler.choices(0).filter((one) => one.do === "time" || one.actor === actor);
  if (choice === undefined) throw new Error("Nothing can happen any more.");
  scheduler.take(choice);
  await scheduler.quiet();
}

test.each(["before its note", "after its note"])(
  "a promote that comes too late, %s, leaves no canary",
  async (when) => {
    const { scheduler, judge, faults } = caseOf(MODEL, deployed, RUNS);
    await scheduler.quiet();
    await upTo(scheduler, PROMOTE, when === "before its note" ? "TagResource" : "UpdateStage");
    await upTo(scheduler, ROLLBACK, "GetStages", 2);
    await upTo(scheduler, PROMOTE, "never");
    await upTo(scheduler, ROLLBACK, "never");
    expect(scheduler.actors.map(({ ended }) => ended)).toEqual(["failed", "done"]);
    expect(String(scheduler.actors[PROMOTE]?.error)).toContain("was removed or replaced by somebody else");
    expect([...faults(), ...(await judge())]).toEqual([]);
  },
);

test("a promote that comes too late, and is killed before it can clear away, is cleared away by the rollback", async () => {
  const { scheduler, judge, faults } = caseOf(MODEL, deployed, RUNS);
  await scheduler.quiet();
  await upTo(scheduler, PROMOTE, "UpdateStage");
  // The rollback's last call is the look on which its goal is judged.
  await upTo(scheduler, ROLLBACK, "GetStage", 2);
  await take(scheduler, PROMOTE);
  scheduler.take({ do: "kill", actor: PROMOTE, effect: false });
  await upTo(scheduler, ROLLBACK, "never");
  expect(scheduler.actors[ROLLBACK]?.ended).toBe("done");
  expect([...faults(), ...(await judge())]).toEqual([]);
});
