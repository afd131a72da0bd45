import { join } from "node:path";
import type { ShopOptions } from "../aws/shop.ts";
import { createShop } from "../aws/shop.ts";
import { until } from "../aws/until.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { StepOptions } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";
import { COMMANDS } from "./world.ts";

/** Machines that no Auto Scaling group owns, registered in one target group, and the inputs that change them where they are. */

export type Machines = Awaited<ReturnType<typeof createMachines>>;

const PORT = 80;

export async function createMachines(options: ShopOptions = {}) {
  const size = options.size ?? 3;
  const shop = await createShop({
    fleet: "cloned",
    timeScale: 20,
    deregistrationDelay: 30,
    ...options,
    size: 0,
    targets: { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, ...options.targets },
    ssm: { environment: (directory) => ({ PROGRESSIVE_DELIVERY_DIR: join(directory, "notes") }), ...options.ssm },
  });
  const { aws, images, blueTg } = shop;
  const ids: string[] = [];
  for (let number = 0; number < size; number += 1) {
    const zone = aws.ec2.subnets[number % aws.ec2.subnets.length]?.availabilityZone ?? "";
    const tags = new Map([["progressive-delivery:revision", "v1"]]);
    const id = await new Promise<string>((resolve) => {
      aws.ec2.instances.launch({ image: images.v1, zone, userData: undefined, tags }, (instance) =>
        resolve(instance.id),
      );
    });
    ids.push(id);
  }
  await shop.elb("RegisterTargets", { TargetGroupArn: blueTg, Targets: ids.map((Id) => ({ Id, Port: PORT })) });
  await shop.healthy(blueTg, size);
  const targets = () => [...aws.elb.group(blueTg).targets.values()];
  const healthy = () => targets().filter(({ state }) => state === "healthy").length;
  const inputs: Record<string, string> = { platform: "ec2", strategy: "in-place", "target-groups": "shop-a" };
  return {
    ...shop,
    ids,
    inputs,
    healthy: (count: number) => until(`${count} healthy machines`, () => healthy() === count),
    /** Who is registered, by its port; who drains is not. */
    registered: () => targets().flatMap(({ id, port, state }) => (state === "draining" ? [] : [`${id}:${port}`])),
    versions: () => ids.map((id) => aws.ec2.instances.installed(id)?.version ?? "?"),
    tags: (id: string) => Object.fromEntries(aws.ec2.instances.all.get(id)?.tags ?? []),
    disk: (id: string) => aws.ec2.instances.directory(id),
    /** The fewest that were healthy at once since it was asked for, counted ten times a second. */
    lowest() {
      let fewest = healthy();
      const timer = setInterval(() => {
        fewest = Math.min(fewest, healthy());
      }, 100).unref();
      return () => {
        clearInterval(timer);
        return fewest;
      };
    },
    step(name: string, more: Record<string, string> = {}, stepOptions: Omit<StepOptions, "with"> = {}) {
      const own = name === "deploy" || name === "rollback" ? { commands: COMMANDS } : {};
      const env = { ...aws.env(), ...stepOptions.env };
      return runStep({ ...stepOptions, with: { ...inputs, step: name, ...own, ...more }, env });
    },
    traffic: () => startTraffic(shop.url(), { rate: 50, connections: 5 }),
  };
}
