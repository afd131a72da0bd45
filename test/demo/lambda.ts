import { askMany } from "../aws/lab.ts";
import { createLambdaWorld } from "../lambda/world.ts";
import type { Scene } from "./scene.ts";

/** How many requests are sent at a time, and how long is waited between two such bursts, in milliseconds. */
const BURST = 40;
const PAUSE_MS = 100;
const V2 = { "zip-file": "v2.zip" };

/** A canary on an alias: version 1 answers v1, what is deployed answers v2, to requests through an API. */
export async function lambdaScene(): Promise<Scene> {
  console.log(
    "Starting the local AWS: a function whose version 1 is behind the alias live, and an API that calls it …",
  );
  const world = await createLambdaWorld({ lambda: { updateSeconds: 200 } });
  const counts = { blue: 0, green: 0, failed: 0 };
  let running = true;
  const load = (async () => {
    while (running) {
      for (const { status, body } of await askMany(world.url(), BURST)) {
        counts[status !== 200 ? "failed" : body === "v1" ? "blue" : "green"] += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    title: "A canary on an alias of a Lambda function",
    load: `Some 300 requests per second to ${world.url()}: blue answers v1, green v2`,
    steps: [
      { step: "deploy", inputs: V2 },
      { step: "shift", title: "shift to 10 %" },
      { step: "shift", title: "shift to 50 %" },
      { step: "promote" },
      { step: "rollback" },
      // What was rolled back is taken up again by another deployment of it alone.
      { step: "deploy", title: "deploy it again", inputs: V2 },
      { step: "promote" },
      { step: "teardown", inputs: { "scale-down-delay": "1s" } },
    ],
    count: () => ({ ...counts }),
    calls: () => world.aws.calls.length,
    run: ({ step, inputs }, options) => world.step(step, inputs, options),
    tellWhatNext() {
      const variables = Object.entries(world.aws.env()).map(([name, value]) => `export ${name}=${value}`);
      console.log(`
Everything is still running, load included; Ctrl+C ends it. From another shell:

  curl -i ${world.url()}

  ${variables.join("\n  ")}
  aws lambda get-alias --function-name shop --name live
  aws lambda list-versions-by-function --function-name shop
`);
    },
    async close() {
      running = false;
      await load;
      await world.close();
    },
  };
}
