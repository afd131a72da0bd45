import type { PathCheck } from "../../delivery/path-check.ts";
import { describePathCheck } from "../../delivery/path-check.ts";
import { describeMark } from "../checks/mark.ts";
import type { ProbeResult } from "../checks/probe.ts";
import { addressOf, boundsOf, describeBounds, requestsFor } from "../checks/probe.ts";
import type { SmokeResult } from "../checks/smoke.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { findMethod } from "./methods.ts";
import type { Backend } from "./openapi.ts";
import type { FunctionNeed } from "./permission.ts";
import { needsOf } from "./permission.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Snapshot, Variables } from "./snapshot.ts";

/** What is asked of green before users get it, and of the API afterwards. Pure. */

/** The stage that API Gateway names when it test-invokes a method (AWS CDK, `LambdaIntegration.allowTestInvoke`). */
const TEST_STAGE = "test-invoke-stage";

/** A stage has an address of its own, whatever the mapping leads to ("Invoke REST APIs", API Gateway developer guide). */
export function stageUrl({ url, restApi, region }: ApiGatewaySettings, stage: string): string {
  if (url !== undefined) return url.replaceAll("{stage}", stage);
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${restApi}.execute-api.${region}.${domain}/${stage}`;
}

/** The idle stage of a pair is asked as its users will ask it. */
export function smokeOfStage(settings: ApiGatewaySettings, stage: string): ApiGatewayChange[] {
  const { smoke: checks } = settings;
  if (checks === undefined) return [];
  const url = stageUrl(settings, stage);
  const summary = `Smoke test: ${named(checks)} on ${addressOf(url)}`;
  return [{ kind: "smoke-test", waits: true, once: true, test: { url, checks, sent: undefined }, summary }];
}

/**
 * A canary at 0 % has no address: its deployment was made of the API's resources as they are now, so their methods are
 * invoked, with the variables that the canary will see.
 */
export function smokeOfMethods({ smoke: checks }: ApiGatewaySettings, variables: Variables): ApiGatewayChange[] {
  if (checks === undefined) return [];
  const summary = `Smoke test: ${named(checks)} by test invocation of what is deployed, before it becomes the canary`;
  return [{ kind: "test-invoke", waits: true, once: true, checks, variables, summary }];
}

/** What the functions behind the smoke test's paths must allow besides: a test invocation comes from a stage of its own. */
export function testNeeds(
  { smoke, routing, region, restApi }: ApiGatewaySettings,
  backends: readonly Backend[],
  variables: Variables,
): FunctionNeed[] {
  if (smoke === undefined || routing.kind === "stages") return [];
  const tested = smoke.flatMap(({ path }) => findMethod(backends, path) ?? []);
  return needsOf(tested, variables, { region, restApi, stage: TEST_STAGE });
}

/**
 * Requests as users make them, whose answers have to show green's share: each is drawn anew by a canary's stage, and a
 * base path mapping leads all of them one way.
 *
 * @param before green's share before the change, percent; undefined: not known.
 */
export function shareCheck(
  { probe }: ApiGatewaySettings,
  share: number,
  before: number | undefined,
): ApiGatewayChange[] {
  if (probe === undefined) return [];
  const requests = requestsFor(share, before);
  const count = describeBounds(boundsOf({ share, requests }));
  const summary = `Look from outside: of ${requests} requests to ${addressOf(probe.url)}, ${count} have to be answered by green (${describeMark(probe.mark)})`;
  return [
    { kind: "wait-share", waits: true, once: true, probe: { ...probe, sent: undefined, share, requests }, summary },
  ];
}

/** Green answered in this step as it should: nothing else here measures how it is. */
export function isMeasured({ smoke, probe }: Pick<Snapshot, "smoke" | "probe">): boolean {
  return passed(smoke) || (probe !== undefined && probe.probe.share > 0 && isWithin(probe));
}

function passed(smoke: SmokeResult | undefined): boolean {
  return smoke !== undefined && smoke.failed.length === 0;
}

function isWithin({ probe, last: { green, failed } }: ProbeResult): boolean {
  const { low, high } = boundsOf(probe);
  return failed.length === 0 && low <= green && green <= high;
}

function named(checks: readonly PathCheck[]): string {
  return checks.map(describePathCheck).join(", ");
}
