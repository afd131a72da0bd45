import { randomUUID } from "node:crypto";
import type { Params } from "../contract.ts";
import { required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { truth } from "../protocol/rest.ts";
import type { LambdaFunction, Statement } from "./model.ts";
import { revisionOf } from "./model.ts";
import type { Functions, Reference } from "./store.ts";
import { checkRevision, conflicting, invalid, missing, readReference, violates } from "./store.ts";

const POLICY = "/2015-03-31/functions/{FunctionName}/policy";

/** Resource policies: who may invoke a function, a version or an alias; each has its own. Messages: recorded from AWS. */
export function permissionOperations(functions: Functions): Record<string, RestOperation> {
  return {
    AddPermission: {
      http: `POST ${POLICY}`,
      status: 201,
      run(params) {
        const sid = required(params, "StatementId");
        if (!/^[\w-]+$/.test(sid)) {
          throw violates(sid, "statementId", "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
        }
        const reference = readReference(params);
        if (reference.qualifier === "$LATEST") {
          throw invalid("We currently do not support adding policies for $LATEST.");
        }
        const owner = existing(functions, reference);
        const statement = readStatement(functions, reference, sid, params);
        const policy = owner.policies.get(reference.qualifier ?? "") ?? {
          statements: [],
          revisionId: revisionOfResource(owner, reference.qualifier),
        };
        if (policy.statements.some(({ Sid }) => Sid === sid)) {
          throw conflicting(
            `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          );
        }
        checkRevision(text(params, "RevisionId"), policy.revisionId, "GetPolicy");
        owner.policies.set(reference.qualifier ?? "", {
          statements: [...policy.statements, statement],
          revisionId: randomUUID(),
        });
        return { Statement: JSON.stringify(statement) };
      },
    },
    RemovePermission: {
      http: `DELETE ${POLICY}/{StatementId}`,
      status: 204,
      run(params) {
        const reference = readReference(params);
        if (!functions.all.has(reference.name)) throw missing(`No policy found for: ${functions.arn(reference)}`);
        const owner = existing(functions, reference);
        const policy = owner.policies.get(reference.qualifier ?? "");
        if (policy === undefined) throw missing("No policy is associated with the given resource.");
        const sid = required(params, "StatementId");
        const kept = policy.statements.filter(({ Sid }) => Sid !== sid);
        if (kept.length === policy.statements.length) {
          throw missing(`Statement ${sid} is not found in resource policy.`);
        }
        checkRevision(text(params, "RevisionId"), policy.revisionId, "GetPolicy");
        if (kept.length === 0) owner.policies.delete(reference.qualifier ?? "");
        else owner.policies.set(reference.qualifier ?? "", { statements: kept, revisionId: randomUUID() });
        return undefined;
      },
    },
    GetPolicy: {
      http: `GET ${POLICY}`,
      status: 200,
      run(params) {
        const { name, qualifier } = readReference(params);
        const policy = functions.all.get(name)?.policies.get(qualifier ?? "");
        if (policy === undefined) throw missing("The resource you requested does not exist.");
        return {
          Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements }),
          RevisionId: policy.revisionId,
        };
      },
    },
  };
}

function existing(functions: Functions, reference: Reference): LambdaFunction {
  const { qualifier } = reference;
  const owner = functions.function({ ...reference, qualifier: undefined });
  if (qualifier === undefined || owner.aliases.has(qualifier) || owner.versions.has(qualifier)) return owner;
  // A number is taken for a version, and so is what an alias can't be called.
  if (/^\d+$/.test(qualifier) || qualifier.includes("$"))
    throw missing(`Function not found: ${functions.arn(reference)}`);
  throw missing(`Cannot find alias arn: ${functions.arn(reference)}`);
}

/** What stands for a policy's revision where there is none yet; recorded from AWS for an alias. */
function revisionOfResource({ latest, versions, aliases }: LambdaFunction, qualifier = "$LATEST"): string {
  return aliases.get(qualifier)?.revisionId ?? revisionOf(versions.get(qualifier) ?? latest);
}

function readStatement(functions: Functions, reference: Reference, sid: string, params: Params): Statement {
  const condition = readCondition(params);
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: readPrincipal(required(params, "Principal")),
    Action: required(params, "Action"),
    Resource: functions.arn(reference),
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** Keys of conditions by the members that say what they have to be. */
const EQUAL = {
  SourceAccount: "AWS:SourceAccount",
  FunctionUrlAuthType: "lambda:FunctionUrlAuthType",
  PrincipalOrgID: "aws:PrincipalOrgID",
  EventSourceToken: "lambda:EventSourceToken",
};

/** By its operator. Their form: recorded from AWS, but for that of `InvokedViaFunctionUrl` (developer guide, "Control access to Lambda function URLs"). */
function readCondition(params: Params): NonNullable<Statement["Condition"]> {
  const [source, viaUrl] = [text(params, "SourceArn"), truth(params, "InvokedViaFunctionUrl")];
  const given = Object.entries(EQUAL).map(([member, key]) => [key, text(params, member)] as const);
  const equal = given.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return {
    ...(equal.length === 0 ? {} : { StringEquals: Object.fromEntries(equal) }),
    ...(source === undefined ? {} : { ArnLike: { "AWS:SourceArn": source } }),
    ...(viaUrl === undefined ? {} : { Bool: { "lambda:InvokedViaFunctionUrl": String(viaUrl) } }),
  };
}

function readPrincipal(principal: string): Statement["Principal"] {
  if (principal === "*") return principal;
  if (/^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:[^:]+:iam::\d{12}:/.test(principal)) return { AWS: principal };
  throw invalid("The provided principal was invalid. Please check the principal and try again.");
}
