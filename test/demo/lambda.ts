import { binomialInterval } from "../api-gateway/world.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { LambdaWorld } from "../lambda/world.ts";
import { createLambdaWorld } from "../lambda/world.ts";
import type { DemoReport, Share, StepRow } from "./table.ts";
import { isWithin, shareText, totalsOf } from "./table.ts";

/** Calls that each share is measured with. */
const SAMPLE = 5_000;
/** Makes the split repeatable: by chance alone, one demo in fifty would lie outside of an interval. */
const SEED = 2026;
const REQUESTS_PER_SECOND = 100;

const V2 = { "zip-file": "v2.zip" };
const STEPS: readonly { step: string; inputs?: Record<string, string>; green: number }[] = [
  { step: "status", green: 0 },
  { step: "deploy", inputs: V2, green: 0 },
  { step: "shift", green: 10 },
  { step: "shift", green: 50 },
  { step: "promote", green: 100 },
  { step: "rollback", green: 0 },
  // What was rolled back is taken up again by another deployment of it alone.
  { step: "deploy", inputs: V2, green: 0 },
  { step: "promote", green: 100 },
  { step: "teardown", inputs: { "scale-down-delay": "1s" }, green: 100 },
];

/** A canary on an alias: version 1 answers v1, what is deployed answers v2, under steady requests through an API. */
export async function runLambdaDemo(keep: boolean): Promise<DemoReport> {
  console.log(
    "Starting the local AWS: a function whose version 1 is behind the alias live, and an API that calls it …",
  );
  const world = await createLambdaWorld({ lambda: { seed: SEED, updateSeconds: 200 } });
  const traffic = startTraffic(world.url(), { connections: 4, rate: REQUESTS_PER_SECOND });
  console.log(`${REQUESTS_PER_SECOND} requests per second to ${world.url()}, and ${SAMPLE} calls after each step\n`);
  const steps: StepRow[] = [];
  for (const { step, inputs, green } of STEPS) {
    const [since, before, began] = [world.aws.calls.length, traffic.soFar().failed, Date.now()];
    console.log(`\n■ ${step}`);
    const result = await world.step(step, inputs, { onLine: (line) => console.log(`  ${line}`) });
    const wallMs = Date.now() - began;
    const apiCalls = world.aws.calls.length - since;
    const { 1: old = 0, 2: fresh = 0, failed = 0 } = await world.invoke(SAMPLE);
    const [low, high] = binomialInterval(green / 100, SAMPLE);
    const share: Share = { expected: green / 100, measured: fresh / (old + fresh), low, high };
    console.log(`    answers: ${old} × v1, ${fresh} × v2; green ${shareText(share)}`);
    steps.push({
      step,
      ok: result.conclusion === "success" && isWithin(share),
      wallMs,
      apiCalls,
      requestsBlue: old,
      requestsGreen: fresh,
      failed: failed + traffic.soFar().failed - before,
      share,
    });
    if (result.conclusion !== "success") break;
  }
  if (keep) tellWhatNext(world);
  else {
    const before = traffic.soFar().failed;
    const { failed } = await traffic.stop();
    const last = steps.at(-1);
    if (last !== undefined) last.failed += failed - before;
    await world.close();
  }
  return { steps, totals: totalsOf(steps) };
}

function tellWhatNext(world: LambdaWorld): void {
  const variables = Object.entries(world.aws.env()).map(([name, value]) => `export ${name}=${value}`);
  console.log(`
Everything is still running, load included; Ctrl+C ends it. From another shell:

  curl -i ${world.url()}

  ${variables.join("\n  ")}
  aws lambda get-alias --function-name shop --name live
  aws lambda list-versions-by-function --function-name shop
`);
}
