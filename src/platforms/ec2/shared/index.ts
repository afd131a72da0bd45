import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Finding } from "../../../delivery/findings.ts";
import { unreadable } from "../../../delivery/findings.ts";
import type { Change, Intent, Plan, Progress, View } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../../engine/platform.ts";
import { clientConfig } from "../../aws.ts";
import type { GroupConfig } from "../clone/group-config.ts";
import { Editors } from "../groups/editors.ts";
import { Ec2Reader, toTargetGroupState } from "../groups/observe.ts";
import { rightsFindings } from "../groups/rights.ts";
import { isUndoAside, undoAside } from "../image/aside.ts";
import { observeBaking, observeImages } from "../image/observe.ts";
import { meterOf } from "../listeners/meter.ts";
import { RouteReader } from "../listeners/observe-routes.ts";
import type { SharedSettings } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import { SharedWriter } from "./apply.ts";
import type { SharedChange } from "./changes.ts";
import { diagnose } from "./diagnosis.ts";
import { isDetachable } from "./observe.ts";
import { planStep } from "./plan.ts";
import { identify, requireSuitable } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { isUndoOf, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { progressOf } from "./waits.ts";

/** Of a wait's looks, one in this many also reads failed scaling activities. */
const FAILURES_EVERY = 5;
/** The steps after which green may lack what blue has, and which give it that. */
const CARRYING: readonly Step[] = ["deploy", "shift", "promote"];

/**
 * EC2 Auto Scaling groups that share one target group: the share of the traffic is the share of healthy instances, and
 * who is attached decides about none and all.
 */
export class SharedPlatform implements Platform<SharedSnapshot, SharedChange> {
  readonly #settings: SharedSettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #editors: Editors;
  readonly #reader: Ec2Reader;
  readonly #routes: RouteReader;
  readonly #writer: SharedWriter;
  readonly #began: number;

  constructor(settings: SharedSettings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = clock;
    this.#signal = signal;
    this.#began = clock.now();
    const config = clientConfig(settings.region);
    this.#elb = new ElasticLoadBalancingV2Client(config);
    this.#autoScaling = new AutoScalingClient(config);
    this.#editors = new Editors(settings.region, signal);
    this.#reader = new Ec2Reader(this.#elb, this.#autoScaling, this.#editors, signal);
    this.#routes = new RouteReader(this.#elb, signal);
    this.#writer = new SharedWriter({
      autoScaling: this.#autoScaling,
      reader: this.#reader,
      editors: this.#editors,
      clock,
      signal,
    });
  }

  observe(): Promise<SharedSnapshot> {
    return this.#observeFor(this.#step);
  }

  /** Two rounds: names and routes, then what is in the target group and on the groups. */
  async #observeFor(step: Step): Promise<SharedSnapshot> {
    const settings = this.#settings;
    const [groups, routes, targetGroup, imageState] = await Promise.all([
      this.#reader.groups(settings.fleet),
      this.#routes.routes(settings.routes),
      this.#reader.targetGroup(settings.targetGroup),
      this.#editors.imageState(settings.revision),
    ]);
    const arn = targetGroup.TargetGroupArn ?? "";
    const [targets, attributes, attached, pools, otherwiseAttached, baking] = await Promise.all([
      this.#reader.targets(arn),
      this.#asksAttributes(step) ? this.#reader.attributes(arn) : undefined,
      this.#attachments(groups, step),
      step === "deploy" ? this.#reader.warmPools(groups) : {},
      step === "deploy" ? this.#otherwiseAttached(groups, arn) : [],
      observeBaking(settings.revision, groups, this.#editors, this.#reader),
    ]);
    const now = this.#clock.now();
    const seen: SharedSnapshot = {
      at: now,
      routesAt: now,
      routes,
      targetGroup: toTargetGroupState(targetGroup, targets, attributes),
      groups,
      attachments: Object.fromEntries(attached),
      pools,
      otherwiseAttached,
      imageState,
      baking,
      waitingSince: undefined,
      failures: [],
    };
    requireSuitable(settings, seen);
    return seen;
  }

  plan(intent: Intent, seen: SharedSnapshot): Plan<SharedChange> {
    return planStep(this.#settings, intent, seen);
  }

  async apply(change: SharedChange, seen: SharedSnapshot): Promise<SharedSnapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  /** The targets and the groups at every look; failed activities at every fifth, and when a wait may end without them. */
  async refresh(wait: SharedChange, seen: SharedSnapshot, look: Look): Promise<SharedSnapshot> {
    const at = this.#clock.now();
    const waiting = { ...seen, at, waitingSince: look.since };
    if (wait.kind === "wait-image")
      return { ...waiting, baking: await observeImages(wait, seen.baking, seen.groups, this.#editors, this.#reader) };
    if (wait.kind === "wait-until" || wait.kind === "wait-claim" || !("group" in wait)) return waiting;
    const launching = wait.kind === "wait-launched" || wait.kind === "wait-healthy";
    const asking = launching && (look.thorough || look.number % FAILURES_EVERY === 0);
    const names = [...new Set([...seen.groups.map(({ name }) => name), wait.group])];
    const [targets, groups, failures] = await Promise.all([
      this.#reader.targets(seen.targetGroup.arn),
      this.#reader.groupsNamed(names),
      asking ? this.#reader.failures(wait.group, this.#began) : seen.failures,
    ]);
    const now = { ...waiting, groups, failures, targetGroup: { ...seen.targetGroup, targets } };
    if (wait.kind !== "wait-bake" || progressOf(wait, now).state !== "impossible") return now;
    // What Auto Scaling did to either side is the likely cause.
    const activities = await Promise.all(names.map((name) => this.#reader.activities(name, look.since)));
    return { ...now, failures: activities.flat() };
  }

  settled(wait: SharedChange, seen: SharedSnapshot): Progress {
    return progressOf(wait, seen);
  }

  async diagnose(intent: Intent, seen: SharedSnapshot): Promise<Finding[]> {
    const rights = rightsFindings(this.#editors, identify(seen).blue.group?.template);
    // What only a deploy reads: what is attached to the group to be cloned, and whether blue can be detached.
    const found = this.#observeFor("deploy").then((whole) => diagnose(this.#settings, intent, whole), unreadable);
    return [...(await found), ...(await rights)];
  }

  view(seen: SharedSnapshot): View {
    return viewOf(this.#settings, seen);
  }

  /** One target group counts both sides together. */
  meter({ targetGroup }: SharedSnapshot): Meter {
    return meterOf(this.#settings.routes, targetGroup, targetGroup);
  }

  undo(intent: Intent, seen: SharedSnapshot): SharedChange {
    // Once green serves its image was made long ago.
    const aside = identify(seen).green.attached ? undefined : undoAside(intent, this.#settings.revision, seen.baking);
    return aside ?? undoOf(intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: SharedSnapshot): undo is SharedChange {
    return isUndoAside(undo, intent, this.#settings.revision) || isUndoOf(undo, intent, seen);
  }

  close(): void {
    this.#elb.destroy();
    this.#autoScaling.destroy();
    this.#editors.close();
  }

  /** Stickiness is told by a shift; how long connections may go on, by a teardown. */
  #asksAttributes(step: Step): boolean {
    const network = this.#settings.routes.some(({ loadBalancerType }) => loadBalancerType === "network");
    return step === "shift" || (step === "teardown" && network);
  }

  async #attachments(groups: readonly GroupState[], step: Step): Promise<(readonly [string, GroupConfig])[]> {
    if (this.#settings.fleet.kind === "paired" || !CARRYING.includes(step)) return [];
    return Promise.all(groups.map(async (group) => [group.name, await this.#reader.attachments(group)] as const));
  }

  async #otherwiseAttached(groups: readonly GroupState[], arn: string): Promise<string[]> {
    const attached = groups.filter(({ targetGroupArns }) => targetGroupArns.includes(arn)).map(({ name }) => name);
    const asked = await Promise.all(attached.map((name) => isDetachable(this.#autoScaling, this.#signal, name, arn)));
    return attached.filter((_, index) => asked[index] === false);
  }
}
