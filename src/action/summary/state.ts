import { restOf } from "../../delivery/capacity.ts";
import type { SideView, View } from "../../delivery/plan.ts";
import type { SideName } from "../../delivery/standing.ts";
import { isUnfinished } from "../../delivery/standing.ts";
import type { PlatformName } from "../../delivery/vocabulary.ts";
import type { Measured } from "../../gates/measured.ts";
import type { Place } from "../place.ts";
import { commitUrl } from "../place.ts";
import { code, fence, link, paragraphs, plain, quoted } from "./markup.ts";
import { versionOf } from "./words.ts";

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
  const look = view.look === undefined ? "" : `Seen from outside: ${plain(view.look)}.`;
  const share = `**blue ${restOf(weight)} %**, **green ${weight} %** of the requests${whose}${bake}`;
  // A bar of a cohort would look like everyone's.
  return paragraphs([view.cohort === undefined ? barOf(weight) : "", share, look]);
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
  lambda: { carrier: "version", router: "alias" },
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
  const { blue, green, cohort } = view;
  const row = (what: string, cell: (side: SideView, name: SideName) => string) =>
    `| ${what} | ${blue === undefined ? "–" : cell(blue, "blue")} | ${green === undefined ? "–" : cell(green, "green")} |`;
  const { carrier, router } = PARTS[platform];
  return [
    "| | 🟦 blue | 🟩 green |",
    "|---|---|---|",
    row("traffic", (side, name) => shareCell(side, name, cohort)),
    row("version", ({ revision }) => versionCell(revision, place)),
    row("healthy", (side) => healthCell(side, view.standing.oneFleet === true)),
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

/** The weights of an A/B test are about its cohort: everyone else is on blue whatever they say. */
function shareCell({ weight }: SideView, name: SideName, cohort: string | undefined): string {
  const percent = `${weight ?? "?"} %`;
  if (cohort === undefined) return percent;
  return `${percent} of the cohort${name === "blue" ? ", everyone else" : ""}`;
}

function partCell({ links = [] }: View, what: string, name: string): string {
  const found = links.find((each) => each.what === what && each.name === name);
  return found === undefined ? code(name) : link(code(name), found.url);
}

function versionCell(revision: string, place: Place | undefined): string {
  const url = commitUrl(place, revision);
  return url === undefined ? code(versionOf(revision)) : link(code(revision.slice(0, 7)), url);
}

/** With one fleet both sides' machines are counted against all of them: few on one side are no fault. */
function healthCell({ healthy, wanted }: SideView, oneFleet: boolean): string {
  if (healthy === undefined) return "not measured";
  if (oneFleet) return `${healthy} of ${wanted}`;
  if (wanted === 0 && healthy === 0) return "empty";
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
