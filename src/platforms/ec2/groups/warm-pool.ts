import type { PutWarmPoolType, WarmPoolConfiguration } from "@aws-sdk/client-auto-scaling";
import type { Progress } from "../../../delivery/plan.ts";
import type { Revision } from "../settings.ts";
import type { GroupState, InstanceState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { GroupChange } from "./changes.ts";
import { givenVersion } from "./marks.ts";

/**
 * An idle group's warm pool holds instances of the version before, and Auto Scaling serves launches from it: green would
 * be filled with them. So the pool is deleted before the group gets its new launch template version, and put back, as it
 * was, after it. Its instances can be ended in no other way (TerminateInstanceInAutoScalingGroup refuses them), and
 * PutWarmPool changes the pool, not what is in it. What it was put with is noted on the group first. Pure.
 */

/** What of a pool's configuration is put: `-/0/Stopped/false`, prepared capacity, minimum, state and reuse. */
export function formatPool({ MaxGroupPreparedCapacity: most, MinSize, PoolState, ...rest }: WarmPoolConfiguration) {
  const reuse = rest.InstanceReusePolicy?.ReuseOnScaleIn ?? false;
  return [most === undefined || most < 0 ? "-" : most, MinSize ?? 0, PoolState ?? "Stopped", reuse].join("/");
}

const NOTED = /^(\d{1,6}|-)\/(\d{1,6})\/(Stopped|Running|Hibernated)\/(true|false)$/;

/** Reads a `warm-pool` tag; undefined when it is missing or was tampered with. */
export function parsePool(text: string | undefined): Omit<PutWarmPoolType, "AutoScalingGroupName"> | undefined {
  const [, most, least, state, reuse] = NOTED.exec(text ?? "") ?? [];
  if (most === undefined) return undefined;
  return {
    ...(most === "-" ? {} : { MaxGroupPreparedCapacity: Number(most) }),
    MinSize: Number(least),
    PoolState: state as PutWarmPoolType["PoolState"],
    ...(reuse === "true" ? { InstanceReusePolicy: { ReuseOnScaleIn: true } } : {}),
  };
}

/**
 * What renews the pool of a green without traffic, before and after it gets its launch template version; only what is
 * not so yet.
 *
 * @param warm the instances in its pool; undefined: it has none.
 * @param empties the group's own instances are about to be scaled in: a pool that reuses them would get them back.
 */
export function renewPool(
  green: GroupState,
  warm: readonly InstanceState[] | undefined,
  revision: Revision,
  empties: boolean,
): { before: GroupChange[]; after: GroupChange[] } {
  const { name, tags } = green;
  const pool = warm === undefined ? undefined : green.raw.WarmPoolConfiguration;
  const noted = tags[TAG.warmPool];
  if (pool === undefined) return { before: [], after: putBack(green) };
  const given = givenVersion(green) ?? (revision.kind === "version" ? revision.version : undefined);
  const kept = (warm ?? []).filter(({ lifecycle }) => !lifecycle.includes("Terminat"));
  const stale = kept.filter(({ templateVersion }) => given === undefined || templateVersion !== String(given));
  const reuses = empties && pool.InstanceReusePolicy?.ReuseOnScaleIn === true;
  const leaving = pool.Status === "PendingDelete";
  if (!leaving && stale.length === 0 && !reuses)
    return { before: [], after: noted === undefined ? [] : [forget(name)] };
  const value = noted ?? formatPool(pool);
  const note: GroupChange = {
    kind: "mark",
    group: name,
    tags: { [TAG.warmPool]: value },
    summary: `Note on ${name} what its warm pool is`,
  };
  const gone: GroupChange = {
    kind: "delete-warm-pool",
    destroys: true,
    group: name,
    summary: `Delete the warm pool of ${name}: its ${stale.length} instances run another version`,
  };
  const wait: GroupChange = {
    kind: "wait-pool",
    waits: true,
    group: name,
    summary: `Wait until the warm pool of ${name} is gone`,
  };
  return {
    before: [...(noted === undefined && !leaving ? [note] : []), ...(leaving ? [] : [gone]), wait],
    after: noted === undefined && leaving ? [] : [put(name, value)],
  };
}

/** Gives a group the pool back that it had; [] when it has it, or never had one. */
export function putBack({ name, tags }: GroupState): GroupChange[] {
  const noted = tags[TAG.warmPool];
  return noted === undefined ? [] : [put(name, noted)];
}

function put(group: string, pool: string): GroupChange {
  return { kind: "put-warm-pool", group, pool, summary: `Give ${group} its warm pool back` };
}

function forget(group: string): GroupChange {
  return { kind: "unmark", group, keys: [TAG.warmPool], summary: `Forget what the warm pool of ${group} was` };
}

/** Whether a deleted pool is gone, with its instances. */
export function poolProgress(group: GroupState | undefined): Progress {
  const { WarmPoolConfiguration: pool, WarmPoolSize = 0 } = group?.raw ?? {};
  if (group === undefined || pool === undefined) return { state: "done" };
  const what = `instances in the warm pool of ${group.name} still terminating`;
  return { state: "waiting", for: what, have: WarmPoolSize, want: 0, reasons: [] };
}
