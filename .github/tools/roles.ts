/** The CloudFormation template with a role for each step: the parts of docs/iam.md, put together by step. */
import { stringify } from "yaml";
import type { Statement } from "./iam.ts";
import { isReading, partsOf, policyOf } from "./iam.ts";

interface Role {
  /** Which steps it is for, for its description. */
  steps: string;
  /** Parts of docs/iam.md, without what only reads: that is a policy of its own, which all of them have. */
  parts: readonly string[];
  /** Ends of the token's subject, after the repository. */
  subjects: readonly string[];
}

const BRANCH = `ref:refs/heads/\${Branch}`;
const environment = (end = "") => `environment:\${Environment}${end}`;

/** Two target groups, with a pair of groups or with one that is cloned. Both target groups are in the listener already. */
export const ROLES: Readonly<Record<string, Role>> = {
  status: { steps: "status, and any step with dry-run", parts: [], subjects: [BRANCH] },
  deploy: {
    steps: "deploy: cannot move traffic",
    parts: ["groups", "template", "versions", "images", "pools", "cloned", "alarms"],
    subjects: [BRANCH, environment("-deploy")],
  },
  shift: {
    steps: "shift, verify, promote, rollout, rollback",
    parts: ["groups", "weights", "rules"],
    subjects: [environment(), environment("-canary"), environment("-rollback")],
  },
  teardown: {
    steps: "teardown",
    parts: ["groups", "rules", "pools", "cloned", "alarms"],
    subjects: [environment("-teardown")],
  },
};

const TOKENS = "token.actions.githubusercontent.com";

/** `examples/infrastructure/roles.yml`, of the parts in the page about IAM. */
export function rolesTemplate(iam: string): string {
  const parts = partsOf(iam);
  const reading = policyOf([...parts.values()].flat().filter(isReading));
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "GitHub's OIDC provider, and a role for each step of a delivery on EC2 that one environment may assume.",
    Parameters: PARAMETERS,
    Conditions: { MakesProvider: { "Fn::Equals": [{ Ref: "Provider" }, ""] } },
    Resources: {
      GitHub: {
        Type: "AWS::IAM::OIDCProvider",
        Condition: "MakesProvider",
        Properties: { Url: `https://${TOKENS}`, ClientIdList: ["sts.amazonaws.com"] },
      },
      Reading: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { Description: "All that any step of a delivery reads", PolicyDocument: onThisAccount(reading) },
      },
      ...Object.fromEntries(
        Object.entries(ROLES).map(([name, role]) => [logicalId(name), resource(name, role, parts)]),
      ),
    },
    Outputs: Object.fromEntries(
      Object.entries(ROLES).map(([name, { steps }]) => [
        logicalId(name),
        { Description: `role-to-assume for ${steps}`, Value: { "Fn::GetAtt": [logicalId(name), "Arn"] } },
      ]),
    ),
  };
  const text = stringify(template, { lineWidth: 0, aliasDuplicateObjects: false });
  // YAML 1.1, which CloudFormation reads, takes a bare one for a date.
  return `${HEAD}${text.replace(/: (\d{4}-\d{2}-\d{2})$/gm, ': "$1"')}`;
}

const HEAD = `# A role for each step, and who may assume it: docs/iam.md says what each statement is for.
# Made of that page by .github/tools/docs.ts; a test has every step run with its role.
`;

const PARAMETERS = {
  Repository: {
    Type: "String",
    AllowedPattern: "[\\w.-]+(@\\d+)?/[\\w.-]+(@\\d+)?",
    Description:
      "Whose jobs may assume the roles, as OWNER@OWNER-ID/REPOSITORY@REPOSITORY-ID (older ones OWNER/REPOSITORY).",
  },
  Branch: { Type: "String", Default: "main", Description: "Of jobs without an environment, which look and deploy." },
  Environment: {
    Type: "String",
    Default: "production",
    Description:
      "Of jobs that shift and promote. Its name with -canary, -rollback, -teardown and -deploy is of the others.",
  },
  Name: {
    Type: "String",
    Default: "shop",
    Description: "Of the load balancer, and the beginning of the groups' names.",
  },
  InstanceRole: {
    Type: "String",
    Default: "shop-instance",
    Description: "The role of the instances, which is passed on to them.",
  },
  Provider: { Type: "String", Default: "", Description: "ARN of GitHub's provider, where the account has it already." },
};

function resource(name: string, { steps, parts, subjects }: Role, all: ReadonlyMap<string, Statement[]>): object {
  const own = policyOf(parts.flatMap((part) => known(all, part)).filter((statement) => !isReading(statement)));
  const trusted = subjects.map((subject) => ({ "Fn::Sub": `repo:\${Repository}:${subject}` }));
  const StringEquals = { [`${TOKENS}:aud`]: "sts.amazonaws.com", [`${TOKENS}:sub`]: trusted };
  const provider = { "Fn::If": ["MakesProvider", { "Fn::GetAtt": ["GitHub", "Arn"] }, { Ref: "Provider" }] };
  const trust = {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals },
  };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: { "Fn::Sub": `\${Name}-delivery-${name}` },
      Description: steps,
      MaxSessionDuration: 7200,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
      ManagedPolicyArns: [{ Ref: "Reading" }],
      ...(parts.length === 0 ? {} : { Policies: [{ PolicyName: name, PolicyDocument: onThisAccount(own) }] }),
    },
  };
}

function known(all: ReadonlyMap<string, Statement[]>, part: string): Statement[] {
  const statements = all.get(part);
  if (statements === undefined) throw new Error(`docs/iam.md has no part ${part}`);
  return statements;
}

/** The placeholders of the page as what they stand for in a stack. */
function onThisAccount<T>(value: T): unknown {
  if (Array.isArray(value)) return value.map(onThisAccount);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, onThisAccount(member)]));
  if (typeof value !== "string" || !value.startsWith("arn:aws:")) return value;
  return {
    "Fn::Sub": value
      .replace("arn:aws:", `arn:\${AWS::Partition}:`)
      .replace("eu-west-1", `\${AWS::Region}`)
      .replace("111122223333", `\${AWS::AccountId}`)
      .replace("role/shop-instance", `role/\${InstanceRole}`)
      .replace(/(app|net)\/shop\//, `$1/\${Name}/`)
      .replace(/\/shop\*$/, `/\${Name}*`)
      .replace(/\*-shop-v\*$/, `*-\${Name}-v*`),
  };
}

function logicalId(name: string): string {
  return name.replace(/^./, (letter) => letter.toUpperCase());
}
