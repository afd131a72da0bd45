import { DeliveryError } from "../delivery/errors.ts";
import type { Reporter } from "../engine/events.ts";
import { requireAllowedActors } from "./actors.ts";
import { prepareAwsEnvironment, regionOf } from "./aws-environment.ts";
import type { Inputs } from "./inputs.ts";
import { parseInputs, readWorkflowInputs } from "./inputs.ts";
import { inputOf } from "./toolkit.ts";

/**
 * The inputs of this step, from the workflow and its config file.
 *
 * @throws DeliveryError when they are not right, or who asks may not run the step.
 */
export async function readInputs(reporter: Reporter): Promise<Inputs> {
  const given = readWorkflowInputs(inputOf);
  const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
  requireAllowedActors(given, { actor, triggeringActor });
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const config = given.has("config") ? (await import("./config.ts")).readConfig(given, workspace) : new Map();
  if (!given.has("config") && given.has("service")) {
    throw new DeliveryError("input", "service: names a service of a config file, but `config` is not given.");
  }
  const region = regionOf(process.env);
  const { GITHUB_SHA: revision, AWS_CREDENTIAL_EXPIRATION: expiration = "" } = process.env;
  const ends = Date.parse(expiration);
  const credentialsEnd = Number.isNaN(ends) ? undefined : ends;
  const parseYaml = given.has("openapi") || config.has("openapi") ? (await import("./yaml.ts")).parseYaml : undefined;
  const inputs = parseInputs(given, config, { region, workspace, revision, credentialsEnd, parseYaml });
  if (inputs.target.platform !== "nginx" || inputs.gates?.region !== undefined) {
    for (const message of prepareAwsEnvironment(process.env)) reporter.report({ type: "warning", message });
  }
  return inputs;
}
