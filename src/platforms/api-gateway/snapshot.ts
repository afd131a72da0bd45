import type { Integration } from "@aws-sdk/client-api-gateway";
import type { ProbeResult } from "../checks/probe.ts";
import type { SmokeResult } from "../checks/smoke.ts";
import type { Backend } from "./openapi.ts";
import type { FunctionNeed, PolicyStatement } from "./permission.ts";

export type Variables = Readonly<Record<string, string>>;
export type Tags = Readonly<Record<string, string>>;

export interface StageState {
  name: string;
  /** What the stage serves to all that the canary does not get. */
  deploymentId: string;
  variables: Variables;
  canary: CanaryState | undefined;
  tags: Tags;
  /** How it is set up, apart from what it serves. */
  setup?: StageSetup;
}

export interface StageSetup {
  /** By the name of each setting, for people. */
  settings: Readonly<Record<string, string>>;
  /** Methods that are throttled to nothing; `all methods` when it is all of them. */
  blocked: readonly string[];
}

/** A usage plan, and which stages of the API it is for. */
export interface UsagePlanState {
  id: string;
  name: string;
  stages: readonly string[];
}

interface CanaryState {
  deploymentId: string;
  /** 0.0–100.0. */
  percent: number;
  /** Laid over the stage's variables for the canary's requests. */
  overrides: Variables;
  /** Its requests may be answered from the stage's cache. */
  usesStageCache?: boolean;
}

/** An immutable snapshot of the API's resources. */
export interface DeploymentState {
  id: string;
  description: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A method of the API as it would be deployed next. */
export interface MethodState {
  resourceId: string;
  path: string;
  verb: string;
  /** As the API returned it. */
  integration: Integration | undefined;
  /** Who may call it, when not everybody: `AWS_IAM`, `CUSTOM`, `API key`. */
  protection: string | undefined;
  /** All else about the method, as canonical text: two methods with the same are alike. */
  rest: string;
}

/** The API's resources as they stand, whatever its stages serve. */
export interface ResourcesState {
  methods: readonly MethodState[];
}

/** What the API has beside its resources, and a file that replaces it may not have. */
export interface ApiState {
  /** The resource policy: who may call the API at all. */
  policy: string | undefined;
  binaryMediaTypes: readonly string[];
  /** Bytes from which on answers are compressed. */
  minimumCompressionSize: number | undefined;
}

/** What a function's policy says about one need; `missing`: there is no such function, version or alias. */
export interface PermissionState {
  need: FunctionNeed;
  statements: readonly PolicyStatement[] | "missing";
}

export interface MappingState {
  restApi: string;
  stage: string;
}

/** What the metrics of an API are told apart by. */
export type ApiNaming =
  | { name: string /** The ids of other APIs of the region that have the same name. */; namesakes: readonly string[] }
  /** The credentials may not list the APIs. */
  | "denied";

/** What methods call, as far as the API tells: of a deployment that no stage serves it does not. */
export interface BackendsState {
  /** What the stage served when it was read, apart from its canary, and as which deployment. */
  served: { deployment: string; backends: readonly MethodBackend[] };
  /** The API's resources as they stand: what `deploy` made green of. */
  resources: readonly MethodBackend[];
}

export type MethodBackend = Pick<Backend, "verb" | "path" | "uri">;

/** One of the base paths of a custom domain. */
export interface DomainMapping extends MappingState {
  /** `(none)` is the empty path. */
  basePath: string;
}

/** The live platform at one moment. Plain data. */
export interface Snapshot {
  /** Milliseconds since the epoch. */
  at: number;
  /** Milliseconds since the epoch at which the wait began that this is a look of. */
  since?: number;
  /** All stages of the API. */
  stages: readonly StageState[];
  /** Newest first. */
  deployments: readonly DeploymentState[];
  /** Read by a deploy. */
  resources: ResourcesState | undefined;
  /** Read by a deploy of an OpenAPI file. */
  api?: ApiState | undefined;
  /** What green's functions allow; read by a deploy. */
  permissions: readonly PermissionState[];
  /** Where the base path leads; undefined for a canary. */
  mapping: MappingState | undefined;
  /** How metrics name the API; read where they are asked. */
  named?: ApiNaming;
  /** What the sides call; read where the functions' metrics are asked. */
  backends?: BackendsState;
  /** The usage plans of the API; undefined: they were not read, or may not be. */
  plans?: readonly UsagePlanState[] | undefined;
  /** Methods that ask for an API key, where a usage plan has one of the two stages alone. */
  keyed?: readonly string[];
  /** Filled while a smoke test goes on. */
  smoke?: SmokeResult;
  /** Filled while a probe goes on. */
  probe?: ProbeResult;
  /** The other base paths of the same domain. */
  others?: readonly DomainMapping[];
}

/** The tags on the stage that mark a rollout and hold what the way back needs. */
export const TAG = {
  /** The workflow run that began the rollout. */
  rollout: "progressive-delivery:rollout",
  revision: "progressive-delivery:revision",
  /** ISO 8601. */
  startedAt: "progressive-delivery:started-at",
  /** The deployment that the stage served before. */
  blue: "progressive-delivery:blue",
  /** Of a pair: the deployment that the other stage served when the rollout began. */
  serving: "progressive-delivery:serving",
  /** The nonce of the run that is at work on the rollout. */
  claim: "progressive-delivery:claim",
  /** How the weight last moved: see `switch-record.ts`; `unserved/` stands before it when green never had a request. */
  switched: "progressive-delivery:switched",
  /** What was fixed before the rollout was judged, and every change of its weight: see `gates/marks.ts`, `shifts.ts`. */
  gates: "progressive-delivery:gates",
  shifts: "progressive-delivery:shifts",
  /** `NONCE/STARTED-AT`: a teardown of that rollout has begun. */
  ending: "progressive-delivery:ending",
  /** `WHAT/STARTED-AT`: what that rollout changes of the API's resources: `openapi`, `integration` or `nothing`. */
  changes: "progressive-delivery:changes",
  /** One for each variable that green overrides: its former value. */
  variable: "progressive-delivery:variable:",
  /** One for each integration that was changed: what it was before. */
  integration: "progressive-delivery:integration:",
  /** One for each function that was allowed to be called by the stage. Stays as long as the permission. */
  grant: "progressive-delivery:grant:",
} as const;

export const CHANGES = ["openapi", "integration", "nothing"] as const;
export type ResourceChanges = (typeof CHANGES)[number];

/** How a deployment of ours is known for what it is, in its description. */
export interface Origin {
  stage: string;
  rollout: string;
  startedAt: string;
  revision: string;
}

export function formatOrigin({ stage, rollout, startedAt, revision }: Origin): string {
  return `progressive-delivery: ${revision} (stage ${stage}, rollout ${rollout}, begun ${startedAt})`;
}

/** Reads a deployment's description; undefined when it is not one of ours. */
export function parseOrigin(description: string): Origin | undefined {
  const match = /^progressive-delivery: (.*) \(stage (\S+), rollout (\S+), begun (\S+)\)$/.exec(description);
  if (match === null) return undefined;
  const [, revision = "", stage = "", rollout = "", startedAt = ""] = match;
  return { stage, rollout, startedAt, revision };
}
