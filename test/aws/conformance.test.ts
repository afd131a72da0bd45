import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Credentials } from "./clients.ts";
import { createClients } from "./clients.ts";
import { ALARMS } from "./conformance/alarms.ts";
import { BALANCING, CLEARING } from "./conformance/balancing.ts";
import { GROUPS, TEMPLATES } from "./conformance/fleet.ts";
import { FUNCTIONS } from "./conformance/functions.ts";
import { METRICS } from "./conformance/metrics.ts";
import { MIXED } from "./conformance/mixed.ts";
import type { Difference, Outcome } from "./conformance/outcomes.ts";
import { differences, outcomeOf } from "./conformance/outcomes.ts";
import type { Peers } from "./peers.ts";
import { findPeers, startMoto } from "./peers.ts";
import { startAws } from "./server.ts";

const STEPS = [...BALANCING, ...TEMPLATES, ...GROUPS, ...MIXED, ...ALARMS, ...METRICS, ...FUNCTIONS, ...CLEARING];

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
  // What AWS says to these calls was recorded: test/aws/lambda-record.test.ts.
  { step: /^function:/, path: /(^|\.)(RuntimeVersionConfig|LoggingConfig)$/, why: "moto does not know it" },
  { step: /^function:/, path: /(^|\.)RevisionId$/, why: "moto gives aliases a revision, functions and versions none" },
  { step: /^function:/, path: /(^|\.)Layers$/, why: "moto shows an empty list" },
  { step: /list versions$/, path: /\.(State|LastUpdateStatus)$/, why: "AWS leaves the state out of lists" },
  { step: /create an alias again$/, path: /^outcome$/, why: "AWS: ResourceConflictException" },
  { step: /show a function by its alias$/, path: /^FunctionArn$/, why: "AWS: the ARN that was asked for" },
  { step: /alias at/, path: /^RoutingConfig$/, why: "AWS: an alias without weights shows none" },
  { step: /weigh an alias (by more|for two|for its own)/, path: /^outcome$/, why: "AWS refuses these weights" },
  { step: /update an alias at another revision$/, path: /^outcome$/, why: "AWS: PreconditionFailedException" },
  { step: /allow a load balancer again$/, path: /^outcome$/, why: "AWS: a statement's id is taken once" },
  { step: /(open|show) a URL$/, path: /^FunctionUrl$/, why: "AWS: with a slash at the end" },
  { step: /(open|show) a URL$/, path: /^FunctionArn$/, why: "AWS: the alias's" },
  { step: /(open|show) a URL$/, path: /^InvokeMode$/, why: "AWS: BUFFERED, and as it was given at creation" },
];

const NOT_MODELLED: Exception[] = [
  {
    step: /load balancer/,
    path: /(DNSName|CanonicalHostedZoneId|SecurityGroups)$/,
    why: "nobody resolves or guards the name",
  },
  { step: /^create a load balancer$/, path: /State\.Code$/, why: "active at once" },
  { step: /^function:/, path: /^Code\.Location$/, why: "nobody fetches the code" },
  {
    step: /^function: create$/,
    path: /^LastUpdateStatus$/,
    why: "a function is made at once, unless a world says how long",
  },
  { step: /./, path: /SuspensionReason$/, why: "free text" },
  { step: /^a target that is not registered$/, path: /HealthCheckPort$/, why: "nothing is checked there" },
];

const EXCEPTIONS = [...MOTO_DEVIATES, ...NOT_MODELLED];
const explains = ({ step, path }: Exception, name: string, difference: Difference) =>
  step.test(name) && path.test(difference.path);

let peers: Peers;
const found = new Map<string, Difference[]>();

/** @param role what functions run as. */
async function perform(
  endpoint: string,
  credentials: Credentials,
  imageId: string,
  role: string,
): Promise<Map<string, Outcome>> {
  const context = { ...createClients(endpoint, credentials), imageId, ids: new Map([["role", role]]) };
  const outcomes = new Map<string, Outcome>();
  for (const { name, run } of STEPS) outcomes.set(name, await outcomeOf(run(context)));
  return outcomes;
}

/** A role in moto, which has no function without one. IAM is none of the local AWS's services. */
async function makeRole(endpoint: string): Promise<string> {
  const scope = "Credential=any/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=any";
  const made = await fetch(endpoint, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    body: new URLSearchParams({ Action: "CreateRole", RoleName: "lambda", AssumeRolePolicyDocument: "{}" }),
  });
  const [, arn] = /<Arn>(.*?)<\/Arn>/.exec(await made.text()) ?? [];
  if (arn === undefined) throw new Error("moto made no role");
  return arn;
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
    perform(aws.endpoint, aws.principal("tester"), imageId, `arn:aws:iam::${aws.accountId}:role/lambda`),
    perform(moto.endpoint, { accessKeyId: "any", secretAccessKey: "any" }, imageId, await makeRole(moto.endpoint)),
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
