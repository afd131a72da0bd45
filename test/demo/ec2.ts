import { join } from "node:path";
import { startTraffic } from "../e2e/traffic.ts";
import type { World } from "../e2e/world.ts";
import { createWorld, until } from "../e2e/world.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { DemoReport, StepRow } from "./table.ts";
import { totalsOf } from "./table.ts";

/** AWS seconds per real second: instances boot and drain in a second or two instead of a minute. */
const TIME_SCALE = 20;
const REQUESTS_PER_SECOND = 500;
/** The switched side must have answered so many requests before the next step begins. */
const SETTLED_AFTER = 1_000;

const STEPS: readonly { step: string; inputs?: (world: World) => Record<string, string>; serves: "blue" | "green" }[] =
  [
    { step: "status", serves: "blue" },
    { step: "deploy", inputs: ({ images }) => ({ "image-id": images.v2.id }), serves: "blue" },
    { step: "promote", serves: "green" },
    { step: "rollback", serves: "blue" },
    // What was rolled back is taken up again by another deployment of it alone.
    { step: "deploy", inputs: ({ images }) => ({ "image-id": images.v2.id }), serves: "blue" },
    { step: "promote", serves: "green" },
    { step: "teardown", inputs: () => ({ "scale-down-delay": "5s" }), serves: "green" },
  ];

/** Blue/green on EC2: a fleet of real processes behind a load balancer, under steady keep-alive load. */
export async function runEc2Demo(keep: boolean): Promise<DemoReport> {
  console.log("Starting the local AWS: a load balancer, and a blue fleet of three processes that answer v1 …");
  const world = await createWorld({ size: 3, timeScale: TIME_SCALE });
  const traffic = startTraffic(world.url(), { connections: 20, rate: REQUESTS_PER_SECOND });
  console.log(`${REQUESTS_PER_SECOND} requests per second on 20 keep-alive connections to ${world.url()}\n`);
  const count = () => ({
    blue: world.aws.elb.traffic(world.blueTg).requests,
    green: world.aws.elb.traffic(world.greenTg).requests,
    failed: traffic.soFar().failed,
    calls: world.aws.calls.length,
  });
  const stopWatch = watch(count);
  const steps: StepRow[] = [];
  for (const { step, inputs, serves } of STEPS) {
    const before = count();
    const began = Date.now();
    console.log(`\n■ ${step}`);
    const result = await world.step(step, inputs?.(world), { onLine: (line) => console.log(`  ${line}`) });
    const wallMs = Date.now() - began;
    const after = count();
    const enough = after[serves] + SETTLED_AFTER;
    if (result.conclusion === "success")
      await until(`${SETTLED_AFTER} requests to ${serves}`, () => count()[serves] >= enough);
    const settled = count();
    steps.push({
      step,
      ok: result.conclusion === "success",
      wallMs,
      apiCalls: after.calls - before.calls,
      requestsBlue: settled.blue - before.blue,
      requestsGreen: settled.green - before.green,
      failed: settled.failed - before.failed,
    });
    if (result.conclusion !== "success") break;
  }
  stopWatch();
  if (keep) tellWhatNext(world);
  else {
    const { failed } = await traffic.stop();
    const last = steps.at(-1);
    if (last !== undefined) last.failed += failed - count().failed;
    await world.close();
  }
  return { steps, totals: totalsOf(steps) };
}

/** Prints, every second, who answered how many requests. */
function watch(count: () => { blue: number; green: number; failed: number }): () => void {
  let last = count();
  const timer = setInterval(() => {
    const now = count();
    const [blue, green] = [now.blue - last.blue, now.green - last.green];
    const cells = Math.round((green / Math.max(1, blue + green)) * 20);
    const bar = `${"█".repeat(20 - cells)}${"░".repeat(cells)}`;
    const errors = `${now.failed - last.failed}`;
    console.log(`    ${bar}  blue ${pad(blue)}/s   green ${pad(green)}/s   errors ${errors}`);
    last = now;
  }, 1_000);
  return () => clearInterval(timer);
}

function pad(count: number): string {
  return String(count).padStart(4);
}

function tellWhatNext(world: World): void {
  const variables = Object.entries(world.aws.env()).map(([name, value]) => `export ${name}=${value}`);
  const inputs = Object.entries({ ...world.inputs, step: "status" }).map(
    ([name, value]) => `'INPUT_${name.toUpperCase()}=${value.replaceAll("\n", ",")}'`,
  );
  console.log(`
Everything is still running, load included; Ctrl+C ends it. From another shell:

  curl -i ${world.url()}

  ${variables.join("\n  ")}
  aws elbv2 describe-listeners --listener-arns ${world.listeners[0]}
  aws elbv2 describe-target-health --target-group-arn ${world.greenTg}
  aws autoscaling describe-auto-scaling-groups

The action by hand, as a workflow step would run it (change step=status into another; deploy also takes
'INPUT_IMAGE-ID=${world.images.v1.id}'):

  env ${inputs.join(" ")} \\
    ${NODE24} ${join(ROOT, "dist", "index.js")}
`);
}
