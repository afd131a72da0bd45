import { join } from "node:path";
import { startTraffic } from "../e2e/traffic.ts";
import type { World } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { Scene } from "./scene.ts";

/** AWS seconds per real second: instances boot and drain in a second or two instead of a minute. */
const TIME_SCALE = 20;
const REQUESTS_PER_SECOND = 500;

/** A canary on EC2, and its way back: fleets of real processes behind a load balancer, under steady keep-alive load. */
export async function ec2Scene(): Promise<Scene> {
  console.log("Starting the local AWS: a load balancer, and a blue fleet of three processes that answer v1 …");
  const world = await createWorld({ size: 3, timeScale: TIME_SCALE });
  const traffic = startTraffic(world.url(), { connections: 20, rate: REQUESTS_PER_SECOND });
  const deploy = { "image-id": world.images.v2.id };
  return {
    title: "A canary on EC2",
    load: `${REQUESTS_PER_SECOND} requests per second on 20 keep-alive connections to ${world.url()}`,
    steps: [
      { step: "deploy", inputs: deploy },
      { step: "shift", title: "shift to 10 %", inputs: { weight: "10" } },
      { step: "shift", title: "shift to 50 %", inputs: { weight: "50" } },
      { step: "promote" },
      { step: "rollback" },
      // What was rolled back is taken up again by another deployment of it alone.
      { step: "deploy", title: "deploy it again", inputs: deploy },
      { step: "promote" },
      { step: "teardown", inputs: { "scale-down-delay": "5s" } },
    ],
    count: () => ({
      blue: world.aws.elb.traffic(world.blueTg).requests,
      green: world.aws.elb.traffic(world.greenTg).requests,
      failed: traffic.soFar().failed,
    }),
    calls: () => world.aws.calls.length,
    run: ({ step, inputs }, options) => world.step(step, { strategy: "canary", ...inputs }, options),
    tellWhatNext: () => tellWhatNext(world),
    async close() {
      await traffic.stop();
      await world.close();
    },
  };
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
