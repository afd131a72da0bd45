import { restOf } from "../delivery/capacity.ts";
import { formatDuration } from "../delivery/duration.ts";
import type { Finding } from "../delivery/findings.ts";
import { nextStep } from "../delivery/outlook.ts";
import type { SideView, View } from "../delivery/plan.ts";
import { AT_ONCE } from "../delivery/ramp.ts";
import { isUnfinished } from "../delivery/standing.ts";
import type { PlatformName, Step, Verdict } from "../delivery/vocabulary.ts";
import { isSecret, isSeveral, isUsedBy } from "./inputs/table.ts";
import { printable } from "./log.ts";
import type { StepResult } from "./outputs.ts";

/** GitHub drops a summary of more than 1 MiB; a reader gives up far earlier. */
const MAX_BYTES = 60_000;
const BAR_CELLS = 40;
/** So many reasons of one failure are told. */
const MAX_REASONS = 20;
/** Inputs of one run that the way back does not repeat. */
const ONE_OFF = new Set(["dry-run", "expected-state", "config", "service", "allowed-actors"]);

/** The job summary: what serves now, what was done, what the next step would do, how to go back. */
export function summaryOf(result: StepResult): string {
  const { log } = result;
  const view = log.now;
  const judged = verdict(result);
  const sections = [
    `### ${headline(result)}`,
    failure(result, judged !== ""),
    judged,
    view === undefined ? "" : traffic(view),
    view === undefined ? "" : sides(view, result.inputs?.target.platform),
    differences(view),
    problems(view),
    nextDeploy(result),
    list("Warnings", warnings(result).map(plain)),
    actions(result),
    view === undefined ? "" : outlook(result, view),
    view === undefined ? "" : preview(view),
    facts(result),
  ];
  return cut(printable(sections.filter((section) => section !== "").join("\n\n")));
}

function headline({ inputs, log, error, changed }: StepResult): string {
  const step = inputs?.step ?? "progressive delivery";
  const phase = log.now?.phase;
  if (error?.code === "cancelled") return `⏹️ ${step}: cancelled`;
  if (error?.verdict !== undefined) return judgedHeadline(step, error.verdict, log.now);
  if (error !== undefined) return `❌ ${step} failed${phase === undefined ? "" : ` — the rollout is ${phase}`}`;
  if (inputs?.dryRun === true) return `📝 ${step}, dry run — nothing was changed`;
  if (step === "status") {
    const refused = log.findings?.some(({ kind }) => kind === "refused") === true;
    return `🔎 ${phase}${refused ? " — a deploy would be refused" : ""}`;
  }
  const judged = log.judged?.verdict ?? "pass";
  if (judged !== "pass") return `⚖️ ${step} — ${phase}, the verdict is ${judged}`;
  return changed ? `✅ ${step} — ${phase}` : `✅ ${step} — nothing to do, ${phase}`;
}

/** What traffic does now, the verdict, who acted. */
function judgedHeadline(step: string, verdict: Verdict, view: View | undefined): string {
  const now = view?.weight === undefined ? "" : ` (green has ${view.weight} %)`;
  switch (verdict) {
    case "fail": {
      const back = view?.phase === "rolled-back" ? " and was rolled back: blue has 100 % again" : now;
      return `❌ ${step} — green failed its gates${back}`;
    }
    case "inconclusive":
      return `⚖️ ${step} — inconclusive${now}`;
    case "error":
      return `⚠️ ${step} — green could not be judged${now}`;
    case "pass":
      return `✅ ${step} — green passed its gates${now}`;
  }
}

/** What the gates counted and said. */
function verdict({ gates, log }: StepResult): string {
  if (gates === undefined) return "";
  const last = log.now?.phase === "rolled-back" ? log.now.standing.last : undefined;
  const back = last === undefined ? [] : [`${new Date(last.at).toISOString().slice(11, 16)} weight 0 %, by this step`];
  return gates.section({ plain, code }, back);
}

/** @param isJudged the verdict's section follows, which begins with why. */
function failure({ error, log }: StepResult, isJudged: boolean): string {
  if (error === undefined) return "";
  const isTold = isJudged && log.judged !== undefined && error.message.endsWith(log.judged.because);
  const lines = isTold ? [] : [`**${plain(error.message)}**`];
  if (log.current !== undefined && log.touched) lines.push(`It happened during: ${plain(log.current)}.`);
  if (error.reasons.length > 0)
    lines.push(
      error.reasons
        .slice(0, MAX_REASONS)
        .map((reason) => `- ${plain(reason)}`)
        .join("\n"),
    );
  if (error.remedy !== undefined) lines.push(`**What to do:** ${plain(error.remedy)}`);
  if (!log.touched && error.code !== "found") lines.push("No changes were made.");
  return lines.join("\n\n");
}

