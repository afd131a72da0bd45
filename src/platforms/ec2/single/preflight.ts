import { amountOf } from "../../../delivery/counted.ts";
import { requireOneTemplate } from "../clone/clone.ts";
import { requireCountable, requireImage, requirePinnedTemplate } from "../groups/suitable.ts";
import type { Revision } from "../settings.ts";
import type { TemplateRef } from "../snapshot.ts";
import { idsOf, machinesOff } from "./machines.ts";
import { refuse } from "./refusals.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";

/** What a refresh cannot live with: known before anything is changed, instead of an hour later. Pure. */

/** Suspended, they keep machines from being replaced, or bad ones from going (user guide, suspend and resume processes). */
const NEEDED: readonly string[] = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "HealthCheck",
  "ReplaceUnhealthy",
  "InstanceRefresh",
];

/** @throws DeliveryError with the one thing that stands in the way. */
export function requireReplaceable(settings: SingleSettings, revision: Revision, seen: SingleSnapshot): TemplateRef {
  const { group } = seen;
  if (group.desired === 0) throw refuse("no-machines", { group: group.name });
  const template = requireTemplate(revision, seen);
  requireAttached(seen);
  requireRunningProcesses(seen);
  requireNobodyAside(settings, seen);
  requireAlarms(settings, seen);
  return template;
}

/** @throws DeliveryError where the way back would not exist, or the version would not reach every machine. */
export function requireTemplate(revision: Revision, seen: SingleSnapshot): TemplateRef {
  const { group, template: facts } = seen;
  const template = requirePinnedTemplate(group);
  const overrides = group.raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  if (
    facts?.byRequirements === true ||
    overrides.some(({ InstanceRequirements }) => InstanceRequirements !== undefined)
  )
    throw refuse("type-by-requirements", { group: group.name });
  requireCountable(group);
  requireOneTemplate(group, revision);
  if (facts?.imageId?.startsWith("resolve:ssm:") === true)
    throw refuse("image-by-parameter", { group: group.name, version: template.version, image: facts.imageId });
  requireImage(revision, seen);
  return template;
}

/** @throws DeliveryError where the target groups given are not those of the group. */
export function requireAttached({ group, targetGroups }: SingleSnapshot): void {
  const missing = targetGroups.find(({ arn }) => !group.targetGroupArns.includes(arn));
  if (missing !== undefined) throw refuse("not-attached-here", { group: group.name, target: missing.name });
  const more = group.targetGroupArns.find((arn) => !targetGroups.some((each) => each.arn === arn));
  const [, name = more] = /:targetgroup\/([^/]+)\//.exec(more ?? "") ?? [];
  if (name !== undefined) throw refuse("attached-to-more", { group: group.name, target: name });
}

/** @throws DeliveryError with the names of suspended processes that are needed. */
export function requireRunningProcesses({ group }: SingleSnapshot): void {
  const stuck = group.suspended.filter((process) => NEEDED.includes(process));
  if (stuck.length > 0) throw refuse("refresh-suspended", { group: group.name, processes: stuck.join(", ") });
}

/** @throws DeliveryError where replacing would wait an hour for machines that never go. */
export function requireNobodyAside(settings: SingleSettings, seen: SingleSnapshot): void {
  const group = seen.group.name;
  const standby = idsOf(seen, ({ lifecycle }) => /Standby$/.test(lifecycle));
  if (settings.standby === "wait" && standby.length > 0)
    throw refuse("standby-left", { group, instances: standby.join(", ") });
  const shielded = idsOf(seen, (each) => each.protected && each.lifecycle === "InService");
  if (settings.protected === "wait" && shielded.length > 0)
    throw refuse("protected-left", { group, instances: shielded.join(", ") });
}

/** @throws DeliveryError where an alarm would keep it from beginning, or end it at once. */
export function requireAlarms(settings: SingleSettings, { alarms }: SingleSnapshot): void {
  const bad = settings.alarms.find((name) => alarms[name] !== "OK");
  if (bad !== undefined) throw refuse("alarm-not-ok", { alarm: bad, state: alarms[bad] ?? "not found" });
}

/** What a careful reader should know of the fleet, though nothing of it stands in the way. */
export function preflightWarnings(seen: SingleSnapshot): string[] {
  const { group } = seen;
  const byBalancer = (group.raw.HealthCheckType ?? "").split(",").includes("ELB");
  const { healthy } = machinesOff(seen, undefined);
  const pool = group.raw.WarmPoolConfiguration;
  return [
    ...(byBalancer
      ? []
      : [
          `${group.name} does not use the load balancer's health checks (HealthCheckType ${group.raw.HealthCheckType}): EC2 Auto Scaling would replace to the end whatever the new version answers. This step watches the targets and rolls back by itself.`,
        ]),
    ...(healthy < group.desired
      ? [`Only ${healthy} of the ${amountOf(group.desired, "machine")} of ${group.name} are healthy now.`]
      : []),
    ...(pool === undefined ? [] : [`${group.name} has a warm pool, which is replaced after the machines in service.`]),
    ...(group.otherSources.length === 0
      ? []
      : [`${group.name} gets requests from ${group.otherSources.join(", ")} too, whose health is not counted.`]),
  ];
}
