import type { View } from "../../delivery/plan.ts";
import { approvalsSection } from "../github/approvals.ts";
import { printable } from "../log.ts";
import type { StepResult } from "../outputs.ts";
import type { Place } from "../place.ts";
import { approval } from "./approval.ts";
import { done, nothing } from "./done.ts";
import { failedByVerdict, failure, nextDeploy, problems, warnings } from "./failure.ts";
import { headline } from "./headline.ts";
import { facts, links } from "./links.ts";
import { code, fitting, plain } from "./markup.ts";
import { rampChart } from "./ramp-chart.ts";
import { differences, preview, sides, traffic } from "./state.ts";
import { wayBack } from "./way-back.ts";

/** GitHub drops a summary of more than 1 MiB; a reader gives up far earlier. */
const MAX_BYTES = 60_000;

/**
 * The job summary, by which a person decides: what serves now, whether it is well, what happens if they approve, how to
 * go back; then what was done, and what the verdict rests on.
 *
 * @param place where on GitHub the run is; undefined: outside of a workflow, and nothing is linked.
 */
export function summaryOf(result: StepResult, place?: Place): string {
  const { inputs, log, gates } = result;
  const view = log.now;
  const seen = (part: (view: View) => string) => (view === undefined ? "" : part(view));
  const judged = gates?.told({ plain, code }, rolledBack(view)) ?? { why: "", details: "" };
  const beside = { platform: inputs?.target.platform, measured: gates?.measured(), place };
  const sections = [
    headline(result),
    failure(result, judged.why),
    nothing(result),
    seen(traffic),
    failedByVerdict(result) ? "" : judged.why,
    seen((now) => sides(now, beside)),
    seen(differences),
    seen(problems),
    nextDeploy(result),
    warnings(result, judged.why !== ""),
    approval(result),
    wayBack(result, place),
    seen(preview),
    approvalsSection(result.approvals ?? [], { plain, code }),
    done(result),
    seen(rampChart),
    judged.details === "" ? "" : `#### What the verdict rests on\n\n${judged.details}`,
    links(result, place),
    facts(result, place),
  ];
  return fitting(sections.map(printable), MAX_BYTES);
}

/** What followed from the verdict. */
function rolledBack(view: View | undefined): string[] {
  const last = view?.phase === "rolled-back" ? view.standing.last : undefined;
  return last === undefined ? [] : [`${new Date(last.at).toISOString().slice(11, 16)} weight 0 %, by this step`];
}
