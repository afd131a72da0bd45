import {
  CreateDeploymentCommand,
  GetExportCommand,
  GetResourcesCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { SmallApi } from "./apigateway/testing.ts";
import { clients, functionUri, refusal, smallApi, variable } from "./apigateway/testing.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** OpenAPI documents in and out. */

let aws: LocalAws;
let gateway: ReturnType<typeof clients>["gateway"];
beforeAll(async () => {
  aws = await startAws({ apiGateway: { throttle: false } });
  gateway = clients(aws).gateway;
});
afterAll(() => aws.close());

const mock = (text: string) => ({
  responses: { "200": { description: "fine" } },
  "x-amazon-apigateway-integration": {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": text } } },
  },
});
const document = (paths: object, more: object = {}) => ({
  openapi: "3.0.1",
  info: { title: "shop", version: "2.0" },
  paths,
  ...more,
});
const put = (api: SmallApi, body: object | string, more: object = {}) =>
  gateway.send(
    new PutRestApiCommand({
      restApiId: api.id,
      body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
      ...more,
    }),
  );
/** `GET /pets` and so on, of the resources as they stand. */
async function methods(api: SmallApi): Promise<string[]> {
  const { items } = await gateway.send(new GetResourcesCommand({ restApiId: api.id, limit: 500 }));
  return (items ?? [])
    .flatMap(({ path, resourceMethods }) => Object.keys(resourceMethods ?? {}).map((verb) => `${verb} ${path}`))
    .sort();
}

async function withPets(): Promise<SmallApi> {
  const api = await smallApi(aws);
  const pets = await api.resource("pets");
  await api.mock(pets, "GET", "old pets");
  await api.mock(pets, "POST", "old post");
  await api.mock(await api.resource("old"), "GET", "old");
  return api;
}

test("merge keeps what the document lacks and replaces the methods that it has", async () => {
  const api = await withPets();
  const answer = await put(api, document({ "/pets": { get: mock("new pets") }, "/new": { get: mock("new") } }));
  expect(answer).toMatchObject({ name: "shop", version: "2.0", rootResourceId: api.rootId });
  expect(answer.warnings).toBeUndefined();
  expect(await methods(api)).toEqual(["GET /new", "GET /old", "GET /pets", "POST /pets"]);
  await api.request("CreateDeployment", { stageName: "live" });
  const text = async (path: string) => (await fetch(`${api.url("live")}${path}`)).text();
  expect([await text("/pets"), await text("/old")]).toEqual(["new pets", "old"]);
});

test("overwrite drops what the document lacks, but not what is deployed", async () => {
  const api = await withPets();
  await api.request("CreateDeployment", { stageName: "live" });
  const answer = await put(api, document({ "/pets": { get: mock("new pets") } }), { mode: "overwrite" });
  expect(answer.rootResourceId).toBe(api.rootId);
  expect(await methods(api)).toEqual(["GET /pets"]);
  const text = async (path: string) => (await fetch(`${api.url("live")}${path}`)).text();
  expect([await text("/pets"), await text("/old")]).toEqual(["old pets", "old"]);
  await gateway.send(new CreateDeploymentCommand({ restApiId: api.id, stageName: "live" }));
  expect([await text("/pets"), await text("/old")]).toEqual(["new pets", '{"message":"Missing Authentication Token"}']);
});

test("YAML, OpenAPI 2, parameters, keys, any-method and Lambda by alias", async () => {
  const api = await smallApi(aws);
  const uri = functionUri(aws, `shop:${variable("alias")}`);
  const body = stringify({
    swagger: "2.0",
    info: { title: "two", version: "1" },
    securityDefinitions: { key: { type: "apiKey", name: "x-api-key", in: "header" } },
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    paths: {
      "/pets/{id}": {
        parameters: [{ name: "id", in: "path", required: true, type: "string" }],
        "x-amazon-apigateway-any-method": {
          operationId: "anyPet",
          parameters: [{ name: "q", in: "query", type: "string" }],
          security: [{ key: [] }],
          "x-amazon-apigateway-integration": {
            type: "aws_proxy",
            httpMethod: "POST",
            uri,
            passthroughBehavior: "when_no_match",
          },
        },
      },
    },
  });
  expect(await put(api, body)).toMatchObject({ name: "two", version: "1", binaryMediaTypes: ["image/png"] });
  const { items } = await gateway.send(new GetResourcesCommand({ restApiId: api.id, embed: ["methods"] }));
  expect(items?.find(({ path }) => path === "/pets/{id}")?.resourceMethods?.ANY).toMatchObject({
    operationName: "anyPet",
    apiKeyRequired: true,
    requestParameters: { "method.request.path.id": true, "method.request.querystring.q": false },
    methodIntegration: { type: "AWS_PROXY", uri, httpMethod: "POST", passthroughBehavior: "WHEN_NO_MATCH" },
  });
});

test("warnings are told, and fail when they are to", async () => {
  const api = await withPets();
  const reference = { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } };
  const operation = { ...mock("x"), responses: { "200": { description: "x", ...reference } }, pathz: 1 };
  const body = document({ "/w": { get: operation } }, { components: { invalid_key_will_warn: "a" } });
  const warnings = [
    "Parse issue: attribute components.invalid_key_will_warn is unexpected",
    "Parse issue: attribute paths.'/w'(get).pathz is unexpected",
    "Parse issue: attribute paths.'/w'(get).responses.200.content.schema.#/components/schemas/Pet is missing",
  ];
  expect(await refusal(put(api, body, { mode: "overwrite", failOnWarnings: true }))).toEqual({
    status: 400,
    error: "BadRequestException",
    message: `Warnings found during import:\n\t${warnings.join("\n\t")}`,
  });
  expect(await methods(api)).toEqual(["GET /old", "GET /pets", "POST /pets"]);
  expect((await put(api, body, { mode: "overwrite" })).warnings).toEqual(warnings);
  expect(await methods(api)).toEqual(["GET /w"]);
});

