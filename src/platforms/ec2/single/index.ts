import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Finding } from "../../../delivery/findings.ts";
import { unreadable } from "../../../delivery/findings.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../../engine/platform.ts";
import { clientConfig } from "../../aws.ts";
import { Editors } from "../groups/editors.ts";
import { Ec2Reader } from "../groups/observe.ts";
import { rightsFindings } from "../groups/rights.ts";
import { SingleWriter } from "./apply.ts";
import type { SingleChange } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { SingleObserver } from "./observe.ts";
import { planStep } from "./plan.ts";
import { RefreshClient } from "./refresh-client.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** One EC2 Auto Scaling group, whose machines are replaced batch by batch, behind one or more target groups. */
export class SinglePlatform implements Platform<SingleSnapshot, SingleChange> {
  readonly #settings: SingleSettings;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #editors: Editors;
  readonly #observerOf: (step: Step) => SingleObserver;
  readonly #observer: SingleObserver;
  readonly #writer: SingleWriter;

  constructor(settings: SingleSettings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    const config = clientConfig(settings.region);
    this.#elb = new ElasticLoadBalancingV2Client(config);
    this.#autoScaling = new AutoScalingClient(config);
    const editors = new Editors(settings.region, signal);
    this.#editors = editors;
    const groups = new Ec2Reader(this.#elb, this.#autoScaling, editors, signal);
    const refreshes = new RefreshClient(this.#autoScaling, signal);
    this.#observerOf = (of) => new SingleObserver({ settings, step: of, clock, signal, groups, refreshes, editors });
    this.#observer = this.#observerOf(step);
    this.#writer = new SingleWriter({
      autoScaling: this.#autoScaling,
      reader: groups,
      refreshes,
      editors,
      clock,
      signal,
    });
  }

  observe(): Promise<SingleSnapshot> {
    return this.#observer.observe();
  }

  plan(intent: Intent, seen: SingleSnapshot): Plan<SingleChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Applied<SingleChange>, seen: SingleSnapshot): Promise<SingleSnapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  refresh(wait: WaitOf<SingleChange>, seen: SingleSnapshot, look: Look): Promise<SingleSnapshot> {
    return this.#observer.refresh(wait, seen, look);
  }

  settled(wait: WaitOf<SingleChange>, seen: SingleSnapshot): Progress {
    return progressOf(wait, seen);
  }

  /** What only a deploy reads: the version that the group names, and the alarms. */
  async diagnose(intent: Intent, seen: SingleSnapshot): Promise<Finding[]> {
    const rights = rightsFindings(this.#editors, seen.group.template);
    const found = this.#observerOf("deploy")
      .observe()
      .then((whole) => diagnose(this.#settings, intent, whole), unreadable);
    return [...(await found), ...(await rights)];
  }

  view(seen: SingleSnapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter(_seen: SingleSnapshot): Meter {
    return { by: "nothing", because: "old and new machines share their target groups, which count them together" };
  }

  undo(intent: Intent, seen: SingleSnapshot): Applied<SingleChange> {
    return undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: SingleSnapshot): undo is Applied<SingleChange> {
    return acceptsUndo(undo, this.#settings, intent, seen);
  }

  close(): void {
    this.#elb.destroy();
    this.#autoScaling.destroy();
    this.#editors.close();
  }
}
