/** What a call came to: the name of its error, or its answer without what is different every time. */
export type Outcome = { error: string } | { answer: unknown };

export interface Difference {
  /** Members and list marks down to what differs; `outcome` when one call failed and the other did not, or otherwise. */
  path: string;
  theirs: unknown;
  ours: unknown;
}

export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: withoutChance(await call) };
  } catch (error) {
    if (error instanceof Error && "$fault" in error) return { error: error.name };
    throw error;
  }
}

export function differences(theirs: Outcome | undefined, ours: Outcome | undefined): Difference[] {
  if (theirs === undefined || ours === undefined) throw new Error("There is nothing to compare");
  if ("answer" in theirs && "answer" in ours) return compare("", theirs.answer, ours.answer);
  const [a, b] = [theirs, ours].map((outcome) => ("error" in outcome ? outcome.error : "accepted"));
  return a === b ? [] : [{ path: "outcome", theirs: a, ours: b }];
}

function compare(path: string, theirs: unknown, ours: unknown): Difference[] {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const length = Math.max(theirs.length, ours.length);
    return Array.from({ length }).flatMap((_, index) => compare(`${path}[]`, theirs[index], ours[index]));
  }
  if (isRecord(theirs) && isRecord(ours)) {
    const members = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...members].flatMap((name) => compare(path === "" ? name : `${path}.${name}`, theirs[name], ours[name]));
  }
  return theirs === ours ? [] : [{ path, theirs, ours }];
}

/** Lists that no order is promised for. */
const UNORDERED = ["AvailabilityZones", "EnabledMetrics", "SuspendedProcesses", "Tags"];

/**
 * Dates, accounts, generated ids and an instance's zone are marked as such; request ids and what is undefined are left
 * out.
 */
function withoutChance(value: unknown, member = ""): unknown {
  if (value instanceof Date) return "(date)";
  if (member === "AvailabilityZone") return "(zone)";
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutChance(item));
    return UNORDERED.includes(member) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, inner]) => name !== "$metadata" && inner !== undefined)
        .map(([name, inner]) => [name, withoutChance(inner, name)]),
    );
  }
  if (typeof value !== "string") return value;
  return value
    .replace(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+0000)$/, "(date)")
    .replace(/^arn:aws:(iam|sts)::\d{12}:(root|assumed-role\/.*)$/, "(caller)")
    .replace(/:\d{12}:/, ":(account):")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, "(uuid)")
    .replace(/\b(lt|i|subnet|vpc)-[0-9a-zA-Z]+/g, "$1-(id)")
    .replace(/(?<=\/)[0-9a-f]{12,}(?=\/|\.lambda-url\.|$)/g, "(id)");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
