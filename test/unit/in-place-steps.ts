import { expect } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent, View } from "../../src/delivery/plan.ts";
import type { DeliveryEvent, UndoRecord } from "../../src/engine/events.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { look, runStep } from "../../src/engine/run.ts";
import { InPlacePlatform } from "../../src/platforms/ec2/in-place/index.ts";
import type { InPlaceSettings } from "../../src/platforms/ec2/in-place/settings.ts";
import type { Scripted } from "./gated-world.ts";
import type { Kind } from "./in-place-cloud.ts";
import { FakeCloud, GROUP, Killed, SECOND_GROUP, TARGET_GROUP } from "./in-place-cloud.ts";
import { ManualClock } from "./memory.ts";

/** Steps on a fleet that is changed in place, as the engine runs them. */

const SETTINGS: InPlaceSettings = {
  region: "eu-west-1",
  strategy: "in-place",
  group: GROUP,
  targetGroups: [TARGET_GROUP],
  revision: undefined,
  commands: "deploy",
  rollbackCommands: undefined,
  healthCommand: undefined,
  commandTimeoutMs: 60_000,
  batchTimeoutMs: 300_000,
  batch: undefined,
  minHealthy: undefined,
  bakeMs: 0,
  alarms: [],
  maxErrors: 0,
};

export interface Ran {
  error: unknown;
  events: readonly DeliveryEvent[];
  undo: UndoRecord | undefined;
  view: View | undefined;
}

export const KINDS: readonly Kind[] = ["group", "targets"];
let runs = 0;

/** One step by the engine, as the action runs it. */
export async function run(
  cloud: FakeCloud,
  step: Intent["step"],
  more: Partial<InPlaceSettings> = {},
  id = "octo/shop/runs/7",
  gates?: Scripted,
): Promise<Ran> {
  const events: DeliveryEvent[] = [];
  let undo: UndoRecord | undefined;
  const tools: RunTools = {
    clock: cloud.clock,
    signal: new AbortController().signal,
    gates,
    reporter: { report: (event) => events.push(event) },
    journal: {
      begin: (record) => {
        undo = record;
      },
      end: () => {
        undo = undefined;
      },
    },
  };
  runs += 1;
  const intent: Intent = {
    ...{ step, strategy: "in-place", weight: undefined, ramp: { rungs: [100], bakeMs: undefined }, bakeMs: 0 },
    ...{ rolloutId: id, now: cloud.clock.now(), timeoutMs: 3_600_000, nonce: runs.toString(16).padStart(8, "0") },
  };
  const settings = { ...settingsOf(cloud.kind), ...(step === "deploy" ? { revision: "v2" } : {}), ...more };
  const one = (asked: Intent) =>
    runStep(
      new InPlacePlatform(settings, asked.step, cloud.tools(tools.signal)),
      asked,
      { dryRun: false, expectedState: undefined },
      tools,
    );
  let error: unknown;
  try {
    await rollingBack(intent, { dryRun: false }, tools, one);
  } catch (cause) {
    if (!(cause instanceof DeliveryError) && !(cause instanceof Killed)) throw cause;
    error = cause;
  }
  cloud.killAt = undefined;
  const seen = await look(new InPlacePlatform(settings, "status", cloud.tools(tools.signal)), { clock: cloud.clock });
  return { error, events, undo, view: seen.view };
}

export function settingsOf(kind: Kind): InPlaceSettings {
  if (kind === "group") return SETTINGS;
  return { ...SETTINGS, group: undefined, targetGroups: [SECOND_GROUP, TARGET_GROUP] };
}

export function fleet(kind: Kind, size = 4): FakeCloud {
  return new FakeCloud(new ManualClock(), size, kind);
}

export function isRestored(cloud: FakeCloud, size = 4): void {
  expect({ min: cloud.min, desired: cloud.desired, suspended: [...cloud.suspended] }).toEqual({
    min: size,
    desired: cloud.machines.length,
    suspended: [],
  });
  expect(cloud.machines.map(({ lifecycle }) => lifecycle)).toEqual(cloud.machines.map(() => "InService"));
  expect(cloud.tags).not.toHaveProperty("progressive-delivery:in-place-held");
}

export const all = (count: number, what: string) => Array.from({ length: count }, () => what);

/** What happens once, before the first call at which it is time. */
export function once(cloud: FakeCloud, isTime: () => boolean, happen: () => void): void {
  let happened = false;
  const hand = () => {
    if (happened || !isTime()) return;
    happened = true;
    happen();
  };
  for (let call = 1; call < 2_000; call += 1) cloud.hands.set(call, hand);
}

export const isWhole = (cloud: FakeCloud) => cloud.runs().every((revision) => revision === "v2");

/** The order in which machines are changed. */
export async function order(kind: Kind): Promise<string[]> {
  const cloud = fleet(kind);
  await run(cloud, "deploy");
  return cloud.commands.flatMap(({ ids }) => ids);
}
