import { parseDuration } from "../delivery/duration.ts";
import type { InputMistake } from "../delivery/errors.ts";
import type { InputName } from "./input-rules.ts";

/** Inputs as text, by name; empty ones are absent. */
export type RawInputs = ReadonlyMap<InputName, string>;

/** What the parser needs of the world around it. */
export interface InputContext {
  /** AWS_REGION, or AWS_DEFAULT_REGION. */
  region: string | undefined;
  /** GITHUB_WORKSPACE: files are read from below it. */
  workspace: string;
  /** GITHUB_SHA: what a deploy is of when nothing else is said. */
  revision?: string | undefined;
  /** Loaded when an input names a file that may be YAML; without it such a file has to be JSON. */
  parseYaml?: ((text: string) => unknown) | undefined;
}

/** Reads inputs as typed values and gathers every mistake on the way, so that all are told at once. */
export class InputReader {
  readonly values: RawInputs;
  readonly mistakes: InputMistake[];

  constructor(values: RawInputs, mistakes: InputMistake[] = []) {
    this.values = values;
    this.mistakes = mistakes;
  }

  has(input: InputName): boolean {
    return this.values.has(input);
  }

  text(input: InputName): string | undefined {
    return this.values.get(input);
  }

  /** Several values, separated by commas or lines. */
  list(input: InputName): string[] {
    return (this.values.get(input) ?? "")
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  /** One of the allowed words; undefined, and a mistake on record, otherwise. */
  oneOf<T extends string>(input: InputName, allowed: readonly T[]): T | undefined {
    const given = this.values.get(input);
    const known = allowed.find((candidate) => candidate === given);
    if (known !== undefined) return known;
    const problem = `must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}.`;
    this.wrong(input, given === undefined ? `is required; it ${problem}` : problem, `${input}: ${allowed[0]}`);
    return undefined;
  }

  /** Milliseconds. */
  duration(input: InputName, fallback: string): number {
    const ms = parseDuration(this.values.get(input) ?? fallback);
    if (ms !== undefined) return ms;
    this.wrong(input, "is not a duration: whole numbers with units d, h, m, s.", `${input}: ${fallback}`);
    return parseDuration(fallback) ?? 0;
  }

  boolean(input: InputName): boolean {
    const given = this.values.get(input) ?? "false";
    if (!["true", "false"].includes(given)) this.wrong(input, "must be true or false.", `${input}: true`);
    return given === "true";
  }

  /** A whole number in a range; undefined when absent or wrong. */
  integer(input: InputName, [low, high]: readonly [number, number], example: number): number | undefined {
    const given = this.values.get(input);
    if (given === undefined) return undefined;
    const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (low <= number && number <= high) return number;
    this.wrong(input, `is not a whole number from ${low} to ${high}.`, `${input}: ${example}`);
    return undefined;
  }

  /** Puts a mistake on record, with what was given. */
  wrong(input: InputMistake["input"], problem: string, example?: string, given = this.#given(input)): undefined {
    this.mistakes.push({
      input,
      problem,
      ...(given === undefined ? {} : { given }),
      ...(example === undefined ? {} : { example }),
    });
    return undefined;
  }

  #given(input: string): string | undefined {
    return this.values.get(input as InputName);
  }
}

/** The region that configure-aws-credentials left in the environment; empty, and a mistake on record, when none is. */
export function requireRegion(reader: InputReader, { region }: InputContext): string {
  if (region !== undefined && region !== "") return region;
  const problem =
    "is not set in this job: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
  reader.wrong("AWS_REGION", problem, "aws-region: eu-west-1");
  return "";
}
