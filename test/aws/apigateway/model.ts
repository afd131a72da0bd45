/** What REST APIs are made of. Members that answers show as they are have the names of the wire. */

export type Texts = { [name: string]: string };

export interface RestApi {
  id: string;
  name: string;
  description: string | undefined;
  version: string | undefined;
  createdDate: Date;
  binaryMediaTypes: string[];
  minimumCompressionSize: number | undefined;
  apiKeySource: string;
  endpointType: string;
  disableExecuteApiEndpoint: boolean;
  policy: string | undefined;
  authorizers: Map<string, Authorizer>;
  tags: Map<string, string>;
  rootId: string;
  /** What the control plane edits; the data plane serves deployments only. */
  resources: Map<string, Resource>;
  deployments: Map<string, Deployment>;
  stages: Map<string, Stage>;
}

/** A Lambda authorizer. */
export interface Authorizer {
  id: string;
  name: string;
  /** `TOKEN` or `REQUEST`. */
  type: string;
  authorizerUri: string;
  /** Where the token is. */
  header: string;
}

export interface Resource {
  id: string;
  parentId: string | undefined;
  pathPart: string | undefined;
  path: string;
  methods: Map<string, Method>;
}

export type Method = {
  httpMethod: string;
  authorizationType: string;
  authorizerId: string | undefined;
  apiKeyRequired: boolean;
  operationName: string | undefined;
  requestParameters: { [name: string]: boolean } | undefined;
  requestModels: Texts | undefined;
  methodResponses: { [status: string]: MethodResponse } | undefined;
  methodIntegration: Integration | undefined;
};

export type MethodResponse = {
  statusCode: string;
  responseParameters: { [name: string]: boolean } | undefined;
  responseModels: Texts | undefined;
};

export type Integration = {
  type: string;
  httpMethod: string | undefined;
  uri: string | undefined;
  connectionType: string | undefined;
  credentials: string | undefined;
  requestParameters: Texts | undefined;
  requestTemplates: Texts | undefined;
  passthroughBehavior: string;
  contentHandling: string | undefined;
  timeoutInMillis: number;
  cacheNamespace: string;
  cacheKeyParameters: string[];
  integrationResponses: { [status: string]: IntegrationResponse } | undefined;
};

export type IntegrationResponse = {
  statusCode: string;
  selectionPattern: string | undefined;
  responseParameters: Texts | undefined;
  /** Null: pass the integration's body through. */
  responseTemplates: { [contentType: string]: string | null } | undefined;
  contentHandling: string | undefined;
};

/** An immutable snapshot of the API's resources. */
export interface Deployment {
  id: string;
  description: string | undefined;
  createdDate: Date;
  resources: Resource[];
  authorizers: Authorizer[];
  policy: string | undefined;
  binaryMediaTypes: string[];
  minimumCompressionSize: number | undefined;
}

export interface Traffic {
  requests: number;
  /** Answers of 500 and above. */
  failed: number;
}

export interface Stage {
  name: string;
  deploymentId: string;
  description: string | undefined;
  variables: Map<string, string>;
  canary: Canary | undefined;
  cacheClusterEnabled: boolean;
  cacheClusterSize: string | undefined;
  documentationVersion: string | undefined;
  clientCertificateId: string | undefined;
  /** Set by WAF's AssociateWebACL, which is no call of this service. */
  webAclArn: string | undefined;
  accessLog: { destinationArn: string | undefined; format: string | undefined };
  methodSettings: Map<string, MethodSetting>;
  tracingEnabled: boolean;
  tags: Map<string, string>;
  createdDate: Date;
  lastUpdatedDate: Date;
  traffic: StageTraffic;
}

export interface Canary {
  deploymentId: string;
  percentTraffic: number;
  /** Laid over the stage's variables, which the canary sees too. */
  overrides: Map<string, string>;
  useStageCache: boolean;
}

export interface StageTraffic {
  base: Traffic;
  canary: Traffic;
  deployments: Map<string, Traffic>;
}

export type MethodSetting = {
  metricsEnabled: boolean;
  loggingLevel: string | undefined;
  dataTraceEnabled: boolean;
  throttlingBurstLimit: number;
  throttlingRateLimit: number;
  cachingEnabled: boolean;
  cacheTtlInSeconds: number;
  cacheDataEncrypted: boolean;
  requireAuthorizationForCacheControl: boolean;
  unauthorizedCacheControlHeaderStrategy: string;
};

export interface UsagePlan {
  id: string;
  name: string;
  apiStages: { apiId: string; stage: string }[];
  /** The values of its API keys. */
  keys: Set<string>;
}

export interface Domain {
  name: string;
  endpointType: string;
  certificateArn: string | undefined;
  securityPolicy: string;
  tags: Map<string, string>;
  /** By base path; `(none)` is the empty one. */
  mappings: Map<string, Mapping>;
}

export type Mapping = {
  basePath: string;
  restApiId: string;
  stage: string | undefined;
};
