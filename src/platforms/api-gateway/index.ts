import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { countdown } from "../../delivery/countdown.ts";
import type { Intent, Plan, Progress, View } from "../../delivery/plan.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Platform } from "../../engine/platform.ts";
import { clientConfig } from "../aws.ts";
import { ApiWriter } from "./apply.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { changedNeeds, requireStages } from "./needs.ts";
import { ApiReader } from "./observe.ts";
import type { Permissions } from "./permissions.ts";
import { planCanary } from "./plan.ts";
import { planPair } from "./plan-pair.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { stageNamed } from "./sides.ts";
import type { PermissionState, Snapshot } from "./snapshot.ts";
import { undoOfCanary, undoOfPair } from "./undo.ts";
import { viewOfCanary, viewOfPair } from "./view.ts";

/** The account's quota of management calls is small, and a promote must not fail for it (API Gateway quotas). */
const MAX_ATTEMPTS = 10;

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
  #permissions: Promise<Permissions> | undefined;
  /** Milliseconds since the epoch at which a bake was first looked at. */
  #bakesSince: number | undefined;

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

  async observe(): Promise<Snapshot> {
    const { source, routing } = this.#settings;
    const deploys = this.#step === "deploy";
    const [stages, deployments] = await Promise.all([this.#reader.stages(), this.#reader.deployments()]);
    requireStages(this.#settings, stages);
    const resources = deploys && source?.openapi === undefined ? await this.#reader.resources() : undefined;
    const mapping = routing.kind === "stages" ? await this.#reader.mapping(routing.mapping) : undefined;
    const seen: Snapshot = { at: this.#clock.now(), stages, deployments, resources, mapping, permissions: [] };
    return deploys ? { ...seen, permissions: await this.#permissionStates(seen) } : seen;
  }

  plan(intent: Intent, seen: Snapshot): Plan<ApiGatewayChange> {
    const { routing } = this.#settings;
    return routing.kind === "canary"
      ? planCanary(this.#settings, routing.stage, intent, seen)
      : planPair(this.#settings, routing, intent, seen);
  }

  apply(change: ApiGatewayChange, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  async refresh(wait: ApiGatewayChange, seen: Snapshot): Promise<Snapshot> {
    const at = this.#clock.now();
    if (wait.kind !== "wait-bake") return { ...seen, at };
    this.#bakesSince ??= at;
    const fresh = await this.#reader.stage(wait.stage);
    return { ...seen, at, stages: seen.stages.map((stage) => (stage.name === fresh.name ? fresh : stage)) };
  }

  settled(wait: ApiGatewayChange, seen: Snapshot): Progress {
    if (wait.kind === "wait-until") return countdown("seconds until it is safe", wait.until - seen.at);
    if (wait.kind !== "wait-bake") return { state: "done" };
    const { canary } = stageNamed(seen, wait.stage);
    if (canary?.deploymentId !== wait.green || canary.percent !== wait.percent) {
      const because = `The canary of ${wait.stage} was changed by somebody else while it baked.`;
      return { state: "impossible", because, reasons: [] };
    }
    return countdown("seconds of bake time", (this.#bakesSince ?? seen.at) + wait.durationMs - seen.at);
  }

  view(seen: Snapshot): View {
    const { routing } = this.#settings;
    return routing.kind === "canary"
      ? viewOfCanary(this.#settings, routing.stage, seen)
      : viewOfPair(this.#settings, routing, seen);
  }

  undo(intent: Intent, seen: Snapshot): ApiGatewayChange {
    const { routing } = this.#settings;
    return routing.kind === "canary"
      ? undoOfCanary(routing.stage, intent, seen)
      : undoOfPair(this.#settings, routing, intent, seen);
  }

  close(): void {
    this.#client.destroy();
    this.#once.destroy();
    void this.#permissions?.then((permissions) => permissions.close());
  }

  /** What the functions allow that green calls and that may not have been called before. */
  async #permissionStates(seen: Snapshot): Promise<PermissionState[]> {
    const needs = changedNeeds(this.#settings, seen);
    if (needs.length === 0) return [];
    const permissions = await this.#loadPermissions();
    const policies = new Map<string, PermissionState["statements"]>();
    for (const arn of new Set(needs.map((need) => need.arn))) policies.set(arn, await permissions.statements(arn));
    return needs.map((need) => ({ need, statements: policies.get(need.arn) ?? "missing" }));
  }

  #loadPermissions(): Promise<Permissions> {
    this.#permissions ??= import("./permissions.ts").then(
      ({ Permissions }) => new Permissions(this.#settings.region, this.#signal),
    );
    return this.#permissions;
  }
}
