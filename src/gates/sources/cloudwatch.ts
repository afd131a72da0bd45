import type { WeightChange } from "../../delivery/shifts.ts";
import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { Clock } from "../../engine/clock.ts";
import type {
  MinuteCounts,
  MinuteTotals,
  Provenance,
  Reading,
  SideCounts,
  Source,
  SourceProblem,
  Span,
} from "../source.ts";
import type { StageForm } from "./canary-series.ts";
import { formOf, withoutCanary } from "./canary-series.ts";
import { countsOf } from "./cloudwatch-points.ts";
import type { CloudWatchReader } from "./cloudwatch-reader.ts";
import type { MetricData } from "./cloudwatch-results.ts";
import type { CloudWatchSubject, MetricSeries } from "./cloudwatch-series.ts";
import { describeSeries, seriesOf } from "./cloudwatch-series.ts";
import { totalsOf } from "./totals.ts";

/** With a weight for so long and still no series of the canary, there will be none. */
const CANARY_APPEARS_MS = 5 * MINUTE_MS;

export interface CloudWatchOptions {
  /** Of `targetGroups`, `stageAndCanary` or `functions`. */
  subject: CloudWatchSubject;
  region: string;
  /** Of green's weight, in order: what tells a stage from its canary. */
  changes: () => readonly WeightChange[];
  clock: Clock;
  signal: AbortSignal;
}

/** CloudWatch's metrics of a service that AWS runs, all series in one request. */
export class CloudWatchSource implements Source {
  readonly provenance: Provenance;
  readonly delayMs: number;
  readonly comparable: boolean;
  readonly #options: CloudWatchOptions;
  readonly #series: readonly MetricSeries[];
  #reader: CloudWatchReader | undefined;

  constructor(options: CloudWatchOptions) {
    const { subject } = options;
    const { green, blue } = subject.sides;
    this.#options = options;
    this.#series = [green, ...(blue === undefined ? [] : [blue])].flatMap(seriesOf);
    this.delayMs = subject.delayMs;
    this.comparable = blue !== undefined;
    this.provenance = {
      name: "CloudWatch",
      sides: subject.names,
      queries: this.#series.map(describeSeries),
      blindSpots: subject.blindSpots,
    };
  }

  /** Whether CloudWatch may be asked. That nothing has been counted in a minute is no problem. */
  async probe(): Promise<SourceProblem | undefined> {
    const to = Math.floor(this.#options.clock.now() / MINUTE_MS) * MINUTE_MS;
    const data = await this.#ask(this.#series, { from: to - MINUTE_MS, to });
    return "problem" in data ? data.problem : undefined;
  }

  async history(span: Span): Promise<{ minutes: readonly MinuteTotals[] } | { problem: SourceProblem }> {
    const { whole } = this.#options.subject;
    const data = await this.#ask(whole === undefined ? this.#series : seriesOf(whole), span);
    if ("problem" in data) return data;
    if (whole === undefined) return { minutes: totalsOf(this.#minutes(data).minutes) };
    return { minutes: [...countsOf(data.points, whole)].map(([at, total]) => ({ at, total })) };
  }

  async read(span: Span): Promise<Reading> {
    const data = await this.#ask(this.#series, span);
    return "problem" in data ? data : this.#minutes(data);
  }

  close(): void {
    this.#reader?.close();
  }

  async #ask(series: readonly MetricSeries[], span: Span): Promise<MetricData | { problem: SourceProblem }> {
    const { region, clock, signal } = this.#options;
    const { CloudWatchReader } = await import("./cloudwatch-reader.ts");
    this.#reader ??= new CloudWatchReader(region, clock, signal);
    return this.#reader.read(series, span);
  }

  #minutes({ points, isWhole, warnings }: MetricData): { minutes: MinuteCounts[]; warnings: readonly string[] } {
    const { sides, canary } = this.#options.subject;
    const green = countsOf(points, sides.green);
    const blue = sides.blue === undefined ? new Map<number, SideCounts>() : countsOf(points, sides.blue);
    if (canary) return this.#besideCanary(green, blue, isWhole, warnings);
    const starts = [...new Set([...green.keys(), ...blue.keys()])].sort((one, other) => one - other);
    const minutes = starts.map((at) => minuteOf(at, isWhole, green.get(at), blue.get(at)));
    return { minutes, warnings };
  }

  #besideCanary(
    canary: ReadonlyMap<number, SideCounts>,
    stage: ReadonlyMap<number, SideCounts>,
    isWhole: boolean,
    warnings: readonly string[],
  ) {
    const now = this.#options.clock.now();
    const both = [...stage].flatMap(([at, counts]) => {
      const own = canary.get(at);
      return own === undefined ? [] : [{ at, stage: counts, canary: own }];
    });
    const form = formOf(both, this.#options.changes(), now - this.delayMs);
    const starts = [...new Set([...canary.keys(), ...stage.keys()])].sort((one, other) => one - other);
    const minutes = starts.map((at) => {
      const [own, all] = [canary.get(at), stage.get(at)];
      const blue = all === undefined ? undefined : blueBy(form, all, own);
      // Known to both series, but not to both of them as a whole.
      const torn = form === "inclusive" && all !== undefined && blue === undefined;
      return minuteOf(at, isWhole && !torn, own, blue);
    });
    return { minutes, warnings: [...warnings, ...this.#formWarnings(form, canary.size, now)] };
  }

  #formWarnings(form: StageForm, seen: number, now: number): string[] {
    const { names } = this.#options.subject;
    const since = this.#options.changes().find(({ weight }) => weight > 0)?.at;
    if (since === undefined || now - since < CANARY_APPEARS_MS) return [];
    if (seen === 0)
      return [
        `CloudWatch has no metrics of ${names.green}: green is not counted, use another source, such as \`metrics: lambda\` where the sides call different functions`,
      ];
    if (form !== "unknown") return [];
    return [`the counts do not tell yet whether those of ${names.blue} contain the canary's: blue is not counted`];
  }
}

/** Until it is known what the stage's series contains, blue has no counts. */
function blueBy(form: StageForm, stage: SideCounts, canary: SideCounts | undefined): SideCounts | undefined {
  switch (form) {
    case "inclusive":
      return withoutCanary(stage, canary);
    case "exclusive":
      return stage;
    case "unknown":
      return undefined;
  }
}

function minuteOf(at: number, complete: boolean, green?: SideCounts, blue?: SideCounts): MinuteCounts {
  return { at, complete, ...(green === undefined ? {} : { green }), ...(blue === undefined ? {} : { blue }) };
}
