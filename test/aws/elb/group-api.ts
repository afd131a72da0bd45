import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError, VPC } from "../contract.ts";
import { flag, integer, paged, required, structure, structures, text, texts } from "../params.ts";
import { whole } from "../unread.ts";
import { GROUP_STICKINESS_FIRST } from "./actions.ts";
import { defaultAttributes, judgeAttribute } from "./attributes.ts";
import type { Balancers } from "./balancers.ts";
import { requestOf } from "./balancers.ts";
import type { HealthCheck, TargetGroup } from "./model.ts";

const PAGE = 100;
const PROTOCOLS = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"];
const VERSIONS = ["HTTP1", "HTTP2", "GRPC"];

/** Target groups and their attributes. */
export function groupOperations(config: WorldConfig, state: Balancers): Record<string, Operation> {
  return {
    CreateTargetGroup: (params) => {
      const name = required(params, "Name");
      judgeName(name);
      const existing = [...state.groups.values()].find((group) => group.name === name);
      if (existing?.request === requestOf(params)) {
        // The same settings once more: they were read and judged the first time.
        whole(params);
        return { TargetGroups: [describeGroup(existing, state)] };
      }
      if (existing !== undefined) {
        throw new AwsError(
          "DuplicateTargetGroupName",
          `A target group with the same name '${name}' exists, but with different settings`,
        );
      }
      const targetType = readTargetType(params);
      const protocol = readProtocol(params, targetType);
      const protocolVersion = readVersion(params, protocol);
      const grpc = protocolVersion === "GRPC";
      const group: TargetGroup = {
        arn: `arn:aws:elasticloadbalancing:${config.region}:${config.accountId}:targetgroup/${name}/${randomBytes(8).toString("hex")}`,
        name,
        protocol,
        port: readPort(params, targetType),
        protocolVersion,
        vpcId: readVpc(params),
        targetType,
        ipAddressType: text(params, "IpAddressType") ?? "ipv4",
        controlPort: integer(params, "TargetControlPort"),
        check: readCheck(params, protocol, defaultCheck(targetType, protocol, grpc)),
        attributes: defaultAttributes(targetType, protocol),
        targets: new Map(),
        departed: new Set(),
        checking: false,
        traffic: { requests: 0, failed: 0 },
        roundRobin: 0,
        request: requestOf(params),
      };
      state.groups.set(group.arn, group);
      state.tag(group.arn, params);
      return { TargetGroups: [describeGroup(group, state)] };
    },
    DescribeTargetGroups: (params) => {
      const [arns, names, balancer] = [
        texts(params, "TargetGroupArns"),
        texts(params, "Names"),
        text(params, "LoadBalancerArn"),
      ];
      const all = [...state.groups.values()];
      const named = names.map((name) => all.find((group) => group.name === name));
      if (named.includes(undefined)) throw new AwsError("TargetGroupNotFound", "One or more target groups not found");
      const selected =
        balancer !== undefined
          ? all.filter(({ arn }) => state.usersOf(arn).includes(balancer))
          : arns.length + names.length === 0
            ? all
            : [...arns.map((arn) => state.group(arn)), ...named.filter((group) => group !== undefined)];
      const page = paged(selected, text(params, "Marker"), integer(params, "PageSize") ?? PAGE);
      return { TargetGroups: page.items.map((group) => describeGroup(group, state)), NextMarker: page.next };
    },
    DeleteTargetGroup: (params) => {
      const arn = required(params, "TargetGroupArn");
      if (state.usersOf(arn).length > 0)
        throw new AwsError("ResourceInUse", `Target group '${arn}' is currently in use by a listener or a rule`);
      state.groups.delete(arn);
      return {};
    },
    DescribeTargetGroupAttributes: (params) => ({
      Attributes: describeAttributes(state.group(required(params, "TargetGroupArn"))),
    }),
    ModifyTargetGroupAttributes: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const wanted = new Map(structures(params, "Attributes").map(({ Key, Value }) => [String(Key), String(Value)]));
      for (const [key, value] of wanted) judgeAttribute(key, value, group);
      if (wanted.get("stickiness.enabled") === "true" && state.appearsWithoutStickiness(group.arn))
        throw new AwsError("InvalidConfigurationRequest", GROUP_STICKINESS_FIRST);
      for (const [key, value] of wanted) group.attributes.set(key, value);
      return { Attributes: describeAttributes(group) };
    },
    ModifyTargetGroup: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      state.recheck(group, readCheck(params, group.protocol, group.check));
      return { TargetGroups: [describeGroup(group, state)] };
    },
  };
}

function judgeName(name: string): void {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) return;
  throw new AwsError("ValidationError", `Target group name '${name}' is not valid`);
}

function readVpc(params: Params): string {
  const vpc = text(params, "VpcId") ?? VPC;
  if (vpc !== VPC) throw new AwsError("ValidationError", `The VPC ID '${vpc}' is not found`);
  return vpc;
}

/** Targets are instances or functions here: addresses and load balancers as targets are not modelled. */
function readTargetType(params: Params): string {
  const type = text(params, "TargetType") ?? "instance";
  if (["instance", "ip", "lambda", "alb"].includes(type)) return type;
  throw new AwsError("ValidationError", `Target type '${type}' is not valid`);
}

function readProtocol(params: Params, targetType: string): string {
  const protocol = text(params, "Protocol");
  if (targetType === "lambda") {
    if (protocol !== undefined || params.Port !== undefined)
      throw new AwsError("ValidationError", "Protocol and port cannot be specified for target groups of type 'lambda'");
    return "HTTP";
  }
  if (protocol === undefined) throw new AwsError("ValidationError", "A protocol must be specified");
  if (PROTOCOLS.includes(protocol)) return protocol;
  throw new AwsError(
    "ValidationError",
    `1 validation error detected: Value '${protocol}' at 'protocol' failed to satisfy constraint: Member must satisfy enum value set: [${PROTOCOLS.join(", ")}]`,
  );
}

