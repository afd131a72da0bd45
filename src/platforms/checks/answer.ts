/**
 * Whether an answer is as it is wanted: of an object the members that are wanted count, anything else has to be equal.
 *
 * @param answer JSON; text that is none is a string.
 * @param wanted as JSON is read; undefined: any answer is.
 */
export function answers(answer: string, wanted: unknown): boolean {
  return wanted === undefined || contains(parsed(answer), wanted);
}

function contains(found: unknown, wanted: unknown): boolean {
  if (!isObject(wanted)) return JSON.stringify(found) === JSON.stringify(wanted);
  return isObject(found) && Object.entries(wanted).every(([name, value]) => contains(found[name], value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
