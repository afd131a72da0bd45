import type { AddPermissionCommandInput, CreateFunctionCommandInput } from "@aws-sdk/client-lambda";
import { Lambda } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import recorded from "./lambda/recorded.json" with { type: "json" };
import { zip } from "./lambda/zip.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Replays the calls of localstack's snapshot tests, and holds every answer against what the real AWS said to them. */

const NEVER = 1e9;
const ZipFile = (text: string) => zip({ "index.mjs": `export const handler = async () => '${text}';` });

let aws: LocalAws;
let lambda: Lambda;
beforeAll(async () => {
  // What takes its time ends when the test says so.
  aws = await startAws({ lambda: { createSeconds: NEVER, updateSeconds: NEVER } });
  lambda = new Lambda({
    endpoint: aws.endpoint,
    region: aws.region,
    maxAttempts: 1,
    credentials: aws.principal("tester"),
  });
});
afterAll(() => aws.close());

type Answers = Record<string, unknown>;

const FUNCTIONS = "arn:<partition>:lambda:<region>:111111111111:function:";

/** A function of the record's; every answer that the record has must be asked for. */
function replay(name: keyof typeof recorded.cases) {
  const answers: Answers = recorded.cases[name].answers;
  const open = new Set(Object.keys(answers));
  /** Marks of the record by what stands for them here. */
  const marks = new Map<string, string>();
  const FunctionName = name.replaceAll("_", "-");
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${FunctionName}`;

  /** A text of this world with the record's marks; an id gets its mark where the record first has one. */
  const markedText = (text: string, wanted: unknown): string => {
    const general = text
      .replaceAll("arn:aws:", "arn:<partition>:")
      .replaceAll(`:${aws.region}:`, ":<region>:")
      .replaceAll(aws.accountId, "111111111111")
      .replaceAll(FUNCTIONS + FunctionName, "<arn>")
      .replaceAll(FUNCTIONS, "<arns>:")
      .replaceAll(FunctionName, "<function-name:1>");
    const [mark] = /<(?:uuid|sha|resource|user_arn)(?::\d+)?>/.exec(String(wanted)) ?? [];
    const [before = "", after = ""] = mark === undefined ? [] : String(wanted).split(mark);
    if (mark === undefined || !general.startsWith(before) || !general.endsWith(after)) return general;
    const id = general.slice(before.length, general.length - after.length);
    if (!marks.has(id) && ![...marks.values()].includes(mark)) marks.set(id, mark);
    return before + (marks.get(id) ?? id) + after;
  };
  const marked = (value: unknown, wanted: unknown, member = ""): unknown => {
    if (member === "CodeSize") return "<code-size>";
    if (member === "LastModified") return "date";
    if (member === "Location") return "<location>";
    if ((member === "Statement" || member === "Policy") && typeof value === "string")
      return marked(JSON.parse(value), wanted);
    if (Array.isArray(value))
      return value.map((each, index) => marked(each, Array.isArray(wanted) ? wanted[index] : undefined));
    if (typeof value === "object" && value !== null) {
      const theirs = (wanted ?? {}) as Record<string, unknown>;
      const own = Object.entries(value).filter(([key, inner]) => key !== "$metadata" && inner !== undefined);
      return Object.fromEntries(own.map(([key, inner]) => [key, marked(inner, theirs[key], key)]));
    }
    return typeof value === "string" ? markedText(value, wanted) : value;
  };
  const holds = (step: string, status: number | undefined, answer: object) => {
    open.delete(step);
    const wanted = whole(answers[step]) as Record<string, unknown>;
    expect(marked({ ...(wanted?.status === undefined ? {} : { status }), ...answer }, wanted), step).toEqual(wanted);
  };
  return {
    FunctionName,
    arn,
    async create(step: string, more: Partial<CreateFunctionCommandInput> = {}): Promise<void> {
      await this.is(
        step,
        lambda.createFunction({
          ...{
            FunctionName,
            Role: "arn:aws:iam::111122223333:role/lambda",
            Runtime: "python3.12",
            Handler: "index.handler",
          },
          ...{ Code: { ZipFile: ZipFile("v1") }, ...more },
        }),
      );
      aws.lambda.settle(FunctionName);
    },
    /** Holds an answer, or an error, against the record. */
    async is<T extends { $metadata: { httpStatusCode?: number } }>(step: string, sent: Promise<T>): Promise<T> {
      try {
        const answer = await sent;
        holds(step, answer.$metadata.httpStatusCode, answer);
        return answer;
      } catch (error) {
        if (!(error instanceof Error && "$metadata" in error)) throw error;
        const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
        holds(step, httpStatusCode, { error: error.name, message: error.message });
        return undefined as never;
      }
    },
    async configure(change: object, step?: string): Promise<void> {
      const sent = lambda.updateFunctionConfiguration({ FunctionName, ...change });
      await (step === undefined ? sent : this.is(step, sent));
      aws.lambda.settle(FunctionName);
    },
    end: () => expect([...open]).toEqual([]),
  };
}

/** A recorded value with what the record has once for all configurations. */
function whole(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value !== "object" || value === null) return value;
  const { listed, described, settled, ...rest } = value as Record<string, object>;
  const members = Object.entries(rest).map(([key, inner]) => [key, whole(inner)]);
  const configuration = {
    ...((listed ?? described ?? settled) ? recorded.listed : {}),
    ...((described ?? settled) ? recorded.described : {}),
    ...(settled === undefined ? {} : recorded.settled),
    ...listed,
    ...described,
    ...settled,
  };
  return { ...configuration, ...Object.fromEntries(members) };
}

test("versions: a function that is created with its first version", async () => {
  const it = replay("test_publish_version_on_create");
  const { FunctionName } = it;
  await it.create("create_response", { Publish: true });
  await it.is("get_function_result", lambda.getFunction({ FunctionName }));
  await it.is("get_function_version_result", lambda.getFunction({ FunctionName, Qualifier: "1" }));
  await it.is("get_function_latest_result", lambda.getFunction({ FunctionName, Qualifier: "$LATEST" }));
  await it.is("list_versions_result", lambda.listVersionsByFunction({ FunctionName }));
  const Description = "Repeated version description :)";
  await it.is("repeated_publish_response", lambda.publishVersion({ FunctionName, Description }));
  await it.is("list_versions_result_after_publish", lambda.listVersionsByFunction({ FunctionName }));
  it.end();
});

test("versions: published after changes of the configuration, and deleted", async () => {
  const it = replay("test_version_lifecycle");
  const { FunctionName } = it;
  await it.create("create_response", { Description: "No version :(" });
  await it.is("get_function_result", lambda.getFunction({ FunctionName }));
  await it.is("list_versions_result", lambda.listVersionsByFunction({ FunctionName }));
  await it.configure({ Description: "First version :)" }, "first_update_response");
  await it.is("first_update_get_function", lambda.getFunction({ FunctionName }));
  const publish = (step: string, Description?: string) =>
    it.is(step, lambda.publishVersion({ FunctionName, Description }));
  await publish("first_publish_response", "First version description :)");
  const first = { FunctionName, Qualifier: "1" };
  await it.is("first_publish_get_function", lambda.getFunction(first));
  await it.is("first_publish_get_function_config", lambda.getFunctionConfiguration(first));
  await it.configure({ Description: "Second version :))" }, "second_update_response");
  await it.is("first_publish_get_function_after_update", lambda.getFunction(first));
  await publish("second_publish_response");
  await publish("third_publish_response", "Third version description :)))");
  await it.is("list_versions_result_after_third_publish", lambda.listVersionsByFunction({ FunctionName }));
  await lambda.deleteFunction({ FunctionName: `${FunctionName}:1` });
  await it.is("list_versions_result_after_deletion_of_first_version", lambda.listVersionsByFunction({ FunctionName }));
  it.end();
});

test("versions: published by a hash, or with new code that is still on its way", async () => {
  const hashed = replay("test_publish_with_wrong_sha256");
  await hashed.create("create_response");
  const ofHashed = { FunctionName: hashed.FunctionName };
  const { Configuration } = await hashed.is("get_fn_response", lambda.getFunction(ofHashed));
  const publish = (CodeSha256?: string) => lambda.publishVersion({ ...ofHashed, CodeSha256 });
  await hashed.is("publish_wrong_sha256_exc", publish("somenonexistentsha256"));
  await hashed.is("publish_result", publish(Configuration?.CodeSha256));
  hashed.end();

  const it = replay("test_publish_with_update");
  const { FunctionName } = it;
  await it.create("create_response");
  await it.is("get_function_result", lambda.getFunction({ FunctionName }));
  const code = { FunctionName, ZipFile: ZipFile("v2"), Publish: true };
  await it.is("update_function_code_result", lambda.updateFunctionCode(code));
  await it.is("get_function_version_result", lambda.getFunction({ FunctionName, Qualifier: "1" }));
  await it.is("get_function_latest_result", lambda.getFunction({ FunctionName, Qualifier: "$LATEST" }));
  it.end();
});

const staging = { Environment: { Variables: { testenv: "staging" } } };
const prod = { Environment: { Variables: { testenv: "prod" } } };

test("aliases: created, shown, listed, updated and deleted", async () => {
  const it = replay("test_alias_lifecycle");
  const { FunctionName } = it;
  await it.create("create_response", staging);
  await it.is("publish_v1", lambda.publishVersion({ FunctionName }));
  await it.configure(prod);
  await it.is("publish_v2", lambda.publishVersion({ FunctionName }));
  const create = async (suffix: string, Name: string, FunctionVersion: string, more: object = {}) => {
    await it.is(`create_alias_${suffix}`, lambda.createAlias({ FunctionName, Name, FunctionVersion, ...more }));
    await it.is(`get_alias_${suffix}`, lambda.getAlias({ FunctionName, Name }));
  };
  const Description = "custom-alias";
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.2 } };
  await create("1_1", "aliasname1_1", "1", { Description, RoutingConfig });
  await it.is("get_function_alias_1_1", lambda.getFunction({ FunctionName, Qualifier: "aliasname1_1" }));
  await it.is("get_function_byarn_alias_1_1", lambda.getFunction({ FunctionName: `${it.arn}:aliasname1_1` }));
  const missing = "aliasdoesnotexist";
  await it.is("get_function_alias_notfound_exc", lambda.getFunction({ FunctionName, Qualifier: missing }));
  await it.is("get_function_alias_byarn_notfound_exc", lambda.getFunction({ FunctionName: `${it.arn}:${missing}` }));
  await create("1_2", "aliasname1_2", "1", { Description });
  await create("1_3", "aliasname1_3", "1");
  await create("2", "aliasname2", "2", { Description });
  await it.is("list_aliases_for_fnname", lambda.listAliases({ FunctionName }));
  const update = async (suffix: string, Name: string, more: object, after: string) => {
    await it.is(`update_alias_${suffix}`, lambda.updateAlias({ FunctionName, Name, ...more }));
    await it.is(`get_alias_${suffix}_after_update`, lambda.getAlias({ FunctionName, Name }));
    await it.is(`list_aliases_for_fnname_after_update${after}`, lambda.listAliases({ FunctionName }));
  };
  await update("1_1", "aliasname1_1", { RoutingConfig: { AdditionalVersionWeights: {} } }, "");
  await update("1_2", "aliasname1_2", {}, "_2");
  await it.is("list_aliases_for_version", lambda.listAliases({ FunctionName, FunctionVersion: "1" }));
  await it.is("delete_alias_response", lambda.deleteAlias({ FunctionName, Name: "aliasname1_1" }));
  await it.is("list_aliases_for_fnname_afterdelete", lambda.listAliases({ FunctionName }));
  it.end();
});

test("aliases: versions and weights that are refused", async () => {
  const it = replay("test_notfound_and_invalid_routingconfigs");
  const { FunctionName } = it;
  await it.create("create_response", { ...staging, Publish: true });
  await it.is("publish_v1", lambda.publishVersion({ FunctionName }));
  await it.configure(prod);
  await it.is("publish_v2", lambda.publishVersion({ FunctionName }));
  const create = (step: string, weights: Record<string, number> | undefined, more: object = {}) =>
    it.is(
      step,
      lambda.createAlias({
        ...{ FunctionName, Name: "custom", FunctionVersion: "1" },
        ...(weights === undefined ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
        ...more,
      }),
    );
  await create("routing_config_exc_toomany", { 1: 0.8, 2: 0.2 });
  await create("routing_config_exc_toohigh", { 2: 2 });
  await create("routing_config_exc_subzero", { 2: -1 });
  await create("routing_config_exc_sameversion", { 1: 0.5 });
  await create("target_version_doesnotexist", { 2: 0.5 }, { FunctionVersion: "10" });
  await create("routing_config_exc_version_doesnotexist", { 10: 0.5 });
  await create("target_version_exc_version_latest", { 1: 0.5 }, { FunctionVersion: "$LATEST" });
  await create("routing_config_exc_version_latest", { $LATEST: 0.5 });
  await create("create-alias-latest", undefined, { Name: "custom-latest", FunctionVersion: "$LATEST" });
  await create("routing_config_exc_fn_doesnotexist", { 2: 0.5 }, { FunctionName: `${FunctionName}-unknown` });
  await create("create_alias_empty_routingconfig", {}, { Name: "custom-empty-routingconfig" });
  await create("create_alias_response", { 2: 0.5 });
  await create("routing_config_exc_already_exist", { 2: 0.5 });
  await it.is("alias_does_not_exist_esc", lambda.getAlias({ FunctionName, Name: "non-existent" }));
  it.end();
});

test("aliases: names, and what is done to one that is missing", async () => {
  const named = replay("test_alias_naming");
  await named.create("create_response", staging);
  const { FunctionName } = named;
  await named.is("publish_v1", lambda.publishVersion({ FunctionName }));
  const alias = { FunctionName, FunctionVersion: "1", Description: "custom-alias" };
  await named.is("create_alias_date", lambda.createAlias({ ...alias, Name: "2024-01-02" }));
  await named.is("get_alias_date", lambda.getAlias({ FunctionName, Name: "2024-01-02" }));
  await named.is("create_alias_number_exception", lambda.createAlias({ ...alias, Name: "2024" }));
  named.end();

  const deleted = replay("test_non_existent_alias_deletion");
  await deleted.create("create_response", staging);
  const gone = { FunctionName: deleted.FunctionName, Name: "non-existent" };
  await deleted.is("delete_alias_response", lambda.deleteAlias(gone));
  deleted.end();

  const updated = replay("test_non_existent_alias_update");
  await updated.create("create_response", staging);
  await updated.is("update_alias_response", lambda.updateAlias({ ...gone, FunctionName: updated.FunctionName }));
  updated.end();
});

const SourceArn = "arn:aws:s3:::test-bucket";

async function permissionsOf(name: keyof typeof recorded.cases) {
  const it = replay(name);
  const { FunctionName } = it;
  aws.lambda.registerFunction(FunctionName, "export const handler = async () => 1;");
  aws.lambda.settle(FunctionName);
  const add = (more: Partial<AddPermissionCommandInput>) =>
    lambda.addPermission({
      ...{ FunctionName, Action: "lambda:InvokeFunction", StatementId: "s3", Principal: "s3.amazonaws.com" },
      ...more,
    });
  return { it, FunctionName, add };
}

test("permissions: what is refused", async () => {
  const { it, FunctionName, add } = await permissionsOf("test_permission_exceptions");
  const refused = (step: string, more: Partial<AddPermissionCommandInput>) =>
    it.is(`add_permission_${step}`, add({ SourceArn, ...more }));
  await refused("invalid_statement_id", { StatementId: "example.com" });
  await refused("fn_qualifier_mismatch", { FunctionName: `${FunctionName}:alias-not-42`, Qualifier: "42" });
  await refused("fn_qualifier_latest", { FunctionName: `${FunctionName}:$LATEST`, Qualifier: "$LATEST" });
  await refused("principal_invalid", { StatementId: "lambda", Principal: "invalid.nonaws.com" });
  await it.is("get_policy_fn_doesnotexist", lambda.getPolicy({ FunctionName: "doesnotexist" }));
  await it.is("get_policy_fn_version_doesnotexist", lambda.getPolicy({ FunctionName, Qualifier: "77" }));
  await refused("fn_doesnotexist", { FunctionName: "doesnotexist" });
  const remove = (more: object = {}) => lambda.removePermission({ FunctionName, StatementId: "s3", ...more });
  await it.is("remove_permission_policy_doesnotexist", remove());
  await refused("fn_alias_doesnotexist", { FunctionName: `${FunctionName}:alias-doesnotexist` });
  await refused("fn_version_doesnotexist", { Qualifier: "42" });
  await refused("fn_qualifier_invalid", { Qualifier: "invalid-qualifier-with-?-char" });
  await refused("fn_qualifier_valid_doesnotexist", { Qualifier: "valid-with-$-but-doesnotexist" });
  await add({ SourceArn });
  await refused("conflicting_statement_id", {});
  await it.is("remove_permission_fn_doesnotexist", remove({ FunctionName: "doesnotexist" }));
  await it.is("remove_permission_fn_alias_doesnotexist", remove({ Qualifier: "alias-doesnotexist" }));
  it.end();
});

test("permissions: for services, accounts, users and everybody, with their conditions", async () => {
  const { it, add } = await permissionsOf("test_add_lambda_permission_fields");
  const SourceAccount = aws.accountId;
  const added = (step: string, more: Partial<AddPermissionCommandInput>) => it.is(`add_permission_${step}`, add(more));
  await added("principal_wildcard", { StatementId: "wilcard", Principal: "*", SourceAccount });
  await added("principal_service", { StatementId: "lambda", Principal: "lambda.amazonaws.com", SourceAccount });
  await added("principal_account", { StatementId: "account-id", Principal: SourceAccount });
  const user = `arn:aws:iam::${aws.accountId}:user/admin`;
  await added("principal_arn", { StatementId: "user-arn", Principal: user, SourceAccount });
  await added("optional_fields", {
    ...{ StatementId: "urlPermission", Action: "lambda:InvokeFunctionUrl", Principal: "*", SourceArn, SourceAccount },
    ...{ PrincipalOrgID: "o-1234567890", FunctionUrlAuthType: "NONE" },
  });
  const EventSourceToken = "amzn1.ask.skill.xxxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  await added("alexa_skill", { StatementId: "alexaSkill", Principal: "*", EventSourceToken });
  it.end();
});

test("permissions: several on a function, taken away one after the other", async () => {
  const { it, FunctionName, add } = await permissionsOf("test_remove_multi_permissions");
  await it.is("add_permission_1", add({}));
  await it.is("add_permission_2", add({ StatementId: "sqs", Principal: "sqs.amazonaws.com", SourceArn }));
  const policy = (step: string) => it.is(step, lambda.getPolicy({ FunctionName }));
  const remove = (StatementId: string, more: object = {}) =>
    lambda.removePermission({ FunctionName, StatementId, ...more });
  await policy("policy_after_2_add");
  await it.is("remove_permission_exception_nonexisting_sid", remove("non-existent"));
  await remove("sqs");
  await policy("policy_after_removal");
  const { RevisionId } = await policy("policy_after_removal_attempt");
  await remove("s3", { RevisionId });
  await policy("get_policy_exception_removed_all");
  it.end();
});

test("permissions: a function, its version and its alias each have their own, with their own revisions", async () => {
  const { it, FunctionName, add } = await permissionsOf("test_lambda_permission_fn_versioning");
  const policy = (step: string, Qualifier?: string) => it.is(step, lambda.getPolicy({ FunctionName, Qualifier }));
  await it.is("add_permission", add({ SourceArn }));
  await policy("get_policy");
  await lambda.publishVersion({ FunctionName });
  await policy("get_policy_after_publishing_latest");
  await policy("get_policy_after_publishing_new_version", "1");
  await add({ FunctionName: `${FunctionName}:1`, Qualifier: "1", SourceArn });
  await policy("get_policy_version", "1");
  const Name = "permission-alias";
  const made = await it.is("create_alias_response", lambda.createAlias({ FunctionName, Name, FunctionVersion: "1" }));
  await it.is("get_alias", lambda.getAlias({ FunctionName, Name }));
  const ofAlias = { Qualifier: Name, SourceArn };
  await it.is("add_permission_alias_revision_exception", add({ ...ofAlias, RevisionId: "wrong" }));
  await add({ ...ofAlias, FunctionName: `${FunctionName}:${Name}`, RevisionId: made.RevisionId });
  await policy("get_policy_alias", Name);
  const { RevisionId } = await policy("get_policy_after_adding_to_new_version");
  await add({ StatementId: "s3_2", SourceArn, RevisionId });
  await policy("get_policy_after_adding_2");
  it.end();
});
