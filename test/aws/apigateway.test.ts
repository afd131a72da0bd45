import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import {
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteBasePathMappingCommand,
  DeleteDeploymentCommand,
  DeleteIntegrationCommand,
  DeleteMethodCommand,
  DeleteResourceCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetBasePathMappingCommand,
  GetBasePathMappingsCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetDomainNameCommand,
  GetIntegrationCommand,
  GetMethodCommand,
  GetResourceCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateBasePathMappingCommand,
  UpdateDeploymentCommand,
  UpdateIntegrationCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SmallApi } from "./apigateway/testing.ts";
import { canaryApi, clients, functionUri, refusal, smallApi, variable } from "./apigateway/testing.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** The control plane through the SDK. What it must say: recorded from AWS, or as the sources in the code have it. */

let aws: LocalAws;
let gateway: ReturnType<typeof clients>["gateway"];
beforeAll(async () => {
  aws = await startAws({ apiGateway: { throttle: false } });
  gateway = clients(aws).gateway;
});
afterAll(() => aws.close());

const bad = (message: string) => ({ status: 400, error: "BadRequestException", message });
const missing = (message: string) => ({ status: 404, error: "NotFoundException", message });
const conflict = (message: string) => ({ status: 409, error: "ConflictException", message });
const update = (api: SmallApi, ...patchOperations: PatchOperation[]) =>
  gateway.send(new UpdateStageCommand({ restApiId: api.id, stageName: "live", patchOperations }));
const stageOf = (api: SmallApi) => gateway.send(new GetStageCommand({ restApiId: api.id, stageName: "live" }));

test("an API, its resources, methods and integrations, from creation to deletion", async () => {
  const made = await gateway.send(new CreateRestApiCommand({ name: "shop", tags: { team: "a" } }));
  expect(made.$metadata.httpStatusCode).toBe(201);
  expect(made).toMatchObject({
    name: "shop",
    apiKeySource: "HEADER",
    disableExecuteApiEndpoint: false,
    tags: { team: "a" },
  });
  expect(made.endpointConfiguration).toEqual({ types: ["EDGE"], ipAddressType: "ipv4" });
  const [restApiId = "", parentId = ""] = [made.id, made.rootResourceId];
  const pets = await gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "pets" }));
  expect(pets).toMatchObject({ parentId, path: "/pets", pathPart: "pets" });
  const create = (pathPart: string, parent = parentId) =>
    refusal(gateway.send(new CreateResourceCommand({ restApiId, parentId: parent, pathPart })));
  expect(await create("pets")).toEqual(conflict("Another resource with the same parent already has this name: pets"));
  expect(await create("pets", "wrong")).toEqual(missing("Invalid Resource identifier specified"));
  const proxy = await gateway.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "{proxy+}" }));
  expect(await create("{id}")).toEqual(
    bad("A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed"),
  );
  expect(await create("below", proxy.id)).toEqual(
    bad("Cannot create a child of a resource with a greedy path variable: {proxy+}"),
  );
  const method = { restApiId, resourceId: pets.id ?? "", httpMethod: "GET" };
  await gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  expect(await refusal(gateway.send(new PutMethodCommand({ ...method, authorizationType: "NONE" })))).toEqual(
    conflict("Method already exists for this resource"),
  );
  const deploy = () => refusal(gateway.send(new CreateDeploymentCommand({ restApiId })));
  expect(await deploy()).toEqual(bad("No integration defined for method"));
  const uri = functionUri(aws, "shop");
  const integration = await gateway.send(
    new PutIntegrationCommand({ ...method, type: "AWS_PROXY", integrationHttpMethod: "POST", uri }),
  );
  const { $metadata: _metadata, ...shown } = integration;
  expect(shown).toEqual({
    type: "AWS_PROXY",
    httpMethod: "POST",
    uri,
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutInMillis: 29_000,
    cacheNamespace: pets.id,
    cacheKeyParameters: [],
  });
  const moved = functionUri(aws, `shop:${variable("alias")}`);
  await gateway.send(
    new UpdateIntegrationCommand({ ...method, patchOperations: [{ op: "replace", path: "/uri", value: moved }] }),
  );
  expect((await gateway.send(new GetIntegrationCommand(method))).uri).toBe(moved);
  const listed = await gateway.send(new GetResourcesCommand({ restApiId, embed: ["methods"], limit: 500 }));
  const one = listed.items?.find(({ path }) => path === "/pets");
  expect(one?.resourceMethods?.GET).toMatchObject({ authorizationType: "NONE", methodIntegration: { uri: moved } });
  const bare = await gateway.send(new GetResourceCommand({ restApiId, resourceId: pets.id ?? "" }));
  expect(bare.resourceMethods).toEqual({ GET: {} });
  await gateway.send(new DeleteIntegrationCommand(method));
  expect(await refusal(gateway.send(new GetIntegrationCommand(method)))).toEqual(
    missing("Invalid Integration identifier specified"),
  );
  await gateway.send(new DeleteMethodCommand(method));
  expect(await refusal(gateway.send(new GetMethodCommand(method)))).toEqual(
    missing("Invalid Method identifier specified"),
  );
  expect(await deploy()).toEqual(bad("The REST API doesn't contain any methods"));
  await gateway.send(new DeleteResourceCommand({ restApiId, resourceId: pets.id ?? "" }));
  await gateway.send(
    new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "replace", path: "/description", value: "new" }] }),
  );
  expect(await gateway.send(new GetRestApiCommand({ restApiId }))).toMatchObject({ name: "shop", description: "new" });
  await gateway.send(new DeleteRestApiCommand({ restApiId }));
  expect(await refusal(gateway.send(new GetRestApiCommand({ restApiId })))).toEqual(
    missing(`Invalid API identifier specified ${aws.accountId}:${restApiId}`),
  );
  expect((await gateway.send(new GetRestApisCommand({ limit: 500 }))).items?.map(({ id }) => id)).not.toContain(
    restApiId,
  );
});

