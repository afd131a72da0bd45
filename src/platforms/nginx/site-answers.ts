import type { Clock } from "../../engine/clock.ts";
import { poll } from "../../engine/poll.ts";
import type { Got } from "./answer-change.ts";
import { changeOf, isSamePage } from "./answer-change.ts";
import { direct, tried } from "./harm.ts";
import type { RoutingState } from "./routing-state.ts";
import { greenPort, isPromoted, tokenOf } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import { harmRemedy } from "./structure.ts";

/** A change has to last so long to be believed, in milliseconds. */
const LASTS_MS = 2_000;
const LOOK_MS = 200;
/** No site has this name (RFC 2606): it is answered by whichever server nginx has for all the others. */
const NOBODY = "nobody.invalid";

interface Tools {
  settings: NginxSettings;
  clock: Clock;
  signal: AbortSignal;
}

/** What one of a site's own paths gives its users, and what it gives to a host that nginx does not know; twice each. */
interface PathAnswers {
  path: string;
  users: readonly [Got, Got];
  strangers: readonly [Got, Got];
}

/** What is wrong, and what to do about it. */
export interface SiteProblem {
  problem: string;
  fix: string;
}

/** The site's URL and its health check, as users ask for them. */
export async function askSite(tools: Tools, state: RoutingState): Promise<PathAnswers[]> {
  const { site, healthPath } = tools.settings;
  const ask = (path: string, host: string) => askPath(tools, state, path, host);
  return Promise.all(
    [...new Set([site.path, healthPath])].map(async (path) => ({
      path,
      users: [await ask(path, site.host), await ask(path, site.host)] as const,
      strangers: [await ask(path, NOBODY), await ask(path, NOBODY)] as const,
    })),
  );
}

/**
 * Seen before nginx is reloaded: the site gives out pages, and would lead its users to a port where nobody answers.
 *
 * @param before what users get as long as nginx has not loaded anything.
 */
export function emptySideOf(state: RoutingState, [asked]: readonly PathAnswers[]): SiteProblem | undefined {
  if (asked === undefined) return undefined;
  const { path, users, strangers } = asked;
  const [{ answer }] = users;
  const isServed = answer !== undefined && answer.status < 400 && !isSamePage(answer, strangers[0].answer);
  if (!isServed || users.some(({ own }) => own !== undefined)) return undefined;
  const port = servingPort(state);
  return {
    problem: `${path} answers ${answer.status} now, and nothing answers on port ${port}: users would get an error.`,
    fix:
      `Start the app on port ${port} first, or give the port that it is on in \`ports\`. If the site may be down until ` +
      `the first release, reload nginx yourself, then run \`setup\` again.`,
  };
}

/**
 * What users get from the site that is another thing than before; undefined: nothing. A site that nginx did not know
 * before, and answered like any other host, has nothing to lose.
 */
export async function siteChangeOf(
  tools: Tools,
  state: RoutingState,
  before: readonly PathAnswers[],
): Promise<SiteProblem | undefined> {
  const { settings, clock, signal } = tools;
  const ask = (path: string, host: string) => askPath(tools, state, path, host);
  for (const { path, users, strangers } of before) {
    const pace = { clock, signal, pauseMs: LOOK_MS, until: clock.now() + LASTS_MS };
    const look = async () => changeOf(path, users, await ask(path, settings.site.host));
    const change = await poll(pace, look, (found) => found === undefined);
    if (change === undefined) continue;
    const wasStranger = isSamePage(users[0].answer, strangers[0].answer);
    if (wasStranger && changeOf(path, strangers, await ask(path, NOBODY)) === undefined) continue;
    return { problem: `Users get another answer from the site: ${change}.`, fix: remedyOf(settings) };
  }
  return undefined;
}

function remedyOf(settings: NginxSettings): string {
  const inherited =
    "`proxy_set_header` lines outside the location, and `add_header` lines outside the server block, are not " +
    "inherited where ours stand: repeat them there.";
  const meant = "If the change is meant, reload nginx with it: `setup` compares with what nginx serves when it begins.";
  return `${harmRemedy(settings)} ${inherited} ${meant}`;
}

/** Always the side that serves: in the middle of a rollout a user would be drawn anew by each request. */
async function askPath({ settings, signal }: Tools, state: RoutingState, path: string, host: string): Promise<Got> {
  const { site, app } = settings;
  const port = servingPort(state);
  const [answer, own] = await Promise.all([
    tried({ ...site, host }, path, { [routeHeader(app)]: tokenOf(state, port) }, signal),
    tried(direct(site, port), path, { host }, signal),
  ]);
  return { answer, own: own?.body };
}

function servingPort(state: RoutingState): number {
  return isPromoted(state) ? greenPort(state) : state.live;
}