/** That green failed and is rolled back was news while the step went on. */
function warnings({ error, log }: StepResult): readonly string[] {
  return log.warnings.filter((warning) => error === undefined || !warning.startsWith(error.message));
}

function traffic(view: View): string {
  if (view.weight === undefined) return "";
  const green = Math.round((view.weight / 100) * BAR_CELLS);
  const bar = "🟦".repeat(Math.round((BAR_CELLS - green) / 2)) + "🟩".repeat(Math.round(green / 2));
  const whose = view.cohort === undefined ? "" : ` with ${plain(view.cohort)}; everyone else is on blue`;
  const unfinished = ". Bake or traffic check incomplete; `shift` will repeat it.";
  const bake = isUnfinished(view.standing) ? unfinished : "";
  const look = view.look === undefined ? "" : `\n\nSeen from outside: ${plain(view.look)}.`;
  return `${bar}\n\n**blue ${restOf(view.weight)} %**, **green ${view.weight} %** of the requests${whose}${bake}${look}`;
}

/** What carries a side, and what routes to it. */
const CARRIERS: Record<PlatformName, string> = {
  ec2: "Auto Scaling group | target group",
  "api-gateway": "deployment | stage",
  nginx: "process | address",
  lambda: "version | alias",
};

function sides(view: View, platform: PlatformName = "ec2"): string {
  const share = ({ weight }: SideView, color: string) => {
    const percent = `${weight ?? "?"} %`;
    if (view.cohort === undefined) return percent;
    // The weights of an A/B test are about its cohort: everyone else is on blue whatever they say.
    return `${percent} of the cohort${color.endsWith("blue") ? ", everyone else" : ""}`;
  };
  const row = (color: string, side: SideView | undefined) =>
    side === undefined
      ? `| ${color} | – | – | – | – | – |`
      : `| ${color} | ${code(side.name)} | ${code(side.target)} | ${code(side.revision)} | ${side.healthy ?? "not measured"} / ${side.wanted} | ${share(side, color)} |`;
  return [
    `| | ${CARRIERS[platform]} | runs | healthy / wanted | weight |`,
    "|---|---|---|---|---|---|",
    row("🟦 blue", view.blue),
    row("🟩 green", view.green),
  ].join("\n");
}

/** What the switch changes for users beside the version. */
function differences(view: View | undefined): string {
  const rows = view?.differences ?? [];
  if (rows.length === 0) return "";
  const lines = rows.map(({ what, blue, green }) => `| ${plain(what)} | ${code(blue)} | ${code(green)} |`);
  return ["**The sides are not set up alike**", "", "| | 🟦 blue | 🟩 green |", "|---|---|---|", ...lines].join("\n");
}

function problems(view: View | undefined): string {
  return view === undefined ? "" : list("Problems", view.problems.map(plain));
}

/** What `status` says of the next deploy: what it would be refused for, what it would warn of, what nobody can tell. */
function nextDeploy({ log: { findings = [] } }: StepResult): string {
  const told = (wanted: Finding["kind"]) =>
    findings
      .filter(({ kind }) => kind === wanted)
      .map(({ message, reasons, remedy }) => {
        const why = reasons.slice(0, MAX_REASONS).map((reason) => `  - ${plain(reason)}`);
        return [`${plain(message)}${remedy === undefined ? "" : ` **What to do:** ${plain(remedy)}`}`, ...why].join(
          "\n",
        );
      });
  return [
    list("A deploy would be refused", told("refused")),
    list("A deploy would warn", told("warning")),
    list("Not checked", told("unchecked")),
  ]
    .filter((section) => section !== "")
    .join("\n\n");
}

function actions({ inputs, log }: StepResult): string {
  if (inputs?.step === "status") return "";
  if (log.nothing !== undefined) return `Nothing to do: ${plain(log.nothing)}`;
  if (inputs?.dryRun === true) return list("The step would", log.planned.map(plain), "1.");
  const done = log.done.map(({ summary, durationMs }) => `${plain(summary)} _(${formatDuration(durationMs)})_`);
  return list("What was done", done, "1.");
}

const NEXT: Record<Step, string> = {
  deploy: "brings a new version up beside blue, at weight 0",
  shift: "moves a share of the traffic to green",
  verify: "judges green by its gates, without touching traffic",
  rollout: "moves green up the whole ramp by itself, judged at each rung",
  promote: "gives green all the traffic; blue stays at full size",
  rollback: "gives blue all the traffic again, at its old capacity",
  teardown: "removes the side without traffic, once no client can reach it any more",
  status: "reads only",
  setup: "prepares the machine, once",
};

