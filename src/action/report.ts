import { amountOf } from "../delivery/counted.ts";
import { formatDuration } from "../delivery/duration.ts";
import type { Finding } from "../delivery/findings.ts";
import type { Change, Plan, SideView, View } from "../delivery/plan.ts";
import type { Decision } from "../delivery/policy.ts";
import type { Ahead } from "../engine/ahead.ts";
import type { DeliveryEvent, Reporter } from "../engine/events.ts";
import type { GateLook } from "../engine/gates.ts";
import { say, warn } from "./log.ts";

/** What a step left behind in words, for the summary: the events that a reader wants to see again. */
export interface StepLog {
  /** The first and the last state seen. */
  before: View | undefined;
  now: View | undefined;
  /** What was done, in order, with how long it took in milliseconds. */
  done: { summary: string; durationMs: number }[];
  /** The change under way: the one that failed, when the step failed. */
  current: string | undefined;
  planned: string[];
  /** What the step decided to do; undefined: it did not come to that. */
  decided: Decision | undefined;
  nothing: string | undefined;
  warnings: string[];
  /** What the last plan comes to. */
  notes: readonly string[];
  /** What `status` says of the next deploy; undefined: it was not asked. */
  findings: readonly Finding[] | undefined;
  /** What the gates said last; undefined: they were not asked. */
  judged: GateLook | undefined;
  /** What the next step would do in the state seen last; undefined: nobody can tell. */
  ahead: Ahead | undefined;
  /** A change to the platform was begun: from here on `changed` can no longer be ruled out. */
  touched: boolean;
}

/** Nothing has happened yet. */
export function emptyLog(): StepLog {
  return {
    before: undefined,
    now: undefined,
    done: [],
    current: undefined,
    planned: [],
    decided: undefined,
    nothing: undefined,
    warnings: [],
    notes: [],
    findings: undefined,
    judged: undefined,
    ahead: undefined,
    touched: false,
  };
}

/** A later look at the platform does not unsay what was seen from outside, or measured. */
function seenSoFar(before: View | undefined, view: View): View {
  const { look = before?.look, measured } = view;
  const passed = measured === true || before?.measured === true;
  return { ...view, ...(look === undefined ? {} : { look }), ...(passed ? { measured: true } : {}) };
}

/** Writes one log line per thing done and remembers the log. */
export class LogReporter implements Reporter {
  readonly log = emptyLog();
  /** The state that was printed last. */
  #printed = "";
  /** A change was made to its end. */
  #changed = false;

  report(event: DeliveryEvent): void {
    const { log } = this;
    // What was planned ahead was of an earlier state.
    if ("view" in event) log.ahead = undefined;
    switch (event.type) {
      case "observed":
        // A deploy with `replace` looks three times; what was before it is the first.
        log.before ??= event.view;
        log.now = event.view;
        this.#print(event.view);
        return;
      case "refreshed":
        log.now = seenSoFar(log.now, event.view);
        return;
      case "settled":
        log.now = seenSoFar(log.now, event.view);
        this.#print(event.view);
        return;
      case "planned":
        log.planned.push(...event.plan.changes.map(({ summary }) => summary));
        log.decided = event.plan.decision;
        log.notes = event.plan.notes ?? [];
        log.nothing = event.plan.changes.length === 0 ? event.plan.nothing : undefined;
        // Who asks for the state alone knows that nothing is done.
        if (event.step === "status") return;
        for (const line of planLines(event.plan, event.dryRun)) say(line);
        return;
      case "change-started":
        log.current = event.change.summary;
        if (event.change.waits !== true) log.touched = true;
        say(`→ ${event.change.summary}`);
        return;
      case "change-refused":
        log.touched = this.#changed;
        return;
      case "change-done":
        log.current = undefined;
        if (event.change.waits !== true) this.#changed = true;
        log.done.push({ summary: event.change.summary, durationMs: event.durationMs });
        say(`✓ ${formatDuration(event.durationMs)}`);
        return;
      case "waiting": {
        const { progress, sinceMs } = event;
        const why = progress.reasons.length === 0 ? "" : ` — ${progress.reasons.join("; ")}`;
        const count = progress.want === 0 ? `${progress.have} left` : `${progress.have} of ${progress.want}`;
        say(`… ${progress.for}: ${count}, for ${formatDuration(sinceMs)}${why}`);
        return;
      }
      case "diagnosed":
        log.findings = event.findings;
        for (const line of findingLines(event.findings)) say(line);
        return;
      case "ahead":
        log.ahead = event.ahead;
        return;
      case "judged":
        log.judged = event.look;
        say(event.look.line);
        return;
      case "note":
        say(event.message);
        return;
      case "warning":
        // GitHub keeps ten warnings of a step: one that comes again would push others out.
        if (log.warnings.includes(event.message)) return;
        log.warnings.push(event.message);
        warn(event.message);
        return;
    }
  }

  /** A state that is still the one above is not told again. */
  #print(view: View): void {
    const lines = stateLines(view);
    const text = lines.join("\n");
    if (text !== this.#printed) for (const line of lines) say(line);
    this.#printed = text;
  }
}

/** What is carried out is told when it begins; what a dry run plans is told nowhere else. */
function planLines({ changes, notes = [], nothing }: Plan<Change>, dryRun: boolean): string[] {
  if (changes.length === 0) return [`Nothing to do: ${nothing ?? "the plan is empty."}`];
  if (!dryRun) return [`Plan: ${amountOf(changes.length, "change")}`, ...notes];
  return [...changes.map(({ summary }, index) => `Plan ${index + 1}/${changes.length}: ${summary}`), ...notes];
}

const FOUND: Readonly<Record<Finding["kind"], string>> = {
  refused: "A deploy would be refused",
  warning: "A deploy would warn",
  unchecked: "Not checked",
};

function findingLines(findings: readonly Finding[]): string[] {
  const refused = findings.some(({ kind }) => kind === "refused");
  const lines = findings.flatMap(({ kind, message, reasons, remedy }) => [
    `  ${kind === "unchecked" ? "·" : "!"} ${FOUND[kind]}: ${message}`,
    ...reasons.map((reason) => `    - ${reason}`),
    ...(remedy === undefined ? [] : [`    ${remedy}`]),
  ]);
  return refused ? lines : ["A deploy would be carried out, as far as can be told.", ...lines];
}

function stateLines(view: View): string[] {
  const health = ({ healthy, wanted }: SideView) =>
    healthy === undefined ? "health not measured" : `${healthy}/${wanted} healthy`;
  // The weights of an A/B test are about its cohort: everyone else is on blue whatever they say.
  const whose = (color: string) =>
    view.cohort === undefined ? "" : ` of the cohort${color.trim() === "blue" ? ", and everyone else" : ""}`;
  const side = (color: string, data: View["blue"]) =>
    data === undefined
      ? `  ${color}: none`
      : `  ${color}: ${data.name} on ${data.target}, ${data.revision}, ${health(data)}, weight ${data.weight ?? "?"}${whose(color)}`;
  return [
    `Phase ${view.phase}${view.rollout === undefined ? "" : `, rollout ${view.rollout.id} since ${view.rollout.startedAt}`}`,
    side("blue", view.blue),
    side("green", view.green),
    ...(view.look === undefined ? [] : [`  seen from outside: ${view.look}`]),
    ...view.problems.map((problem) => `  ! ${problem}`),
  ];
}
