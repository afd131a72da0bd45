import { testNeeds } from "./checks.ts";
import { greenName } from "./pair.ts";
import type { FunctionNeed } from "./permission.ts";
import { needsOf } from "./permission.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import { greenBackends, resolveIntegrations } from "./source.ts";

/** @throws DeliveryError `not-found` when the API has no stage of a name that the inputs give. */
export function requireStages({ routing, restApi }: ApiGatewaySettings, stages: readonly StageState[]): void {
  const wanted = routing.kind === "canary" ? [routing.stage] : routing.stages;
  const missing = wanted.filter((name) => !stages.some((stage) => stage.name === name));
  if (missing.length === 0) return;
  const known = stages.map(({ name }) => name).join(", ");
  throw refuse("stage-not-found", { api: restApi, stage: missing.join(" nor ") }, [
    known === "" ? "It has no stages at all." : `It has ${known}.`,
  ]);
}

/**
 * What the functions have to allow that a deploy changes the way to: all that an OpenAPI file names, the integrations
 * that the inputs name, and those that a given stage variable leads elsewhere. The others are called as before. On a
 * stage of its own, green may never have called any of them.
 */
export function changedNeeds(settings: ApiGatewaySettings, { stages, resources, mapping }: Snapshot): FunctionNeed[] {
  const { source, region, restApi, routing } = settings;
  const name = greenName(routing, stages, mapping);
  const serving = routing.kind === "canary" ? name : routing.stages.find((other) => other !== name);
  const stage = stages.find((candidate) => candidate.name === serving);
  if (source === undefined || stage === undefined) return [];
  const steps = resources === undefined ? [] : resolveIntegrations(source.integrations, resources, region);
  const names = Object.keys(source.variables);
  const backends = greenBackends(source, resources, steps).filter(
    ({ verb, path, uri }) =>
      routing.kind === "stages" ||
      source.openapi !== undefined ||
      names.some((variable) => uri.includes(`\${stageVariables.${variable}}`)) ||
      steps.some(({ former }) => former.verb === verb && former.path === path),
  );
  const variables = { ...stage.variables, ...source.variables };
  return [
    ...needsOf(backends, variables, { region, restApi, stage: name }),
    ...testNeeds(settings, greenBackends(source, resources, steps), variables),
  ];
}
