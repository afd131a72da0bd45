import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Finding } from "../../../delivery/findings.ts";
import { unreadable } from "../../../delivery/findings.ts";
import type { Change, Intent, Plan, Progress, View } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../../engine/platform.ts";
import { clientConfig } from "../../aws.ts";
import { Editors } from "../groups/editors.ts";
import { Ec2Reader } from "../groups/observe.ts";
import { rightsFindings } from "../groups/rights.ts";
import { isUndoAside, undoAside } from "../image/aside.ts";
import { meterOf } from "../listeners/meter.ts";
import { RouteReader } from "../listeners/observe-routes.ts";
import { RuleWriter } from "../listeners/rules.ts";
import type { Ec2Settings } from "../settings.ts";
import { ANY_REVISION } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { Ec2Writer } from "./apply.ts";
import type { Ec2Change } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { Ec2Observer } from "./observe.ts";
import { planStep } from "./plan.ts";
import { identify } from "./sides.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
export class Ec2Platform implements Platform<Snapshot, Ec2Change> {
  readonly #settings: Ec2Settings;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #editors: Editors;
  readonly #observerOf: (step: Step) => Ec2Observer;
  readonly #observer: Ec2Observer;
  readonly #writer: Ec2Writer;

  constructor(settings: Ec2Settings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    const config = clientConfig(settings.region);
    this.#elb = new ElasticLoadBalancingV2Client(config);
    this.#autoScaling = new AutoScalingClient(config);
    this.#editors = new Editors(settings.region, signal);
    const groups = new Ec2Reader(this.#elb, this.#autoScaling, this.#editors, signal);
    const routes = new RouteReader(this.#elb, signal);
    this.#observerOf = (step) =>
      new Ec2Observer({ settings, step, clock, signal, groups, routes, editors: this.#editors });
    this.#observer = this.#observerOf(step);
    this.#writer = new Ec2Writer({
      autoScaling: this.#autoScaling,
      reader: groups,
      weights: { elb: this.#elb, reader: routes, signal, clock },
      rules: new RuleWriter(this.#elb, routes, signal),
      editors: this.#editors,
      clock,
      signal,
    });
  }

  observe(): Promise<Snapshot> {
    return this.#observer.observe();
  }

  confirm(seen: Snapshot): Promise<Snapshot> {
    return this.#observer.confirm(seen);
  }

  plan(intent: Intent, seen: Snapshot): Plan<Ec2Change> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Ec2Change, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  refresh(wait: Ec2Change, seen: Snapshot, look: Look): Promise<Snapshot> {
    return this.#observer.refresh(wait, seen, look);
  }

  settled(wait: Ec2Change, seen: Snapshot): Progress {
    return progressOf(wait, seen);
  }

  async diagnose(intent: Intent, seen: Snapshot): Promise<Finding[]> {
    const settings = { ...this.#settings, revision: ANY_REVISION };
    const rights = rightsFindings(this.#editors, identify(seen).blue.group?.template);
    // What only a deploy reads, e.g. who else uses the target groups, and what is attached to the group to be cloned.
    const found = this.#observerOf("deploy")
      .observe()
      .then((whole) => diagnose(settings, intent, whole), unreadable);
    return [...(await found), ...(await rights)];
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter(seen: Snapshot): Meter {
    const { blue, green } = identify(seen);
    return meterOf(this.#settings.routes, blue.targetGroup, green.targetGroup);
  }

  undo(intent: Intent, seen: Snapshot): Ec2Change {
    return undoAside(intent, this.#settings.revision, seen.baking) ?? undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: Snapshot): undo is Ec2Change {
    return isUndoAside(undo, intent, this.#settings.revision) || acceptsUndo(undo, this.#settings, intent, seen);
  }

  close(): void {
    this.#elb.destroy();
    this.#autoScaling.destroy();
    this.#editors.close();
  }
}
