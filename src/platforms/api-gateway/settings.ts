import type { InputMistake } from "../../delivery/errors.ts";
import type { PathCheck } from "../../delivery/path-check.ts";
import type { ProbeTarget } from "../checks/probe.ts";
import { partitionOf } from "../partitions.ts";
import type { OpenApiSource } from "./openapi.ts";

/** What a file may take away from the API, by the words of `allow-dropping`. */
export const DROPPABLE = ["policy", "authorizers", "binary-types", "minimum-compression"] as const;
export type Droppable = (typeof DROPPABLE)[number];

/** Differences between two stages that may shut users out, by the words of `allow-differences`. */
export const SHUTTING_OUT = ["throttling", "usage-plans", "waf"] as const;
export type ShuttingOut = (typeof SHUTTING_OUT)[number];

/** The `api-gateway` inputs, judged. */
export interface ApiGatewaySettings {
  region: string;
  /** The REST API's id. */
  restApi: string;
  routing: Routing;
  /** What is new; given for `deploy` alone. */
  source: Source | undefined;
  /** How many deployments that no stage uses `teardown` leaves; undefined: it leaves all but those of a failed rollout. */
  keepDeployments: number | undefined;
  /** Milliseconds that a deployment must have been without traffic before teardown touches it. */
  scaleDownDelayMs: number;
  /** Where testers reach a stage of a pair; `{stage}` stands for its name. Undefined: at the API's own address. */
  url: string | undefined;
  /** What green has to answer before it gets any weight. */
  smoke: readonly PathCheck[] | undefined;
  /** What an OpenAPI file may drop. */
  allowDropping: readonly Droppable[];
  /** Further base paths of the domain whose users may stay on one of the two stages; `(none)` is the empty path. */
  allowMappings: readonly string[];
  /** Differences between the two stages that would shut users out, and are meant. */
  allowDifferences: readonly ShuttingOut[];
  /** What has to be seen from outside after each switch. */
  probe: ProbeTarget | undefined;
  /** Gates judge the step by what CloudWatch counts: the name is read by which it knows the API. */
  gated?: boolean;
  /** They judge it by what the functions count (`metrics: lambda`): what the sides call is read. */
  byFunctions?: boolean;
}

/** `canary`: both versions on one stage. `stages`: a stage each, and a base path mapping that points at one of them. */
export type Routing =
  | { kind: "canary"; stage: string }
  | { kind: "stages"; stages: readonly [string, string]; mapping: MappingRef };

export interface MappingRef {
  domain: string;
  /** `(none)` is the empty path, as the service has it. */
  basePath: string;
}

/** What makes green differ from blue. Nothing of it: the API's resources as they are. */
export interface Source {
  openapi: OpenApiSource | undefined;
  integrations: readonly IntegrationWish[];
  /** Stage variables by name, as green is to see them; all others stay as the stage has them. */
  variables: Readonly<Record<string, string>>;
}

/** Where a method is to lead. Without verb and path it is about the API's only backend. */
export interface IntegrationWish {
  verb: string | undefined;
  path: string | undefined;
  target: IntegrationTarget;
}

export type IntegrationTarget = { kind: "lambda"; arn: string } | { kind: "http"; uri: string };

/** The id of a REST API (observed; the service documents no form). */
const REST_API = /^[a-z0-9]{6,20}$/;
/** "Stage names can only contain alphanumeric characters, hyphens, and underscores. Maximum length is 128 characters." */
const STAGE = /^[\w-]{1,128}$/;
const DOMAIN = /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** API Gateway developer guide, "API mappings": letters, digits and `$-_.+!*'()/`; one level for REST mappings. */
const BASE_PATH = /^[A-Za-z0-9$\-_.+!*'()]{1,300}$/;
/** Lambda API reference: a function's ARN, with a version or an alias; stage variables may stand in it. */
const LAMBDA_ARN =
  /^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):\d{12}:function:(?:[\w-]|\$\{stageVariables\.\w{1,64}\}){1,256}(?::(?:[\w$-]|\$\{stageVariables\.\w{1,64}\}){1,256})?$/;
const VERBS = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"];
/** Developer guide, "stage variables reference" and "Quotas": names, values, how many. */
const VARIABLE_NAME = /^\w{1,64}$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/;
const MAX_VARIABLES = 100;

const EXAMPLES = {
  "rest-api": "rest-api: a1b2c3d4e5",
  stage: "stage: prod",
  "base-path-mapping": "base-path-mapping: api.example.com/v1",
  integration: "integration: GET /math = arn:aws:lambda:eu-west-1:111122223333:function:math:7",
  "stage-variables": "stage-variables: alias=green",
} as const;

export type Judged<T> = { value: T; mistakes: InputMistake[] };

export function judgeRestApi(given: string): InputMistake[] {
  if (REST_API.test(given)) return [];
  return [mistake("rest-api", "is not the id of a REST API: lower-case letters and digits, no name, no ARN.", given)];
}

