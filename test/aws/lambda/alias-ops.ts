import { randomUUID } from "node:crypto";
import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { isStructure, paged, required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { number } from "../protocol/rest.ts";
import type { Alias, LambdaFunction } from "./model.ts";
import { describeAlias } from "./model.ts";
import type { Functions } from "./store.ts";
import { checkRevision, conflicting, invalid, missing, readReference, violates } from "./store.ts";

const ALIASES = "/2015-03-31/functions/{FunctionName}/aliases";
const ALIAS = `${ALIASES}/{Name}`;

/** Aliases: names for a version, or for two of them with weights. Messages: recorded from AWS in localstack's snapshots. */
export function aliasOperations(functions: Functions): Record<string, RestOperation> {
  return {
    CreateAlias: {
      http: `POST ${ALIASES}`,
      status: 201,
      run(params) {
        const name = required(params, "Name");
        if (!/^(?!\d+$)[\w-]+$/.test(name)) {
          throw violates(name, "name", "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        }
        const functionVersion = required(params, "FunctionVersion");
        const reference = { ...readReference(params), qualifier: functionVersion };
        const owner = functions.function(reference);
        if (owner.aliases.has(name)) throw conflicting(`Alias already exists: ${owner.arn}:${name}`);
        functions.version(reference);
        const alias: Alias = {
          name,
          functionVersion,
          description: text(params, "Description") ?? "",
          additional: readRouting(functions, owner, structure(params, "RoutingConfig"), functionVersion),
          revisionId: randomUUID(),
        };
        owner.aliases.set(name, alias);
        return describeAlias(owner, alias);
      },
    },
    GetAlias: {
      http: `GET ${ALIAS}`,
      status: 200,
      run(params) {
        const reference = readReference(params);
        return describeAlias(functions.function(reference), functions.alias(reference, required(params, "Name")));
      },
    },
    ListAliases: {
      http: `GET ${ALIASES}`,
      status: 200,
      run(params) {
        const owner = functions.function(readReference(params));
        const version = text(params, "FunctionVersion");
        const shown = [...owner.aliases.values()].filter(
          ({ functionVersion }) => version === undefined || functionVersion === version,
        );
        const { items, next } = paged(shown, text(params, "Marker"), Math.min(50, number(params, "MaxItems") ?? 50));
        return { Aliases: items.map((alias) => describeAlias(owner, alias)), NextMarker: next };
      },
    },
    UpdateAlias: {
      http: `PUT ${ALIAS}`,
      status: 200,
      run(params) {
        const name = required(params, "Name");
        const reference = readReference(params);
        const owner = functions.function(reference);
        const before = owner.aliases.get(name);
        if (before === undefined) throw missing(`Alias not found: ${owner.arn}:${name}`);
        checkRevision(text(params, "RevisionId"), before.revisionId, "GetFunction/GetAlias");
        const functionVersion = text(params, "FunctionVersion") ?? before.functionVersion;
        functions.version({ ...reference, qualifier: functionVersion });
        const routing = structure(params, "RoutingConfig") ?? routingOf(before);
        const alias: Alias = {
          name,
          functionVersion,
          description: text(params, "Description") ?? before.description,
          additional: readRouting(functions, owner, routing, functionVersion),
          revisionId: randomUUID(),
        };
        owner.aliases.set(name, alias);
        return describeAlias(owner, alias);
      },
    },
    DeleteAlias: {
      http: `DELETE ${ALIAS}`,
      status: 204,
      run(params) {
        const { aliases, policies } = functions.function(readReference(params));
        const name = required(params, "Name");
        aliases.delete(name);
        // Its function URL stays, and lets nobody in any more: recorded in `test_lambda_url_persists_after_alias_delete`.
        policies.delete(name);
        return undefined;
      },
    },
  };
}

function routingOf({ additional }: Alias): Params | undefined {
  return additional === undefined
    ? undefined
    : { AdditionalVersionWeights: { [additional.version]: additional.weight } };
}

/** One other version at most, published, with the same role; an empty map takes it away. */
function readRouting(
  functions: Functions,
  owner: LambdaFunction,
  routing: Params | undefined,
  main: string,
): Alias["additional"] {
  const weights = routing?.AdditionalVersionWeights;
  const entries = isStructure(weights) ? Object.entries(weights) : [];
  const where = "routingConfig.additionalVersionWeights";
  for (const [version, weight] of entries) {
    if (!/^\d+$/.test(version)) {
      throw violates(
        `{${version}=${weight}}`,
        where,
        "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
      );
    }
    if (!(Number(weight) >= 0 && Number(weight) <= 1)) {
      throw violates(
        `{${version}=${Number(weight).toFixed(1)}}`,
        where,
        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
      );
    }
  }
  const [first] = entries;
  if (first === undefined) return undefined;
  if (entries.length > 1) throw invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
  const [version, weight] = [first[0], Number(first[1])];
  if (main === "$LATEST") {
    throw new AwsError(
      "InvalidParameterValueException",
      "$LATEST is not supported for an alias pointing to more than 1 version",
    );
  }
  if (version === main) {
    throw invalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  const [one, other] = [main, version].map((qualifier) => functions.version({ name: owner.name, qualifier }));
  // The rule is documented ("Implement Lambda canary deployments using a weighted alias"), the words are not.
  if (one?.settings.role !== other?.settings.role) throw invalid("Both versions must have the same execution role.");
  if (one?.settings.deadLetter !== other?.settings.deadLetter)
    throw invalid("Both versions must have the same dead-letter queue configuration.");
  return { version, weight };
}
