import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { ProbeResult } from "../checks/probe.ts";
import type { SmokeResult } from "../checks/smoke.ts";
import type { GroupConfig } from "./clone/group-config.ts";
import type { Baking } from "./image/source.ts";
import type { RouteState } from "./listeners/routes.ts";
import type { RuleInfo } from "./listeners/rule-info.ts";

/** A target group with the health of what is registered in it. */
export interface TargetGroupState {
  arn: string;
  name: string;
  /** The load balancer that references it, as `app/my-lb/50dc6c495c0c9188`; undefined when none does. */
  loadBalancer: string | undefined;
  targets: readonly TargetState[];
  /** Whether target stickiness is on; undefined when this step did not ask. */
  sticky: boolean | undefined;
  /** The deregistration delay, in seconds; undefined when this step did not ask. */
  drainSeconds?: number | undefined;
  /** `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP` … (ELBv2 API Reference, TargetGroup). */
  protocol?: string | undefined;
  /** `HTTP1`, `HTTP2` or `GRPC`; of application load balancers alone. */
  protocolVersion?: string | undefined;
}

export interface TargetState {
  id: string;
  /** Undefined: of a target without one (a Lambda function). */
  port?: number | undefined;
  /** `healthy`, `initial`, `unhealthy`, `draining`, `unused`, `unavailable` (ELBv2 API Reference, TargetHealth). */
  state: string;
  reason: string | undefined;
  description: string | undefined;
}

/** An Auto Scaling group, reduced to what decisions need. */
export interface GroupState {
  name: string;
  min: number;
  max: number;
  desired: number;
  template: TemplateRef | undefined;
  instances: readonly InstanceState[];
  targetGroupArns: readonly string[];
  /** Classic load balancers and other traffic sources that no weight governs. */
  otherSources: readonly string[];
  tags: Readonly<Record<string, string>>;
  suspended: readonly string[];
  /** AWS is deleting it. */
  deleting: boolean;
  /** As the API returned it: what a clone carries over. */
  raw: AutoScalingGroup;
}

export interface TemplateRef {
  id: string;
  name: string;
  /** A number as text, `$Latest` or `$Default`. */
  version: string;
  /** Whether a mixed instances policy holds it. */
  mixed: boolean;
}

export interface InstanceState {
  id: string;
  lifecycle: string;
  templateVersion: string | undefined;
  protected: boolean;
}

/** Something that Auto Scaling did to a group, in its own words. */
export interface ScalingActivity {
  at: number;
  cause: string;
  message: string;
  failed: boolean;
}

/** The live platform at one moment. Plain data. */
export interface Snapshot {
  /** Milliseconds since the epoch. */
  at: number;
  /** When the routes were last read; weights are never written on the ground of an old reading. */
  routesAt: number;
  routes: readonly RouteState[];
  targetGroups: readonly [TargetGroupState, TargetGroupState];
  groups: readonly GroupState[];
  /** Listeners and rules that the inputs do not name but that forward to one of the target groups, by its ARN. */
  otherRoutes: Readonly<Record<string, readonly string[]>>;
  /** The rules of the routes' listeners; read when rules of ours may exist, or are to be made. */
  rules: readonly RuleInfo[];
  /** Where testers reach green, if by a listener of their own. */
  testListener: RouteState | undefined;
  /** What is attached to each group, by name; read by a deploy that clones. */
  attachments: Readonly<Record<string, GroupConfig>>;
  /** The instances in the warm pool of each group that has one, by the group's name; read by a deploy. */
  pools: Readonly<Record<string, readonly InstanceState[]>>;
  /** State of the image that a deploy asks for; undefined when this step did not ask. */
  imageState: string | undefined;
  /** The image that a deploy makes of an instance; undefined when it makes none. */
  baking?: Baking | undefined;
  /** Filled while a smoke test goes on. */
  smoke: SmokeResult | undefined;
  /** Filled while a probe goes on. */
  probe: ProbeResult | undefined;
  /** Since when the present wait goes on, in milliseconds since the epoch; undefined outside of one. */
  waitingSince: number | undefined;
  /** Those that failed, newest first; filled while a wait goes on. */
  failures: readonly ScalingActivity[];
  /** Why Auto Scaling ended or replaced instances while a weight baked, in its own words. */
  causes: readonly string[];
}

/** The tags on green's group that mark a rollout. */
export const TAG = {
  /** The workflow run that began the rollout: a lock, and the mark by which green is known. */
  rollout: "progressive-delivery:rollout",
  /** The claim of the run that is at work on it: another value than one's own means that somebody else took it over. */
  claim: "progressive-delivery:claim",
  /** What the group was told to run. Stays when the rollout is over, and is believed only with `template`. */
  revision: "progressive-delivery:revision",
  /** The launch template version that the rollout gave the group: `lt-0abc/7`; `none` until it did. Stays. */
  template: "progressive-delivery:template",
  /** ISO 8601. */
  startedAt: "progressive-delivery:started-at",
  /** `<ISO 8601>/<run>`: a teardown has begun. */
  ending: "progressive-delivery:ending",
  /** `min/desired/max` of blue as the rollout found it. */
  blueCapacity: "progressive-delivery:blue-capacity",
  /** What the rollout set as limits: `<blue's minimum or ->/<green's minimum or ->/<green's maximum or ->`. */
  held: "progressive-delivery:held",
  /** How many instances green has at full size. On a shared target group alone, where a share of it is a size. */
  greenSize: "progressive-delivery:green-size",
  /** How the weight last moved: see `delivery/switch-record.ts`. */
  switched: "progressive-delivery:switched",
  /** What the gates fixed before the rollout's first move: see `gates/marks.ts`. Only where gates judge. */
  gates: "progressive-delivery:gates",
  /** Every change of the weight: see `delivery/shifts.ts`. Only where gates judge. */
  shifts: "progressive-delivery:shifts",
  /** How many healthy targets green had when its unfinished bake began. */
  bake: "progressive-delivery:bake-targets",
  /** Rules of ours may exist on the listeners. */
  rules: "progressive-delivery:rules",
  /** The ARN of the listener that leads testers to green. */
  testListener: "progressive-delivery:test-listener",
  /** What the group's warm pool was put with, while a deploy renews it: see `groups/warm-pool.ts`. Stays until then. */
  warmPool: "progressive-delivery:warm-pool",
  /** What the machines of a single fleet ran before the rollout: `lt-0abc/6 image-id=ami-0123`. On a single fleet alone. */
  former: "progressive-delivery:former",
  /** The id of the instance refresh that a rollout or its rollback began last. On a single fleet alone. */
  refresh: "progressive-delivery:refresh",
  /** On groups that were cloned: the name that the inputs give. Stays. */
  fleet: "progressive-delivery:fleet",
} as const;

export interface Capacity {
  min: number;
  desired: number;
  max: number;
}

export function formatCapacity({ min, desired, max }: Capacity): string {
  return `${min}/${desired}/${max}`;
}

/** Reads a `blue-capacity` tag; undefined when it is missing or was tampered with. */
export function parseCapacity(text: string | undefined): Capacity | undefined {
  const match = /^(\d{1,6})\/(\d{1,6})\/(\d{1,6})$/.exec(text ?? "");
  if (match === null) return undefined;
  return { min: Number(match[1]), desired: Number(match[2]), max: Number(match[3]) };
}