/** Messages: recorded from AWS in localstack's `test_put_integration_validation` and `test_put_integration_aws_proxy_uri`. */
test.each([
  [
    { type: "HTTP", integrationHttpMethod: undefined, uri: "http://example.com" },
    "Enumeration value for HttpMethod must be non-empty",
  ],
  [{ type: "HTTP_PROXY", uri: "wrong" }, "Invalid HTTP endpoint specified for URI"],
  [{ type: "AWS", uri: "wrong" }, "Invalid ARN specified in the request"],
  [
    { type: "AWS_PROXY", uri: "arn:aws:lambda:eu-west-1:111122223333:function:x" },
    "AWS ARN for integration must contain path or action",
  ],
  [
    { type: "AWS_PROXY", uri: "arn:aws:apigateway:eu-west-1:s3:path/b/k" },
    "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
  ],
] as const)("an integration that is refused: %j", async (input, message) => {
  const api = await smallApi(aws);
  const method = { resourceId: api.rootId, httpMethod: "GET" };
  await api.request("PutMethod", { ...method, authorizationType: "NONE" });
  const put = new PutIntegrationCommand({ restApiId: api.id, ...method, integrationHttpMethod: "POST", ...input });
  expect(await refusal(gateway.send(put))).toEqual(bad(message));
});

test("a deployment that a stage or a canary uses can't be deleted", async () => {
  const { api, base, canary } = await canaryApi(aws, 10);
  const remove = (deploymentId: string) =>
    gateway.send(new DeleteDeploymentCommand({ restApiId: api.id, deploymentId }));
  const used = bad("Active stages pointing to this deployment must be moved or deleted");
  expect([await refusal(remove(base)), await refusal(remove(canary))]).toEqual([used, used]);
  await update(api, { op: "remove", path: "/canarySettings" });
  expect((await remove(canary)).$metadata.httpStatusCode).toBe(202);
  expect(await refusal(remove(canary))).toEqual(missing("Invalid Deployment identifier specified"));
});

test("a deployment without canary is refused on a stage with one, and moves a stage without one", async () => {
  const { api, base } = await canaryApi(aws, 10);
  const deploy = (stageName?: string) => gateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName }));
  expect(await refusal(deploy("live"))).toEqual(
    bad(
      "Non canary deployment not supported on stage live because Canary is enabled. Provide CanarySettings in deploymentInput.",
    ),
  );
  expect((await stageOf(api)).deploymentId).toBe(base);
  await deploy();
  expect((await stageOf(api)).deploymentId).toBe(base);
  await update(api, { op: "remove", path: "/canarySettings" });
  const { id } = await deploy("live");
  expect(await stageOf(api)).toMatchObject({ deploymentId: id, variables: { colour: "blue", size: "m" } });
});

