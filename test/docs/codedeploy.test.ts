import { describe, expect, test } from "vitest";
import { configurations } from "../../.github/tools/codedeploy.ts";
import type { InputName } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";

const TWO_FLEETS = {
  listeners: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2",
  "target-groups": "shop-a, shop-b",
  "auto-scaling-groups": "shop-a, shop-b",
};
const ONE_FLEET = { "target-groups": "shop", "auto-scaling-groups": "shop" };
const ALIAS = { function: "shop", alias: "live" };

describe("CodeDeploy's configurations on the page of the migration", () => {
  test.each(configurations())("the settings for $name are taken by every step", ({ name, settings }) => {
    const isOneFleet = settings.ramp === undefined;
    const place = name.startsWith("Lambda")
      ? { platform: "lambda", ...ALIAS }
      : { platform: "ec2", ...(isOneFleet ? ONE_FLEET : TWO_FLEETS) };
    for (const step of ["rollback", "teardown", "status", ...(isOneFleet ? [] : ["shift", "rollout", "promote"])]) {
      const commands = settings.strategy === "in-place" ? { commands: "true" } : {};
      const raw = new Map(Object.entries({ step, ...place, ...settings, ...commands })) as Map<InputName, string>;
      const context = { region: "eu-west-1", workspace: "/", revision: "v2.4.1" };
      expect(parseInputs(raw, new Map(), context).step).toBe(step);
    }
  });
});
