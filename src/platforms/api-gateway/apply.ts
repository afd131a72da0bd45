import type { APIGatewayClient, PatchOperation } from "@aws-sdk/client-api-gateway";
import {
  CreateDeploymentCommand,
  DeleteDeploymentCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBasePathMappingCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Applied } from "../../delivery/plan.ts";
import type { Clock } from "../../engine/clock.ts";
import { retry } from "../../engine/poll.ts";
import { call, errorName } from "../aws.ts";
import { partitionOf } from "../partitions.ts";
import {
  canaryGone,
  EMPTY,
  isPassing,
  isSameRollout,
  limitReached,
  replaceStage,
  requireHolder,
  without,
} from "./apply-parts.ts";
import type { ApiGatewayChange, DeferredWish } from "./changes.ts";
import { putOpenApi, restoreFound, restoreServed } from "./definition.ts";
import { putIntegrations, restoreIntegrations } from "./integrations.ts";
import type { ApiReader } from "./observe.ts";
import { toMapping, toStage } from "./observe.ts";
import { addressOf } from "./pair.ts";
import { functionArn } from "./permission.ts";
import type { Permissions } from "./permissions.ts";
import type { RolloutRecord, SwitchRecord } from "./record.ts";
import { grantsOf, grantTag, readRecord, rolloutKeys, switchTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { stageNamed } from "./sides.ts";
import type { Snapshot, StageState, Tags } from "./snapshot.ts";
import { formatOrigin, TAG } from "./snapshot.ts";
import type { StageWish } from "./stage-patch.ts";
import { promotionPatch, stagePatch } from "./stage-patch.ts";

/** CreateDeployment is allowed once in five seconds for an account (API Gateway quotas): the pause after a refusal. */
const CREATE_PAUSE_MS = 5_000;
/** Milliseconds for which a change that another one got in the way of is tried again. */
const CONFLICT_PATIENCE_MS = 60_000;
const CONFLICT_PAUSE_MS = 1_000;

type Of<K extends ApiGatewayChange["kind"]> = Extract<ApiGatewayChange, { kind: K }>;

interface WriterTools {
  client: APIGatewayClient;
  /** The same without retries: for the one call that is not safe to repeat unseen. */
  once: APIGatewayClient;
  reader: ApiReader;
  permissions: () => Promise<Permissions>;
  clock: Clock;
  signal: AbortSignal;
  /** Milliseconds since the epoch at which the step has to be over. */
  deadline: () => number;
}

/** The writing half of the platform: one method per kind of change, each idempotent. One call at a time. */
export class ApiWriter {
  readonly #settings: ApiGatewaySettings;
  readonly #tools: WriterTools;
  /** The deployment that `create-deployment` made, for the changes after it. */
  #created: string | undefined;
  /** The nonce by which this run claimed a rollout. */
  #claim: string | undefined;
  /** This run has changed the API's resources. */
  #changedResources = false;

  constructor(settings: ApiGatewaySettings, tools: WriterTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  async apply(change: Applied<ApiGatewayChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    switch (change.kind) {
      case "tag":
        return this.#tag(change, seen);
      case "untag-rollout":
        return this.#tag(
          { stage: change.stage, tags: {}, remove: rolloutKeys(stageNamed(seen, change.stage).tags) },
          seen,
        );
      case "record":
        return this.#record(change, seen);
      case "grant":
        await this.#orAbandon(seen, () => this.#grant(change));
        return undefined;
      case "put-openapi":
        await this.#orAbandon(seen, () => putOpenApi(this.#integrationTools, change.body, true));
        this.#changedResources = true;
        return undefined;
      case "set-integrations":
        this.#changedResources = true;
        await this.#orAbandon(seen, () => putIntegrations(this.#integrationTools, change.integrations));
        return undefined;
      case "restore-openapi":
        await restoreServed(this.#integrationTools, change.stage);
        return undefined;
      case "restore-integrations":
        await restoreIntegrations(this.#integrationTools, change.integrations);
        return undefined;
      case "restore-found":
        await restoreFound(this.#integrationTools, await this.#tools.permissions(), change);
        return undefined;
      case "create-deployment":
        return this.#orAbandon(seen, () => this.#createDeployment(change, seen));
      case "set-stage":
        // Only a deploy has made a deployment: no other step may give a rollout up.
        return this.#created === undefined
          ? this.#setStage(change, seen)
          : this.#orAbandon(seen, () => this.#setStage(change, seen));
      case "promote-canary":
        return this.#promote(change, seen);
      case "set-mapping":
        return this.#setMapping(change, seen);
      case "revoke":
        return this.#revoke(change.stage, seen);
      case "delete-deployments":
        for (const id of change.ids) await this.#deleteDeployment(id);
        return { ...seen, deployments: seen.deployments.filter(({ id }) => !change.ids.includes(id)) };
    }
  }

  /** New tags first: they are complete in themselves, so that nothing is lost when the second call never comes. */
  async #tag({ stage, tags, remove }: Pick<Of<"tag">, "stage" | "tags" | "remove">, seen: Snapshot): Promise<Snapshot> {
    const { client, signal } = this.#tools;
    const resourceArn = this.#stageArn(stage);
    if (tags[TAG.claim] !== undefined) this.#claim = tags[TAG.claim];
    if (Object.keys(tags).length > 0) {
      await this.#send("apigateway:PUT (TagResource)", () =>
        client.send(new TagResourceCommand({ resourceArn, tags: { ...tags } }), { abortSignal: signal }),
      );
    }
    if (remove.length > 0) {
      await this.#send("apigateway:DELETE (UntagResource)", () =>
        client.send(new UntagResourceCommand({ resourceArn, tagKeys: [...remove] }), { abortSignal: signal }),
      );
    }
    return replaceStage(seen, stage, (state) => ({ ...state, tags: without({ ...state.tags, ...tags }, remove) }));
  }

  /** How the weight moved: before it does, where a cut-off move must be known for what it was. */
  async #record(
    { stage, record, keeps = false }: { stage: string; record: SwitchRecord | undefined; keeps?: boolean },
    seen: Snapshot,
  ): Promise<Snapshot> {
    if (record === undefined) return seen;
    const known = seen.stages.find(({ name }) => name === stage);
    const since = keeps && known !== undefined ? readRecord(known)?.last?.at : undefined;
    return this.#tag({ stage, tags: switchTags(record, since ?? this.#tools.clock.now()), remove: [] }, seen);
  }

  async #grant({ needs, stage, of }: Of<"grant">): Promise<void> {
    const permissions = await this.#tools.permissions();
    // On record before it is done: also for a resumed deploy, which finds its stage marked already.
    const tags = Object.assign({}, ...needs.map(({ arn }) => grantTag(arn))) as Tags;
    const live = await this.#tools.reader.stage(stage);
    requireHolder(live, of, false);
    const missing = Object.keys(tags).filter((key) => live.tags[key] !== tags[key]);
    if (missing.length > 0) await this.#tag({ stage, tags, remove: [] }, EMPTY);
    for (const need of needs) await permissions.allow(need, { ...this.#settings, stage });
  }

  /**
   * Grants of any rollout that what the stage serves now does not call. A canary that is there, or there again, may call
   * them: they stay on record then, for the end of its rollout.
   */
  async #revoke(name: string, seen: Snapshot): Promise<Snapshot> {
    const { reader } = this.#tools;
    const stage = await reader.stage(name);
    const grants = grantsOf(stage);
    if (grants.length === 0 || stage.canary !== undefined) return seen;
    const backends = await reader.servedBackends(name);
    const needed = new Set(backends.map(({ uri }) => functionArn(uri, stage.variables)));
    const permissions = await this.#tools.permissions();
    const gone = grants.filter((arn) => !needed.has(arn));
    for (const arn of gone) await permissions.forbid(arn, { ...this.#settings, stage: name });
    const keys = gone.flatMap((arn) => Object.keys(grantTag(arn)));
    return this.#tag({ stage: name, tags: {}, remove: keys }, seen);
  }

  /** Not idempotent by itself: before each further try it looks whether the last one took effect after all. */
  async #createDeployment({ origin, of }: Of<"create-deployment">, seen: Snapshot): Promise<Snapshot> {
    const { once, reader, clock, signal } = this.#tools;
    const description = formatOrigin(origin);
    for (;;) {
      requireHolder(await reader.stage(origin.stage), of, false);
      try {
        const { id } = await call("apigateway:POST (CreateDeployment)", signal, () =>
          once.send(new CreateDeploymentCommand({ restApiId: this.#settings.restApi, description }), {
            abortSignal: signal,
          }),
        );
        this.#created = id;
      } catch (error) {
        if (!isPassing(error) || clock.now() + CREATE_PAUSE_MS > this.#tools.deadline()) throw limitReached(error);
        await clock.sleep(CREATE_PAUSE_MS, signal);
        this.#created = (await reader.deployments()).find((existing) => existing.description === description)?.id;
      }
      if (this.#created === undefined) continue;
      return {
        ...seen,
        deployments: [{ id: this.#created, description, createdAt: clock.now() }, ...seen.deployments],
      };
    }
  }

  async #setStage(
    { stage: name, wish, requires, record, of, movesTraffic }: Of<"set-stage">,
    seen: Snapshot,
  ): Promise<Snapshot> {
    const live = await this.#tools.reader.stage(name);
    // Only a rollback takes the canary away from users, and it outranks a teardown.
    requireHolder(live, of, movesTraffic === true && wish.canary === "none");
    if (requires !== undefined && live.canary?.deploymentId !== requires) throw canaryGone(name);
    const settled = this.#settle(wish);
    const patch = stagePatch(live, settled);
    const noted = await this.#record(
      { stage: name, record },
      replaceStage(seen, name, () => live),
    );
    const after = patch.length === 0 ? stageNamed(noted, name) : await this.#updateStage(name, patch);
    if (stagePatch(after, settled).length > 0) {
      if (requires !== undefined) await this.#requireCanary(after);
      throw refuse("changed-meanwhile", { what: name });
    }
    return replaceStage(seen, name, () => after);
  }

  async #promote({ stage: name, green, record, of }: Of<"promote-canary">, seen: Snapshot): Promise<Snapshot> {
    const live = await this.#tools.reader.stage(name);
    requireHolder(live, of, record === undefined);
    if (live.deploymentId === green) return replaceStage(seen, name, () => live);
    if (live.canary?.deploymentId !== green) throw canaryGone(name);
    await this.#record({ stage: name, record }, seen);
    const after = await this.#updateStage(name, promotionPatch(live));
    if (after.deploymentId !== green) {
      await this.#requireCanary(after);
      throw refuse("changed-meanwhile", { what: name });
    }
    return replaceStage(seen, name, () => after);
  }

  /** A canary that was removed between a look and UpdateStage has been made anew by it, of what the stage serves. */
  async #requireCanary({ name, canary, deploymentId }: StageState): Promise<void> {
    if (canary?.deploymentId !== deploymentId) return;
    await this.#updateStage(name, [{ op: "remove", path: "/canarySettings" }]);
    throw canaryGone(name);
  }

  async #setMapping({ stage, requires, marked, record }: Of<"set-mapping">, seen: Snapshot): Promise<Snapshot> {
    const { routing, restApi } = this.#settings;
    if (routing.kind !== "stages") throw new DeliveryError("internal", "A mapping was to be set without one.");
    const { client, reader, signal } = this.#tools;
    const noted = marked === undefined ? seen : await this.#record({ stage: marked, record }, seen);
    const live = await reader.mapping(routing.mapping);
    const elsewhere = live.restApi !== restApi || (requires !== undefined && ![requires, stage].includes(live.stage));
    if (elsewhere) throw refuse("changed-meanwhile", { what: addressOf(routing) }, { noEffect: true });
    if (live.stage === stage) return { ...noted, mapping: live };
    const answer = await this.#send("apigateway:PATCH (UpdateBasePathMapping)", () =>
      client.send(
        new UpdateBasePathMappingCommand({
          domainName: routing.mapping.domain,
          basePath: routing.mapping.basePath,
          patchOperations: [{ op: "replace", path: "/stage", value: stage }],
        }),
        { abortSignal: signal },
      ),
    );
    return { ...noted, mapping: toMapping(answer) };
  }

  async #updateStage(stageName: string, patchOperations: PatchOperation[]): Promise<StageState> {
    const { client, signal } = this.#tools;
    const answer = await this.#send("apigateway:PATCH (UpdateStage)", () =>
      client.send(new UpdateStageCommand({ restApiId: this.#settings.restApi, stageName, patchOperations }), {
        abortSignal: signal,
      }),
    );
    return toStage(answer);
  }

  async #deleteDeployment(deploymentId: string): Promise<void> {
    const { client, signal } = this.#tools;
    try {
      await this.#send("apigateway:DELETE (DeleteDeployment)", () =>
        client.send(new DeleteDeploymentCommand({ restApiId: this.#settings.restApi, deploymentId }), {
          abortSignal: signal,
        }),
      );
    } catch (error) {
      // Gone already, or a stage uses it since it was looked at: both are as they should be.
      const inUse = errorName(error) === "BadRequestException" && /Active stages/.test(String(error));
      if (errorName(error) !== "NotFoundException" && !inUse) throw error;
    }
  }

  #settle({ base, canary, variables }: DeferredWish): StageWish {
    const idOf = (deployment: { id: string } | "created") => {
      const id = deployment === "created" ? this.#created : deployment.id;
      if (id === undefined) throw new DeliveryError("internal", "The deployment that was to be created was not.");
      return id;
    };
    return {
      ...(variables === undefined ? {} : { variables }),
      ...(base === undefined ? {} : { base: idOf(base) }),
      ...(canary === undefined || canary === "none"
        ? canary === "none"
          ? { canary }
          : {}
        : { canary: { ...canary, deploymentId: idOf(canary.deployment) } }),
    };
  }

  /** A change that the service refused leaves nothing of this deploy behind: what came before it is put back. */
  async #orAbandon<T>(seen: Snapshot, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DeliveryError && error.noEffect && !error.transient) {
        // What was refused is what the reader has to know. A mark that stays behind is taken up by the next run.
        await this.#abandon(seen).catch(() => undefined);
      }
      throw error;
    }
  }

  async #abandon({ stages }: Snapshot): Promise<void> {
    for (const seen of stages) {
      const was = this.#isOurs(seen.name) ? readRecord(seen) : undefined;
      if (was === undefined) continue;
      const live = await this.#tools.reader.stage(seen.name);
      const record = readRecord(live);
      if (record !== undefined && !isSameRollout(record, was)) await this.#deleteCreated();
      // A rollout that another run has taken up is that run's, with all that was made for it.
      else if (live.canary === undefined && (record === undefined || record.nonce === this.#claim))
        await this.#takeBack(live, record ?? was);
    }
  }

  /** The rollout is this run's, or nobody's any more. */
  async #takeBack(live: StageState, { details }: RolloutRecord): Promise<void> {
    const { name } = live;
    if (this.#changedResources) {
      if (details?.changes === "openapi") await restoreServed(this.#integrationTools, await this.#serving(name));
      else await restoreIntegrations(this.#integrationTools, details?.integrations ?? []);
    }
    await this.#deleteCreated();
    if (grantsOf(live).length > 0) await this.#revoke(name, EMPTY);
    await this.#tag({ stage: name, tags: {}, remove: rolloutKeys(live.tags) }, EMPTY);
  }

  async #deleteCreated(): Promise<void> {
    if (this.#created !== undefined) await this.#deleteDeployment(this.#created);
  }

  /** The stage that users get: with two of them not the marked one, as long as nothing was promoted. */
  async #serving(stage: string): Promise<string> {
    const { routing } = this.#settings;
    return routing.kind === "canary" ? stage : (await this.#tools.reader.mapping(routing.mapping)).stage;
  }

  #isOurs(stage: string): boolean {
    const { routing } = this.#settings;
    return routing.kind === "canary" ? routing.stage === stage : routing.stages.includes(stage);
  }

  #stageArn(stage: string): string {
    const { region, restApi } = this.#settings;
    return `arn:${partitionOf(region)}:apigateway:${region}::/restapis/${restApi}/stages/${stage}`;
  }

  get #integrationTools() {
    const { client, reader, signal } = this.#tools;
    const { restApi, region } = this.#settings;
    return { client, reader, signal, restApi, region, send: this.#send.bind(this) };
  }

  /** One change, tried again while another change of the same API is under way: the SDK does not retry those. */
  async #send<T>(action: string, send: () => Promise<T>): Promise<T> {
    const { clock, signal, deadline } = this.#tools;
    const until = Math.min(clock.now() + CONFLICT_PATIENCE_MS, deadline());
    const isConflict = (error: unknown) => errorName(error) === "ConflictException";
    return retry({ clock, signal, pauseMs: CONFLICT_PAUSE_MS, until }, isConflict, () => call(action, signal, send));
  }
}
