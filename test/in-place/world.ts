import { join } from "node:path";
import type { ShopOptions } from "../aws/shop.ts";
import { createShop } from "../aws/shop.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { StepOptions } from "../runner/runner.ts";
import { runStep } from "../runner/runner.ts";

/** One group behind one target group, and the inputs with which the built action changes its machines where they are. */

export type World = Awaited<ReturnType<typeof createWorld>>;

const CHECKS = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4, UnhealthyThresholdCount: 5 };
/** Stops the app, writes which version is installed, and starts it; `svc` is the machine's own. */
export const COMMANDS = [
  'cd "$HOME"',
  "./svc stop",
  'printf "%s\\n" "$REVISION" >version',
  'echo "$REVISION" >>history',
  "./svc start",
].join("\n");
export { errorOf } from "../e2e/runs.ts";

/** The machines are launched with it, and tagged so by their launch template. */
const FIRST = "v1";

export async function createWorld(options: ShopOptions = {}) {
  const size = options.size ?? 4;
  const shop = await createShop({
    fleet: "cloned",
    timeScale: 20,
    deregistrationDelay: 30,
    size,
    ...options,
    image: { bootSeconds: 5, shared: true, ...options.image },
    // A machine under load answers late: one late answer makes nobody unhealthy.
    targets: { ...CHECKS, ...options.targets },
    group: { MinSize: size, MaxSize: size + 2, ...options.group },
    // Each machine has a disk of its own, and so its own notes.
    ssm: { environment: (directory) => ({ PROGRESSIVE_DELIVERY_DIR: join(directory, "notes") }), ...options.ssm },
  });
  const inputs: Record<string, string> = {
    platform: "ec2",
    strategy: "in-place",
    "target-groups": "shop-a",
    "auto-scaling-groups": "shop",
  };
  const commands = { commands: COMMANDS };
  const group = () => {
    const found = shop.group("shop");
    if (found === undefined) throw new Error("There is no group");
    return found;
  };
  return {
    ...shop,
    inputs,
    fleet: group,
    /** What the machines run, in the order of the group's list. */
    versions: () =>
      group().instances.map(({ instance }) => shop.aws.ec2.instances.installed(instance.id)?.version ?? "?"),
    ids: () => group().instances.map(({ instance }) => instance.id),
    /** Notes on every machine that it runs the first version, as a launch template's tags would. */
    async noted(): Promise<void> {
      const Tag = [{ Key: "progressive-delivery:revision", Value: FIRST }];
      await shop.ec2("CreateTags", { ResourceId: group().instances.map(({ instance }) => instance.id), Tag });
    },
    step(name: string, more: Record<string, string> = {}, stepOptions: Omit<StepOptions, "with"> = {}) {
      const own = name === "deploy" || name === "rollback" ? commands : {};
      const env = { ...shop.aws.env(), ...stepOptions.env };
      return runStep({ ...stepOptions, with: { ...inputs, step: name, ...own, ...more }, env });
    },
    /** The directory that is a machine's disk. */
    disk: (id: string) => shop.aws.ec2.instances.directory(id),
    traffic: () => startTraffic(shop.url(), { rate: 50, connections: 5 }),
  };
}
