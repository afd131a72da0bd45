import { randomUUID } from "node:crypto";
import { driftFrom } from "../delivery/digest.ts";
import type { Change, Intent, View } from "../delivery/plan.ts";
import { STRATEGY_TRAITS } from "../delivery/strategies.ts";
import { rollingBack } from "../engine/gating.ts";
import type { Platform } from "../engine/platform.ts";
import { deployReplacing } from "../engine/replace.ts";
import type { Bounds } from "../engine/rollout.ts";
import { rollOut } from "../engine/rollout.ts";
import type { Outcome, RunTools } from "../engine/run.ts";
import { look, runStep } from "../engine/run.ts";
import { leastBakeMs } from "../gates/asked.ts";
import type { GateKeeper } from "../gates/keeper.ts";
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
        const { sharedPlatform } = await import("../platforms/ec2/shared/index.ts");
        return sharedPlatform(target.settings, step, clock, signal);
      }
      if ("commandTimeoutMs" in target.settings) {
        const { InPlacePlatform, inPlaceTools } = await import("../platforms/ec2/in-place/index.ts");
        return new InPlacePlatform(target.settings, step, inPlaceTools(target.settings.region, clock, signal));
      }
      if ("group" in target.settings) {
        const { singlePlatform } = await import("../platforms/ec2/single/index.ts");
        return singlePlatform(target.settings, step, clock, signal);
      }
      const { ec2Platform } = await import("../platforms/ec2/weighted/index.ts");
      return ec2Platform(target.settings, step, clock, signal);
    }
    case "api-gateway": {
      const { ApiGatewayPlatform } = await import("../platforms/api-gateway/index.ts");
      return new ApiGatewayPlatform(target.settings, step, clock, signal, clock.now() + inputs.timeoutMs);
    }
    case "lambda": {
      const { lambdaPlatform } = await import("../platforms/lambda/index.ts");
      return lambdaPlatform(target.settings, step, clock, signal);
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

/** Whether a step of these inputs may be followed by a rollback that nobody asked for. */
export function mayRollBackItself(inputs: Inputs): boolean {
  return inputs.gates?.onFailure === "rollback" || (inputs.step === "deploy" && isOneFleet(inputs));
}

/** A deploy without two sides that fails half-way brings the former version back by itself. */
export function isOneFleet({ strategy }: Inputs): boolean {
  return !STRATEGY_TRAITS[strategy].twoSides;
}

/** What judges green; undefined: its health alone. Its code, and its clients, are loaded now. */
export async function gatesOf(
  { gates }: Inputs,
  { clock, signal }: Pick<RunTools, "clock" | "signal">,
): Promise<GateKeeper | undefined> {
  if (gates === undefined) return undefined;
  const { GateKeeper } = await import("../gates/keeper.ts");
  return new GateKeeper(gates, { clock, signal });
}

/** Runs what the inputs ask for. */
export async function runInputs(inputs: Inputs, tools: RunTools): Promise<{ changed: boolean }> {
  const intent = intentOf(inputs, tools.clock.now());
  const run = (one: Intent) => runOne(inputs, one, tools);
  const judged = (one: Intent) => rollingBack(one, inputs, tools, run);
  if (inputs.replace) return deployReplacing(intent, inputs, tools.reporter, run);
  if (inputs.step !== "rollout") return judged(intent);
  return rollOut(intent, boundsOf(inputs), tools, () => lookOnce(inputs, tools), judged);
}

/**
 * Gives blue all the traffic again, whatever step the inputs were read for.
 *
 * @param rollout the only one that may be rolled back.
 */
export async function rollBack(inputs: Inputs, rollout: string, tools: RunTools): Promise<void> {
  const intent = { ...intentOf(inputs, tools.clock.now()), rollout, weight: undefined, bakeMs: 0 };
  await runOne(inputs, { ...intent, step: "rollback" }, tools);
}

function boundsOf({ bakeMs, gates, dryRun, credentialsEnd, target }: Inputs): Bounds {
  const least = gates === undefined ? 0 : leastBakeMs(gates, target.platform);
  return { bakeMs: Math.max(bakeMs, least), credentialsEnd, credentials: gates?.region !== undefined, dryRun };
}

/**
 * The rollout as it stands, before a step that depends on it is chosen.
 *
 * @throws DeliveryError `drift` when it is not the one that was approved.
 */
async function lookOnce(inputs: Inputs, { clock, signal, reporter }: RunTools): Promise<View> {
  const platform = await platformOf({ ...inputs, step: "verify" }, clock, signal);
  try {
    const { view } = await look(platform, { clock });
    reporter.report({ type: "observed", view });
    const drift = inputs.expectedState === undefined ? undefined : driftFrom(inputs.expectedState, view.facts);
    if (drift !== undefined) throw drift;
    return view;
  } finally {
    platform.close();
  }
}

async function runOne(inputs: Inputs, intent: Intent, tools: RunTools): Promise<Outcome> {
  const platform = await platformOf({ ...inputs, step: intent.step }, tools.clock, tools.signal);
  try {
    // status shows a drift instead of refusing to look; a step that follows another finds what that one changed.
    const isOwn = intent.step === inputs.step && intent.step !== "status";
    const expectedState = isOwn ? inputs.expectedState : undefined;
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