test("one wrong operation undoes all of an update", async () => {
  const { api } = await canaryApi(aws, 10);
  const before = await stageOf(api);
  const operations: PatchOperation[] = [
    { op: "replace", path: "/canarySettings/percentTraffic", value: "60" },
    { op: "replace", path: "/variables/colour", value: "red" },
    { op: "replace", path: "/deploymentId", value: "nowhere" },
  ];
  expect(await refusal(update(api, ...operations))).toEqual(bad("Deployment id does not exist"));
  expect({ ...(await stageOf(api)), $metadata: 0 }).toEqual({ ...before, $metadata: 0 });
});

test("a canary's percent and the names and values of variables are checked", async () => {
  const { api } = await canaryApi(aws, 10);
  const percent = (value: string) => update(api, { op: "replace", path: "/canarySettings/percentTraffic", value });
  for (const wrong of ["100.1", "-1", "many", ""]) expect(await refusal(percent(wrong))).toMatchObject({ status: 400 });
  expect((await percent("33.3")).canarySettings?.percentTraffic).toBe(33.3);
  const allowed = "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.";
  for (const below of ["variables", "canarySettings/stageVariableOverrides"]) {
    const set = (name: string, value: string) => update(api, { op: "replace", path: `/${below}/${name}`, value });
    expect(await refusal(set("a-b", "x"))).toEqual(
      bad("Invalid stage variable name: a-b.  Please use names with only word characters."),
    );
    expect(await refusal(set("a", "$LATEST"))).toEqual(
      bad(
        `Invalid stage variable value: $LATEST.  Please use values with alphanumeric characters and the symbols ${allowed}`,
      ),
    );
    for (const [name, value] of [
      ["a", ""],
      ["a", "x".repeat(513)],
      ["a".repeat(65), "x"],
    ] as const) {
      expect(await refusal(set(name, value))).toMatchObject({ status: 400 });
    }
    await set("a".repeat(64), `Az0-._~:/?#&=,${"x".repeat(490)}`);
  }
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, "x"]));
  const create = (stageName: string, variables: Record<string, string>) =>
    gateway.send(
      new CreateStageCommand({
        restApiId: api.id,
        stageName,
        deploymentId: aws.apiGateway.stage(api.id, "live").deploymentId,
        variables,
      }),
    );
  expect(await refusal(create("much", many))).toMatchObject({ status: 400 });
  const { v100: _one, ...hundred } = many;
  expect(Object.keys((await create("much", hundred)).variables ?? {})).toHaveLength(100);
});

/** Recorded from AWS in localstack's `test_create_update_stages` and `test_update_stage_remove_wildcard`. */
test("method settings", async () => {
  const { api } = await canaryApi(aws, 0);
  const defaults = {
    metricsEnabled: false,
    dataTraceEnabled: false,
    throttlingBurstLimit: 5_000,
    throttlingRateLimit: 10_000,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  };
  const nothing = "Cannot remove method setting */* because there is no method setting for this method ";
  expect(await refusal(update(api, { op: "remove", path: "/*/*" }))).toEqual(bad(nothing));
  const { methodSettings } = await update(
    api,
    { op: "replace", path: "/*/*/throttling/burstLimit", value: "123" },
    { op: "replace", path: "/*/*/caching/enabled", value: "true" },
    { op: "replace", path: "/test/GET/throttling/burstLimit", value: "124" },
  );
  expect(methodSettings).toEqual({
    "*/*": { ...defaults, throttlingBurstLimit: 123, cachingEnabled: true },
    "test/GET": { ...defaults, throttlingBurstLimit: 124, cachingEnabled: true },
  });
  expect(Object.keys((await update(api, { op: "remove", path: "/*/*" })).methodSettings ?? {})).toEqual(["test/GET"]);
});

test("deployments page by page, described, summarised", async () => {
  const { api, base } = await canaryApi(aws, 0);
  for (let index = 0; index < 5; index += 1) await api.request("CreateDeployment");
  const ids: (string | undefined)[] = [];
  let position: string | undefined;
  do {
    const page = await gateway.send(new GetDeploymentsCommand({ restApiId: api.id, limit: 3, position }));
    expect(page.items?.length).toBeLessThanOrEqual(3);
    ids.push(...(page.items ?? []).map(({ id }) => id));
    position = page.position;
  } while (position !== undefined);
  expect(new Set(ids).size).toBe(7);
  const one = { restApiId: api.id, deploymentId: base };
  const patchOperations: PatchOperation[] = [{ op: "replace", path: "/description", value: "v1" }];
  await gateway.send(new UpdateDeploymentCommand({ ...one, patchOperations }));
  expect(await gateway.send(new GetDeploymentCommand({ ...one, embed: ["apisummary"] }))).toMatchObject({
    description: "v1",
    apiSummary: { "/": { GET: { authorizationType: "NONE", apiKeyRequired: false } } },
  });
});

