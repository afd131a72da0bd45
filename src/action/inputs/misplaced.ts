import type { InputMistake } from "../../delivery/errors.ts";
import { DEFAULT_STRATEGIES, hasOneFleet, strategiesOf } from "../../delivery/strategies.ts";
import type { PlatformName, Step } from "../../delivery/vocabulary.ts";
import { GATE_NAMES, GATED } from "./gates.ts";
import type { RawInputs } from "./reader.ts";
import type { InputName } from "./table.ts";
import { accepts, isSecret, rowOf, rowsOf } from "./table.ts";

/** What to do instead, on a platform that cannot have an input. */
const INSTEAD: Partial<Record<PlatformName, Partial<Record<InputName, string>>>> = {
  "api-gateway": {
    cohort: noStickiness(),
    stickiness: noStickiness(),
  },
  lambda: {
    cohort: noStickiness("function"),
    stickiness: noStickiness("function"),
  },
};

/**
 * Inputs that the platform does not have, and arguments of the workflow that the step has no use for. What a config
 * file holds for another step is no mistake.
 */
export function misplaced(given: RawInputs, config: RawInputs, step: Step, platform: PlatformName): InputMistake[] {
  const values: RawInputs = new Map([...config, ...given]);
  const strategy = values.get("strategy") ?? DEFAULT_STRATEGIES[platform];
  const oneFleet = strategiesOf(platform).some((name) => name === strategy && hasOneFleet(platform, name));
  return [...values].flatMap(([input, value]) => {
    const row = rowOf(input, platform);
    const shown = isSecret(input) ? {} : { given: value };
    if (row === undefined) {
      const others = rowsOf(input).map(([name]) => name);
      const why = INSTEAD[platform]?.[input] ?? `it is for ${others.join(" and ")}`;
      return [{ input, ...shown, problem: `is not supported on the platform ${platform}: ${why}.` }];
    }
    if (!given.has(input)) return [];
    if (row.configOnly === true) {
      const problem = "is for the config file alone, which `config` names: it is settled once for a service.";
      return [{ input, ...shown, problem }];
    }
    const used = stepsOf(input, row.steps, oneFleet);
    if (accepts({ ...row, steps: used }, step)) return [];
    const steps = used.map((name) => `\`${name}\``).join(" and ");
    return [{ input, ...shown, problem: `is not supported by step \`${step}\`, only by ${steps}.` }];
  });
}

/** With two fleets `deploy` gives green nothing that it could be judged by. */
function stepsOf(input: InputName, steps: readonly Step[], oneFleet: boolean): readonly Step[] {
  return !oneFleet && GATE_NAMES.some((name) => name === input) ? GATED : steps;
}

function noStickiness(decides = "backend"): string {
  return `its split is drawn anew for every request, without stickiness. Let the ${decides} decide by who asks, or use strategy blue-green`;
}
