import { DeliveryError } from "../../../delivery/errors.ts";
import type { Applied } from "../../../delivery/plan.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter } from "../groups/group-writer.ts";
import { templateTag } from "../groups/marks.ts";
import { TAG } from "../snapshot.ts";
import type { SingleChange } from "./changes.ts";
import { formerOf, wantedOf } from "./marks.ts";
import type { RefreshClient } from "./refresh-client.ts";
import { isRollingBack, runningOf } from "./refreshes.ts";
import { refuse } from "./refusals.ts";
import type { Refresh, SingleSnapshot } from "./snapshot.ts";

type Of<K extends SingleChange["kind"]> = Extract<SingleChange, { kind: K }>;

/** The writing half: refreshes. What is done to groups in every set-up is done by `GroupWriter`. */
export class SingleWriter {
  readonly #groups: GroupWriter;
  readonly #tools: GroupTools & { refreshes: RefreshClient };
  /** The number that `make-version` made, for the refresh that brings it. */
  #made: number | undefined;

  constructor(tools: GroupTools & { refreshes: RefreshClient }) {
    this.#tools = tools;
    this.#groups = new GroupWriter(tools);
  }

  /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
  async apply(change: Applied<SingleChange>, seen: SingleSnapshot): Promise<SingleSnapshot | undefined> {
    switch (change.kind) {
      case "make-version":
        await this.#makeVersion(change, seen);
        return undefined;
      case "start-refresh":
        await this.#start(change, seen);
        return undefined;
      case "roll-back":
        await this.#rollBack(change, seen);
        return undefined;
      case "put-back":
        await this.#putBack(change, seen);
        return undefined;
    }
    const after = await this.#groups.apply(change, seen);
    return after === undefined ? undefined : { ...after, group: after.groups[0] ?? after.group };
  }

  /** The number is on record before anything uses it: whoever goes on knows the refresh by it. */
  async #makeVersion({ group, request }: Of<"make-version">, seen: SingleSnapshot): Promise<void> {
    const { template } = seen.group;
    if (template === undefined) throw new DeliveryError("internal", `${group} has no launch template any more.`);
    const editor = await this.#tools.editors.template();
    const { version, warnings } = await editor.createVersion(request);
    if (warnings.length > 0) {
      const message = `AWS made launch template version ${version}, but warns about it.`;
      throw new DeliveryError("unsuitable", message, { reasons: warnings });
    }
    await this.#groups.tag(group, { [TAG.template]: templateTag(template, version) });
    this.#made = version;
  }

  /** Noted first: a refresh that was begun and is not on record is known by the version that it brings. */
  async #start(change: Of<"start-refresh">, seen: SingleSnapshot): Promise<void> {
    const { record, preferences, group } = change;
    const version = change.version ?? this.#made;
    if (version === undefined)
      throw new DeliveryError("internal", "A launch template version is used before it was made.");
    await this.#groups.note(record, seen);
    try {
      const id = await this.#tools.refreshes.start(seen.group, version, preferences);
      const begun = id ?? (await this.#already(seen, version));
      await this.#groups.tag(group, { [TAG.refresh]: begun });
    } catch (error) {
      if (error instanceof DeliveryError && error.noEffect) await this.#groups.takeBack(record, seen);
      throw error;
    }
  }

  /**
   * One runs already: that of a call whose answer was lost, or of another run that goes on with the same rollout.
   *
   * @returns its id.
   * @throws DeliveryError `foreign-refresh`.
   */
  async #already({ group }: SingleSnapshot, version: number): Promise<string> {
    const running = runningOf(await this.#tools.refreshes.read(group.name));
    const brings = group.template === undefined ? "" : templateTag(group.template, version);
    if (running !== undefined && running.brings === brings && !isRollingBack(running)) return running.id;
    const { id = "", status = "", percent = 0 } = running ?? {};
    throw refuse("foreign-refresh", { group: group.name, id, status, percent: String(percent) }, { noEffect: true });
  }

  async #rollBack({ group, record }: Of<"roll-back">, seen: SingleSnapshot): Promise<void> {
    await this.#groups.note(record, seen);
    await this.#tools.refreshes.rollBack(group);
  }

  /** Whatever was under way when the step was cut off may have taken effect since. */
  async #putBack({ group, record, start }: Of<"put-back">, seen: SingleSnapshot): Promise<void> {
    const running = runningOf(await this.#tools.refreshes.read(group));
    if (running !== undefined) {
      if (!isForward(running, seen)) return;
      await this.#groups.note(record, seen);
      await this.#tools.refreshes.rollBack(group);
      return;
    }
    const former = formerOf(seen.group);
    const isChanged = seen.group.instances.some(
      ({ templateVersion }) => templateVersion === wantedOf(seen.group)?.number,
    );
    if (start === undefined || former === undefined || !isChanged) return;
    await this.#groups.note(record, seen);
    const id = await this.#tools.refreshes.start(seen.group, start.version, start.preferences);
    if (id !== undefined) await this.#groups.tag(group, { [TAG.refresh]: id });
  }
}

/** It brings what the rollout is of, and is not on its way back yet. */
function isForward(refresh: Refresh, { group }: SingleSnapshot): boolean {
  return refresh.brings === wantedOf(group)?.template && !isRollingBack(refresh) && refresh.status !== "Cancelling";
}
