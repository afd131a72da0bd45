import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clients, refusal } from "./apigateway/testing.ts";
import { zip } from "./lambda/zip.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Lambda's control plane through the SDK. Answers and errors: recorded from AWS in localstack's `test_lambda_api.py`. */

let aws: LocalAws;
let lambda: ReturnType<typeof clients>["lambda"];
beforeAll(async () => {
  aws = await startAws();
  lambda = clients(aws).lambda;
});
afterAll(() => aws.close());

const VERSION = "export const handler = async (event, { functionVersion }) => ({ functionVersion, event });";
const arnOf = (name: string) => `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`;
const missing = (message: string) => ({ status: 404, error: "ResourceNotFoundException", message });
const invalid = (message: string) => ({ status: 400, error: "InvalidParameterValueException", message });
const stale = (source: string) => ({
  status: 412,
  error: "PreconditionFailedException",
  message: `The Revision Id provided does not match the latest Revision Id. Call the ${source} API to retrieve the latest Revision Id`,
});
const publish = (FunctionName: string, more: object = {}) =>
  lambda.send(new PublishVersionCommand({ FunctionName, ...more }));

async function withTwoVersions(name: string): Promise<string> {
  aws.lambda.registerFunction(name, VERSION);
  await publish(name);
  await aws.lambda.updateFunction(name, `${VERSION} // two`);
  await publish(name);
  return name;
}

test("versions are published when something changed, and never change", async () => {
  const FunctionName = "versions";
  aws.lambda.registerFunction(FunctionName, VERSION);
  const first = await publish(FunctionName);
  expect(first).toMatchObject({ Version: "1", FunctionArn: `${arnOf(FunctionName)}:1`, State: "Active" });
  expect((await publish(FunctionName)).Version).toBe("1");
  await aws.lambda.updateFunction(FunctionName, "export const handler = async () => 'other';");
  const { RevisionId, CodeSha256 = "" } = await publish(FunctionName, { Description: "two" });
  expect(CodeSha256).not.toBe(first.CodeSha256);
  expect(await refusal(publish(FunctionName, { CodeSha256: "wrong" }))).toMatchObject({
    error: "InvalidParameterValueException",
  });
  expect(await refusal(publish(FunctionName, { RevisionId }))).toEqual(stale("GetFunction/GetAlias"));
  const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions?.map(({ Version, Description }) => [Version, Description])).toEqual([
    ["$LATEST", ""],
    ["1", ""],
    ["2", "two"],
  ]);
  const run = async (Qualifier: string) => {
    const { Payload, ExecutedVersion, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Qualifier, Payload: Buffer.from('{"a":1}') }),
    );
    return [ExecutedVersion, FunctionError, JSON.parse(Buffer.from(Payload ?? "").toString())];
  };
  expect(await run("1")).toEqual(["1", undefined, { functionVersion: "1", event: { a: 1 } }]);
  expect(await run("2")).toEqual(["2", undefined, "other"]);
  expect(await refusal(lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: "9" })))).toEqual(
    missing(`Function not found: ${arnOf(FunctionName)}:9`),
  );
});

test("an alias with a weight for another version", async () => {
  const FunctionName = await withTwoVersions("weights");
  const Name = "live";
  const create = (more: object) =>
    lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: "1", ...more }));
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  expect(await refusal(create(weights({ 2: 0.1, 3: 0.1 })))).toEqual(
    invalid("Number of items in AdditionalVersionWeights cannot be greater than 1"),
  );
  expect(await refusal(create(weights({ 2: 2 })))).toMatchObject({
    error: "ValidationException",
    message: expect.stringContaining("Value '{2=2.0}' at 'routingConfig.additionalVersionWeights'"),
  });
  expect(await refusal(create(weights({ 1: 0.5 })))).toEqual(
    invalid("Invalid function version 1. Function version 1 is already included in routing configuration."),
  );
  expect(await refusal(create(weights({ 10: 0.5 })))).toEqual(missing(`Function not found: ${arnOf(FunctionName)}:10`));
  expect(await refusal(create({ FunctionVersion: "$LATEST", ...weights({ 1: 0.5 }) }))).toEqual(
    invalid("$LATEST is not supported for an alias pointing to more than 1 version"),
  );
  expect(await refusal(create({ Name: "2024" }))).toMatchObject({ error: "ValidationException" });
  const made = await create(weights({ 2: 0.5 }));
  expect(made).toMatchObject({ AliasArn: `${arnOf(FunctionName)}:live`, FunctionVersion: "1", Description: "" });
  expect(await refusal(create({}))).toMatchObject({
    status: 409,
    message: `Alias already exists: ${arnOf(FunctionName)}:live`,
  });
  const seen = new Set<string | undefined>();
  for (let index = 0; index < 200 && seen.size < 2; index += 1) {
    seen.add((await lambda.send(new InvokeCommand({ FunctionName, Qualifier: Name }))).ExecutedVersion);
  }
  expect([...seen].sort()).toEqual(["1", "2"]);
  const change = (more: object) => lambda.send(new UpdateAliasCommand({ FunctionName, Name, ...more }));
  expect(await refusal(change({ RevisionId: "old", FunctionVersion: "2" }))).toEqual(stale("GetFunction/GetAlias"));
  const described = await change({ RevisionId: made.RevisionId, Description: "x" });
  expect(described.RoutingConfig).toEqual({ AdditionalVersionWeights: { 2: 0.5 } });
  expect(described.RevisionId).not.toBe(made.RevisionId);
  const moved = await change({ FunctionVersion: "2", ...weights({}) });
  expect([moved.FunctionVersion, moved.RoutingConfig]).toEqual(["2", undefined]);
  expect((await lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion: "2" }))).Aliases).toHaveLength(1);
  expect(await refusal(lambda.send(new GetAliasCommand({ FunctionName, Name: "none" })))).toEqual(
    missing(`Cannot find alias arn: ${arnOf(FunctionName)}:none`),
  );
  expect(await refusal(lambda.send(new UpdateAliasCommand({ FunctionName, Name: "none" })))).toEqual(
    missing(`Alias not found: ${arnOf(FunctionName)}:none`),
  );
});

