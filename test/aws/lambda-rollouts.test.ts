import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutProvisionedConcurrencyConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clients, refusal } from "./apigateway/testing.ts";
import { zip } from "./lambda/zip.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What a rollout on an alias meets of Lambda beside functions, versions, aliases and policies, through the SDK. */

const SOURCE = "export const handler = async () => 'v1';";
const FunctionName = "shop";
let aws: LocalAws;
let lambda: ReturnType<typeof clients>["lambda"];
beforeEach(async () => {
  aws = await startAws({ timeScale: 200, lambda: { updateSeconds: 60, publishSeconds: 60, provisionSeconds: 60 } });
  lambda = clients(aws).lambda;
  aws.lambda.registerFunction(FunctionName, SOURCE);
  await aws.request("lambda", "PublishVersion", { FunctionName });
  await aws.request("lambda", "CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
});
afterEach(() => aws.close());

const latest = async () => (await lambda.send(new GetFunctionCommand({ FunctionName }))).Configuration;
const updated = () => until("the update", async () => (await latest())?.LastUpdateStatus === "Successful");

test("new code takes its time, in which nothing is published and no other code is taken", async () => {
  const ZipFile = zip({ "index.mjs": "export const handler = async () => 'v2';" });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  expect(await latest()).toMatchObject({ State: "Active", LastUpdateStatus: "InProgress" });
  const busy = { error: "ResourceConflictException", message: expect.stringContaining("An update is in progress for") };
  expect(await refusal(lambda.send(new PublishVersionCommand({ FunctionName })))).toMatchObject(busy);
  expect(await refusal(lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile })))).toMatchObject(busy);
  await updated();
  const { CodeSha256, RevisionId } = (await latest()) ?? {};
  const published = await lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256 }));
  expect(published).toMatchObject({ Version: "2", CodeSha256 });
  const stale = { FunctionName, ZipFile, RevisionId: `${RevisionId}-not` };
  expect(await refusal(lambda.send(new UpdateFunctionCodeCommand(stale)))).toMatchObject({
    error: "PreconditionFailedException",
  });
});

test("a version with SnapStart is pending until its snapshot is taken, and is not called before", async () => {
  const settings = { FunctionName, SnapStart: { ApplyOn: "PublishedVersions" as const }, MemorySize: 256 };
  await lambda.send(new UpdateFunctionConfigurationCommand(settings));
  await updated();
  expect(await lambda.send(new PublishVersionCommand({ FunctionName }))).toMatchObject({
    ...{ Version: "2", State: "Pending", SnapStart: { ApplyOn: "PublishedVersions", OptimizationStatus: "Off" } },
  });
  const call = () => lambda.send(new InvokeCommand({ FunctionName, Qualifier: "2" }));
  expect(await refusal(call())).toMatchObject({ error: "ResourceConflictException" });
  const ready = async () =>
    (await lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: "2" }))).Configuration?.SnapStart;
  await until("the snapshot", async () => (await ready())?.OptimizationStatus === "On");
  expect((await call()).ExecutedVersion).toBe("2");
});

test("provisioned concurrency takes its time, and is not for $LATEST nor for an alias that splits", async () => {
  const put = (Qualifier: string) =>
    lambda.send(
      new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions: 3 }),
    );
  const get = () => lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "1" }));
  expect(await refusal(get())).toMatchObject({ error: "ProvisionedConcurrencyConfigNotFoundException" });
  expect(await put("1")).toMatchObject({ Status: "IN_PROGRESS", AvailableProvisionedConcurrentExecutions: 0 });
  await until("the executions", async () => (await get()).Status === "READY");
  const listed = await lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName }));
  expect(listed.ProvisionedConcurrencyConfigs).toMatchObject([
    { FunctionArn: expect.stringMatching(/:shop:1$/), AvailableProvisionedConcurrentExecutions: 3 },
  ]);
  expect(await refusal(put("$LATEST"))).toMatchObject({ error: "InvalidParameterValueException" });
  await aws.lambda.updateFunction(FunctionName, `${SOURCE}\n`);
  await aws.request("lambda", "PublishVersion", { FunctionName });
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", RoutingConfig }));
  expect(await refusal(put("live"))).toMatchObject({
    message: "Alias with weights can not be used with Provisioned Concurrency",
  });
});

test("a version that an alias names is not deleted, versions of an alias have one dead-letter queue, and tags are the function's", async () => {
  const gone = () => lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" }));
  expect(await refusal(gone())).toMatchObject({ error: "ResourceConflictException" });
  const queue = { DeadLetterConfig: { TargetArn: "arn:aws:sqs:eu-west-1:111122223333:dead" } };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...queue }));
  await updated();
  expect(await lambda.send(new PublishVersionCommand({ FunctionName }))).toMatchObject({ Version: "2", ...queue });
  const { RevisionId } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
  const split = new UpdateAliasCommand({ FunctionName, Name: "live", RoutingConfig, RevisionId });
  expect(await refusal(lambda.send(split))).toMatchObject({ error: "InvalidParameterValueException" });
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2", RevisionId }));
  await gone();
  expect(await refusal(gone())).toMatchObject({ error: "ResourceNotFoundException" });

  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  const Resource = Configuration?.FunctionArn;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { team: "shop", "a:b": "c=20d" } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["team"] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ "a:b": "c=20d" });
  expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Tags).toEqual({ "a:b": "c=20d" });
  const wrong = new TagResourceCommand({ Resource, Tags: { team: "a|b" } });
  expect(await refusal(lambda.send(wrong))).toMatchObject({ error: "InvalidParameterValueException" });
});

test("an image is taken by a function of images alone", async () => {
  const uri = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v2";
  aws.lambda.registerImage(uri, SOURCE);
  aws.lambda.registerImageFunction("boxed", uri);
  const { Configuration, Code } = await lambda.send(new GetFunctionCommand({ FunctionName: "boxed" }));
  expect({ ...Configuration, ...Code }).toMatchObject({ PackageType: "Image", ImageUri: uri });
  expect(Code?.ResolvedImageUri).toBe(`${uri.replace(/:v2$/, "")}@sha256:${Configuration?.CodeSha256}`);
  expect(Configuration?.Runtime).toBeUndefined();
  const other = (name: string, ImageUri: string) =>
    refusal(lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ImageUri })));
  expect(await other("boxed", `${uri}-not`)).toMatchObject({ error: "InvalidParameterValueException" });
  expect(await other(FunctionName, uri)).toMatchObject({ error: "InvalidParameterValueException" });
});
