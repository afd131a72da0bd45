import type { Action, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ModifyListenerCommand, ModifyRuleCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { call } from "../../aws.ts";
import { refuse } from "../refusals.ts";
import type { RouteRef } from "../settings.ts";
import type { RouteReader } from "./observe-routes.ts";
import type { RouteState } from "./routes.ts";
import { sameActions, withWeights, writableActions } from "./routes.ts";

/** Weights are written on the ground of a reading at most this old, in milliseconds: ELB has no optimistic lock. */
const FRESH_MS = 5_000;
/** How long a written listener may still read as before, in milliseconds. */
const READ_BACK_MS = 15_000;
const READ_BACK_PAUSE_MS = 500;
/** Writes under way at once: the token bucket of mutating calls is small (ELB user guide, API throttling). */
const PARALLEL_WRITES = 4;

export interface WeightTools {
  elb: ElasticLoadBalancingV2Client;
  reader: RouteReader;
  signal: AbortSignal;
  clock: Clock;
}

/**
 * Sets green's weight on all routes, or on none: when one write fails the others are put back. Each write replaces a
 * route's whole list of actions, so it is made from a fresh reading, and read back afterwards.
 *
 * @param green 0–100 percent.
 * @param sticky seconds of group stickiness, 0 for none; undefined keeps it.
 * @returns the routes as read back.
 * @throws DeliveryError when a write fails, or somebody else's change is read back.
 */
export async function writeWeights(
  tools: WeightTools,
  seen: { routes: readonly RouteState[]; routesAt: number },
  blueArn: string,
  greenArn: string,
  green: number,
  sticky: number | undefined,
): Promise<RouteState[]> {
  const fresh = tools.clock.now() - seen.routesAt <= FRESH_MS;
  const before = fresh ? [...seen.routes] : await tools.reader.routes(seen.routes.map(({ ref }) => ref));
  const wanted = before.map(
    ({ ref, actions }): RouteState => ({ ref, actions: withWeights(actions, blueArn, greenArn, green, sticky) }),
  );
  const pending = wanted.filter(({ actions }, index) => !sameActions(actions, before[index]?.actions ?? []));
  if (pending.length === 0) return before;

  const results = await inBatches(pending, (route) => modify(tools, route.ref, route.actions));
  const failure = results.find((result) => result.status === "rejected");
  if (failure?.status === "rejected") {
    const untouched = results.every((result) => result.status === "rejected" && hadNoEffect(result.reason));
    if (pending.length > 1 && !untouched) throw await putBack(tools, pending, before, failure.reason);
    throw failure.reason;
  }
  return readBack(tools, before, wanted).catch((error: unknown) => {
    throw withEffect(error);
  });
}

/**
 * Restores every route that was or may have been written: a failed write may have had its effect all the same.
 *
 * @returns the error to end with: what failed, and what of it could not be put back.
 */
async function putBack(
  tools: WeightTools,
  pending: readonly RouteState[],
  before: readonly RouteState[],
  reason: unknown,
): Promise<DeliveryError> {
  const touched = before.filter(({ ref }) => pending.some((route) => route.ref.arn === ref.arn));
  const results = await inBatches(touched, (route) => modify(tools, route.ref, writableActions(route.actions)));
  const stuck = touched.filter((_, index) => results[index]?.status !== "fulfilled").map(({ ref }) => ref.arn);
  const said = reason instanceof Error ? reason.message : String(reason);
  const code = reason instanceof DeliveryError ? reason.code : "platform";
  if (stuck.length === 0) {
    return new DeliveryError(code, `${said} The listeners that had been changed were put back.`, {
      cause: reason,
      ...(reason instanceof DeliveryError && reason.remedy !== undefined ? { remedy: reason.remedy } : {}),
    });
  }
  return new DeliveryError(code, `${said} Putting the weights back failed on ${stuck.join(", ")}.`, {
    cause: reason,
    remedy: "The listeners disagree now: run `rollback`, which sets all of them.",
  });
}

export function hadNoEffect(reason: unknown): boolean {
  return reason instanceof DeliveryError && reason.noEffect;
}

/** The same failure of a change whose earlier calls succeeded: that the last one was refused says nothing of them. */
export function withEffect(reason: unknown): unknown {
  if (!(reason instanceof DeliveryError) || !reason.noEffect) return reason;
  const { code, message, reasons, remedy, transient, cause } = reason;
  return new DeliveryError(code, message, { reasons, transient, cause, ...(remedy === undefined ? {} : { remedy }) });
}

async function readBack(
  tools: WeightTools,
  before: readonly RouteState[],
  wanted: readonly RouteState[],
): Promise<RouteState[]> {
  const { clock, signal, reader } = tools;
  const pace = { clock, signal, pauseMs: READ_BACK_PAUSE_MS, until: clock.now() + READ_BACK_MS };
  const look = async () => {
    const now = await reader.routes(wanted.map(({ ref }) => ref));
    const [open] = now.filter(({ actions }, index) => !sameActions(actions, wanted[index]?.actions ?? []));
    return { now, open };
  };
  const isForeign = ({ ref, actions }: RouteState) => {
    const old = before.find((route) => route.ref.arn === ref.arn);
    return old === undefined || !sameActions(actions, old.actions);
  };
  const { now, open } = await poll(pace, look, ({ open }) => open === undefined || isForeign(open));
  if (open === undefined) return now;
  const where = { kind: open.ref.kind, arn: open.ref.arn };
  throw refuse(isForeign(open) ? "weights-overrun" : "weights-not-read-back", where);
}

async function modify(tools: WeightTools, ref: RouteRef, actions: readonly Action[]): Promise<void> {
  const abort = { abortSignal: tools.signal };
  const about = { input: "listeners", given: ref.arn };
  try {
    await (ref.kind === "listener"
      ? call(
          "elasticloadbalancing:ModifyListener",
          tools.signal,
          () =>
            tools.elb.send(new ModifyListenerCommand({ ListenerArn: ref.arn, DefaultActions: [...actions] }), abort),
          about,
        )
      : call(
          "elasticloadbalancing:ModifyRule",
          tools.signal,
          () => tools.elb.send(new ModifyRuleCommand({ RuleArn: ref.arn, Actions: [...actions] }), abort),
          about,
        ));
  } catch (error) {
    if (
      error instanceof DeliveryError &&
      /target group weight on load balancers of type 'network'/.test(error.message)
    ) {
      throw refuse("no-network-weights", {}, { cause: error });
    }
    throw error;
  }
}

async function inBatches<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<PromiseSettledResult<void>[]> {
  const results: PromiseSettledResult<void>[] = [];
  for (let start = 0; start < items.length; start += PARALLEL_WRITES) {
    const batch = items.slice(start, start + PARALLEL_WRITES);
    results.push(...(await Promise.allSettled(batch.map(work))));
    if (results.some(({ status }) => status === "rejected")) break;
  }
  return results;
}