test("errors change nothing", async () => {
  const api = await withPets();
  const integration = { type: "aws_proxy", httpMethod: "POST", uri: "nothing" };
  const wrong = document({
    "/a": { get: mock("a") },
    "/pets": { get: { responses: {}, "x-amazon-apigateway-integration": integration } },
  });
  expect(await refusal(put(api, wrong, { mode: "overwrite" }))).toEqual({
    status: 400,
    error: "BadRequestException",
    message:
      "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/pets': Invalid ARN specified in the request",
  });
  for (const body of ["no: yaml: at: all", "[]", '{"swagger": "1.2"}', "{"]) {
    expect(await refusal(put(api, body))).toMatchObject({ status: 400, message: "Invalid OpenAPI input." });
  }
  expect(await refusal(put(api, document({}), { mode: "other" }))).toMatchObject({ status: 400 });
  expect(await refusal(put(api, " ".repeat(6 * 1024 * 1024 + 1)))).toMatchObject({ status: 413 });
  expect(await methods(api)).toEqual(["GET /old", "GET /pets", "POST /pets"]);
});

test("an export is of what the stage serves, and can be put back", async () => {
  const api = await smallApi(aws);
  const paths = {
    "/": { get: mock("root") },
    "/pets/{id}": { get: mock("pet"), "x-amazon-apigateway-any-method": mock("any") },
  };
  await put(api, document(paths), { mode: "overwrite" });
  await api.request("CreateDeployment", { stageName: "live" });
  await put(api, document({ "/later": { get: mock("later") } }), { mode: "overwrite" });
  const get = (parameters: Record<string, string>, accepts?: string) =>
    gateway.send(
      new GetExportCommand({ restApiId: api.id, stageName: "live", exportType: "oas30", parameters, accepts }),
    );
  const exported = await get({ extensions: "integrations" });
  expect(exported.contentType).toBe("application/json");
  const text = Buffer.from(exported.body ?? "").toString();
  expect(JSON.parse(text)).toMatchObject({
    openapi: "3.0.1",
    info: { title: "shop", version: "2.0" },
    servers: [{ variables: { basePath: { default: "live" } } }],
    paths: {
      "/": {
        get: {
          responses: { "200": { description: "200 response" } },
          "x-amazon-apigateway-integration": {
            type: "mock",
            passthroughBehavior: "when_no_match",
            responses: { default: { statusCode: "200", responseTemplates: { "application/json": "root" } } },
          },
        },
      },
      "/pets/{id}": {
        get: { parameters: [{ name: "id", in: "path", required: true }] },
        "x-amazon-apigateway-any-method": {},
      },
    },
  });
  expect(text).not.toContain("/later");
  expect(Buffer.from((await get({})).body ?? "").toString()).not.toContain("x-amazon-apigateway-integration");
  const yaml = await get({ extensions: "integrations" }, "application/yaml");
  expect(parse(Buffer.from(yaml.body ?? "").toString())).toEqual(JSON.parse(text));
  await put(api, text, { mode: "overwrite" });
  expect(await methods(api)).toEqual(["ANY /pets/{id}", "GET /", "GET /pets/{id}"]);
  expect(
    await refusal(gateway.send(new GetExportCommand({ restApiId: api.id, stageName: "live", exportType: "wadl" }))),
  ).toMatchObject({ status: 400 });
});
