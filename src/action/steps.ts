import { randomUUID } from "node:crypto";
import type { Change, Intent } from "../delivery/plan.ts";
import type { Platform } from "../engine/platform.ts";
import { deployReplacing } from "../engine/replace.ts";
import type { RunTools } from "../engine/run.ts";
import { runStep } from "../engine/run.ts";
import type { Inputs } from "./inputs.ts";

/** From inputs to a step of a platform: which platform, and which intent. */

/** The platform that the inputs name; its code, and its clients, are loaded now. */
export async function platformOf(
  inputs: Inputs,
  clock: RunTools["clock"],
  signal: AbortSignal,
): Promise<Platform<unknown, Change>> {
  const { step, target } = inputs;
  switch (target.platform) {
    case "ec2": {
      if ("targetGroup" in target.settings) {
        const { SharedPlatform } = await import("../platforms/ec2/shared/index.ts");
        return new SharedPlatform(target.settings, step, clock, signal);
      }
      const { Ec2Platform } = await import("../platforms/ec2/weighted/index.ts");
      return new Ec2Platform(target.settings, step, clock, signal);
    }
    case "api-gateway": {
      const { ApiGatewayPlatform } = await import("../platforms/api-gateway/index.ts");
      return new ApiGatewayPlatform(target.settings, step, clock, signal, clock.now() + inputs.timeoutMs);
    }
    case "nginx": {
      const { NginxPlatform } = await import("../platforms/nginx/index.ts");
      return new NginxPlatform(target.settings, step, clock, signal);
    }
  }
}

/** @param now milliseconds since the epoch at which the step began. */
export function intentOf(inputs: Inputs, now: number): Intent {
  const { step, strategy, weight, ramp, bakeMs, timeoutMs, target } = inputs;
  return {
    step,
    strategy,
    weight,
    ramp,
    bakeMs,
    timeoutMs,
    now,
    rolloutId: rolloutId(),
    nonce: randomUUID(),
    maxCapacityDeficit: "maxCapacityDeficit" in target.settings ? target.settings.maxCapacityDeficit : 0,
  };
}

/** Runs what the inputs ask for. */
export async function runInputs(inputs: Inputs, tools: RunTools): Promise<{ changed: boolean }> {
  const intent = intentOf(inputs, tools.clock.now());
  const run = (one: Intent) => runOne(inputs, one, tools);
  return inputs.replace ? deployReplacing(intent, inputs, tools.reporter, run) : run(intent);
}

async function runOne(inputs: Inputs, intent: Intent, tools: RunTools): Promise<{ changed: boolean }> {
  const platform = await platformOf({ ...inputs, step: intent.step }, tools.clock, tools.signal);
  try {
    // status shows a drift instead of refusing to look.
    const expectedState = intent.step === "status" ? undefined : inputs.expectedState;
    return await runStep(platform, intent, { dryRun: inputs.dryRun, expectedState }, tools);
  } finally {
    platform.close();
  }
}

/** `owner/repo/runs/123`: finds the run on GitHub, and only uses characters that tags allow. */
function rolloutId(): string {
  const { GITHUB_REPOSITORY: repository = "local", GITHUB_RUN_ID: run = String(Date.now()) } = process.env;
  return `${repository}/runs/${run}`;
}
