import type { WaitOf } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Look } from "../../../engine/platform.ts";
import { look as lookFromOutside } from "../../checks/probe.ts";
import { smoke } from "../../checks/smoke.ts";
import type { Editors } from "../groups/editors.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { toTargetGroupState } from "../groups/observe.ts";
import { observeBaking, observeImages } from "../image/observe.ts";
import type { RouteReader } from "../listeners/observe-routes.ts";
import { notedTestListener } from "../listeners/preview.ts";
import type { Ec2Settings, RouteRef } from "../settings.ts";
import type { Snapshot, TargetGroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { sideOf } from "./sides.ts";
import { requireSuitable } from "./suitable.ts";
import { progressOf } from "./waits.ts";

/** Of a wait's looks, one in this many also reads the group and its scaling activities: at most a call a second. */
const FULL_LOOK_EVERY = 5;

type Of<K extends Ec2Change["kind"]> = Extract<Ec2Change, { kind: K }>;

interface Sources {
  settings: Ec2Settings;
  step: Step;
  clock: Clock;
  signal: AbortSignal;
  groups: Ec2Reader;
  routes: RouteReader;
  editors: Editors;
}

/** The reading half of the platform: what a decision needs, what a switch is judged by, what a wait is about. */
export class Ec2Observer {
  readonly #from: Sources;

  constructor(sources: Sources) {
    this.#from = sources;
  }

  /** Two rounds: names and routes, then the health of what they led to. */
  async observe(): Promise<Snapshot> {
    const { settings, step, clock, editors, groups: reader, routes: routeReader } = this.#from;
    const careful = step === "deploy" || step === "teardown";
    const [groups, routes, [first, second], imageState] = await Promise.all([
      reader.groups(settings.fleet),
      routeReader.routes(settings.routes),
      reader.targetGroups(settings.targetGroups),
      editors.imageState(settings.revision),
    ]);
    const arns = [first, second].map(({ TargetGroupArn = "" }) => TargetGroupArn);
    // A green that exists already is read too: a deploy that was cut off may not have given it everything.
    const cloned = step === "deploy" && settings.fleet.kind === "cloned" ? groups : [];
    const mayHaveRules =
      careful || settings.cohort !== undefined || groups.some(({ tags }) => tags[TAG.rules] !== undefined);
    // Every other step knows it from the deploy.
    const noted = notedTestListener(groups);
    const testRef = step === "deploy" ? (settings.testListener ?? noted) : noted;
    const asks = step === "deploy" || settings.stickiness === 0 || asksOfConnections(settings, step);
    const [health, attributes, [rules, otherRoutes], attached, pools, testListener, baking] = await Promise.all([
      Promise.all(arns.map((arn) => reader.targets(arn))),
      Promise.all(arns.map((arn) => (asks ? reader.attributes(arn) : undefined))),
      mayHaveRules ? this.#listenerRules(arns, careful, testRef) : ([[], {}] as const),
      Promise.all(cloned.map(async (group) => [group.name, await reader.attachments(group)] as const)),
      step === "deploy" ? reader.warmPools(groups) : {},
      testRef === undefined ? undefined : routeReader.routeIfThere(testRef),
      observeBaking(settings.revision, groups, editors, reader),
    ]);
    const now = clock.now();
    const seen: Snapshot = {
      at: now,
      routesAt: now,
      routes,
      targetGroups: [
        toTargetGroupState(first, health[0] ?? [], attributes[0]),
        toTargetGroupState(second, health[1] ?? [], attributes[1]),
      ],
      groups,
      otherRoutes,
      rules,
      testListener,
      attachments: Object.fromEntries(attached),
      pools,
      imageState,
      baking,
      smoke: undefined,
      probe: undefined,
      waitingSince: undefined,
      failures: [],
      causes: [],
    };
    requireSuitable(settings, seen);
    return seen;
  }

  async #listenerRules(arns: readonly string[], careful: boolean, testListener: RouteRef | undefined) {
    const { settings, routes } = this.#from;
    const rules = await routes.listenerRules(settings.routes, arns);
    return [rules, careful ? await routes.otherRoutes(settings, arns, rules, testListener) : {}] as const;
  }

  /** Weights and record; the rules of a cohort where they are what the weight is about. */
  async confirm(seen: Snapshot): Promise<Snapshot> {
    const { settings, clock, groups: reader, routes: routeReader } = this.#from;
    const arns = seen.targetGroups.map(({ arn }) => arn);
    const ofCohort = seen.rules.some(({ purpose }) => purpose === "cohort");
    const [groups, routes, rules] = await Promise.all([
      reader.groups(settings.fleet),
      routeReader.routes(settings.routes),
      ofCohort ? routeReader.listenerRules(settings.routes, arns) : seen.rules,
    ]);
    const now = clock.now();
    return { ...seen, at: now, routesAt: now, groups, routes, rules };
  }

  async refresh(wait: WaitOf<Ec2Change>, before: Snapshot, look: Look): Promise<Snapshot> {
    const { clock, signal } = this.#from;
    const seen = { ...before, at: clock.now(), waitingSince: look.since };
    if (wait.kind === "smoke-test") {
      const failed = await smoke(wait.test, signal);
      return { ...seen, smoke: { tries: look.number, failed } };
    }
    if (wait.kind === "wait-share") {
      const last = await lookFromOutside(wait.probe, clock, signal);
      const until = clock.now();
      return { ...seen, at: until, probe: { probe: wait.probe, looks: look.number, since: look.since, until, last } };
    }
    if (wait.kind === "wait-bake") return this.#refreshBake(wait, seen, look);
    if (wait.kind === "wait-image")
      return {
        ...seen,
        baking: await observeImages(wait, seen.baking, seen.groups, this.#from.editors, this.#from.groups),
      };
    if (wait.kind === "wait-pool") return this.#refreshPool(wait.group, seen);
    if (wait.kind === "wait-healthy" || wait.kind === "wait-drained") return this.#refreshSide(wait, seen, look);
    return seen;
  }

  async #refreshPool(group: string, seen: Snapshot): Promise<Snapshot> {
    const others = seen.groups.filter(({ name }) => name !== group);
    return { ...seen, groups: [...others, ...(await this.#from.groups.groupsNamed([group]))] };
  }

  /**
   * The target group at every look. The group at the first and every fifth, when the targets say that the wait may be
   * over, when they are of instances not seen yet, and at a thorough look. Failed activities at every fifth and then.
   */
  async #refreshSide(wait: Of<"wait-healthy"> | Of<"wait-drained">, seen: Snapshot, look: Look): Promise<Snapshot> {
    const { settings, groups: reader } = this.#from;
    const known = sideOf(wait.targetGroupArn, seen).group;
    const targets = await reader.targets(wait.targetGroupArn);
    const next = { ...seen, targetGroups: replaceTargets(seen, new Map([[wait.targetGroupArn, targets]])) };
    const count = (wanted: string) => targets.filter(({ state }) => state === wanted).length;
    const enough = wait.kind === "wait-healthy" ? (wait.atLeast ?? Math.max(1, known?.desired ?? 1)) : 0;
    const perhapsOver = wait.kind === "wait-drained" ? count("draining") === 0 : count("healthy") >= enough;
    // Targets of instances that we have not seen: without them their reasons would go untold.
    const unknown = targets.some(({ id }) => !known?.instances.some((instance) => instance.id === id));
    const fifth = look.number % FULL_LOOK_EVERY === 0;
    if (!perhapsOver && !unknown && !look.thorough && !fifth && look.number > 1) return next;
    const name = known?.name;
    const [groups, failures] = await Promise.all([
      name === undefined ? reader.groups(settings.fleet) : reader.groupsNamed([name]),
      wait.kind === "wait-healthy" && (fifth || look.thorough) && !perhapsOver && name !== undefined
        ? reader.failures(name, look.since)
        : seen.failures,
    ]);
    const rest = next.groups.filter((group) => name !== undefined && group.name !== name);
    return { ...next, groups: [...rest, ...groups], failures };
  }

  /** Both sides at every look; their groups now and then, and when the targets are not what the weight needs. */
  async #refreshBake(wait: Of<"wait-bake">, seen: Snapshot, look: Look): Promise<Snapshot> {
    const { settings, groups: reader } = this.#from;
    const arns = [wait.blueArn, wait.greenArn];
    const health = await Promise.all(arns.map(async (arn) => [arn, await reader.targets(arn)] as const));
    const next = { ...seen, targetGroups: replaceTargets(seen, new Map(health)) };
    const suspicious = progressOf(wait, next).state === "impossible";
    if (!suspicious && look.number % FULL_LOOK_EVERY !== 0) return next;
    const full = { ...next, groups: await reader.groups(settings.fleet) };
    if (progressOf(wait, full).state !== "impossible") return full;
    const names = full.groups.map(({ name }) => name);
    const activities = await Promise.all(names.map((name) => reader.activities(name, look.since)));
    return {
      ...full,
      causes: [...new Set(activities.flat().map(({ cause }) => cause.trim()))].filter((each) => each !== ""),
    };
  }
}

/** How long what is open to a side may go on once its targets leave. */
function asksOfConnections({ routes }: Ec2Settings, step: Step): boolean {
  const network = routes.some(({ loadBalancerType }) => loadBalancerType === "network");
  return network && (step === "rollback" || step === "teardown");
}

function replaceTargets(
  { targetGroups }: Snapshot,
  targets: ReadonlyMap<string, TargetGroupState["targets"]>,
): Snapshot["targetGroups"] {
  const [first, second] = targetGroups;
  const replaced = (group: TargetGroupState) => ({ ...group, targets: targets.get(group.arn) ?? group.targets });
  return [replaced(first), replaced(second)];
}
