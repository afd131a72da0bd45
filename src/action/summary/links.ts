import { consoleLink } from "../../platforms/console.ts";
import type { StepResult } from "../outputs.ts";
import type { Place } from "../place.ts";
import { runUrl } from "../place.ts";
import { code, link, moment, plain } from "./markup.ts";
import { countsMachines } from "./words.ts";

/** Links that are told of one kind. */
const MAX_LINKS = 12;

/** Where to look further: the run, what carries the traffic and the alarms in AWS's console. */
export function links({ inputs, log }: StepResult, place: Place | undefined): string {
  const run = place === undefined ? [] : [link("this run", place.runUrl)];
  const { links: all = [], blue, green } = log.now ?? {};
  // What carries two sides is linked beside them.
  const sides = log.now !== undefined && countsMachines(log.now) ? [] : [blue, green];
  const beside = sides.flatMap((side) => (side === undefined ? [] : [side.name, side.target]));
  const others = all.filter(({ name }) => !beside.includes(name));
  const found = others.map(({ what, name, url }) => link(`${plain(what)} ${code(name)}`, url));
  const { alarms = [], region } = inputs?.gates ?? {};
  const watched = region === undefined ? [] : alarms.flatMap((name) => alarmLink(name, region));
  const shown = [...run, ...found, ...watched].slice(0, MAX_LINKS);
  return shown.length === 0 ? "" : `**Look further:** ${shown.join(" · ")}`;
}

function alarmLink(name: string, region: string): string[] {
  const url = consoleLink(region, { alarm: name });
  return url === undefined ? [] : [link(`alarm ${code(name)}`, url)];
}

/** The small print: which rollout, since when, of what. */
export function facts({ log }: StepResult, place: Place | undefined): string {
  const rollout = log.now?.rollout;
  if (rollout === undefined) return "";
  const url = runUrl(place, rollout.id);
  const id = url === undefined ? plain(rollout.id) : link(plain(rollout.id), url);
  return `<sub>rollout ${id}, since ${moment(Date.parse(rollout.startedAt))}, of ${plain(rollout.revision)}</sub>`;
}
