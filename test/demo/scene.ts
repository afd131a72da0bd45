import { until } from "../aws/until.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import type { Mark } from "./picture.ts";
import type { DemoOptions, DemoReport, StepRow } from "./table.ts";
import { totalsOf } from "./table.ts";
import type { Counts } from "./watch.ts";
import { legend, watch } from "./watch.ts";

/** A step of a scene: what the action is given beside the inputs that say where it works. */
export interface SceneStep {
  step: string;
  title?: string;
  inputs?: Record<string, string>;
}

/** A set-up under steady load, on which the steps of a release are played: by a script, or by buttons on a page. */
export interface Scene {
  title: string;
  /** What the load is, in one line. */
  load: string;
  /** A release from its beginning to its end, with its way back. */
  steps: readonly SceneStep[];
  count(): Counts;
  /** Calls to the cloud so far; absent where there is none. */
  calls?(): number;
  run(step: SceneStep, options: Omit<StepOptions, "with">): Promise<StepResult>;
  /** Prints how to look at everything by hand. */
  tellWhatNext(): void;
  /** Ends the load first, so that nothing fails by it. */
  close(): Promise<void>;
}

/** So many requests must have been answered after a step before the next one begins. */
const SETTLED_AFTER = 1_000;

/** Plays the script of a scene, and tells what the requests saw. */
export async function play(scene: Scene, { keep, colours }: DemoOptions): Promise<DemoReport> {
  console.log(`${scene.load}\n${legend(colours)}`);
  const began = Date.now();
  const watching = watch(() => scene.count(), colours);
  const steps: StepRow[] = [];
  const marks: Mark[] = [];
  for (const step of scene.steps) {
    const title = step.title ?? step.step;
    marks.push({ at: Date.now() - began, title });
    console.log(`\n■ ${title}`);
    const row = await playStep(scene, step, title);
    steps.push(row);
    if (!row.ok) break;
  }
  watching.stop();
  if (keep) scene.tellWhatNext();
  else {
    const { failed } = scene.count();
    await scene.close();
    const last = steps.at(-1);
    if (last !== undefined) last.failed += scene.count().failed - failed;
  }
  return { steps, totals: totalsOf(steps), traffic: { samples: watching.samples, marks } };
}

async function playStep(scene: Scene, step: SceneStep, title: string): Promise<StepRow> {
  const [before, calls] = [scene.count(), scene.calls?.()];
  const began = Date.now();
  const { conclusion } = await scene.run(step, { onLine: (line) => console.log(`  ${line}`) });
  const wallMs = Date.now() - began;
  const callsNow = scene.calls?.();
  const answered = ({ blue, green }: Counts) => blue + green;
  const enough = answered(scene.count()) + SETTLED_AFTER;
  if (conclusion === "success") {
    await until(`${SETTLED_AFTER} requests`, () => answered(scene.count()) >= enough);
  }
  const after = scene.count();
  return {
    step: title,
    ok: conclusion === "success",
    wallMs,
    ...(calls === undefined || callsNow === undefined ? {} : { apiCalls: callsNow - calls }),
    requestsBlue: after.blue - before.blue,
    requestsGreen: after.green - before.green,
    failed: after.failed - before.failed,
  };
}
