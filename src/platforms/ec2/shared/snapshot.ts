import type { Snapshot, TargetGroupState } from "../snapshot.ts";

/** The live platform at one moment, with the one target group that both sides share. Plain data. */
export interface SharedSnapshot
  extends Pick<
    Snapshot,
    | "at"
    | "routesAt"
    | "routes"
    | "groups"
    | "attachments"
    | "pools"
    | "imageState"
    | "baking"
    | "waitingSince"
    | "failures"
  > {
  targetGroup: TargetGroupState;
  /**
   * Names of the groups whose attachment DetachLoadBalancerTargetGroups cannot end, because AttachTrafficSources made
   * it; read by a deploy.
   */
  otherwiseAttached: readonly string[];
}
