import type { ApiWorld } from "../api-gateway/world.ts";
import { binomialInterval, createApiWorld } from "../api-gateway/world.ts";
import type { Scene } from "./scene.ts";
import type { DemoOptions, DemoReport, Share, StepRow } from "./table.ts";
import { isWithin, shareText, totalsOf } from "./table.ts";

/** Requests that each share is measured with. */
const SAMPLE = 5_000;
/** AWS seconds per real second: the quota of one CreateDeployment in five seconds is over in no time. */
const TIME_SCALE = 200;

/** Makes the split repeatable: by chance alone, one demo in fifty would lie outside of an interval. */
const SEED = 2026;

interface DemoStep {
  step: string;
  inputs?: (world: ApiWorld) => Record<string, string>;
  /** Percent of the requests that green gets afterwards. */
  green: number;
}

const STEPS: readonly DemoStep[] = [
  { step: "status", green: 0 },
  { step: "deploy", inputs: (world) => ({ integration: world.integration("mathFloor"), weight: "10" }), green: 10 },
  { step: "shift", inputs: () => ({ weight: "50" }), green: 50 },
  { step: "promote", green: 100 },
  { step: "teardown", inputs: () => ({ "scale-down-delay": "1s", "keep-deployments": "1" }), green: 100 },
];

/** The classic lab on API Gateway: mathCeil answers 1000, mathFloor 999, and the shares are measured with real requests. */
export async function runApiGatewayDemo({ keep }: DemoOptions): Promise<DemoReport> {
  console.log(
    "Starting the local AWS: a REST API whose GET /math leads to the function mathCeil, which answers 1000 …",
  );
  const world = await createApiWorld({ timeScale: TIME_SCALE, apiGateway: { seed: SEED } });
  console.log(`${SAMPLE} requests to ${world.url()}/math after each step; mathFloor answers 999\n`);
  const steps: StepRow[] = [];
  for (const { step, inputs, green } of STEPS) {
    const since = world.aws.calls.length;
    const began = Date.now();
    console.log(`\n■ ${step}`);
    const result = await world.step(step, inputs?.(world), { onLine: (line) => console.log(`  ${line}`) });
    const wallMs = Date.now() - began;
    const apiCalls = world.aws.calls.length - since;
    const answers = await world.ask(SAMPLE);
    const [ceil, floor] = [answers["1000"] ?? 0, answers["999"] ?? 0];
    const [low, high] = binomialInterval(green / 100, SAMPLE);
    const share: Share = { expected: green / 100, measured: floor / (ceil + floor), low, high };
    console.log(`    answers: ${ceil} × 1000, ${floor} × 999; green ${shareText(share)}`);
    steps.push({
      step,
      ok: result.conclusion === "success" && isWithin(share),
      wallMs,
      apiCalls,
      requestsBlue: ceil,
      requestsGreen: floor,
      failed: SAMPLE - ceil - floor,
      share,
    });
    if (result.conclusion !== "success") break;
  }
  if (keep) tellWhatNext(world);
  else await world.close();
  return { steps, totals: totalsOf(steps) };
}

function tellWhatNext(world: ApiWorld): void {
  const variables = Object.entries(world.aws.env()).map(([name, value]) => `export ${name}=${value}`);
  console.log(`
Everything is still running; Ctrl+C ends it. From another shell:

  curl -i ${world.url()}/math

  ${variables.join("\n  ")}
  aws apigateway get-stage --rest-api-id ${world.api.id} --stage-name prod
  aws apigateway get-deployments --rest-api-id ${world.api.id}
  aws lambda get-policy --function-name mathFloor
`);
}

/** How many requests are sent at a time, and how long is waited between two such bursts, in milliseconds. */
const BURST = 40;
const PAUSE_MS = 100;

/** The same lab under a load that goes on, for the page with buttons. */
export async function apiGatewayScene(): Promise<Scene> {
  const world = await createApiWorld({ timeScale: TIME_SCALE, apiGateway: { seed: SEED } });
  const counts = { blue: 0, green: 0, failed: 0 };
  let running = true;
  const load = (async () => {
    while (running) {
      const answers = await world.ask(BURST);
      const [blue, green] = [answers["1000"] ?? 0, answers["999"] ?? 0];
      counts.blue += blue;
      counts.green += green;
      counts.failed += BURST - blue - green;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    title: "A canary on API Gateway",
    load: `Some 300 requests per second to ${world.url()}/math: blue answers 1000, green 999`,
    steps: [
      { step: "deploy", inputs: { integration: world.integration("mathFloor") } },
      { step: "shift", title: "shift to 10 %", inputs: { weight: "10" } },
      { step: "shift", title: "shift to 50 %", inputs: { weight: "50" } },
      { step: "promote" },
      { step: "rollback" },
      { step: "teardown", inputs: { "scale-down-delay": "1s", "keep-deployments": "1" } },
    ],
    count: () => ({ ...counts }),
    calls: () => world.aws.calls.length,
    run: ({ step, inputs }, options) => world.step(step, inputs, options),
    tellWhatNext: () => tellWhatNext(world),
    async close() {
      running = false;
      await load;
      await world.close();
    },
  };
}