/** What a step is where there is no second fleet. */
const ONE_FLEET: Partial<Record<Step, string>> = {
  deploy: "brings a version to all machines, batch by batch",
  rollback: "brings the former version back to all machines, batch by batch",
  teardown: "forgets the rollout, and with it the way back; no machine changes. The next `deploy` does not need it",
};

function outlook({ inputs, error }: StepResult, view: View): string {
  const usual = nextStep(view, inputs?.ramp ?? AT_ONCE);
  const next = error?.code === "timeout" ? (inputs?.step ?? usual) : usual;
  const isOne = view.standing.oneFleet === true;
  const lines = [`**Next:** \`step: ${next}\` ${isOne ? (ONE_FLEET[next] ?? NEXT[next]) : NEXT[next]}.`];
  if (next === "teardown" && view.safeTeardownAt !== undefined) {
    lines.push(`It is safe from ${new Date(view.safeTeardownAt).toISOString()} on; earlier, the step waits.`);
  }
  if (view.rollout !== undefined && view.phase !== "rolled-back" && inputs !== undefined) lines.push(goBack(inputs));
  return lines.join("\n\n");
}

function preview({ preview: shown, green }: View): string {
  if (shown === undefined || green === undefined) return "";
  const who = `**Preview:** ${plain(shown.who)} reach green at any weight.`;
  if (shown.url === undefined) return who;
  const headers = shown.headers.map((header) => ` -H ${quoted(header)}`).join("");
  return [who, "", "```sh", `curl${headers} ${quoted(shown.url)}`, "```"].join("\n");
}

/** As one word of a shell, on one line. */
function quoted(text: string): string {
  return `'${text.replace(/[\r\n]+/g, " ").replace(/'/g, "'\\''")}'`;
}

function goBack({ values }: NonNullable<StepResult["inputs"]>): string {
  const asked = [...values].filter(
    ([name]) => name !== "step" && isUsedBy(name, "rollback") && !isSecret(name) && !ONE_OFF.has(name),
  );
  return [
    "<details><summary>How to go back</summary>\n",
    "```yaml",
    "with:",
    "  step: rollback",
    ...asked.map(
      ([name, value]) =>
        `  ${name}: ${JSON.stringify(isSeveral(name) ? value.split(/\s*[\n,]\s*/).join(", ") : value)}`,
    ),
    "```",
    "</details>",
  ].join("\n");
}

function facts({ log }: StepResult): string {
  const rollout = log.now?.rollout;
  if (rollout === undefined) return "";
  return `<sub>rollout ${plain(rollout.id)}, since ${plain(rollout.startedAt)}, of ${plain(rollout.revision)}</sub>`;
}

function list(title: string, items: readonly string[], mark = "-"): string {
  return items.length === 0 ? "" : `**${title}**\n\n${items.map((item) => `${mark} ${item}`).join("\n")}`;
}

/** What Markdown shows as code, and what GitHub would make a link of by itself: URLs and mail addresses. */
const LITERAL = /`([^`]+)`|((?:https?|ftp|mailto|xmpp):\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+)/gi;
/** What means something to Markdown or to HTML. */
const MARKUP = /[<>&|[\]@*_~#$\\`]|^[-+=]|(?<=^\d{1,9})[.)]/g;

/** Text from the cloud or from inputs must not become markup. Our own sentences have `names` in them. */
function plain(text: string): string {
  const parts: string[] = [];
  let from = 0;
  const line = text.replace(/[\r\n]+/g, " ").trim();
  for (const { 0: whole, 1: name, 2: link, index } of line.matchAll(LITERAL)) {
    parts.push(entities(line.slice(from, index)), code(name ?? link ?? ""));
    from = index + whole.length;
  }
  return [...parts, entities(line.slice(from))].join("");
}

function entities(text: string): string {
  return text.replace(MARKUP, (char) => `&#${char.charCodeAt(0)};`);
}

function code(text: string): string {
  const inside = text.replace(/[`|\r\n]/g, " ").trim();
  return inside === "" ? "–" : `\`${inside}\``;
}

function cut(markdown: string): string {
  if (Buffer.byteLength(markdown) <= MAX_BYTES) return markdown;
  return `${Buffer.from(markdown).subarray(0, MAX_BYTES).toString("utf8").replace(/�$/, "")}\n\n… (cut)`;
}
