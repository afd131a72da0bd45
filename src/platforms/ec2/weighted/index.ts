import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { countdown } from "../../../delivery/countdown.ts";
import type { Intent, Plan, Progress, View } from "../../../delivery/plan.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import type { Clock } from "../../../engine/clock.ts";
import type { Platform } from "../../../engine/platform.ts";
import { clientConfig } from "../../aws.ts";
import { look, probeProgress } from "../checks/probe.ts";
import { smoke, smokeProgress } from "../checks/smoke.ts";
import { Editors } from "../groups/editors.ts";
import { bakeProgress, drainProgress, healthProgress } from "../groups/health.ts";
import { Ec2Reader, toTargetGroupState } from "../groups/observe.ts";
import { RouteReader } from "../listeners/observe-routes.ts";
import { notedTestListener } from "../listeners/preview.ts";
import { RuleWriter } from "../listeners/rules.ts";
import type { Ec2Settings, RouteRef } from "../settings.ts";
import type { Snapshot, TargetGroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { Ec2Writer } from "./apply.ts";
import type { Ec2Change } from "./changes.ts";
import { planStep } from "./plan.ts";
import type { Side } from "./sides.ts";
import { requireSuitable } from "./sides.ts";
import { undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";

/** Of a wait's looks, one in this many also reads the group and its scaling activities: at most a call a second. */
const FULL_LOOK_EVERY = 5;

/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
export class Ec2Platform implements Platform<Snapshot, Ec2Change> {
  readonly #settings: Ec2Settings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #autoScaling: AutoScalingClient;
  readonly #editors: Editors;
  readonly #reader: Ec2Reader;
  readonly #routes: RouteReader;
  readonly #writer: Ec2Writer;
  readonly #began: number;
  #waitingFor: Ec2Change | undefined;
  #looks = 0;

  constructor(settings: Ec2Settings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = clock;
    this.#signal = signal;
    this.#began = clock.now();
    const config = clientConfig(settings.region);
    this.#elb = new ElasticLoadBalancingV2Client(config);
    this.#autoScaling = new AutoScalingClient(config);
    this.#editors = new Editors(settings.region, signal);
    this.#reader = new Ec2Reader(this.#elb, this.#autoScaling, this.#editors, signal);
    this.#routes = new RouteReader(this.#elb, signal);
    this.#writer = new Ec2Writer({
      autoScaling: this.#autoScaling,
      reader: this.#reader,
      weights: {
        elb: this.#elb,
        reader: this.#routes,
        signal,
        now: () => clock.now(),
        sleep: (ms) => clock.sleep(ms, signal),
      },
      rules: new RuleWriter(this.#elb, this.#routes, signal),
      editors: this.#editors,
      clock,
      signal,
    });
  }

  /** Two rounds: names and routes, then the health of what they led to. */
  async observe(): Promise<Snapshot> {
    const settings = this.#settings;
    const careful = this.#step === "deploy" || this.#step === "teardown";
    const [groups, routes, [first, second], imageState] = await Promise.all([
      this.#reader.groups(settings.fleet),
      this.#routes.routes(settings.routes),
      this.#reader.targetGroups(settings.targetGroups),
      this.#editors.imageState(settings.revision),
    ]);
    const arns = [first, second].map(({ TargetGroupArn = "" }) => TargetGroupArn);
    // A green that exists already is read too: a deploy that was cut off may not have given it everything.
    const cloned = this.#step === "deploy" && settings.fleet.kind === "cloned" ? groups : [];
    const mayHaveRules =
      careful || settings.cohort !== undefined || groups.some(({ tags }) => tags[TAG.rules] !== undefined);
    // Every other step knows it from the deploy.
    const noted = notedTestListener(groups);
    const testRef = this.#step === "deploy" ? (settings.testListener ?? noted) : noted;
    const [health, sticky, [rules, otherRoutes], attached, testListener] = await Promise.all([
      Promise.all(arns.map((arn) => this.#reader.targets(arn))),
      Promise.all(
        arns.map((arn) =>
          this.#step === "deploy" || settings.stickiness === 0 ? this.#reader.sticky(arn) : undefined,
        ),
      ),
      mayHaveRules ? this.#listenerRules(arns, careful, testRef) : ([[], {}] as const),
      Promise.all(cloned.map(async (group) => [group.name, await this.#reader.attachments(group)] as const)),
      testRef === undefined ? undefined : this.#routes.routeIfThere(testRef),
    ]);
    const now = this.#clock.now();
    const seen: Snapshot = {
      at: now,
      routesAt: now,
      routes,
      targetGroups: [
        toTargetGroupState(first, health[0] ?? [], sticky[0]),
        toTargetGroupState(second, health[1] ?? [], sticky[1]),
      ],
      groups,
      otherRoutes,
      rules,
      testListener,
      attachments: Object.fromEntries(attached),
      imageState,
      smoke: undefined,
      probe: undefined,
      failures: [],
    };
    requireSuitable(settings, seen);
    return seen;
  }

  async #listenerRules(arns: readonly string[], careful: boolean, testListener: RouteRef | undefined) {
    const rules = await this.#routes.listenerRules(this.#settings.routes, arns);
    return [rules, careful ? await this.#routes.otherRoutes(this.#settings, arns, rules, testListener) : {}] as const;
  }

  plan(intent: Intent, seen: Snapshot): Plan<Ec2Change> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Ec2Change, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  /**
   * The target group at every look. The group at the first and every fifth, when the targets say that the wait may be
   * over, when they are of instances not seen yet, and at a thorough look. Failed activities at every fifth and then.
   */
  async refresh(wait: Ec2Change, seen: Snapshot, thorough: boolean): Promise<Snapshot> {
    const at = this.#clock.now();
    if (wait.kind === "smoke-test") {
      const failed = await smoke(wait.test, this.#signal);
      return { ...seen, at, smoke: { tries: (seen.smoke?.tries ?? 0) + 1, failed } };
    }
    if (wait.kind === "wait-share") {
      const { looks = 0, since = at } = seen.probe ?? {};
      const last = await look(wait.probe, this.#clock, this.#signal);
      const until = this.#clock.now();
      return { ...seen, at: until, probe: { probe: wait.probe, looks: looks + 1, since, until, last } };
    }
    if (wait.kind !== "wait-healthy" && wait.kind !== "wait-drained" && wait.kind !== "wait-bake")
      return { ...seen, at };
    const known = sideOf(wait.targetGroupArn, seen).group;
    const targets = await this.#reader.targets(wait.targetGroupArn);
    const next: Snapshot = { ...seen, at, targetGroups: replaceTargets(seen, wait.targetGroupArn, targets) };
    const healthy = targets.filter(({ state }) => state === "healthy").length;
    const draining = targets.filter(({ state }) => state === "draining").length;
    const perhapsOver =
      wait.kind === "wait-drained"
        ? draining === 0
        : wait.kind === "wait-healthy" && healthy >= Math.max(1, known?.desired ?? 1);
    if (wait !== this.#waitingFor) this.#looks = 0;
    this.#waitingFor = wait;
    this.#looks += 1;
    // Targets of instances that we have not seen: without them their reasons would go untold.
    const unknown = targets.some(({ id }) => !known?.instances.some((instance) => instance.id === id));
    const fifth = this.#looks % FULL_LOOK_EVERY === 0;
    if (!perhapsOver && !unknown && !thorough && !fifth && this.#looks > 1) return next;
    const name = known?.name;
    const [groups, failures] = await Promise.all([
      name === undefined ? this.#reader.groups(this.#settings.fleet) : this.#reader.groupsNamed([name]),
      wait.kind === "wait-healthy" && (fifth || thorough) && !perhapsOver && name !== undefined
        ? this.#reader.failures(name, this.#began)
        : seen.failures,
    ]);
    const rest = next.groups.filter((group) => name !== undefined && group.name !== name);
    return { ...next, groups: [...rest, ...groups], failures };
  }

  settled(wait: Ec2Change, seen: Snapshot): Progress {
    switch (wait.kind) {
      case "wait-until":
        return countdown("seconds until it is safe", wait.until - seen.at);
      case "wait-healthy":
        return healthProgress(
          sideOf(wait.targetGroupArn, seen),
          wait.side === "green" ? "strict" : "any-version",
          seen.failures,
        );
      case "wait-drained":
        return drainProgress(sideOf(wait.targetGroupArn, seen));
      case "smoke-test":
        return smokeProgress(seen.smoke, wait.test.checks.length);
      case "wait-share":
        return probeProgress(wait.probe, seen.probe, seen.at);
      case "wait-bake":
        return bakeProgress(sideOf(wait.targetGroupArn, seen), wait.least, bakesFrom(seen) + wait.durationMs, seen.at);
      default:
        return { state: "done" };
    }
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  undo(intent: Intent, seen: Snapshot): Ec2Change {
    return undoOf(this.#settings, intent, seen);
  }

  close(): void {
    this.#elb.destroy();
    this.#autoScaling.destroy();
    this.#editors.close();
  }
}

/** From when users had the new weight: as soon as it was seen from outside, if that was looked at. */
function bakesFrom({ routesAt, probe }: Snapshot): number {
  return Math.max(routesAt, probe?.until ?? 0);
}

function sideOf(targetGroupArn: string, seen: Snapshot): Side {
  const targetGroup = seen.targetGroups.find(({ arn }) => arn === targetGroupArn) ?? seen.targetGroups[0];
  return { targetGroup, group: seen.groups.find(({ targetGroupArns }) => targetGroupArns.includes(targetGroup.arn)) };
}

function replaceTargets(seen: Snapshot, arn: string, targets: TargetGroupState["targets"]): Snapshot["targetGroups"] {
  const [first, second] = seen.targetGroups;
  const replaced = (group: TargetGroupState) => (group.arn === arn ? { ...group, targets } : group);
  return [replaced(first), replaced(second)];
}
