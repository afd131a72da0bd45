import type { WorldClock } from "../contract.ts";
import type { Elb } from "../elb/index.ts";
import type { TargetGroup } from "../elb/model.ts";
import { text } from "../params.ts";
import type { Group, Member } from "./model.ts";

/** What a group's health checks find: EC2's always, the load balancers' where the group asks for them. */
export class MemberHealth {
  readonly #clock: WorldClock;
  readonly #elb: Elb;

  constructor(clock: WorldClock, elb: Elb) {
    this.#clock = clock;
    this.#elb = elb;
  }

  /** Marks the instances in service that a check finds unhealthy; load balancers are heard after the grace period alone. */
  mark(group: Group): void {
    if (group.suspended.has("HealthCheck")) return;
    const grace = this.#clock.scaled(Number(text(group.members, "HealthCheckGracePeriod") ?? 0));
    for (const member of group.instances) {
      if (member.lifecycle !== "InService") continue;
      const old = this.#clock.now() - member.inServiceSince >= grace;
      if (member.instance.state !== "running") member.healthy = false;
      if (checksByElb(group) && old && this.#unhealthyInElb(group, member)) member.healthy = false;
    }
  }

  /** Whether every check that the group has finds an instance healthy now, whatever its grace period. */
  isHealthy(group: Group, { healthy, instance }: Member): boolean {
    if (!healthy || instance.state !== "running") return false;
    if (!checksByElb(group)) return true;
    return this.#checkedTargets(group).every(({ targets }) =>
      [...targets.values()].some(({ id, state }) => id === instance.id && state === "healthy"),
    );
  }

  /** Whether each load balancer has checked an instance, whatever it found. */
  wasChecked(group: Group, { instance }: Member): boolean {
    const own = this.#checkedTargets(group).flatMap(({ targets }) => [...targets.values()]);
    const waiting = own.filter(({ id, state }) => id === instance.id && state === "initial");
    return waiting.every(({ passes, fails }) => passes + fails > 0);
  }

  #unhealthyInElb(group: Group, { instance }: Member): boolean {
    return this.#checkedTargets(group).some(({ targets }) =>
      [...targets.values()].some(({ id, state }) => id === instance.id && state === "unhealthy"),
    );
  }

  /** The target groups whose load balancers check the group's instances. */
  #checkedTargets(group: Group): TargetGroup[] {
    const own = group.targetGroupArns.filter((arn) => this.#elb.hasGroup(arn)).map((arn) => this.#elb.group(arn));
    return own.filter(({ checking, check }) => checking && check.enabled);
  }
}

/** What a replacement is in response to. */
export function failedCheckOf(group: Group): string {
  return checksByElb(group)
    ? "an ELB system health check failure"
    : "an EC2 health check indicating it has been terminated or stopped";
}

function checksByElb({ members }: Group): boolean {
  return (text(members, "HealthCheckType") ?? "EC2").includes("ELB");
}
