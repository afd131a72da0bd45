import type { SideName } from "../../delivery/standing.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Provenance, Reading, Source, SourceProblem, Span } from "../source.ts";
import { LogTally } from "./access-log-lines.ts";
import { LogFiles } from "./log-files.ts";
import { orProblem, SourceFault } from "./source-fault.ts";
import { historyFrom } from "./totals.ts";

/** nginx flushes every second; a look at a busy machine may be late. */
const DELAY_MS = 10_000;

export interface AccessLogOptions {
  /** The log that nginx writes in the format of `logFormatLine`. */
  path: string;
  ports: Readonly<Record<SideName, number>>;
  latencyThresholdMs?: number;
  clock: Clock;
  signal: AbortSignal;
}

/** nginx's own log. Each reading takes up where the last one ended. */
export class AccessLogSource implements Source {
  readonly provenance: Provenance;
  readonly delayMs = DELAY_MS;
  readonly comparable = true;
  readonly #options: AccessLogOptions;
  #known: { since: number; until: number; files: LogFiles; tally: LogTally } | undefined;

  constructor(options: AccessLogOptions) {
    const { path, ports } = options;
    this.#options = options;
    this.provenance = {
      name: "access log",
      sides: { green: `port ${ports.green}`, blue: `port ${ports.blue}` },
      queries: [path],
      blindSpots: [
        "requests through other servers or locations of nginx than the delivered one",
        "requests with the header of a test route",
      ],
    };
  }

  /** The log has to be there and readable before anything is moved. */
  async probe(): Promise<SourceProblem | undefined> {
    const now = this.#options.clock.now();
    const reading = await this.read({ from: now, to: now });
    return "problem" in reading ? reading.problem : undefined;
  }

  history(span: Span) {
    return historyFrom(this, span);
  }

  read(span: Span): Promise<Reading> {
    return orProblem(() => this.#read(span));
  }

  async #read(span: Span): Promise<Reading> {
    const { path, ports, latencyThresholdMs, clock, signal } = this.#options;
    const now = clock.now();
    // An earlier time than before: rotated files may be needed that were not.
    const fresh = { since: span.from, files: new LogFiles(path), tally: new LogTally(ports, latencyThresholdMs) };
    const known = this.#known !== undefined && this.#known.since <= span.from ? this.#known : { ...fresh, until: now };
    // A reading that breaks off has counted some lines already: the next one begins anew.
    this.#known = undefined;
    const { lost } = await readable(path, () => known.files.read(known.since, (line) => known.tally.add(line)));
    signal.throwIfAborted();
    if (lost) known.tally.lose(known.until, now);
    known.until = now;
    this.#known = known;
    const { read, unreadable } = known.tally.lines;
    if (read === 0 && unreadable > 0)
      throw new SourceFault("invalid", [
        `${path}: none of ${unreadable} lines is in the format that step \`setup\` gives`,
      ]);
    const warnings = [
      ...(unreadable > 0 ? [`${path}: ${unreadable} lines are not in the format of step \`setup\``] : []),
      ...(lost ? [`${path}: lines were rotated away before they were read`] : []),
    ];
    return { minutes: known.tally.minutes(span), warnings };
  }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") throw new SourceFault("invalid", [`the access log ${path} was not found`]);
    if (code === "EACCES" || code === "EPERM")
      throw new SourceFault("denied", [`the access log ${path} may not be read`]);
    if (code === "") throw error;
    throw new SourceFault("unavailable", [`the access log ${path} cannot be read: ${code}`]);
  }
}
