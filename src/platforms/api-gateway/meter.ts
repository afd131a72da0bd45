import type { CalledFunctions, Meter } from "../../engine/platform.ts";
import { calledFunctions } from "./called-functions.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { identify, stageNamed } from "./sides.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import { hasCache } from "./stage-setup.ts";

/** How the requests of both sides are counted, and what of them never reached the side that they count for. Pure. */

/** CloudWatch counts a canary apart from its stage, under the API's name; and the functions that both call. */
export function meterOf(settings: ApiGatewaySettings, seen: Snapshot): Meter {
  const functions = functionsOf(settings, seen);
  return { ...stageMeterOf(settings, seen), ...(functions === undefined ? {} : { functions }) };
}

function functionsOf({ routing }: ApiGatewaySettings, seen: Snapshot): CalledFunctions | undefined {
  if (routing.kind === "stages" || seen.backends === undefined) return undefined;
  return calledFunctions(identify(seen, routing.stage), seen.backends);
}

function stageMeterOf(
  { routing, restApi, region }: ApiGatewaySettings,
  { named }: Snapshot,
): Extract<Meter, { by: "stage" | "nothing" }> {
  if (routing.kind === "stages") {
    return nothing(
      "A base path mapping leads everybody to one of the two stages: the other has nothing to compare with.",
    );
  }
  if (named === undefined) return nothing("The API's name, by which CloudWatch knows it, was not read.");
  if (named === "denied") {
    return nothing(
      "The API's name, by which CloudWatch knows it, could not be read: allow `apigateway:GET` on `/restapis`.",
    );
  }
  const { name, namesakes } = named;
  if (namesakes.length > 0) {
    const others = namesakes.join(", ");
    return nothing(
      `Other REST APIs in ${region} are called ${name} as well (${others}), and CloudWatch counts them together.`,
    );
  }
  return { by: "stage", apiName: name, apiId: restApi, stage: routing.stage };
}

function nothing(because: string) {
  return { by: "nothing", because } as const;
}

/** Where the new version is watched although the cache may have answered in its place. */
export function cacheWarnings({ routing }: ApiGatewaySettings, seen: Snapshot): string[] {
  if (routing.kind === "stages" || !isAnsweredByCache(stageNamed(seen, routing.stage))) return [];
  return [
    `The cache of ${routing.stage} answers requests of the canary, too (useStageCache): such an answer never reached the new version, and says nothing about it.`,
  ];
}

function isAnsweredByCache(stage: StageState): boolean {
  return stage.canary?.usesStageCache === true && hasCache(stage);
}
