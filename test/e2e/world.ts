import type { Wire } from "../aws/contract.ts";
import type { LocalAws } from "../aws/server.ts";
import type { ShopOptions } from "../aws/shop.ts";
import { createShop, first } from "../aws/shop.ts";
import { until } from "../aws/until.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

export type WorldOptions = ShopOptions;

/** A small shop on the local AWS, and the inputs with which the built action delivers to it. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(options: WorldOptions = {}) {
  const { fleet = "paired" } = options;
  const shop = await createShop(options);
  const inputs: Record<string, string> = {
    platform: "ec2",
    listeners: shop.listeners.join("\n"),
    "target-groups": options.shared === true ? "shop-a" : "shop-a, shop-b",
    "auto-scaling-groups": fleet === "paired" ? "shop-a, shop-b" : "shop",
  };
  return {
    ...shop,
    inputs,
    /** Runs one step of the built action. */
    step(
      name: string,
      more: Record<string, string> = {},
      options: Omit<StepOptions, "with"> = {},
    ): Promise<StepResult> {
      const env = { ...shop.aws.env(), ...options.env };
      return runStep({ ...options, with: { ...inputs, step: name, ...more }, env });
    },
  };
}

export type { LocalAws, Wire };

export { first, until };
