import type { InputMistake } from "../../delivery/errors.ts";
import type { PlatformName, Step } from "../../delivery/vocabulary.ts";
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
  return [...new Map([...config, ...given])].flatMap(([input, value]) => {
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
    if (accepts(row, step)) return [];
    const steps = row.steps.map((name) => `\`${name}\``).join(" and ");
    return [{ input, ...shown, problem: `is not supported by step \`${step}\`, only by ${steps}.` }];
  });
}

function noStickiness(decides = "backend"): string {
  return `its split is drawn anew for every request, without stickiness. Let the ${decides} decide by who asks, or use strategy blue-green`;
}
