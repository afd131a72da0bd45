import type { LocalAws } from "./server.ts";

/** Real milliseconds between two samples. */
const EVERY_MS = 100;

/** A group's instances at one time. */
export interface Sample {
  /** Real milliseconds since the epoch. */
  at: number;
  /** In service, and healthy in every target group of the group. */
  healthy: number;
  /** In service or on their way there; those that drain apart. */
  alive: number;
}

export type HealthySampler = ReturnType<typeof healthySampler>;

/**
 * Counts a group's instances ten times a second until it is stopped, past the API: what no caller could miss. Begins with
 * a sample and ends with one.
 */
export function healthySampler(aws: LocalAws, groupName: string) {
  const samples: Sample[] = [];
  const take = () => void samples.push(sample(aws, groupName));
  take();
  const timer = setInterval(take, EVERY_MS).unref();
  return {
    samples,
    /** The fewest that were healthy at once. */
    lowest: () => Math.min(...samples.map(({ healthy }) => healthy)),
    /** The most that were alive at once. */
    most: () => Math.max(...samples.map(({ alive }) => alive)),
    stop(): void {
      clearInterval(timer);
      take();
    },
  };
}

function sample({ autoScaling, elb }: LocalAws, groupName: string): Sample {
  const group = autoScaling.groups.get(groupName);
  const targetGroups = (group?.targetGroupArns ?? []).filter((arn) => elb.hasGroup(arn)).map((arn) => elb.group(arn));
  const serves = (id: string) =>
    targetGroups.every(({ targets }) => [...targets.values()].some((one) => one.id === id && one.state === "healthy"));
  const inService = group?.instances.filter(({ lifecycle }) => lifecycle === "InService") ?? [];
  const coming = group?.instances.filter(({ lifecycle }) => lifecycle.startsWith("Pending")) ?? [];
  return {
    at: Date.now(),
    healthy: inService.filter(({ instance }) => serves(instance.id)).length,
    alive: inService.length + coming.length,
  };
}
