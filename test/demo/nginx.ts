import { nginxMissing } from "../nginx/engine.ts";
import type { LoadKind } from "../nginx/load.ts";
import { startLoad } from "../nginx/load.ts";
import type { World } from "../nginx/world.ts";
import { createWorld } from "../nginx/world.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { Scene } from "./scene.ts";

/** Some 500 requests per second: most on connections that stay open, some on one of their own each. */
const LOAD: readonly LoadKind[] = [
  { name: "keep-alive", clients: 20, pause: 50 },
  { name: "keep-alive POST", clients: 5, pause: 50, method: "POST" },
  { name: "a connection for each", clients: 5, pause: 50, fresh: true },
];
const DEPLOY = { revision: "v2" };

/** A canary behind a private nginx that nobody needs rights for: two real processes, under steady load. */
export async function nginxScene(): Promise<Scene> {
  const missing = nginxMissing();
  if (missing !== undefined) throw new Error(missing);
  console.log("Starting a private nginx; setup, and a first release, v1 …");
  const world = await createWorld();
  const load = startLoad(world.nginx.url, LOAD);
  return {
    title: "A canary behind nginx",
    load: `Some 500 requests per second to ${world.nginx.url}, with and without keep-alive`,
    steps: [
      { step: "deploy", inputs: DEPLOY },
      { step: "shift", title: "shift to 10 %", inputs: { weight: "10" } },
      { step: "shift", title: "shift to 50 %", inputs: { weight: "50" } },
      { step: "promote" },
      { step: "rollback" },
      { step: "deploy", title: "deploy it again", inputs: DEPLOY },
      { step: "promote" },
      { step: "teardown" },
    ],
    count: () => ({ blue: load.byVersion("v1"), green: load.byVersion("v2"), failed: load.failed() }),
    run: ({ step, inputs }, options) => world.step(step, { strategy: "canary", ...inputs }, options),
    tellWhatNext: () => tellWhatNext(world),
    async close() {
      await load.stop();
      for (const failure of load.failures()) console.log(`    ${failure}`);
      await world.close();
    },
  };
}

function tellWhatNext(world: World): void {
  const inputs = Object.entries({ ...world.inputs, step: "status" }).map(
    ([name, value]) => `'INPUT_${name.toUpperCase()}=${value}'`,
  );
  console.log(`
Everything is still running, load included; Ctrl+C ends nginx and the load. From another shell:

  curl -i ${world.nginx.url}
  ls ${world.stateDir}/w          # the markers; state.json is beside them
  cat ${world.directory}/conf.d/delivery-shop.conf

The action by hand, as a workflow step would run it (change step=status into another; deploy also takes
"INPUT_START=${world.start}" and INPUT_REVISION=v3):

  env ${inputs.join(" ")} \\
    ${NODE24} ${ROOT}/dist/index.js
`);
}
