import { describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { nextStep, readyToPromote } from "../../src/delivery/outlook.ts";
import { decide } from "../../src/delivery/policy.ts";
import type { LastSwitch, Standing } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import { failureOf, sideStanding, standing, view } from "./fixtures.ts";
import { intentOf } from "./standings.ts";

const RAMP = { rungs: [100], bakeMs: undefined };
const ASKED = { audience: "everyone", atOnce: true } as const;
const BACK: LastSwitch = { by: "rollback", at: 0, to: 0, verified: true };
const FORTH: LastSwitch = { by: "promote", at: 0, to: 100, verified: true };

/** Machines of one group; a rollout of image-id=ami-2. */
function fleet(weight: number, last: LastSwitch | undefined, more: Partial<Standing> = {}): Standing {
  return standing({ oneFleet: true, weight, last, ...more });
}
const deploy = (seen: Standing, revision: string) => decide(intentOf("deploy"), { ...ASKED, revision }, seen);

describe("without a second fleet", () => {
  test.each<Step>(["shift", "verify", "promote"])("%s is refused, wherever the rollout stands", (step) => {
    for (const seen of [fleet(0, undefined), fleet(40, FORTH), fleet(100, FORTH)]) {
      expect(failureOf(() => decide(intentOf(step), ASKED, seen)).id).toBe("one-fleet");
    }
    expect(readyToPromote(view({ standing: fleet(40, FORTH) }))).toBe(false);
  });

  test("a rollout that is over, or wholly rolled back, is no obstacle for the next; one under way is", () => {
    expect(deploy(fleet(100, FORTH), "image-id=ami-3")).toMatchObject({ do: "begin" });
    expect(deploy(fleet(0, BACK), "image-id=ami-3")).toMatchObject({ do: "begin" });
    const pending = { blue: sideStanding("web", { state: "pending" }) };
    for (const seen of [fleet(40, FORTH), fleet(0, FORTH), fleet(40, BACK), fleet(0, BACK, pending)])
      expect(failureOf(() => deploy(seen, "image-id=ami-3")).id).toBe("other-rollout");
  });

  test("two fleets keep the one that was rolled back until its teardown", () => {
    const seen = standing({ weight: 0, last: BACK });
    expect(failureOf(() => deploy(seen, "image-id=ami-3")).id).toBe("other-rollout");
  });

  test("what comes next is never a step between fleets", () => {
    expect(nextStep(view({ standing: fleet(40, FORTH) }), RAMP)).toBe("deploy");
    expect(nextStep(view({ standing: fleet(0, undefined) }), RAMP)).toBe("deploy");
    expect(nextStep(view({ standing: fleet(100, FORTH) }), RAMP)).toBe("teardown");
    expect(nextStep(view({ standing: fleet(0, BACK) }), RAMP)).toBe("teardown");
  });
});

describe("a deploy that fails half-way", () => {
  const failed = new DeliveryError("unhealthy", "No machine got healthy.", {
    ...{ rollsBack: true, rollout: "octo/shop/runs/7", reasons: ["1 × target unhealthy"] },
  });
  const tools = () => {
    const warnings: string[] = [];
    const report = (event: { type: string; message?: string }) => void warnings.push(event.message ?? "");
    return { warnings, gates: undefined, clock: { now: () => 5, sleep: async () => {} }, reporter: { report } };
  };
  const run =
    (steps: string[], end?: DeliveryError) => async (intent: { step: Step; rollout?: string | undefined }) => {
      steps.push(`${intent.step} ${intent.rollout ?? ""}`.trim());
      if (intent.step === "deploy") throw failed;
      if (end !== undefined) throw end;
    };
  const outcomeOf = async (steps: string[], dryRun: boolean, end?: DeliveryError) => {
    const given = tools() as never;
    return rollingBack(intentOf("deploy"), { dryRun }, given, run(steps, end)).then(
      () => undefined,
      (error: unknown) => error as DeliveryError,
    );
  };

  test("is rolled back once, by the policy's own step, and still fails with its own reason", async () => {
    const steps: string[] = [];
    const error = await outcomeOf(steps, false);
    expect(steps).toEqual(["deploy", "rollback octo/shop/runs/7"]);
    expect(error).toMatchObject({ code: "unhealthy", message: failed.message, reasons: ["1 × target unhealthy"] });
    expect(error?.remedy).toContain("Fix the version and `deploy` it.");
  });

  test("says so when the rollback fails, too; a dry run rolls nothing back", async () => {
    const error = await outcomeOf([], false, new DeliveryError("timeout", "It took too long."));
    expect(error?.message).toContain("The rollback that followed failed: It took too long.");
    const steps: string[] = [];
    expect(await outcomeOf(steps, true)).toBe(failed);
    expect(steps).toEqual(["deploy"]);
  });
});
