import { randomUUID } from "node:crypto";
import { runStep } from "../../src/engine/run.ts";
import type { Cloud } from "./cloud.ts";
import { cloudOf } from "./cloud.ts";
import { greenOf, ModelPlatform, standingOf } from "./model-platform.ts";
import type { End, Model, Run } from "./runs.ts";
import { START } from "./runs.ts";

/** The product's own engine and policy in one model cloud. */
export const CLOUD: Model<Cloud> = {
  strategy: "canary",
  runner: (held, scheduler, actor, run) => (intent, options, tools) =>
    runStep(new ModelPlatform(held, scheduler, actor, run), intent, options, tools),
  faults: (cloud) => cloud.faults,
  key: (cloud) => JSON.stringify(cloud),
  timeless,
  judge,
};

/** From wherever the runs left the world: nobody is led nowhere, two runs did not both win, and there is a way back. */
async function judge(
  { held, outcomes, hands }: End<Cloud>,
  alone: (run: Run) => Promise<string | undefined>,
): Promise<string[]> {
  const wrong: string[] = [];
  const won = outcomes.filter(({ step, how }) => step === "deploy" && how === "done");
  const cloud = held.now;
  const seen = { ...cloud, at: START, waitedSince: undefined };
  const standing = standingOf(seen);
  if (won.length > 0 && hands === 0) {
    const green = cloud.groups[greenOf(seen)];
    if (standing.rollout !== undefined && standing.green.state === "ready" && green.runs !== standing.rollout.revision)
      wrong.push(`the label says ${standing.rollout.revision}, and ${green.runs} runs`);
  }
  if (standing.rollout === undefined) return wrong;
  // I4: rollback, run alone, gives blue everything at its old size while blue exists.
  const blue = standing.blue;
  const before = cloud.groups[greenOf(seen)].tags.before ?? 0;
  const after = await alone({ step: "rollback" });
  if (after !== undefined) return [...wrong, `rollback afterwards: ${after}`];
  const now = held.now.groups.find(({ name }) => name === blue.name);
  if (now === undefined || now.desired < before)
    wrong.push(`rollback left ${blue.name} with ${now?.desired} of ${before}`);
  const end = standingOf({ ...held.now, at: START });
  if (end.blue.name !== blue.name || end.weight !== 0) wrong.push(`rollback left green ${end.weight} %`);
  return wrong;
}

/** Who did what when differs between runs; what is there must not. */
function timeless(cloud: Cloud): string {
  const groups = cloud.groups.map(({ tags: { rollout, last, ...tags }, ...group }) => ({
    ...group,
    tags: { ...tags, revision: rollout?.revision, by: last?.by, to: last?.to, verified: last?.verified },
  }));
  return JSON.stringify({ weight: cloud.weight, groups });
}

/** The places from which pairs of steps begin. */
export function starts(): Record<string, Cloud> {
  const idle = cloudOf();
  const rollout = { id: "runs/0", revision: "v2", startedAt: "", nonce: randomUUID().slice(0, 4) };
  const [blue, green] = idle.groups;
  const up = { ...green, runs: "v2", desired: 4, min: 4 };
  const tags = { rollout, template: "v2", before: 4 };
  const last = (by: "shift" | "promote" | "rollback", to: number) => ({
    by,
    to,
    at: START - 60_000,
    verified: true,
    run: "runs/0",
  });
  const at = (weight: number, more: object): Cloud => ({
    ...idle,
    weight,
    groups: [
      { ...blue, min: 4 },
      { ...up, tags: { ...tags, held: 4, ...more } },
    ],
  });
  return {
    idle,
    deployed: { ...idle, groups: [blue, { ...up, tags }] },
    shifting: at(50, { last: last("shift", 50) }),
    promoted: at(100, { last: last("promote", 100) }),
    "rolled-back": at(0, { last: last("rollback", 0) }),
  };
}
