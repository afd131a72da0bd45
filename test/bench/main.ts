/**
 * Measures the built action: `npm run bench -- [--quick] [--runs N] [--bakes N] [--only PART]… [--json FILE]`. Prints
 * figures beside what they are measured against, with the goals and whether they are met; fails for the few that are
 * promised (`binding`). `--bakes`: simulated bakes per cell of the gates; 2000 is the whole.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { BuiltAction, runNode } from "./action.ts";
import type { Part } from "./figures.ts";
import { formatPart, isMet, toJson } from "./figures.ts";
import { measureFleets } from "./fleets.ts";
import { measureGates } from "./gates.ts";
import { measureGrowth } from "./growth.ts";
import { measureMemory } from "./memory.ts";
import { measureSize } from "./size.ts";
import { measureStartup } from "./startup.ts";
import { measureSteps } from "./steps.ts";
import { measureWaiting } from "./waiting.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    bakes: { type: "string" },
    only: { type: "string", multiple: true },
    json: { type: "string" },
  },
});
const { quick } = values;
const pairs = Number(values.runs ?? (quick ? 5 : 25));
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--runs: ${values.runs} is not a number of runs.`);
const bakes = Number(values.bakes ?? (quick ? 100 : 400));
if (!Number.isInteger(bakes) || bakes < 1) throw new Error(`--bakes: ${values.bakes} is not a number of bakes.`);

const action = new BuiltAction();
const measures: Record<string, () => Promise<Part[]>> = {
  size: async () => [measureSize(action)],
  startup: async () => [await measureStartup(action, pairs)],
  memory: async () => [await measureMemory(action, quick ? 1 : 5)],
  calls: async () => [await measureSteps(action, quick ? 1 : 3)],
  growth: () => measureGrowth(action, quick),
  gates: async () => measureGates(bakes),
  waiting: async () => [await measureWaiting(action, quick ? 3 : 12)],
  fleets: async () => [await measureFleets(action, quick)],
};
const chosen = values.only ?? Object.keys(measures);
const unknown = chosen.filter((name) => !(name in measures));
if (unknown.length > 0)
  throw new Error(`--only: ${unknown.join(", ")} is none of ${Object.keys(measures).join(", ")}.`);

const began = performance.now();
const parts: Part[] = [];
try {
  const runtime = (await runNode(["--version"], {})).output.trim();
  const machine = `Node ${runtime}, ${process.platform}-${process.arch}, ${cpus().length} cores; dist of ${action.builtAt}`;
  console.log(`${machine}\n`);
  for (const [name, measure] of Object.entries(measures)) {
    if (!chosen.includes(name)) continue;
    for (const part of await measure()) {
      parts.push(part);
      console.log(formatPart(part));
    }
  }
  const verdicts = parts.flatMap(({ figures }) => figures.map(isMet)).filter((met) => met !== undefined);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(`${verdicts.filter((met) => met).length} of ${verdicts.length} goals met, in ${minutes} minutes.`);
  const broken = parts.flatMap(({ figures }) => figures).filter((one) => one.binding === true && isMet(one) !== true);
  for (const { name } of broken) console.error(`Promised, and missed: ${name}`);
  if (broken.length > 0) process.exitCode = 1;
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, quick, parts: toJson(parts) }, undefined, 2)}\n`);
} finally {
  action.close();
}
