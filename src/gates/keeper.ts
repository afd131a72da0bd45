import type { WeightChange } from "../delivery/shifts.ts";
import type { Standing } from "../delivery/standing.ts";
import type { Clock } from "../engine/clock.ts";
import type { GatedMove, GateLook, Gates, Judged, Opening } from "../engine/gates.ts";
import type { Meter } from "../engine/platform.ts";
import type { AlarmsRead } from "./alarm-watch.ts";
import { AlarmWatch, isSilent, requestsOn } from "./alarm-watch.ts";
import type { GatesAsked } from "./asked.ts";
import { bakeWords, keptFor } from "./bake-words.ts";
import { changesOf, firstMoveIn } from "./changes.ts";
import { effectiveSettings } from "./effective.ts";
import { gateLookOf } from "./gate-look.ts";
import type { Histories } from "./history.ts";
import { historiesOf } from "./history.ts";
import type { Counts, Judgement } from "./judge.ts";
import { countsFrom, judge } from "./judge.ts";
import { lookWarnings } from "./look-warnings.ts";
import type { FixedGates } from "./marks.ts";
import { changedSentence, continueWith, formatGates, needsMark, parseGates } from "./marks.ts";
import type { Measured } from "./measured.ts";
import { measuredOf } from "./measured.ts";
import { numbersOf } from "./numbers.ts";
import { adviceOn, requireQuiet, requireReadable } from "./opening.ts";
import { refuse } from "./refusals.ts";
import type { Escape, VerdictText } from "./render.ts";
import { verdictText } from "./render.ts";
import { testsOf } from "./settings.ts";
import type { MinuteCounts, Reading, Span } from "./source.ts";
import type { Choice, OpenSource } from "./source-choice.ts";
import { chooseSource } from "./source-choice.ts";
import { historySpan, spanToRead } from "./window.ts";

export interface KeeperTools {
  clock: Clock;
  signal: AbortSignal;
}

/** What holds for a step, from `begin` on. */
interface Held {
  fixed: FixedGates;
  source: OpenSource | undefined;
}

/** The gates of a rollout: what is asked, and what was fixed at its start, held against all that was counted since. */
export class GateKeeper implements Gates {
  readonly onFailure: Gates["onFailure"];
  readonly onInconclusive: Gates["onInconclusive"];
  readonly maxBakeMs: number;
  readonly #asked: GatesAsked;
  readonly #tools: KeeperTools;
  readonly #alarms: AlarmWatch;
  #held: Held | undefined;
  #opened: { key: string; source: OpenSource } | undefined;
  /** What this process fixed for a rollout that wrote nothing down: a `verify` moves nothing. */
  #ownMark: { rollout: string | undefined; mark: string } | undefined;
  #changes: readonly WeightChange[] = [];
  #weightSeen: WeightChange | undefined;
  #minutes: readonly MinuteCounts[] = [];
  #judgement: Judgement | undefined;
  readonly #told = new Set<string>();

  constructor(asked: GatesAsked, tools: KeeperTools) {
    this.#asked = asked;
    this.#tools = tools;
    this.onFailure = asked.onFailure;
    this.onInconclusive = asked.onInconclusive;
    this.maxBakeMs = asked.maxBakeMs;
    this.#alarms = new AlarmWatch(asked.alarms, asked.region, tools.signal);
  }

