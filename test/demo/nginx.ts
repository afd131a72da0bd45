import { until } from "../aws/until.ts";
import { nginxMissing } from "../nginx/engine.ts";
import type { LoadKind } from "../nginx/load.ts";
import { startLoad } from "../nginx/load.ts";
import type { World } from "../nginx/world.ts";
import { createWorld } from "../nginx/world.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { Mark } from "./picture.ts";
import type { DemoOptions, DemoReport, StepRow } from "./table.ts";
import { totalsOf } from "./table.ts";
import { legend, watch } from "./watch.ts";

/** Some 500 requests per second: most on connections that stay open, some on one of their own each. */
const LOAD: readonly LoadKind[] = [
  { name: "keep-alive", clients: 20, pause: 50 },
  { name: "keep-alive POST", clients: 5, pause: 50, method: "POST" },
  { name: "a connection for each", clients: 5, pause: 50, fresh: true },
];
/** So many requests must have been answered at a new weight before the next step begins. */
const SETTLED_AFTER = 1_000;
const CANARY = { strategy: "canary" };

const STEPS: readonly { step: string; title?: string; inputs?: Record<string, string> }[] = [
  { step: "deploy", inputs: { ...CANARY, revision: "v2" } },
  { step: "shift", title: "shift to 10 %", inputs: CANARY },
  { step: "shift", title: "shift to 50 %", inputs: CANARY },
  { step: "promote" },
  { step: "rollback" },
  { step: "deploy", title: "deploy it again", inputs: { ...CANARY, revision: "v2" } },
  { step: "promote" },
  { step: "teardown" },
];

/** A canary behind a private nginx that nobody needs rights for: two real processes, under steady load. */
export async function runNginxDemo({ keep, colours }: DemoOptions): Promise<DemoReport> {
  const missing = nginxMissing();
  if (missing !== undefined) throw new Error(missing);
  console.log("Starting a private nginx; setup, and a first release, v1 …");
  const world = await createWorld();
  const load = startLoad(world.nginx.url, LOAD);
  console.log(`Some 500 requests per second to ${world.nginx.url}, with and without keep-alive`);
  console.log(legend(colours));
  const count = () => ({ blue: load.byVersion("v1"), green: load.byVersion("v2"), failed: load.failed() });
  const watching = watch(count, colours);
  const began = Date.now();
  const marks: Mark[] = [];
  const steps: StepRow[] = [];
  for (const { step, title = step, inputs } of STEPS) {
    const before = count();
    const stepBegan = Date.now();
    marks.push({ at: stepBegan - began, title });
    console.log(`\n■ ${title}`);
    const result = await world.step(step, inputs, { onLine: (line) => console.log(`  ${line}`) });
    const wallMs = Date.now() - stepBegan;
    const enough = load.answered() + SETTLED_AFTER;
    await until(`${SETTLED_AFTER} requests`, () => load.answered() >= enough);
    const after = count();
    steps.push({
      step: title,
      ok: result.conclusion === "success",
      wallMs,
      requestsBlue: after.blue - before.blue,
      requestsGreen: after.green - before.green,
      failed: after.failed - before.failed,
    });
    if (result.conclusion !== "success") break;
  }
  watching.stop();
  if (keep) tellWhatNext(world);
  else {
    const before = load.failed();
    await load.stop();
    const last = steps.at(-1);
    if (last !== undefined) last.failed += load.failed() - before;
    for (const failure of load.failures()) console.log(`    ${failure}`);
    await world.close();
  }
  return { steps, totals: totalsOf(steps), traffic: { samples: watching.samples, marks } };
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
