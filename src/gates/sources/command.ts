import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Provenance, Reading, Source, SourceProblem, Span } from "../source.ts";
import { readAnswer } from "./command-answer.ts";
import { runCommand } from "./run-command.ts";
import { historyFrom } from "./totals.ts";

const MAX_LINES = 20;
const MAX_CHARACTERS = 300;
/** Minutes that the first try before the first move asks for. */
const PROBED_MINUTES = 5;

export interface CommandOptions {
  /** Run by bash; the user's own. */
  command: string;
  /** What each side is called: `GREEN` and `BLUE`. */
  sides: Readonly<Record<SideName, string>>;
  /** Green's weight now, percent: `WEIGHT`. */
  weight: () => number;
  /** Milliseconds after a minute's end until its counts can be relied on; 60,000 unless told. */
  delayMs?: number;
  clock: Clock;
  /** The run's own: the command ends with it. */
  signal: AbortSignal;
}

/** A command of the user's own, asked for the whole span at each look, so that it needs no memory. */
export class CommandSource implements Source {
  readonly provenance: Provenance;
  readonly delayMs: number;
  readonly comparable = true;
  readonly #options: CommandOptions;

  constructor(options: CommandOptions) {
    const { sides, delayMs = MINUTE_MS } = options;
    this.#options = options;
    this.delayMs = delayMs;
    // The command itself may hold a secret.
    this.provenance = { name: "command", sides, queries: [], blindSpots: ["whatever `metric-command` does not count"] };
  }

  /** The command has to answer before anything is moved; with which numbers is all the same. */
  async probe(): Promise<SourceProblem | undefined> {
    const to = Math.floor(this.#options.clock.now() / MINUTE_MS) * MINUTE_MS;
    const reading = await this.read({ from: to - PROBED_MINUTES * MINUTE_MS, to });
    return "problem" in reading ? reading.problem : undefined;
  }

  history(span: Span) {
    return historyFrom(this, span);
  }

  async read(span: Span): Promise<Reading> {
    const { command, sides, weight, signal } = this.#options;
    const { failure, stdout, stderr } = await runCommand(
      command,
      {
        FROM: String(span.from / 1_000),
        TO: String(span.to / 1_000),
        STEP: "60",
        GREEN: sides.green,
        BLUE: sides.blue,
        WEIGHT: String(weight()),
      },
      signal,
    );
    if (failure !== undefined) return problem("unavailable", [`metric-command: ${failure}`], stderr);
    const answer = readAnswer(stdout, span);
    if ("faults" in answer) return problem("invalid", answer.faults.slice(0, MAX_LINES), stderr);
    return { minutes: answer.minutes, warnings: [] };
  }
}

function problem(kind: SourceProblem["kind"], why: readonly string[], stderr: string): Reading {
  return { problem: { kind, reasons: [...why, ...firstLines(stderr)] } };
}

function firstLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().slice(0, MAX_CHARACTERS))
    .filter((line) => line !== "")
    .slice(0, MAX_LINES);
}
