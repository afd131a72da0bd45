import type { PreviewView } from "../../../delivery/plan.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings, RouteRef } from "../settings.ts";
import { parseRoute } from "../settings.ts";
import type { GroupState, Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Ec2Change } from "../weighted/changes.ts";
import type { Sides } from "../weighted/sides.ts";
import type { Condition } from "./conditions.ts";
import { asRequest, describeCondition, fromRuleCondition } from "./conditions.ts";
import { createMissing } from "./plan-rules.ts";
import { greenShare, nameInArn, tuplesOf, weightsOn } from "./routes.ts";

/** How testers reach green now, as the live listeners have it. */
type LivePreview = { by: "rule"; condition: Condition } | { by: "listener"; arn: string };

/** Undefined: nobody reaches green but by its weight. */
export function livePreview(seen: Snapshot, { blue, green }: Sides): LivePreview | undefined {
  const { testListener } = seen;
  if (testListener !== undefined) {
    const share = greenShare(weightsOn(testListener, blue.targetGroup.arn, green.targetGroup.arn));
    if (share === 100) return { by: "listener", arn: testListener.ref.arn };
  }
  const rule = seen.rules.find(({ purpose }) => purpose === "preview");
  // Ours is the last; those before it are the conditions of the rule that it stands beside.
  const condition = rule?.conditions.map(fromRuleCondition).findLast((read) => read !== undefined);
  return condition === undefined ? undefined : { by: "rule", condition };
}

/** What people are told about the preview. */
export function previewView({ url }: Ec2Settings, seen: Snapshot, sides: Sides): PreviewView | undefined {
  const live = sides.marked ? livePreview(seen, sides) : undefined;
  if (live === undefined) return undefined;
  if (live.by === "listener") return { url, who: `requests to the test listener ${live.arn}`, headers: [] };
  const request = asRequest(live.condition);
  return {
    url: url === undefined || request === undefined ? url : withQuery(url, request.query),
    who: `requests with ${describeCondition(live.condition)}`,
    headers: Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  };
}

function withQuery(url: string, query: string): string {
  const target = new URL(url);
  target.search = query;
  return target.href;
}

/** The test listener of the rollout, which a deploy noted on green's group; undefined when it has none. */
export function notedTestListener(groups: readonly GroupState[]): RouteRef | undefined {
  const arn = groups.map(({ tags }) => tags[TAG.testListener]).find((tag) => tag !== undefined);
  return arn === undefined ? undefined : parseRoute(arn);
}

/** Testers reach green once it is healthy, and before any user does; the smoke test is the first of them. */
export function openPreview(
  { preview, testListener }: Ec2Settings,
  seen: Snapshot,
  sides: Sides,
  group: GroupState,
): Ec2Change[] {
  const marked = { ...sides, green: { ...sides.green, group } };
  if (preview !== undefined) return createMissing(seen, marked, "preview", preview, 100);
  if (testListener === undefined) return [];
  if (seen.testListener === undefined) {
    throw refuse("test-listener-not-found", { arn: testListener.arn });
  }
  const change = pointed(seen, sides, 100);
  if (group.tags[TAG.testListener] === testListener.arn) return change;
  // A rollout that began without it. First the note that it leads to green, so that every later step knows.
  const summary = `Note on ${group.name} which listener is for testers`;
  return [{ kind: "mark", group: group.name, tags: { [TAG.testListener]: testListener.arn }, summary }, ...change];
}

/** The test listener leads to whoever stays. */
export function closeTestListener(seen: Snapshot, sides: Sides, promoted: boolean): Ec2Change[] {
  return pointed(seen, sides, promoted ? 100 : 0);
}

function pointed(seen: Snapshot, { blue, green }: Sides, share: 0 | 100): Ec2Change[] {
  const { testListener } = seen;
  if (testListener === undefined) return [];
  const [blueArn, greenArn] = [blue.targetGroup.arn, green.targetGroup.arn];
  const forwards = testListener.actions.filter(({ Type }) => Type === "forward");
  const named = forwards.flatMap(tuplesOf).map(({ TargetGroupArn = "" }) => TargetGroupArn);
  const third = named.find((arn) => arn !== blueArn && arn !== greenArn);
  if (forwards.length !== 1 || third !== undefined) {
    const where = third === undefined ? "to no target group" : `to ${nameInArn(third)}`;
    throw refuse("test-listener-forwards", { arn: testListener.ref.arn, where });
  }
  if (greenShare(weightsOn(testListener, blueArn, greenArn)) === share) return [];
  const to = share === 100 ? green : blue;
  return [
    {
      kind: "point-test-listener",
      listener: testListener.ref,
      blueArn,
      greenArn,
      green: share,
      summary: `Point the test listener ${testListener.ref.arn.split("/").slice(-2).join("/")} at ${to.targetGroup.name}`,
    },
  ];
}
