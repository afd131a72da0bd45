import type { Tags } from "../groups/changes.ts";
import type { Held } from "./held.ts";
import type { InPlaceSnapshot } from "./snapshot.ts";

/**
 * How machines leave service and come back, and where the record of a rollout is written: by their Auto Scaling group
 * (`standby.ts`), or without one by their target groups (`deregistering.ts`). All of it may be done again.
 */
export interface Rotation {
  /** Takes out of service whoever of them serves; marked are they already. */
  takeOut(ids: readonly string[], seen: InPlaceSnapshot): Promise<void>;
  /** Waits, if it has to be, until they can turn round. */
  untilReturnable(ids: readonly string[]): Promise<void>;
  /** Puts back in service whoever of them is out. */
  putBack(ids: readonly string[], seen: InPlaceSnapshot): Promise<void>;
  /** What has to be so while machines are out, noted before it is changed. */
  hold(held: Held, seen: InPlaceSnapshot): Promise<void>;
  /** As it was, as far as that can be. */
  release(seen: InPlaceSnapshot): Promise<void>;
  /** Writes to the record. */
  tag(tags: Tags, seen: InPlaceSnapshot): Promise<void>;
  untag(keys: readonly string[], seen: InPlaceSnapshot): Promise<void>;
}
