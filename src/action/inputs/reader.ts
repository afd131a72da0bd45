import type { InputMistake } from "../../delivery/errors.ts";
import type { NameOf, Rows, ValueOf } from "./row.ts";
import type { InputName } from "./table.ts";
import { HIDDEN } from "./types.ts";

/** Inputs as text, by name; empty ones are absent. */
export type RawInputs = ReadonlyMap<InputName, string>;

/** What the parser needs of the world around it. */
export interface InputContext {
  /** AWS_REGION, or AWS_DEFAULT_REGION. */
  region: string | undefined;
  /** GITHUB_WORKSPACE: files are read from below it. */
  workspace: string;
  /** AWS_CREDENTIAL_EXPIRATION, in milliseconds since the epoch. */
  credentialsEnd?: number | undefined;
  /** GITHUB_SHA: what a deploy is of when nothing else is said. */
  revision?: string | undefined;
  /** Loaded when an input names a file that may be YAML; without it such a file has to be JSON. */
  parseYaml?: ((text: string) => unknown) | undefined;
}

export interface Failure {
  /** What was given, when it is not the whole input. */
  given?: string | typeof HIDDEN;
  /** What would be right instead of the row's own example; `none`: no example helps. */
  example?: string | "none";
}

/** Reads inputs by the rows of a table and gathers every mistake on the way, so that all are told at once. */
export class InputReader<R extends Rows> {
  readonly values: RawInputs;
  readonly mistakes: InputMistake[];
  readonly #rows: R;
  readonly #read = new Map<string, unknown>();

  constructor(rows: R, values: RawInputs, mistakes: InputMistake[] = []) {
    this.#rows = rows;
    this.values = values;
    this.mistakes = mistakes;
  }

  has(name: NameOf<R>): boolean {
    return this.values.has(name as InputName);
  }

  /** The value by the row's parser; its default when it was not given, or was wrong. Mistakes are recorded once. */
  get<N extends NameOf<R>>(name: N): ValueOf<R[N]> {
    if (!this.#read.has(name)) this.#read.set(name, this.#parse(name));
    return this.#read.get(name) as ValueOf<R[N]>;
  }

  /** The value of an input that cannot be left out, or undefined and a mistake on record. */
  require<N extends NameOf<R>>(name: N, why = "is required"): ValueOf<R[N]> | undefined {
    const value = this.get(name);
    const nothing = !this.has(name) || (Array.isArray(value) && value.length === 0);
    if (!nothing) return value;
    const words = this.#rows[name]?.type.words;
    return this.fail(name, words === undefined ? `${why}.` : `${why}; it must be one of ${words.join(", ")}.`);
  }

  /** Reads what nobody asked for: a mistake in a setting is told by the first step, not by the first that needs it. */
  readRest(): void {
    for (const name of Object.keys(this.#rows)) this.get(name as NameOf<R>);
  }

  /** Whether this input was judged wrong already. */
  isWrong(name: NameOf<R>): boolean {
    return this.mistakes.some(({ input }) => input === name);
  }

  /** Puts a mistake on record, with what was given. */
  fail(name: NameOf<R>, problem: string, { given = this.#shown(name), example }: Failure = {}): undefined {
    const shown = example ?? `${name}: ${this.#rows[name]?.example}`;
    this.mistakes.push({
      input: name,
      problem,
      ...(given === undefined || given === HIDDEN ? {} : { given }),
      ...(shown === "none" ? {} : { example: shown }),
    });
    return undefined;
  }

  #parse(name: NameOf<R>): unknown {
    const row = this.#rows[name];
    const given = this.values.get(name as InputName);
    if (row === undefined) return undefined;
    const value =
      given === undefined
        ? undefined
        : row.type.read(given, (problem, what = given) =>
            this.fail(name, problem, { given: row.secret ? HIDDEN : what }),
          );
    return value ?? (row.fallback === undefined ? undefined : row.type.read(row.fallback, () => undefined));
  }

  #shown(name: NameOf<R>): string | undefined {
    return this.#rows[name]?.secret === true ? undefined : this.values.get(name as InputName);
  }
}
