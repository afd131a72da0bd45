import type { Step } from "../../delivery/vocabulary.ts";
import type { InputType } from "./types.ts";

/** What there is to know of one input. The parser, action.yml, the documents and the schema follow from it. */
export interface InputRow<T = unknown> {
  /**
   * `setting`: true for every step of a service (names, ports, delays, gates). Every step of its platform accepts it, so
   * that one block of inputs can be shared, and a config file may hold it.
   * `argument`: what one run is about. Refused where the step has no use for it.
   */
  kind: "setting" | "argument";
  type: InputType<T>;
  /** The steps that look at it. */
  steps: readonly Step[];
  /** Whole sentences, in Markdown, without the default. */
  description: string;
  /** A value that the parser takes, and that is not the default. */
  example: string;
  /** The default, as somebody would write it. */
  fallback?: string;
  /** What GitHub fills in where a workflow gives nothing: an expression of action.yml, without its braces. */
  expression?: string;
  /** Whether no step can do without it. */
  required?: boolean;
  /** Whether its value must not be repeated in messages, logs and summaries. */
  secret?: boolean;
  /** Whether a config file may hold it though it is an argument: the version that is released may be kept in one. */
  config?: boolean;
  /** Whether only a config file may hold it, no workflow: what is settled once and not from one run to the next. */
  configOnly?: boolean;
}

export type Rows = Readonly<Record<string, InputRow>>;

export type NameOf<R extends Rows> = keyof R & string;

/** What a row's parser makes of a text. With a default there always is a value. */
export type ValueOf<R extends InputRow> =
  R["type"] extends InputType<infer T> ? (R extends { fallback: string } ? T : T | undefined) : never;
