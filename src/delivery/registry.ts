import type { ErrorCode, ErrorDetails } from "./errors.ts";
import { DeliveryError } from "./errors.ts";

/** One way in which a step is refused: a sentence and its remedy, with `{name}` where the live state is filled in. */
export interface Refusal {
  code: ErrorCode;
  sentence: string;
  /** What the reader does next. Whether anything was changed is added where that is known: by the action. */
  remedy: string;
}

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What has to be filled in to state a refusal. */
export type Values<R extends Refusal> = { readonly [Name in NamesIn<R["sentence"]> | NamesIn<R["remedy"]>]: string };

/** How a refusal is made of its registry, by its id. */
type Refuse<Registry extends Record<string, Refusal>> = <Id extends keyof Registry & string>(
  id: Id,
  values: Values<Registry[Id]>,
  /** Alone: the platform's own words. */
  more?: readonly string[] | Pick<ErrorDetails, "reasons" | "lock" | "cause" | "noEffect" | "transient">,
) => DeliveryError;

/**
 * Makes refusals from a registry. docs/troubleshooting.md is generated from the same registry, and tests assert on ids,
 * so that a sentence may be improved in one place.
 */
export function refusing<const Registry extends Record<string, Refusal>>(registry: Registry): Refuse<Registry> {
  return (id, values, more = {}) => {
    const { code, sentence, remedy } = registry[id] as Refusal;
    const details = isList(more) ? { reasons: more } : more;
    return new DeliveryError(code, fill(sentence, values), { ...details, id, remedy: fill(remedy, values) });
  };
}

function isList(more: object): more is readonly string[] {
  return Array.isArray(more);
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
