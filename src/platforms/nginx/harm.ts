import type { Answer } from "../../engine/http.ts";
import { get, messageOf } from "./probe.ts";
import type { Site } from "./settings.ts";

/** So often a page has to be another one than the side's own before that is believed. */
const ROUNDS = 3;

/** Which side is asked, and how nginx is told to lead there. */
export interface Asked {
  port: number;
  /** Lead a request through nginx to the port. */
  headers: Readonly<Record<string, string>>;
  /** The other side, whose pages must not be given out for this one's; undefined: there is none. */
  other: number | undefined;
}

/**
 * What nginx spoils: a process that answers a request well, and does not when it comes through nginx; or whose page is
 * given out in another one's place, by a cache that does not know the sides apart.
 *
 * @returns what, as a clause; undefined: nothing, or the process does not answer well by itself.
 */
export async function harmOf(site: Site, path: string, asked: Asked, signal: AbortSignal): Promise<string | undefined> {
  const { port, headers } = asked;
  const own = await tried(direct(site, port), path, { host: site.host }, signal);
  if (own === undefined || own.status >= 400) return undefined;
  const problem = (what: string) =>
    `${path} ${what} through nginx, but ${own.status} when port ${port} is asked itself`;
  let through: Answer;
  try {
    through = await get(site, path, headers, signal);
  } catch (error) {
    signal.throwIfAborted();
    return problem(`is not answered whole (${messageOf(error)})`);
  }
  if (through.status >= 400) return problem(`answers ${through.status}`);
  return (await isOthers(site, path, asked, signal))
    ? `${path} through nginx is the page of port ${asked.other}, not of ${port}: a cache whose key is the same for both`
    : undefined;
}

/**
 * Whether a request that is led to the side gets the other side's page. Only pages that stay the same from one request
 * to the next are compared, and only with what the two sides answer themselves: what nginx adds to a page by the
 * site's own wish, or what an app makes of a header, is no harm.
 */
async function isOthers(
  site: Site,
  path: string,
  { port, headers, other }: Asked,
  signal: AbortSignal,
): Promise<boolean> {
  if (other === undefined) return false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = async (from: Site, sent: Readonly<Record<string, string>>) =>
      (await tried(from, path, sent, signal))?.body;
    const host = { host: site.host };
    const before = [await page(direct(site, port), host), await page(direct(site, other), host)];
    const through = await page(site, headers);
    const after = [await page(direct(site, port), host), await page(direct(site, other), host)];
    const [own, others] = before;
    const steady = own !== undefined && others !== undefined && own === after[0] && others === after[1];
    if (!steady || own === others || through !== others) return false;
  }
  return true;
}

/** The process itself, past nginx. */
export function direct(site: Site, port: number): Site {
  return { ...site, tls: false, address: "127.0.0.1", port };
}

/** undefined: there is no whole answer. */
export async function tried(
  site: Site,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    return await get(site, path, headers, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
