import { parseDuration } from "../../delivery/duration.ts";
import { suggestionFor } from "./suggest.ts";

/** A part of a JSON Schema (draft 7). */
export type Schema = Readonly<Record<string, unknown>>;

/** In place of what was given, where that must not be repeated: it may hold a password. */
export const HIDDEN = Symbol("hidden");

/** Puts a mistake on record. Without `given`, the whole text was the mistake. */
type Fail = (problem: string, given?: string | typeof HIDDEN) => undefined;

/** How an input is read. */
export interface InputType<T> {
  /** Whether it is several values, which a config file may write as a list. */
  readonly list: boolean;
  /** The words that it may be; undefined: it is not one of a few words. */
  readonly words?: readonly string[];
  /** What a value may look like in a config file, where that can be said; the parser's own judgement is the full one. */
  readonly schema: Schema;
  /** Reads a text that is not empty. Every mistake goes to `fail`, and then there is no value. */
  read(text: string, fail: Fail): T | undefined;
}

/** Scalars of a config file are read as they are written, so that numbers and booleans need no quotes. */
const SCALAR: Schema = { type: ["string", "number", "boolean"] };
const DURATION = "^(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,7}s)?$";

/** Any text. */
export const text: InputType<string> = { list: false, schema: SCALAR, read: (given) => given };

/** A text with a grammar of its own; `problem` ends a sentence that begins with the name and what was given. */
export function grammar<T>(
  parse: (given: string) => T | undefined,
  problem: string | ((given: string) => string),
  schema: Schema = SCALAR,
): InputType<T> {
  const read = (given: string, fail: Fail) =>
    parse(given) ?? fail(typeof problem === "string" ? problem : problem(given));
  return { list: false, schema, read };
}

/** The same by a regular expression. */
export function pattern(expression: RegExp, problem: string, schema: Schema = SCALAR): InputType<string> {
  return grammar((given) => (expression.test(given) ? given : undefined), problem, schema);
}

/** One of a few words. */
export function word<T extends string>(words: readonly T[]): InputType<T> {
  const read = (given: string, fail: Fail) => {
    const meant = suggestionFor(given, words);
    return (
      words.find((candidate) => candidate === given) ??
      fail(`must be one of ${words.join(", ")}${meant === undefined ? "." : `: did you mean \`${meant}\`?`}`)
    );
  };
  return { list: false, words, schema: { enum: words }, read };
}

/** As YAML 1.2 writes it, in any of its cases, like `getBooleanInput` of GitHub's toolkit. */
export const flag: InputType<boolean> = {
  list: false,
  schema: { anyOf: [{ type: "boolean" }, { enum: ["true", "false"] }] },
  read: (given, fail) => {
    if (/^(?:true|True|TRUE)$/.test(given)) return true;
    return /^(?:false|False|FALSE)$/.test(given) ? false : fail("must be true or false.");
  },
};

interface Range {
  /** The least and the most, both allowed, in milliseconds. */
  from: number;
  to: number;
  /** Said of what is outside. */
  problem: string;
}

/** Milliseconds. */
export function duration(range?: Range): InputType<number> {
  const read = (given: string, fail: Fail) => {
    const ms = parseDuration(given);
    if (ms === undefined) return fail("is not a duration: whole numbers with units d, h, m, s.");
    return range !== undefined && (ms < range.from || ms > range.to) ? fail(range.problem) : ms;
  };
  return { list: false, schema: { type: "string", minLength: 1, pattern: DURATION }, read };
}

/** A whole number in a range, both ends allowed. */
export function wholeNumber(low: number, high: number, problem?: string): InputType<number> {
  const read = (given: string, fail: Fail) => {
    const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (low <= number && number <= high) return number;
    return fail(problem ?? `is not a whole number from ${low} to ${high}.`);
  };
  const schema = {
    anyOf: [
      { type: "integer", minimum: low, maximum: high },
      { type: "string", pattern: "^\\d{1,9}$" },
    ],
  };
  return { list: false, schema, read };
}

/** A value of another type, made of its value. */
export function mapped<T, U>(type: InputType<T>, make: (value: T) => U | undefined, problem: string): InputType<U> {
  const read = (given: string, fail: Fail) => {
    const value = type.read(given, fail);
    return value === undefined ? undefined : (make(value) ?? fail(problem));
  };
  return { ...type, read };
}

/** Several values, separated by commas or lines. */
export function list<T>(item: InputType<T>): InputType<T[]> {
  return severalOf(item, /[\n,]/);
}

/** Several values, one a line: commas may stand in them. */
export function lines<T>(item: InputType<T>): InputType<T[]> {
  return severalOf(item, /\n/);
}

function severalOf<T>(item: InputType<T>, separator: RegExp): InputType<T[]> {
  const read = (given: string, fail: Fail) => {
    const items = given
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== "");
    const values = items.map((part) => item.read(part, (problem, what = part) => fail(problem, what)));
    const known = values.filter((value) => value !== undefined);
    return known.length === values.length ? known : undefined;
  };
  const items = item.schema;
  return { list: true, schema: { anyOf: [SCALAR, { type: "array", items }] }, read };
}
