import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import type { Finding } from "../../delivery/findings.ts";
import { unreadable } from "../../delivery/findings.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../delivery/plan.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../engine/platform.ts";
import { clientConfig } from "../aws.ts";
import { look as lookFromOutside, probeProgress } from "../checks/probe.ts";
import { smoke, smokeProgress } from "../checks/smoke.ts";
import { ApiWriter } from "./apply.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { diagnose, UNASKED } from "./diagnosis.ts";
import { meterOf } from "./meter.ts";
import { changedNeeds, requireStages } from "./needs.ts";
import { ApiReader } from "./observe.ts";
import type { StagesRouting } from "./pair.ts";
import { addressOf, greenName } from "./pair.ts";
import { isForOtherStage } from "./permission.ts";
import type { Permissions } from "./permissions.ts";
import { planStep } from "./plan.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { ApiNaming, BackendsState, PermissionState, Snapshot, StageState } from "./snapshot.ts";
import { TestInvoker } from "./test-invoke.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";

/** The account's quota of management calls is small, and a promote must not fail for it (API Gateway quotas). */
const MAX_ATTEMPTS = 10;

/** The steps that lead everybody to the other stage, or prepare that. */
const LEADING: readonly Step[] = ["deploy", "shift", "promote"];

/** The steps in which green is judged; a way back asks nothing that it could fail for. */
const JUDGED: readonly Step[] = ["shift", "verify", "promote", "rollout"];

/** REST APIs: a canary on one stage, or two stages behind a custom domain's base path mapping. */
export class ApiGatewayPlatform implements Platform<Snapshot, ApiGatewayChange> {
  readonly #settings: ApiGatewaySettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #client: APIGatewayClient;
  readonly #once: APIGatewayClient;
  readonly #reader: ApiReader;
  readonly #writer: ApiWriter;
  readonly #invoker: TestInvoker;
  #permissions: Promise<Permissions> | undefined;
  #naming: ApiNaming | undefined;
  #backends: BackendsState | undefined;

