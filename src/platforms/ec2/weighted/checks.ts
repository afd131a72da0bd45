import { describePathCheck } from "../../../delivery/path-check.ts";
import { describeMark } from "../../checks/mark.ts";
import { addressOf, boundsOf, describeBounds, requestsFor } from "../../checks/probe.ts";
import type { SmokeTest } from "../../checks/smoke.ts";
import { asRequest, describeCondition } from "../listeners/conditions.ts";
import { livePreview } from "../listeners/preview.ts";
import { isStickyByAddress } from "../listeners/routes.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import type { Sides } from "./sides.ts";
import { agreedShare } from "./sides.ts";

/** The external checks: what green answers through the load balancer, and whether its share is seen there. Pure. */

/** At the end of a deploy: the preview is the one that the deploy makes. */
export function smokeOfDeploy({ smoke, preview }: Ec2Settings): Ec2Change[] {
  return smoke === undefined ? [] : [smokeTest({ ...smoke, sent: preview && asRequest(preview) })];
}

/** Before green's first weight, for the deploy may be days ago: through the preview that there is. */
export function smokeBeforeTraffic({ smoke }: Ec2Settings, seen: Snapshot, sides: Sides): Ec2Change[] {
  if (smoke === undefined) return [];
  const live = livePreview(seen, sides);
  const preview = live?.by === "rule" ? live.condition : undefined;
  if (live === undefined || preview?.by === "source") throw refuse("no-preview", {});
  return [smokeTest({ ...smoke, sent: preview && asRequest(preview) })];
}

function smokeTest(test: SmokeTest): Ec2Change {
  const paths = test.checks.map(describePathCheck).join(", ");
  return {
    kind: "smoke-test",
    waits: true,
    once: true,
    test,
    summary: `Smoke test: ${paths} on ${addressOf(test.url)}, as the preview sees it`,
  };
}

/**
 * Requests through the load balancer, whose answers have to show green's share. Without a rollout there is no green to
 * look for.
 *
 * @param share percent of the audience's requests.
 */
export function shareCheck(
  { probe, cohort }: Ec2Settings,
  seen: Snapshot,
  sides: Sides,
  share: number,
  ofCohort: boolean,
): Ec2Change[] {
  if (probe === undefined || !sides.marked) return [];
  requireDraws(seen, share);
  const condition = ofCohort ? cohort : undefined;
  const before = agreedShare(condition === undefined ? { ...sides, cohortShares: [] } : sides);
  const requests = requestsFor(share, before);
  const count = describeBounds(boundsOf({ share, requests }));
  const whose = condition === undefined ? "" : ` with ${describeCondition(condition)}`;
  return [
    {
      kind: "wait-share",
      waits: true,
      once: true,
      probe: { ...probe, sent: condition && asRequest(condition), share, requests },
      summary: `Look from outside: of ${requests} requests${whose} to ${addressOf(probe.url)}, ${count} have to be answered by green (${describeMark(probe.mark)})`,
    },
  ];
}

/** A network load balancer that keeps clients on their side by their address shows one client one side, not a share. */
function requireDraws({ routes }: Snapshot, share: number): void {
  const pinning = share === 0 || share === 100 ? undefined : routes.find(isStickyByAddress);
  if (pinning !== undefined) throw refuse("probe-needs-draws", { listener: pinning.ref.arn });
}
