import { formatDuration } from "../../../delivery/duration.ts";
import type { Progress, WaitOf } from "../../../delivery/plan.ts";
import { probeProgress } from "../../checks/probe.ts";
import { smokeProgress } from "../../checks/smoke.ts";
import type { Bake } from "../groups/bake.ts";
import { bakeProgress } from "../groups/bake.ts";
import type { Side } from "../groups/health.ts";
import { drainProgress, groupProgress, healthProgress } from "../groups/progress.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { nameOf, sideOf } from "./sides.ts";

/** The waits of the steps, and whether they are over. Pure. */

export function waitHealthy(
  side: Side,
  color: "blue" | "green",
  atLeast: number | undefined,
  name = nameOf(side),
): Ec2Change {
  const what = atLeast === undefined ? "every instance" : `at least ${atLeast} instances`;
  return {
    kind: "wait-healthy",
    waits: true,
    targetGroupArn: side.targetGroup.arn,
    side: color,
    atLeast,
    summary: `Wait until ${what} of ${name} ${atLeast === undefined ? "is" : "are"} healthy in ${side.targetGroup.name}`,
  };
}

export function waitDrained({ targetGroup }: Side, name: string): Ec2Change {
  const summary = `Wait until the requests in flight are finished and ${name} is empty`;
  return { kind: "wait-drained", waits: true, targetGroupArn: targetGroup.arn, summary };
}

export function waitBake(blue: Side, green: Side, percent: number, bake: Bake): Ec2Change {
  return {
    kind: "wait-bake",
    waits: true,
    once: true,
    bakes: true,
    blueArn: blue.targetGroup.arn,
    greenArn: green.targetGroup.arn,
    bake,
    summary: `Bake ${percent} % for ${formatDuration(bake.durationMs)}: ${nameOf(green)} has to stay healthy`,
  };
}

export function progressOf(wait: WaitOf<Ec2Change>, seen: Snapshot): Progress {
  const since = seen.waitingSince ?? seen.at;
  switch (wait.kind) {
    case "wait-image":
    case "wait-pool":
      return groupProgress(wait, seen);
    case "wait-healthy": {
      const strictness = wait.side === "green" ? "strict" : "any-version";
      return healthProgress(sideOf(wait.targetGroupArn, seen), strictness, seen.failures, wait.atLeast);
    }
    case "wait-drained":
      return drainProgress(sideOf(wait.targetGroupArn, seen));
    case "smoke-test":
      return smokeProgress(seen.smoke, wait.test.checks.length);
    case "wait-share":
      return probeProgress(wait.probe, seen.probe, seen.at);
    case "wait-bake": {
      const sides = { blue: sideOf(wait.blueArn, seen), green: sideOf(wait.greenArn, seen) };
      return bakeProgress(sides, wait.bake, seen.causes, since, seen.at);
    }
  }
}
