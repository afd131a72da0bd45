import type { LastSwitch } from "../../src/delivery/standing.ts";

/** A cloud in which one call is one thing that happens: two groups, weights, and tags that anybody may overwrite. */
export interface Cloud {
  /** Percent of the traffic that goes to the second group. */
  weight: number;
  groups: readonly [Group, Group];
  /** Traffic that went to nobody, or to a side that could not carry it, as sentences. */
  faults: readonly string[];
  /** Somebody else changed sizes or weights: how much a side can carry is not ours to answer for then. */
  meddled?: boolean;
}

export interface Group {
  name: string;
  desired: number;
  min: number;
  runs: string;
  tags: Tags;
}

/** What a rollout writes on green's group. */
export interface Tags {
  rollout?: { id: string; revision: string; startedAt: string; nonce: string };
  /** What green was told to run, and does. */
  template?: string;
  before?: number;
  held?: number;
  last?: LastSwitch;
  ending?: string;
}

export type Side = 0 | 1;

/** Blue serves with 4 instances; green is empty. */
export function cloudOf(more: Partial<Cloud> = {}): Cloud {
  const group = (name: string, runs: string, desired: number): Group => ({
    name,
    desired,
    min: desired === 0 ? 0 : 2,
    runs,
    tags: {},
  });
  return { weight: 0, groups: [group("blue", "v1", 4), group("green", "v0", 0)], faults: [], ...more };
}

export function withGroup(cloud: Cloud, side: Side, more: Partial<Group>): Cloud {
  const [first, second] = cloud.groups;
  return side === 0
    ? { ...cloud, groups: [{ ...first, ...more }, second] }
    : { ...cloud, groups: [first, { ...second, ...more }] };
}

export function withTags(cloud: Cloud, side: Side, more: Tags): Cloud {
  return withGroup(cloud, side, { tags: { ...cloud.groups[side].tags, ...more } });
}

/** Traffic moves: a side that gains has to carry its share (I1), unless the other carries nothing. */
export function setWeight(cloud: Cloud, weight: number): Cloud {
  const gains: Side = weight > cloud.weight ? 1 : 0;
  const share = gains === 1 ? weight : 100 - weight;
  const [mine, theirs] = [cloud.groups[gains].desired, cloud.groups[gains === 1 ? 0 : 1].desired];
  const needed = Math.max(1, Math.ceil((4 * share) / 100));
  const least = cloud.meddled === true ? 1 : needed;
  const wrong = weight !== cloud.weight && mine < least && !(theirs === 0 && mine > 0);
  const after = { ...cloud, weight };
  return judged(wrong ? fault(after, `${cloud.groups[gains].name} got ${share} % with ${mine} instances`) : after);
}

export function setDesired(cloud: Cloud, side: Side, desired: number): Cloud {
  const before = cloud.groups[side].desired;
  const after = withGroup(cloud, side, { desired });
  const share = side === 1 ? cloud.weight : 100 - cloud.weight;
  return judged(
    desired < before && share > 0 ? fault(after, `${cloud.groups[side].name} was scaled in with ${share} %`) : after,
  );
}

/** Nobody may be led to a side on which nothing runs. */
function judged(cloud: Cloud): Cloud {
  const { weight, groups } = cloud;
  if (weight > 0 && groups[1].desired === 0)
    return fault(cloud, `${weight} % of the requests reach nobody on ${groups[1].name}`);
  if (weight < 100 && groups[0].desired === 0)
    return fault(cloud, `${100 - weight} % of the requests reach nobody on ${groups[0].name}`);
  return cloud;
}

function fault(cloud: Cloud, what: string): Cloud {
  return { ...cloud, faults: [...cloud.faults, what] };
}