  /** @param deadline milliseconds since the epoch at which the step has to be over. */
  constructor(settings: ApiGatewaySettings, step: Step, clock: Clock, signal: AbortSignal, deadline: number) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = clock;
    this.#signal = signal;
    const config = clientConfig(settings.region);
    this.#client = new APIGatewayClient({ ...config, maxAttempts: MAX_ATTEMPTS });
    this.#once = new APIGatewayClient({ ...config, maxAttempts: 1 });
    this.#reader = new ApiReader(this.#client, settings, signal);
    this.#invoker = new TestInvoker(this.#client, this.#reader, settings.restApi, signal);
    this.#writer = new ApiWriter(settings, {
      client: this.#client,
      once: this.#once,
      reader: this.#reader,
      permissions: () => this.#loadPermissions(),
      clock,
      signal,
      deadline: () => deadline,
    });
  }

  observe(): Promise<Snapshot> {
    return this.#observeFor(this.#step);
  }

  async #observeFor(step: Step): Promise<Snapshot> {
    const { source, routing } = this.#settings;
    const deploys = step === "deploy";
    const [stages, deployments, named] = await Promise.all([
      this.#reader.stages(),
      this.#reader.deployments(),
      this.#named(step),
    ]);
    requireStages(this.#settings, stages);
    const resources = deploys ? await this.#reader.resources() : undefined;
    const api = deploys && source?.openapi !== undefined ? await this.#reader.api() : undefined;
    const mapped = routing.kind === "stages" ? await this.#mappings(routing) : { mapping: undefined };
    const called = await this.#called(step, stages);
    const read = { stages, deployments, resources, api, ...named, ...called, ...mapped };
    const seen: Snapshot = { at: this.#clock.now(), ...read, permissions: [] };
    const whole = deploys ? { ...seen, permissions: await this.#permissionStates(seen) } : seen;
    return routing.kind === "stages" && LEADING.includes(step) ? this.#withPlans(whole, routing) : whole;
  }

  /** The stages tell the weight and the record; of a pair the mapping tells the weight. */
  async confirm(seen: Snapshot): Promise<Snapshot> {
    const { routing } = this.#settings;
    if (routing.kind === "canary") return this.#withStage(seen, routing.stage);
    const stages = await this.#reader.stages();
    return { ...seen, at: this.#clock.now(), stages, mapping: await this.#reader.mapping(routing.mapping) };
  }

  plan(intent: Intent, seen: Snapshot): Plan<ApiGatewayChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Applied<ApiGatewayChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  async refresh(wait: WaitOf<ApiGatewayChange>, seen: Snapshot, { number, since }: Look): Promise<Snapshot> {
    switch (wait.kind) {
      case "smoke-test":
        return this.#asked(seen, number, await smoke(wait.test, this.#signal));
      case "test-invoke":
        return this.#asked(seen, number, await this.#invoker.failuresOf(wait));
      case "wait-share": {
        const last = await lookFromOutside(wait.probe, this.#clock, this.#signal);
        const until = this.#clock.now();
        return { ...seen, at: until, probe: { probe: wait.probe, looks: number, since, until, last } };
      }
    }
  }

  #asked(seen: Snapshot, tries: number, failed: readonly string[]): Snapshot {
    return { ...seen, at: this.#clock.now(), smoke: { tries, failed } };
  }

  settled(wait: WaitOf<ApiGatewayChange>, seen: Snapshot): Progress {
    switch (wait.kind) {
      case "smoke-test":
        return smokeProgress(seen.smoke, wait.test.checks.length);
      case "test-invoke":
        return smokeProgress(seen.smoke, wait.checks.length);
      case "wait-share":
        return probeProgress(wait.probe, seen.probe, seen.at);
    }
  }

  async diagnose(intent: Intent): Promise<Finding[]> {
    const found = await this.#observeFor("deploy").then((whole) => diagnose(this.#settings, intent, whole), unreadable);
    return [...found, UNASKED];
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter(seen: Snapshot): Meter {
    return meterOf(this.#settings, seen);
  }

  undo(intent: Intent, seen: Snapshot): Applied<ApiGatewayChange> {
    return undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: Snapshot): undo is Applied<ApiGatewayChange> {
    return acceptsUndo(this.#settings, intent, seen, undo);
  }

  close(): void {
    this.#client.destroy();
    this.#once.destroy();
    void this.#permissions?.then((permissions) => permissions.close());
  }

  /** Once for all looks of a step: what an API is called does not change in the middle of its rollout. */
  async #named(step: Step): Promise<Pick<Snapshot, "named">> {
    const { gated = false, routing } = this.#settings;
    if (!gated || routing.kind !== "canary" || !JUDGED.includes(step)) return {};
    this.#naming ??= await this.#reader.naming();
    return { named: this.#naming };
  }

  /** Once for all looks of a step, too: as soon as green is promoted, the stage does not tell any more what blue called. */
  async #called(step: Step, stages: readonly StageState[]): Promise<Pick<Snapshot, "backends">> {
    const { byFunctions = false, routing } = this.#settings;
    if (!byFunctions || routing.kind !== "canary" || !JUDGED.includes(step)) return {};
    const deployment = stages.find(({ name }) => name === routing.stage)?.deploymentId ?? "";
    this.#backends ??= await this.#reader.backends(routing.stage, deployment);
    return { backends: this.#backends };
  }

  async #mappings(routing: StagesRouting): Promise<Required<Pick<Snapshot, "mapping" | "others">>> {
    const all = await this.#reader.mappings(routing.mapping);
    const mapping = all.find(({ basePath }) => basePath === routing.mapping.basePath);
    if (mapping === undefined) throw refuse("mapping-not-found", { address: addressOf(routing) });
    return { mapping, others: all.filter((other) => other !== mapping) };
  }

  /** Usage plans, and whether a stage that one of them lacks would be asked for a key. */
  async #withPlans(seen: Snapshot, { stages }: StagesRouting): Promise<Snapshot> {
    const plans = await this.#reader.usagePlans();
    const apart = plans?.some((plan) =>
      stages.some((name) => plan.stages.includes(name) !== plan.stages.includes(stages[0])),
    );
    if (apart !== true) return { ...seen, plans };
    const served = seen.stages.filter(({ name }) => stages.includes(name)).map(({ deploymentId }) => deploymentId);
    const keyed = await Promise.all([...new Set(served)].map((id) => this.#reader.keyedMethods(id)));
    return { ...seen, plans, keyed: [...new Set(keyed.flat())] };
  }

  async #withStage(seen: Snapshot, name: string): Promise<Snapshot> {
    const fresh = await this.#reader.stage(name);
    return {
      ...seen,
      at: this.#clock.now(),
      stages: seen.stages.map((stage) => (stage.name === name ? fresh : stage)),
    };
  }

  /** What the functions allow that green calls and that may not have been called before. */
  async #permissionStates(seen: Snapshot): Promise<PermissionState[]> {
    const needs = changedNeeds(this.#settings, seen);
    if (needs.length === 0) return [];
    const permissions = await this.#loadPermissions();
    const at = { ...this.#settings, stage: greenName(this.#settings.routing, seen.stages, seen.mapping) };
    const policies = new Map<string, PermissionState["statements"]>();
    for (const arn of new Set(needs.map((need) => need.arn))) {
      const statements = await permissions.statements(arn);
      const lasting = statements === "missing" ? statements : statements.filter((one) => !isForOtherStage(one, at));
      policies.set(arn, lasting);
    }
    return needs.map((need) => ({ need, statements: policies.get(need.arn) ?? "missing" }));
  }

  #loadPermissions(): Promise<Permissions> {
    this.#permissions ??= import("./permissions.ts").then(
      ({ Permissions }) => new Permissions(this.#settings.region, this.#signal),
    );
    return this.#permissions;
  }
}