  async begin({ standing, meter, bakeMs }: Judged, move: GatedMove): Promise<Opening> {
    if (this.#asked.alarms.length > 0 && this.#asked.region === undefined) throw refuse("no-region", {});
    this.#judgement = undefined;
    this.#follow(standing);
    const firstMove = firstMoveIn(this.#changes);
    const mark = standing.last?.memory?.gates ?? this.#rememberedFor(standing);
    const known = parseGates(mark);
    const { choice, source } = await this.#choose(meter, known);
    const given = { asked: this.#asked, standing, move, source: source ?? becauseIn(choice), fixed: known };
    const { settings, warnings } = effectiveSettings(given);
    const counts = testsOf(settings).length > 0 ? source : undefined;
    const alarms = await this.#askAll(counts, firstMove);
    const day = counts === undefined || known !== undefined ? NOTHING_KNOWN : await this.#dayBefore(counts, firstMove);

    const other = otherSource(choice, known);
    const wanted = other === undefined ? (this.#asked.metrics?.by ?? choice.name) : (known?.source ?? choice.name);
    const continued = continueWith({ settings, source: wanted, history: day.history }, mark);
    const { fixed } = continued;
    const written = needsMark(fixed) ? formatGates(fixed) : undefined;
    if (written !== undefined) this.#ownMark = { rollout: standing.rollout?.id, mark: written };
    this.#held = { fixed, source };

    const bake = { ...fixed, weight: move.to, bakeMs, delayMs: source?.delayMs ?? 0 };
    const words = move.to === standing.weight ? NO_WORDS : bakeWords(bake);
    const advised = { meter, history: fixed.history, weight: move.to, bakeMs: bakeMs === 0 ? 0 : keptFor(bake) };
    const advice = [
      ...words.warnings,
      ...adviceOn(alarms, advised),
      changedSentence(continued) ?? [],
      other ?? [],
    ].flat();
    const told = [...warnings, ...day.warnings, ...advice].map((text) => ({ key: text, text }));
    return { mark: written, warnings: this.#news(told), notes: words.notes };
  }

  async look({ standing, meter }: Judged): Promise<GateLook> {
    if (this.#held === undefined) throw new Error("The gates are asked before they were begun");
    const { fixed, source } = this.#held;
    const { settings } = fixed;
    this.#follow(standing);
    const now = this.#tools.clock.now();
    const changes = this.#changes;
    const span = spanToRead({ changes, now });
    const counted = testsOf(settings).length > 0 ? source : undefined;
    const [reading, read] = await Promise.all([readOf(counted, span), this.#alarms.read()]);
    // Without a test nothing is counted, but for an alarm that means one thing with requests and another without.
    const seen = reading ?? (isSilent(read) ? await readOf(source, span) : undefined);
    const minutes = seen === undefined || "problem" in seen ? undefined : seen.minutes;
    const alarms = await this.#alarms.judge(read, firstMoveIn(changes), (of) => requestsOn(of, meter, minutes));
    const counts = countsOf(counted, reading, span, fixed.history);
    this.#minutes = minutes ?? [];
    this.#judgement = judge(
      { settings, changes, now, alarms, ...(counts === undefined ? {} : { counts }) },
      this.#judgement,
    );
    const rule = counts === undefined ? undefined : { settings, delayMs: counts.delayMs, changes };
    return gateLookOf(this.#judgement, rule, this.#news(lookWarnings(this.#judgement, seen)));
  }

  /**
   * What the summary says of the verdict.
   *
   * @param events what followed from the verdict: `14:09 weight 10 → 0 %, by this step`.
   */
  told(escaping: Escape, events: readonly string[] = []): VerdictText {
    if (this.#judgement === undefined || this.#held === undefined) return { why: "", details: "" };
    const { fixed, source } = this.#held;
    const provenance = testsOf(fixed.settings).length > 0 ? source?.provenance : undefined;
    const told = { settings: fixed.settings, provenance, changes: this.#changes, events };
    return verdictText(this.#judgement, told, escaping);
  }

  /** What the last look counted of each side; undefined: nothing did. */
  measured(): Measured | undefined {
    return this.#judgement && measuredOf(this.#judgement);
  }

  /** What the last look was judged by, minute by minute, for `result`; undefined before the first look. */
  numbers(): unknown {
    return this.#judgement && numbersOf(this.#judgement, this.#minutes);
  }

  close(): void {
    this.#opened?.source.close?.();
    this.#alarms.close();
  }

  /** A weight that no record tells of is taken to be there since it was first seen. */
  #follow(standing: Standing): void {
    const { weight } = standing;
    if (weight !== undefined && this.#weightSeen?.weight !== weight)
      this.#weightSeen = { weight, at: this.#tools.clock.now() };
    this.#changes = changesOf(standing, this.#weightSeen?.at ?? this.#tools.clock.now());
  }

  #rememberedFor({ rollout }: Standing): string | undefined {
    return this.#ownMark?.rollout === rollout?.id ? this.#ownMark?.mark : undefined;
  }

  async #choose(meter: Meter, known: FixedGates | undefined) {
    const settings = known?.settings ?? this.#asked.settings;
    const choice = chooseSource({ asked: this.#asked, meter, settings, begunWith: known?.source });
    return { choice, source: await this.#open(choice, JSON.stringify([choice.name, meter, settings])) };
  }

  /** @throws DeliveryError: what cannot be asked now will not judge later. */
  async #askAll(source: OpenSource | undefined, firstMove: number | undefined): Promise<AlarmsRead> {
    const [problem, alarms] = await Promise.all([source?.probe(), this.#alarms.read()]);
    if (source !== undefined) requireReadable(source.provenance.name, problem);
    requireQuiet(await this.#alarms.judge(alarms, undefined, () => undefined), firstMove);
    return alarms;
  }

  /** A source that stays the same keeps what it knows: how far a log was read. */
  async #open(choice: Choice, key: string): Promise<OpenSource | undefined> {
    if (this.#opened?.key === key) return this.#opened.source;
    this.#opened?.source.close?.();
    this.#opened = undefined;
    if (choice.name === "none") return undefined;
    const { clock, signal } = this.#tools;
    const source = await choice.make({ clock, signal, changes: () => this.#changes });
    this.#opened = { key, source };
    return source;
  }

  async #dayBefore(source: OpenSource, firstMove: number | undefined): Promise<typeof NOTHING_KNOWN> {
    const found = await source.history(historySpan(firstMove ?? this.#tools.clock.now()));
    if ("minutes" in found) return { history: historiesOf(found.minutes), warnings: [] };
    const [why = "no answer"] = found.problem.reasons;
    return { history: {}, warnings: [`Nothing is known of the day before, by which blue is held to be well: ${why}`] };
  }

  /** Each once: thirty looks have the same trouble, and every step of a `rollout` the same alarms. */
  #news(found: readonly { key: string; text: string }[]): string[] {
    return found.flatMap(({ key, text }) => {
      if (this.#told.has(key)) return [];
      this.#told.add(key);
      return [text];
    });
  }
}

const NOTHING_KNOWN: { history: Histories; warnings: readonly string[] } = { history: {}, warnings: [] };
const NO_WORDS: ReturnType<typeof bakeWords> = { notes: [], warnings: [] };

/** What a rollout was begun with may not be at hand any more: its minutes are then counted anew by something else. */
function otherSource({ name }: Choice, known: FixedGates | undefined): string | undefined {
  if (known === undefined || known.source === name) return undefined;
  return `This rollout was begun with counts by ${known.source}, which is not given any more: all of it is now judged by ${name}.`;
}

function becauseIn(choice: Choice): { because: string } {
  return { because: "because" in choice ? choice.because : "" };
}

async function readOf(source: OpenSource | undefined, span: Span | undefined): Promise<Reading | undefined> {
  return span === undefined ? undefined : source?.read(span);
}

/** Before the first move there is nothing to read, which is no fault of the source. */
function countsOf(
  source: OpenSource | undefined,
  reading: Reading | undefined,
  span: Span | undefined,
  history: Histories,
): Counts | undefined {
  if (source === undefined) return undefined;
  if (reading === undefined || span === undefined)
    return countsFrom(source, { minutes: [], warnings: [] }, NO_SPAN, history);
  return countsFrom(source, reading, span, history);
}

const NO_SPAN: Span = { from: 0, to: 0 };
