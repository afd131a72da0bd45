import { ask } from "../aws/lab.ts";
import type { SingleWorld } from "../single/world.ts";
import { createSingleWorld } from "../single/world.ts";
import type { Scene } from "./scene.ts";

/** AWS seconds per real second. */
const TIME_SCALE = 20;
const CLIENTS = 20;
/** Milliseconds that a client waits between two requests. */
const PAUSE_MS = 50;
const WARM = { "warm-up": "20s" };

/** One group of six machines, replaced two at a time, and back; then with three more meanwhile. */
export async function rollingScene(): Promise<Scene> {
  console.log("Starting the local AWS: a load balancer, and one group of six machines that answer v1 …");
  const world = await createSingleWorld({ size: 6, timeScale: TIME_SCALE });
  const load = startLoad(world.url());
  return {
    title: "Rolling, without a second fleet",
    load: `Some 400 requests per second on ${CLIENTS} keep-alive connections to ${world.url()}`,
    steps: [
      { step: "deploy", inputs: { ...WARM, "batch-size": "2" } },
      { step: "rollback", inputs: { ...WARM, "batch-size": "2" } },
      {
        step: "deploy",
        title: "deploy with an additional batch",
        inputs: { ...WARM, strategy: "rolling-with-additional-batch", "batch-size": "3" },
      },
      { step: "teardown" },
    ],
    count: load.count,
    calls: () => world.aws.calls.length,
    run: ({ step, inputs }, options) => world.step(step, inputs, options),
    tellWhatNext: () => tellWhatNext(world),
    async close() {
      await load.stop();
      await world.close();
    },
  };
}

/** Clients that ask one after the other, and count whose answer it was. */
function startLoad(url: string) {
  const count = { blue: 0, green: 0, failed: 0 };
  let goesOn = true;
  const client = async () => {
    while (goesOn) {
      const answer = await ask(url).catch(() => undefined);
      if (answer === undefined || answer.status >= 300) count.failed += 1;
      else if (answer.version === "v1") count.blue += 1;
      else count.green += 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  return {
    count: () => ({ ...count }),
    async stop(): Promise<void> {
      goesOn = false;
      await clients;
    },
  };
}

function tellWhatNext(world: SingleWorld): void {
  const variables = Object.entries(world.aws.env()).map(([name, value]) => `export ${name}=${value}`);
  console.log(`
Everything is still running, load included; Ctrl+C ends it. From another shell:

  curl -i ${world.url()}

  ${variables.join("\n  ")}
  aws autoscaling describe-instance-refreshes --auto-scaling-group-name shop
`);
}
