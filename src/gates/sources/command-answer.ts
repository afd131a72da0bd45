import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import { clock, isCount } from "../counts.ts";
import type { MinuteCounts, SideCounts, Span } from "../source.ts";

const SIDES = ["green", "blue"] as const satisfies readonly SideName[];
const COUNTS = ["requests", "errors", "clientErrors", "slow"] as const;

/** What a command printed: minutes that can be counted with, or everything that is wrong with them. */
export type CommandAnswer = { minutes: readonly MinuteCounts[] } | { faults: readonly string[] };

/**
 * Reads `{"minutes":[{"t":1790000040,"green":{"requests":600,"errors":3,"slow":9},"blue":{…}}]}`, `t` in seconds.
 * Strictly, for a misspelt name or a rate in the place of a count would pass every release: no other names, whole
 * numbers, no more errors than requests, each minute of the span at most once. A minute that is missing was not counted.
 */
export function readAnswer(text: string, span: Span): CommandAnswer {
  const parsed = parse(text);
  if (!isObject(parsed)) return { faults: ["the command printed no JSON object"] };
  const { minutes: given, ...others } = parsed;
  const faults = namesLeft("the answer", others);
  if (!Array.isArray(given)) return { faults: [...faults, "the answer has no list `minutes`"] };
  const seen = new Set<number>();
  const minutes = given.flatMap((entry: unknown, index) => {
    const read = readMinute(entry, `minutes[${index}]`, span);
    if (read.minute !== undefined && seen.has(read.minute.at))
      read.faults.push(`minute ${clock(read.minute.at)} is given twice`);
    if (read.minute !== undefined) seen.add(read.minute.at);
    faults.push(...read.faults);
    return read.minute ?? [];
  });
  return faults.length > 0 ? { faults } : { minutes };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readMinute(entry: unknown, where: string, span: Span): { minute?: MinuteCounts; faults: string[] } {
  if (!isObject(entry)) return { faults: [`${where} is not an object`] };
  const { t, green, blue, ...others } = entry;
  const time = timeFault(t, where, span);
  const faults = [...time, ...namesLeft(where, others)];
  const minute: MinuteCounts = { at: Number(t) * 1_000, complete: true };
  for (const [place, given] of [green, blue].entries()) {
    if (given === undefined) continue;
    const side = SIDES[place] ?? "green";
    const read = readSide(given, `${where}.${side}`);
    faults.push(...read.faults);
    if (read.counts !== undefined) minute[side] = read.counts;
  }
  return time.length > 0 ? { faults } : { minute, faults };
}

function timeFault(t: unknown, where: string, { from, to }: Span): string[] {
  if (typeof t !== "number" || !isCount(t) || (t * 1_000) % MINUTE_MS !== 0)
    return [`${where}.t: ${show(t)} is not the start of a minute, in seconds since 1970`];
  if (t * 1_000 >= from && t * 1_000 < to) return [];
  return [`${where}.t: ${t} is outside of what was asked for, FROM ${from / 1_000} to TO ${to / 1_000}`];
}

function readSide(given: unknown, where: string): { counts?: SideCounts; faults: string[] } {
  if (!isObject(given)) return { faults: [`${where} is not an object`] };
  const names: readonly string[] = COUNTS;
  const faults = namesLeft(where, Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name))));
  const [requests, errors, clientErrors, slow] = COUNTS.map((name) => {
    const value = given[name];
    if (value === undefined && name !== "requests" && name !== "errors") return undefined;
    if (typeof value === "number" && isCount(value)) return value;
    faults.push(
      `${where}.${name}: ${value === undefined ? "missing" : `${show(value)} is not a whole number from 0 on`}`,
    );
    return undefined;
  });
  if (requests === undefined || errors === undefined) return { faults };
  for (const [name, value] of Object.entries({ errors, clientErrors, slow }))
    if (value !== undefined && value > requests) faults.push(`${where}: ${value} ${name} of ${requests} requests`);
  const counts: SideCounts = {
    requests,
    errors,
    ...(clientErrors === undefined ? {} : { clientErrors }),
    ...(slow === undefined ? {} : { timing: { requests, slow } }),
  };
  return { counts, faults };
}

function namesLeft(where: string, others: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(others).map((name) => `${where}: \`${name.slice(0, 40)}\` is not a name that is read`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
