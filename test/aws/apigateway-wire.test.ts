import {
  APIGatewayClient,
  CreateDeploymentCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { AddPermissionCommand, GetPolicyCommand } from "@aws-sdk/client-lambda";
import { afterEach, expect, test } from "vitest";
import { CONCURRENT_MODIFICATION, TOO_MANY_REQUESTS } from "./apigateway/errors.ts";
import { canaryApi, clients, refusal } from "./apigateway/testing.ts";
import type { Policy } from "./contract.ts";
import { SERVER_ERROR, THROTTLED } from "./faults.ts";
import type { AwsOptions, LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** What REST services share with all others at the door: who signs, what is allowed, what goes wrong, what is noted down. */

let aws: LocalAws;
afterEach(() => aws.close());

async function world(options: AwsOptions = {}) {
  aws = await startAws(options);
  const { api, base } = await canaryApi(aws, 10);
  return { api, base, stage: { restApiId: api.id, stageName: "live" }, ...clients(aws) };
}

test("CreateDeployment is allowed once in 5 seconds of the world's clock", async () => {
  const { api, gateway } = await world({ timeScale: 5 });
  const deploy = () => gateway.send(new CreateDeploymentCommand({ restApiId: api.id }));
  const before = Date.now();
  await deploy();
  const refused = { status: 429, error: "TooManyRequestsException", message: "Too Many Requests" };
  expect(await refusal(deploy())).toEqual(refused);
  await expect
    .poll(
      () =>
        deploy().then(
          () => "deployed",
          (error: Error) => error.name,
        ),
      { timeout: 10_000 },
    )
    .toBe("deployed");
  expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  // The SDK's own retries are enough only because this world's seconds are short.
  await clients(aws, undefined, 10).gateway.send(new CreateDeploymentCommand({ restApiId: api.id }));
});

test("all operations together have a burst of 40", async () => {
  const { stage, gateway } = await world({ timeScale: 0.01 });
  const outcomes: string[] = [];
  for (let index = 0; index < 45; index += 1) {
    outcomes.push(
      await gateway.send(new GetStageCommand(stage)).then(
        () => "ok",
        (error: Error) => error.name,
      ),
    );
  }
  expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(40);
  expect(outcomes.slice(40)).toEqual(Array(5).fill("TooManyRequestsException"));
});

test("without the throttle nothing is refused", async () => {
  const { api, gateway } = await world({ apiGateway: { throttle: false } });
  for (let index = 0; index < 50; index += 1) await gateway.send(new CreateDeploymentCommand({ restApiId: api.id }));
});

test("calls are noted down with their names, members and outcome", async () => {
  const { api, stage, gateway, lambda } = await world({ apiGateway: { throttle: false } });
  expect(aws.calls).toEqual([]);
  const patchOperations = [{ op: "replace" as const, path: "/canarySettings/percentTraffic", value: "25" }];
  await gateway.send(new GetStageCommand(stage));
  await gateway.send(new UpdateStageCommand({ ...stage, patchOperations }));
  await refusal(gateway.send(new GetRestApiCommand({ restApiId: "nothing" })));
  await refusal(lambda.send(new GetPolicyCommand({ FunctionName: "nothing", Qualifier: "blue" })));
  expect(aws.calls).toMatchObject([
    { service: "apigateway", action: "GetStage", params: stage, status: 200, error: undefined },
    { service: "apigateway", action: "UpdateStage", params: { ...stage, patchOperations }, status: 200 },
    { service: "apigateway", action: "GetRestApi", status: 404, error: "NotFoundException" },
    { service: "lambda", action: "GetPolicy", params: { FunctionName: "nothing", Qualifier: "blue" }, status: 404 },
  ]);
  expect(aws.mutations().map(({ action }) => action)).toEqual(["UpdateStage"]);
  const actions: string[] = [];
  aws.hooks.onCall = ({ action }) => actions.push(action);
  await gateway.send(new GetStageCommand({ ...stage, restApiId: api.id }));
  expect(actions).toEqual(["GetStage"]);
});

test("faults hit REST calls as they hit others", async () => {
  const { stage, gateway } = await world({ apiGateway: { throttle: false } });
  const get = (attempts: number) => clients(aws, undefined, attempts).gateway.send(new GetStageCommand(stage));
  for (const effect of [TOO_MANY_REQUESTS, THROTTLED, SERVER_ERROR, { kind: "drop-before" as const }]) {
    aws.faults.clear();
    aws.faults.add({ action: "GetStage", times: 1, effect });
    expect((await get(2)).$metadata.attempts).toBe(2);
  }
  aws.faults.clear();
  aws.faults.add({ action: "UpdateStage", times: 1, effect: CONCURRENT_MODIFICATION });
  const update = (value: string) =>
    gateway.send(
      new UpdateStageCommand({
        ...stage,
        patchOperations: [{ op: "replace", path: "/canarySettings/percentTraffic", value }],
      }),
    );
  expect(await refusal(update("20"))).toMatchObject({ error: "ConflictException", status: 409 });
  aws.faults.add({ action: "UpdateStage", times: 1, effect: { kind: "drop-after" } });
  await refusal(update("30"));
  expect((await get(1)).canarySettings?.percentTraffic).toBe(30);
});

test("a policy is asked for the verb on the path, or for the function's ARN", async () => {
  const { api, stage } = await world({ apiGateway: { throttle: false } });
  aws.lambda.registerFunction("shop", "exports.handler = async () => null;");
  await aws.request("lambda", "PublishVersion", { FunctionName: "shop" });
  await aws.request("lambda", "CreateAlias", { FunctionName: "shop", Name: "blue", FunctionVersion: "1" });
  const arn = `arn:aws:apigateway:${aws.region}::/restapis/${api.id}`;
  const functionArn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:shop`;
  const policy: Policy = {
    Statement: [
      { Effect: "Allow", Action: "apigateway:GET", Resource: `${arn}/*` },
      { Effect: "Allow", Action: "apigateway:PATCH", Resource: `${arn}/stages/live` },
      { Effect: "Allow", Action: "lambda:AddPermission", Resource: `${functionArn}:blue` },
    ],
  };
  const principal = aws.principal("deployer", policy);
  const { gateway, lambda } = clients(aws, principal);
  await gateway.send(new GetStageCommand(stage));
  await gateway.send(
    new UpdateStageCommand({ ...stage, patchOperations: [{ op: "replace", path: "/description", value: "x" }] }),
  );
  const denied = (action: string, resource: string) => ({
    status: 403,
    error: "AccessDeniedException",
    message: `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });
  expect(await refusal(gateway.send(new CreateDeploymentCommand({ restApiId: api.id })))).toEqual(
    denied("apigateway:POST", `${arn}/deployments`),
  );
  expect(await refusal(gateway.send(new GetRestApiCommand({ restApiId: api.id })))).toEqual(
    denied("apigateway:GET", arn),
  );
  const permit = (Qualifier?: string) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName: "shop",
        StatementId: "one",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        Qualifier,
      }),
    );
  expect((await permit("blue")).Statement).toContain(`${functionArn}:blue`);
  expect(await refusal(permit())).toEqual(denied("lambda:AddPermission", functionArn));
  expect(aws.calls.at(-1)).toMatchObject({ action: "AddPermission", status: 403, error: "AccessDeniedException" });
});

test("credentials that are unknown, wrong or over are refused", async () => {
  await world({ apiGateway: { throttle: false } });
  const sent = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    refusal(
      new APIGatewayClient({ endpoint: aws.endpoint, region: aws.region, maxAttempts: 1, credentials }).send(
        new GetRestApisCommand(),
      ),
    );
  const over = aws.principal("late", undefined, Date.now() - 1_000);
  const { AWS_ACCESS_KEY_ID: accessKeyId = "" } = aws.env();
  expect(await sent({ accessKeyId: "AKIANOBODY", secretAccessKey: "x" })).toEqual({
    status: 403,
    error: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
  });
  expect(await sent({ accessKeyId, secretAccessKey: "wrong" })).toMatchObject({ error: "InvalidSignatureException" });
  expect(
    await sent({
      accessKeyId: over.accessKeyId,
      secretAccessKey: over.secretAccessKey,
      sessionToken: over.sessionToken ?? "",
    }),
  ).toMatchObject({ error: "ExpiredTokenException", status: 403 });
});
