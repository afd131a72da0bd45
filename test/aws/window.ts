import type { IncomingMessage } from "node:http";
import type { Behaviour } from "./compute/hosts.ts";
import type { Params } from "./contract.ts";
import type { Effect, Fault, Faults } from "./faults.ts";

/** What is behind the window: the parts of the local AWS that tools outside of this process look at and disturb. */
export interface Inside {
  calls: readonly unknown[];
  faults: Faults;
  /** Where listeners and instances answer. */
  addresses(): object;
  /** @throws Error when there is no such image. */
  behave(imageId: string, change: Partial<Behaviour>): void;
}

export interface WindowAnswer {
  status: number;
  content: unknown;
}

const KINDS: readonly Effect["kind"][] = ["error", "drop-before", "drop-after", "delay", "late"];
const BEHAVIOURS = ["errorRate", "latencyMs", "slowRate"] as const;

/** Answers `/_local/…`: what no AWS has, for tools outside of this process. docs/local-aws.md describes it. */
export function lookThrough(inside: Inside, { method, url }: IncomingMessage, body: Buffer): WindowAnswer {
  try {
    const content = answer(inside, `${method} ${url}`, body);
    return content === undefined
      ? { status: 404, content: { error: `There is no ${method} ${url}; docs/local-aws.md says what there is.` } }
      : { status: 200, content };
  } catch (error) {
    return { status: 400, content: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function answer(inside: Inside, asked: string, body: Buffer): unknown {
  if (asked === "GET /_local/calls") return inside.calls;
  if (asked === "GET /_local/addresses") return inside.addresses();
  if (asked === "GET /_local/faults") return inside.faults.armed();
  if (asked === "POST /_local/faults") {
    inside.faults.add(readFault(JSON.parse(body.toString())));
    return inside.faults.armed();
  }
  if (asked === "DELETE /_local/faults") {
    inside.faults.clear();
    return [];
  }
  const [, imageId] = /^POST \/_local\/images\/([\w-]+)$/.exec(asked) ?? [];
  if (imageId === undefined) return undefined;
  const change = readBehaviour(JSON.parse(body.toString()));
  inside.behave(imageId, change);
  return change;
}

function readFault({ action, times, after, effect, ...more }: Params): Fault {
  const { kind, code, message = code, status = 400, ms } = (effect ?? {}) as Params;
  const known = KINDS.find((each) => each === kind);
  const takesMs = known === "delay" || known === "late";
  const isComplete = known === "error" ? typeof code === "string" : !takesMs || isCount(ms);
  const isRight =
    known !== undefined &&
    isComplete &&
    Object.keys(more).length === 0 &&
    ["undefined", "string"].includes(typeof action) &&
    [times, after].every((count) => count === undefined || isCount(count));
  if (!isRight) {
    throw new Error(
      'A fault is e.g. {"action": "ModifyListener", "times": 2, "after": 1, "effect": {"kind": "error", ' +
        `"code": "Throttling"}}; kinds are ${KINDS.join(", ")}, and delay and late have "ms"`,
    );
  }
  const made: Effect =
    known === "error"
      ? { kind: known, code: String(code), message: String(message), status: Number(status) }
      : takesMs
        ? { kind: known, ms: Number(ms) }
        : { kind: known };
  return {
    effect: made,
    ...(action === undefined ? {} : { action: String(action) }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(after === undefined ? {} : { after: Number(after) }),
  };
}

function readBehaviour(given: Params): Partial<Behaviour> {
  const names = Object.keys(given);
  const isRight =
    names.length > 0 && names.every((name) => BEHAVIOURS.some((each) => each === name) && isCount(given[name]));
  if (!isRight) throw new Error('A behaviour is e.g. {"errorRate": 0.1, "latencyMs": 200, "slowRate": 0.5}');
  return given as Partial<Behaviour>;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
