import { randomBytes } from "node:crypto";
import type { Operation, Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { integer, paged, required, structure, structures, text, texts } from "../params.ts";
import { GROUP_STICKINESS_FIRST } from "./actions.ts";
import { defaultAttributes, judgeAttribute } from "./attributes.ts";
import type { Balancers } from "./balancers.ts";
import { requestOf } from "./balancers.ts";
import type { HealthCheck, Target, TargetGroup } from "./model.ts";

const PAGE = 100;

/** Target groups, their targets and attributes, and tags of everything. */
export function targetOperations(config: WorldConfig, state: Balancers, ec2: Ec2): Record<string, Operation> {
  return {
    CreateTargetGroup: (params) => {
      const name = required(params, "Name");
      if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name))
        throw new AwsError("ValidationError", `Target group name '${name}' is not valid`);
      const existing = [...state.groups.values()].find((group) => group.name === name);
      if (existing?.request === requestOf(params)) return { TargetGroups: [describeGroup(existing, state)] };
      if (existing !== undefined) {
        throw new AwsError(
          "DuplicateTargetGroupName",
          `A target group with the same name '${name}' exists, but with different settings`,
        );
      }
      const protocol = text(params, "Protocol") ?? "HTTP";
      const group: TargetGroup = {
        arn: `arn:aws:elasticloadbalancing:${config.region}:${config.accountId}:targetgroup/${name}/${randomBytes(8).toString("hex")}`,
        name,
        protocol,
        port: integer(params, "Port") ?? 80,
        protocolVersion: protocol.startsWith("HTTP") ? (text(params, "ProtocolVersion") ?? "HTTP1") : undefined,
        vpcId: text(params, "VpcId") ?? "vpc-0123456789abcdef0",
        targetType: text(params, "TargetType") ?? "instance",
        check: readCheck(params, protocol),
        attributes: defaultAttributes(protocol),
        targets: new Map(),
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
      for (const [key, value] of wanted) judgeAttribute(key, value);
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
    RegisterTargets: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const targets = structures(params, "Targets");
      const absent = targets.filter(({ Id }) => ec2.instances.all.get(String(Id))?.state !== "running");
      if (absent.length > 0) {
        throw new AwsError(
          "InvalidTarget",
          `The following targets are not in a running state and cannot be registered: '${absent.map(({ Id }) => Id).join(", ")}'`,
        );
      }
      for (const target of targets) state.register(group, String(target.Id), integer(target, "Port"));
      return {};
    },
    DeregisterTargets: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      for (const target of structures(params, "Targets"))
        void state.deregister(group, String(target.Id), integer(target, "Port"));
      return {};
    },
    DescribeTargetHealth: (params) => {
      const group = state.group(required(params, "TargetGroupArn"));
      const asked = structures(params, "Targets").map(({ Id }) => String(Id));
      const known = [...group.targets.values()].filter(({ id }) => asked.length === 0 || asked.includes(id));
      const unknown = asked.filter((id) => !known.some((target) => target.id === id));
      return {
        TargetHealthDescriptions: [
          ...known.map((target) => describeHealth(group, target, ec2)),
          ...unknown.map((id) => ({
            Target: { Id: id, Port: group.port },
            TargetHealth: {
              State: "unused",
              Reason: "Target.NotRegistered",
              Description: "Target is not registered to the target group",
            },
          })),
        ],
      };
    },
    AddTags: (params) => {
      const arns = texts(params, "ResourceArns");
      for (const arn of arns) state.requireResource(arn);
      for (const arn of arns) state.tag(arn, params);
      return {};
    },
    RemoveTags: (params) => {
      for (const arn of texts(params, "ResourceArns")) {
        state.requireResource(arn);
        for (const key of texts(params, "TagKeys")) state.tags.get(arn)?.delete(key);
      }
      return {};
    },
    DescribeTags: (params) => {
      const arns = texts(params, "ResourceArns");
      for (const arn of arns) state.requireResource(arn);
      return {
        TagDescriptions: arns.map((arn) => ({
          ResourceArn: arn,
          Tags: [...(state.tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value })),
        })),
      };
    },
  };
}

/** A health check as given; what is not said stays as it was before, or at the default. */
function readCheck(params: Params, protocol: string, before?: HealthCheck): HealthCheck {
  const application = protocol === "HTTP" || protocol === "HTTPS";
  const old = before ?? {
    protocol: application ? "HTTP" : "TCP",
    path: "/",
    interval: 30,
    timeout: application ? 5 : 10,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: application ? "200" : "200-399",
  };
  return {
    protocol: text(params, "HealthCheckProtocol") ?? old.protocol,
    path: text(params, "HealthCheckPath") ?? old.path,
    interval: integer(params, "HealthCheckIntervalSeconds") ?? old.interval,
    timeout: integer(params, "HealthCheckTimeoutSeconds") ?? old.timeout,
    healthyThreshold: integer(params, "HealthyThresholdCount") ?? old.healthyThreshold,
    unhealthyThreshold: integer(params, "UnhealthyThresholdCount") ?? old.unhealthyThreshold,
    matcher: text(structure(params, "Matcher") ?? {}, "HttpCode") ?? old.matcher,
  };
}

function describeGroup(group: TargetGroup, state: Balancers): Params {
  const { arn, name, protocol, protocolVersion, port, vpcId, targetType, check } = group;
  const http = check.protocol !== "TCP";
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: protocol,
    ProtocolVersion: protocolVersion,
    Port: port,
    VpcId: vpcId,
    TargetType: targetType,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckTimeoutSeconds: check.timeout,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: http ? check.path : undefined,
    Matcher: http ? { HttpCode: check.matcher } : undefined,
    LoadBalancerArns: state.usersOf(arn),
    IpAddressType: "ipv4",
  };
}

function describeAttributes(group: TargetGroup): Params[] {
  return [...group.attributes].map(([Key, Value]) => ({ Key, Value }));
}

function describeHealth(group: TargetGroup, target: Target, ec2: Ec2): Params {
  return {
    Target: { Id: target.id, Port: target.port },
    HealthCheckPort: String(target.port),
    TargetHealth: healthOf(group, target, ec2),
  };
}

function healthOf(group: TargetGroup, { id, state, reason, description }: Target, ec2: Ec2): Params {
  if (state === "draining") return { State: state, Reason: reason, Description: description };
  if (!group.checking) {
    return {
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    };
  }
  if (ec2.instances.all.get(id)?.state !== "running") {
    return { State: "unused", Reason: "Target.InvalidState", Description: "Target is in the stopped state" };
  }
  return { State: state, Reason: reason, Description: description };
}
