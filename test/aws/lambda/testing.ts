import { functionUri, smallApi } from "../apigateway/testing.ts";
import type { Params } from "../contract.ts";
import type { LocalAws } from "../server.ts";

/** A function whose every version answers with its name. */
export function answering(name: string): string {
  return `export const handler = async (event) => ({ statusCode: 200, body: '${name}', said: event?.say });`;
}

/** A function `shop` with version 1 behind the alias `live`, which a REST API calls. */
export async function shopFunction(aws: LocalAws) {
  const request = (action: string, params: Params = {}) =>
    aws.request("lambda", action, { FunctionName: "shop", ...params });
  aws.lambda.registerFunction("shop", answering("v1"));
  await request("PublishVersion");
  await request("CreateAlias", { Name: "live", FunctionVersion: "1" });
  const api = await smallApi(aws);
  await api.method(api.rootId, "GET", { type: "AWS_PROXY", uri: functionUri(aws, "shop:live") });
  await request("AddPermission", {
    Qualifier: "live",
    StatementId: "api",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:${aws.region}:${aws.accountId}:${api.id}/*`,
  });
  await api.request("CreateDeployment", { stageName: "prod" });
  return {
    api,
    /** An operation on the function, without the wire. */
    request,
    /** Makes a version of this code by hand, as another tool would. */
    async publish(code: string): Promise<string> {
      await aws.lambda.updateFunction("shop", code);
      return String((await request("PublishVersion")).Version);
    },
  };
}