export function judgeStages(names: readonly string[], wanted: 1 | 2): InputMistake[] {
  const mistakes = names
    .filter((name) => !STAGE.test(name))
    .map((name) => mistake("stage", "is not a stage's name: letters, digits, - and _, at most 128.", name));
  if (wanted === 1 && names.length > 1) {
    const problem = "is more than one stage: only `strategy: blue-green` has two, behind a base path mapping.";
    mistakes.push(mistake("stage", problem, names.join(", ")));
  }
  if (wanted === 2 && (names.length !== 2 || names[0] === names[1])) {
    mistakes.push({
      input: "stage",
      given: names.join(", "),
      problem: "must be two stages for `strategy: blue-green`: one that serves, and one that takes the new version.",
      example: "stage: blue, green",
    });
  }
  return mistakes;
}

/** Base paths as `allow-mappings` names them. */
export function isBasePath(given: string): boolean {
  return given === "(none)" || BASE_PATH.test(given);
}

/** `api.example.com/v1`, or `api.example.com` for the empty base path. */
export function judgeMapping(given: string): Judged<MappingRef> {
  const [domain = "", ...rest] = given.split("/");
  const basePath = rest.join("/") || "(none)";
  const mistakes: InputMistake[] = [];
  if (!DOMAIN.test(domain)) {
    mistakes.push(mistake("base-path-mapping", "does not begin with a custom domain name in lower case.", given));
  } else if (basePath !== "(none)" && !BASE_PATH.test(basePath)) {
    const problem = "has no base path that a REST API can have: one level of letters, digits and $-_.+!*'().";
    mistakes.push(mistake("base-path-mapping", problem, given));
  }
  return { value: { domain, basePath }, mistakes };
}

/** One wish a line: `GET /math = arn:aws:lambda:…`, `ANY /{proxy+} = https://…`, or the target alone. */
export function judgeIntegrations(lines: readonly string[], region: string): Judged<IntegrationWish[]> {
  const mistakes: InputMistake[] = [];
  const value = lines.flatMap((line) => {
    const [, verb, path, given = line] = /^([A-Za-z]+)\s+(\/\S*)\s*=\s*(\S+)$/.exec(line) ?? [];
    const target = targetOf(given);
    if (verb !== undefined && !VERBS.includes(verb)) {
      mistakes.push(mistake("integration", `does not begin with one of ${VERBS.join(", ")}.`, line));
      return [];
    }
    if (target === undefined) {
      const problem = "leads neither to a Lambda function (its ARN, with a version or alias) nor to an HTTP(S) URI.";
      mistakes.push(mistake("integration", problem, line));
      return [];
    }
    const [, partition, elsewhere] = LAMBDA_ARN.exec(given) ?? [];
    const own = partitionOf(region);
    if (partition !== undefined && region !== "" && partition !== own) {
      const problem = `is in the partition ${partition}, but the region ${region} belongs to ${own}.`;
      mistakes.push(mistake("integration", problem, line));
    }
    if (elsewhere !== undefined && region !== "" && elsewhere !== region && !elsewhere.includes("$")) {
      const problem = `is in ${elsewhere}, but AWS_REGION is ${region}: give a function of the API's own region.`;
      mistakes.push(mistake("integration", problem, line));
    }
    return [{ verb, path, target }];
  });
  const keys = value.flatMap(({ verb, path }) => (path === undefined ? [] : [`${verb} ${path}`]));
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) mistakes.push(mistake("integration", "is given twice.", repeated));
  if (value.length > 1 && value.some(({ path }) => path === undefined)) {
    mistakes.push(
      mistake("integration", "is several lines, so each must say which method it is about.", lines.join("; ")),
    );
  }
  return { value, mistakes };
}

function targetOf(text: string): IntegrationTarget | undefined {
  if (LAMBDA_ARN.test(text)) return { kind: "lambda", arn: text };
  if (/^https?:\/\/(?:[\w.:[\]-]|\$\{stageVariables\.\w{1,64}\})+(?:[/?]\S*)?$/.test(text)) {
    return { kind: "http", uri: text };
  }
  return undefined;
}

/** One variable a line: `NAME=value`. */
export function judgeVariables(lines: readonly string[]): Judged<Record<string, string>> {
  const mistakes: InputMistake[] = [];
  const value: Record<string, string> = {};
  for (const line of lines) {
    const [, name = "", text = ""] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    if (!VARIABLE_NAME.test(name)) {
      const problem = "is not NAME=value with a name of letters, digits and _, at most 64.";
      mistakes.push(mistake("stage-variables", problem, line));
    } else if (!VARIABLE_VALUE.test(text)) {
      const problem = "has a value that API Gateway refuses: 1 to 512 letters, digits and -._~:/?#&=, are allowed.";
      mistakes.push(mistake("stage-variables", problem, line));
    } else if (Object.hasOwn(value, name)) mistakes.push(mistake("stage-variables", "is given twice.", name));
    value[name] = text;
  }
  if (lines.length > MAX_VARIABLES) {
    const problem = `are more than the ${MAX_VARIABLES} variables that a stage can have.`;
    mistakes.push(mistake("stage-variables", problem, `${lines.length} variables`));
  }
  return { value, mistakes };
}

/** Whether API Gateway takes a stage variable of this name and value. */
export function isVariable(name: string, value: string): boolean {
  return VARIABLE_NAME.test(name) && VARIABLE_VALUE.test(value);
}

function mistake(input: keyof typeof EXAMPLES, problem: string, given: string): InputMistake {
  return { input, given, problem, example: EXAMPLES[input] };
}
