import { AwsError } from "../contract.ts";
import type { StateValue } from "./evaluation.ts";

/** The rule of a composite alarm: functions of other alarms' states, put together by AND, OR and NOT. */
export type CompositeRule =
  | { kind: "state"; state: StateValue; alarm: string }
  | { kind: "constant"; value: boolean }
  | { kind: "not"; rule: CompositeRule }
  | { kind: "and" | "or"; left: CompositeRule; right: CompositeRule };

const TOKEN = /\s*(?:(\()|(\))|"([^"]*)"|'([^']*)'|([^\s()"']+))/y;
const STATES = ["ALARM", "OK", "INSUFFICIENT_DATA"];

/** @throws AwsError when the text is no rule. */
export function readCompositeRule(text: string): CompositeRule {
  return new Reader(text).rule();
}

/** @param stateOf the state of an alarm by its name or ARN; undefined when there is none, which is in no state. */
export function holds(rule: CompositeRule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case "state":
      return stateOf(rule.alarm) === rule.state;
    case "constant":
      return rule.value;
    case "not":
      return !holds(rule.rule, stateOf);
    case "and":
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    case "or":
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}

/** The alarms that a rule names, by name or ARN as it has them. */
export function childrenOf(rule: CompositeRule): string[] {
  if (rule.kind === "state") return [rule.alarm];
  if (rule.kind === "constant") return [];
  return rule.kind === "not" ? childrenOf(rule.rule) : [rule.left, rule.right].flatMap(childrenOf);
}

/** NOT binds closest, then AND, then OR. */
class Reader {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  rule(): CompositeRule {
    const rule = this.#or();
    if (this.#at < this.#tokens.length) throw invalid(`'${this.#tokens[this.#at]}' is not expected`);
    return rule;
  }

  #or(): CompositeRule {
    const left = this.#and();
    return this.#accept("OR") ? { kind: "or", left, right: this.#or() } : left;
  }

  #and(): CompositeRule {
    const left = this.#not();
    return this.#accept("AND") ? { kind: "and", left, right: this.#and() } : left;
  }

  #not(): CompositeRule {
    if (this.#accept("NOT")) return { kind: "not", rule: this.#not() };
    if (this.#accept("(")) {
      const rule = this.#or();
      this.#expect(")");
      return rule;
    }
    return this.#function();
  }

  #function(): CompositeRule {
    const name = this.#next();
    if (name === "TRUE" || name === "FALSE") return { kind: "constant", value: name === "TRUE" };
    if (!STATES.includes(name)) throw invalid(`'${name}' is none of ${STATES.join(", ")}, TRUE, FALSE`);
    this.#expect("(");
    const alarm = this.#next();
    this.#expect(")");
    return { kind: "state", state: name as StateValue, alarm };
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw invalid(`'${token}' is missing`);
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalid("it ends too early");
    this.#at += 1;
    return token;
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const reader = new RegExp(TOKEN);
  const rule = text.trimEnd();
  while (reader.lastIndex < rule.length) {
    const match = reader.exec(rule);
    if (match === null) throw invalid("a quote is not closed");
    tokens.push(match.slice(1).find((part) => part !== undefined) ?? "");
  }
  return tokens;
}

function invalid(why: string): AwsError {
  return new AwsError("ValidationError", `AlarmRule must be a valid composite alarm rule: ${why}`);
}
