import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import type { Clock } from "../../engine/clock.ts";
import { poll } from "../../engine/poll.ts";
import type { Provenance, Reading, Source, SourceProblem, Span } from "../source.ts";
import { LogTally } from "./access-log-lines.ts";
import { LogFiles } from "./log-files.ts";
import { orProblem, SourceFault } from "./source-fault.ts";
import { historyFrom } from "./totals.ts";

/** nginx flushes every second; a look at a busy machine may be late. */
const DELAY_MS = 10_000;
/** So long a request of the step's own may take to show in the log. */
const FLUSH_MS = 3_000;
const LOOK_MS = 250;

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

  /**
   * Before anything is moved the log has to be there and readable, and nginx has to write it: the step that asks has
   * sent requests of its own just now. A log that was moved away without a word to nginx is one that nobody writes.
   */
  async probe(): Promise<SourceProblem | undefined> {
    const { clock, signal, path } = this.#options;
    const pace = { clock, signal, pauseMs: LOOK_MS, until: clock.now() + FLUSH_MS };
    const look = async (): Promise<SourceProblem | "silent" | undefined> => {
      const now = clock.now();
      const reading = await this.read({ from: now, to: now });
      if ("problem" in reading) return reading.problem;
      return (this.#known?.tally.newest ?? 0) + 2 * MINUTE_MS > now ? undefined : "silent";
    };
    const found = await poll(pace, look, (answer) => answer !== "silent");
    if (found !== "silent") return found;
    const why = "the site has an `access_log` of its own, or the log was rotated without telling nginx (USR1)";
    return { kind: "invalid", reasons: [`nginx does not write the access log ${path}: ${why}`] };
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
