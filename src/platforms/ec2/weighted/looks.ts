import { DeliveryError } from "../../../delivery/errors.ts";
import { describePathCheck } from "../../../delivery/path-check.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { describeMark } from "../checks/mark.ts";
import type { ProbeTarget } from "../checks/probe.ts";
import { addressOf, boundsOf, describeBounds, requestsFor } from "../checks/probe.ts";
import type { SmokeTest } from "../checks/smoke.ts";
import { describeCondition } from "../listeners/conditions.ts";
import { livePreview } from "../listeners/preview.ts";
import { isStickyByAddress } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import type { Sides } from "./sides.ts";
import { agreedShare, everywhere } from "./sides.ts";

type Ec2Plan = Plan<Ec2Change>;

/**
 * Adds the looks from outside to a step's plan: the smoke test at the end of a deploy and before green's first weight,
 * and the probe after the last change that moves traffic, before a bake. Pure.
 */
export function withLooks(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides, plan: Ec2Plan): Ec2Plan {
  switch (intent.step) {
    case "deploy":
      return deployed(settings, sides, plan);
    case "shift":
    case "promote":
      return smoked(settings, seen, sides, probed(settings, intent, seen, sides, plan));
    case "rollback":
      return probed(settings, intent, seen, sides, plan);
    default:
      return plan;
  }
}

/** At the end of every deploy that did something, and of one that is repeated: the smoke test may be what failed. */
function deployed({ smoke, preview }: Ec2Settings, sides: Sides, plan: Ec2Plan): Ec2Plan {
  const unproven = sides.marked && everywhere(sides, 0);
  if (smoke === undefined || (plan.changes.length === 0 && !unproven)) return plan;
  return { ...plan, changes: [...plan.changes, smokeTest({ ...smoke, preview })] };
}

/** Before everything else of a step that gives green its first weight: the deploy may be days ago. */
function smoked({ smoke }: Ec2Settings, seen: Snapshot, sides: Sides, plan: Ec2Plan): Ec2Plan {
  const gives = plan.changes.some(
    (change) => (change.kind === "set-weights" || change.kind === "create-rule") && change.green > 0,
  );
  if (smoke === undefined || !gives || !everywhere(sides, 0)) return plan;
  const live = livePreview(seen, sides);
  const preview = live?.by === "rule" ? live.condition : undefined;
  if (live === undefined || preview?.by === "source") {
    throw new DeliveryError("unsuitable", "smoke-test: there is no preview through which to ask green.", {
      remedy: "Run `deploy` again with a `preview` by header, cookie, query or listener, which makes it.",
    });
  }
  return { ...plan, changes: [smokeTest({ ...smoke, preview }), ...plan.changes] };
}

function smokeTest(test: SmokeTest): Ec2Change {
  const paths = test.checks.map(describePathCheck).join(", ");
  return {
    kind: "smoke-test",
    waits: true,
    test,
    summary: `Smoke test: ${paths} on ${addressOf(test.url)}, as the preview sees it`,
  };
}

/**
 * After the last move. A step that is run again and finds its weights there looks too: this look may be what failed.
 * Without a rollout there is no green to look for.
 */
function probed(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides, plan: Ec2Plan): Ec2Plan {
  const { probe, cohort } = settings;
  const share = shareAfter(intent, sides, plan);
  if (probe === undefined || share === undefined) return plan;
  requireDraws(seen, share);
  const condition = intent.step === "shift" ? cohort : undefined;
  const before = agreedShare(condition === undefined ? { ...sides, cohortShares: [] } : sides);
  const change = waitShare(probe, share, before, condition);
  const bake = plan.changes.findIndex(({ kind }) => kind === "wait-bake");
  if (bake !== -1) return { ...plan, changes: plan.changes.toSpliced(bake, 0, change) };
  if (intent.step !== "shift" || share === 0) return { ...plan, changes: [...plan.changes, change] };
  return { ...plan, changes: [...plan.changes.map(unproven), change, ...recordSeen(sides, share, plan)] };
}

/** A rung counts as taken when its share was seen, as it does when it was baked: until then `shift` stays on it. */
function unproven(change: Ec2Change): Ec2Change {
  if (change.kind !== "set-weights" || change.record === undefined) return change;
  return { ...change, record: { ...change.record, baking: true } };
}

function recordSeen({ green, switched }: Sides, share: number, { changes }: Ec2Plan): Ec2Change[] {
  const noted = switched?.baking === true || changes.some(({ kind }) => kind === "set-weights");
  if (green.group === undefined || !noted) return [];
  const { name } = green.group;
  return [
    {
      kind: "record-baked",
      records: true,
      group: name,
      summary: `Record on ${name} that ${share} % was seen from outside`,
    },
  ];
}

/** Green's share when the plan is done, percent; undefined when there is no green. */
function shareAfter({ step }: Intent, sides: Sides, { changes }: Ec2Plan): number | undefined {
  if (!sides.marked) return undefined;
  const moved = changes.findLast((change) => change.kind === "set-weights");
  if (moved !== undefined) return moved.green;
  return step === "rollback" ? 0 : step === "promote" ? 100 : agreedShare(sides);
}

/** A network load balancer that keeps clients on their side by their address shows one client one side, not a share. */
function requireDraws({ routes }: Snapshot, share: number): void {
  const pinning = share === 0 || share === 100 ? undefined : routes.find(isStickyByAddress);
  if (pinning === undefined) return;
  throw new DeliveryError(
    "unsuitable",
    `probe-url: ${pinning.ref.arn} keeps each client on its side by its address: one machine never sees a share.`,
    { remedy: "Give `stickiness: off` in an earlier step, or leave out `probe-url`." },
  );
}

function waitShare(
  target: ProbeTarget,
  share: number,
  before: number | undefined,
  condition: Ec2Settings["cohort"],
): Ec2Change {
  const requests = requestsFor(share, before);
  const count = describeBounds(boundsOf({ share, requests }));
  const whose = condition === undefined ? "" : ` with ${describeCondition(condition)}`;
  return {
    kind: "wait-share",
    waits: true,
    probe: { ...target, condition, share, requests },
    summary: `Look from outside: of ${requests} requests${whose} to ${addressOf(target.url)}, ${count} have to be answered by green (${describeMark(target.mark)})`,
  };
}
