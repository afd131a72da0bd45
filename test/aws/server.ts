import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiGatewayOptions } from "./apigateway/index.ts";
import { createApiGateway } from "./apigateway/index.ts";
import { createAutoScaling } from "./autoscaling/index.ts";
import { createClock } from "./clock.ts";
import type { CloudWatchOptions } from "./cloudwatch/index.ts";
import { createCloudWatch } from "./cloudwatch/index.ts";
import { actOn } from "./compute/svc.ts";
import type { Params, Policy, Principal, Service, WorldConfig } from "./contract.ts";
import { AwsError } from "./contract.ts";
import { createEc2 } from "./ec2/index.ts";
import type { ElbOptions } from "./elb/balancers.ts";
import { createElb } from "./elb/index.ts";
import type { Effect } from "./faults.ts";
import { Faults, holdUp } from "./faults.ts";
import { allows } from "./iam.ts";
import type { LambdaOptions } from "./lambda/index.ts";
import { createLambda } from "./lambda/index.ts";
import { readBody } from "./protocol/http.ts";
import type { Door } from "./protocol/rest.ts";
import { callRest, serveRest } from "./protocol/rest.ts";
import type { Payload } from "./protocol/rpc.ts";
import { asText, readCall } from "./protocol/rpc.ts";
import type { Scope } from "./protocol/sigv4.ts";
import { readScope, signatureMatches } from "./protocol/sigv4.ts";
import type { SsmOptions } from "./ssm/agents.ts";
import { createSsm } from "./ssm/index.ts";
import { createSts } from "./sts.ts";
import { refuseUnread } from "./unread.ts";
import { lookThrough } from "./window.ts";

export interface AwsOptions {
  /** How many AWS seconds pass in one real second. Default 1. */
  timeScale?: number;
  region?: string;
  port?: number;
  elb?: ElbOptions;
  cloudWatch?: CloudWatchOptions;
  apiGateway?: ApiGatewayOptions;
  ssm?: SsmOptions;
  lambda?: LambdaOptions;
}

