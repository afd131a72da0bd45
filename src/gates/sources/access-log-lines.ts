import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import type { MinuteCounts, SideCounts } from "../source.ts";

/** What the log format is called for an app. */
export function logFormatName(app: string): string {
  return `${app}_delivery`;
}

/**
 * The format line that `setup` lays down at http level, beside the variables of an app. `p` is the port of the side;
 * `us` and `ut` are lists, one item per attempt; `r` is there for requests that came with the header of a test route.
 * Everything is quoted: nginx writes a status of 0 as `000`, which is no number in JSON.
 */
export function logFormatLine(app: string): string {
  const fields = {
    t: "$msec",
    p: `$${app}_p`,
    s: "$status",
    us: "$upstream_status",
    ut: "$upstream_response_time",
    rt: "$request_time",
    r: `$${app}_say`,
  };
  return `log_format ${logFormatName(app)} escape=json '${JSON.stringify(fields)}';`;
}

/** One request, as a line of the log tells it. */
export interface LoggedRequest {
  /** The minute in which it ended, milliseconds since the epoch. */
  at: number;
  port: number;
  /** A request of a test route: nobody's traffic. */
  isTest: boolean;
  /** What the first attempt ended with; a retry would hide it. */
  status: number;
  /** Milliseconds of the first attempt; undefined: its time says nothing of the server. */
  ms: number | undefined;
}

/** Reads a line; undefined: it is not of the format. */
export function readLine(line: string): LoggedRequest | undefined {
  const fields = parse(line);
  if (fields === undefined) return undefined;
  const [t, p, s, rt] = ["t", "p", "s", "rt"].map((name) => numberIn(fields[name]));
  if (t === undefined || p === undefined || s === undefined || rt === undefined) return undefined;
  const attempt = numberIn(firstItem(fields.us));
  // Whoever went away may have been answered well: 499 is how the client ended it.
  const status = attempt ?? s;
  const time = s === 499 ? rt : (numberIn(firstItem(fields.ut)) ?? rt);
  return {
    at: Math.floor((t * 1_000) / MINUTE_MS) * MINUTE_MS,
    port: p,
    isTest: String(fields.r ?? "") !== "",
    status,
    // A connection that was switched to another protocol lasts as long as it is used.
    ms: s === 101 || status === 101 ? undefined : time * 1_000,
  };
}

/** Items are separated by commas, and by colons after an internal redirect (nginx, ngx_http_upstream_module). */
function firstItem(list: unknown): string {
  return (
    String(list ?? "")
      .split(/[,:]/)[0]
      ?.trim() ?? ""
  );
}

function numberIn(text: unknown): number | undefined {
  return typeof text === "string" && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

/** The counts of a log, minute by minute, as its lines come. */
export class LogTally {
  readonly #sides: ReadonlyMap<number, SideName>;
  readonly #thresholdMs: number | undefined;
  readonly #minutes = new Map<number, Partial<Record<SideName, SideCounts>>>();
  readonly #lost = new Set<number>();
  #read = 0;
  #unreadable = 0;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(ports: Readonly<Record<SideName, number>>, thresholdMs: number | undefined) {
    this.#sides = new Map<number, SideName>([
      [ports.green, "green"],
      [ports.blue, "blue"],
    ]);
    this.#thresholdMs = thresholdMs;
  }

  /** How many lines were of the format, and how many not. */
  get lines() {
    return { read: this.#read, unreadable: this.#unreadable };
  }

  /** The minute of the newest line, of a test route's requests too: milliseconds since the epoch. */
  get newest(): number {
    return this.#newest;
  }

  add(line: string): void {
    const request = readLine(line);
    if (request === undefined) {
      this.#unreadable += 1;
      return;
    }
    this.#read += 1;
    this.#newest = Math.max(this.#newest, request.at);
    const side = this.#sides.get(request.port);
    if (side === undefined || request.isTest) return;
    const minute = this.#minutes.get(request.at) ?? {};
    minute[side] = counted(minute[side], request, this.#thresholdMs);
    this.#minutes.set(request.at, minute);
  }

  /** Some lines of the minutes between these times are gone. */
  lose(from: number, to: number): void {
    for (let at = Math.floor(from / MINUTE_MS) * MINUTE_MS; at <= to; at += MINUTE_MS) this.#lost.add(at);
  }

  minutes({ from, to }: { from: number; to: number }): MinuteCounts[] {
    const starts = [...new Set([...this.#minutes.keys(), ...this.#lost])].filter((at) => at >= from && at < to);
    return starts
      .sort((one, other) => one - other)
      .map((at) => ({ at, complete: !this.#lost.has(at), ...this.#minutes.get(at) }));
  }
}

function counted(
  sum: SideCounts | undefined,
  { status, ms }: LoggedRequest,
  thresholdMs: number | undefined,
): SideCounts {
  const timed = ms === undefined ? 0 : 1;
  const slow = ms !== undefined && thresholdMs !== undefined && ms > thresholdMs ? 1 : 0;
  return {
    requests: (sum?.requests ?? 0) + 1,
    errors: (sum?.errors ?? 0) + (status >= 500 ? 1 : 0),
    // 499 is nginx's own word for a client that went away: nobody was answered with it.
    clientErrors: (sum?.clientErrors ?? 0) + (status >= 400 && status < 499 ? 1 : 0),
    ...(thresholdMs === undefined
      ? {}
      : { timing: { requests: (sum?.timing?.requests ?? 0) + timed, slow: (sum?.timing?.slow ?? 0) + slow } }),
  };
}
