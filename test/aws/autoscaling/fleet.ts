import type { WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { tagsOf } from "../ec2/templates.ts";
import type { Elb } from "../elb/index.ts";
import { structure, text } from "../params.ts";
import { beginActivity, endActivity } from "./activities.ts";
import { failedCheckOf, MemberHealth } from "./health.ts";
import type { Transition } from "./hooks.ts";
import { Hooks, release } from "./hooks.ts";
import { planOf } from "./mixed.ts";
import type { Activity, Group, Member } from "./model.ts";
import { counts, isLeaving, unitsOf } from "./model.ts";
import { Rebalance } from "./rebalance.ts";
import { activeRefresh, launchesFrom, surgeOf } from "./refresh/active.ts";
import { zonesOf } from "./settings.ts";
import { poolSettings, poolSize } from "./warm-pool.ts";

/** AWS seconds between two looks at every group. */
const RECONCILE_SECONDS = 1;
/** AWS seconds without a new launch after one failed. */
const LAUNCH_PAUSE_SECONDS = 10;
const LAUNCHING: Transition = "autoscaling:EC2_INSTANCE_LAUNCHING";
const TERMINATING: Transition = "autoscaling:EC2_INSTANCE_TERMINATING";
const ALL_PROTECTED =
  "Could not scale to desired capacity because all remaining instances are protected from scale-in.";

/** Brings every group's instances to what the group wants, as the service does behind the API. */
export class Fleet {
  /** When set, every launch fails with this reason: no capacity, a limit reached. */
  launchFailure: string | undefined;
  /** When set, every instance ends before it is in service, with this reason: a key that cannot be used. */
  launchCancelled: string | undefined;
  readonly hooks: Hooks;
  readonly health: MemberHealth;
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #elb: Elb;
  readonly #rebalance: Rebalance;
  readonly #stop: () => void;

  constructor(config: WorldConfig, ec2: Ec2, elb: Elb, groups: ReadonlyMap<string, Group>) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#elb = elb;
    this.hooks = new Hooks(config.clock);
    this.health = new MemberHealth(config.clock, elb);
    this.#rebalance = new Rebalance(config.clock);
    this.#stop = config.clock.every(RECONCILE_SECONDS, () => {
      for (const group of groups.values()) this.reconcile(group);
    });
  }

  close(): void {
    this.#stop();
  }

  reconcile(group: Group): void {
    for (const member of group.instances) this.#admit(group, member);
    this.#replaceUnhealthy(group);
    this.#rebalanceZones(group);
    const alive = group.instances.filter(counts);
    const missing = this.#aim(group) - unitsOf(alive);
    if (missing > 0 && !group.deleting && this.#mayLaunch(group)) this.#grow(group, missing);
    if (missing < 0 && !group.suspended.has("Terminate")) this.#shrink(group, alive);
    this.#keepPool(group);
  }

  /** Capacity units that the group is to have now. */
  #aim(group: Group): number {
    return group.desired + surgeOf(group) + this.#rebalance.extra(group);
  }

  #rebalanceZones(group: Group): void {
    const surplus = this.#rebalance.look(group, zonesOf(group, this.#ec2));
    if (surplus === undefined) return;
    const cause = `At ${this.#stamp()} availability zones had to be rebalanced. An instance was terminated in ${surplus.instance.zone}.`;
    void this.terminate(group, surplus, cause);
  }

  /** Takes an instance out for good: it drains, waits for its hooks, and is terminated. */
  terminate(group: Group, member: Member, cause: string): Promise<void> {
    member.letGo?.();
    if (isLeaving(member)) return Promise.resolve();
    Object.assign(member, { lifecycle: "Terminating", entering: false });
    release(member);
    if (member.launch !== undefined)
      endActivity(member.launch, "Cancelled", "The instance was terminated before its launch ended.");
    const { clock } = this.#config;
    const activity = beginActivity(clock, group, `Terminating EC2 instance: ${member.instance.id}`, cause);
    return this.#leave(group, member, activity);
  }

  /** Registers every instance that is in service, or on its way there. */
  attach(group: Group, targetGroupArn: string): void {
    for (const { instance, lifecycle, entering } of group.instances)
      if (lifecycle === "InService" || entering) this.#elb.register(targetGroupArn, instance.id);
  }

  /** Resolves when every instance has drained; they go on running. */
  async detach(group: Group, targetGroupArn: string): Promise<void> {
    if (!this.#elb.hasGroup(targetGroupArn)) return;
    await Promise.all(group.instances.map(({ instance }) => this.#elb.deregister(targetGroupArn, instance.id)));
  }

  /** Resolves when the instance is out of all of the group's target groups and serves nobody. */
  async drain(group: Group, { instance }: Member): Promise<void> {
    const arns = group.targetGroupArns.filter((arn) => this.#elb.hasGroup(arn));
    await Promise.all(arns.map((arn) => this.#elb.vacate(arn, instance.id)));
  }

  /** Registers an instance that runs. It is in service once each load balancer has checked it, whatever they found. */
  intoService(group: Group, member: Member): void {
    member.entering = true;
    if (!group.suspended.has("AddToLoadBalancer"))
      for (const arn of group.targetGroupArns) if (this.#elb.hasGroup(arn)) this.#elb.register(arn, member.instance.id);
    this.#admit(group, member);
  }

  #admit(group: Group, member: Member): void {
    if (!member.entering || isLeaving(member) || !this.health.wasChecked(group, member)) return;
    const inServiceSince = this.#config.clock.now();
    Object.assign(member, { lifecycle: "InService", inServiceSince, healthy: true, entering: false });
    if (member.launch !== undefined) endActivity(member.launch, "Successful");
  }

  #mayLaunch(group: Group): boolean {
    return !group.suspended.has("Launch") && this.#config.clock.now() >= group.pauseUntil;
  }

  #grow(group: Group, missing: number): void {
    const aim = unitsOf(group.instances.filter(counts)) + missing;
    while (unitsOf(group.instances.filter(counts)) < aim)
      if (!this.#serveWarm(group) && !this.#launch(group, group.instances)) return;
  }

  /** Never below what the group is to have: an instance whose weight is more than what is too much stays. */
  #shrink(group: Group, alive: readonly Member[]): void {
    const { clock } = this.#config;
    const cause = `At ${this.#stamp()} instances were taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${unitsOf(alive)} to ${group.desired}.`;
    let surplus = unitsOf(alive) - this.#aim(group);
    for (const member of alive.filter((one) => !one.protected)) {
      const units = unitsOf([member]);
      if (units > surplus) continue;
      surplus -= units;
      if (this.#returns(group, member)) void this.#intoPool(group, member);
      else void this.terminate(group, member, cause);
    }
    const [last] = group.activities;
    if (surplus <= 0 || alive.some((member) => !member.protected) || last?.message === ALL_PROTECTED) return;
    endActivity(beginActivity(clock, group, ALL_PROTECTED, cause), "Cancelled", ALL_PROTECTED);
  }

  #keepPool(group: Group): void {
    const settings = poolSettings(group);
    const wanted = settings === undefined || group.deleting ? 0 : poolSize(group, settings);
    const kept = group.warm.filter((member) => !isLeaving(member));
    for (const member of kept.slice(0, Math.max(0, kept.length - wanted)))
      void this.terminate(group, member, `At ${this.#stamp()} an instance left the warm pool.`);
    for (let count = kept.length; count < wanted && this.#mayLaunch(group); count += 1)
      if (!this.#launch(group, group.warm)) return;
  }

  #launch(group: Group, into: Member[]): boolean {
    const cause = `At ${this.#stamp()} an instance was started in response to a difference between desired and actual capacity, increasing the capacity to ${group.desired}.`;
    const { clock } = this.#config;
    const warm = into === group.warm;
    try {
      if (this.launchFailure !== undefined) throw new AwsError("LaunchFailed", this.launchFailure);
      const member = this.#start(group, warm);
      const what = warm ? "Launching a new EC2 instance into warm pool" : "Launching a new EC2 instance";
      member.launch = beginActivity(clock, group, `${what}: ${member.instance.id}`, cause);
      into.push(member);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      endActivity(beginActivity(clock, group, "Launching a new EC2 instance", cause), "Failed", error.message);
      this.#pause(group);
      return false;
    }
  }

  #start(group: Group, warm: boolean): Member {
    const { template, version, imageId, instanceType, weight } = planOf({ members: launchesFrom(group) }, this.#ec2);
    const image = this.#ec2.images.get(imageId);
    if (image === undefined) {
      const message = `The image id '[${imageId}]' does not exist. Launching EC2 instance failed.`;
      throw new AwsError("LaunchFailed", message);
    }
    if (image.state !== "available") {
      const message = `AMI ${imageId} is ${image.state}, and cannot be run. Launching EC2 instance failed.`;
      throw new AwsError("LaunchFailed", message);
    }
    const encoded = text(version.data, "UserData");
    const instance = this.#ec2.instances.launch(
      {
        image,
        zone: this.#emptiestZone(group),
        userData: encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString(),
        instanceType,
        tags: this.#instanceTags(group, version.data, template.id, version.number),
      },
      () => this.#running(group, member),
    );
    const member: Member = {
      instance,
      lifecycle: warm ? "Warmed:Pending" : "Pending",
      healthy: true,
      protected: text(group.members, "NewInstancesProtectedFromScaleIn") === "true",
      template: { id: template.id, name: template.name, version: version.number },
      instanceType,
      weight,
      entering: false,
      letGo: undefined,
      inServiceSince: 0,
      launch: undefined,
      actions: new Map(),
    };
    return member;
  }

  #instanceTags(group: Group, data: Parameters<typeof tagsOf>[0], id: string, version: number): Map<string, string> {
    const own = [...group.tags.values()].filter(({ propagate }) => propagate).map(({ key, value }) => [key, value]);
    return new Map([
      ...tagsOf(data, "instance"),
      ...(own as [string, string][]),
      ["aws:autoscaling:groupName", group.name],
      ["aws:ec2launchtemplate:id", id],
      ["aws:ec2launchtemplate:version", String(version)],
    ]);
  }

  /** An instance runs, for the first time or again: its hooks come before anything else. */
  #running(group: Group, member: Member): void {
    if (member.lifecycle !== "Pending" && member.lifecycle !== "Warmed:Pending") return;
    if (this.launchCancelled !== undefined) {
      const why = `Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${this.launchCancelled}`;
      this.#cancelLaunch(group, member, why);
      return;
    }
    if (this.hooks.of(group, LAUNCHING).length === 0) {
      this.#ready(group, member);
      return;
    }
    member.lifecycle = member.lifecycle === "Pending" ? "Pending:Wait" : "Warmed:Pending:Wait";
    if (member.launch !== undefined) member.launch.status = "MidLifecycleAction";
    this.hooks.hold(group, member, LAUNCHING, (abandoned) => {
      if (isLeaving(member)) return;
      if (abandoned === undefined) this.#ready(group, member);
      else this.#cancelLaunch(group, member, abandoned);
    });
  }

  #ready(group: Group, member: Member): void {
    if (group.warm.includes(member)) void this.#rest(group, member);
    else this.intoService(group, member);
  }

  #cancelLaunch(group: Group, member: Member, why: string): void {
    if (member.launch !== undefined) endActivity(member.launch, "Cancelled", why);
    this.#pause(group);
    void this.terminate(group, member, `At ${this.#stamp()} an instance was taken out because its launch failed.`);
  }

  /** A warm instance is stopped unless its pool says otherwise. */
  async #rest(group: Group, member: Member): Promise<void> {
    const state = text(poolSettings(group) ?? {}, "PoolState") ?? "Stopped";
    if (state !== "Running") await this.#ec2.instances.stop(member.instance.id);
    if (isLeaving(member)) return;
    member.lifecycle = `Warmed:${state}` as Member["lifecycle"];
    if (member.launch !== undefined) endActivity(member.launch, "Successful");
  }

  /**
   * Serves a launch with an instance of the warm pool, which runs what it was launched with. A refresh would have to
   * replace one of the former configuration at once: it takes none, though AWS does not say so.
   */
  #serveWarm(group: Group): boolean {
    const ready = ["Warmed:Stopped", "Warmed:Running", "Warmed:Hibernated"];
    const wanted = activeRefresh(group) && planOf({ members: launchesFrom(group) }, this.#ec2).version.number;
    const member = group.warm.find(
      ({ lifecycle, template }) => ready.includes(lifecycle) && (wanted === undefined || wanted === template.version),
    );
    if (member === undefined) return false;
    const stopped = member.lifecycle !== "Warmed:Running";
    group.warm = group.warm.filter((other) => other !== member);
    group.instances.push(member);
    const cause = `At ${this.#stamp()} an instance was started in response to a difference between desired and actual capacity.`;
    const description = `Launching a new EC2 instance from warm pool: ${member.instance.id}`;
    Object.assign(member, {
      lifecycle: "Pending",
      healthy: true,
      launch: beginActivity(this.#config.clock, group, description, cause),
    });
    if (stopped) this.#ec2.instances.start(member.instance.id, () => this.#running(group, member));
    else this.#running(group, member);
    return true;
  }

  #returns(group: Group, { lifecycle, healthy }: Member): boolean {
    const settings = poolSettings(group);
    const reuse = settings?.InstanceReusePolicy as { ReuseOnScaleIn?: string } | undefined;
    return healthy && lifecycle === "InService" && !group.deleting && reuse?.ReuseOnScaleIn === "true";
  }

  async #intoPool(group: Group, member: Member): Promise<void> {
    const { clock } = this.#config;
    const description = `Returning EC2 instance to warm pool: ${member.instance.id}`;
    group.instances = group.instances.filter((other) => other !== member);
    group.warm.push(member);
    const cause = `At ${this.#stamp()} an instance was taken out of service.`;
    Object.assign(member, {
      lifecycle: "Warmed:Pending",
      launch: beginActivity(clock, group, description, cause),
    });
    await this.drain(group, member);
    await this.#rest(group, member);
  }

  async #leave(group: Group, member: Member, activity: Activity): Promise<void> {
    await this.drain(group, member);
    if (this.hooks.of(group, TERMINATING).length > 0) {
      member.lifecycle = "Terminating:Wait";
      activity.status = "MidLifecycleAction";
      const abandoned = await new Promise((resolve) => this.hooks.hold(group, member, TERMINATING, resolve));
      if (abandoned !== undefined && retains(group)) await retained(member);
    }
    await this.#ec2.instances.terminate(member.instance.id);
    group.instances = group.instances.filter((other) => other !== member);
    group.warm = group.warm.filter((other) => other !== member);
    endActivity(activity, "Successful");
  }

  /** Marking is one process and replacing another; what may not be terminated is not replaced either. */
  #replaceUnhealthy(group: Group): void {
    this.health.mark(group);
    if (group.suspended.has("ReplaceUnhealthy") || group.suspended.has("Terminate")) return;
    const cause = `At ${this.#stamp()} an instance was taken out of service in response to ${failedCheckOf(group)}.`;
    for (const member of group.instances)
      if (member.lifecycle === "InService" && !member.healthy) void this.terminate(group, member, cause);
  }

  #emptiestZone(group: Group): string {
    const load = new Map(zonesOf(group, this.#ec2).map((zone) => [zone, 0]));
    for (const { instance } of [...group.instances.filter(counts), ...group.warm])
      if (load.has(instance.zone)) load.set(instance.zone, (load.get(instance.zone) ?? 0) + 1);
    const [zone = ""] = [...load].sort(([, a], [, b]) => a - b).map(([name]) => name);
    return zone;
  }

  #pause(group: Group): void {
    group.pauseUntil = this.#config.clock.now() + this.#config.clock.scaled(LAUNCH_PAUSE_SECONDS);
  }

  #stamp(): string {
    return new Date(this.#config.clock.now()).toISOString();
  }
}

/** Whether an instance outlives a hook that was abandoned on its way out (API Reference, RetentionTriggers). */
function retains({ members }: Group): boolean {
  const triggers = structure(structure(members, "InstanceLifecyclePolicy") ?? {}, "RetentionTriggers");
  return text(triggers ?? {}, "TerminateHookAbandon") === "retain";
}

/** Resolves when somebody terminates the instance, which nothing else does. */
function retained(member: Member): Promise<void> {
  member.lifecycle = "Terminating:Retained";
  return new Promise((resolve) => {
    member.letGo = resolve;
  });
}
