import { restOf } from "../../delivery/capacity.ts";
import type { SideView, View } from "../../delivery/plan.ts";
import type { SideName } from "../../delivery/standing.ts";
import { isUnfinished } from "../../delivery/standing.ts";
import type { PlatformName } from "../../delivery/vocabulary.ts";
import type { Measured } from "../../gates/measured.ts";
import type { Place } from "../place.ts";
import { commitUrl } from "../place.ts";
import { code, fence, link, paragraphs, plain, quoted } from "./markup.ts";
import { countsMachines, versionOf } from "./words.ts";

/** What serves now: the share of each side, what it is, whether it is well. */

/** As many as a phone has room for on one line. */
const BAR_CELLS = 10;

/** Empty where the routes disagree: then the problems say how. */
export function traffic(view: View): string {
  const { weight } = view;
  if (weight === undefined) return "";
  const whose = view.cohort === undefined ? "" : ` with ${plain(view.cohort)}; everyone else is on blue`;
  const unfinished = ". Bake or traffic check incomplete; `shift` will repeat it.";
  const bake = isUnfinished(view.standing) ? unfinished : "";
  const what = countsMachines(view) ? "healthy machines" : "requests";
  const share = `**blue ${restOf(weight)} %**, **green ${weight} %** of the ${what}${whose}${bake}`;
  // A bar of a cohort would look like everyone's.
  const bar = view.cohort === undefined ? `${barOf(weight)}\\\n` : "";
  return paragraphs([`${bar}${share}`, lookedAt(view)]);
}

/** With one fleet nobody looks from outside: what was seen is when nobody answered. */
function lookedAt({ look, standing }: View): string {
  if (look === undefined) return "";
  return standing.oneFleet === true ? `⚠️ **There was ${plain(look)}.**` : `Seen from outside: ${plain(look)}.`;
}

/** A share that is not 0 can be seen, however small. */
function barOf(weight: number): string {
  const between = Math.min(BAR_CELLS - 1, Math.max(1, Math.round((weight / 100) * BAR_CELLS)));
  const green = weight === 0 ? 0 : weight === 100 ? BAR_CELLS : between;
  return "🟦".repeat(BAR_CELLS - green) + "🟩".repeat(green);
}

/** What carries a side, and what routes to it; as the links of a view call it. */
const PARTS: Record<PlatformName, { carrier: string; router: string }> = {
  ec2: { carrier: "Auto Scaling group", router: "target group" },
  "api-gateway": { carrier: "deployment", router: "stage" },
  lambda: { carrier: "Lambda version", router: "alias" },
  nginx: { carrier: "process", router: "address" },
};

/** What is known beside the view. */
interface Beside {
  platform: PlatformName | undefined;
  /** What was counted of each side; undefined: nothing was. */
  measured: Measured | undefined;
  place: Place | undefined;
}

/** Both sides beside each other, a line for each fact: three columns have room on a phone. */
export function sides(view: View, { platform = "ec2", measured, place }: Beside): string {
  const { blue, green } = view;
  const row = (what: string, cell: (side: SideView, name: SideName) => string) =>
    `| ${what} | ${blue === undefined ? "–" : cell(blue, "blue")} | ${green === undefined ? "–" : cell(green, "green")} |`;
  const { carrier, router } = PARTS[platform];
  const head = ["| | 🟦 blue | 🟩 green |", "|---|---|---|", row("version", (side) => versionCell(view, side, place))];
  if (countsMachines(view)) {
    // Both are the same group; its links are at the end.
    const all = Math.max(blue?.wanted ?? 0, green?.wanted ?? 0, view.standing.green.capacity?.want ?? 0);
    return [...head, row("healthy", ({ healthy = 0 }) => `${healthy} of ${all}`)].join("\n");
  }
  return [
    ...head,
    row("healthy", healthCell),
    ...(measured === undefined
      ? []
      : [
          row("judged requests", (_side, name) => measured[name].requests),
          row("errors (95 % interval)", (_side, name) => measured[name].errors),
        ]),
    row(carrier, ({ name }) => partCell(view, carrier, name)),
    row(router, ({ target }) => partCell(view, router, target)),
  ].join("\n");
}

function partCell({ links = [] }: View, what: string, name: string): string {
  const found = links.find((each) => each.what === what && each.name === name);
  return found === undefined ? code(name) : link(code(name), found.url);
}

/** What an empty side would start with, once no rollout is about it, is not what it runs. */
function versionCell({ rollout }: View, side: SideView, place: Place | undefined): string {
  const { revision } = side;
  if (isEmpty(side) && rollout === undefined) return "–";
  const url = commitUrl(place, revision);
  // As short as commits are: on a phone two digests are wider than the page.
  const short = versionOf(revision).replace(/\bsha256:([\da-f]{8})[\da-f]+/g, "$1…");
  return url === undefined ? code(short) : link(code(revision.slice(0, 7)), url);
}

function isEmpty({ healthy, wanted, weight }: SideView): boolean {
  return wanted === 0 && healthy === 0 && weight === 0;
}

function healthCell(side: SideView): string {
  const { healthy, wanted } = side;
  if (healthy === undefined) return "not measured";
  if (isEmpty(side)) return "empty";
  return `${healthy >= wanted ? "✅" : "⚠️"} ${healthy} of ${wanted}`;
}

/** What the switch changes for users beside the version. */
export function differences({ differences: rows = [] }: View): string {
  if (rows.length === 0) return "";
  const lines = rows.map(({ what, blue, green }) => `| ${plain(what)} | ${code(blue)} | ${code(green)} |`);
  return ["**The sides are not set up alike**", "", "| | 🟦 blue | 🟩 green |", "|---|---|---|", ...lines].join("\n");
}

export function preview({ preview: shown, green }: View): string {
  if (shown === undefined || green === undefined) return "";
  const who = `**Preview:** ${plain(shown.who)} reach green at any weight.`;
  if (shown.url === undefined) return who;
  const headers = shown.headers.map((header) => ` -H ${asWord(header)}`).join("");
  return paragraphs([who, fence("sh", [`curl${headers} ${asWord(shown.url)}`])]);
}

/** In quotes always: a URL has characters that only some shells take as they are. */
function asWord(text: string): string {
  const word = quoted(text);
  return word.startsWith("'") ? word : `'${word}'`;
}
