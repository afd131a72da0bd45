import type { AddPermissionCommandInput, UpdateAliasCommandInput } from "@aws-sdk/client-lambda";
import { zip } from "../lambda/zip.ts";
import type { Context, Step } from "./step.ts";
import { id } from "./step.ts";

const FunctionName = "shop";
const live = { FunctionName, Name: "live" };
const ZipFile = (version: string) => zip({ "index.mjs": `export const handler = async () => '${version}';` });

const step = (name: string, run: Step["run"]): Step => ({ name: `function: ${name}`, run });
const update = (name: string, change: Partial<UpdateAliasCommandInput>, Name = "live") =>
  step(name, (it) => it.lambda.updateAlias({ FunctionName, Name, ...change }));
const weights = (given: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: given } });
const allow = (name: string, more: Partial<AddPermissionCommandInput> = {}) =>
  step(name, async (it) => {
    const { Statement } = await it.lambda.addPermission({
      ...{ FunctionName, StatementId: "api", Action: "lambda:InvokeFunction" },
      ...{ Principal: "apigateway.amazonaws.com", ...more },
    });
    return JSON.parse(Statement ?? "");
  });

const functionArn = async (it: Context) =>
  (await it.lambda.getFunctionConfiguration({ FunctionName })).FunctionArn ?? "";

/** What a rollout on an alias calls, and what leads to the alias. */
export const FUNCTIONS: readonly Step[] = [
  step("create", (it) =>
    it.lambda.createFunction({
      ...{ FunctionName, Role: id(it, "role"), Runtime: "nodejs22.x", Handler: "index.handler" },
      Code: { ZipFile: ZipFile("v1") },
    }),
  ),
  step("create again", (it) =>
    it.lambda.createFunction({
      ...{ FunctionName, Role: id(it, "role"), Runtime: "nodejs22.x", Handler: "index.handler" },
      Code: { ZipFile: ZipFile("v1") },
    }),
  ),
  step("show", (it) => it.lambda.getFunction({ FunctionName })),
  step("show one that is missing", (it) => it.lambda.getFunction({ FunctionName: "none" })),
  step("publish", (it) => it.lambda.publishVersion({ FunctionName, Description: "one" })),
  step("publish without a change", (it) => it.lambda.publishVersion({ FunctionName })),
  step("new code", (it) => it.lambda.updateFunctionCode({ FunctionName, ZipFile: ZipFile("v2") })),
  step("publish new code", (it) => it.lambda.publishVersion({ FunctionName, Description: "two" })),
  step("show a version", (it) => it.lambda.getFunction({ FunctionName, Qualifier: "2" })),
  step("show a version that is missing", (it) => it.lambda.getFunction({ FunctionName, Qualifier: "7" })),
  step("list versions", (it) => it.lambda.listVersionsByFunction({ FunctionName })),
  step("create an alias", (it) => it.lambda.createAlias({ ...live, FunctionVersion: "1", Description: "serves" })),
  step("create an alias again", (it) => it.lambda.createAlias({ ...live, FunctionVersion: "1" })),
  step("create an alias of a version that is missing", (it) =>
    it.lambda.createAlias({ ...live, Name: "other", FunctionVersion: "7" }),
  ),
  update("weigh an alias", weights({ 2: 0.1 })),
  update("weigh an alias with a fraction", weights({ 2: 0.333 })),
  update("describe an alias", { Description: "shifting" }),
  step("show an alias", (it) => it.lambda.getAlias(live)),
  step("show an alias that is missing", (it) => it.lambda.getAlias({ FunctionName, Name: "none" })),
  step("show a function by its alias", (it) => it.lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" })),
  step("list aliases", (it) => it.lambda.listAliases({ FunctionName })),
  update("point an alias at another version", { FunctionVersion: "2", ...weights({}) }),
  step("update an alias that is missing", (it) => it.lambda.updateAlias({ FunctionName, Name: "none" })),
  step("update an alias at its revision", async (it) => {
    const { RevisionId } = await it.lambda.getAlias(live);
    return it.lambda.updateAlias({ ...live, RevisionId, Description: "at its revision" });
  }),
  allow("allow an API", { SourceArn: "arn:aws:execute-api:eu-west-1:111122223333:abc/*" }),
  allow("allow a load balancer", { StatementId: "elb", Principal: "elasticloadbalancing.amazonaws.com" }),
  step("show a policy", async (it) => JSON.parse((await it.lambda.getPolicy({ FunctionName })).Policy ?? "")),
  step("take a permission away", (it) => it.lambda.removePermission({ FunctionName, StatementId: "api" })),
  step("take a permission away again", (it) => it.lambda.removePermission({ FunctionName, StatementId: "api" })),
  step("tag", async (it) => {
    const Resource = await functionArn(it);
    await it.lambda.tagResource({ Resource, Tags: { team: "shop", mark: "a:b" } });
    await it.lambda.untagResource({ Resource, TagKeys: ["team"] });
    return it.lambda.listTags({ Resource });
  }),
  step("open a URL", (it) => it.lambda.createFunctionUrlConfig({ FunctionName, Qualifier: "live", AuthType: "NONE" })),
  step("show a URL", (it) => it.lambda.getFunctionUrlConfig({ FunctionName, Qualifier: "live" })),
  step("close a URL", (it) => it.lambda.deleteFunctionUrlConfig({ FunctionName, Qualifier: "live" })),
  step("create another alias", (it) => it.lambda.createAlias({ FunctionName, Name: "other", FunctionVersion: "2" })),
  update("weigh an alias by more than all", weights({ 1: 1.1 }), "other"),
  update("weigh an alias for two others", weights({ 1: 0.1, 3: 0.1 }), "other"),
  update("weigh an alias for its own version", weights({ 2: 0.1 }), "other"),
  update("update an alias at another revision", { RevisionId: "11111111-2222-3333-4444-555555555555" }, "other"),
  step("delete another alias", (it) => it.lambda.deleteAlias({ FunctionName, Name: "other" })),
  step("delete a version", async (it) => {
    await it.lambda.deleteFunction({ FunctionName, Qualifier: "1" });
    const { Versions = [] } = await it.lambda.listVersionsByFunction({ FunctionName });
    return Versions.map(({ Version }) => Version);
  }),
  step("delete an alias", async (it) => {
    await it.lambda.deleteAlias(live);
    return it.lambda.listAliases({ FunctionName });
  }),
  allow("allow a load balancer again", { StatementId: "elb" }),
  allow("allow an API for an alias that is missing", { Qualifier: "live" }),
  step("delete", (it) => it.lambda.deleteFunction({ FunctionName })),
  step("delete again", (it) => it.lambda.deleteFunction({ FunctionName })),
];
