import { PutRestApiCommand } from "@aws-sdk/client-api-gateway";
import { DeliveryError } from "../../delivery/errors.ts";
import { errorName } from "../aws.ts";
import type { IntegrationTools } from "./integrations.ts";
import { restoreIntegrations } from "./integrations.ts";
import { integrationsOf, openMethods } from "./openapi.ts";
import { functionArn } from "./permission.ts";
import type { Permissions } from "./permissions.ts";
import { refuse } from "./refusals.ts";
import type { Variables } from "./snapshot.ts";
import { foundChanges } from "./source.ts";

/** The API's definition as a whole: a file becomes it, or what a stage serves becomes it again. */

/** @throws DeliveryError `unsuitable` with the service's own words when it does not take the document as it is. */
export async function putOpenApi(
  { client, signal, restApi, send }: IntegrationTools,
  body: string,
  failOnWarnings: boolean,
): Promise<void> {
  const command = { restApiId: restApi, mode: "overwrite", failOnWarnings, body: Buffer.from(body) } as const;
  try {
    await send("apigateway:PUT (PutRestApi)", () =>
      client.send(new PutRestApiCommand(command), { abortSignal: signal }),
    );
  } catch (error) {
    if (errorName(error) !== "BadRequestException" || !(error instanceof DeliveryError)) throw error;
    const words = error.cause instanceof Error ? error.cause.message : error.message;
    const [said = "", ...reasons] = words.split("\n").map((line) => line.trim());
    const more = { cause: error.cause, noEffect: true, reasons: reasons.filter((reason) => reason !== "") };
    throw refuse("openapi-refused", { said }, more);
  }
}

/**
 * Makes the API's resources those of the deployment that a stage serves, by its export. What the export leaves open and
 * the deployment does not is never put: the next deployment would be open to everybody.
 *
 * @throws DeliveryError `unsuitable` when the export lacks an authorization, and the API's resources lack it too.
 */
export async function restoreServed(tools: IntegrationTools, stageName: string): Promise<void> {
  const { reader } = tools;
  const exported = await reader.export(stageName);
  const { deploymentId } = await reader.stage(stageName);
  const closed = await reader.protectedMethods(deploymentId);
  const open = new Set(openMethods(JSON.parse(exported)));
  const lost = closed.filter((method) => open.has(method));
  if (lost.length === 0) return putOpenApi(tools, exported, false);
  // Somebody may have put the former definition back by hand, which no export could.
  const { methods } = await reader.resources();
  const restored = methods
    .filter(({ protection }) => protection !== undefined)
    .map(({ verb, path }) => `${verb} ${path}`);
  if (lost.every((method) => restored.includes(method))) return;
  throw refuse("export-incomplete", { stage: stageName, methods: lost.join(", ") });
}

/**
 * Undoes what a rollout did to the API whose tags are gone. What the version that serves has comes from its export; what
 * the rollout changed is known by its revision, and its permissions by their ids.
 *
 * @param found the variables are those that the rollout's version saw.
 */
export async function restoreFound(
  tools: IntegrationTools,
  permissions: Permissions,
  { stage: name, revision, variables }: { stage: string; revision: string; variables: Variables },
): Promise<void> {
  const { reader, restApi } = tools;
  const stage = await reader.stage(name);
  const exported = await reader.export(name);
  const served = integrationsOf(JSON.parse(exported));
  const resources = await reader.resources();
  if (revision.startsWith("openapi")) await restoreServed(tools, name);
  else await restoreIntegrations(tools, foundChanges(revision, resources, served));
  const needed = new Set(served.map(({ uri }) => functionArn(uri, stage.variables)));
  const called = resources.methods.map(({ integration }) => functionArn(integration?.uri ?? "", variables));
  for (const arn of new Set(called)) {
    if (arn !== undefined && !needed.has(arn)) await permissions.forbid(arn, { restApi, stage: name });
  }
}