test("permissions are per qualifier, and their ids once only", async () => {
  const FunctionName = await withTwoVersions("permissions");
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  const SourceArn = `arn:aws:execute-api:${aws.region}:${aws.accountId}:abc/*/GET/*`;
  const add = (Qualifier?: string, more: object = {}) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName,
        Qualifier,
        StatementId: "gateway",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn,
        ...more,
      }),
    );
  const policy = async (Qualifier?: string) =>
    JSON.parse((await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))).Policy ?? "");
  const none = missing("The resource you requested does not exist.");
  expect(await refusal(policy("live"))).toEqual(none);
  const statement = {
    Sid: "gateway",
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: `${arnOf(FunctionName)}:live`,
    Condition: { ArnLike: { "AWS:SourceArn": SourceArn } },
  };
  expect(JSON.parse((await add("live")).Statement ?? "")).toEqual(statement);
  expect(await policy("live")).toEqual({ Version: "2012-10-17", Id: "default", Statement: [statement] });
  expect(await refusal(policy())).toEqual(none);
  expect(await refusal(add("live"))).toEqual({
    status: 409,
    error: "ResourceConflictException",
    message:
      "The statement id (gateway) provided already exists. Please provide a new statement id, or remove the existing statement.",
  });
  expect(await refusal(add("live", { StatementId: "two", RevisionId: "old" }))).toEqual(stale("GetPolicy"));
  expect(await refusal(add("none"))).toEqual(missing(`Cannot find alias arn: ${arnOf(FunctionName)}:none`));
  expect(await refusal(add("42"))).toEqual(missing(`Function not found: ${arnOf(FunctionName)}:42`));
  expect(await refusal(add("$LATEST"))).toEqual(invalid("We currently do not support adding policies for $LATEST."));
  expect(await refusal(add("live", { FunctionName: `${FunctionName}:1` }))).toEqual(
    invalid("The derived qualifier from the function name does not match the specified qualifier."),
  );
  expect(await refusal(add("live", { StatementId: "b", Principal: "nobody" }))).toEqual(
    invalid("The provided principal was invalid. Please check the principal and try again."),
  );
  const remove = (StatementId: string) =>
    lambda.send(new RemovePermissionCommand({ FunctionName: `${arnOf(FunctionName)}:live`, StatementId }));
  expect(await refusal(remove("other"))).toEqual(missing("Statement other is not found in resource policy."));
  await remove("gateway");
  expect(await refusal(remove("gateway"))).toEqual(missing("No policy is associated with the given resource."));
});

test("code from a zip archive and from a directory", async () => {
  const FunctionName = "zipped";
  const ZipFile = zip({
    "lib/words.mjs": "export const word = 'zip';",
    "app.mjs": "import { word } from './lib/words.mjs'; export const run = () => Promise.resolve(word);",
  });
  const base = {
    FunctionName,
    Role: "arn:aws:iam::111122223333:role/x",
    Runtime: "nodejs22.x" as const,
    Handler: "app.run",
  };
  const create = () => lambda.send(new CreateFunctionCommand({ ...base, Code: { ZipFile } }));
  expect((await create()).Version).toBe("$LATEST");
  expect(await refusal(create())).toMatchObject({
    error: "ResourceConflictException",
    message: "Function already exist: zipped",
  });
  const answer = async () =>
    Buffer.from((await lambda.send(new InvokeCommand({ FunctionName }))).Payload ?? "").toString();
  expect(await answer()).toBe('"zip"');
  const again = zip({ "app.mjs": "export const run = async () => 'again';" });
  expect(
    (await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: again, Publish: true }))).Version,
  ).toBe("1");
  expect(await answer()).toBe('"again"');
  expect(
    await refusal(lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: Buffer.from("no zip") }))),
  ).toEqual(invalid("Could not unzip uploaded file. Please check your file, then try to upload again."));
  const directory = mkdtempSync(join(tmpdir(), "handler-"));
  writeFileSync(join(directory, "app.js"), "exports.run = async () => require('node:path').sep;");
  await aws.lambda.updateFunction(FunctionName, { directory });
  await rm(directory, { recursive: true });
  expect(await answer()).toBe('"/"');
});
