import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Values = { [key: string]: Json };

/** What `success()`, `failure()` and `cancelled()` say at some place of a workflow. */
export interface Status {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}

const FINE: Status = { success: true, failure: false, cancelled: false };

/** Whether an `if:` holds. Without a status function in it, it also asks for `success()`, as on GitHub. */
export function holds(condition: string | boolean | undefined, context: Values, status: Status): boolean {
  const text = unwrapped(String(condition ?? "success()"));
  const asks = /\b(always|success|failure|cancelled)\(\)/.test(text);
  const value = evaluate(asks ? text : `success() && (${text})`, context, status);
  return value !== false && value !== "" && value !== 0 && value !== null;
}

/** A text that is one expression keeps its type; otherwise each expression becomes text. */
export function interpolate(text: string, context: Values): Json {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim())?.[1];
  if (whole !== undefined) return evaluate(whole, context, FINE);
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) => toText(evaluate(expression, context, FINE)));
}

export function interpolateAll(values: Values, context: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? interpolate(value, context) : value,
    ]),
  );
}

/** `interpolateAll`, as text. */
export function interpolateTexts(values: Values, context: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(interpolateAll(values, context)).map(([key, value]) => [key, toText(value)]),
  );
}

/** As GitHub turns a value into text: null is empty. */
export function toText(value: Json): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function unwrapped(text: string): string {
  return /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)?.[1] ?? text;
}

function evaluate(expression: string, context: Values, status: Status): Json {
  const text = expression.replace(/\b(always|success|failure|cancelled)\(\)/g, (_all, name: string) =>
    String(name === "always" || status[name as keyof Status]),
  );
  const { tokens } = new Lexer(text).lex();
  const parsed = new Parser(tokens, Object.keys(context), []).parse();
  const dictionary = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
  return JSON.parse(JSON.stringify(new Evaluator(parsed, dictionary).evaluate(), data.replacer)) as Json;
}