/** One API call as it was answered. */
export interface Call {
  service: string;
  action: string;
  params: Params;
  principal: string;
  /** HTTP status; 0 when the connection was dropped. */
  status: number;
  error: string | undefined;
  /** Real milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
}

export type LocalAws = Awaited<ReturnType<typeof startAws>>;

/** Starts a small AWS on loopback, whose load balancers, instances, APIs and functions carry real traffic. */
export async function startAws(options: AwsOptions = {}) {
  const region = options.region ?? "eu-west-1";
  const config: WorldConfig = {
    clock: createClock(options.timeScale ?? 1),
    region,
    accountId: "111122223333",
    zones: ["a", "b", "c"].map((zone) => `${region}${zone}`),
  };
  const admin: Principal = {
    arn: `arn:aws:iam::${config.accountId}:user/admin`,
    accessKeyId: "AKIALOCALADMIN",
    secretAccessKey: "local-secret-key",
  };
  const principals = new Map([[admin.accessKeyId, admin]]);
  const faults = new Faults();
  const calls: Call[] = [];
  const ec2 = createEc2(config);
  const lambda = createLambda(config, options.lambda);
  const elb = createElb(config, ec2, lambda, options.elb);
  const cloudWatch = createCloudWatch(config, elb, options.cloudWatch);
  const autoScaling = createAutoScaling(config, ec2, elb, cloudWatch);
  const ssm = createSsm(config, ec2, { ...options.ssm }, () => endpoint);
  const sts = createSts(config, principals);
  const all = [elb.service, autoScaling.service, cloudWatch.service, ec2.service, ssm.service, sts];
  const services = new Map(all.map((service) => [service.name, service]));
  const signedFor = new Map(all.map((service) => [service.signingName ?? service.name, service]));
  const apiGateway = await createApiGateway(config, lambda, options.apiGateway);
  cloudWatch.meter(apiGateway, lambda);
  const restServices = new Map([apiGateway.service, lambda.service].map((service) => [service.name, service]));
  const hooks: { onCall: ((call: { index: number; action: string }) => void) | undefined } = { onCall: undefined };

  const door: Door = {
    calls,
    faults,
    onCall: (call) => hooks.onCall?.(call),
    authenticate: (request, body) => authenticate(principals, request, body, readScope(request), undefined),
  };
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = Date.now();
    const body = await readBody(request);
    if (request.url?.startsWith("/_local/app/")) return actOnApp(request.url, response);
    if (request.url?.startsWith("/_local/")) return local(request, response, body);
    const requestId = randomUUID();
    const scope = readScope(request);
    const restService = restServices.get(scope?.service ?? "");
    if (restService !== undefined) return serveRest(restService, { request, response, body, startedAt }, door);
    const spoken = readCall(request, body);
    const { action, params } = spoken;
    // The one call that is not signed: its token is the proof.
    const anonymous = scope === undefined && action === "AssumeRoleWithWebIdentity";
    const service = signedFor.get(anonymous ? "sts" : (scope?.service ?? ""));
    const call: Call = {
      service: service?.name ?? "?",
      action,
      params,
      principal: "",
      status: 0,
      error: undefined,
      startedAt,
      endedAt: 0,
    };
    const effect = faults.take(action);
    calls.push(call);
    hooks.onCall?.({ index: calls.length, action });
    const finish = (status: number, payload: Payload) => {
      call.status = status;
      call.endedAt = Date.now();
      response.writeHead(status, { ...payload.headers, "x-amzn-requestid": requestId });
      response.end(payload.body);
    };
    try {
      if (effect?.kind === "drop-before") return void response.destroy();
      await holdUp(effect, response);
      const principal = anonymous ? admin : authenticate(principals, request, body, scope, service);
      call.principal = principal.arn;
      raise(effect);
      const operation = service?.operations[action];
      if (service === undefined || operation === undefined) {
        throw new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`);
      }
      authorize(principal, service, action, params);
      const result = await refuseUnread(action, params, (given) => operation(given, { principal, requestId }));
      if (effect?.kind === "drop-after") return void response.destroy();
      finish(200, spoken.result(service, result, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      call.error = error.code;
      finish(error.status, spoken.error(service, error, requestId));
    }
  }

  function local(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const addresses = () => ({
      ...{ listeners: elb.addresses(), instances: ec2.addresses(), functionUrls: lambda.addresses() },
    });
    const { status, content } = lookThrough({ calls, faults, addresses, behave: ec2.behave }, request, body);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  }

  /** What `svc` on an instance asks for, and how it exits. */
  async function actOnApp(url: string, response: ServerResponse): Promise<void> {
    const [, , , id = "", action = ""] = url.split("/");
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify(await actOn(ec2.instances, id, action)));
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = (principal: Principal = admin): Record<string, string> => ({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    // The first version of the CLI knows this one only.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: principal.accessKeyId,
    AWS_SECRET_ACCESS_KEY: principal.secretAccessKey,
    ...(principal.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: principal.sessionToken }),
  });

  return {
    endpoint,
    region,
    accountId: config.accountId,
    env,
    calls,
    /** Which operations each service has. */
    operations: Object.fromEntries(
      [...services, ...restServices].map(([name, service]) => [name, Object.keys(service.operations).sort()]),
    ),
    /** Calls that change something: everything but Describe, Get, List and Assume. */
    mutations: (since = 0) =>
      calls
        .slice(since)
        // A dry run has the name of a change, and makes none.
        .filter(({ action, params }) => !/^(Describe|Get|List|Assume)/.test(action) && params.DryRun !== "true"),
    /** An operation without the wire: for building worlds. Not among the calls. */
    async request(service: string, action: string, params: Params): Promise<Params> {
      const restService = restServices.get(service);
      if (restService !== undefined)
        return callRest(restService, action, params, { principal: admin, requestId: randomUUID() });
      const operation = services.get(service)?.operations[action];
      if (operation === undefined)
        throw new AwsError("InvalidAction", `The action ${action} is not valid for ${service}.`);
      const context = { principal: admin, requestId: randomUUID() };
      return refuseUnread(action, asText(params) as Params, (given) => operation(given, context));
    },
    faults,
    hooks,
    elb,
    ec2,
    autoScaling,
    cloudWatch,
    ssm,
    apiGateway,
    lambda,
    /** A principal with this policy (undefined: all is allowed) and temporary credentials. */
    principal(name: string, policy?: Policy, expiresAt?: number): Principal {
      const principal: Principal = {
        arn: `arn:aws:sts::${config.accountId}:assumed-role/${name}/session`,
        accessKeyId: `ASIA${name.toUpperCase().replace(/\W/g, "")}`,
        secretAccessKey: `secret-of-${name}`,
        sessionToken: `token-of-${name}`,
        ...(policy === undefined ? {} : { policy }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      principals.set(principal.accessKeyId, principal);
      return principal;
    },
    async close(): Promise<void> {
      autoScaling.close();
      ssm.close();
      config.clock.stop();
      server.closeAllConnections();
      server.close();
      await Promise.all([elb.close(), ec2.close(), apiGateway.close(), lambda.close()]);
    },
  };
}

function authenticate(
  principals: Map<string, Principal>,
  request: IncomingMessage,
  body: Buffer,
  scope: Scope | undefined,
  service: Service | undefined,
): Principal {
  const ec2 = service?.protocol === "ec2";
  if (scope === undefined)
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  const principal = principals.get(scope.accessKeyId);
  const refused = (code: string, message: string) =>
    ec2
      ? new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
      : new AwsError(code, message, 403);
  const unknown = () => refused("InvalidClientTokenId", "The security token included in the request is invalid.");
  if (principal === undefined) throw unknown();
  if (!signatureMatches(request, body, scope, principal.secretAccessKey)) {
    throw refused(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    );
  }
  if (principal.sessionToken !== undefined && request.headers["x-amz-security-token"] !== principal.sessionToken)
    throw unknown();
  if (principal.expiresAt !== undefined && principal.expiresAt < Date.now()) {
    throw ec2
      ? new AwsError("RequestExpired", "Request has expired.", 400)
      : new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
  }
  return principal;
}

function authorize(principal: Principal, service: Service, action: string, params: Params): void {
  const resources = [service.resource(action, params)].flat();
  const resource = resources.find((each) => !allows(principal, `${service.name}:${action}`, each));
  if (resource === undefined) return;
  if (service.protocol === "ec2")
    throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
  throw new AwsError(
    service.protocol === "json" ? "AccessDeniedException" : "AccessDenied",
    `User: ${principal.arn} is not authorized to perform: ${service.name}:${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${service.name}:${action} action`,
    403,
  );
}

function raise(effect: Effect | undefined): void {
  if (effect?.kind === "error") throw new AwsError(effect.code, effect.message, effect.status);
}
