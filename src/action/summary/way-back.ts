import { shareFor } from "../../delivery/capacity.ts";
import type { PlatformName } from "../../delivery/vocabulary.ts";
import type { InputName } from "../inputs/table.ts";
import { isSecret, isSeveral, rowOf } from "../inputs/table.ts";
import type { Inputs } from "../inputs.ts";
import type { StepResult } from "../outputs.ts";
import type { Place } from "../place.ts";
import { healthOf, wayBackOfOne } from "./approval.ts";
import { code, fence, link, paragraphs, plain, quoted } from "./markup.ts";
import { versionOf } from "./words.ts";

/** How long a run may take and until when it has credentials is its own affair: the way back has another. */
const OF_THIS_RUN: readonly InputName[] = ["timeout", "credentials-expire-at"];

/** How a person goes back from here: the exact command, or the exact inputs. */
export function wayBack({ inputs, log }: StepResult, place: Place | undefined): string {
  const { before, now: view } = log;
  if (view === undefined || inputs === undefined) return "";
  const title = "#### To go back";
  if (view.rollout === undefined) {
    const former = before?.rollout === undefined ? undefined : before.blue;
    const isGone = former !== undefined && former.name !== view.blue?.name;
    return isGone ? paragraphs([title, `${code(versionOf(former.revision))} is removed: deploy it again.`]) : "";
  }
  if (view.phase === "rolled-back") {
    const version = view.blue === undefined ? "Blue" : code(versionOf(view.blue.revision));
    return paragraphs([title, `${version} has all the traffic again: there is nothing to go back from.`]);
  }
  const ofOne = wayBackOfOne(view, inputs);
  if (view.weight === 0 && ofOne === undefined) {
    return paragraphs([
      title,
      "Blue has all the traffic: there is nothing to go back from. `teardown` gives green up.",
    ]);
  }
  if (ofOne !== undefined) return paragraphs([title, ofOne, how(inputs, place)]);
  const share = shareFor(view.standing, 0);
  const soon = share >= 100 ? " at once" : `: ${share} % at once, and the rest as it grows`;
  const what = `\`rollback\` gives blue${healthOf(view.blue)} all the traffic${soon}.`;
  return paragraphs([title, what, how(inputs, place)]);
}

function how(inputs: Inputs, place: Place | undefined): string {
  const found = place?.rollback;
  if (place === undefined || found === undefined)
    return paragraphs(["Run a step with:", fence("yaml", withOf(inputs))]);
  const host = new URL(place.server).host;
  const repository = host === "github.com" ? place.repository : `${host}/${place.repository}`;
  const fields = found.fields.map(([name, value]) => `-f ${quoted(`${name}=${value}`)}`).join(" ");
  const parts = [`gh workflow run ${quoted(found.file)}`, `  --repo ${quoted(repository)}`, `  ${fields}`];
  const lines = parts.filter((part) => part.trim() !== "");
  const url = `${place.server}/${place.repository}/actions/workflows/${encodeURIComponent(found.file)}`;
  return paragraphs([
    // A line for each part: a phone has no room for more.
    fence("sh", [lines.join(" \\\n")]),
    `or **Run workflow** at ${link(plain(found.name), url)}.`,
  ]);
}

/** The settings that a rollback looks at; a config file holds what it holds. */
function withOf({ values, given, target: { platform } }: Inputs): string[] {
  const fromFile = given.has("config");
  const source: readonly InputName[] = fromFile ? ["config", "service"] : [];
  const all = [...(fromFile ? given : values)];
  const asked = [...all.filter(([name]) => source.includes(name)), ...all.filter(([name]) => isWanted(name, platform))];
  return [
    "with:",
    "  step: rollback",
    ...asked.map(
      ([name, value]) =>
        `  ${name}: ${JSON.stringify(isSeveral(name) ? value.split(/\s*[\n,]\s*/).join(", ") : value)}`,
    ),
  ];
}

function isWanted(name: InputName, platform: PlatformName): boolean {
  const row = rowOf(name, platform);
  if (row === undefined || row.kind !== "setting" || isSecret(name) || OF_THIS_RUN.includes(name)) return false;
  return row.steps.includes("rollback");
}