test("stages: names, doubles, the tenth, and those of one deployment", async () => {
  const { api, base, canary } = await canaryApi(aws, 0);
  const create = (stageName: string, deploymentId = base) =>
    gateway.send(new CreateStageCommand({ restApiId: api.id, stageName, deploymentId }));
  expect(await refusal(create("no spaces"))).toMatchObject({ status: 400 });
  expect(await refusal(create("live"))).toEqual(conflict("Stage already exists"));
  expect(await refusal(create("other", "nowhere"))).toEqual(bad("Deployment id does not exist"));
  await create("other", canary);
  const { item } = await gateway.send(new GetStagesCommand({ restApiId: api.id, deploymentId: canary }));
  expect(item?.map(({ stageName }) => stageName)).toEqual(["other"]);
  for (let index = 2; index < 10; index += 1) await create(`stage-${index}`);
  expect(await refusal(create("eleventh"))).toMatchObject({ error: "LimitExceededException", status: 429 });
  const remove = () => gateway.send(new DeleteStageCommand({ restApiId: api.id, stageName: "other" }));
  expect((await remove()).$metadata.httpStatusCode).toBe(202);
  expect(await refusal(remove())).toEqual(missing("Invalid stage identifier specified"));
});

test("tags of an API and of a stage", async () => {
  const { api } = await canaryApi(aws, 0);
  const resourceArn = `arn:aws:apigateway:${aws.region}::/restapis/${api.id}/stages/live`;
  await gateway.send(new TagResourceCommand({ resourceArn, tags: { a: "1", b: "2", "c:d": "3" } }));
  await gateway.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a", "b"] }));
  expect((await gateway.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ "c:d": "3" });
  expect((await stageOf(api)).tags).toEqual({ "c:d": "3" });
  const wrong = gateway.send(new GetTagsCommand({ resourceArn: "arn:aws:apigateway:us-east-9::/restapis/x" }));
  expect(await refusal(wrong)).toMatchObject({ status: 400 });
});

test("custom domains and base path mappings", async () => {
  const { api } = await canaryApi(aws, 0);
  const domainName = "api.example.test";
  await gateway.send(new CreateDomainNameCommand({ domainName, endpointConfiguration: { types: ["REGIONAL"] } }));
  expect(await gateway.send(new GetDomainNameCommand({ domainName }))).toMatchObject({ domainNameStatus: "AVAILABLE" });
  const create = (stage: string, basePath?: string) =>
    gateway.send(new CreateBasePathMappingCommand({ domainName, restApiId: api.id, stage, basePath }));
  expect(await create("live")).toMatchObject({ basePath: "(none)", restApiId: api.id, stage: "live" });
  expect(await refusal(create("live"))).toEqual(conflict("Base path already exists for this domain name"));
  expect(await refusal(create("nowhere", "v2"))).toEqual(bad("Invalid stage identifier specified"));
  const restApiId = api.id;
  expect(await refusal(gateway.send(new DeleteStageCommand({ restApiId, stageName: "live" })))).toEqual(
    bad(
      `Deleting stage live failed. Please remove all base path mappings related to the stage in your domains: ${domainName}`,
    ),
  );
  await api.request("CreateDeployment", { stageName: "beta" });
  const one = { domainName, basePath: "(none)" };
  await gateway.send(
    new UpdateBasePathMappingCommand({ ...one, patchOperations: [{ op: "replace", path: "/stage", value: "beta" }] }),
  );
  expect((await gateway.send(new GetBasePathMappingCommand(one))).stage).toBe("beta");
  expect((await gateway.send(new GetBasePathMappingsCommand({ domainName }))).items).toHaveLength(1);
  await gateway.send(new DeleteBasePathMappingCommand(one));
  expect(await refusal(gateway.send(new GetBasePathMappingCommand(one)))).toEqual(
    missing("Invalid base path mapping identifier specified"),
  );
});
