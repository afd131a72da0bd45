import type { ShopOptions } from "../aws/shop.ts";
import { createShop } from "../aws/shop.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

export type SingleWorld = Awaited<ReturnType<typeof createSingleWorld>>;

/** A machine of the acceptance cases: 10 s to boot, 5 s to check, 30 s to drain; all in AWS seconds. */
const MACHINE: ShopOptions = {
  fleet: "cloned",
  deregistrationDelay: 30,
  image: { bootSeconds: 10, shared: true },
  // A machine under load answers late: one late answer makes nobody unhealthy.
  targets: { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4, UnhealthyThresholdCount: 5 },
};

/** The calls by which something in AWS is changed. */
const READING = /^(Describe|List|Get)/;

/** One Auto Scaling group behind one target group, and the inputs with which the built action delivers to it. */
export async function createSingleWorld(options: ShopOptions & { strategy?: string } = {}) {
  const { strategy = "rolling", ...more } = options;
  const shop = await createShop({ timeScale: 20, ...MACHINE, ...more });
  const inputs: Record<string, string> = {
    platform: "ec2",
    strategy,
    "target-groups": "shop-a",
    "auto-scaling-groups": "shop",
    "warm-up": "20s",
    "batch-timeout": "10m",
  };
  const refreshes = () => shop.group("shop")?.refreshes ?? [];
  return {
    ...shop,
    inputs,
    /** Runs one step of the built action. */
    step(name: string, given: Record<string, string> = {}, step: Omit<StepOptions, "with"> = {}): Promise<StepResult> {
      const env = { ...shop.aws.env(), ...step.env };
      const revision = name === "deploy" && given["launch-template-version"] === undefined;
      const image: Record<string, string> = revision ? { "image-id": shop.images.v2.id } : {};
      return runStep({ ...step, with: { ...inputs, ...image, step: name, ...given }, env });
    },
    /** The refreshes of the group, newest first. */
    refreshes,
    /** How many machines of the group run each launch template version: `1=2 2=8`. */
    versions(): string {
      const counts = new Map<number, number>();
      for (const { template, lifecycle } of shop.group("shop")?.instances ?? []) {
        if (!lifecycle.startsWith("Terminat")) counts.set(template.version, (counts.get(template.version) ?? 0) + 1);
      }
      return [...counts]
        .map(([version, count]) => `${version}=${count}`)
        .sort()
        .join(" ");
    },
    /** The calls that changed anything, made since then. */
    mutations: (since = 0) =>
      shop.aws.calls
        .slice(since)
        .filter(({ action }) => !READING.test(action))
        .map(({ action }) => action),
    /** The number of the launch template version that the group names. */
    named(): string {
      const template = shop.group("shop")?.members.LaunchTemplate as { Version?: unknown } | undefined;
      return String(template?.Version);
    },
  };
}
