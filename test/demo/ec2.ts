import { join } from "node:path";
import { startTraffic } from "../e2e/traffic.ts";
import type { World } from "../e2e/world.ts";
import { createWorld, until } from "../e2e/world.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { Mark } from "./picture.ts";
import type { DemoOptions, DemoReport, StepRow } from "./table.ts";
import { totalsOf } from "./table.ts";
import type { Counts } from "./watch.ts";
import { legend, watch } from "./watch.ts";

/** AWS seconds per real second: instances boot and drain in a second or two instead of a minute. */
const TIME_SCALE = 20;
const REQUESTS_PER_SECOND = 500;
/** The switched side must have answered so many requests before the next step begins. */
const SETTLED_AFTER = 1_000;

const CANARY = { strategy: "canary" };
const image = ({ images }: World) => ({ ...CANARY, "image-id": images.v2.id });

interface DemoStep {
  step: string;
  title?: string;
  inputs?: (world: World) => Record<string, string>;
  /** Who answers after it. */
  serves: "blue" | "green" | "both";
}

const STEPS: readonly DemoStep[] = [
  { step: "deploy", inputs: image, serves: "blue" },
  { step: "shift", title: "shift to 10 %", inputs: () => CANARY, serves: "both" },
  { step: "shift", title: "shift to 50 %", inputs: () => CANARY, serves: "both" },
  { step: "promote", inputs: () => CANARY, serves: "green" },
  { step: "rollback", inputs: () => CANARY, serves: "blue" },
  // What was rolled back is taken up again by another deployment of it alone.
  { step: "deploy", title: "deploy it again", inputs: image, serves: "blue" },
  { step: "promote", inputs: () => CANARY, serves: "green" },
  { step: "teardown", inputs: () => ({ ...CANARY, "scale-down-delay": "5s" }), serves: "green" },
];

/** A canary on EC2, and its way back: fleets of real processes behind a load balancer, under steady keep-alive load. */
export async function runEc2Demo({ keep, colours }: DemoOptions): Promise<DemoReport> {
  console.log("Starting the local AWS: a load balancer, and a blue fleet of three processes that answer v1 …");
  const world = await createWorld({ size: 3, timeScale: TIME_SCALE });
  const traffic = startTraffic(world.url(), { connections: 20, rate: REQUESTS_PER_SECOND });
  console.log(`${REQUESTS_PER_SECOND} requests per second on 20 keep-alive connections to ${world.url()}`);
  console.log(legend(colours));
  const count = () => ({
    blue: world.aws.elb.traffic(world.blueTg).requests,
    green: world.aws.elb.traffic(world.greenTg).requests,
    failed: traffic.soFar().failed,
    calls: world.aws.calls.length,
  });
  const watching = watch(count, colours);
  const began = Date.now();
  const steps: StepRow[] = [];
  const marks: Mark[] = [];
  for (const { step, title = step, inputs, serves } of STEPS) {
    const before = count();
    const stepBegan = Date.now();
    marks.push({ at: stepBegan - began, title });
    console.log(`\n■ ${title}`);
    const result = await world.step(step, inputs?.(world), { onLine: (line) => console.log(`  ${line}`) });
    const wallMs = Date.now() - stepBegan;
    const after = count();
    const answered = (one: Counts) => (serves === "both" ? one.blue + one.green : one[serves]);
    const enough = answered(after) + SETTLED_AFTER;
    if (result.conclusion === "success")
      await until(`${SETTLED_AFTER} requests to ${serves}`, () => answered(count()) >= enough);
    const settled = count();
    steps.push({
      step: title,
      ok: result.conclusion === "success",
      wallMs,
      apiCalls: after.calls - before.calls,
      requestsBlue: settled.blue - before.blue,
      requestsGreen: settled.green - before.green,
      failed: settled.failed - before.failed,
    });
    if (result.conclusion !== "success") break;
  }
  watching.stop();
  if (keep) tellWhatNext(world);
  else {
    const { failed } = await traffic.stop();
    const last = steps.at(-1);
    if (last !== undefined) last.failed += failed - count().failed;
    await world.close();
  }
  return { steps, totals: totalsOf(steps), traffic: { samples: watching.samples, marks } };
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
