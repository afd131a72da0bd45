import {
  DeleteFunctionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Applied } from "../../delivery/plan.ts";
import type { Clock } from "../../engine/clock.ts";
import { errorName, unless } from "../aws.ts";
import { memoryTags } from "../memory.ts";
import type { LambdaChange, SetAlias } from "./changes.ts";
import type { FunctionReader } from "./functions.ts";
import { toAlias } from "./functions.ts";
import { descriptionTags, formatRecord, formerDescription, keysOf, MAX_DESCRIPTION, ownTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { AliasState, Snapshot } from "./snapshot.ts";
import type { Sides } from "./standing.ts";
import { served, sidesOf } from "./standing.ts";

/** Makes changes: the only place that writes to AWS. */
export class FunctionWriter {
  readonly #settings: LambdaSettings;
  readonly #reader: FunctionReader;
  readonly #clock: Clock;

  constructor(settings: LambdaSettings, reader: FunctionReader, clock: Clock) {
    this.#settings = settings;
    this.#reader = reader;
    this.#clock = clock;
  }

  async apply(change: Applied<LambdaChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    const { functionName: FunctionName } = this.#settings;
    switch (change.kind) {
      case "set-alias":
        return this.#setAlias(change, seen);
      case "update-code":
        return this.#updateCode(seen);
      case "publish":
        return this.#publish(seen);
      case "provision": {
        const Qualifier = sidesOf(this.#settings, seen).green;
        const input = { FunctionName, Qualifier, ProvisionedConcurrentExecutions: change.executions };
        const command = new PutProvisionedConcurrencyConfigCommand(input);
        await this.#reader.send("PutProvisionedConcurrencyConfig", command);
        return undefined;
      }
      case "unprovision": {
        const command = new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: change.version });
        await this.#reader.send("DeleteProvisionedConcurrencyConfig", command);
        return undefined;
      }
      case "delete-versions":
        for (const Qualifier of change.versions) {
          const command = new DeleteFunctionCommand({ FunctionName, Qualifier });
          // Another alias names it, or it is gone already: both are as they should be.
          const fine = unless("ResourceConflictException", "ResourceNotFoundException");
          await this.#reader.send("DeleteFunction", command).catch(fine);
        }
        return undefined;
    }
  }

  /** What is remembered is written before, the former description taken away after: neither is ever missing. */
  async #setAlias(change: SetAlias, seen: Snapshot): Promise<Snapshot> {
    const { alias: name } = this.#settings;
    const sides = sidesOf(this.#settings, seen);
    const ends = change.record === "ended";
    // A mark, or a rollout that is taken up again: what an earlier one remembered is none of it.
    const begins = typeof change.record === "object" && "last" in change.record;
    const added = {
      ...(begins ? descriptionTags(seen.alias, name) : {}),
      ...memoryTags(change.move?.memory, keysOf(name)),
    };
    const all = ends || sides.record === undefined;
    const stale = ownTags(seen.tags, name, all).filter((key) => (begins || ends) && added[key] === undefined);
    if (begins) await this.#untag(seen.arn, stale);
    const tagged = this.#tag(seen.arn, added);
    // What the gates remember is nothing that a way back may fail for.
    await (change.move?.by === "rollback" ? tagged.catch(() => undefined) : tagged);
    const wanted = { ...seen.alias, ...routeOf(sides, change.to), ...this.#description(change, sides, seen) };
    const isFirst = Object.keys(added).length === 0 && !(begins && stale.length > 0);
    const alias = isSame(wanted, seen.alias) ? seen.alias : await this.#updateAlias(wanted, isFirst);
    if (ends) await this.#untag(seen.arn, stale);
    const kept = Object.entries({ ...seen.tags, ...added }).filter(([key]) => !stale.includes(key));
    return { ...seen, at: this.#clock.now(), alias, tags: Object.fromEntries(kept) };
  }

  #description({ record, move, records }: SetAlias, { record: known }: Sides, { alias, tags }: Snapshot) {
    if (record === undefined || (record === "ended" && known === undefined)) return {};
    if (record === "ended") return { description: formerDescription(tags, this.#settings.alias) };
    const whole = { id: "", revision: "", startedAt: "", blue: alias.version, green: undefined, ending: false };
    const last = known?.last;
    const at = records === true && last?.to === move?.to ? last?.at : undefined;
    const moved = move && { last: { ...move, at: at ?? this.#clock.now() } };
    const text = formatRecord({ ...whole, last: undefined, ...known, ...record, ...moved });
    return { description: text.slice(0, MAX_DESCRIPTION) };
  }

  async #updateAlias(wanted: AliasState, noEffect: boolean): Promise<AliasState> {
    const { functionName: FunctionName, alias: Name } = this.#settings;
    const command = new UpdateAliasCommand({
      FunctionName,
      Name,
      FunctionVersion: wanted.version,
      RoutingConfig: { AdditionalVersionWeights: { ...wanted.weights } },
      Description: wanted.description,
      RevisionId: wanted.revisionId,
    });
    try {
      return toAlias(await this.#reader.send("UpdateAlias", command));
    } catch (error) {
      if (errorName(error) !== "PreconditionFailedException") throw error;
      // It may be our own first try that changed it, whose answer was lost.
      const live = await this.#reader.alias();
      if (isSame(live, wanted)) return live;
      throw refuse("alias-changed", { alias: Name, found: served(live) }, { cause: error, noEffect });
    }
  }

  async #updateCode({ latest }: Snapshot): Promise<undefined> {
    const { functionName: FunctionName, source } = this.#settings;
    if (source === undefined || source.kind === "version") return undefined;
    const code = source.kind === "zip" ? { ZipFile: source.bytes } : { ImageUri: source.uri };
    const command = new UpdateFunctionCodeCommand({ FunctionName, RevisionId: latest.revisionId, ...code });
    // Our own first try, whose answer was lost, or somebody else's change: the wait that follows tells.
    const fine = unless("ResourceConflictException", "PreconditionFailedException");
    await this.#reader.send("UpdateFunctionCode", command).catch(fine);
    return undefined;
  }

  /** The service publishes what was seen or nothing, and the same code once. */
  async #publish(seen: Snapshot): Promise<undefined> {
    const { functionName: FunctionName, source } = this.#settings;
    const { code: found, sha256: CodeSha256 } = seen.latest;
    const wanted = source === undefined ? "" : revisionOf(source);
    const changed = (cause?: unknown) => refuse("code-changed", { function: FunctionName, found, wanted }, { cause });
    if (found !== wanted) throw changed();
    const command = new PublishVersionCommand({ FunctionName, CodeSha256 });
    const { Version } = await this.#reader.send("PublishVersion", command).catch((error: unknown) => {
      throw errorName(error) === "InvalidParameterValueException" ? changed(error) : error;
    });
    const summary = "Put the new version on record";
    await this.#setAlias({ kind: "set-alias", record: { green: Version }, summary }, seen);
    return undefined;
  }

  async #tag(Resource: string, Tags: Record<string, string>): Promise<void> {
    if (Object.keys(Tags).length === 0) return;
    await this.#reader.send("TagResource", new TagResourceCommand({ Resource, Tags }));
  }

  async #untag(Resource: string, TagKeys: string[]): Promise<void> {
    if (TagKeys.length === 0) return;
    await this.#reader.send("UntagResource", new UntagResourceCommand({ Resource, TagKeys }));
  }
}

/** Who serves whom at a weight of green's, in percent. */
function routeOf({ blue, green }: Sides, to: number | undefined): Partial<AliasState> {
  if (to === undefined) return {};
  if (to === 0) return { version: blue, weights: {} };
  if (green === undefined) throw new DeliveryError("internal", "There is no version to give a share to.");
  return to === 100
    ? { version: green, weights: {} }
    : { version: blue, weights: { [green]: Math.round(to * 100) / 10_000 } };
}

function isSame(one: AliasState, other: AliasState): boolean {
  const told = ({ version, weights, description }: AliasState) => JSON.stringify([version, weights, description]);
  return told(one) === told(other);
}
