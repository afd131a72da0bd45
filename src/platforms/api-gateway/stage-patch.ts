import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { StageState } from "./snapshot.ts";

/** How a stage is to be. What is left out stays as it is. */
export interface StageWish {
  /** The deployment that everyone gets whom the canary does not get. */
  base?: string;
  /** By name; null: it is to go. */
  variables?: Readonly<Record<string, string | null>>;
  /** `none`: the canary settings are removed, not set to 0 %. */
  canary?: CanaryWish | "none";
}

export interface CanaryWish {
  deploymentId: string;
  /** 0.0–100.0. */
  percent: number;
  /** All that there are to be; undefined leaves them. */
  overrides?: Readonly<Record<string, string>>;
}

/**
 * The patch from what a stage is to what it is wished to be; empty when it is that already. One UpdateStage takes effect
 * as a whole. Stages know `replace`, `remove` and two `copy`s, no `add` (recorded from AWS).
 */
export function stagePatch(stage: StageState, { base, variables = {}, canary }: StageWish): PatchOperation[] {
  const patch: PatchOperation[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const now = stage.variables[name];
    if (value === null && now !== undefined) patch.push({ op: "remove", path: `/variables/${name}` });
    else if (value !== null && value !== now) patch.push({ op: "replace", path: `/variables/${name}`, value });
  }
  if (base !== undefined && base !== stage.deploymentId) {
    patch.push({ op: "replace", path: "/deploymentId", value: base });
  }
  if (canary === "none") {
    if (stage.canary !== undefined) patch.push({ op: "remove", path: "/canarySettings" });
  } else if (canary !== undefined) patch.push(...canaryPatch(stage, canary));
  return patch;
}

/** Whatever of these comes first makes the canary, at 0 %: so the share is set last. */
function canaryPatch({ canary: now }: StageState, wish: CanaryWish): PatchOperation[] {
  const patch: PatchOperation[] = [];
  const set = (member: string, value: string) =>
    patch.push({ op: "replace", path: `/canarySettings/${member}`, value });
  if (now?.deploymentId !== wish.deploymentId) set("deploymentId", wish.deploymentId);
  const { overrides = now?.overrides ?? {} } = wish;
  for (const [name, value] of Object.entries(overrides)) {
    if (now?.overrides[name] !== value) set(`stageVariableOverrides/${name}`, value);
  }
  for (const name of Object.keys(now?.overrides ?? {})) {
    if (overrides[name] === undefined) {
      patch.push({ op: "remove", path: `/canarySettings/stageVariableOverrides/${name}` });
    }
  }
  if (now?.percent !== wish.percent) set("percentTraffic", percentText(wish.percent));
  return patch;
}

/** Promotion by copies, in the one form that the service knows; the canary stays, at 0 %. */
export function promotionPatch({ canary }: StageState): PatchOperation[] {
  const copies: PatchOperation[] = [];
  // Merges: variables without an override stay.
  if (Object.keys(canary?.overrides ?? {}).length > 0) {
    copies.push({ op: "copy", path: "/variables", from: "/canarySettings/stageVariableOverrides" });
  }
  copies.push({ op: "copy", path: "/deploymentId", from: "/canarySettings/deploymentId" });
  return [{ op: "replace", path: "/canarySettings/percentTraffic", value: "0.0" }, ...copies];
}

/** `10.0`, `33.3`: as the API writes percents. */
function percentText(percent: number): string {
  return Number.isInteger(percent) ? percent.toFixed(1) : String(percent);
}
