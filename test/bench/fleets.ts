import { COMMANDS, createWorld as createInPlaceWorld } from "../in-place/world.ts";
import { createSingleWorld } from "../single/world.ts";
import type { BuiltAction } from "./action.ts";
import type { Figure, Part } from "./figures.ts";
import { ratioFigure } from "./figures.ts";
import { succeeded } from "./steps.ts";

/** Seconds of AWS that one machine takes, as the worlds of these tests have it; three looks are what `in-place` waits for. */
const MACHINE = { drain: 30, boot: 10, check: 5, warmUp: 20, command: 1 };
const LOOKS = 3;
/** A deploy may take at most so many times the sum of what its batches cannot do without. */
const GOAL = 1.25;
/** AWS seconds in a real one, where the engine of EC2 Auto Scaling sets the pace: the step itself looks by the real clock. */
const TIME_SCALE = 5;

interface Fleet {
  size: number;
  batch: number;
}

const FLEETS: readonly Fleet[] = [
  { size: 10, batch: 2 },
  { size: 100, batch: 10 },
];

/** How long a fleet takes without a second one. */
export async function measureFleets(action: BuiltAction, quick: boolean): Promise<Part> {
  const fleets = quick ? FLEETS.slice(0, 1) : FLEETS;
  const { drain, boot, check, warmUp, command } = MACHINE;
  const replaced = drain + boot + check + warmUp;
  const changed = drain + command + LOOKS * check;
  const figures: Figure[] = [];
  for (const fleet of fleets) {
    const batches = Math.ceil(fleet.size / fleet.batch);
    const name = `${fleet.size} machines, ${fleet.batch} at a time`;
    const taken = await Promise.all([
      replace(action, fleet, "rolling"),
      replace(action, fleet, "rolling-with-additional-batch"),
      changeInPlace(action, fleet),
    ]);
    const [rolling = Number.NaN, additional = Number.NaN, inPlace = Number.NaN] = taken;
    figures.push(
      bounded(`rolling, ${name}`, rolling, batches * replaced),
      bounded(`rolling-with-additional-batch, ${name}`, additional, batches * replaced),
      bounded(`in-place, ${name}`, inPlace, batches * changed),
    );
  }
  return {
    title: "Without a second fleet, in seconds of AWS: from the first change to the end of the step",
    beside: "its batches",
    figures,
    notes: [
      `A batch of machines that are replaced: ${drain} s to drain, ${boot} to boot, ${check} for a check, ${warmUp} to warm up. A successor is launched only once its predecessor has drained, which is the slower reading of AWS's words.`,
      `A batch of machines that are changed: ${drain} s to drain, about ${command} for the commands, ${LOOKS} checks of ${check} s that pass.`,
    ],
  };
}

function bounded(name: string, value: number, batches: number): Figure {
  return { ...ratioFigure(name, "s", value, batches, GOAL), binding: true };
}

/** AWS seconds that replacing the machines takes. */
async function replace(action: BuiltAction, { size, batch }: Fleet, strategy: string): Promise<number> {
  const world = await createSingleWorld({ size, strategy, timeScale: TIME_SCALE });
  try {
    world.aws.autoScaling.refreshes.timing.awaitsDrain = true;
    const inputs = { ...world.inputs, "batch-size": String(batch), timeout: "30m" };
    const given = { ...inputs, step: "deploy", "image-id": world.images.v2.id };
    const { endedAt } = succeeded("deploy", await action.run(given, world.aws.env()));
    return ((endedAt - firstOf(world.aws.calls, "StartInstanceRefresh")) / 1_000) * TIME_SCALE;
  } finally {
    await world.close();
  }
}

/** The same by commands. Here the step sets the pace, so that the clock is the real one. */
async function changeInPlace(action: BuiltAction, { size, batch }: Fleet): Promise<number> {
  const world = await createInPlaceWorld({ size, timeScale: 1, image: { bootSeconds: 1, shared: true } });
  try {
    await world.noted();
    const inputs = { ...world.inputs, "batch-size": String(batch), timeout: "60m" };
    const given = { ...inputs, step: "deploy", revision: "v2", commands: COMMANDS };
    const { endedAt } = succeeded("deploy", await action.run(given, world.aws.env()));
    return (endedAt - firstOf(world.aws.calls, "EnterStandby")) / 1_000;
  } finally {
    await world.close();
  }
}

/** When the first call of an action was made. Milliseconds since the epoch. */
function firstOf(calls: readonly { action: string; startedAt: number }[], action: string): number {
  return calls.find((call) => call.action === action)?.startedAt ?? Number.NaN;
}