function readPort(params: Params, targetType: string): number {
  const port = targetType === "lambda" ? 80 : integer(params, "Port");
  if (port === undefined) throw new AwsError("ValidationError", "A port must be specified");
  if (port >= 1 && port <= 65_535) return port;
  throw new AwsError("ValidationError", `Target group port '${port}' must be between 1 and 65535`);
}

function readVersion(params: Params, protocol: string): string | undefined {
  const version = text(params, "ProtocolVersion");
  if (!protocol.startsWith("HTTP") && version !== undefined)
    throw new AwsError("ValidationError", `A protocol version cannot be specified for ${protocol} target groups`);
  if (version !== undefined && !VERSIONS.includes(version))
    throw new AwsError("ValidationError", `Protocol version '${version}' must be one of '${VERSIONS.join(", ")}'`);
  return protocol.startsWith("HTTP") ? (version ?? "HTTP1") : undefined;
}

/** What CreateTargetGroup takes where nothing is said; functions are not checked (API Reference). */
function defaultCheck(targetType: string, protocol: string, grpc: boolean): HealthCheck {
  const http = isHttp(protocol);
  const times =
    targetType === "lambda"
      ? { enabled: false, interval: 35, timeout: 30 }
      : { enabled: true, interval: 30, timeout: http ? 5 : 10 };
  return {
    ...times,
    protocol: http ? "HTTP" : "TCP",
    port: "traffic-port",
    path: grpc ? "/AWS.ALB/healthcheck" : "/",
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: grpc ? "12" : http ? "200" : "200-399",
    grpc,
  };
}

function isHttp(protocol: string): boolean {
  return protocol === "HTTP" || protocol === "HTTPS";
}

/** A health check as given; what is not said stays as it was before, or at the default. */
function readCheck(params: Params, protocol: string, old: HealthCheck): HealthCheck {
  const { grpc } = old;
  const matcher = structure(params, "Matcher") ?? {};
  const check: HealthCheck = {
    enabled: flag(params, "HealthCheckEnabled") ?? old.enabled,
    protocol: text(params, "HealthCheckProtocol") ?? old.protocol,
    port: text(params, "HealthCheckPort") ?? old.port,
    path: text(params, "HealthCheckPath") ?? old.path,
    interval: integer(params, "HealthCheckIntervalSeconds") ?? old.interval,
    timeout: integer(params, "HealthCheckTimeoutSeconds") ?? old.timeout,
    healthyThreshold: integer(params, "HealthyThresholdCount") ?? old.healthyThreshold,
    unhealthyThreshold: integer(params, "UnhealthyThresholdCount") ?? old.unhealthyThreshold,
    matcher: text(matcher, grpc ? "GrpcCode" : "HttpCode") ?? old.matcher,
    grpc,
  };
  judgeCheck(check, isHttp(protocol));
  return check;
}

/** API Reference, CreateTargetGroup. */
function judgeCheck(check: HealthCheck, application: boolean): void {
  const within = (member: string, value: number, from: number, to: number) => {
    if (value < from || value > to)
      throw new AwsError("ValidationError", `${member} must be between ${from} and ${to}, not '${value}'`);
  };
  within("Health check interval", check.interval, 5, 300);
  within("Health check timeout", check.timeout, 2, 120);
  within("Healthy threshold count", check.healthyThreshold, 2, 10);
  within("Unhealthy threshold count", check.unhealthyThreshold, 2, 10);
  if (check.timeout >= check.interval && application) {
    throw new AwsError(
      "ValidationError",
      `Health check timeout '${check.timeout}' must be smaller than the interval '${check.interval}'`,
    );
  }
  const protocols = application ? ["HTTP", "HTTPS"] : ["HTTP", "HTTPS", "TCP"];
  if (!protocols.includes(check.protocol))
    throw new AwsError("ValidationError", `Health check protocol '${check.protocol}' must be one of '${protocols}'`);
  if (check.port !== "traffic-port" && !(Number(check.port) >= 1 && Number(check.port) <= 65_535))
    throw new AwsError("ValidationError", `Health check port '${check.port}' must be traffic-port or 1 to 65535`);
}

function describeGroup(group: TargetGroup, state: Balancers): Params {
  const { arn, name, protocol, protocolVersion, port, vpcId, targetType, check, ipAddressType, controlPort } = group;
  const http = check.protocol !== "TCP";
  // A function is reached without any of it (AWS CLI's `create-target-group`, the example for functions).
  const network =
    targetType === "lambda"
      ? {}
      : {
          ...{ Protocol: protocol, ProtocolVersion: protocolVersion, Port: port, VpcId: vpcId },
          ...{ HealthCheckProtocol: check.protocol, HealthCheckPort: check.port },
        };
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    TargetType: targetType,
    ...network,
    HealthCheckEnabled: check.enabled,
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckTimeoutSeconds: check.timeout,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: http ? check.path : undefined,
    Matcher: http ? { [check.grpc ? "GrpcCode" : "HttpCode"]: check.matcher } : undefined,
    LoadBalancerArns: state.usersOf(arn),
    IpAddressType: ipAddressType,
    TargetControlPort: controlPort,
  };
}

function describeAttributes(group: TargetGroup): Params[] {
  return [...group.attributes].map(([Key, Value]) => ({ Key, Value }));
}
