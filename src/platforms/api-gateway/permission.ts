import { createHash } from "node:crypto";
import type { Backend } from "./openapi.ts";

/** Which Lambda functions a stage calls, and whether their policies let it. Pure. */

/** A function as it must be allowed: exactly this version or alias of it. */
export interface FunctionNeed {
  /** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, with `:QUALIFIER` when the integration names one. */
  arn: string;
  /** What API Gateway calls on behalf of: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/GET/pets/*`. */
  sourceArn: string;
}

/** A statement of a function's resource policy, as far as it is judged. */
export interface PolicyStatement {
  sid: string;
  effect: string;
  principal: string;
  action: string;
  sourceArn: string | undefined;
  /** It has a condition other than on the source, which is not judged: it may or may not let the stage in. */
  otherConditions: boolean;
}

/** What the ids of all our statements begin with. */
const OWN = "progressive-delivery-";
const GATEWAY = "apigateway.amazonaws.com";
/** A method each up to so many; beyond, one statement for the stage: a policy holds 20 KB (Lambda quotas). */
const MAX_SOURCES = 5;

/**
 * An integration that calls Lambda: at once (`2015-03-31 … /invocations`), or with its answer streamed (`2021-11-15 …
 * /response-streaming-invocations`, API Gateway developer guide, "response streaming").
 */
const FUNCTION_URI =
  /:lambda:path\/\d{4}-\d{2}-\d{2}\/functions\/(arn:[^/]+:lambda:[^/]+:function:[^/]+)\/(?:response-streaming-)?invocations$/;

/** The function in an integration's URI, with stage variables filled in; undefined when it is none. */
export function functionArn(uri: string, variables: Readonly<Record<string, string>>): string | undefined {
  const filled = uri.replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  return FUNCTION_URI.exec(filled)?.[1];
}

/** What the functions behind these backends must allow, one entry for each function and source. */
export function needsOf(
  backends: readonly Backend[],
  variables: Readonly<Record<string, string>>,
  at: { region: string; restApi: string; stage: string },
): FunctionNeed[] {
  const sources = new Map<string, Set<string>>();
  const authorizers = new Set<string>();
  for (const { uri, credentials, verb, path, authorizer } of backends) {
    const arn = functionArn(uri, variables);
    // With a role of its own the integration needs no entry in the function's policy.
    if (arn === undefined || credentials !== undefined) continue;
    if (authorizer === true) {
      authorizers.add(arn);
      continue;
    }
    const method = `${verb === "ANY" ? "*" : verb}${path.replace(/\{[^}]+\}/g, "*")}`;
    sources.set(arn, (sources.get(arn) ?? new Set()).add(method));
  }
  const api = (arn: string) =>
    `${arn.split(":", 2).join(":")}:execute-api:${at.region}:${arn.split(":")[4] ?? "*"}:${at.restApi}`;
  const methods = [...sources].flatMap(([arn, called]) => {
    const wanted = called.size > MAX_SOURCES ? ["*"] : [...called].sort();
    return wanted.map((method) => ({ arn, sourceArn: `${api(arn)}/${at.stage}/${method}` }));
  });
  // An authorizer is the API's, not a stage's, and its id is given at import.
  return [...methods, ...[...authorizers].map((arn) => ({ arn, sourceArn: `${api(arn)}/authorizers/*` }))];
}

/**
 * Whether a function's policy lets the stage call it. The account in the source is not compared: a function of another
 * account names the API's, which an API does not tell, and the API's id is enough to know it by.
 */
export function isAllowed(need: FunctionNeed, statements: readonly PolicyStatement[]): boolean {
  return statements.some(
    ({ effect, principal, action, sourceArn, otherConditions }) =>
      effect === "Allow" &&
      !otherConditions &&
      [GATEWAY, "*"].includes(principal) &&
      matches(action, "lambda:InvokeFunction") &&
      (sourceArn === undefined || matches(anyAccount(sourceArn), anyAccount(need.sourceArn))),
  );
}

/** The same need has the same id at every run: adding it twice is refused instead of doubled. */
export function statementId(need: FunctionNeed, at: { restApi: string; stage: string }): string {
  return `${statementPrefix(at)}${hash(need.sourceArn)}`;
}

/** What the ids of all statements for a stage begin with. */
export function statementPrefix({ restApi, stage }: { restApi: string; stage: string }): string {
  return `${OWN}${restApi}-${hash(stage)}-`;
}

/** Whether a statement was made for another stage, and goes when that stage does not need it any more. */
export function isForOtherStage({ sid }: PolicyStatement, at: { restApi: string; stage: string }): boolean {
  return sid.startsWith(OWN) && !sid.startsWith(statementPrefix(at));
}

/** A policy as GetPolicy returns it. */
export function statementsOf(policy: string): PolicyStatement[] {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: RawStatement[] };
  return Statement.map(({ Sid = "", Effect = "", Principal, Action, Condition = {} }) => {
    const { ArnLike, ArnEquals, StringLike, StringEquals, ...others } = Condition;
    const tests = [ArnLike, ArnEquals, StringLike, StringEquals].flatMap((test) => Object.entries(test ?? {}));
    const [source, ...more] = tests.filter(([key]) => key.toLowerCase() === "aws:sourcearn");
    const principal = typeof Principal === "string" ? Principal : (Principal?.Service ?? Principal?.AWS ?? "");
    return {
      sid: Sid,
      effect: Effect,
      principal: String(principal),
      action: String(Action ?? ""),
      sourceArn: source?.[1],
      otherConditions: Object.keys(others).length > 0 || more.length > 0,
    };
  });
}

interface RawStatement {
  Sid?: string;
  Effect?: string;
  Principal?: string | { Service?: string; AWS?: string };
  Action?: string;
  Condition?: Record<string, Record<string, string>>;
}

function anyAccount(sourceArn: string): string {
  return sourceArn.replace(/^(arn:[^:]+:execute-api:[^:]*:)\d{12}:/, "$1:");
}

/** `*` and `?` as in policies. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s").test(value);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
