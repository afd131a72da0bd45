/** CodeDeploy's predefined deployment configurations, and which settings do the same here. */
import type { Ramp } from "../../src/delivery/ramp.ts";
import { parseRamp } from "../../src/delivery/ramp.ts";
import { table } from "./table.ts";

/** Those that move a share of the traffic, by the compute platform (AWS CodeDeploy user guide, deployment configurations). */
const MOVING: readonly string[] = [
  "LambdaCanary10Percent5Minutes",
  "LambdaCanary10Percent10Minutes",
  "LambdaCanary10Percent15Minutes",
  "LambdaCanary10Percent30Minutes",
  "LambdaLinear10PercentEvery1Minute",
  "LambdaLinear10PercentEvery2Minutes",
  "LambdaLinear10PercentEvery3Minutes",
  "LambdaLinear10PercentEvery10Minutes",
  "ECSCanary10Percent5Minutes",
  "ECSCanary10Percent15Minutes",
  "ECSLinear10PercentEvery1Minutes",
  "ECSLinear10PercentEvery3Minutes",
];

/** Those that take machines by the batch, or move all at once. */
const AT_ONCE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  OneAtATime: { strategy: "in-place", "batch-size": "1" },
  HalfAtATime: { strategy: "in-place", "batch-size": "50%" },
  AllAtOnce: { strategy: "all-at-once" },
  LambdaAllAtOnce: { strategy: "all-at-once" },
};

export interface Configuration {
  /** Without `CodeDeployDefault.` before it. */
  name: string;
  settings: Readonly<Record<string, string>>;
  /** What becomes of the traffic, or of the machines. */
  what: string;
}

export function configurations(): Configuration[] {
  const moving = MOVING.map((name) => {
    const ramp = parseRamp(`CodeDeployDefault.${name}`);
    if (ramp === undefined) throw new Error(`The ramp does not take ${name}.`);
    const settings = { strategy: name.includes("Linear") ? "linear" : "canary", ramp: name };
    return { name, settings, what: inWords(ramp) };
  });
  const others = Object.entries(AT_ONCE).map(([name, settings]) => ({
    name,
    settings,
    what:
      settings["batch-size"] === undefined
        ? "everything at once"
        : settings["batch-size"] === "1"
          ? "one machine at a time"
          : "half of the machines at a time",
  }));
  return [...others, ...moving];
}

function inWords({ rungs, bakeMs = 0 }: Ramp): string {
  const [first = 100, second = 100] = rungs;
  const wait = `${bakeMs / 60_000} min`;
  return rungs.length === 2 ? `${first} %, after ${wait} the rest` : `${second - first} % more every ${wait}`;
}

export function configurationTable(): string {
  const rows = configurations().map(({ name, settings, what }) => {
    const said = Object.entries(settings).map(([key, value]) =>
      value === name ? `\`${key}\`: the name` : `\`${key}: ${value}\``,
    );
    return [`\`${name}\``, said.join(", "), what];
  });
  return table(["`CodeDeployDefault.`…", "settings here", "what it does"], rows);
}
