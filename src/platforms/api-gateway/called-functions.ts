import type { CalledFunctions, FunctionCall } from "../../engine/platform.ts";
import { functionArn } from "./permission.ts";
import type { Details } from "./record.ts";
import type { Sides } from "./sides.ts";
import type { BackendsState, MethodBackend, Variables } from "./snapshot.ts";
import { blueId, greenId } from "./standing.ts";

/** Which functions the sides of a canary call, so that these tell the sides apart by their own metrics. Pure. */

/** What one side calls: `math:7` by `GET /math`; undefined where a method calls no function. */
type Calls = ReadonlyMap<string, string | undefined>;

/** Blue's function and green's, in the place of each other. */
interface Pair {
  blue: string;
  green: string;
}

/**
 * The one function that green calls in the place of another. Methods that both lead to the same one tell nothing apart and
 * are not counted.
 *
 * @returns otherwise why the functions do not tell the sides apart, as a sentence.
 */
export function calledFunctions(sides: Sides, backends: BackendsState): CalledFunctions {
  const methods = methodsOf(sides, backends);
  if (methods.blue === undefined) return { because: REPLACED };
  const variables = variablesOf(sides);
  const [blue, green] = [callsOf(methods.blue, variables.blue), callsOf(methods.green, variables.green)];
  const [pair, ...more] = pairsOf(blue, green);
  const because = whyUnpaired(blue, green);
  if (because !== undefined || pair === undefined) return { because: because ?? SAME };
  if (more.length > 0) return { because: severalSentence([pair, ...more]) };
  const together = whyTogether(pair.blue, namesIn(green), "green") ?? whyTogether(pair.green, namesIn(blue), "blue");
  if (together !== undefined) return { because: together };
  return { blue: callOf(pair.blue), green: callOf(pair.green) };
}

const REPLACED = "What blue called is not known any more: the definition that green was promoted with has replaced it.";
const SAME = "Both sides call the same function: give the new one a version or alias of its own.";

/**
 * A stage tells what it serves itself. Of green the API's resources do, as long as nobody changes them; of a blue that was
 * replaced the rollout remembers what it changed.
 */
function methodsOf(
  sides: Sides,
  { served, resources }: BackendsState,
): { blue: readonly MethodBackend[] | undefined; green: readonly MethodBackend[] } {
  const isServed = (id: string | undefined) => id !== undefined && id === served.deployment;
  return {
    blue: isServed(blueId(sides)) ? served.backends : formerly(resources, sides.record?.details),
    green: isServed(greenId(sides)) ? served.backends : resources,
  };
}

function formerly(
  resources: readonly MethodBackend[],
  details: Details | undefined,
): readonly MethodBackend[] | undefined {
  if (details === undefined || details.changes === "openapi") return undefined;
  const keyed = new Map(details.integrations.map((former) => [keyOf(former), former]));
  return resources.map((now) => keyed.get(keyOf(now)) ?? now);
}

/** A canary's variables lie over the stage's; once green is promoted, the rollout remembers blue's. */
function variablesOf({ stage, record, position }: Sides): Record<"blue" | "green", Variables> {
  const { variables, canary } = stage;
  if (position !== "promoted") return { blue: variables, green: { ...variables, ...canary?.overrides } };
  const former = { ...variables, ...record?.details?.variables };
  const blue = Object.entries(former).filter((one): one is [string, string] => one[1] !== null);
  return { blue: Object.fromEntries(blue), green: variables };
}

function callsOf(methods: readonly MethodBackend[], variables: Variables): Calls {
  const own = methods.filter(({ path }) => path !== "");
  return new Map(own.map((method) => [keyOf(method), nameIn(functionArn(method.uri, variables))]));
}

function keyOf({ verb, path }: Pick<MethodBackend, "verb" | "path">): string {
  return `${verb} ${path}`;
}

/** `math:7`, as metrics name it. A name with a variable that has no value is nobody's. */
function nameIn(arn: string | undefined): string | undefined {
  if (arn === undefined || arn.includes("${")) return undefined;
  return arn
    .split(":")
    .slice(6)
    .join(":")
    .replace(/:\$LATEST$/, "");
}

function pairsOf(blue: Calls, green: Calls): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const [key, now] of green) {
    const former = blue.get(key);
    if (now === undefined || former === undefined || now === former) continue;
    pairs.set(`${former} ${now}`, { blue: former, green: now });
  }
  return [...pairs.values()];
}

/** A method that calls a function on one side alone is counted on that side alone. */
function whyUnpaired(blue: Calls, green: Calls): string | undefined {
  if (namesIn(blue).length + namesIn(green).length === 0) return "No method of the API calls a Lambda function.";
  const half = [...green].find(([key, now]) => blue.has(key) && (blue.get(key) === undefined) !== (now === undefined));
  return half === undefined ? undefined : `${half[0]} calls a Lambda function on one side alone.`;
}

function severalSentence(pairs: readonly Pair[]): string {
  const all = pairs.map(({ blue, green }) => `${blue} and ${green}`).join(", ");
  return `The sides differ in several functions (${all}): deploy one at a time.`;
}

/** Metrics of a function without a version or alias count the calls of all of them. */
function whyTogether(counted: string, called: readonly string[], by: string): string | undefined {
  const other = called.find((name) => name === counted || name.startsWith(`${counted}:`));
  if (other === undefined) return undefined;
  return `The metrics of ${counted} also count what ${by} calls of ${other}: give each side a version or alias of its own.`;
}

function namesIn(calls: Calls): string[] {
  return [...calls.values()].filter((name) => name !== undefined);
}

/** Lambda API reference: an alias is never a number alone. */
function callOf(name: string): FunctionCall {
  const [functionName = "", qualifier] = name.split(":");
  if (qualifier === undefined) return { functionName };
  return /^\d+$/.test(qualifier) ? { functionName, version: qualifier } : { functionName, alias: qualifier };
}
