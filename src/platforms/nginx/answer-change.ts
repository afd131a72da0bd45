import type { Answer } from "../../engine/http.ts";
import { shown } from "./probe.ts";

/** What a path answered at one moment. */
export interface Got {
  /** Through nginx, as a user asks; undefined: not at all. */
  answer: Answer | undefined;
  /** The page of the side itself, asked past nginx; undefined: it does not answer. */
  own: string | undefined;
}

/** Part of how an answer is sent, or of one page alone: the page itself is compared. */
const OF_THE_PAGE =
  /^(?:connection|keep-alive|transfer-encoding|content-length|accept-ranges|etag|last-modified|date|age)$/;

/**
 * What a user gets that is another thing than before. Only what was the same twice before is compared. Where nobody got
 * a page (an error, no answer), anything is welcome; who was kept out (401, 403) has to stay out.
 *
 * @param before two looks, one after the other.
 * @returns what, as a sentence without its end; undefined: nothing.
 */
export function changeOf(path: string, before: readonly [Got, Got], after: Got): string | undefined {
  const [first, second] = before.map(({ answer }) => answer);
  const now = after.answer;
  if (first === undefined || second === undefined || !isGiven(first) || classOf(first) !== classOf(second)) {
    return undefined;
  }
  if (now === undefined) return `${path} answered ${first.status} before, and does not answer now`;
  if (classOf(now) !== classOf(first)) return `${path} answered ${first.status} before, and answers ${now.status} now`;
  if (first.status >= 400) return undefined;
  for (const name of ["location", "content-type"]) {
    const [was, is] = [headerOf(first, name), headerOf(now, name)];
    if (was !== headerOf(second, name) || was === is) continue;
    return `${path} had the ${name} ${wordsOf(was)} before, and has ${wordsOf(is)} now`;
  }
  const lost = lostOf(first, second, now);
  if (lost.length > 0) return `${path} had the header ${lost.join(", ")} before, and does not have it now`;
  return isOtherPage(before, after)
    ? `${path} is another page than before (it had ${sizeOf(first)}, and has ${sizeOf(now)} now)`
    : undefined;
}

/** Whether two answers are one page. */
export function isSamePage(one: Answer | undefined, other: Answer | undefined): boolean {
  return one !== undefined && other !== undefined && one.status === other.status && one.body === other.body;
}

/** A page, a redirect, or a door that is closed on purpose. */
function isGiven({ status }: Answer): boolean {
  return status < 400 || status === 401 || status === 403;
}

function classOf({ status }: Answer): number {
  return Math.floor(status / 100);
}

function lostOf(first: Answer, second: Answer, now: Answer): string[] {
  const isConstant = (name: string) => headerOf(first, name) === headerOf(second, name);
  return Object.keys(first.headers)
    .filter((name) => !OF_THE_PAGE.test(name) && isConstant(name) && now.headers[name] === undefined)
    .map(shown);
}

/** A page that its side made anew in the meantime, such as a clock, tells nothing about nginx. */
function isOtherPage([first, second]: readonly [Got, Got], after: Got): boolean {
  const steady = isSamePage(first.answer, second.answer) && first.own === second.own && first.own === after.own;
  return steady && first.answer?.body !== after.answer?.body;
}

function headerOf({ headers }: Answer, name: string): string {
  return headers[name]?.join(", ") ?? "";
}

function wordsOf(value: string): string {
  return value === "" ? "none" : shown(value);
}

function sizeOf({ body }: Answer): string {
  return `${Buffer.byteLength(body)} bytes`;
}
