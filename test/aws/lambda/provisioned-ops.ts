import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { paged, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { number } from "../protocol/rest.ts";
import type { LambdaFunction } from "./model.ts";
import type { Functions, Reference } from "./store.ts";
import { invalid, readReference } from "./store.ts";

const PATH = "/2019-09-30/functions/{FunctionName}/provisioned-concurrency";

/** Provisioned concurrency of a version or an alias (Lambda API Reference; "Configuring provisioned concurrency"). */
export function provisionedOperations(functions: Functions): Record<string, RestOperation> {
  const read = (params: Params): { owner: LambdaFunction; qualifier: string } => {
    const reference: Reference = readReference(params);
    const owner = functions.function(reference);
    const { qualifier = "" } = reference;
    if (qualifier === "" || qualifier === "$LATEST")
      throw invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    functions.version(reference);
    return { owner, qualifier };
  };
  const described = (owner: LambdaFunction, qualifier: string): Params => {
    const config = owner.provisioned.get(qualifier);
    if (config === undefined)
      throw new AwsError(
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
        404,
      );
    const ready = functions.config.clock.now() >= config.readyAt;
    return {
      RequestedProvisionedConcurrentExecutions: config.executions,
      AvailableProvisionedConcurrentExecutions: ready ? config.executions : 0,
      AllocatedProvisionedConcurrentExecutions: ready ? config.executions : 0,
      Status: ready ? "READY" : "IN_PROGRESS",
    };
  };
  return {
    ListProvisionedConcurrencyConfigs: {
      http: `GET ${PATH}`,
      query: "List=ALL",
      status: 200,
      run(params) {
        const owner = functions.function(readReference(params));
        const all = [...owner.provisioned.keys()].map((qualifier) => ({
          FunctionArn: `${owner.arn}:${qualifier}`,
          ...described(owner, qualifier),
        }));
        const { items, next } = paged(all, text(params, "Marker"), Math.min(50, number(params, "MaxItems") ?? 50));
        return { ProvisionedConcurrencyConfigs: items, NextMarker: next };
      },
    },
    PutProvisionedConcurrencyConfig: {
      http: `PUT ${PATH}`,
      status: 202,
      run(params) {
        const { owner, qualifier } = read(params);
        if (owner.aliases.get(qualifier)?.additional !== undefined)
          throw invalid("Alias with weights can not be used with Provisioned Concurrency");
        const executions = number(params, "ProvisionedConcurrentExecutions") ?? 0;
        owner.provisioned.set(qualifier, { executions, readyAt: functions.doneAt(functions.times.provisionSeconds) });
        return described(owner, qualifier);
      },
    },
    GetProvisionedConcurrencyConfig: {
      http: `GET ${PATH}`,
      status: 200,
      run(params) {
        const { owner, qualifier } = read(params);
        return described(owner, qualifier);
      },
    },
    DeleteProvisionedConcurrencyConfig: {
      http: `DELETE ${PATH}`,
      status: 204,
      run(params) {
        const { owner, qualifier } = read(params);
        owner.provisioned.delete(qualifier);
        return undefined;
      },
    },
  };
}
