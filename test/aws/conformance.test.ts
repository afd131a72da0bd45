import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Credentials } from "./clients.ts";
import { createClients } from "./clients.ts";
import { ALARMS } from "./conformance/alarms.ts";
import { BALANCING, CLEARING } from "./conformance/balancing.ts";
import { GROUPS, TEMPLATES } from "./conformance/fleet.ts";
import { METRICS } from "./conformance/metrics.ts";
import { MIXED } from "./conformance/mixed.ts";
import type { Difference, Outcome } from "./conformance/outcomes.ts";
import { differences, outcomeOf } from "./conformance/outcomes.ts";
import type { Peers } from "./peers.ts";
import { findPeers, startMoto } from "./peers.ts";
import { startAws } from "./server.ts";

const STEPS = [...BALANCING, ...TEMPLATES, ...GROUPS, ...MIXED, ...ALARMS, ...METRICS, ...CLEARING];

/**
 * The same calls to moto and to the local AWS must be answered alike. Where they are not, the reason stands here; a
 * reason that no difference needs any more has to go.
 */
interface Exception {
  step: RegExp;
  path: RegExp;
  why: string;
}

const MOTO_DEVIATES: Exception[] = [
  {
    step: /^create a target group again$/,
    path: /^outcome$/,
    why: "AWS: the same settings give the same target group",
  },
  { step: /^weights 1000:0$/, path: /^outcome$/, why: "AWS: weights are 0 to 999" },
  { step: /^forward to a target group that is missing$/, path: /^outcome$/, why: "AWS: TargetGroupNotFound" },
  { step: /^a launch template that is missing$/, path: /^outcome$/, why: "AWS: InvalidLaunchTemplateId.NotFound" },
  { step: /load balancer/, path: /LoadBalancers\[\]\.Scheme$/, why: "moto does not say the default" },
  { step: /^create target group/, path: /LoadBalancerArns$/, why: "moto leaves an empty list out" },
  {
    step: /^target groups of a load balancer$/,
    path: /TargetGroups\[\]$/,
    why: "moto forgets groups that a listener got later",
  },
  {
    step: /^target group attributes$/,
    path: /^(waf|stickiness\.app_cookie|stickiness\.lb|.*anomaly)/,
    why: "moto has others",
  },
  { step: /listener|weights/, path: /(SslPolicy|AlpnPolicy)$/, why: "AWS: of TLS listeners only" },
  {
    step: /listener/,
    path: /DefaultActions\[\]\.ForwardConfig$/,
    why: "AWS shows a single target group in both forms",
  },
  { step: /rule/, path: /Conditions\[\]\.Values$/, why: "AWS shows paths and hosts in both forms" },
  { step: /from another$/, path: /LaunchTemplateData\.(ImageId|KeyName|UserData)$/, why: "moto ignores SourceVersion" },
  { step: /./, path: /AutoScalingGroups\[\]\.TrafficSources$/, why: "moto does not know traffic sources" },
  { step: /^instances of groups$/, path: /HealthStatus$/, why: "AWS: in capitals here, unlike in the group" },
  {
    step: /^detach a target group that is detached$/,
    path: /^outcome$/,
    why: "AWS: Trying to remove Target Groups that are not part of the group",
  },
  { step: /scheduled action$/, path: /ScheduledActionARN$/, why: "moto leaves it out" },
  {
    step: /^more than the maximum is desired$/,
    path: /^outcome$/,
    why: "AWS: the desired capacity is between the bounds",
  },
  {
    step: /^a secure listener without certificate$/,
    path: /^outcome$/,
    why: "AWS: HTTPS takes a certificate (API Reference, CreateListener)",
  },
  { step: /policy$/, path: /\.(Alarms|Enabled)$/, why: "moto leaves them out" },
  { step: /policy$/, path: /\.(StepAdjustments|PredictiveScalingConfiguration)$/, why: "moto shows empty ones" },
  { step: /alarm/, path: /\.State(Value|ReasonData)$/, why: "AWS: a new alarm has insufficient data, and no reason's" },
  { step: /alarm/, path: /\.StateReason$/, why: "AWS: an alarm that is put again keeps its state" },
  { step: /alarm/, path: /MetricAlarms\[\]\.Metrics$/, why: "AWS: of alarms on several metrics only" },
  { step: /alarm/, path: /MetricAlarms\[\]\.StateTransitionedTimestamp$/, why: "moto does not know it" },
  { step: /^metric data/, path: /^\[\]\.Label$/, why: "AWS: the metric's name, as it was recorded" },
  {
    step: /lifecycle hook$/,
    path: /\.GlobalTimeout$/,
    why: "AWS: 100 times the heartbeat timeout, where that is less than two days",
  },
  { step: /lifecycle hook$/, path: /\.(NotificationTargetARN|RoleARN)$/, why: "moto shows canned ones" },
];

const NOT_MODELLED: Exception[] = [
  {
    step: /load balancer/,
    path: /(DNSName|CanonicalHostedZoneId|SecurityGroups)$/,
    why: "nobody resolves or guards the name",
  },
  { step: /^create a load balancer$/, path: /State\.Code$/, why: "active at once" },
  { step: /./, path: /SuspensionReason$/, why: "free text" },
  { step: /^a target that is not registered$/, path: /HealthCheckPort$/, why: "nothing is checked there" },
];

const EXCEPTIONS = [...MOTO_DEVIATES, ...NOT_MODELLED];
const explains = ({ step, path }: Exception, name: string, difference: Difference) =>
  step.test(name) && path.test(difference.path);

let peers: Peers;
const found = new Map<string, Difference[]>();

async function perform(endpoint: string, credentials: Credentials, imageId: string): Promise<Map<string, Outcome>> {
  const context = { ...createClients(endpoint, credentials), imageId, ids: new Map<string, string>() };
  const outcomes = new Map<string, Outcome>();
  for (const { name, run } of STEPS) outcomes.set(name, await outcomeOf(run(context)));
  return outcomes;
}

beforeAll(async () => {
  peers = await findPeers();
  if ("missing" in peers) return undefined;
  const [aws, moto] = await Promise.all([
    startAws({ timeScale: 20, cloudWatch: { listDelay: 0 } }),
    startMoto(peers.python),
  ]);
  const imageId = aws.ec2.registerImage({ bootSeconds: 1 }).id;
  const [local, theirs] = await Promise.all([
    perform(aws.endpoint, aws.principal("tester"), imageId),
    perform(moto.endpoint, { accessKeyId: "any", secretAccessKey: "any" }, imageId),
  ]);
  for (const { name } of STEPS) found.set(name, differences(theirs.get(name), local.get(name)));
  return async () => void (await Promise.all([aws.close(), moto.stop()]));
}, 600_000);

beforeEach(({ skip }) => {
  if ("missing" in peers) skip(peers.missing);
});

test("the script has no step twice", () => {
  expect(new Set(STEPS.map(({ name }) => name)).size).toBe(STEPS.length);
});

test.each(STEPS)("moto and the local AWS agree on: $name", ({ name }) => {
  const unexplained = found
    .get(name)
    ?.filter((difference) => !EXCEPTIONS.some((one) => explains(one, name, difference)));
  expect(unexplained).toEqual([]);
});

test.each(EXCEPTIONS)("there still is a difference because: $why ($step $path)", (exception) => {
  const all = [...found].flatMap(([name, list]) => list.map((difference) => ({ name, difference })));
  expect(all.filter(({ name, difference }) => explains(exception, name, difference))).not.toEqual([]);
});
