import type { Params } from "../contract.ts";
import { paged, required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { number } from "../protocol/rest.ts";
import type { FunctionUrl, LambdaFunction } from "./model.ts";
import type { Functions, Reference } from "./store.ts";
import { conflicting, missing, readReference, violates } from "./store.ts";
import type { FunctionUrls } from "./urls.ts";

const URL = "/2021-10-31/functions/{FunctionName}/url";
const ALIAS = /^(?!\d+$)[\w-]+$/;
const MODES = ["RESPONSE_STREAM", "BUFFERED"];

/** Function URLs, of a function or of an alias. Answers and errors: recorded from AWS in localstack's `TestLambdaUrl`. */
export function urlOperations(functions: Functions, urls: FunctionUrls): Record<string, RestOperation> {
  return {
    CreateFunctionUrlConfig: {
      http: `POST ${URL}`,
      status: 201,
      async run(params) {
        const reference = readAlias(params);
        const owner = functions.all.get(reference.name);
        const { qualifier } = reference;
        if (owner === undefined || (qualifier !== undefined && !owner.aliases.has(qualifier)))
          throw missing("Function does not exist");
        const arn = functions.arn(reference);
        if (owner.urls.has(qualifier ?? ""))
          throw conflicting(
            `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
          );
        // Answers in one piece are all that is modelled, so `RESPONSE_STREAM` is refused.
        const mode = text(params, "InvokeMode");
        if (mode !== undefined && mode !== "BUFFERED")
          throw violates(mode, "invokeMode", `Member must satisfy enum value set: [${MODES.join(", ")}]`);
        const authType = required(params, "AuthType");
        if (authType !== "NONE" && authType !== "AWS_IAM")
          throw violates(authType, "authType", "Member must satisfy enum value set: [NONE, AWS_IAM]");
        const url = await urls.open(owner, qualifier, authType);
        owner.urls.set(qualifier ?? "", url);
        return { ...described(arn, url), InvokeMode: mode };
      },
    },
    GetFunctionUrlConfig: {
      http: `GET ${URL}`,
      status: 200,
      run(params) {
        const { reference, url } = existing(functions, params);
        return shown(functions.arn(reference), url);
      },
    },
    ListFunctionUrlConfigs: {
      http: `GET ${URL}s`,
      status: 200,
      run(params) {
        const { name } = readReference(params);
        const owner = functions.all.get(name);
        if (owner === undefined) throw missing("Function does not exist");
        const all = [...owner.urls].map(([qualifier, url]) =>
          shown(functions.arn({ name, qualifier: qualifier === "" ? undefined : qualifier }), url),
        );
        const { items, next } = paged(all, text(params, "Marker"), Math.min(50, number(params, "MaxItems") ?? 50));
        return { FunctionUrlConfigs: items, NextMarker: next };
      },
    },
    DeleteFunctionUrlConfig: {
      http: `DELETE ${URL}`,
      status: 204,
      async run(params) {
        const { owner, reference, url } = existing(functions, params);
        owner.urls.delete(reference.qualifier ?? "");
        await urls.close(url);
        return undefined;
      },
    },
  };
}

function readAlias(params: Params): Reference {
  const given = text(params, "Qualifier");
  if (given !== undefined && !ALIAS.test(given))
    throw violates(given, "qualifier", "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
  return readReference(params);
}

function existing(
  functions: Functions,
  params: Params,
): { owner: LambdaFunction; reference: Reference; url: FunctionUrl } {
  const reference = readAlias(params);
  const owner = functions.all.get(reference.name);
  const url = owner?.urls.get(reference.qualifier ?? "");
  if (owner === undefined || url === undefined) throw missing("The resource you requested does not exist.");
  return { owner, reference, url };
}

function described(arn: string, { domainName, authType, createdAt }: FunctionUrl): Params {
  return {
    FunctionUrl: `https://${domainName}/`,
    FunctionArn: arn,
    AuthType: authType,
    CreationTime: createdAt.toISOString(),
  };
}

/** As it is shown later; nothing changes it. */
function shown(arn: string, url: FunctionUrl): Params {
  return { ...described(arn, url), LastModifiedTime: url.createdAt.toISOString(), InvokeMode: "BUFFERED" };
}
