import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeLoadBalancerTargetGroups } from "@aws-sdk/client-auto-scaling";
import type { WaitOf } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look } from "../../../engine/platform.ts";
import { call, gather } from "../../aws.ts";
import type { GroupConfig } from "../clone/group-config.ts";
import type { Editors } from "../groups/editors.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { toTargetGroupState } from "../groups/observe.ts";
import { observeBaking, observeImages } from "../image/observe.ts";
import type { RouteReader } from "../listeners/observe-routes.ts";
import type { SharedSettings } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import { requireSuitable } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { progressOf } from "./waits.ts";

/** Of a wait's looks, one in this many also reads failed scaling activities. */
const FAILURES_EVERY = 5;
/** The steps after which green may lack what blue has, and which give it that. */
const CARRYING: readonly Step[] = ["deploy", "shift", "promote"];

interface Sources {
  settings: SharedSettings;
  autoScaling: AutoScalingClient;
  editors: Editors;
  reader: Ec2Reader;
  routes: RouteReader;
  clock: Clock;
  signal: AbortSignal;
}

/** The reading half of the platform. */
export class SharedObserver {
  readonly #from: Sources;
  readonly #began: number;

  constructor(sources: Sources) {
    this.#from = sources;
    this.#began = sources.clock.now();
  }

  /** Two rounds: names and routes, then what is in the target group and on the groups. */
  async observe(step: Step): Promise<SharedSnapshot> {
    const { settings, editors, reader, clock } = this.#from;
    const [groups, routes, targetGroup, imageState] = await Promise.all([
      reader.groups(settings.fleet),
      this.#from.routes.routes(settings.routes),
      reader.targetGroup(settings.targetGroup),
      editors.imageState(settings.revision),
    ]);
    const arn = targetGroup.TargetGroupArn ?? "";
    const [targets, attributes, attached, pools, otherwiseAttached, baking] = await Promise.all([
      reader.targets(arn),
      this.#asksAttributes(step) ? reader.attributes(arn) : undefined,
      this.#attachments(groups, step),
      step === "deploy" ? reader.warmPools(groups) : {},
      step === "deploy" ? this.#otherwiseAttached(groups, arn) : [],
      observeBaking(settings.revision, groups, editors, reader),
    ]);
    const now = clock.now();
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

  /** The targets and the groups at every look; failed activities at every fifth, and when a wait may end without them. */
  async refresh(wait: WaitOf<SharedChange>, seen: SharedSnapshot, look: Look): Promise<SharedSnapshot> {
    const { reader, editors, clock } = this.#from;
    const waiting = { ...seen, at: clock.now(), waitingSince: look.since };
    if (wait.kind === "wait-image")
      return { ...waiting, baking: await observeImages(wait, seen.baking, seen.groups, editors, reader) };
    const launching = wait.kind === "wait-launched" || wait.kind === "wait-healthy";
    const asking = launching && (look.thorough || look.number % FAILURES_EVERY === 0);
    const names = [...new Set([...seen.groups.map(({ name }) => name), wait.group])];
    const [targets, groups, failures] = await Promise.all([
      reader.targets(seen.targetGroup.arn),
      reader.groupsNamed(names),
      asking ? reader.failures(wait.group, this.#began) : seen.failures,
    ]);
    const now = { ...waiting, groups, failures, targetGroup: { ...seen.targetGroup, targets } };
    if (wait.kind !== "wait-bake" || progressOf(wait, now).state !== "impossible") return now;
    // What Auto Scaling did to either side is the likely cause.
    const activities = await Promise.all(names.map((name) => reader.activities(name, look.since)));
    return { ...now, failures: activities.flat() };
  }

  /** Stickiness is told by a shift; how long connections may go on, by a teardown. */
  #asksAttributes(step: Step): boolean {
    const network = this.#from.settings.routes.some(({ loadBalancerType }) => loadBalancerType === "network");
    return step === "shift" || (step === "teardown" && network);
  }

  async #attachments(groups: readonly GroupState[], step: Step): Promise<(readonly [string, GroupConfig])[]> {
    const { settings, reader } = this.#from;
    if (settings.fleet.kind === "paired" || !CARRYING.includes(step)) return [];
    return Promise.all(groups.map(async (group) => [group.name, await reader.attachments(group)] as const));
  }

  async #otherwiseAttached(groups: readonly GroupState[], arn: string): Promise<string[]> {
    const attached = groups.filter(({ targetGroupArns }) => targetGroupArns.includes(arn)).map(({ name }) => name);
    const asked = await Promise.all(attached.map((name) => this.#isDetachable(name, arn)));
    return attached.filter((_, index) => asked[index] === false);
  }

  /**
   * Whether AttachLoadBalancerTargetGroups attached the group to the target group: only then does its counterpart detach
   * it, and only then is it listed here (Auto Scaling API Reference, DescribeLoadBalancerTargetGroups).
   */
  async #isDetachable(group: string, targetGroupArn: string): Promise<boolean> {
    const { autoScaling: client, signal } = this.#from;
    const input = { AutoScalingGroupName: group };
    const pages = paginateDescribeLoadBalancerTargetGroups({ client }, input, { abortSignal: signal });
    const found = await call("autoscaling:DescribeLoadBalancerTargetGroups", signal, () =>
      gather(pages, ({ LoadBalancerTargetGroups }) => LoadBalancerTargetGroups),
    );
    return found.some(({ LoadBalancerTargetGroupARN: arn }) => arn === targetGroupArn);
  }
}
