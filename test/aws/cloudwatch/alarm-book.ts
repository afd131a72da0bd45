import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, text } from "../params.ts";
import type { Alarm } from "./alarms.ts";
import { actionsOf, allActions, newAlarm } from "./alarms.ts";
import type { CompositeRule } from "./composite.ts";
import { childrenOf } from "./composite.ts";
import { AlarmHistory } from "./history.ts";
import type { Metrics } from "./series.ts";
import type { NewState } from "./watch.ts";
import { dependsOn, intervalOf, judgeComposite, judgeMetric } from "./watch.ts";

/** What an alarm asks of whoever an action of its state names. */
export type AlarmAction = (arn: string, alarm: Alarm) => void;

/** All alarms: metric alarms follow their metrics, composite ones follow other alarms. */
export class AlarmBook {
  readonly alarms = new Map<string, Alarm>();
  readonly history: AlarmHistory;
  /** What the ARN of every alarm begins with. */
  readonly prefix: string;
  readonly #metrics: Metrics;
  readonly #listeners: AlarmAction[] = [];

  constructor(metrics: Metrics, prefix: string) {
    this.#metrics = metrics;
    this.prefix = prefix;
    this.history = new AlarmHistory(() => metrics.time.now());
  }

  onAction(listener: AlarmAction): void {
    this.#listeners.push(listener);
  }

  /** The alarms that call this ARN in one state or another. */
  calling(arn: string): Alarm[] {
    return [...this.alarms.values()].filter((alarm) => allActions(alarm).includes(arn));
  }

  find(arn: string): Alarm | undefined {
    return arn.startsWith(this.prefix) ? this.alarms.get(arn.slice(this.prefix.length)) : undefined;
  }

  byArn(arn: string): Alarm {
    const alarm = this.find(arn);
    if (alarm !== undefined) return alarm;
    throw new AwsError("ResourceNotFoundException", `${arn} does not exist`, 404);
  }

  /** Puts an alarm; one that is there keeps its state and its tags, and nothing else. */
  put(name: string, settings: Params, tags: readonly Params[], rule?: CompositeRule): void {
    const existing = this.alarms.get(name);
    const alarm = newAlarm(name, this.prefix, settings, rule, this.#metrics.time.now());
    // Tags of an alarm that is there are ignored (API Reference, PutMetricAlarm).
    setTags(alarm, tags);
    if (existing !== undefined) Object.assign(alarm, { state: existing.state, tags: existing.tags });
    this.#requireOther(alarm, existing);
    this.alarms.set(name, alarm);
    this.history.configuration(alarm, existing === undefined ? "Create" : "Update");
    this.#schedule(alarm);
    const state = judgeComposite(alarm, this.alarms, undefined);
    if (state !== undefined && state.value !== alarm.state.value) this.setState(alarm, state);
  }

  remove(name: string): void {
    const alarm = this.alarms.get(name);
    if (alarm === undefined) return;
    this.alarms.delete(name);
    this.history.configuration(alarm, "Delete");
  }

  /** Auto Scaling's actions, unlike others, are called again while the state lasts (User Guide, "Alarm actions"). */
  setState(alarm: Alarm, { value, reason, data }: NewState, changing: ReadonlySet<Alarm> = new Set()): void {
    const before = alarm.state;
    const now = new Date(this.#metrics.time.now());
    const transitionedAt = before.value === value ? before.transitionedAt : now;
    alarm.state = { value, reason, data, updatedAt: now, transitionedAt };
    if (before.value !== value) this.history.state(alarm, before);
    this.#schedule(alarm);
    this.#act(alarm);
    if (before.value !== value) this.#spread(alarm, new Set([...changing, alarm]));
  }

  /** Evaluates the metric alarms whose time has come. */
  evaluateDue(): void {
    const now = this.#metrics.time.now();
    for (const alarm of this.alarms.values()) if (alarm.dueAt <= now) this.evaluate(alarm);
  }

  evaluate(alarm: Alarm): void {
    this.#schedule(alarm);
    const state = judgeMetric(this.#metrics, alarm);
    if (state === undefined) return;
    if (state.value === alarm.state.value) this.#act(alarm);
    else this.setState(alarm, state);
  }

  /** Composite alarms follow; each once, for their rules may go in a circle. */
  #spread(cause: Alarm, changing: ReadonlySet<Alarm>): void {
    for (const alarm of this.alarms.values()) {
      if (changing.has(alarm) || !dependsOn(alarm, cause)) continue;
      const state = judgeComposite(alarm, this.alarms, cause);
      if (state !== undefined && state.value !== alarm.state.value) this.setState(alarm, state, changing);
    }
  }

  #act(alarm: Alarm): void {
    for (const arn of actionsOf(alarm, alarm.state.value)) for (const listener of this.#listeners) listener(arn, alarm);
  }

  #schedule(alarm: Alarm): void {
    alarm.dueAt = this.#metrics.time.now() + intervalOf(alarm);
  }

  /** A composite alarm names others that are there; a name belongs to one kind of alarm. */
  #requireOther(alarm: Alarm, existing: Alarm | undefined): void {
    if (existing !== undefined && (existing.composite === undefined) !== (alarm.composite === undefined))
      throw new AwsError("ValidationError", `The name ${alarm.name} belongs to an alarm of another type`);
    for (const child of alarm.composite === undefined ? [] : childrenOf(alarm.composite)) {
      const name = child.startsWith(this.prefix) ? child.slice(this.prefix.length) : child;
      if (name === alarm.name || !this.alarms.has(name))
        throw new AwsError("ValidationError", `Could not save the composite alarm as alarm '${child}' does not exist`);
    }
  }
}

export function setTags(alarm: Alarm, tags: readonly Params[]): void {
  for (const tag of tags) alarm.tags.set(required(tag, "Key"), text(tag, "Value") ?? "");
}
