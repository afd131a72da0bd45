import { afterEach, expect, test as local, vi } from "vitest";
import type { PlatformName } from "../../src/delivery/vocabulary.ts";
import { createApiWorld } from "../api-gateway/world.ts";
import { until } from "../aws/until.ts";
import { createWorld as createEc2World } from "../e2e/world.ts";
import { createLambdaWorld } from "../lambda/world.ts";
import { nginxTest } from "../nginx/nginx-test.ts";
import { createWorld as createNginxWorld } from "../nginx/world.ts";
import type { StepResult } from "../runner/runner.ts";

/** A rollout there and back by the built action, for strategies that no other test takes to this platform. */

vi.setConfig({ testTimeout: 300_000 });

interface Stage {
  step(name: string, more?: Record<string, string>): Promise<StepResult>;
  /** What says which version is new. */
  revision: Record<string, string>;
  /** What users are answered, and by which version: the former and the new one. */
  ask(): Promise<string>;
  answers: readonly [former: string, fresh: string];
  close(): Promise<void>;
}

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const textOf = async (url: string) => (await (await fetch(url)).text()).trim();
const STAGES: Readonly<Record<PlatformName, () => Promise<Stage>>> = {
  async ec2() {
    const world = await createEc2World();
    const revision = { "image-id": world.images.v2.id };
    return { ...world, revision, answers: ["v1", "v2"], ask: () => textOf(world.url()) };
  },
  async "api-gateway"() {
    const world = await createApiWorld();
    const revision = { integration: world.integration("mathFloor") };
    return { ...world, revision, answers: ["1000", "999"], ask: () => textOf(`${world.url()}/math`) };
  },
  async lambda() {
    const world = await createLambdaWorld();
    return { ...world, revision: { "zip-file": "v2.zip" }, answers: ["v1", "v2"], ask: () => textOf(world.url()) };
  },
  async nginx() {
    const world = await createNginxWorld();
    return { ...world, revision: { revision: "v2" }, answers: ["v1", "v2"], ask: () => world.version() };
  },
};

/** Of each the weights before everybody is on the new version. */
const WALKS = [
  { name: "linear on ec2", strategy: "linear", platform: "ec2", weights: ["40", "80"] },
  { name: "linear on api-gateway", strategy: "linear", platform: "api-gateway", weights: ["40", "80"] },
  { name: "linear on lambda", strategy: "linear", platform: "lambda", weights: ["40", "80"] },
  { name: "linear on nginx", strategy: "linear", platform: "nginx", weights: ["40", "80"] },
  { name: "blue-green on lambda", strategy: "blue-green", platform: "lambda", weights: [] },
] as const;

for (const { name, strategy, platform, weights } of WALKS) {
  const test = platform === "nginx" ? nginxTest : local;
  test(`${name}: there by its rungs, all of it, and back by one step`, async () => {
    stage = await STAGES[platform]();
    const { step, revision, answers, ask } = stage;
    const [former, fresh] = answers;
    const course: Record<string, string> = { strategy, ...(weights.length === 0 ? {} : { ramp: "40,80,100" }) };
    const deploy = await step("deploy", { ...course, ...revision });
    expect(deploy.outputs, deploy.log.text).toMatchObject({ phase: "deployed", weight: "0" });
    expect(await ask()).toBe(former);
    for (const weight of weights) {
      const shift = await step("shift", course);
      expect(shift.outputs, shift.log.text).toMatchObject({ phase: "shifting", weight });
    }
    const promote = await step("promote", course);
    expect(promote.outputs, promote.log.text).toMatchObject({ phase: "promoted", weight: "100" });
    await until("the new version to answer", async () => (await ask()) === fresh);
    const back = await step("rollback", course);
    expect(back.outputs, back.log.text).toMatchObject({ phase: "rolled-back", weight: "0" });
    await until("the former version to answer", async () => (await ask()) === former);
  });
}
